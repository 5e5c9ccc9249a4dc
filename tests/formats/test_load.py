import bz2
import gc
import gzip
import lzma
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import safetensors.numpy
from gensim.models import FastText, KeyedVectors
from gensim.models.fasttext import load_facebook_vectors, save_facebook_model
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import embedviz as ev
from embedviz.formats import upkeep
from embedviz.formats.reading import read_into
from embedviz.formats.store import open_store

ROOT = Path(__file__).parents[2]
WORDS = ["the", "of", "naïve", "東京", "to"]
VECTORS = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)


def text_lines() -> list[str]:
    return [" ".join([word, *(str(x) for x in vector)]) for word, vector in zip(WORDS, VECTORS, strict=True)]


def write_text(path: Path, header: str = "") -> None:
    path.write_text(header + "\n".join(text_lines()) + "\n", encoding="utf-8")


def write_binary(path: Path, words: list[str] = WORDS, vectors: np.ndarray = VECTORS) -> None:
    keyed = KeyedVectors(vectors.shape[1])
    keyed.add_vectors(words, vectors)
    keyed.save_word2vec_format(path, binary=True, sort_attr=None)


def write_list(path: Path) -> None:
    path.write_text("\n".join(WORDS) + "\n", encoding="utf-8")


def write_tsv(path: Path) -> None:
    np.savetxt(path, VECTORS, delimiter="\t", fmt="%.9g")
    write_list(path.with_name("metadata.tsv"))


def write_npy(path: Path) -> None:
    np.save(path, VECTORS)
    write_list(path.with_suffix(".txt"))


def write_arrow(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table().schema) as file:
        file.write_table(table())


def write_safetensors(path: Path) -> None:
    safetensors.numpy.save_file({"vectors": VECTORS}, path)
    write_list(path.with_suffix(".txt"))


def table() -> pa.Table:
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(VECTORS.ravel()), 4)
    return pa.table({"word": pa.array(WORDS), "vector": vectors})


LAYOUTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "GloVe text": ("f.txt", write_text),
    "word2vec text": ("f.vec", lambda path: write_text(path, "5 4\n")),
    "word2vec binary": ("f.bin", write_binary),
    "TSV vectors and metadata": ("vectors.tsv", write_tsv),
    "NumPy array and word list": ("f.npy", write_npy),
    "Parquet": ("f.parquet", lambda path: parquet.write_table(table(), path)),
    "Arrow": ("f.arrow", write_arrow),
    "safetensors": ("f.safetensors", write_safetensors),
}


@pytest.fixture
def binary(tmp_path) -> Path:
    write_binary(tmp_path / "f.bin")
    return tmp_path / "f.bin"


def stores(cache: Path) -> list[str]:
    return sorted(path.name for path in (cache / "files").glob("*"))


def never(report: ev.Progress) -> None:
    raise AssertionError(report)


# What comes back


