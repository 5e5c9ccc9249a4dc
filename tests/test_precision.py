import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.precision import BFLOAT16, FLOAT16, WHOLE, Precision, find_precision


def gaussian(m: int, n: int, scale: float = 1.0) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((m, n)) * scale


def written(matrix: np.ndarray, how: str) -> np.ndarray:
    """The float32 that a reader makes of numbers written with a format of C."""
    return np.array([[float(how % number) for number in row] for row in matrix]).astype(np.float32)


def truncated(matrix: np.ndarray) -> np.ndarray:
    """As bfloat16, which drops the lower half of a float32."""
    return (matrix.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


@pytest.mark.parametrize("scale", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("places", [1, 2, 3, 4, 5, 6])
def test_decimals_are_found(places, scale):
    assert find_precision(written(gaussian(200, 20, scale), f"%.{places}f")) == Precision("decimals", places)


@pytest.mark.parametrize("scale", [1e-20, 1e-3, 0.3, 5.0, 1e4, 1e20])
@pytest.mark.parametrize("places", [2, 3, 4, 5, 6])
def test_significant_digits_are_found(places, scale):
    assert find_precision(written(gaussian(200, 20, scale), f"%.{places}g")) == Precision("digits", places)


@pytest.mark.parametrize("scale", [1e-3, 0.3, 5.0, 1e4])
def test_shorter_formats_are_found_by_their_bits(scale):
    matrix = gaussian(200, 20, scale)
    assert find_precision(matrix.astype(np.float16).astype(np.float32)) == FLOAT16
    assert find_precision(truncated(matrix)) == BFLOAT16


@pytest.mark.parametrize("scale", [1e-6, 0.01, 0.3, 1.0, 30.0, 1e6])
@pytest.mark.parametrize("shape", [(1, 5), (8, 4), (300, 50), (50, 300)])
def test_numbers_of_full_precision_have_no_other(shape, scale):
    assert find_precision(gaussian(*shape, scale).astype(np.float32)) is None


@pytest.mark.parametrize("how", ["%.8g", "%.9g", "%.17g"])
def test_as_many_digits_as_float32_needs_are_no_rounding(how):
    assert find_precision(written(gaussian(100, 10), how)) is None


def test_decimals_finer_than_float32_are_no_rounding_of_the_file():
    assert find_precision(written(gaussian(100, 10, 100.0), "%.6f")) is None


def test_a_line_added_later_does_not_make_a_file_more_precise():
    matrix = written(gaussian(500, 20), "%.4f")
    assert find_precision(np.vstack([matrix, matrix.mean(axis=0)])) == Precision("decimals", 4)


def test_zeros_tell_nothing():
    padded = np.vstack([np.zeros((500, 20), np.float32), written(gaussian(50, 20), "%.3f")])
    assert find_precision(padded) == Precision("decimals", 3)
    assert find_precision(np.zeros((5, 3), np.float32)) is None


@pytest.mark.parametrize(
    ("matrix", "dtype", "expected"),
    [
        pytest.param(np.eye(8), "int8", None, id="indicators as int8"),
        pytest.param(np.array([[0.5, 0.25], [1.5, -0.75]]), "text", None, id="halves and quarters"),
        pytest.param(np.arange(1000).reshape(100, 10), "text", None, id="counts"),
        pytest.param(np.arange(100).reshape(10, 10), "text", None, id="small counts"),
        pytest.param(np.arange(-500, 500).reshape(100, 10), "int16", None, id="whole numbers too large for int8"),
        pytest.param(np.rint(gaussian(100, 10, 40).clip(-127, 127)), "int8", WHOLE, id="quantized to int8"),
        pytest.param(np.rint(gaussian(100, 10, 40).clip(-127, 127)), "float32", WHOLE, id="int8 saved as float32"),
        pytest.param(np.rint(gaussian(100, 10, 40) + 128).clip(0, 255), "uint8", WHOLE, id="quantized to uint8"),
        pytest.param(gaussian(3, 3), "float16", FLOAT16, id="float16, as the file says"),
        pytest.param(gaussian(3, 3), "bfloat16", BFLOAT16, id="bfloat16, as the file says"),
    ],
)
def test_numbers_without_a_fraction_are_exact_unless_they_are_quantized(matrix, dtype, expected):
    assert find_precision(matrix.astype(np.float32), dtype) == expected


@given(
    number=st.floats(1e-30, 1e30, allow_nan=False).flatmap(lambda x: st.sampled_from([x, -x])),
    precision=st.builds(Precision, st.just("digits"), st.integers(1, 7)) | st.sampled_from([FLOAT16, BFLOAT16]),
)
def test_a_step_is_what_the_last_place_is_worth(number, precision):
    (step,) = precision.steps(np.array([number]))
    if precision.kind == "digits":
        digits = f"{number:.{precision.places - 1}e}"
        expected = 10.0 ** (int(digits.partition("e")[2]) - precision.places + 1)
        # Rounding to digits may carry a number into the next decade, where the step is ten times as large.
        assert any(step == pytest.approx(expected * carried, rel=1e-12) for carried in (1, 0.1))
    else:
        spacing = np.spacing(np.float32(abs(number))) * 2.0 ** (24 - precision.places)
        least = 2.0**-24 if precision.kind == "float16" else 0.0
        assert any(step == max(least, spacing * carried) for carried in (1, 0.5))


def test_glove_was_published_with_five_significant_digits(glove):
    assert glove.precision == Precision("digits", 5)
    assert glove.top(10).precision == glove.precision
    assert ev.spectrum(glove).rounding_only == 0


@pytest.mark.parametrize("ending", [".vec", ".bin", ".txt", ".tsv", ".parquet", ".safetensors", ".txt.gz"])
@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        pytest.param(written(gaussian(300, 12), "%.4f"), Precision("decimals", 4), id="4 decimals"),
        pytest.param(written(gaussian(300, 12), "%.5g"), Precision("digits", 5), id="5 digits"),
        pytest.param(gaussian(300, 12).astype(np.float16), FLOAT16, id="float16"),
        pytest.param(truncated(gaussian(300, 12)), BFLOAT16, id="bfloat16"),
        pytest.param(np.rint(gaussian(300, 12, 40).clip(-127, 127)), WHOLE, id="int8"),
        pytest.param(gaussian(300, 12), None, id="float32"),
    ],
)
def test_every_format_keeps_the_precision(tmp_path, ending, stored, expected):
    original = ev.Embedding("original", [f"w{i}" for i in range(len(stored))], stored)
    assert original.precision == expected
    ev.save(original, tmp_path / f"kept{ending}")
    for _first_and_from_the_cache in range(2):
        assert ev.load(tmp_path / f"kept{ending}").precision == expected


@pytest.mark.parametrize(
    ("precision", "title"),
    [
        (Precision("decimals", 1), "1 decimal"),
        (Precision("decimals", 5), "5 decimals"),
        (Precision("digits", 1), "1 significant digit"),
        (Precision("digits", 5), "5 significant digits"),
        (FLOAT16, "float16"),
        (WHOLE, "whole numbers"),
    ],
)
def test_a_precision_says_what_it_is(precision, title):
    assert precision.title == title
