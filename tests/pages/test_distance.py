import numpy as np
import pytest

import embedviz as ev
from embedviz.geometry.agreement import compare_metrics
from embedviz.geometry.frequency import norms_by_frequency
from embedviz.geometry.hubness import hubness
from embedviz.ui.distance.neighborhoods import ROWS_OF_A_SLIDE


def test_the_lists_are_those_of_the_search_by_each_metric(open_page, glove):
    assert not open_page("distance", word="bank").dataframe, "the fold is closed"
    app = open_page("distance", unfolded=["lists-table"], word="bank")
    table = app.dataframe[0].value
    for metric, place in (("cosine", 4), ("euclidean", 6), ("dot", 8)):
        listed = table[table.iloc[:, place] <= 10].sort_values(table.columns[place])
        near = ev.neighbors(glove, "bank", 10, metric)
        assert tuple(listed.iloc[:, 0]) == near.words
        np.testing.assert_allclose(listed.iloc[:, place - 1], near.scores, atol=1e-12)
    shared = len(compare_metrics(glove, "bank").shared)
    assert app.subheader[0].value == f"No: of the 10 words nearest to “bank”, {shared} are on all three lists."


def test_fewer_neighbors_are_a_slider_away(open_page, figure, glove):
    app = open_page("distance", word="bank")
    app.slider(key="near").set_value(3).run()
    assert not app.exception
    found = compare_metrics(glove, "bank", k=3)
    *lines, _points = figure(app, "places")["data"]
    np.testing.assert_array_equal([line["y"] for line in lines], found.orders)


def test_a_slide_draws_no_more_words_than_can_be_read_and_says_how_many_it_leaves_out(open_page, figure, glove):
    app = open_page("distance", word="cat", near="20", present="1")
    found = compare_metrics(glove, "cat", k=20)
    *lines, _points = figure(app, "places")["data"]
    drawn = found.within(ROWS_OF_A_SLIDE)
    np.testing.assert_array_equal([line["y"] for line in lines], drawn.orders)
    note = figure(app, "places")["layout"]["annotations"][-1]["text"]
    left = len(found.words) - len(drawn.words)
    assert note == f"the first {drawn.k} of 20 places: {left} words are not drawn"
    assert len(figure(open_page("distance", word="cat", near="20"), "places")["data"]) == len(found.words) + 1


@pytest.mark.parametrize("first", [1, 1_000, 400_000])
def test_norm_and_frequency_are_correlated_over_the_first_words(open_page, written, figure, glove, first):
    app = open_page("distance", first=f"{first:,}")
    found = norms_by_frequency(glove.top(first))
    np.testing.assert_array_equal(figure(app, "norms")["data"][2]["y"], found.percentiles[:, 1])
    assert (f"ρ = {found.correlation:.2f}".replace("-", "−") if first > 1 else "A single word shows") in written(app)


def test_at_length_1_all_words_are_in_the_same_order_and_on_the_curve(open_page, written, figure):
    app = open_page("distance")
    assert "**in the same order**" in written(app)
    _curve, raw, unit = figure(app, "sphere")["data"]
    np.testing.assert_allclose(unit["y"], 2 - 2 * unit["x"], atol=1e-13)
    app.toggle(key="unit").set_value(False).run()
    assert not app.exception
    np.testing.assert_array_equal(figure(app, "sphere")["data"][1]["y"], raw["y"])
    assert len(figure(app, "sphere")["data"]) == 2


def test_hubs_are_those_of_the_library_by_each_metric_and_size(open_page, figure, glove):
    app = open_page("distance", more="hubs")
    among = glove.top(5_000)
    bars = figure(app, "hubness")["data"]
    for i, metric in enumerate(("cosine", "euclidean", "dot")):
        np.testing.assert_array_equal(bars[i]["y"], hubness(among, ks=[10], metric=metric)[10].histogram)
    app.select_slider(key="hubs").set_value(20).run()
    app.button_group(key="metric").set_value("dot").run()
    assert not app.exception
    expected = hubness(among, ks=[20], metric="dot")[20]
    hubs, antihubs = (frame.value for frame in app.dataframe[-2:])
    assert hubs.iloc[0, 0] == among.words[int(expected.occurrences.argmax())]
    assert hubs.iloc[0, 1] == expected.occurrences.max()
    assert antihubs.iloc[0, 0] == among.words[int(np.flatnonzero(expected.occurrences == 0)[0])]
    assert (antihubs.iloc[:, 1] == 0).all()


def test_every_table_can_be_taken_away(open_page):
    app = open_page("distance", unfolded=["lists-table", "unit-table"], more="all")
    labels = {button.proto.label for button in app.get("download_button")}
    assert labels == {"metrics.csv", "norms.csv", "identity.csv", "hubs.csv", "hubness.csv"}


def test_an_unknown_word_shows_spellings_and_the_rest_of_the_page_stays(open_page, figure):
    app = open_page("distance", more="hubs", word="queeen")
    assert "'queeen'" in app.warning[0].value
    assert len(figure(app, "hubness")["data"]) == 3
    app.button(key=next(b.key for b in app.main.button if b.label.startswith("queen ("))).click().run()
    assert not app.exception
    assert app.text_input(key="word").value == "queen"
    assert figure(app, "places")


def test_half_an_expression_is_told_and_the_rest_of_the_page_stays(open_page, figure):
    app = open_page("distance", more="all", word="king -")
    assert "expected a word" in app.warning[0].value
    for key in ("norms", "hubness"):
        assert figure(app, key)


@pytest.mark.parametrize(
    "query",
    [{"near": "-5"}, {"near": "nan"}, {"first": "abc"}, {"unit": "maybe"}, {"hubs": "7"}, {"metric": "x"}],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, query):
    app = open_page("distance", more="all", **query)
    assert app.slider(key="near").value == 10
    assert app.select_slider(key="first").value == 400_000
    assert app.toggle(key="unit").value is True
    assert app.select_slider(key="hubs").value == 10
    assert app.button_group(key="metric").value == "cosine"
