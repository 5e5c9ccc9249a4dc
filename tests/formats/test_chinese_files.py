"""Chinese vectors in the very forms in which they are published, blank-like characters within words among them."""

import bz2
import gzip
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import load_facebook_vectors, save_facebook_model

import embedviz as ev

WORDS = [
    "，",
    "的",
    "国王",
    "王后",
    "</s>",
    "ＧＤＰ",  # full width
    "電腦",  # traditional
    "阿\u3000Ｑ",  # an ideographic blank
    "第\u00a0一",  # a blank that does not break
    "上\u0085下",
    "左\u2028右",
    "\u3000",
    "😀",
    "3.14",
    "c++",
    "𠮷野家",  # beyond the basic plane
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (len(WORDS), 7)).astype(np.float32).round(6)


def rows(vectors: np.ndarray, end: str) -> str:
    """A word a line, its numbers after it: what ends a line differs."""
    return "".join(
        f"{word} {' '.join(f'{number:.6f}' for number in row)}{end}"
        for word, row in zip(WORDS, vectors.tolist(), strict=True)
    )


def tencent(folder: Path, vectors: np.ndarray) -> Path:
    """Plain text, as it is in the archive: a header, then phrases as well as words."""
    path = folder / "tencent-ailab-embedding-zh-d7-v0.2.0-s.txt"
    path.write_bytes(f"{len(WORDS)} 7\n{rows(vectors, chr(10))}".encode())
    return path


def li(folder: Path, vectors: np.ndarray) -> Path:
    """By bzip2: a header, and a blank before the end of each line."""
    path = folder / "sgns.merge.char.bz2"
    path.write_bytes(bz2.compress(f"{len(WORDS)} 7\n{rows(vectors, f' {chr(10)}')}".encode()))
    return path


def fasttext(folder: Path, vectors: np.ndarray) -> Path:
    """By gzip: a header."""
    path = folder / "cc.zh.300.vec.gz"
    path.write_bytes(gzip.compress(f"{len(WORDS)} 7\n{rows(vectors, chr(10))}".encode(), 1))
    return path


@pytest.mark.parametrize("write", [tencent, li, fasttext])
def test_every_word_and_number_is_as_it_was_written(tmp_path, vectors, write):
    found = ev.load(write(tmp_path, vectors))
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, vectors)
    assert not found.origin.undecodable
    assert not found.origin.duplicates


def test_a_model_of_fasttext_has_its_words_and_those_it_has_not_seen(tmp_path):
    trained = FastText(
        [WORDS] * 10, vector_size=7, min_count=1, epochs=1, bucket=100, min_n=1, max_n=3, seed=0, workers=1
    )
    save_facebook_model(trained, str(tmp_path / "cc.zh.300.bin"))
    found = ev.load(tmp_path / "cc.zh.300.bin")
    theirs = load_facebook_vectors(str(tmp_path / "cc.zh.300.bin"))
    assert sorted(found.words) == sorted(WORDS)
    seen = [word for word in WORDS if word != "</s>"]  # to which gensim gives another vector than fastText
    for word in [*seen, "国王们", "女王\u3000"]:
        np.testing.assert_allclose(found[word], theirs[word], rtol=1e-6)
