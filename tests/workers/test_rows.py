"""The same bits from whoever works on the rows, and a plain word where somebody cannot."""

import os
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra import reductions
from embedviz.algebra.reductions import column_mean
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.geometry import distributed
from embedviz.workers.location import InFile, InMemory, WorkerRefusedError
from embedviz.workers.ranges import ranges
from embedviz.workers.rows import SPILLED, spread
from tests.workers.works import WORKS, bits

M, N = 40_000, 60


class Backwards(Executor):
    """Of the tasks it holds it finishes the last first, and calls each twice, as a cluster may that has lost one."""

    def __init__(self, works=True):
        self.held = []
        self.works = works
        self.turn = threading.Lock()

    def submit(self, function, *arguments):
        future = Future()
        self.held.append((future, function, arguments))
        if self.works:
            threading.Timer(0.01, self.finish).start()
        return future

    def finish(self):
        with self.turn:
            while self.held:
                future, function, arguments = self.held.pop()
                function(*arguments)
                future.set_result(function(*arguments))


@pytest.fixture(scope="module")
def matrix():
    random = np.random.default_rng(0)
    return (random.standard_normal((M, N)) * np.geomspace(1, 30, N)).astype(np.float32)


@pytest.fixture(scope="module")
def mapped(matrix, tmp_path_factory):
    path = tmp_path_factory.mktemp("mapped") / "rows.npy"
    np.save(path, matrix)
    return np.load(path, mmap_mode="r")


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2) as executor:
        yield executor


@pytest.mark.parametrize("work", WORKS)
def test_threads_processes_and_a_cluster_that_works_backwards_have_the_same_bits(work, matrix, processes, monkeypatch):
    monkeypatch.setattr(reductions, "QR_LEAST_BYTES", 1 << 20)
    monkeypatch.setattr(distributed, "PIECE_BYTES", 1 << 16)
    assert len(ranges(matrix)) > 2
    alone = bits(work(matrix, None))
    with ThreadPoolExecutor(3) as threads:
        assert bits(work(matrix, threads)) == alone
    assert bits(work(matrix, processes)) == alone
    assert bits(work(matrix, Backwards())) == alone


VIEWS = {"whole": np.s_[:], "the first rows": np.s_[:900], "every third": np.s_[5:900:3], "columns": np.s_[:, 3:50:2]}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_view_of_a_mapped_file_is_found_in_it(view, order, matrix, tmp_path):
    np.save(tmp_path / "rows.npy", np.asarray(matrix[:1_000], order=order))
    seen = np.load(tmp_path / "rows.npy", mmap_mode="r")[VIEWS[view]]
    place = InFile.of(np.asarray(seen))
    assert np.array_equal(place.open(), matrix[:1_000][VIEWS[view]])
    assert len(repr(place)) < 1_000


def test_what_is_in_no_file_is_written_to_one_and_removed(matrix, mapped, processes, monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))
    column_mean(mapped, executor=processes)
    assert not (tmp_path / SPILLED).exists()
    changed = np.memmap(mapped.filename, np.float32, "c", mapped.offset, mapped.shape)
    changed[0] = 5  # which stays in memory
    assert InFile.of(changed) is None
    for inside in (changed, matrix):
        mean = inside.mean(axis=0, dtype=np.float64)
        assert column_mean(inside, executor=processes) == pytest.approx(mean, rel=1e-9)
    assert list((tmp_path / SPILLED).iterdir()) == []


def rewritten(path, matrix):
    np.save(path, matrix + 1)


def removed(path, _matrix):
    path.unlink()


def cut(path, _matrix):
    path.write_bytes(path.read_bytes()[:-400])


