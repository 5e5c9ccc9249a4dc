"""Files of libraries that are too heavy, or too old, for every run: written by them, and compared with their values."""

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from packaging.requirements import Requirement

import embedviz as ev

pytestmark = pytest.mark.exhaustive

ASKED = Path(ev.__file__).parents[1] / "requirements-exhaustive.txt"
IMPORTED_AS = {"fasttext-numpy2-wheel": "fasttext"}
M, N = 40, 6
VECTORS = np.random.default_rng(0).standard_normal((M, N), dtype=np.float32)
WORDS = [
    "the",
    "naïve",
    "東京",
    "new_york",
    "1997",
    "C++",
    'say "x"',
    "🙂",
    "<unk>",
    "a,b",
    *(f"w{i}" for i in range(30)),
]
UNSEEN = ["cats", "kingship", "é", "大阪", "🙂🙂", "unseen</s>"]


def library(name: str) -> ModuleType:
    """Import what has written a file; CI installs what is asked for, and fails where it is not there."""
    lines = [line.partition("#")[0].strip() for line in ASKED.read_text(encoding="utf-8").splitlines()]
    asked = [found for found in map(Requirement, filter(None, lines)) if not found.marker or found.marker.evaluate()]
    if os.environ.get("CI") and name in {IMPORTED_AS.get(each.name, each.name) for each in asked}:
        return importlib.import_module(name)
    return pytest.importorskip(name)


# fastText


def trained(module: ModuleType, folder: Path, kind: str, **settings: Any) -> Any:
    """Return a model with numbers of ours: fastText trains on memory that it has not cleared, and often ends in NaN."""
    words = [
        "the",
        "cat",
        "naïve",
        "東京",
        "ру́сский",
        "nbsp\u00a0inside",
        "New_York",
        "C++",
        *(f"w{i}" for i in range(300)),
    ]
    label = "__label__a " if kind == "supervised" else ""
    text = folder / "corpus.txt"
    text.write_text("".join(f"{label}{' '.join(words[i:])}\n" for i in range(0, 300, 60)), encoding="utf-8")
    told = {"dim": 7, "epoch": 0, "minCount": 1, "minn": 3, "maxn": 6, "bucket": 400, "thread": 1, "verbose": 0}
    told |= settings
    if kind == "supervised":
        model = module.train_supervised(str(text), **told)
    else:
        model = module.train_unsupervised(str(text), model=kind, **told)
    rng = np.random.default_rng(1)
    model.set_matrices(
        *(rng.standard_normal(each().shape, np.float32) for each in (model.get_input_matrix, model.get_output_matrix))
    )
    return model


