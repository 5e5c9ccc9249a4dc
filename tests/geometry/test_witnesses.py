import numpy as np
import pytest
from scipy.spatial.distance import cdist

from embedviz.geometry import witnesses
from embedviz.geometry.witnesses import Cloud


def clouds() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {
        "Gaussian": random.standard_normal((600, 20)),
        "far from the origin": random.standard_normal((500, 6)) + 1e5,
        "a line": np.outer(random.random(300), np.ones(40)),
        "large numbers": 1e37 * random.standard_normal((300, 5)),
        "clusters": np.repeat(random.standard_normal((6, 30)), 60, axis=0) + 1e-4 * random.standard_normal((360, 30)),
    }


@pytest.mark.parametrize("name", clouds())
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_who_has_another_within_a_radius_is_as_by_all_distances(name, share):
    vectors = clouds()[name].astype(np.float32)
    rows = np.unique(vectors, axis=0, return_index=True)[1]
    rows.sort()
    exact = vectors[rows].astype(np.float64)
    distances = cdist(exact, exact)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.min(axis=1)
    # Between two distances, so that rounding decides nothing.
    ordered = np.unique(nearest)
    place = int(share * (len(ordered) - 1))
    radius = float((ordered[place] + ordered[min(place + 1, len(ordered) - 1)]) / 2)
    cloud = Cloud(vectors, rows)
    found = cloud.within(radius).found
    assert (found >= 0).tolist() == (nearest <= radius).tolist()
    pairs = np.flatnonzero(found >= 0)
    away = np.linalg.norm(vectors[found[pairs]].astype(float) - vectors[rows[pairs]], axis=1)
    assert (away <= radius * (1 + 1e-12)).all()
    assert (found[pairs] != rows[pairs]).all()
    assert np.sort(cloud.nearest(10_000)) == pytest.approx(np.sort(nearest), rel=1e-9)


def test_what_would_take_too_long_is_left_undecided_and_counted(monkeypatch):
    monkeypatch.setattr(witnesses, "MOST_PRODUCTS", 0)
    monkeypatch.setattr(witnesses, "FROM_TREE", ())
    vectors = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
    found = Cloud(vectors, np.arange(50)).within(1e-6)
    assert found.undecided == 49
