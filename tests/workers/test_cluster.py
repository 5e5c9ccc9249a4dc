"""A scheduler with two workers of its own processes: the bits of one machine, also where one of them is killed."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedviz as ev
from embedviz.cli.main import main
from embedviz.errors import EmbedvizError, FileError
from embedviz.workers import cluster as clusters
from embedviz.workers.cluster import Reconnecting, connect, scheduler_address
from embedviz.workers.ranges import ranges
from embedviz.workers.rows import place_of, spread
from tests.benchmarks.cluster import KillsHalfWay
from tests.servers import free_port
from tests.waiting import wait_until
from tests.workers.works import WORKS, bits

M, N = 40_000, 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    random = np.random.default_rng(0)
    matrix = (random.standard_normal((M, N)) * np.geomspace(1, 30, N)).astype(np.float32)
    found = tmp_path_factory.mktemp("parts")
    for i, rows in enumerate(np.array_split(np.arange(M), 8)):
        part = pa.table({"word": [f"w{row}" for row in rows], "vector": list(matrix[rows])})
        pq.write_table(part, found / f"part-{i:05d}.parquet", row_group_size=1_000)
    return found


@pytest.fixture(scope="module")
def local():
    import dask
    from distributed import LocalCluster

    with pytest.MonkeyPatch.context() as patch:
        # AppTest leaves a page behind as the main module, and every process that is spawned would begin by running it.
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        # By default whoever has not started again after 15 seconds never is, and that long it takes on a busy machine.
        for_good = dask.config.set({"distributed.deploy.lost-worker-timeout": "1 hour"})
        with (
            for_good,
            LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="1GB", dashboard_address=":0") as it,
        ):
            yield it


def wait_for_both(local):
    """Wait until both workers are there and their nannies know: they start none anew that ends before that."""
    nannies = local.workers.values()
    wait_until(lambda: all(n.status.name == "running" and n.worker_address in local.scheduler.workers for n in nannies))


@pytest.fixture
def run(capsys):
    def run(*arguments):
        capsys.readouterr()
        return subprocess.CompletedProcess(arguments, main([*map(str, arguments)]), *capsys.readouterr())

    return run


@pytest.fixture
def many_ranges(monkeypatch):
    """What is small is cut into as many ranges as what is large."""
    monkeypatch.setitem(ranges.__kwdefaults__, "least", 1 << 16)


@pytest.mark.exhaustive
def test_neighbors_are_found_by_the_workers_and_a_commands_answer_says_who_computed(local, folder, run, tmp_path):
    found = ev.open_dataset(folder)
    with closing(connect(local.scheduler_address)) as cluster:
        assert cluster.workers == 2
        assert cluster.dashboard.startswith("http")
        assert cluster.refusal(found.vectors.place) == ""
        for metric in ("cosine", "euclidean", "dot"):
            alone = ev.neighbors(found, "w7", 9, metric)
            together = ev.neighbors(found, "w7", 9, metric, executor=cluster.executor)
            assert together.words == alone.words
            assert together.scores.tobytes() == alone.scores.tobytes()
        unseen = place_of(np.load(saved(tmp_path), mmap_mode="r"))
        (tmp_path / "rows.npy").unlink()
        assert "worker tcp://" in (said := cluster.refusal(unseen))
        assert "rows.npy cannot be opened" in said
        cluster.executor.shutdown()
        with pytest.raises(EmbedvizError, match="the executor takes no tasks"):
            ev.spectrum(found, executor=cluster.executor)
    for command in (["spectrum", folder, "--csv"], ["neighbors", folder, "w7 - w8", "-k", "3"]):
        here, there = run(*command), run(*command, "--scheduler", local.scheduler_address)
        assert here.stderr == ""
        assert (there.returncode, there.stdout) == (0, here.stdout)
        assert f"computed by 2 workers of {local.scheduler_address}; dashboard: http" in there.stderr
    in_this_process = tmp_path / "words.txt"
    in_this_process.write_text("a 1 0\nb 0 1\n")
    here = run("spectrum", in_this_process, "--csv", "--scheduler", local.scheduler_address)
    assert here.returncode == 0


@pytest.mark.exhaustive
@pytest.mark.usefixtures("many_ranges")
def test_whatever_takes_an_executor_has_the_bits_of_one_machine(local, monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))  # where the numbers are written for the workers
    monkeypatch.setattr("embedviz.algebra.reductions.QR_LEAST_BYTES", 1 << 20)
    matrix = (np.random.default_rng(0).standard_normal((M, 20)) * np.geomspace(1, 30, 20)).astype(np.float32)
    with closing(connect(local.scheduler_address)) as cluster:
        for work in WORKS:
            assert bits(work(matrix, cluster.executor)) == bits(work(matrix, None)), work


@pytest.mark.exhaustive
def test_a_part_that_a_worker_finds_damaged_is_named_and_not_tried_again(local, folder, tmp_path):
    for path in sorted(folder.iterdir())[:3]:
        pq.write_table(pq.read_table(path), tmp_path / path.name, write_page_checksum=True, row_group_size=500)
    content = bytearray((tmp_path / "part-00001.parquet").read_bytes())
    content[len(content) * 2 // 3] ^= 255
    (tmp_path / "part-00001.parquet").write_bytes(content)
    found = ev.open_dataset(tmp_path)
    damaged = r"^part-00001\.parquet: it is damaged or cannot be read "
    with closing(connect(local.scheduler_address)) as cluster, pytest.raises(FileError, match=damaged):
        ev.spectrum(found, executor=cluster.executor)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("many_ranges")
@pytest.mark.parametrize("route", ["gram", "qr"])
def test_a_cluster_has_the_bits_of_one_machine_also_with_a_worker_killed(route, local, folder, monkeypatch):
    monkeypatch.setattr("embedviz.algebra.spectrum.GRAM_TRUSTED_ABOVE", 1e-5 if route == "gram" else 1.0)
    monkeypatch.setattr("embedviz.algebra.reductions.QR_LEAST_BYTES", 1 << 20)
    stage = "Reading" if route == "gram" else "Factoring"
    found = ev.open_dataset(folder)
    alone = ev.spectrum(found)
    assert alone.route == route
    with closing(connect(local.scheduler_address)) as cluster:
        killed = []

        def kill(progress):
            if not killed and progress.stage.startswith(stage) and progress.done > M // 4:
                killed.append(progress.done)
                os.kill(next(iter(cluster._client.run(os.getpid).values())), signal.SIGKILL)

        wait_for_both(local)  # one may have been killed before
        for progress in (None, kill):
            together = ev.spectrum(found, executor=cluster.executor, progress=progress)
            assert together.route == route
            assert together.singular_values.tobytes() == alone.singular_values.tobytes()
            assert together.right_vectors.tobytes() == alone.right_vectors.tobytes()
        assert 0 < killed[0] < M


@pytest.mark.exhaustive
@pytest.mark.usefixtures("many_ranges")
def test_neighbors_are_the_same_with_a_worker_killed(local, folder):
    found = ev.open_dataset(folder)
    alone = ev.neighbors(found, "w7", 9)
    with closing(connect(local.scheduler_address)) as cluster:
        wait_for_both(local)
        pid = next(iter(cluster._client.run(os.getpid).values()))
        killer = KillsHalfWay(cluster.executor, len(ranges(found.vectors)) // 2, pid)
        together = ev.neighbors(found, "w7", 9, executor=killer)
    assert killer.has_killed
    assert together.words == alone.words
    assert together.scores.tobytes() == alone.scores.tobytes()


@pytest.mark.exhaustive
def test_what_no_worker_lasts_over_is_named_with_its_parts_and_the_last_worker(local, folder, monkeypatch):
    monkeypatch.setattr(local.scheduler, "allowed_failures", 0)
    found = ev.open_dataset(folder).vectors
    with closing(connect(local.scheduler_address)) as cluster, spread(found, cluster.executor) as rows:
        wait_for_both(local)
        message = r"no worker lasts over rows 1 to [\d,]+ \(part-00000\.parquet.*\): 1 died, the last at tcp://127"
        with pytest.raises(EmbedvizError, match=message):
            list(rows.each(lambda _matrix, _part: os.kill(os.getpid(), signal.SIGKILL), ranges(found)))


def saved(folder):
    np.save(folder / "rows.npy", np.ones((50, 3), np.float32))
    return folder / "rows.npy"


def test_a_scheduler_that_is_not_there_is_named_at_once(monkeypatch, run, folder):
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.2)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(EmbedvizError, match=rf"the scheduler at {address} does not answer .*; expected a running dask"):
        connect(address, timeout=0.2)
    with pytest.raises(EmbedvizError, match="the scheduler at nobody does not answer"):
        connect("nobody", timeout=0.2)
    refused = run("spectrum", folder, "--scheduler", "tcp://nobody")
    assert refused.returncode == 2
    assert "the scheduler at tcp://nobody does not answer" in refused.stderr
    monkeypatch.setenv(clusters.VARIABLE, f" {address} ")
    assert scheduler_address() == address


def test_a_command_names_the_part_that_is_wrong(run, folder, tmp_path):
    (tmp_path / "part-00000.parquet").write_bytes((folder / "part-00000.parquet").read_bytes())
    (tmp_path / "part-00001.parquet").write_bytes((folder / "part-00001.parquet").read_bytes()[:-99])
    for command in (["spectrum", tmp_path], ["neighbors", tmp_path, "w7"]):
        refused = run(*command)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "part-00001.parquet: it is damaged or cannot be read" in refused.stderr


@pytest.mark.exhaustive
def test_a_lost_scheduler_is_asked_again_after_a_while_and_not_at_every_question(folder):
    from distributed import LocalCluster

    settings = {"n_workers": 0, "dashboard_address": ":0", "scheduler_port": free_port()}
    with LocalCluster(**settings) as scheduler:
        connection = Reconnecting(scheduler.scheduler_address, every=1_000)
        cluster, problem = connection.get()
        assert (cluster.is_up, problem) == (True, "")
        assert cluster.refusal(ev.open_dataset(folder).vectors.place) == "the scheduler has no workers"
        assert connection.get()[0] is cluster
        with pytest.raises(
            EmbedvizError, match=r"^rows 1 to [\d,]+ \(part-00000\.parquet.* were given up by the executor"
        ):
            ev.spectrum(ev.open_dataset(folder), executor=cluster.executor, progress=lambda _step: scheduler.close())
    wait_until(lambda: not cluster.is_up)
    assert connection.get() == (None, "the scheduler is gone")
    with LocalCluster(**settings):
        connection._every = 0
        assert connection.get()[0].is_up
        connection.get()[0].close()
