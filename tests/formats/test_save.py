import gzip
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file

import embedviz as ev
from embedviz.cli.main import main
from embedviz.errors import shortened
from embedviz.formats.restrictions import SAVED_FORMATS
from embedviz.formats.save import save

ROOT = Path(ev.__file__).parents[1]
ENDINGS = {
    "word2vec": ".vec",
    "word2vec-binary": ".bin",
    "glove": ".txt",
    "tsv": ".tsv",
    "parquet": ".parquet",
    "safetensors": ".safetensors",
}
COMPRESSED = [".vec.gz", ".bin.gz", ".txt.gz", ".tsv.gz"]
# Of all float32 the one whose shortest decimal is read as its neighbor by way of a float64.
READ_WRONG = np.uint32(0x15AE43FD).view(np.float32)
EXTREME = np.array(
    [
        0.0,
        -0.0,
        1e-45,
        -1e-45,
        1.1754944e-38,
        3.4028235e38,
        -3.4028235e38,
        16777216,
        0.1,
        READ_WRONG,
        -READ_WRONG,
        1e10,
    ],
    dtype=np.float32,
)
ODD_WORDS = [
    "naïve",
    "a\x85b",
    "\xa0",
    "😀",
    "**bold**",
    '"',
    "'quoted'",
    "1",
    "-",
    "12",
    "nan",
    "x" * 1000,
    "\u3000",
    "-1e5",
]


def embedding(words: list[str], vectors: np.ndarray) -> ev.Embedding:
    return ev.Embedding("test", words, vectors)


def numbered(vectors: np.ndarray) -> ev.Embedding:
    return embedding([f"w{i}" for i in range(len(vectors))], vectors)


def read_by_another(path: Path) -> tuple[list[str], np.ndarray]:
    """Read a file with a program that is not ours."""
    name = path.name.removesuffix(".gz")
    if name.endswith((".vec", ".bin", ".txt")):
        layout = {"binary": name.endswith(".bin"), "no_header": name.endswith(".txt")}
        keyed = KeyedVectors.load_word2vec_format(path, **layout)
        return keyed.index_to_key, keyed.vectors
    if name.endswith(".tsv"):
        opened = gzip.open if path.name.endswith(".gz") else open
        with opened(path, "rt") as file:
            vectors = np.loadtxt(file, delimiter="\t", ndmin=2).astype(np.float32)
        with opened(path.with_name(path.name.replace(".tsv", "_metadata.tsv")), "rb") as file:
            return file.read().decode().removesuffix("\n").split("\n"), vectors
    if name.endswith(".parquet"):
        table = pq.read_table(path)
        return table["word"].to_pylist(), np.array(table["vector"].to_pylist(), dtype=np.float32)
    tensors = load_file(path)
    return json.loads(tensors["words"].tobytes()), tensors["vectors"]


def assert_holds(found: tuple[list[str], np.ndarray], expected: ev.Embedding) -> None:
    words, vectors = found
    assert list(words) == list(expected.words)
    np.testing.assert_array_equal(
        np.ascontiguousarray(vectors).view(np.uint32), np.ascontiguousarray(expected.vectors).view(np.uint32)
    )


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "cache")


@pytest.mark.parametrize("ending", [*ENDINGS.values(), *COMPRESSED])
def test_other_programs_read_the_same_words_and_every_bit(tmp_path, glove, ending):
    expected = glove.top(6_000)  # in Fortran's order, and more than a block of each format
    written = save(expected, tmp_path / f"glove.50d{ending}")
    assert written[0] == tmp_path / f"glove.50d{ending}"
    assert left_in(tmp_path) == sorted(path.name for path in written)
    assert_holds(read_by_another(written[0]), expected)


@pytest.mark.parametrize("ending", [*ENDINGS.values(), *COMPRESSED])
def test_load_reads_the_same_words_and_every_bit(tmp_path, glove, ending):
    expected = glove.top(6_000)
    loaded = ev.load(save(expected, tmp_path / f"glove.50d{ending}")[0])
    assert_holds((loaded.words, loaded.vectors), expected)


@pytest.mark.parametrize("ending", ENDINGS.values())
@pytest.mark.parametrize("n", [1, 2, 12])
def test_numbers_at_the_edges_of_float32_come_back(tmp_path, ending, n):
    expected = numbered(EXTREME.reshape(-1, n))
    path, *_metadata = save(expected, tmp_path / f"x{ending}")
    assert_holds(read_by_another(path), expected)
    loaded = ev.load(path)
    assert_holds((loaded.words, loaded.vectors), expected)