@pytest.mark.parametrize("title", LAYOUTS)
def test_any_layout_gives_its_words_and_numbers_to_the_bit_twice(tmp_path, title):
    name, write = LAYOUTS[title]
    write(tmp_path / name)
    first = ev.load(tmp_path / name)
    again = ev.load(str(tmp_path / name), progress=never)
    for found in (first, again):
        assert list(found.words) == WORDS
        assert found.vectors.tobytes() == VECTORS.tobytes()
        assert isinstance(found.vectors, np.memmap)
        assert found.origin.format == title
        assert found.origin.size == (tmp_path / name).stat().st_size
        assert found.note.startswith(title + ", ")
    assert first.id == again.id
    assert first.id.startswith(name + "@")


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, None], ids=["gz", "bz2", "xz", "zst"])
@pytest.mark.parametrize("title", ["GloVe text", "word2vec binary", "NumPy array and word list", "Parquet"])
def test_compressed_files_give_the_same(tmp_path, title, compress):
    name, write = LAYOUTS[title]
    write(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(compress(data) if compress else pa.compress(data, "zstd", asbytes=True))
    found = ev.load(tmp_path / name)
    assert list(found.words) == WORDS
    assert found.vectors.tobytes() == VECTORS.tobytes()


def test_a_fasttext_model_gives_unseen_words_a_vector_from_the_cache_too(tmp_path):
    model = FastText([["apple", "apples", "pear"]] * 20, vector_size=5, min_count=1, bucket=50, seed=1, workers=1)
    save_facebook_model(model, str(tmp_path / "f.bin"))
    expected = load_facebook_vectors(tmp_path / "f.bin")
    for progress in (None, never):
        found = ev.load(tmp_path / "f.bin", progress=progress)
        assert list(found.words) == expected.index_to_key
        np.testing.assert_array_equal(found.vectors, expected.vectors)
        np.testing.assert_array_equal(found["pears"], expected["pears"])
        assert ev.load(tmp_path / "f.bin", limit=1)["pears"].tolist() == expected["pears"].tolist()


def test_a_path_may_begin_with_the_home_folder(binary, monkeypatch):
    monkeypatch.setenv("HOME", str(binary.parent))
    monkeypatch.setenv("USERPROFILE", str(binary.parent))
    assert ev.load("~/f.bin").shape == (5, 4)


def test_a_file_can_be_read_into_any_store(binary, tmp_path, cache):
    read_into(binary, tmp_path / "shelf" / "mine", limit=2)
    found = open_store(tmp_path / "shelf" / "mine", id="mine")
    assert list(found.words) == WORDS[:2]
    assert not cache.exists()


# What is refused


@pytest.mark.parametrize("limit", [0, -1, 2.0, "3", float("nan"), [], 1e30])
def test_a_limit_that_is_no_positive_whole_number_is_refused(binary, limit):
    with pytest.raises(ev.EmbedvizError, match="expected a whole number, at least 1"):
        ev.load(binary, limit=limit)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("none.txt", "no such file"),
        ("empty", "it is a folder; expected a file of word vectors"),
        ("f.bin/below", "cannot be read"),
        ("with\0null", "cannot be read"),
        ("~nobody-of-that-name/f.txt", "no such file"),
    ],
)
def test_what_is_no_file_is_refused(binary, monkeypatch, path, problem):
    monkeypatch.chdir(binary.parent)
    (binary.parent / "empty").mkdir()
    with pytest.raises(ev.EmbedvizError, match=problem):
        ev.load(path)


def test_a_number_that_is_not_finite_is_refused_with_its_line_and_leaves_nothing(tmp_path, cache):
    (tmp_path / "f.txt").write_text("a 1 2\nb 3 nan\n")
    with pytest.raises(ev.EmbedvizError, match=r"^f\.txt, line 2: nan in dimension 2 of 'b'; expected finite numbers$"):
        ev.load(tmp_path / "f.txt")
    assert stores(cache) == []


def test_a_broken_file_is_refused_every_time_until_it_is_mended(tmp_path):
    (tmp_path / "f.txt").write_text("a 1 2\nb 3\n")
    for _time in range(2):
        with pytest.raises(ev.EmbedvizError, match="line 2"):
            ev.load(tmp_path / "f.txt")
    (tmp_path / "f.txt").write_text("a 1 2\nb 3 4\n")
    assert ev.load(tmp_path / "f.txt").shape == (2, 2)


