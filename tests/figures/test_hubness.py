import numpy as np
import pytest

from embedviz.figures.hubness import occurrences
from embedviz.geometry.hubness import Hubness, hubness
from embedviz.geometry.scoring import METRICS, Metric


@pytest.fixture(scope="module")
def found(glove) -> dict[Metric, Hubness]:
    return {metric: hubness(glove.top(1_000), ks=[10], metric=metric)[10] for metric in METRICS}


def test_a_group_of_bars_has_the_counts_of_each_metric(found, sent):
    bars = sent(occurrences(found).to_json())["data"]
    assert [bar["name"] for bar in bars] == ["cosine", "Euclidean", "dot product"]
    for bar, hubs in zip(bars, found.values(), strict=True):
        np.testing.assert_array_equal(bar["y"], hubs.histogram)
        assert bar["y"].sum() == 1_000


def test_groups_are_named_by_what_they_hold(found):
    axis = occurrences(found).layout.xaxis
    assert axis.ticktext[:5] == ("0", "1", "2–3", "4–7", "8–15")
    assert len(axis.tickvals) == max(len(hubs.histogram) for hubs in found.values())


def test_the_mean_is_marked_at_its_group(found):
    (note,) = occurrences(found).layout.annotations
    assert note.text == "mean = k = 10 ↓"
    assert occurrences(found).layout.xaxis.ticktext[note.x] == "8–15"


def test_a_single_word_and_the_most_have_room_on_the_logarithmic_axis(found):
    low, high = occurrences(found).layout.yaxis.range
    assert low < 0
    assert 10**high > max(hubs.histogram.max() for hubs in found.values())
