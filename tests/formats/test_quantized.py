"""fastText's .ftz, written here by the layout of fastText's source and put together again number by number."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.errors import FileError
from embedviz.formats.fasttext import read_fasttext
from embedviz.formats.stream import ByteStream

CASES = Path(__file__).parents[3] / "shared" / "cases"
WORDS = ["</s>", "cat", "cats", "東京"]
N, BUCKETS, SHORTEST, LONGEST = 5, 20, 2, 4


def hash_of(ngram: str) -> int:
    """fastText's: FNV-1a over the bytes as signed numbers, in 32 bits."""
    found = 2_166_136_261
    for byte in ngram.encode():
        signed = byte - 256 if byte > 127 else byte
        found = ((found ^ (signed & 0xFFFFFFFF)) * 16_777_619) & 0xFFFFFFFF
    return found


def ngrams_of(word: str) -> list[int]:
    """The buckets of a word's n-grams: of all its pieces of 2 to 4 characters, with < and > around it."""
    marked = f"<{word}>"
    pieces = [marked[i : i + k] for i in range(len(marked)) for k in range(SHORTEST, LONGEST + 1)]
    whole = [piece for i, piece in enumerate(pieces) if i % 3 + SHORTEST == len(piece)]
    return [hash_of(piece) % BUCKETS for piece in whole]