# Duplicates and limits


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=12), st.integers(1, 8))
def test_a_limit_gives_the_same_words_from_the_file_and_from_the_cache(tmp_path_factory, words, limit):
    folder = tmp_path_factory.mktemp("limit")
    lines = [f"{word} {i} 0.5\n" for i, word in enumerate(words)]
    (folder / "f.txt").write_text("".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDVIZ_CACHE", str(folder / "cache"))
        part = ev.load(folder / "f.txt", limit=limit)
        ev.load(folder / "f.txt")
        assert len(stores(folder / "cache")) == 1
        from_whole = ev.load(folder / "f.txt", limit=limit, progress=never)
    expected = list(dict.fromkeys(words))[:limit]
    for found in (part, from_whole):
        assert list(found.words) == expected
        assert found.vectors.tolist() == [[words.index(word), 0.5] for word in expected]


def test_the_part_and_the_whole_have_ids_of_their_own(binary):
    ids = {ev.load(binary, limit=2).id, ev.load(binary, limit=3).id, ev.load(binary).id, ev.load(binary, limit=2).id}
    assert len(ids) == 4


@pytest.mark.parametrize("title", LAYOUTS)
def test_a_limit_gives_the_first_words_of_any_layout_and_leaves_nothing_open(tmp_path, title, left_running):
    name, write = LAYOUTS[title]
    write(tmp_path / name)
    ev.load(tmp_path / name, limit=1)
    gc.collect()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", ResourceWarning)
        found = ev.load(tmp_path / name, limit=2)
        gc.collect()
    assert warned == []
    assert not left_running()
    assert list(found.words) == WORDS[:2]
    assert found.vectors.tobytes() == VECTORS[:2].tobytes()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("f.txt", b"a 1 2\nb 3 4\nc 5\n"),
        ("f.txt", b"a 1 2\nb 3 4\nc 5 x\n"),
        ("f.vec", b"2 2\na 1 2\nb 3 4\nc 5 6\n"),
        ("f.vec", b"5 2\na 1.25 2.25\nb 3.25 4.25\nc 5.25 6.25\n"),
        ("f.vec.gz", b"2000 2\na 1 2\nb 3 4\n"),
        pytest.param("f.bin.gz", b"2 1\na \0\0\0\0b \0\0\0\0c \0\0\0\0", id="f.bin.gz-a word too many"),
        pytest.param("f.bin.gz", b"3 1\na \0\0\0\0b \0\0\0\0c \0\0", id="f.bin.gz-cut in the last vector"),
        ("f.tsv", b"1.5\t2.5\n" * 60 + b"1.5\n"),
    ],
)
def test_a_limit_stops_before_what_is_broken(tmp_path, name, data):
    (tmp_path / "metadata.tsv").write_text("a\nb\n" + "c\n" * 59)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert list(ev.load(path, limit=2).words) == ["a", "b"]
    with pytest.raises(ev.EmbedvizError):
        ev.load(path)


def test_with_a_limit_only_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("embedviz.formats.line_blocks.BLOCK", 1 << 10)
    (tmp_path / "f.txt").write_text("".join(f"w{i} 0.5\n" for i in range(100_000)))
    reports = []
    ev.load(tmp_path / "f.txt", limit=10, progress=reports.append)
    assert max(report.fraction for report in reports) < 1 / 4


def test_what_is_wrong_behind_words_that_occur_twice_is_at_its_line(tmp_path):
    (tmp_path / "f.txt").write_text("a 1\na 2\nb nan\nc nan\n")
    assert ev.load(tmp_path / "f.txt", limit=1).shape == (1, 1)
    with pytest.raises(ev.EmbedvizError, match="line 3: nan"):
        ev.load(tmp_path / "f.txt", limit=2)


def test_a_limit_beyond_all_files_is_none(binary):
    assert ev.load(binary, limit=10**300).id == ev.load(binary).id


def test_words_that_are_no_utf_8_and_duplicates_are_counted(tmp_path):
    (tmp_path / "f.txt").write_bytes(b"a 1\n\xff 2\na 3\n\xfe 4\nb 5\n")
    assert ev.load(tmp_path / "f.txt", limit=2).origin.undecodable == 1
    found = ev.load(tmp_path / "f.txt")
    assert list(found.words) == ["a", "\\xff", "\\xfe", "b"]
    assert (found.origin.duplicates, found.origin.undecodable) == (1, 2)
    assert found.origin.dtype == "text"


# Files that change


