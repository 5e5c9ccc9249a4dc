"""A folder of parts as a source: pages draw its first words and say so; rank and neighbors are those of all."""

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
@pytest.mark.parametrize("name", ["home", "one_hot", "independence", "orthogonality", "claims", "space", "compare"])
@pytest.mark.usefixtures("whole")
def test_every_page_takes_its_first_words(name, open_page, written):
    page = open_page(name, source="file:parts")
    assert not page.error
    assert name == "compare" or "the first 60 of 300 words in 8 dimensions" in written(page)
