"""Maps that come with the package."""

import json

import numpy as np
import pytest

from embedviz.geometry.framing import framing
from embedviz.sources import maps
from embedviz.sources.maps import has_map, shipped_map


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A map of 60 words, one of them far away, as the script writes it; and where they lie in units of its frame."""
    points = np.random.default_rng(0).standard_normal((60, 3))
    points[7] = [1e4, 0, 0]
    frame = framing(points)
    picture = frame.units(points)
    kept = np.arange(60, dtype=np.uint8) % 16
    card = np.array(json.dumps({"trustworthiness": 0.8}))
    np.savez_compressed(
        tmp_path / "some-source.3d.npz", places=frame.steps(points), outside=frame.outside,
        outside_units=picture[frame.outside], kept=kept, card=card,
    )  # fmt: skip
    monkeypatch.setattr(maps, "FOLDER", tmp_path)
    shipped_map.cache_clear()
    yield picture
    shipped_map.cache_clear()


def test_a_map_holds_where_words_lie_and_what_it_keeps_of_each_neighborhood(written):
    found = shipped_map("some-source")
    np.testing.assert_allclose(found.coordinates, written, atol=2 / 65_534)
    assert found.coordinates[7, 0] > 100
    np.testing.assert_allclose(found.kept, np.arange(60) % 16 / 15, atol=1e-6)
    assert found.card == {"trustworthiness": 0.8}
    assert not has_map("some-source", 2)
    assert shipped_map("some-source", 2) is None


@pytest.mark.parametrize("id", ["another", "../some-source", "some-source/top-5", "file:some-source", ""])
def test_other_sources_have_none(written, id):  # noqa: ARG001 - the folder
    assert not has_map(id)
    assert shipped_map(id) is None