def test_a_file_that_changed_is_read_again_and_what_was_kept_of_it_goes(binary, cache):
    old = ev.load(binary)
    ev.load(binary, limit=2)
    write_binary(binary, ["new"], np.ones((1, 3), np.float32))
    new = ev.load(binary)
    assert list(new.words) == ["new"]
    assert old.vectors.tobytes() == VECTORS.tobytes()
    assert old.id != new.id
    assert len(stores(cache)) == 1


def test_a_list_of_words_that_changed_is_read_again(tmp_path):
    write_npy(tmp_path / "f.npy")
    old = ev.load(tmp_path / "f.npy")
    (tmp_path / "f.txt").write_text("v\nw\nx\ny\nz\n")
    new = ev.load(tmp_path / "f.npy")
    assert list(new.words) == list("vwxyz")
    assert old.id != new.id


def test_a_file_that_changes_while_it_is_read_is_refused(binary, cache):
    def progress(_report):
        os.utime(binary, ns=(0, 0))

    with pytest.raises(ev.EmbedvizError, match="changed while it was read"):
        ev.load(binary, progress=progress)
    assert stores(cache) == []
    assert ev.load(binary).shape == (5, 4)


def test_a_file_that_is_removed_while_it_is_read_is_refused(binary, cache):
    with pytest.raises(ev.EmbedvizError, match="changed while it was read"):
        ev.load(binary, progress=lambda _report: binary.unlink(missing_ok=True))
    assert stores(cache) == []


