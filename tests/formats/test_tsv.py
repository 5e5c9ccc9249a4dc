import gzip

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.scripts.word2vec2tensor import word2vec2tensor
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import FileError
from embedviz.formats import line_blocks
from embedviz.formats.rows import MAX_DIMENSION
from embedviz.formats.tsv import read_tsv
from tests.formats.reading import WORDS, assert_bit_equal, matrix, read

pytestmark = pytest.mark.usefixtures("cache")

METADATA = "".join(f"{word}\n" for word in WORDS)


def text(vectors) -> str:
    return "".join("\t".join(map(repr, row)) + "\n" for row in vectors.tolist())


@pytest.fixture
def pair(tmp_path):
    """Write vectors and metadata, and return the path of the vectors."""

    def write(vectors, metadata=METADATA, name="vectors.tsv", metadata_name="metadata.tsv"):
        for file, content in ((name, vectors), (metadata_name, metadata)):
            data = content.encode()
            (tmp_path / file).write_bytes(gzip.compress(data) if file.endswith(".gz") else data)
        return tmp_path / name

    return write


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\t\n"])
@pytest.mark.parametrize("last", [True, False])
def test_the_numbers_are_those_of_numpy(pair, ending, last):
    content = text(matrix()).replace("\n", ending)
    path = pair(content if last else content.rstrip())
    found = read(read_tsv, path)
    assert found.words == WORDS
    assert found.places == [f"line {i + 1}" for i in range(len(WORDS))]
    assert found.content.dtype == "text"
    assert found.content.companions == (path.with_name("metadata.tsv"),)
    expected = [[np.float32(token) for token in line.split()] for line in content.splitlines()]
    assert_bit_equal(found.vectors, np.array(expected))
    assert_bit_equal(found.vectors, matrix())


def test_what_gensim_writes_for_the_projector_is_read(tmp_path):
    vectors = KeyedVectors(8)
    words = [word for word in WORDS if " " not in word]
    vectors.add_vectors(words, matrix()[: len(words)])
    vectors.save_word2vec_format(str(tmp_path / "vectors.txt"))
    word2vec2tensor(str(tmp_path / "vectors.txt"), str(tmp_path / "projector"))
    found = read(read_tsv, tmp_path / "projector_tensor.tsv")
    assert found.words == words
    assert_bit_equal(found.vectors, KeyedVectors.load_word2vec_format(str(tmp_path / "vectors.txt")).vectors)


@pytest.mark.parametrize(
    ("name", "metadata_name"),
    [
        ("vectors.tsv", "metadata.tsv"),
        ("vectors.tsv", "meta.tsv"),
        ("vecs.tsv", "vecs_metadata.tsv"),
        ("x.tsv", "x_metadata.tsv"),
        ("x.tsv", "x.metadata.tsv"),
        ("x.tsv", "x-metadata.tsv"),
        ("x.tsv", "metadata.tsv"),
        ("x_tensor.tsv", "x_metadata.tsv"),
        ("X-Vectors.tsv", "X-meta.tsv"),
        ("tensors_x.tsv", "metadata_x.tsv"),
        ("vectors.tsv.gz", "metadata.tsv.gz"),
        ("x.tsv.gz", "x_metadata.tsv"),
    ],
)
def test_the_metadata_may_have_any_usual_name(pair, name, metadata_name):
    found = read(read_tsv, pair(text(matrix()), name=name, metadata_name=metadata_name))
    assert found.words == WORDS
    assert [path.name for path in found.content.companions] == [metadata_name]


def test_metadata_that_belong_to_the_file_by_name_come_before_those_of_the_folder(pair):
    pair("", "wrong\n", name="other.tsv")
    assert read(read_tsv, pair("1\t2\n", "right\n", name="x.tsv", metadata_name="x_metadata.tsv")).words == ["right"]


def test_metadata_of_several_columns_name_the_one_with_the_words(pair):
    metadata = "count\tLabel\n" + "".join(f"{i}\t{word}\n" for i, word in enumerate(WORDS))
    assert read(read_tsv, pair(text(matrix()), metadata)).words == WORDS


@pytest.mark.parametrize("header", ["", "word\n"], ids=["no header", "a header"])
@pytest.mark.parametrize("usual", ["metadata.tsv", "Metadata (1).TSV", "notes.txt"])
@pytest.mark.parametrize("fitting", ["labels.tsv", "classes.csv"])
def test_of_several_lists_the_one_that_fits_in_length_is_taken(pair, usual, fitting, header):
    pair("", "a\nb\nc\n", metadata_name=usual)
    pair("", header + METADATA, metadata_name=fitting)
    found = read(read_tsv, pair(text(matrix()), "1\t2\n", metadata_name="other.md"))
    assert found.words == WORDS
    assert [path.name for path in found.content.companions] == [fitting]


