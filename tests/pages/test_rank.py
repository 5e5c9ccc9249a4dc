import numpy as np
import pytest

import embedviz as ev
from tests.pages.settled import settle


def test_the_question_is_answered(open_page, written):
    app = open_page("rank")
    assert app.subheader[0].value == "Yes: full column rank, 50 = n."
    assert "every other word is a combination of them" in written(app)
    assert "Full row rank is impossible, as 50 < 400,000." in written(app)


def test_the_metrics_are_those_of_the_library(open_page, metrics, glove_spectrum):
    found = glove_spectrum
    expected = [found.effective_rank, found.stable_rank, found.participation_ratio, found.condition_number]
    assert metrics(open_page("rank", more="ranks")) == ["50", *(f"{value:.2f}" for value in expected)]


def test_the_chart_and_the_table_have_all_singular_values(open_page, figure, glove_spectrum):
    app = open_page("rank", more="ranks")
    np.testing.assert_array_equal(figure(app, "spectrum")["data"][0]["y"], glove_spectrum.singular_values)
    table = app.dataframe[0].value
    assert table.iloc[:, 0].tolist() == list(range(1, 51))
    np.testing.assert_array_equal(table.iloc[:, 1], glove_spectrum.singular_values)
    np.testing.assert_array_equal(table.iloc[:, 2], glove_spectrum.energies)


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("first", [1, 2, 49, 50, 51, 1_000])
def test_the_first_words_have_the_rank_they_should(open_page, metrics, glove, first, centered):
    query = {"more": "ranks", "first": f"{first:,}", "centered": str(centered).lower()}
    app = open_page("rank", **query)
    assert app.select_slider(key="first").value == first
    expected = ev.spectrum(glove.top(first), center=centered)
    assert metrics(app)[0] == str(expected.rank()) == str(min(first - centered, 50))


def test_a_wider_tolerance_counts_fewer(open_page, metrics, glove_spectrum):
    app = open_page("rank", more="ranks")
    for rtol in ("1e-1", "1e-2"):
        app.select_slider(key="rtol").set_value(rtol).run()
        assert not app.exception
        assert metrics(app)[0] == str(glove_spectrum.rank(float(rtol)))
    assert glove_spectrum.rank(0.1) < 50


def test_a_log_scale_is_a_click_away(open_page, figure):
    app = open_page("rank")
    before = figure(app, "spectrum")["layout"]["yaxis"]["type"]
    app.toggle(key="log").set_value(not app.toggle(key="log").value).run()
    assert {before, figure(app, "spectrum")["layout"]["yaxis"]["type"]} == {"linear", "log"}


def test_the_rank_grows_to_50_with_the_first_50_words(open_page, figure, written, glove):
    app = open_page("rank")
    assert figure(app, "growth")["data"][0]["y"].tolist() == [*range(1, 51), *[50] * 12]
    assert f"“{glove.words[50]}”" in written(app)


def test_what_float32_says_is_46(open_page, written):
    text = written(open_page("rank"))
    assert "**46**" in text
    assert "**50**" in text


@pytest.mark.exhaustive
def test_numpy_is_asked_on_demand_and_says_46_and_50(open_page):
    app = open_page("rank")
    assert not app.code
    (button,) = (button for button in app.main.button if "NumPy" in button.label)
    button.click().run(timeout=120)
    assert not app.exception
    single, double = app.code[0].value.splitlines()
    assert single.endswith("float32))  # 46")
    assert double.endswith("float64))  # 50")
    app.toggle(key="log").set_value(False).run()
    assert app.code[0].value.splitlines() == [single, double]


@pytest.mark.parametrize("k", [10, *(pytest.param(k, marks=pytest.mark.exhaustive) for k in (1, 50))])
def test_low_rank_keeps_the_neighbors_that_the_library_finds(open_page, written, glove, glove_spectrum, k):
    app = open_page("rank", k=str(k), word="river")
    table = app.dataframe[-1].value
    full = ev.neighbors(glove, "river")
    reduced = ev.neighbors(ev.low_rank(glove, glove_spectrum, k=k), "river")
    assert tuple(table.iloc[:, 0]) == full.words
    assert tuple(table.iloc[:, 2]) == reduced.words
    kept = len({*full.words} & {*reduced.words})
    assert f"**{glove_spectrum.energy(k):.1%}**" in written(app)
    assert f"**{kept} of 10**" in written(app)
    assert (k < 50) or kept == 10


def test_an_unknown_word_shows_spellings(open_page):
    app = open_page("rank", word="queeen")
    assert "'queeen'" in app.warning[0].value
    app.button(key=next(b.key for b in app.main.button if b.label.startswith("queen ("))).click().run()
    assert not app.exception
    assert app.text_input(key="word").value == "queen"
    assert app.dataframe[-1].value.iloc[0, 0] == "princess"


@pytest.mark.parametrize(
    "query",
    [
        {"k": "-5"},
        {"k": "9999999999999999999999"},
        {"k": "abc"},
        {"k": "nan"},
        {"first": "abc"},
        {"first": "-1"},
        {"first": "3"},
        {"rtol": "nope"},
        {"rtol": "nan"},
        {"log": "maybe"},
        {"centered": "2"},
        {"word": "\x00"},
        {"word": "zzzzqq"},
        {"word": "king -"},
        {"nobody": "knows"},
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, metrics, query):
    app = open_page("rank", more=["ranks", "low-rank"], **query)
    assert metrics(app)[0] == "50"
    assert app.slider(key="k").value == 10
    assert app.select_slider(key="first").value == 400_000


def test_two_clouds_of_one_spectrum_are_told_apart_when_asked_for(open_page, data, written, figure, glove):
    top = glove.top(1_500)
    ev.save(top, data / "frequent.vec")
    app = settle(open_page("rank", source="file:frequent.vec", more="dimension"))
    assert "the Gaussian with the same mean" not in written(app)
    app = settle(app.button(key="ask_dimension").click().run())
    found = ev.intrinsic_dimension(top)
    assert f"1,500 words fill about **{found.value:.1f}** dimensions" in written(app)
    assert f"fills **{found.control:.1f}**. The two clouds have the same spectrum" in written(app)
    slopes = [trace["name"] for trace in figure(app, "dimension")["data"][1::2]]
    assert slopes == [f"slope {found.value:.1f}", f"slope {found.control:.1f}"]


def test_points_that_have_no_dimension_get_the_reason(open_page, data, written):
    ev.save(ev.Embedding("few", [f"w{i}" for i in range(12)], np.random.default_rng(0).random((12, 3))), data / "f.vec")
    app = settle(open_page("rank", source="file:f.vec", more="dimension"))
    app = settle(app.button(key="ask_dimension").click().run())
    assert "12 points, 12 of them distinct; expected at least 20 distinct ones" in written(app)