def test_two_links_to_one_matrix_may_have_words_of_their_own(tmp_path):
    for name, words in (("one", "abcde"), ("two", "vwxyz")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f.txt").write_text("\n".join(words))
        (tmp_path / name / "f.npy").symlink_to(tmp_path / "matrix.npy")
    np.save(tmp_path / "matrix.npy", VECTORS)
    one, two = ev.load(tmp_path / "one" / "f.npy"), ev.load(tmp_path / "two" / "f.npy")
    assert (list(one.words), list(two.words)) == (list("abcde"), list("vwxyz"))
    assert one.id != two.id


# Damage to the cache


@given(st.sampled_from(["vectors.npy", "words.arrow", "meta.json"]), st.floats(0, 1, exclude_max=True))
def test_a_damaged_cache_is_read_again_without_a_word(tmp_path_factory, name, share):
    folder = tmp_path_factory.mktemp("damage")
    write_binary(folder / "f.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDVIZ_CACHE", str(folder / "cache"))
        ev.load(folder / "f.bin")
        (store,) = (folder / "cache" / "files").iterdir()
        os.truncate(store / name, int(share * (store / name).stat().st_size))
        found = ev.load(folder / "f.bin")
    assert list(found.words) == WORDS
    assert found.vectors.tobytes() == VECTORS.tobytes()


def test_words_overwritten_in_place_are_read_again(binary, cache):
    ev.load(binary)
    (path,) = cache.rglob("words.arrow")
    path.write_bytes(bytes(path.stat().st_size))
    assert list(ev.load(binary).words) == WORDS


def test_a_cache_that_somebody_keeps_removing_is_an_error_not_a_loop(binary, monkeypatch):
    monkeypatch.setattr("embedviz.formats.load.remove_superseded", lambda *_key: upkeep.clear_cache())
    with pytest.raises(ev.EmbedvizError, match=r"^f\.bin: .* was changed in the cache"):
        ev.load(binary)


# Folders that cannot be written, and full disks


def test_a_cache_that_cannot_be_written_is_an_error_that_says_how_to_choose_another(binary, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(binary / "cache"))
    with pytest.raises(ev.EmbedvizError, match=r"^the cache folder cannot be written to \(.*EMBEDVIZ_CACHE"):
        ev.load(binary)


def test_a_read_only_cache_can_be_read(binary, cache):
    ev.load(binary)
    write_binary(binary.with_name("other.bin"))
    for path in (cache / "files", cache):
        path.chmod(0o555)
    try:
        if os.access(cache / "files", os.W_OK):
            pytest.skip("whoever runs this may write everywhere")
        assert ev.load(binary, progress=never).shape == (5, 4)
        with pytest.raises(ev.EmbedvizError, match=r"\(Permission denied\).*EMBEDVIZ_CACHE"):
            ev.load(binary.with_name("other.bin"))
    finally:
        for path in (cache, cache / "files"):
            path.chmod(0o755)


def run(code: str, *arguments: object) -> subprocess.Popen:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


ON_A_FULL_DISK = """
import resource, sys
import embedviz as ev
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # a write beyond fails as on a full disk: EFBIG
try:
    ev.load(sys.argv[1])
except ev.EmbedvizError as error:
    print(error, error.__notes__[0], sep="\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
@pytest.mark.parametrize(("length", "dimensions"), [(1, 300), (3000, 1)], ids=["vectors", "words"])
def test_a_full_disk_is_an_error_that_names_the_folder_and_leaves_nothing(tmp_path, cache, length, dimensions):
    words = [chr(0x4E00 + i) * length for i in range(200)]
    write_binary(tmp_path / "f.bin", words, np.ones((200, dimensions), np.float32))
    out, err = run(ON_A_FULL_DISK, tmp_path / "f.bin").communicate()
    message, place = out.splitlines()
    assert place.startswith(str(cache)), err
    assert str(cache) not in message
    assert "(File too large)" in message
    assert "EMBEDVIZ_CACHE" in message
    assert err == ""
    assert stores(cache) == []


# Crashes and races


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
import embedviz as ev

def progress(report):
    if report.done > report.total // 2:
        os.kill(os.getpid(), signal.SIGKILL)

ev.load(sys.argv[1], progress=progress)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signal")
def test_after_a_crash_in_the_middle_no_half_store_is_used(tmp_path, cache):
    words = [f"w{i}" for i in range(20_000)]
    vectors = np.random.default_rng(1).standard_normal((20_000, 100)).astype(np.float32)
    write_binary(tmp_path / "f.bin", words, vectors)
    process = run(KILLED_IN_THE_MIDDLE, tmp_path / "f.bin")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    (left,) = (cache / "files").iterdir()
    assert left.name.startswith(".tmp-")
    assert (left / "vectors.npy").stat().st_size > 1_000_000
    os.utime(left, (time.time() - 48 * 3600,) * 2)
    found = ev.load(tmp_path / "f.bin")
    np.testing.assert_array_equal(found.vectors, vectors)
    assert list(found.words) == words
    assert len(stores(cache)) == 1
    assert not left.exists()


AT_THE_SAME_TIME = """
import hashlib, sys
import embedviz as ev

def together(report, met=[]):
    if not met:
        met.append(print("reading", flush=True))
        sys.stdin.readline()

found = ev.load(sys.argv[1], progress=together)
print(hashlib.sha256(found.vectors).hexdigest(), found.words[:2], found.id)
"""


def test_processes_that_read_one_file_at_the_same_time_agree_and_leave_one_store(binary, cache):
    command = [sys.executable, "-c", AT_THE_SAME_TIME, str(binary)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen(command, text=True, cwd=ROOT, **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "reading\n", process.stderr.read()
    assert not list((cache / "files").glob("[!.]*"))
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    results = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], results
    assert len({out for out, _err in results}) == 1
    assert len(stores(cache)) == 1


# Progress


@pytest.mark.parametrize("title", LAYOUTS)
def test_progress_rises_to_the_size_of_the_file(tmp_path, title):
    name, write = LAYOUTS[title]
    write(tmp_path / name)
    reports = []
    ev.load(tmp_path / name, progress=reports.append)
    for stage in dict.fromkeys(report.stage for report in reports):
        done = [report.done for report in reports if report.stage == stage]
        assert done == sorted(done)
        assert done[-1] == (tmp_path / name).stat().st_size
    assert reports
    assert {report.total for report in reports} == {(tmp_path / name).stat().st_size}


@pytest.mark.parametrize("title", LAYOUTS)
def test_cancelling_leaves_nothing_and_the_next_time_all_is_read(tmp_path, cache, cancel_at, title):
    name, write = LAYOUTS[title]
    write(tmp_path / name)
    with pytest.raises(ev.Cancelled):
        ev.load(tmp_path / name, progress=cancel_at(1))
    assert stores(cache) == []
    assert list(ev.load(tmp_path / name).words) == WORDS


# Memory


WITHIN_30_MB = """
import resource, sys
import numpy as np
import embedviz as ev
ev.load(sys.argv[1])
with open("/proc/self/status") as status:
    used = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (used + 30_000_000, used + 30_000_000))