def test_of_several_lists_that_fit_none_is_taken_that_has_no_usual_name(pair):
    for name in ("a.tsv", "b.tsv"):
        pair("", METADATA, metadata_name=name)
    with pytest.raises(FileError, match=r"beside it are several lists: a.tsv, b.tsv, c.tsv; say which holds its words"):
        read(read_tsv, pair(text(matrix()), METADATA, metadata_name="c.tsv"))
    assert read(read_tsv, pair(text(matrix()))).words == WORDS


def test_labels_of_a_few_classes_are_a_column_where_another_tells_the_rows_apart(pair):
    rows = "".join(f"class {i % 2}\timage {i}\n" for i in range(len(WORDS)))
    found = ev.load(pair(text(matrix()), "label\tfile\n" + rows))
    assert list(found.words) == [f"image {i}" for i in range(len(WORDS))]
    assert found.columns.to_pydict() == {"label": [f"class {i % 2}" for i in range(len(WORDS))]}


@pytest.mark.parametrize("header", ["", "word\tkind\n"], ids=["no header", "a header"])
def test_a_row_of_column_numbers_above_the_vectors_is_a_header(pair, header):
    titles = "\t".join(map(str, range(matrix().shape[1])))
    listed = header + "".join(f"{word}\tN\n" for word in WORDS)
    found = ev.load(pair(f"{titles}\n{text(matrix())}", listed))
    assert list(found.words) == WORDS
    assert_bit_equal(found.vectors, matrix())
    assert found.columns.column_names == (["kind"] if header else ["column 2"])


def test_without_metadata_the_error_says_what_was_looked_for(tmp_path):
    (tmp_path / "x_tensor.tsv").write_text("1\t2\n")
    with pytest.raises(FileError) as caught:
        read(read_tsv, tmp_path / "x_tensor.tsv")
    assert str(caught.value) == (
        "x_tensor.tsv: it holds vectors but no words, and beside it is no list of them; looked for "
        "x_tensor_metadata.tsv, x_tensor.metadata.tsv, x_tensor-metadata.tsv, x_metadata.tsv, x_meta.tsv, metadata.tsv"
    )


@pytest.mark.parametrize(
    ("vectors", "problem"),
    [
        ("1\t2\n3\n", "vectors.tsv, line 2: 1 number, expected 2 as on line 1"),
        ("1\t2\n3\t4\t5\n", "vectors.tsv, line 2: 3 numbers, expected 2 as on line 1"),
        ("1\t2\n3\tx\n", "vectors.tsv, line 2: 'x' as number 2 of 2; expected a number"),
        ("a\tb\n3\t4\n", "vectors.tsv, line 1: 'a' as number 1 of 2; expected a number"),
        (" \n", "vectors.tsv: only blanks; expected numbers"),
        ("1\t2\n3\t4\n", f"metadata.tsv: {len(WORDS)} words, expected 2, one for each vector in vectors.tsv"),
        ("1\n" * 20, f"metadata.tsv: {len(WORDS)} words, expected 20, one for each vector in vectors.tsv"),
        ("1\t" * (MAX_DIMENSION + 1) + "\n", "vectors.tsv: 65,537 dimensions; expected at most 65,536"),
    ],
)
def test_what_is_wrong_is_said_with_both_numbers_and_the_line(pair, vectors, problem):
    with pytest.raises(FileError) as caught:
        read(read_tsv, pair(vectors))
    assert str(caught.value) == problem


@pytest.mark.parametrize("block", [1, 100, 1 << 19])
def test_how_the_file_is_cut_into_blocks_makes_no_difference(pair, monkeypatch, block):
    monkeypatch.setattr(line_blocks, "BLOCK", block)
    found = read(read_tsv, pair(text(matrix())))
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


def test_more_rows_than_can_be_held_are_refused(pair, monkeypatch):
    monkeypatch.setattr(line_blocks, "MAX_WORDS", 3)
    with pytest.raises(FileError, match="more than 3 words; expected no more"):
        read(read_tsv, pair(text(matrix())))


@given(data=st.data())
def test_vectors_cut_before_the_last_number_are_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cut")
    (folder / "metadata.tsv").write_text(METADATA, encoding="utf-8")
    whole = text(matrix()).encode()
    cut = data.draw(st.integers(0, whole.rindex(b"\t") + 1))
    (folder / "vectors.tsv").write_bytes(whole[:cut])
    with pytest.raises(FileError):
        read(read_tsv, folder / "vectors.tsv")
