import os

import pytest

import embedviz as ev
from embedviz.context.catalogue import DEFAULT_ENCODER, encoders
from tests.context.bilms import MARKERS, WORDS, options, write


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder))
    return folder


def test_without_a_data_folder_there_is_the_shipped_one(monkeypatch):
    monkeypatch.delenv("EMBEDVIZ_DATA", raising=False)
    (source,) = encoders().values()
    assert source.id == DEFAULT_ENCODER
    assert source.open().id == ev.Elmo.load().id
    assert source.options.cells == 512


def test_a_folder_with_options_and_weights_is_offered_and_opens(data):
    write(data / "original", options())
    source = encoders()["folder:original"]
    assert (source.form, source.problem, source.title) == ("elmo", "", "original")
    (vectors,) = source.open().encode([["a", "bank"]])
    assert vectors.shape == (3, 2, 8)


def test_a_vocabulary_with_its_embedding_goes_along(data):
    files = write(data / "table", options(None), words=[*MARKERS, *WORDS])
    assert files.embedding.exists()
    (vectors,) = encoders()["folder:table"].open().encode([["the", "bank"]])
    assert vectors.shape == (3, 2, 8)


def break_options(folder):
    (folder / "options.json").write_text("{")


def add_weights(folder):
    (folder / "more.hdf5").write_bytes(b"")


def remove_weights(folder):
    (folder / "weights.hdf5").unlink()


def add_vocabulary(folder):
    (folder / "vocabulary.txt").write_text("a\n")


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (break_options, "options.json"),
        (add_weights, "2 files of weights"),
        (remove_weights, "0 files of weights"),
        (add_vocabulary, "0 files of embeddings and 1 of vocabulary"),
    ],
)
def test_a_broken_folder_is_listed_with_its_problem(data, harm, message):
    write(data / "mine", options())
    harm(data / "mine")
    source = encoders()["folder:mine"]
    assert message in source.problem
    with pytest.raises(ev.EmbedvizError, match="mine: "):
        source.open()


def test_a_transformer_is_known_by_its_files(data):
    (data / "bert").mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (data / "bert" / name).write_text("{}")
    source = encoders()["folder:bert"]
    assert source.form == "transformer"
    with pytest.raises(ev.EmbedvizError):  # without the extra, and with it, as it is no model
        source.open()


def test_what_lies_elsewhere_is_not_offered(data, tmp_path):
    write(tmp_path / "outside", options())
    os.symlink(tmp_path / "outside", data / "link")
    write(data / ".hidden", options())
    (data / "deep").mkdir()
    write(data / "deep" / "er", options())
    (data / "half").mkdir()
    (data / "half" / "options.json").write_text("{}")
    os.symlink(tmp_path / "outside" / "weights.hdf5", data / "half" / "weights.hdf5")
    found = encoders()
    assert set(found) == {DEFAULT_ENCODER, "folder:half"}
    assert found["folder:half"].problem