found = ev.load(sys.argv[2]).shape if sys.argv[3] == "embedviz" else np.fromfile(sys.argv[2], np.float32).shape
print(found)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.parametrize(
    ("ending", "who", "expected"),
    [
        (".bin", "embedviz", "(10000, 1000)"),
        (".npy", "embedviz", "(10000, 1000)"),
        pytest.param(".npy", "numpy", "MemoryError", marks=pytest.mark.exhaustive),
    ],
)
def test_a_file_of_40_mb_is_read_within_30_mb_where_numpy_is_not(tmp_path, ending, who, expected):
    words = [f"w{i}" for i in range(10_000)]
    vectors = np.random.default_rng(2).standard_normal((10_000, 1000)).astype(np.float32)
    for size, name in ((10, "small"), (10_000, "large")):
        path = tmp_path / (name + ending)
        if ending == ".bin":
            write_binary(path, words[:size], vectors[:size])
        else:
            np.save(path, vectors[:size])
            path.with_suffix(".txt").write_text("\n".join(words[:size]))
    out, err = run(WITHIN_30_MB, tmp_path / f"small{ending}", tmp_path / f"large{ending}", who).communicate()
    assert expected in out + err
    path.unlink()


@pytest.mark.parametrize("way", ["written over", "another file in its place"])
def test_a_file_of_the_same_size_and_time_is_read_again(tmp_path, way):
    file, other = tmp_path / "v.txt", tmp_path / "other.txt"
    file.write_text("a 1 2\nb 3 4\n")
    os.utime(file, ns=(1, 1))
    first = ev.load(file)
    target = file if way == "written over" else other
    target.write_text("a 5 6\nb 7 8\n")
    os.utime(target, ns=(1, 1))
    target.replace(file)
    second = ev.load(file)
    np.testing.assert_array_equal(second.vectors, [[5, 6], [7, 8]])
    np.testing.assert_array_equal(first.vectors, [[1, 2], [3, 4]])
    assert first.id != second.id


@pytest.mark.parametrize("kind", ["text", "float64"])
def test_numbers_that_float32_makes_0_are_counted_and_told(tmp_path, kind):
    vectors = np.array([[1.0, 1e-60], [0.0, -1e-50], [2.0, 1e-40]])
    if kind == "text":
        file = tmp_path / "v.txt"
        file.write_text("".join(f"{word} {x} {y}\n" for word, (x, y) in zip("abc", vectors.tolist(), strict=True)))
    else:
        file = tmp_path / "v.npy"
        np.save(file, vectors)
        (tmp_path / "words.txt").write_text("a\nb\nc\n")
    for _again in range(2):
        found = ev.load(file)
        np.testing.assert_array_equal(found.vectors, vectors.astype(np.float32))
        said = [str(each) for each in found.origin.assumptions]
        assert "numbers too small for float32, which became 0: 2" in said


def test_of_numbers_that_float32_holds_nothing_is_told(tmp_path):
    (tmp_path / "v.txt").write_text("a 0 1e-44\nb 1 -0.0\n")
    assert not [each for each in ev.load(tmp_path / "v.txt").origin.assumptions if each.kind == "vanished"]
