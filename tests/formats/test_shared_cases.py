"""Every number of the small inputs that were once read wrong, as they are, parsed here in another way.

They are not part of the repository: without them this skips. What each stands for is tested on files of our own.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import load_file

import embedviz as ev

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of the shared cases is not there")

Parsed = tuple[list[str], np.ndarray]


def text(name: str, n: int, *, skipped: int = 0, encoding: str = "utf-8") -> Parsed:
    lines = (CASES / name).read_bytes().decode(encoding).removesuffix("\n").split("\n")[skipped:]
    parts = [line.rsplit(" ", n) for line in lines]
    return [part[0] for part in parts], np.array([part[1:] for part in parts], float)


def table(name: str) -> Parsed:
    frame = pd.read_csv(CASES / name, sep=None, engine="python", index_col="word")
    return list(frame.index), frame.to_numpy()


def array(folder: str, vectors: str, words: Callable[[Path], list[str]]) -> Parsed:
    file = CASES / folder / vectors
    return words(CASES / folder), np.load(file) if file.suffix == ".npy" else np.loadtxt(file)


def counted(folder: Path) -> list[str]:
    return [line.split(" ")[0] for line in (folder / "vocab.txt").read_text().splitlines()]


def glove_binary() -> Parsed:
    """Word vectors and biases, then those of contexts; what is published is their sum without biases."""
    words = counted(CASES / "glove_binary")
    both = np.fromfile(CASES / "glove_binary" / "vectors.bin", "<f8").reshape(2, len(words), -1)
    return words, both.sum(0)[:, :-1]


def model2vec() -> Parsed:
    vocab = json.loads((CASES / "safetensors_1" / "tokenizer.json").read_text())["model"]["vocab"]
    return sorted(vocab, key=vocab.__getitem__), load_file(CASES / "safetensors_1" / "model.safetensors")["embeddings"]


def wide() -> Parsed:
    frame = pd.read_parquet(CASES / "pd_wide_named.parquet").reset_index().set_index("word")
    return list(frame.index), frame[[f"d{i}" for i in range(50)]].to_numpy()


PARSED: dict[str, Callable[[], Parsed]] = {
    "lowrank_d5.txt": lambda: text("lowrank_d5.txt", 50),
    "pd_tab_named.tsv": lambda: table("pd_tab_named.tsv"),
    "header.csv": lambda: table("header.csv"),
    "pd_wide_named.parquet": wide,
    "savetxt/vectors.txt": lambda: array(
        "savetxt", "vectors.txt", lambda folder: (folder / "words.txt").read_text().splitlines()
    ),
    "npy_glovevocab/vectors.npy": lambda: array("npy_glovevocab", "vectors.npy", counted),
    "npy_wordslist/wordVectors.npy": lambda: array(
        "npy_wordslist", "wordVectors.npy", lambda folder: np.load(folder / "wordsList.npy").astype(str).tolist()
    ),
    "m_idtext.tsv": lambda: (["cat", "dog", "sun"], np.loadtxt(CASES / "m_idtext.tsv")),
    "m_single_header.tsv": lambda: (["cat", "dog", "sun"], np.loadtxt(CASES / "m_single_header.tsv")),
    "gensim_empty.vec": lambda: text("gensim_empty.vec", 4, skipped=1),
    "phrase.vec": lambda: text("phrase.vec", 4, skipped=1),
    "hdr_over.vec": lambda: text("hdr_over.vec", 4, skipped=1),
    "dl4j_plain.txt": lambda: text("dl4j_plain.txt", 4, skipped=1),
    "gnews.vec": lambda: text("gnews.vec", 6, skipped=1),
    "numberbatch.txt": lambda: text("numberbatch.txt", 6, skipped=1),
    "zeros.txt": lambda: text("zeros.txt", 6),
    "glove_binary/vectors.bin": glove_binary,
    "safetensors_1/model.safetensors": model2vec,
}


@pytest.mark.parametrize("name", PARSED)
def test_every_word_and_number_is_that_of_the_file(name):
    words, numbers = PARSED[name]()
    found = ev.load(CASES / name)
    assert list(found.words) == words
    np.testing.assert_array_equal(found.vectors, np.asarray(numbers, np.float32))


@pytest.mark.parametrize(
    ("name", "end", "encoding"),
    [("spaceword_gensim.bin", b"", None), ("phrase_mid.bin", b"\n", None), ("latin1.bin", b"\n", "latin-1")],
)
def test_written_again_in_its_layout_a_binary_file_has_the_same_bytes(name, end, encoding):
    found = ev.load(CASES / name, encoding=encoding)
    rows = zip(found.words, found.vectors, strict=True)
    again = b"%d %d\n" % found.shape
    again += b"".join(word.encode(encoding or "utf-8") + b" " + row.tobytes() + end for word, row in rows)
    assert again == (CASES / name).read_bytes()


def test_words_in_gb18030_keep_their_rows_and_numbers():
    words, numbers = text("gbk.txt", 4, encoding="gb18030")
    named, escaped = ev.load(CASES / "gbk.txt", encoding="gb18030"), ev.load(CASES / "gbk.txt")
    assert list(named.words) == words
    assert len(set(escaped.words)) == 8
    for found in (named, escaped):
        np.testing.assert_array_equal(found.vectors, np.asarray(numbers, np.float32))


@pytest.mark.parametrize("name", ["sup_sub.bin", "quant.ftz"])
def test_vectors_of_fasttext_are_fasttexts_own(name):
    found = ev.load(CASES / name)
    for word, vector in json.loads((CASES / "fasttext_right_values.json").read_text())[name].items():
        np.testing.assert_allclose(found[word], vector, rtol=1e-5, atol=1e-7)


def test_what_was_to_come_of_them_comes():
    assert ev.spectrum(ev.load(CASES / "lowrank_d5.txt")).rank() == 50
    assert ev.spectrum(ev.load(CASES / "spaceword_gensim.bin")).rank() == 4
    spectrum = ev.spectrum(ev.load(CASES / "pd_tab_named.tsv"))
    assert (round(spectrum.effective_rank, 1), round(spectrum.stable_rank, 1)) == (48.3, 24.4)
    near = ev.neighbors(ev.load(CASES / "zeros.txt"), "a", k=4, metric="euclidean")
    assert dict(zip(near.words, np.round(near.scores, 4).tolist(), strict=True)) == {
        "c": 2.8898, "<pad>": 3.0836, "<unk>": 3.0836, "b": 4.4795,
    }  # fmt: skip
