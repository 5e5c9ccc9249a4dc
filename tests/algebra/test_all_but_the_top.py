import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top, usual_removal


def test_glove_without_its_top_is_what_numpy_leaves(glove, glove64):
    words = glove64[:20_000]
    centered = words[:2_000] - words.mean(axis=0)
    _values, vectors = np.linalg.eigh(np.cov(words.T))
    spectrum = ev.spectrum(glove.top(20_000), center=True)
    for removed in (0, 1, 3, 10):
        found = all_but_the_top(spectrum, removed=removed)
        top = vectors[:, ::-1][:, :removed]
        np.testing.assert_allclose(found.apply(glove.vectors[:2_000]), centered - centered @ top @ top.T, atol=1e-8)
        assert found.removed == removed


@given(st.integers(0, 4), st.integers(0, 100))
def test_what_is_left_has_no_mean_no_part_in_the_directions_and_is_left_alone_by_a_second_removal(removed, seed):
    vectors = np.random.default_rng(seed).standard_normal((30, 4)) + 5
    removal = all_but_the_top(ev.spectrum(vectors, center=True), removed=removed)
    rest = removal.apply(vectors)
    np.testing.assert_allclose(rest.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(rest @ removal.directions.T, 0, atol=1e-12)
    np.testing.assert_allclose(removal.apply(rest + removal.mean), rest, atol=1e-12)
    assert np.linalg.matrix_rank(rest, tol=1e-9) == 4 - removed


@pytest.mark.parametrize(("n", "expected"), [(1, 0), (2, 1), (50, 1), (100, 1), (300, 3), (768, 8)])
def test_about_a_hundredth_of_the_dimensions_is_removed_by_default(n, expected):
    assert usual_removal(n) == expected


def test_unless_told_the_usual_number_is_removed(glove):
    assert all_but_the_top(ev.spectrum(glove.top(100), center=True)).removed == 1


def test_a_spectrum_that_is_not_centered_and_too_many_directions_are_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="expected that of the centered"):
        all_but_the_top(ev.spectrum(toy), removed=1)
    for removed in (-1, 3):
        with pytest.raises(ev.EmbedvizError, match=f"{removed} directions to remove; expected 0 to 2"):
            all_but_the_top(ev.spectrum(toy, center=True), removed=removed)
