import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.geometry.isotropy import isotropy


def step_by_step(points: np.ndarray) -> float:
    """IsoScore as the authors compute it, one step after the other."""
    n = points.shape[1]
    variances = np.linalg.eigvalsh(np.cov(points.T))
    scaled = np.sqrt(n) * variances / np.linalg.norm(variances)
    defect = np.linalg.norm(scaled - 1) / np.sqrt(2 * (n - np.sqrt(n)))
    used = (n - defect**2 * (n - np.sqrt(n))) ** 2 / n
    return (used - 1) / (n - 1)


def over_eigenvectors(points: np.ndarray) -> float:
    vectors = np.linalg.eigh(points.T @ points)[1]
    sums = np.exp(points @ np.hstack([vectors, -vectors])).sum(axis=0)
    return sums.min() / sums.max()


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(2, 8))
def test_it_is_the_authors_formula(seed, m, n):
    random = np.random.default_rng(seed)
    points = random.standard_normal((m, n)) * random.random(n) + random.standard_normal(n)
    found = isotropy(points)
    assert found.isoscore == pytest.approx(step_by_step(points), rel=1e-9, abs=1e-12)
    if m > n:  # otherwise the eigenvectors of the eigenvalue 0 are any
        assert found.partition == pytest.approx(over_eigenvectors(points))
    units = points / np.linalg.norm(points, axis=1, keepdims=True)
    assert found.mean_cosine == pytest.approx((units @ units.T)[np.triu_indices(m, 1)].mean())


def test_a_cross_is_isotropic_by_all_three():
    found = isotropy(np.vstack([np.eye(3), -np.eye(3)]))
    assert found.isoscore == pytest.approx(1)
    assert found.partition == pytest.approx(1)
    assert found.mean_cosine == pytest.approx(-1 / 5)  # 3 of 15 pairs are opposite, the others orthogonal


def test_a_line_is_as_anisotropic_as_can_be():
    found = isotropy([[1.0, 1], [2, 2], [3, 3]])
    assert found.isoscore == pytest.approx(0, abs=1e-12)
    assert found.mean_cosine == pytest.approx(1)
    lengths = np.sqrt(2) * np.arange(1, 4)
    assert found.partition == pytest.approx(np.exp(-lengths).sum() / np.exp(lengths).sum())


def test_a_small_case_by_hand():
    # Variances 8/3 and 2/3 are as 4 to 1: k = 25/17, and so (k - 1)/(n - 1) = 8/17.
    found = isotropy([[2.0, 0], [-2, 0], [0, 1], [0, -1]])
    assert found.isoscore == pytest.approx(8 / 17)
    # Z along the axes is 2 cosh 2 + 2 and 2 cosh 1 + 2.
    assert found.partition == pytest.approx((np.cosh(1) + 1) / (np.cosh(2) + 1))
    assert found.mean_cosine == pytest.approx(-1 / 3)


def test_the_mean_counts_for_the_partition_and_the_cosine_and_not_for_isoscore():
    cross = np.vstack([np.eye(3), -np.eye(3)])
    found = isotropy(cross + 5)
    assert found.isoscore == pytest.approx(1)
    assert found.partition < 1e-6
    assert found.mean_cosine > 0.9


def test_isoscore_does_not_depend_on_the_scale_and_the_partition_does_without_overflow():
    points = np.random.default_rng(0).standard_normal((50, 4)) * [1, 2, 3, 4]
    for exponent in (-900, 12, 900):
        found = isotropy(np.ldexp(points, exponent))
        assert found.isoscore == pytest.approx(step_by_step(points))
        assert found.partition == pytest.approx(1 if exponent < 0 else 0, abs=1e-12)


def test_fewer_vectors_than_dimensions_leave_directions_without_any():
    found = isotropy([[3.0, 0, 0], [1, 0, 0]])
    assert found.isoscore == pytest.approx(0, abs=1e-12)
    assert found.partition == pytest.approx((np.exp(-3) + np.exp(-1)) / (np.exp(3) + np.exp(1)))


def test_zero_vectors_have_no_cosine():
    assert isotropy([[1.0, 0], [0, 0], [0, 1]]).mean_cosine == pytest.approx(0)
    assert np.isnan(isotropy([[1.0, 0], [0, 0]]).mean_cosine)


def test_glove_is_more_isotropic_without_its_mean_and_top_directions(glove, glove64):
    words = glove.top(20_000)
    before = isotropy(words)
    assert before.isoscore == pytest.approx(step_by_step(glove64[:20_000]))
    assert before.partition == pytest.approx(over_eigenvectors(glove64[:20_000]))
    removal = all_but_the_top(ev.spectrum(words, center=True), removed=2)
    after, copied = isotropy(removal.view(words)), isotropy(removal.apply(words))
    assert [after.isoscore, after.partition] == pytest.approx([copied.isoscore, copied.partition])
    assert after.partition > before.partition
    assert abs(after.mean_cosine) < 0.01 < before.mean_cosine


@pytest.mark.parametrize(
    ("points", "message"),
    [
        pytest.param([[1.0], [2.0]], "one dimension; expected two or more", id="one dimension"),
        pytest.param(np.ones((7, 3)), "all 7 vectors are equal", id="all equal"),
        pytest.param([[1.0, 2.0]], "all 1 vectors are equal", id="one vector"),
        pytest.param([[1.0, np.inf], [1, 2]], "NaN or infinity", id="infinite"),
    ],
)
def test_what_cannot_be_spread_is_refused(points, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        isotropy(points)
