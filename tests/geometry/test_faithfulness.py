import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import special_ortho_group
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

import embedviz as ev
from embedviz.geometry.faithfulness import shown_neighbors


@pytest.fixture(scope="module")
def vectors(glove):
    return glove.vectors[:500]


def shares_kept(vectors: np.ndarray, picture: np.ndarray, k: int) -> list[float]:
    """Share of each point's k nearest neighbors kept, by scikit-learn."""
    true, shown = (NearestNeighbors(n_neighbors=k).fit(x).kneighbors(return_distance=False) for x in (vectors, picture))
    return [len(set(a) & set(b)) / k for a, b in zip(true, shown, strict=True)]


@pytest.mark.parametrize("k", [1, 15, 100])
@pytest.mark.parametrize("method", ["pca", "random"])
def test_it_is_the_trustworthiness_of_scikit_learn(vectors, method, k):
    picture = ev.project(vectors, method).coordinates
    found = ev.faithfulness(vectors, picture, k=k, sample=None)
    assert found.trustworthiness == pytest.approx(trustworthiness(vectors, picture, n_neighbors=k), abs=1e-6)
    assert found.positions.tolist() == list(range(500))


@given(st.integers(0, 2**32 - 1), st.integers(3, 40), st.integers(1, 5))
def test_for_any_points_it_is_that_of_scikit_learn(seed, m, n):
    vectors, picture = (np.random.default_rng(seed + i).standard_normal((m, d)) for i, d in enumerate((n, 2)))
    k = 1 + seed % ((m - 1) // 2)
    found = ev.faithfulness(vectors, picture, k=k, sample=None)
    assert found.trustworthiness == pytest.approx(trustworthiness(vectors, picture, n_neighbors=k), abs=1e-9)
    assert 0 <= found.trustworthiness <= 1


def test_what_is_kept_is_what_scikit_learn_finds_in_both(vectors):
    picture = ev.project(vectors).coordinates
    found = ev.faithfulness(vectors, picture, k=15, sample=None)
    np.testing.assert_allclose(found.kept, shares_kept(vectors, picture, 15), atol=1e-12)
    assert found.mean_kept == pytest.approx(found.kept.mean())


def test_a_picture_that_is_the_vectors_keeps_everything(vectors):
    found = ev.faithfulness(vectors, vectors, sample=None)
    assert found.trustworthiness == 1
    assert (found.kept == 1).all()


@pytest.mark.parametrize("offset", [0, 1000])
@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_turning_scaling_and_moving_keep_everything(offset, scale):
    points = np.random.default_rng(0).standard_normal((200, 10))
    moved = scale * (points @ special_ortho_group.rvs(10, random_state=0) + offset)
    for found in (ev.faithfulness(points, moved, sample=None), ev.faithfulness(moved, points, sample=None)):
        assert found.trustworthiness == 1
        assert (found.kept == 1).all()


def test_points_on_a_line_worked_out_by_hand():
    # In the picture, the point at 10 moves to 0.1: for the point at 0 an intruder from rank 4, where 1 is the limit.
    line = np.array([[0.0], [1.0], [2.1], [3.3], [10.0]])
    picture = np.array([[0.0], [1.0], [2.1], [3.3], [0.1]])
    found = ev.faithfulness(line, picture, k=1, sample=None)
    assert found.kept.tolist() == [0, 0, 1, 1, 0]
    # Ranks over 1: 0 sees 10 (rank 4), 1 sees 10 (rank 4), 10 sees 0 (rank 4). Worst: 5 * 1 * (2*5 - 3 - 1) / 2 = 15.
    assert found.trustworthiness == pytest.approx(1 - (3 + 3 + 3) / 15)


def test_a_sample_is_drawn_by_its_seed_and_comes_near_the_whole(vectors):
    picture = ev.project(vectors).coordinates
    whole = ev.faithfulness(vectors, picture, sample=None)
    first, again, other = (ev.faithfulness(vectors, picture, sample=200, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.positions, again.positions)
    assert first.trustworthiness == again.trustworthiness
    assert first.positions.tolist() != other.positions.tolist()
    assert len(set(first.positions)) == 200
    np.testing.assert_array_equal(first.kept, whole.kept[first.positions])
    assert first.trustworthiness == pytest.approx(whole.trustworthiness, abs=0.05)


def test_a_sample_larger_than_there_are_points_is_all_of_them(vectors):
    assert len(ev.faithfulness(vectors, vectors, sample=10_000).positions) == 500


def test_progress_rises_to_the_points_judged(vectors):
    reports = []
    ev.faithfulness(vectors, vectors, sample=150, progress=reports.append)
    done = [report.done for report in reports]
    assert done == sorted(set(done))
    assert done[-1] == reports[-1].total == 150


def test_it_can_be_cancelled(vectors, cancel_at):
    with pytest.raises(ev.Cancelled):
        ev.faithfulness(vectors, vectors, progress=cancel_at(100))


@pytest.mark.parametrize(("m", "k"), [(10, 0), (10, 5), (11, 6), (2, 1), (1, 1)])
def test_neighborhoods_of_half_the_points_and_more_are_refused(m, k):
    points = np.random.default_rng(0).standard_normal((m, 2))
    with pytest.raises(ev.EmbedvizError, match=f"expected 1 to {(m - 1) // 2}"):
        ev.faithfulness(points, points, k=k)


@pytest.mark.parametrize("rows", [30, 50])
def test_a_picture_of_another_number_of_points_is_refused(rows):
    points = np.random.default_rng(0).standard_normal((40, 3))
    with pytest.raises(ev.EmbedvizError, match="expected"):
        ev.faithfulness(points, np.ones((rows, 2)), k=5)


@pytest.mark.parametrize("which", [0, 1])
def test_numbers_that_are_not_finite_are_refused(which):
    pair = [np.random.default_rng(0).standard_normal((40, 3)) for _ in range(2)]
    pair[which][3, 1] = np.nan
    with pytest.raises(ev.EmbedvizError, match="NaN or infinity"):
        ev.faithfulness(*pair, k=5)


@pytest.mark.parametrize("sample", [0, -1])
def test_a_sample_of_no_points_is_refused(vectors, sample):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        ev.faithfulness(vectors, vectors, sample=sample)


def test_the_true_ranks_of_shown_neighbors_worked_out_by_hand():
    line = np.array([[0.0], [1.0], [2.1], [3.3], [10.0]])
    picture = np.array([[0.0], [1.0], [2.1], [3.3], [0.1]])
    found = shown_neighbors(line, picture, 0, k=3)
    assert found.positions.tolist() == [4, 1, 2]
    assert found.ranks.tolist() == [4, 1, 2]


def test_a_picture_that_is_the_vectors_shows_neighbors_in_their_true_order(vectors):
    assert shown_neighbors(vectors, vectors, 7, k=499).ranks.tolist() == list(range(1, 500))
    assert len(shown_neighbors(vectors, vectors, 7, k=1000).ranks) == 499


@pytest.mark.parametrize("scale", [1.0, 2.0**-100], ids=["usual", "all-in-doubt"])
@pytest.mark.parametrize("point", [0, 7, 41, 43])
def test_points_placed_besides_count_among_the_others_and_an_embedding_has_the_same_ranks(named, point, scale):
    vectors = scale * np.round(np.random.default_rng(0).standard_normal((45, 3)), 1).astype(np.float32)
    vectors[[3, 20, 44]] = vectors[7]  # as near as can be, and ties
    picture = vectors[:, :2]
    found = shown_neighbors(vectors, picture, point)
    placed = vectors[40:], picture[40:]
    for parts in (vectors[:40], named(vectors[:40])):
        parted = shown_neighbors(parts, picture[:40], point, placed=placed)
        assert parted.positions.tolist() == found.positions.tolist()
        assert parted.ranks.tolist() == found.ranks.tolist()


@pytest.mark.parametrize("scale", [2.0**-100, 2.0**100])
def test_the_scale_does_not_matter_however_large_or_small(vectors, scale):
    picture = ev.project(vectors).coordinates
    plain = ev.faithfulness(vectors, picture, sample=None)
    scaled = ev.faithfulness(vectors * np.float32(scale), picture * np.float32(scale), sample=None)
    assert scaled.trustworthiness == plain.trustworthiness
    np.testing.assert_array_equal(scaled.kept, plain.kept)


def test_of_vectors_equally_far_away_any_counts_as_kept():
    vectors = np.repeat(np.eye(4), 10, axis=0)
    picture = np.random.default_rng(0).uniform(-0.1, 0.1, (40, 4)) + vectors
    found = ev.faithfulness(vectors, picture, k=5, sample=None)
    assert found.mean_kept == 1
    assert found.trustworthiness == 1
