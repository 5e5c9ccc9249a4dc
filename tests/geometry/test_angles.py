import numpy as np
import pytest
from scipy.integrate import quad

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.geometry.angles import RandomDirections, angle_distributions


def angles_of(vectors: np.ndarray) -> np.ndarray:
    """All pairwise angles in degrees, by brute force."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    first, second = np.triu_indices(len(vectors), 1)
    return np.degrees(np.arccos(np.clip((units[first] * units[second]).sum(axis=1), -1, 1)))


@pytest.mark.parametrize("n", [2, 3, 4, 10, 50, 300])
def test_the_density_integrates_to_one_and_has_the_moments_it_says(n):
    random = RandomDirections(n)

    def integral(of) -> float:
        return quad(lambda x: of(x) * float(random.density(np.array(x))), 0, 180, points=[90], limit=200)[0]

    assert integral(lambda _x: 1.0) == pytest.approx(1, abs=1e-9)
    assert integral(lambda x: (x - 90) ** 2) ** 0.5 == pytest.approx(random.deviation, rel=1e-5)
    assert integral(lambda x: np.cos(np.radians(x)) ** 2) ** 0.5 == pytest.approx(random.cosine_deviation, rel=1e-8)
    near = quad(lambda x: float(random.density(np.array(x))), 80, 100)[0]
    assert near == pytest.approx(random.near, rel=1e-5)


@pytest.mark.parametrize("n", [768, 5_000, 65_536])
def test_the_curve_is_fine_enough_for_many_dimensions(n):
    degrees, density = RandomDirections(n).curve
    assert np.trapezoid(density, degrees) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("n", [2, 3, 7, 50])
def test_the_density_is_the_histogram_of_random_directions(n):
    vectors = np.random.default_rng(0).standard_normal((400, n))
    (found,) = angle_distributions(vectors)
    random = RandomDirections(n)
    expected = np.array([quad(lambda x: float(random.density(np.array(x))), d, d + 1)[0] for d in range(180)])
    assert found.pairs == 400 * 399 // 2
    assert np.abs(found.shares - expected).max() < 0.004
    assert found.deviation == pytest.approx(random.deviation, rel=0.02)
    assert found.near == pytest.approx(random.near, abs=0.02)


def test_all_pairs_of_few_vectors_are_measured_once(toy):
    vectors = toy.vectors[[0, 1, 2, 3, 5]].astype(np.float64)
    (found,) = angle_distributions(vectors)
    angles = angles_of(vectors)
    np.testing.assert_array_equal(found.counts, np.histogram(angles, 180, (0, 180))[0])
    assert found.mean == pytest.approx(angles.mean())
    assert found.deviation == pytest.approx(angles.std())
    assert found.cosine_mean == pytest.approx(np.cos(np.radians(angles)).mean())
    assert found.cosine_deviation == pytest.approx(np.cos(np.radians(angles)).std())


def test_pairs_with_a_zero_vector_are_left_out_and_counted(toy):
    (found,) = angle_distributions(toy)
    assert (found.pairs, found.undirected) == (10, 5)
    (found,) = angle_distributions(np.zeros((4, 3)))
    assert (found.pairs, found.undirected) == (0, 6)
    assert not found.shares.any()


def test_without_the_top_the_angles_are_those_of_what_is_left(glove, glove64):
    top = glove.top(300)
    removals = [all_but_the_top(ev.spectrum(top, center=True), removed=removed) for removed in (0, 2)]
    found = angle_distributions(top, without=[None, *removals])
    for distribution, vectors in zip(found, [glove64[:300], *(r.apply(glove64[:300]) for r in removals)], strict=True):
        assert distribution.mean == pytest.approx(angles_of(vectors).mean(), abs=1e-9)
        assert distribution.deviation == pytest.approx(angles_of(vectors).std(), abs=1e-9)


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(np.random.default_rng(0).standard_normal((60, 8)) + 3, id="any"),
        pytest.param(1e-30 * np.random.default_rng(0).standard_normal((60, 8)), id="short"),
        pytest.param(1e200 * np.random.default_rng(0).standard_normal((60, 8)), id="too-long-to-square"),
        pytest.param(
            np.random.default_rng(0).standard_normal((60, 8)) * 10.0 ** -np.arange(8), id="falling-by-powers-of-ten"
        ),
        pytest.param(
            np.random.default_rng(0).standard_normal((60, 5)) @ np.random.default_rng(1).standard_normal((5, 8)),
            id="of-rank-five",
        ),
        pytest.param(1e6 + np.random.default_rng(0).standard_normal((60, 8)), id="all-but-equal"),
    ],
)
def test_all_removals_at_once_give_what_each_gives_alone(vectors):
    spectrum = ev.spectrum(vectors, center=True)
    removals = [all_but_the_top(spectrum, removed=removed) for removed in (2, 0, 1, 5, 6)]
    at_once = angle_distributions(vectors, without=[removals[0], None, *removals[1:]])
    for removal, found in zip([removals[0], None, *removals[1:]], at_once, strict=True):
        (alone,) = angle_distributions(vectors, without=[removal])
        assert found.undirected == alone.undirected
        for name in ("mean", "deviation", "cosine_mean", "cosine_deviation"):
            np.testing.assert_allclose(getattr(found, name), getattr(alone, name), rtol=0, atol=1e-8)
        # an angle on the border of a degree may round to either side of it
        assert np.abs(np.cumsum(found.counts - alone.counts)).max() <= 1


def test_what_is_left_of_vectors_is_no_direction_if_it_is_rounding():
    vectors = np.tile([1.0, 2, 3], (10, 1)).astype(np.float32) * np.float32(0.1)
    removal = all_but_the_top(ev.spectrum(vectors, center=True), removed=0)
    before, after = angle_distributions(vectors, without=[None, removal])
    assert before.mean == pytest.approx(0, abs=1e-5)
    assert (after.pairs, after.undirected) == (0, 45)


def test_a_seed_draws_the_same_pairs_and_a_sample_has_the_mean_of_all(glove):
    few, again = (angle_distributions(glove.top(1_000), pairs=20_000, seed=1)[0] for _ in range(2))
    (all_pairs,) = angle_distributions(glove.top(1_000), pairs=10**6)
    np.testing.assert_array_equal(few.counts, again.counts)
    assert few.pairs == 20_000
    assert few.mean == pytest.approx(all_pairs.mean, abs=0.5)


def test_no_word_is_paired_with_itself():
    (found,) = angle_distributions(np.eye(60), pairs=1_000)
    assert found.counts[90] == found.pairs == 1_000


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_scale_does_not_matter(scale):
    vectors = np.random.default_rng(0).standard_normal((20, 3))
    assert angle_distributions(vectors * scale)[0].mean == pytest.approx(angle_distributions(vectors)[0].mean)


def test_what_has_no_angles_is_refused():
    with pytest.raises(ev.EmbedvizError, match="one vector"):
        angle_distributions(np.ones((1, 3)))
    with pytest.raises(ev.EmbedvizError, match="NaN"):
        angle_distributions(np.array([[np.nan], [1.0]]))
    with pytest.raises(ev.EmbedvizError, match="1 dimensions; expected at least 2"):
        RandomDirections(1)