MODELS: dict[str, tuple[str, dict[str, Any], dict[str, Any] | None]] = {
    "skip-gram": ("skipgram", {}, None),
    "skip-gram, hierarchical softmax": ("skipgram", {"loss": "hs"}, None),
    "skip-gram, no n-grams": ("skipgram", {"minn": 0, "maxn": 0}, None),
    "CBOW, short n-grams": ("cbow", {"minn": 1, "maxn": 2}, None),
    "CBOW, one dimension": ("cbow", {"dim": 1, "loss": "softmax"}, None),
    "classifier": ("supervised", {"minn": 0, "maxn": 0}, None),
    "classifier, n-grams": ("supervised", {"loss": "ova"}, None),
    "classifier, n-grams of words": ("supervised", {"wordNgrams": 2, "loss": "hs"}, None),
    "quantized": ("supervised", {}, {}),
    "quantized, no n-grams": ("supervised", {"minn": 0, "maxn": 0}, {"qnorm": True}),
    "quantized, pieces of three": ("supervised", {"dim": 8}, {"dsub": 3, "qnorm": True}),
    "quantized and pruned": ("supervised", {"wordNgrams": 2}, {"cutoff": 300, "qnorm": True}),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_fasttext_has_the_vectors_that_fasttext_gives(tmp_path, name):
    kind, settings, quantized = MODELS[name]
    model = trained(library("fasttext"), tmp_path, kind, **settings)
    if quantized is not None:
        model.quantize(**quantized)
    model.save_model(str(tmp_path / "model.bin"))
    found = ev.load(tmp_path / "model.bin")
    assert list(found.words) == model.get_words()
    np.testing.assert_allclose(
        found.vectors, [model.get_word_vector(word) for word in found.words], rtol=1e-5, atol=1e-6
    )
    has_ngrams = settings.get("maxn", 6) > 0
    assert [found.has_vector(word) for word in UNSEEN] == [has_ngrams] * len(UNSEEN)
    for word in UNSEEN if has_ngrams else ():
        np.testing.assert_allclose(found[word], model.get_word_vector(word), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mode", ["fasttext", "floret"])
def test_of_floret_the_text_is_read_and_the_rest_refused_with_the_way_to_it(tmp_path, mode):
    model = trained(library("floret"), tmp_path, "cbow", dim=N, mode=mode)  # six: its rows are as long as its header
    for save, name in (
        (model.save_model, "x.bin"),
        (model.save_vectors, "x.vec"),
        (model.save_floret_vectors, "x.floret"),
    ):
        save(str(tmp_path / name))
    found = ev.load(tmp_path / "x.vec")
    assert list(found.words) == model.get_words()
    expected = [model.get_word_vector(word) for word in found.words]
    np.testing.assert_allclose(found.vectors, expected, rtol=1e-4, atol=1e-9)  # it writes five digits
    with pytest.raises(ev.EmbedvizError, match=r"byte 64: a model of floret; expected one of fastText: take the \.vec"):
        ev.load(tmp_path / "x.bin")
    with pytest.raises(ev.EmbedvizError, match=r"floret's table of hashes, which holds no words: take the \.vec"):
        ev.load(tmp_path / "x.floret")


# datasets of Hugging Face


def typed(datasets: ModuleType, kind: str) -> Any:
    """Return a dataset of words and vectors, with one of the types that it has for them."""
    types = {
        "lists": datasets.List(datasets.Value("float32")),
        "lists of one length": datasets.List(datasets.Value("float32"), length=N),
        "lists of float64": datasets.List(datasets.Value("float64")),
        "matrices": datasets.Array2D((1, N), "float32"),
    }
    columns = {
        "word": WORDS,
        "pos": [i % 2 for i in range(M)],
        "vector": list(VECTORS.reshape(M, 1, N) if kind == "matrices" else VECTORS),
    }
    features = {
        "word": datasets.Value("string"),
        "pos": datasets.ClassLabel(names=["N", "V"]),
        "vector": types[kind],
    }
    return datasets.Dataset.from_dict(columns, features=datasets.Features(features))


@pytest.fixture
def datasets(tmp_path, monkeypatch) -> ModuleType:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    found = library("datasets")
    found.disable_progress_bars()
    return found


SAVED: dict[str, tuple[Callable[[Any, Path], object], Callable[[Path], ev.Embedding]]] = {
    "a folder": (lambda data, path: data.save_to_disk(path), ev.load),
    "a folder of parts": (lambda data, path: data.save_to_disk(path, num_shards=3), ev.open_dataset),
    "x.parquet": (lambda data, path: data.to_parquet(path), ev.load),
    "x.jsonl": (lambda data, path: data.to_json(path), ev.load),
    "x.json": (lambda data, path: data.to_json(path, lines=False, force_ascii=False), ev.load),
}


@pytest.mark.parametrize("name", SAVED)
@pytest.mark.parametrize("kind", ["lists", "lists of one length", "lists of float64"])
def test_a_dataset_is_read_back_equal(tmp_path, datasets, kind, name):
    save, load = SAVED[name]
    save(typed(datasets, kind), tmp_path / name)
    found = load(tmp_path / name)
    assert list(found.words) == WORDS
    assert np.asarray(found.vectors).tolist() == VECTORS.tolist()
    assert found.columns is None or found.columns["pos"].to_pylist() == [i % 2 for i in range(M)]


@pytest.mark.parametrize("n", [6, 300, 1000])
def test_the_csv_of_a_dataset_is_read_as_it_is_printed(tmp_path, datasets, n):
    vectors = np.random.default_rng(n).standard_normal((M, n), dtype=np.float32)
    datasets.Dataset.from_dict({"word": WORDS, "vector": list(vectors)}).to_csv(tmp_path / "x.csv")
    found = ev.load(tmp_path / "x.csv")
    assert list(found.words) == WORDS
    np.testing.assert_allclose(found.vectors, vectors, rtol=1e-6, atol=1e-8)  # NumPy shows eight digits


def test_of_datasets_what_has_no_vectors_in_a_row_is_refused(tmp_path, datasets):
    typed(datasets, "matrices").to_parquet(tmp_path / "x.parquet")
    with pytest.raises(ev.EmbedvizError, match=r"^x\.parquet: the columns are .*; expected one of lists of numbers"):
        ev.load(tmp_path / "x.parquet")
    both = datasets.DatasetDict(train=typed(datasets, "lists"), test=typed(datasets, "lists"))
    both.save_to_disk(tmp_path / "both")
    with pytest.raises(ev.EmbedvizError, match="parts lie in its folders test, train; expected all in one folder"):
        ev.open_dataset(tmp_path / "both")
    assert ev.open_dataset(tmp_path / "both" / "train").shape == (M, N)


# Spreadsheets, HDF5, PyTorch


FRAME = pd.DataFrame(VECTORS, index=pd.Index(WORDS, name="word"), columns=[f"d{i}" for i in range(N)])


def workbook(path: Path) -> None:
    book = importlib.import_module("openpyxl").Workbook()
    for word, row in zip(WORDS, VECTORS.tolist(), strict=True):
        book.active.append([word, *row])
    book.save(path)


def arrays(path: Path) -> None:
    with importlib.import_module("tables").open_file(path, "w") as file:
        file.create_array("/", "vectors", VECTORS)
        file.create_array("/", "words", [word.encode() for word in WORDS])


def tensors(path: Path) -> None:
    torch = importlib.import_module("torch")
    torch.save({"weight": torch.from_numpy(VECTORS)}, path)


HDF5 = "it is an HDF5 file: save its matrix with numpy.save, and the words in a list beside it"
UNREAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "openpyxl.xlsx": ("openpyxl", workbook, "it is an Excel workbook: save the sheet as CSV UTF-8"),
    "pandas.xlsx": ("openpyxl", FRAME.to_excel, "it is an Excel workbook: save the sheet as CSV UTF-8"),
    "tables.h5": ("tables", arrays, HDF5),
    "pandas.h5": ("tables", lambda path: FRAME.to_hdf(path, key="vectors"), HDF5),
    "pandas-table.h5": (
        "tables",
        lambda path: FRAME.to_hdf(path, key="v", format="table", complevel=5, complib="blosc"),
        HDF5,
    ),
    "torch.pt": ("torch", tensors, "a PyTorch file, which is a pickle: save it again with safetensors.torch.save_file"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_read_is_named_with_the_way_out(tmp_path, name):
    needed, write, message = UNREAD[name]
    library(needed)
    write(tmp_path / name)
    with pytest.raises(ev.EmbedvizError, match=f"^{name}: .*{message}; expected a file of word vectors"):
        ev.load(tmp_path / name)