class Model:
    """A model with random codes: its bytes, and its vectors by definition."""

    def __init__(self, of_one: int, *, norms: bool, kept: list[int] | None, quantized_output: bool = False) -> None:
        rng = np.random.default_rng(of_one)
        self.of_one, self.norms, self.kept, self.quantized_output = of_one, norms, kept, quantized_output
        self.parts = -(-N // of_one)
        self.rows = len(WORDS) + (BUCKETS if kept is None else len(kept))
        self.codes = rng.integers(0, 256, (self.rows, self.parts), dtype=np.uint8)
        self.centroids = rng.standard_normal(256 * N).astype("<f4")
        self.norm_codes = rng.integers(0, 256, self.rows, dtype=np.uint8)
        self.norm_centroids = rng.uniform(1, 2, 256).astype("<f4")
        self.places = None if kept is None else dict(zip(kept, rng.permutation(len(kept)).tolist(), strict=True))

    def data(self) -> bytes:
        data = struct.pack("<14id", 793_712_314, 12, N, 5, 5, 1, 5, 1, 3, 3, BUCKETS, SHORTEST, LONGEST, 100, 1e-4)
        data += struct.pack("<3i2q", len(WORDS) + 1, len(WORDS), 1, 9, -1 if self.places is None else len(self.places))
        for word, kind in [*((word, 0) for word in WORDS), ("__label__a", 1)]:
            data += word.encode() + b"\0" + struct.pack("<qb", 3, kind)
        for bucket, row in (self.places or {}).items():
            data += struct.pack("<2i", bucket, row)
        data += b"\1" + self.matrix()
        if self.quantized_output:
            return data + b"\1" + self.matrix()
        return data + struct.pack("<b2q", 0, 1, N) + bytes(4 * N)

    def matrix(self) -> bytes:
        last = N - (self.parts - 1) * self.of_one
        data = struct.pack("<b2qi", self.norms, self.rows, N, self.codes.size) + self.codes.tobytes()
        data += struct.pack("<4i", N, self.parts, self.of_one, last) + self.centroids.tobytes()
        if self.norms:
            data += self.norm_codes.tobytes() + struct.pack("<4i", 1, 1, 1, 1) + self.norm_centroids.tobytes()
        return data

    def row(self, number: int) -> list[float]:
        found = []
        for part in range(self.parts):
            width = min(self.of_one, N - part * self.of_one)
            begin = part * self.of_one * 256 + int(self.codes[number, part]) * width
            found += self.centroids[begin : begin + width].tolist()
        length = self.norm_centroids[self.norm_codes[number]] if self.norms else 1
        return [float(length) * number for number in found]

    def vector(self, word: str) -> np.ndarray:
        rows = [WORDS.index(word)] if word in WORDS else []
        for bucket in [] if word == "</s>" else ngrams_of(word):
            if self.places is None:
                rows.append(len(WORDS) + bucket)
            elif bucket in self.places:
                rows.append(len(WORDS) + self.places[bucket])
        return np.mean([self.row(number) for number in rows], axis=0)


MODELS = {
    "whole parts": Model(1, norms=False, kept=None),
    "a last part that is smaller": Model(2, norms=False, kept=None),
    "one part": Model(5, norms=False, kept=None),
    "norms": Model(3, norms=True, kept=None),
    "pruned": Model(2, norms=False, kept=[17, 3, 11, 4, 0]),
    "pruned, with norms": Model(2, norms=True, kept=[5, 6, 7, 19]),
    "quantized output": Model(2, norms=True, kept=None, quantized_output=True),
}


@pytest.fixture
def written(tmp_path):
    def write(data: bytes) -> Path:
        (tmp_path / "model.ftz").write_bytes(data)
        return tmp_path / "model.ftz"

    return write


@pytest.mark.parametrize("name", MODELS)
def test_vectors_are_put_together_again(written, name):
    model = MODELS[name]
    path = written(model.data())
    for embedding in (ev.load(path), ev.load(path)):  # the second comes from the cache
        assert list(embedding.words) == WORDS
        for word in (*WORDS, "catty", "大阪cat"):
            np.testing.assert_allclose(embedding[word], model.vector(word), rtol=2e-6, atol=1e-7)


def test_a_word_of_which_no_n_gram_was_kept_has_no_vector(written):
    kept = sorted(set(range(BUCKETS)) - set(ngrams_of("the")))[:1]
    embedding = ev.load(written(Model(2, norms=False, kept=kept).data()))
    assert not embedding.has_vector("the")
    assert embedding.has_vector("cat")


def test_a_model_of_which_no_n_gram_was_kept_is_its_words(written):
    model = Model(2, norms=False, kept=[])
    embedding = ev.load(written(model.data()))
    assert embedding.subwords is None
    np.testing.assert_allclose(embedding["cat"], model.row(1), rtol=2e-6)


@pytest.mark.parametrize("name", ["norms", "pruned"])
def test_a_model_cut_anywhere_is_refused(written, name):
    whole = MODELS[name].data()
    for end in [*range(8, 300, 7), *range(300, len(whole), 151), len(whole) - 1]:
        with ByteStream(written(whole[:end])) as stream, pytest.raises(FileError, match=r"^model.ftz, byte "):
            read_fasttext(stream)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (struct.pack("<4i", N, 3, 2, 1), struct.pack("<4i", N, 3, 2, 2), "a quantizer of 5 dimensions in 3 parts of 2"),
        (struct.pack("<4i", N, 3, 2, 1), struct.pack("<4i", N, -3, 2, 1), "in -3 parts of 2, the last of 1; expected"),
        (
            struct.pack("<4i", N, 3, 2, 1),
            struct.pack("<4i", N, 1, 5, 5),
            "72 bytes of codes; expected 1 for each of 24",
        ),
        (struct.pack("<2q", 24, N), struct.pack("<2q", 23, N), "a matrix of shape (23, 5); expected (24, 5)"),
    ],
    ids=["last part", "below 0", "codes", "shape"],
)
def test_sizes_that_contradict_each_other_are_refused(written, old, new, message):
    data = MODELS["a last part that is smaller"].data()
    assert data.count(old) == 1
    with pytest.raises(FileError) as caught:
        ev.load(written(data.replace(old, new)))
    assert message in str(caught.value)


def test_an_n_gram_kept_beyond_the_rows_is_refused(written):
    data = MODELS["pruned"].data()
    bucket = struct.pack("<i", 17)
    at = data.index(bucket, data.index(b"__label__a"))
    with pytest.raises(FileError, match=r"an n-gram kept as \(20, \d\); expected a bucket below 20 and a row below 5"):
        ev.load(written(data[:at] + struct.pack("<i", 20) + data[at + 4 :]))


def test_a_few_codes_that_would_make_gigabytes_are_refused(written, monkeypatch):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 100)
    monkeypatch.setattr("embedviz.formats.stream.MAX_RATIO", 0.01)
    with pytest.raises(FileError, match="expands to more than"):
        ev.load(written(MODELS["one part"].data()))


@pytest.mark.skipif(not CASES.is_dir(), reason="the files of fastText itself are not there")
@pytest.mark.parametrize("name", ["sup_sub.bin", "quant.ftz"])
def test_vectors_are_those_of_fasttext_itself(name):
    embedding = ev.load(CASES / name)
    for word, vector in json.loads((CASES / "fasttext_right_values.json").read_text())[name].items():
        np.testing.assert_allclose(embedding[word], vector, rtol=1e-6, atol=1e-9)
