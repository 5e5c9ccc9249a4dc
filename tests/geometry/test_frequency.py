import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from embedviz.geometry.frequency import BANDS, norms_by_frequency


def test_on_glove_rank_and_norm_correlate_as_scipy_says(glove, glove64):
    found = norms_by_frequency(glove)
    norms = np.linalg.norm(glove64, axis=1).astype(np.float32)
    assert found.correlation == pytest.approx(spearmanr(np.arange(len(norms)), norms).statistic, abs=1e-6)
    assert found.correlation < -0.3


def test_on_glove_percentiles_are_those_of_each_band_of_ranks(glove, glove64):
    found = norms_by_frequency(glove)
    norms = np.linalg.norm(glove64, axis=1)
    for i in (0, 3, 20, len(found.percentiles) - 1):
        band = norms[found.edges[i] - 1 : found.edges[i + 1] - 1]
        np.testing.assert_allclose(found.percentiles[i], np.percentile(band, [10, 50, 90]), rtol=1e-5)


@given(st.integers(0, 2**32 - 1), st.integers(1, 3_000))
def test_bands_hold_every_rank_once(named, seed, m):
    found = norms_by_frequency(named(np.random.default_rng(seed).integers(-2, 3, (m, 1))))
    assert found.edges[0] == 1
    assert found.edges[-1] == m + 1
    assert (np.diff(found.edges) > 0).all()
    assert len(found.percentiles) == len(found.centers) <= BANDS
    assert ((found.edges[:-1] <= found.centers) & (found.centers <= found.edges[1:] - 1)).all()
    assert (np.diff(found.percentiles, axis=1) >= 0).all()


@given(st.integers(0, 2**32 - 1), st.integers(2, 200))
def test_ties_are_averaged_as_scipy_does(named, seed, m):
    vectors = np.random.default_rng(seed).integers(0, 4, (m, 1))
    vectors[:2, 0] = 0, 1
    expected = spearmanr(np.arange(m), np.abs(vectors[:, 0])).statistic
    assert norms_by_frequency(named(vectors)).correlation == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("norms", "expected"), [([1, 2, 3], 1), ([3, 2, 1], -1), ([0, 1, 0], 0)])
def test_correlations_worked_out_by_hand(named, norms, expected):
    assert norms_by_frequency(named(np.array(norms)[:, None])).correlation == pytest.approx(expected)


@pytest.mark.parametrize("norms", [[5], [2, 2, 2], [0, 0]])
def test_of_equal_norms_there_is_no_correlation(named, norms):
    assert np.isnan(norms_by_frequency(named(np.array(norms)[:, None])).correlation)


def test_norms_beyond_float32_are_what_they_are(named):
    found = norms_by_frequency(named(np.full((3, 4), 3e38)))
    np.testing.assert_allclose(found.percentiles, 6e38, rtol=1e-6)
