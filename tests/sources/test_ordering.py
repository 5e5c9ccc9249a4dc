import pytest
from gensim.models import FastText
from gensim.models.fasttext import save_facebook_model

import embedviz as ev
from embedviz.sources.ordering import declare, declared
from embedviz.sources.shelf import keep

TEXT = [["the", "river", "bank"], ["the", "money", "bank"], ["the", "bank", "the"]]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_built_in_or_trained_here_is_known_to_be_sorted(glove):
    assert glove.by_frequency
    assert glove.top(10).by_frequency
    trained = ev.train(TEXT * 5, dimensions=4, min_count=1, epochs=1).embedding
    counts = [sum(words.count(word) for words in TEXT) for word in trained.words]
    assert counts == sorted(counts, reverse=True)
    assert trained.by_frequency
    kept = keep(trained, title="trained", kind="trained")
    assert ev.open_source(kept.id).by_frequency


@pytest.mark.parametrize("ending", [".txt", ".vec", ".bin", ".parquet"])
def test_of_a_file_without_counts_it_is_not_known(glove, tmp_path, ending):
    ev.save(glove.top(100), tmp_path / f"first{ending}")
    assert not ev.load(tmp_path / f"first{ending}").by_frequency


def test_a_fasttext_model_tells_by_its_counts(tmp_path):
    model = FastText(TEXT, vector_size=4, min_count=1, epochs=1, workers=1, bucket=20)
    save_facebook_model(model, str(tmp_path / "model.bin"))
    for _first_and_from_the_cache in range(2):
        assert ev.load(tmp_path / "model.bin").by_frequency
    data = bytearray((tmp_path / "model.bin").read_bytes())
    at = data.index(b"money\0") + len(b"money\0")
    data[at : at + 8] = (1_000).to_bytes(8, "little")
    (tmp_path / "unsorted.bin").write_bytes(data)
    assert not ev.load(tmp_path / "unsorted.bin").by_frequency


def test_what_is_said_of_a_source_is_kept_and_can_be_taken_back(glove):
    source = keep(ev.Embedding("some", glove.words[:50], glove.vectors[:50]), title="some", kind="upload")
    versions = [ev.catalogue()[source.id].version]
    assert not ev.open_source(source.id).by_frequency
    for said in (True, False):
        declare(source.id, by_frequency=said)
        opened = ev.open_source(source.id)
        assert opened.by_frequency == said
        assert list(opened.words) == list(glove.words[:50])
        versions.append(ev.catalogue()[source.id].version)
    assert len(set(versions)) == 3


@pytest.mark.parametrize("written", ["", "[]", "{", '{"a": 1}', '"a"'])
def test_what_cannot_be_read_says_nothing(cache, written):
    cache.mkdir()
    (cache / "sorted-by-frequency.json").write_text(written, encoding="utf-8")
    assert declared() == {}
