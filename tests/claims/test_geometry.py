import numpy as np
import pytest

from embedviz.algebra.rotation import random_rotation
from embedviz.claims.geometry import axes, distance


@pytest.fixture(params=["glove", "trained"])
def source(request):
    return request.getfixturevalue(request.param)


def likeness(coordinates: np.ndarray, units: np.ndarray) -> list[float]:
    """Mean cosine of the ten words at the end with the longer tail, axis by axis."""
    found = []
    for column in coordinates.T:
        standard = (column - column.mean()) / column.std()
        ends = np.argsort(standard, kind="stable")[:10], np.argsort(-standard, kind="stable")[:10]
        end = units[ends[0] if (standard**3).mean() < 0 else ends[1]]
        found.append((end @ end.T)[np.triu_indices(10, 1)].mean())
    return found


def test_axes_beat_random_ones_as_often_as_brute_force_says(source):
    vectors = source.vectors[:10_000].astype(np.float64)
    Q = random_rotation(source.shape[1]).matrix
    units = vectors - vectors.mean(axis=0)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    own, turned = np.array(likeness(vectors, units)), np.array(likeness(vectors @ Q, units))
    found = axes(source)
    assert found.numbers["better"] == (own > np.quantile(turned, 0.95)).sum()
    assert found.value == found.numbers["better"] / source.shape[1]
    assert found.numbers["likeness"] == pytest.approx(own.mean())
    first = vectors[:500]
    assert found.numbers["moved"] == pytest.approx(np.abs(first @ Q - first).max() / np.abs(first).max())
    assert found.numbers["kept"] < 1e-14
    assert found.verdict == ("refuted" if found.value <= 0.5 else "qualified" if found.value < 0.95 else "holds")


def test_no_axis_of_glove_is_special(glove):
    assert axes(glove).verdict == "refuted"
    assert axes(glove).value <= 0.1


def test_axes_that_were_given_a_meaning_are_found_to_have_it(named):
    rows = np.random.default_rng(0).standard_normal((600, 20))
    rows[np.arange(240), np.arange(240) % 20] = 6
    assert axes(named(rows)).verdict == "holds"
    turned = axes(named(rows @ random_rotation(20, seed=1).matrix))
    assert turned.verdict == "refuted"


def test_neighbors_by_distance_and_cosine_overlap_as_brute_force_says(source):
    vectors = source.vectors[:10_000].astype(np.float64)
    lengths = np.linalg.norm(vectors, axis=1)
    shares = []
    asked = np.unique(np.linspace(0, len(vectors) - 1, 100).astype(int))
    for i in asked:
        cosines = vectors @ vectors[i] / lengths / lengths[i]
        distances = ((vectors - vectors[i]) ** 2).sum(axis=1)
        near = [set([j for j in np.argsort(far, kind="stable") if j != i][:10]) for far in (-cosines, distances)]
        shares.append(len(near[0] & near[1]) / 10)
    found = distance(source)
    assert found.numbers["queries"] == len(asked)
    assert found.value == pytest.approx(np.mean(shares))
    assert found.numbers["spread"] == pytest.approx(lengths.max() / lengths.min())
    assert found.verdict == "qualified"
    assert found.numbers["unit_overlap"] == 1
    assert found.numbers["deviation"] <= found.numbers["rounding"]


def test_of_unit_vectors_it_holds(named):
    rows = np.random.default_rng(0).standard_normal((300, 10))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert distance(named(rows)).verdict == "holds"
    assert distance(named(rows * np.linspace(1, 3, 300)[:, None])).verdict == "qualified"


def test_where_lengths_alone_decide_the_distance_shows_no_more_than_chance(named):
    found = distance(named(np.array([[1.0, 0], [100, 1], [0, 1]])))
    assert (found.value, found.numbers["chance"]) == (pytest.approx(1 / 3), 1 / 2)
    assert found.verdict == "refuted"


def test_what_cannot_be_compared_is_told(named):
    assert axes(named(np.ones((30, 3)))).case == "none"
    assert axes(named(np.eye(4)[:, :1])).case == "none"
    assert axes(named(np.eye(5, 2_000))).case == "dimensions"
    assert distance(named(np.eye(4, 3)[1:])).case == "few"
