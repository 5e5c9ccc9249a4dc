import json
import os
import re

import h5py
import pytest

import embedviz as ev
from embedviz.context.catalogue import DEFAULT_ENCODER, encoders
from embedviz.context.elmo import SHIPPED
from tests.context.bilms import MARKERS, WORDS, options, write


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder))
    return folder


def numbers_in(file: h5py.File) -> int:
    sizes = []
    file.visititems(lambda _name, each: sizes.append(each.size) if isinstance(each, h5py.Dataset) else None)
    return sum(sizes)


def test_without_a_data_folder_there_is_the_shipped_one(monkeypatch):
    monkeypatch.delenv("EMBEDVIZ_DATA", raising=False)
    (source,) = encoders().values()
    assert source.id == DEFAULT_ENCODER
    assert source.open().id == ev.Elmo.load().id
    assert source.options.cells == 512
    with h5py.File(SHIPPED / "weights.hdf5") as file:
        assert source.parameters == numbers_in(file)
    assert source.size == (SHIPPED / "weights.hdf5").stat().st_size


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


def test_names_as_the_authors_publish_them_are_known(data):
    files = write(data / "original", options())
    files.options.rename(data / "original" / "elmo_2x4_options.json")
    files.weights.rename(data / "original" / "elmo_2x4_weights.hdf5")
    (data / "original" / "dump.hdf5").write_bytes(b"")
    (data / "original" / "vocab.txt").write_text("a\n")
    source = encoders()["folder:original"]
    assert source.problem == ""
    with h5py.File(data / "original" / "elmo_2x4_weights.hdf5") as file:
        assert source.parameters == numbers_in(file)
    assert source.open().layers == ("layer-0", "layer-1", "layer-2")


def test_other_weights_are_another_version(data):
    files = write(data / "mine", options())
    before = encoders()["folder:mine"]
    assert encoders()["folder:mine"] == before
    os.utime(files.weights, ns=(0, 0))
    assert encoders()["folder:mine"].version != before.version


def break_options(folder):
    (folder / "options.json").write_text("{")


def add_options(folder):
    (folder / "my_options.json").write_text("{}")


def remove_options(folder):
    (folder / "options.json").unlink()


def add_weights(folder):
    (folder / "more_weights.hdf5").write_bytes(b"")


def remove_weights(folder):
    (folder / "weights.hdf5").unlink()


def take_characters(folder):
    (folder / "options.json").write_text(json.dumps(options(None)))


def add_transformer(folder):
    (folder / "config.json").write_text("{}")


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (break_options, "options.json"),
        (add_options, "2 files of options"),
        (remove_options, "0 files of options"),
        (add_weights, "2 files of weights"),
        (remove_weights, "0 files of weights"),
        (take_characters, "0 files of embeddings and 0 of vocabulary"),
        (add_transformer, "files of a biLM and of a transformer"),
    ],
)
def test_a_broken_folder_is_listed_with_its_problem(data, harm, message):
    write(data / "mine", options())
    harm(data / "mine")
    source = encoders()["folder:mine"]
    assert message in source.problem
    with pytest.raises(ev.EmbedvizError, match="mine: "):
        source.open()


@pytest.fixture
def bert(data):
    """A folder with the names of a transformer's files."""
    folder = data / "bert"
    folder.mkdir()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (folder / name).write_text("{}")
    return folder


@pytest.mark.parametrize("config", ['{"model_type": "model2vec"}', '{"apply_pca": 64, "normalize": true}'])
def test_a_static_model_is_no_encoder(bert, config):
    (bert / "config.json").write_text(config)
    assert "folder:bert" not in encoders()


@pytest.mark.usefixtures("bert")
def test_a_transformer_is_known_by_its_files():
    source = encoders()["folder:bert"]
    assert (source.form, source.problem, source.size) == ("transformer", "", 2)
    with pytest.raises(ev.EmbedvizError):  # without the extra, and with it, as it is no model
        source.open()


def pickle(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def link_out(folder):
    (folder / "tokenizer.json").rename(folder.parents[1] / "outside.json")
    os.symlink(folder.parents[1] / "outside.json", folder / "tokenizer.json")


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda folder: (folder / "model.safetensors").unlink(), "no model.safetensors"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "no tokenizer.json"),
        (pickle, "weights as a pickle"),
        (link_out, "tokenizer.json is a link out of the folder"),
    ],
    ids=["no weights", "no tokenizer", "pickle", "link"],
)
def test_a_broken_transformer_is_listed_with_its_problem(bert, harm, message):
    harm(bert)
    source = encoders()["folder:bert"]
    assert (source.form, message in source.problem) == ("transformer", True)
    with pytest.raises(ev.EmbedvizError, match=f"bert: {re.escape(message)}"):
        source.open()


def test_a_folder_of_something_else_is_no_encoder(data):
    (data / "texts").mkdir()
    (data / "texts" / "vocab.txt").write_text("a\n")
    assert set(encoders()) == {DEFAULT_ENCODER}


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