@pytest.mark.parametrize(
    ("what", "here", "code"),
    [
        pytest.param(rewritten, True, "differs", id="rewritten"),
        pytest.param(rewritten, False, "differs", id="another version on another machine"),
        pytest.param(removed, False, "missing", id="removed"),
        pytest.param(cut, False, "missing", id="cut short"),
    ],
)
def test_a_worker_refuses_another_file_than_was_meant(what, here, code, matrix, tmp_path):
    path = tmp_path / "rows.npy"
    np.save(path, matrix[:500])
    place = InFile.of(np.load(path, mmap_mode="r"))
    if not here:
        place = InFile(**(vars(place) | {"host": "elsewhere"}))
    assert np.array_equal(place.open(), matrix[:500])
    what(path, matrix[:500])
    with pytest.raises(WorkerRefusedError, match=code) as caught:
        place.open()
    assert "rows.npy" in caught.value.message
    assert str(tmp_path) not in caught.value.message


def test_a_file_put_in_the_place_of_the_one_that_is_open_is_not_read(matrix, tmp_path):
    path = tmp_path / "rows.npy"
    np.save(path, matrix[:500])
    opened = np.load(path, mmap_mode="r")
    path.unlink()
    np.save(path, matrix[500:1_000])
    assert InFile.of(opened) is None


def test_the_memory_of_another_process_is_refused(matrix):
    with pytest.raises(WorkerRefusedError) as caught:
        InMemory(("elsewhere", os.getpid()), "0").open()
    assert "memory of one process" in caught.value.message
    with spread(matrix, None) as rows:
        place = rows._place
        assert place.open() is matrix
    with pytest.raises(WorkerRefusedError):
        place.open()


def killed(_matrix, _part):
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_executor_that_is_shut_down_or_broken_is_named_and_leaves_nothing(matrix, mapped, monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))
    with pytest.raises(EmbedvizError), ProcessPoolExecutor(1) as executor, spread(matrix, executor) as rows:
        list(rows.each(killed, ranges(matrix)))
    assert list((tmp_path / SPILLED).iterdir()) == []
    executor = ProcessPoolExecutor(1)
    with executor, spread(mapped, executor) as rows:
        with pytest.raises(EmbedvizError, match=r"a worker has not finished rows 1 to [\d,]+ \(rows.npy\) \(BrokenPro"):
            list(rows.each(killed, ranges(mapped)))
        with pytest.raises(EmbedvizError, match="takes no tasks"):
            column_mean(mapped, executor=executor)
    with pytest.raises(EmbedvizError, match="takes no tasks"):
        ev.spectrum(mapped, executor=executor)
    with pytest.raises(EmbedvizError, match="0 neighbors; expected 1 to 39,999"), ThreadPoolExecutor(1) as threads:
        ev.neighbors(Embedding("named", map(str, range(M)), mapped), "7", 0, executor=threads)


def test_progress_rises_to_all_rows_whoever_ends_first(mapped):
    seen = []
    ev.spectrum(mapped, executor=Backwards(), progress=seen.append)
    done = [each.done for each in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].total == M


def test_what_is_not_begun_is_cancelled(mapped):
    executor = Backwards(works=False)

    def stop(_report):
        raise Cancelled

    with pytest.raises(Cancelled):
        ev.spectrum(mapped, executor=executor, progress=stop)
    assert len(executor.held) > 2
    with pytest.raises(Cancelled):
        ev.neighbors(Embedding("named", map(str, range(M)), mapped), "7", executor=executor, progress=stop)
    assert all(future.cancelled() for future, *_task in executor.held)


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_an_analogy_has_the_same_bits_from_workers(matrix, mapped, processes, method):
    words = [f"w{i}" for i in range(M)]
    ours, theirs = ev.Embedding("a", words, matrix), ev.Embedding("b", words, mapped)
    expected = ev.analogy(ours, ["w1", "w2"], ["w39000"], 10, method)
    found = ev.analogy(theirs, ["w1", "w2"], ["w39000"], 10, method, executor=processes)
    assert found.words == expected.words
    assert found.scores.tobytes() == expected.scores.tobytes()
    with pytest.raises(EmbedvizError, match="39,997"):
        ev.analogy(theirs, ["w1", "w2"], ["w39000"], M, method, executor=processes)
