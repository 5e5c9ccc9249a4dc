import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.rounding import SAMPLED_ROWS, rounding_norm
from embedviz.precision import Precision


def low_rank(m: int, n: int, rank: int) -> np.ndarray:
    rng = np.random.default_rng(m + n + rank)
    return rng.standard_normal((m, rank)) @ rng.standard_normal((rank, n)) / np.sqrt(rank)


def rounded(matrix: np.ndarray, precision: Precision) -> np.ndarray:
    letter = {"decimals": "f", "digits": "g"}[precision.kind]
    return np.array([[float(f"%.{precision.places}{letter}" % number) for number in row] for row in matrix])


PRECISIONS = [Precision("decimals", 2), Precision("decimals", 5), Precision("digits", 3), Precision("digits", 5)]


@pytest.mark.parametrize("shape", [(400, 50), (50, 400), (1_000, 10), (120, 100), (3_000, 30)])
@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.title)
def test_the_law_is_met_by_numbers_that_were_rounded(shape, precision):
    exact = low_rank(*shape, rank=8)
    stored = rounded(exact, precision)
    error = np.linalg.svd(stored - exact, compute_uv=False)[0]
    law = rounding_norm(stored, precision)
    assert 0.95 * error <= law <= 2 * error
    # Weyl: no singular value has moved by more than the error's largest, those of 0 included.
    moved = np.abs(np.linalg.svd(stored, compute_uv=False) - np.linalg.svd(exact, compute_uv=False))
    assert moved.max() <= error + 1e-12
    assert moved[8:].max() <= law


@pytest.mark.parametrize("precision", [Precision("decimals", 4), Precision("digits", 5)])
def test_of_many_rows_some_are_looked_at(precision):
    stored = rounded(low_rank(3 * SAMPLED_ROWS, 4, rank=2), precision)
    variances = precision.steps(stored) ** 2 / 12
    every = np.sqrt(variances.sum(axis=1).max()) + np.sqrt(variances.sum(axis=0).max())
    assert rounding_norm(stored, precision) == pytest.approx(every, rel=0.05)


@pytest.mark.parametrize("rank", [1, 5, 20, 49])
@pytest.mark.parametrize("how", ["%.3f", "%.5f", "%.6f", "%.4g", "%.6g"])
def test_the_rank_without_rounding_is_that_of_the_matrix_before(tmp_path, rank, how):
    exact = low_rank(400, 50, rank)
    lines = (f"w{i} " + " ".join(how % number for number in row) + "\n" for i, row in enumerate(exact))
    (tmp_path / "rounded.txt").write_text("".join(lines), encoding="utf-8")
    found = ev.spectrum(ev.load(tmp_path / "rounded.txt"))
    assert found.rank() == 50
    assert found.rank() - found.rounding_only == rank
    centered = ev.spectrum(ev.load(tmp_path / "rounded.txt"), center=True)
    assert centered.rounding_norm == found.rounding_norm


def test_uniform_rounding_has_the_law_in_closed_form(named):
    stored = rounded(low_rank(400, 50, 20), Precision("decimals", 5))
    found = ev.spectrum(named(stored))
    assert found.precision == Precision("decimals", 5)
    assert found.storage_floor == pytest.approx((np.sqrt(400) + np.sqrt(50)) * 1e-5 / np.sqrt(12))


def test_full_precision_has_the_floor_of_float32_alone(named):
    found = ev.spectrum(named(low_rank(300, 20, 20)))
    assert (found.precision, found.rounding_norm) == (None, 0.0)


def test_whole_numbers_of_int8_were_rounded_by_up_to_one_half(tmp_path):
    exact = low_rank(300, 24, 6) * 20
    np.save(tmp_path / "vectors.npy", np.rint(exact).astype(np.int8))
    (tmp_path / "words.txt").write_text("\n".join(f"w{i}" for i in range(300)), encoding="utf-8")
    found = ev.spectrum(ev.load(tmp_path / "vectors.npy"))
    assert found.rank() == 24
    assert found.rank() - found.rounding_only == 6
