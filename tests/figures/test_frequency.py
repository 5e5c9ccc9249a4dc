import numpy as np

from embedviz.figures.frequency import norms_by_rank
from embedviz.geometry.agreement import compare_metrics
from embedviz.geometry.frequency import BANDS, norms_by_frequency


def test_median_and_band_are_drawn_over_the_ranks_and_never_all_words(glove, sent):
    found = norms_by_frequency(glove)
    figure = sent(norms_by_rank(found, None, None).to_json())
    high, low, median = figure["data"]
    for trace, column in ((low, 0), (median, 1), (high, 2)):
        np.testing.assert_array_equal(trace["x"], found.centers)
        np.testing.assert_array_equal(trace["y"], found.percentiles[:, column])
        assert len(trace["x"]) <= BANDS
    assert low["fill"] == "tonexty"
    assert figure["layout"]["xaxis"]["type"] == "log"


def test_a_word_and_its_neighbors_are_marked_at_their_rank_and_norm(glove, sent):
    near = compare_metrics(glove, "cat")
    figure = sent(norms_by_rank(norms_by_frequency(glove), near, glove.index("cat")).to_json())
    words, query = figure["data"][-2:]
    np.testing.assert_array_equal(words["x"], near.positions + 1)
    np.testing.assert_allclose(words["y"], near.norms)
    assert list(words["customdata"]) == list(near.words)
    assert list(query["x"]) == [glove.index("cat") + 1]
    assert query["text"] == ["<b>cat</b>"]


def test_one_word_is_one_point(toy, sent):
    median = sent(norms_by_rank(norms_by_frequency(toy.top(1)), None, None).to_json())["data"][2]
    assert (list(median["x"]), list(median["y"])) == ([1.0], [2.0])
