import gzip
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.errors import FileError
from embedviz.formats import matrix as blocks
from embedviz.formats.npy import read_npy
from embedviz.formats.rows import MAX_DIMENSION, MAX_WORDS
from tests.formats.reading import WORDS, assert_bit_equal, matrix, read

DTYPES = ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "<i2", ">i8", "u1"]


def saved(array, version=None) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), version=version)
    return file.getvalue()


def header(text: str) -> bytes:
    body = text.encode().ljust(117) + b"\n"
    return np.lib.format.magic(1, 0) + len(body).to_bytes(2, "little") + body


@pytest.fixture
def file(tmp_path):
    """Write a .npy file and its list of words."""

    def write(data: bytes, words=WORDS, name="x.npy"):
        (tmp_path / "x.txt").write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("packed", [False, True])
def test_numbers_of_any_type_and_order_are_those_of_numpy(file, monkeypatch, order, dtype, packed):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 100)  # blocks of three rows
    with np.errstate(over="ignore", invalid="ignore"):
        array = np.asarray(100 * matrix(), dtype=dtype, order=order)
    array[0] = 1
    data = saved(array)
    found = read(read_npy, file(gzip.compress(data) if packed else data, name="x.npy.gz" if packed else "x.npy"))
    assert found.words == WORDS
    assert found.places[-1] == f"row {len(WORDS)}"
    assert found.content.dimensions == array.shape[1]
    assert found.content.dtype == array.dtype.name
    assert [path.name for path in found.content.companions] == ["x.txt"]
    assert_bit_equal(found.vectors, array.astype(np.float32))


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_float32_stays_as_it_is_to_the_bit(file, version, order):
    vectors = matrix()
    assert_bit_equal(read(read_npy, file(saved(np.asarray(vectors, order=order), version))).vectors, vectors)


@pytest.mark.parametrize("order", ["C", "F"])
def test_float64_beyond_float32_becomes_infinite(file, order):
    array = np.array([[1e39, -1e300], [1, 2]], order=order)
    found = read(read_npy, file(saved(array), ["a", "b"]))
    assert_bit_equal(found.vectors, np.array([[np.inf, -np.inf], [1, 2]], np.float32))


@pytest.mark.parametrize(
    ("array", "problem"),
    [
        (np.zeros((3, 2), complex), "an array of complex128; expected floating-point or whole numbers"),
        (np.zeros((3, 2), bool), "an array of bool; expected"),
        (np.full((3, 2), "a"), "an array of <U1; expected"),
        (np.full((3, 2), b"a"), r"an array of \|S1; expected"),
        (np.zeros((3, 2), "M8[s]"), r"an array of datetime64\[s\]; expected"),
        (np.zeros(3, [("a", "f4"), ("b", "f4")]), "its records have the fields a: <f4, b: <f4; expected one of texts"),
        (np.zeros(3, np.float32), r"an array of shape \(3,\); expected m words by n dimensions"),
        (np.float32(3), r"an array of shape \(\); expected"),
        (np.zeros((3, 2, 2), np.float32), r"an array of shape \(3, 2, 2\); expected"),
        (np.zeros((0, 50), np.float32), r"an array of shape \(0, 50\); expected"),
        (np.zeros((3, 0), np.float32), r"an array of shape \(3, 0\); expected"),
        (np.zeros((1, MAX_DIMENSION + 1), np.uint8), "65,537 dimensions; expected at most 65,536"),
    ],
)
def test_what_is_no_matrix_of_numbers_is_refused_with_its_type_or_shape(file, array, problem):
    with pytest.raises(FileError, match=f"^x.npy: {problem}"):
        read(read_npy, file(saved(array)))


def test_objects_are_refused_and_never_unpickled(file):
    class Trap:
        def __reduce__(self):
            return pytest.fail, ("it was unpickled",)

    array = np.empty((3, 2), object)
    array[:] = Trap()
    with pytest.raises(FileError, match="an array of object; expected"):
        read(read_npy, file(saved(array)))
    with pytest.raises(
        FileError, match=r"an object, such as a dictionary, which is a pickle .* save one by numpy.save"
    ):
        read(read_npy, file(saved(np.array({"the": Trap()}))))


@pytest.mark.parametrize("order", [False, True])
@pytest.mark.parametrize("shape", [(MAX_WORDS, 300), (10, 9), (12, 8), (2**62, 2**62), (MAX_WORDS + 1, 1), (-3, -2)])
def test_a_shape_that_the_file_has_no_bytes_for_is_refused(file, order, shape):
    data = saved(matrix())
    promised = header(repr({"descr": "<f4", "fortran_order": order, "shape": shape})) + data[128:]
    with pytest.raises(FileError, match="expected"):
        read(read_npy, file(promised))


def test_the_size_that_is_wrong_is_shown_beside_the_right_one(file):
    data = saved(matrix(11, 8))
    for changed in (data[:-1], data + b"\0"):
        for path in (file(changed), file(gzip.compress(changed), name="x.npy.gz")):
            with pytest.raises(FileError, match=r"bytes, expected .*480.* for an array of shape \(11, 8\)"):
                read(read_npy, path)


@pytest.mark.parametrize(
    "text",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (11, 8)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [11, 8]}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': ('<f4', (2, 2, 2, 2)), 'fortran_order': False, 'shape': (11, 8)}",
        "{'descr': 'nonsense', 'fortran_order': False, 'shape': (11, 8)}",
        "{'descr': (), 'fortran_order': False, 'shape': (11, 8)}",
        "__import__('os').abort()",
        "-" * 110 + "1",
        "(" * 110,
        "\\",
    ],
)
def test_a_damaged_header_is_refused(file, text):
    with pytest.raises(FileError, match=r"header is damaged or cut short|an array of|bytes, expected"):
        read(read_npy, file(header(text) + bytes(352)))


def test_a_header_that_claims_gigabytes_is_refused(file):
    with pytest.raises(FileError, match="header is damaged or cut short"):
        read(read_npy, file(np.lib.format.magic(2, 0) + b"\xff\xff\xff\xff" + bytes(100)))


def test_an_unknown_version_is_refused(file):
    with pytest.raises(FileError, match=r"a .npy file of version \(9, 9\); expected 1.0 or 2.0"):
        read(read_npy, file(b"\x93NUMPY\x09\x09" + saved(matrix())[8:]))


@given(data=st.data(), order=st.sampled_from("CF"), packed=st.booleans())
def test_a_file_cut_anywhere_is_refused(tmp_path_factory, data, order, packed):
    folder = tmp_path_factory.mktemp("cut")
    (folder / "x.txt").write_text("".join(f"{word}\n" for word in WORDS), encoding="utf-8")
    whole = saved(np.asarray(matrix(), order=order))
    whole = gzip.compress(whole) if packed else whole
    (folder / "x.npy").write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(FileError):
        read(read_npy, folder / "x.npy")


def test_without_a_list_of_words_the_error_says_what_was_looked_for(tmp_path):
    (tmp_path / "x.npy").write_bytes(saved(matrix()))
    with pytest.raises(FileError, match=r"looked for x.txt, x.words"):
        read(read_npy, tmp_path / "x.npy")
