"""A folder of parts as a source: pages draw its first words and say so; rank and neighbors are those of all."""

import sys
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedviz as ev
from embedviz.ui.work import cluster
from tests.pages.settled import settle

M, N, SHOWN = 300, 8, 60


@pytest.fixture
def whole(data, monkeypatch):
    monkeypatch.setattr("embedviz.parts.dataset.EXCERPT_WORDS", SHOWN)
    vectors = np.random.default_rng(0).standard_normal((M, N)).astype(np.float32)
    vectors[:SHOWN, 0] = vectors[:SHOWN, 1]  # the first words span less than all
    (data / "parts").mkdir()
    for i, rows in enumerate(np.array_split(np.arange(M), 3)):
        part = pa.table({"word": [f"w{row}" for row in rows], "vector": list(vectors[rows])})
        pq.write_table(part, data / "parts" / f"part-{i:05d}.snappy.parquet")
    return ev.open_dataset(data / "parts")


def test_rank_and_distance_tell_the_first_words_from_all(whole, open_page, written):
    page = open_page("rank", source="file:parts")
    assert "the first 60 of 300 words in 8 dimensions" in written(page)
    assert "No: rank-deficient" in written(page) or "rank 7" in written(page), written(page)
    page.button(key="ask_whole").click().run()
    settle(page)
    assert not page.exception
    assert "Yes: full column rank, 8 = n" in written(page)
    assert "Computed on this server" not in written(page)
    page = open_page("distance", source="file:parts")
    page.text_input(key="word_of_all").input("w299").run()
    page.button(key="ask_whole").click().run()
    settle(page)
    expected = ev.neighbors(whole, "w299", 10)
    assert list(page.dataframe[-1].value.iloc[:, 0]) == list(expected.words)
    page.text_input(key="word_of_all").input("w2990").run()
    assert any("w299" in each.value and "300 words of the vocabulary" in each.value for each in page.warning)


def test_the_library_says_what_is_looked_at_and_who_computes(whole, open_page, written, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setattr("embedviz.workers.cluster.CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(cluster, "FIRST_SECONDS", 0.2)
    page = open_page("library", source="file:parts")
    text = written(page)
    assert "Computed on this server, not by the scheduler" in text
    assert "The first 60 words of parts as a file; all of them by `embedviz convert`." in text
    known = page.table[0].value
    assert {"300", "3", "60"} <= set(map(str, known.iloc[:, 1]))
    assert cluster.computed(whole, lambda executor: executor) is None


@pytest.mark.exhaustive
@pytest.mark.usefixtures("whole")
def test_a_part_that_is_wrong_is_named_and_the_pages_go_on(data, open_page, written):
    last = data / "parts" / "part-00002.snappy.parquet"
    vectors = np.ones((100, N))
    vectors[50, 6] = np.inf
    pq.write_table(pa.table({"word": [f"w{row}" for row in range(200, 300)], "vector": list(vectors)}), last)
    page = open_page("rank", source="file:parts")
    page.button(key="ask_whole").click().run()
    settle(page)
    assert not page.exception
    assert "part-00002.snappy.parquet, row 51: inf in dimension 7" in written(page).replace("\\", "")
    pq.write_table(pa.table({"word": ["a"], "vector": [[1.0] * (N + 1)]}), last)
    text = written(open_page("rank", source="file:parts")).replace("\\", "")
    assert "part-00002.snappy.parquet: vectors of 9 dimensions; expected 8 as in part-00000" in text
    assert "400,000 words in 50 dimensions" in text


@pytest.fixture
def scheduler(monkeypatch):
    """A scheduler with two workers, as a server finds it by its environment."""
    from distributed import LocalCluster

    # AppTest leaves a page behind as the main module, and every process that is spawned would begin by running it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        local = LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="1GB", dashboard_address=":0")
    with local:
        monkeypatch.setenv("EMBEDVIZ_SCHEDULER", local.scheduler_address)
        monkeypatch.setattr(cluster, "FIRST_SECONDS", 20)
        monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 20)
        yield local.scheduler
        cluster._watch(local.scheduler_address).close()
        cluster._watch.cache_clear()


@pytest.mark.exhaustive
@pytest.mark.usefixtures("whole")
def test_a_live_cluster_computes_and_the_pages_say_so(scheduler, open_page, written):
    for name in ("rank", "space"):
        page = open_page(name, source="file:parts")
        text = written(page)
        assert "the first 60 of 300 words in 8 dimensions" in text
        assert "Spectra are computed by 2 workers" in text
        assert "[Dashboard](http" in text
        assert "Computed on this server" not in text
        if name == "rank":
            before = scheduler.transition_counter
            page.button(key="ask_whole").click().run()
            settle(page)
            assert "Yes: full column rank, 8 = n" in written(page)
            assert scheduler.transition_counter > before


@pytest.mark.exhaustive
@pytest.mark.usefixtures("whole")
def test_compare_says_of_which_source_it_takes_the_first_words(data, open_page, written):
    ev.save(ev.Embedding("few", [f"w{i}" for i in range(30)], np.eye(30)), data / "few.parquet")
    page = settle(open_page("compare", source="file:few.parquet", **{"with": "file:parts"}))
    assert "Of parts, the first 60 of 300 words are compared." in written(page)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["home", "one_hot", "independence", "orthogonality", "claims", "space", "compare"])
@pytest.mark.usefixtures("whole")
def test_every_page_takes_its_first_words(name, open_page, written):
    page = open_page(name, source="file:parts")
    assert not page.error
    assert "the first 60 of 300 words in 8 dimensions" in written(page)
