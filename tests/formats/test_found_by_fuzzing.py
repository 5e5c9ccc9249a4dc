"""What was found by ``scripts/fuzz_formats.py``, and by asking what a fuzzer of small files cannot find."""

import base64
import bz2
import io
import lzma
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats.fasttext import LONG_WORDS, MOST_NGRAMS
from embedviz.formats.stream import CHUNK, ByteStream
from tests.formats.fuzzing import PACK, TARGETS, WRAP, check
from tests.formats.seeds import seeds

CORPUS = Path(__file__).with_name("corpus") / "fuzzed.txt"


def kept() -> list[bytes]:
    """Return the inputs worth keeping: together they reach all that the fuzzer has reached of the readers."""
    return [base64.b64decode(line) for line in CORPUS.read_text().splitlines()]


def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path):
    for data in kept():
        check(data, tmp_path / "inputs")


@pytest.mark.exhaustive  # the readers have their own tests of each
def test_every_target_of_the_fuzzer_begins_with_files_that_are_read(tmp_path):
    for target, files in seeds().items():
        read = 0
        for name, content in files:
            names, ways = TARGETS[target], len(PACK) * len(WRAP.get(target, [bytes]))
            for way in range(0, ways, len(PACK)):
                first = names.index(name) if name in names else 0
                read += check(bytes([first, way]) + content, tmp_path / "inputs", target)
        assert 2 * read > len(files) > 1, target


# What other libraries stumble over


def test_a_file_without_a_name_in_an_archive_is_left_out(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("x"), b"of 2014\n")
    (tmp_path / "x").write_bytes(packed.getvalue().replace(b"x", b"\0"))
    with zipfile.ZipFile(tmp_path / "x") as archive:
        assert not archive.infolist()[0].filename
    with pytest.raises(ev.EmbedvizError, match=r"^x: it is a zip archive of no file; expected a file of word vectors"):
        ev.load(tmp_path / "x")


# Little that makes much work


@pytest.mark.parametrize("compress", [bz2.compress, lzma.compress])
def test_many_empty_streams_in_one_file_are_not_copied_again_for_each(tmp_path, compress):
    path = tmp_path / "vectors.txt"
    path.write_bytes(compress(b"the 0.5\n") + (3 * CHUNK // len(compress(b""))) * compress(b""))
    with ByteStream(path) as stream:
        tracemalloc.start()
        assert stream.read(100) == b"the 0.5\n"
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < CHUNK / 4  # what is copied at the end of a stream is at most what is held


def model(words: list[str], longest: int, vectors: np.ndarray) -> bytes:
    """Return a fastText model whose n-grams share the last rows of a matrix."""
    m, n = len(words), vectors.shape[1]
    header = struct.pack("<14id", 793_712_314, 12, n, 5, 5, 1, 5, 1, 2, 2, len(vectors) - m, 1, longest, 100, 1e-4)
    entries = b"".join(word.encode() + struct.pack("<bqb", 0, 1, 0) for word in words)
    matrix = struct.pack("<b2q", 0, *vectors.shape) + vectors.astype("<f4").tobytes()
    return header + struct.pack("<3i2q", m, m, 0, m, -1) + entries + matrix + struct.pack("<b2q", 0, 0, n)


def test_a_word_of_two_million_n_grams_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(model(["the", 65_000 * "a"], 32, np.ones((3, 1))))
    with pytest.raises(
        ev.EmbedvizError, match=r"^model\.bin, word 2: a word with 2,0\d\d,\d{3} n-grams; expected at most"
    ):
        ev.load(tmp_path / "model.bin")


def test_long_words_among_short_ones_are_the_mean_of_their_n_grams_added_in_order(tmp_path):
    rng = np.random.default_rng(0)
    long = ["".join(rng.choice([*"abcdefgh"], size)) for size in rng.integers(200, 2000, LONG_WORDS + 2)]
    words = [f"w{i}" for i in range(50)] + long + [f"v{i}" for i in range(50)]
    vectors = rng.standard_normal((len(words) + 40, 3)).astype(np.float32)
    (tmp_path / "model.bin").write_bytes(model(words, 5, vectors))
    found = ev.load(tmp_path / "model.bin")
    for word, own in zip(words, vectors, strict=False):
        total = own.copy()
        buckets = found.subwords.buckets(word)
        assert len(buckets) < MOST_NGRAMS
        for bucket in buckets:
            total += vectors[len(words) + bucket]
        assert found[word].tolist() == (total / np.float32(len(buckets) + 1)).tolist()


# Names that are no Unicode text


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    if sys.platform != "linux":
        pytest.skip("names are Unicode")
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    return folder


def bare_npy(_folder: Path) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ones((1, 2)))
    return buffer.getvalue()


def npy_with_two_words(folder: Path) -> bytes:
    (folder / "na\udcefve.words").write_bytes(b"the\nof\n")
    return bare_npy(folder)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (bare_npy, "na\ufffdve.txt: it holds vectors but no words"),
        (npy_with_two_words, "na\ufffdve.words: 2 words, expected 1, one for each vector in na\ufffdve.txt"),
        (lambda _folder: b"the 1\nof\n", "na\ufffdve.txt, line 2: 0 numbers, expected 1 as on line 1"),
        (None, "na\ufffdve.txt: there is no such file"),
    ],
    ids=["no words", "a word too many", "a line cut", "no file"],
)
def test_an_error_can_be_shown_whatever_bytes_the_name_is_made_of(
    odd_folder: Path, make: Callable[[Path], bytes] | None, problem: str
):
    path = odd_folder / "na\udcefve.txt"
    if make is not None:
        path.write_bytes(make(odd_folder))
    with pytest.raises(ev.EmbedvizError) as error:
        ev.load(path)
    assert str(error.value).startswith(problem)
    assert str(error.value).encode()


def test_an_embedding_from_a_file_of_such_a_name_has_an_id_that_can_be_shown(odd_folder):
    (odd_folder / "na\udcefve.txt").write_bytes(b"the 1\n")
    assert ev.load(odd_folder / "na\udcefve.txt").id.startswith("na\ufffdve.txt@")


def test_a_path_that_no_file_can_have_is_refused():
    with pytest.raises(ev.EmbedvizError, match=r"^\ufffd\.txt: it cannot be read \("):
        ev.load("\ud800.txt")