@pytest.mark.parametrize("ending", [".vec", ".tsv"])
@given(
    vectors=arrays(
        np.float32,
        st.tuples(st.integers(1, 5), st.integers(1, 5)),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_any_float32_comes_back_from_text(tmp_path_factory, ending, vectors):
    expected = numbered(vectors)
    assert_holds(read_by_another(save(expected, tmp_path_factory.mktemp("text") / f"x{ending}")[0]), expected)


def test_numbers_are_the_shortest_decimals_that_mean_the_same(tmp_path):
    vectors = np.array([[0.1, -2.5e-7, 1 / 3], [1, 100000, 3e38]], dtype=np.float32)
    (path,) = save(embedding(["a", "b"], vectors), tmp_path / "x.vec")
    assert path.read_text() == "2 3\na 0.1 -2.5e-07 0.33333334\nb 1 100000 3e+38\n"
    path, metadata = save(embedding(["a", "b"], vectors), tmp_path / "x.tsv")
    assert path.read_text() == "0.1\t-2.5e-07\t0.33333334\n1\t100000\t3e+38\n"
    assert metadata.read_text() == "a\nb\n"


@pytest.mark.parametrize("ending", ENDINGS.values())
def test_odd_words_come_back(tmp_path, ending):
    expected = embedding(ODD_WORDS, np.random.default_rng(0).standard_normal((len(ODD_WORDS), 3)))
    path, *_metadata = save(expected, tmp_path / f"x{ending}")
    assert_holds(read_by_another(path), expected)
    loaded = ev.load(path)
    assert_holds((loaded.words, loaded.vectors), expected)


@pytest.mark.parametrize("ending", ENDINGS.values())
@given(
    words=st.lists(
        st.text(st.sampled_from("ab1. \t\n\r\x00\x0b\x1c\x85\xa0\u2028\ufeff\ufffd😀{}[]\"'<+-e\\\ud800"), max_size=6),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    vectors=arrays(np.float32, (3, 2), elements=st.sampled_from([0.0, 1.0, -2.5, 12.078, 1e-45])),
)
def test_a_file_gives_back_the_same_words_or_is_refused(tmp_path_factory, ending, words, vectors):
    path = tmp_path_factory.mktemp("words") / f"x{ending}"
    expected = embedding(words, vectors[: len(words)])
    try:
        save(expected, path)
    except ev.EmbedvizError:
        assert not list(path.parent.iterdir())
        return
    loaded = ev.load(path)
    assert_holds((loaded.words, loaded.vectors), expected)


TEXT, BINARY, TSV, TABLES = {"word2vec", "glove"}, {"word2vec-binary"}, {"tsv"}, {"parquet", "safetensors"}
HOLDABLE = {
    "": TABLES,
    "a\nb": TABLES,
    "a\r": TABLES,
    "new york": TEXT | TSV | TABLES,
    "a\tb": TEXT | BINARY | TABLES,
    "a\x00b": TEXT | TSV | TABLES,
    "\x7f": TEXT | TSV | TABLES,
    " a": TSV | TABLES,
    "a\t": BINARY | TABLES,
    "apollo 11": TSV | TABLES,
    "x\t-.5e3": BINARY | TABLES,
    "a NaN": TSV | TABLES,
    "11": TEXT | BINARY | TSV | TABLES,
    "é" * 32_767: TEXT | BINARY | TSV | TABLES,
    "é" * 32_768: set(),
    "\ud800": set(),
}


@pytest.mark.parametrize("word", HOLDABLE)
@pytest.mark.parametrize("format", SAVED_FORMATS)
def test_a_word_that_a_format_cannot_hold_is_named_with_those_that_can(tmp_path, word, format):
    vectors = embedding(["first", word], np.eye(2))
    if format in HOLDABLE[word]:
        loaded = ev.load(save(vectors, tmp_path / f"x{ENDINGS[format]}")[0])
        assert list(loaded.words) == ["first", word]
        return
    with pytest.raises(ev.EmbedvizError, match=r"^out, word 2: .* cannot hold the word ") as error:
        save(vectors, tmp_path / "out", format=format)
    assert repr(shortened(word)) in str(error.value)
    named = str(error.value).partition("; these can: ")[2]
    titles = {
        "word2vec": "word2vec text",
        "word2vec-binary": "word2vec binary",
        "glove": "GloVe text",
        "tsv": "TSV vectors and metadata",
        "parquet": "Parquet",
        "safetensors": "safetensors",
    }
    assert named == ", ".join(titles[each] for each in SAVED_FORMATS if each in HOLDABLE[word])
    assert left_in(tmp_path) == []


def test_an_unholdable_word_far_down_is_found_before_anything_is_written(tmp_path):
    words = [f"w{i}" for i in range(30_000)]
    words[23_456] = "two\nlines"
    reports = []
    with pytest.raises(ev.EmbedvizError, match="word 23,457"):
        save(embedding(words, np.ones((30_000, 1))), tmp_path / "x.vec", progress=reports.append)
    assert reports == []


@pytest.mark.parametrize(("word", "ending"), [("PAR1", ".txt"), ("\ufeffa", ".txt"), ("\ufeffa", ".tsv")])
def test_a_first_word_that_hides_the_format_is_refused_and_elsewhere_is_not(tmp_path, word, ending):
    with pytest.raises(ev.EmbedvizError, match=r"another first word|byte order mark"):
        save(embedding([word, "b"], np.eye(2)), tmp_path / f"x{ending}")
    assert left_in(tmp_path) == []
    loaded = ev.load(save(embedding(["b", word], np.eye(2)), tmp_path / f"x{ending}")[0])
    assert list(loaded.words) == ["b", word]


@pytest.mark.parametrize("ending", [".txt", ".tsv"])
def test_whole_numbers_on_the_first_line_are_no_header(tmp_path, ending):
    for expected in (embedding(["3", "4"], np.array([[2.0], [5.0]])), embedding(["a"], np.array([[3.0, 2.0]]))):
        loaded = ev.load(save(expected, tmp_path / f"x{ending}")[0])
        assert_holds((loaded.words, loaded.vectors), expected)


@pytest.mark.parametrize("path", ["x", "x.npy", "x.gz", "x.vec.zip", ".vec"])
def test_an_ending_that_says_no_format_is_refused_with_those_that_do(tmp_path, toy, path):
    with pytest.raises(ev.EmbedvizError, match=re.escape(".vec .bin .txt .tsv .parquet .safetensors")):
        save(toy, tmp_path / path)
    assert left_in(tmp_path) == []


def test_a_format_that_is_asked_for_goes_before_the_ending(tmp_path, toy):
    (path,) = save(toy, tmp_path / "x.txt", format="word2vec")
    assert path.read_text().startswith("6 2\n")
    with pytest.raises(ev.EmbedvizError, match="no format to write is called 'npy'; expected one of word2vec, "):
        save(toy, tmp_path / "x.txt", format="npy")


@pytest.mark.parametrize("path", ["x.parquet.gz", "x.safetensors.GZ"])
def test_tables_are_not_compressed_as_a_whole(tmp_path, toy, path):
    with pytest.raises(ev.EmbedvizError, match=r"expected a name without \.gz"):
        save(toy, tmp_path / path)


def test_the_same_vectors_make_the_same_gzip(tmp_path, toy):
    first, second = (save(toy, tmp_path / name)[0].read_bytes() for name in ("a.vec.gz", "b.vec.gz"))
    assert first == second
    assert first[4:8] == bytes(4)  # the time


def test_progress_counts_words_to_the_last(tmp_path, glove):
    reports = []
    save(glove.top(6_000), tmp_path / "x.bin", progress=reports.append)
    assert len(reports) > 1
    assert [report.done for report in reports] == sorted({report.done for report in reports})
    assert (reports[-1].done, reports[-1].total) == (6_000, 6_000)
    assert reports[0].stage == "Writing x.bin"


@pytest.mark.parametrize("ending", [*ENDINGS.values(), *COMPRESSED])
def test_cancelled_it_leaves_what_was_there(tmp_path, glove, cancel_at, ending):
    (tmp_path / f"x{ending}").write_text("before")
    with pytest.raises(ev.Cancelled):
        save(glove.top(6_000), tmp_path / f"x{ending}", progress=cancel_at(3_000))
    assert left_in(tmp_path) == [f"x{ending}"]
    assert (tmp_path / f"x{ending}").read_text() == "before"


def test_an_existing_file_is_replaced_even_by_the_vectors_mapped_from_it(tmp_path, glove):
    (path,) = save(glove.top(1000), tmp_path / "x.bin")
    (again,) = save(ev.load(path).top(10), path)
    assert len(ev.load(again)) == 10
    assert left_in(tmp_path) == ["x.bin"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path, toy):
    (tmp_path / "folder").mkdir()
    (tmp_path / "x.vec").symlink_to(tmp_path / "folder" / "y.vec")
    assert save(toy, tmp_path / "x.vec") == (tmp_path / "x.vec",)
    assert (tmp_path / "x.vec").is_symlink()
    assert left_in(tmp_path / "folder") == ["y.vec"]


@pytest.mark.skipif(sys.platform == "win32", reason="umask is POSIX's")
def test_a_file_may_be_read_by_whoever_may_read_new_files(tmp_path, toy):
    (tmp_path / "new").touch()
    (path,) = save(toy, tmp_path / "x.vec")
    assert path.stat().st_mode == (tmp_path / "new").stat().st_mode


def test_where_no_file_can_be_the_reason_is_given(tmp_path, toy):
    (tmp_path / "folder.vec").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "circle.vec").symlink_to(tmp_path / "circle.vec")
    for path, reason in [
        ("folder.vec", "it is not a regular file"),
        ("missing/x.vec", "No such file or directory"),
        ("file/x.vec", "Not a directory"),
        ("x\0.vec", "null"),
        ("circle.vec", "loop"),
        ("x" * 300 + ".vec", "File name too long"),
    ]:
        with pytest.raises(ev.EmbedvizError, match=rf"it cannot be written \(.*{reason}"):
            save(toy, tmp_path / path)
    assert left_in(tmp_path) == ["circle.vec", "file", "folder.vec"]


@pytest.mark.skipif(sys.platform == "win32", reason="devices are files only elsewhere")
def test_a_device_is_not_replaced(toy):
    with pytest.raises(ev.EmbedvizError, match="it is not a regular file"):
        save(toy, os.devnull, format="glove")


IN_A_FULL_DISK = """
import resource, signal, sys
import numpy as np
import embedviz as ev
from embedviz.formats.save import save

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
vectors = np.random.default_rng(0).standard_normal((6_000, 50))
for path in sys.argv[1:]:
    try:
        save(ev.Embedding("test", [f"w{i}" for i in range(6_000)], vectors), path)
    except ev.EmbedvizError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_full_disk_is_reported_and_nothing_is_left(tmp_path):
    paths = [tmp_path / f"x{ending}" for ending in [*ENDINGS.values(), *COMPRESSED]]
    for path in paths:
        path.write_text("before")
    command = [sys.executable, "-c", IN_A_FULL_DISK, *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.splitlines() == [f"{path.name}: it cannot be written (File too large)" for path in paths]
    assert left_in(tmp_path) == sorted(path.name for path in paths)
    assert {path.read_text() for path in paths} == {"before"}


WITHIN_30_MB = """
import resource, sys
import numpy as np
import embedviz as ev
from embedviz.formats.save import save

vectors = np.load(sys.argv[1], mmap_mode="r")
embedding = ev.Embedding("large", map(str, range(len(vectors))), vectors, checked=True)
for path in sys.argv[2:]:
    save(embedding.top(1), path)
with open("/proc/self/status") as status:
    used = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (used + 30_000_000, used + 30_000_000))
for path in sys.argv[2:]:
    save(embedding, path)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_memory_map_of_36_mb_is_written_in_30_mb(tmp_path):
    file = np.lib.format.open_memmap(tmp_path / "x.npy", "w+", np.float32, (30_000, 300), fortran_order=True)
    file[:] = np.random.default_rng(0).random(file.shape, dtype=np.float32)
    paths = [str(tmp_path / f"x{ending}") for ending in (".vec", ".bin", ".parquet", ".safetensors")]
    command = [sys.executable, "-c", WITHIN_30_MB, str(tmp_path / "x.npy"), *paths]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr
    for path in paths:
        os.unlink(path)


COLUMNS = pa.table(
    {
        "pos": pa.array(["N", "V", None, "N"]).dictionary_encode(),
        "count": [40, 30, 20, 10],
        "score": [0.5, 1e-7, None, -2.25],
        "code": ["007", "", " x", "naïve"],
        "note": ["one\ttwo", "", "", "three\nfour"],
    }
)


@pytest.mark.parametrize("ending", [".vec", ".bin", ".txt", ".safetensors", ".tsv", ".tsv.gz", ".parquet"])
def test_columns_are_kept_where_the_format_can_and_else_said_to_be_left_behind(tmp_path, capfd, ending):
    words = ["the", "of", "day", "naïve"]
    table = COLUMNS.append_column("token", [words]).append_column("vector", [np.eye(4, 3).tolist()])
    pq.write_table(table, tmp_path / "in.parquet")
    mine = ev.load(tmp_path / "in.parquet")
    path = tmp_path / f"out{ending}"
    kept, lost = (COLUMNS.column_names, []) if ending == ".parquet" else ([], COLUMNS.column_names)
    if ending.startswith(".tsv"):
        kept, lost = ["pos", "count", "score", "code"], ["note"]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        save(mine, path)
    told = [f"left behind: {', '.join(lost)} ({len(lost)})"] * bool(lost)
    assert [str(each.message).partition("; ")[2] for each in said] == told
    assert main(["convert", str(tmp_path / "in.parquet"), str(path)]) == 0
    assert all(each in capfd.readouterr().err for each in told)
    found = ev.load(path)
    assert list(found.words) == words
    assert found.vectors.tolist() == np.eye(4, 3).tolist()
    if not kept:
        assert found.columns is None
        return
    for name in kept:
        again = found.columns.column(name).to_pylist()
        empty = None if ending == ".parquet" or name == "score" else ""
        assert again == [empty if each is None else each for each in mine.columns.column(name).to_pylist()]
