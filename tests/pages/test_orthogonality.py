import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.algebra.rotation import random_rotation
from embedviz.evaluation.datasets import similarity_set
from embedviz.geometry.angles import RandomDirections, angle_distributions
from embedviz.geometry.axes import axis_ends
from embedviz.geometry.coherence import coherence
from embedviz.geometry.invariance import invariance
from tests.pages.settled import settle

FREQUENT = 3_000


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.main.button if button.label == label)
    return settle(button.click().run())


@pytest.fixture
def page(open_page) -> AppTest:
    return open_page("orthogonality", unfolded=["angles-table"], more="all")


@pytest.fixture
def frequent(open_page, glove, data) -> AppTest:
    """The page on the first words of GloVe, which are quickly evaluated and turned."""
    ev.save(glove.top(FREQUENT), data / "frequent.parquet")
    return settle(open_page("orthogonality", more="all", source="file:frequent.parquet"))


def table_with(app: AppTest, column: str):
    (table,) = (table.value for table in app.dataframe if column in table.value.columns)
    return table


def test_each_question_has_its_section(page):
    assert [header.value for header in page.header] == ["A change of basis", "More"]
    assert page.subheader[0].value.startswith("No: 56% of the pairs are within 10° of a right angle; 78%")
    assert len(page.get("plotly_chart")) == 5


def test_the_angles_are_those_of_the_library(page, glove, written, figure):
    (found,) = angle_distributions(glove)
    assert (
        f"**{found.mean:.1f}° ± {found.deviation:.1f}°**, mean and standard deviation; for two random directions it is "
        "90° ± 8.2°"
    ) in written(page)
    np.testing.assert_array_equal(figure(page, "angles")["data"][0]["y"], found.shares)
    table = table_with(page, "mean angle")
    assert table["mean angle"].tolist()[:2] == ["90.00°", f"{found.mean:.2f}°"]
    assert table["80° to 100°"].tolist()[-1] == f"{RandomDirections(50).near:.1%}"


def test_the_mean_and_as_many_directions_as_the_slider_says_are_removed(page, figure, written):
    assert page.slider(key="removed").value == 1
    drawn = figure(page, "angles")["data"][1]["y"]
    page.slider(key="removed").set_value(0).run()
    assert not page.exception
    assert "Between the same words, without the mean, it is" in written(page)
    assert np.abs(figure(page, "angles")["data"][1]["y"] - drawn).max() > 0


@pytest.mark.exhaustive
def test_the_effect_is_judged_when_asked_for(frequent, glove, written, figure):
    assert "in SimLex-999:" not in written(frequent)
    app = press(frequent, "Evaluate")
    top = glove.top(FREQUENT)
    removal = all_but_the_top(ev.spectrum(top, center=True), removed=1)
    processed = ev.Embedding("processed", top.words, removal.apply(top.vectors))
    for name, test in (("WordSim-353", "wordsim353"), ("SimLex-999", "simlex999")):
        before, after = (ev.word_similarity(each, similarity_set(test)).correlation for each in (top, processed))
        assert f"{name}: {before:.3f} as they are, **{after:.3f}** without the mean and the top direction." in written(
            app
        )
    assert [len(trace["y"]) for trace in figure(app, "effect")["data"]] == [12, 12]
    assert table_with(app, "WordSim-353 ρ").shape == (12, 5)


def test_isotropy_is_that_of_the_library_before_and_after(frequent, glove, written):
    app = press(frequent, "Measure isotropy")
    top = glove.top(FREQUENT)
    removal = all_but_the_top(ev.spectrum(top, center=True), removed=1)
    before, after = ev.isotropy(top), ev.isotropy(removal.apply(top))
    removed = "without the mean and the top direction"
    assert f"IsoScore is {before.isoscore:.3f} as they are, **{after.isoscore:.3f}** {removed}." in written(app)
    assert f"from {before.partition:.2g} to **{after.partition:.2g}**" in written(app)
    assert f"from {before.mean_cosine:+.3f} to **{after.mean_cosine:+.3f}**" in written(app)
    table = table_with(app, "IsoScore")
    assert table["IsoScore"].astype(float).iloc[[0, 2]].tolist() == pytest.approx(
        [before.isoscore, after.isoscore], rel=1e-3
    )


def test_where_all_but_rounding_is_removed_no_isotropy_is_told(open_page, data):
    flat = np.random.default_rng(0).integers(-9, 9, (40, 2)) @ np.eye(2, 6) + 1
    ev.save(ev.Embedding("flat", [f"w{i}" for i in range(40)], flat), data / "flat.parquet")
    app = press(settle(open_page("orthogonality", more="all", source="file:flat.parquet")), "Measure isotropy")
    values = table_with(app, "IsoScore")["IsoScore"].tolist()
    assert "–" not in values[:3]
    assert values[3:] == ["–"] * (len(values) - 3)


@pytest.mark.parametrize("k", [2, 51, 2_000])
def test_the_coherence_is_that_of_the_library(open_page, glove, written, as_read, k):
    app = open_page("orthogonality", coherent=f"{k:,}")
    found = coherence(glove.vectors[:k])
    first, second = (glove.words[int(row)] for row in found.pairs[-1])
    text = as_read(written(app))
    assert f"The first {k:,} words have coherence {found.values[-1]:.4f}" in text.replace("*", "")
    assert f"“{first}” and “{second}”" in text
    assert ("at right angles" in text) == (k <= 50)
    assert len(table_with(app, "Welch bound of k")) == len(coherence(glove.vectors[:2_000]).records)


@pytest.mark.parametrize("seed", [pytest.param(0, marks=pytest.mark.exhaustive), 7])
def test_a_rotation_changes_the_coordinates_alone(open_page, glove, written, figure, seed):
    app = open_page("orthogonality", more="invariance", rotation=str(seed), turned="river")
    rotation = random_rotation(50, seed=seed)
    before, after = figure(app, "bases")["data"]
    np.testing.assert_allclose(before["y"], glove["river"])
    np.testing.assert_allclose(after["y"], glove["river"].astype(float) @ rotation.matrix)
    assert "**50 of 50 change**" in written(app)
    assert "**10 are the same**" in written(app)
    assert f"det Q = {rotation.determinant:+.0f}".replace("-", "−") in written(app)
    found = invariance(glove.top(20_000), rotation)
    table = table_with(app, "largest difference")
    assert table["of which words"][0] == "the first 20,000"
    assert table["largest difference"][0] == f"{found.coordinates.difference:.3g}"
    assert table.iloc[-2:, -1].tolist() == ["5,000 / 5,000", "500 / 500"]
    assert all(re.search("·10⁻¹[⁴⁵⁶⁷⁸⁹]$|10⁻¹⁴$", value) for value in table.iloc[1:5, -1])


def test_all_words_are_rotated_when_asked_for(page):
    app = press(page, "Rotate all words (400,000)")
    table = table_with(app, "largest difference")
    assert table["of which words"][0] == "all 400,000"
    assert not [button for button in app.main.button if button.label.startswith("Rotate all")]


def test_the_words_at_the_ends_are_those_of_a_sort(open_page, glove, figure):
    app = open_page("orthogonality", axis="7", rotation="3")
    vectors = glove.vectors[:10_000].astype(float)
    turned = vectors @ random_rotation(50, seed=3).matrix
    for key, coordinates in (("ends-original", vectors), ("ends-rotated", turned)):
        order = coordinates[:, 6].argsort()
        words = [glove.words[int(row)] for row in (*order[:-11:-1], *order[9::-1])]
        assert figure(app, key)["data"][0]["customdata"] == words


@pytest.mark.exhaustive
def test_varimax_and_ica_are_sought_when_asked_for_and_can_be_read(frequent, written, glove, figure):
    assert "The original axes do not beat a random basis." in written(frequent)
    app = press(press(frequent, "Find the axes by varimax"), "Find the axes by ICA")
    table = table_with(app, "basis")
    assert table["basis"].tolist() == ["original", "rotated by Q", "varimax", "ICA"]
    original, rotated, by_varimax, by_ica = table["mean cosine at the longer end"].astype(float)
    vectors = glove.vectors[:FREQUENT].astype(float)
    assert original == round(axis_ends(vectors, vectors).mean_likeness, 2)
    assert min(by_varimax, by_ica) > max(original, rotated) + 0.15
    assert "Those that were fitted do" in written(app)
    assert figure(app, "ends-varimax")["data"][0]["customdata"] != figure(app, "ends-ica")["data"][0]["customdata"]


@pytest.mark.parametrize(
    "query",
    [
        {"removed": "-1"},
        {"removed": "99"},
        {"coherent": "3"},
        {"rotation": "abc"},
        {"rotation": "-5"},
        {"axis": "51"},
        {"turned": "king -"},
        {"turned": "zzzzqq"},
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, query):
    app = open_page("orthogonality", more=["axes", "coherence"], **query)
    assert app.slider(key="removed").value == 1
    assert app.select_slider(key="coherent").value == 2_000
    assert app.number_input(key="rotation").value == 0
    assert app.slider(key="axis").value == 1


def test_words_that_look_like_markup_are_shown_as_they_are(open_page, data, as_read, written):
    vectors = np.array([[1.0, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0, 1]])
    ev.save(ev.Embedding("odd", ["*a*", "$x$", "<b>", ":red[x]"], vectors), data / "odd.parquet")
    app = settle(open_page("orthogonality", more="all", source="file:odd.parquet"))
    assert "“*a*” and “$x$”" in as_read(written(app))
    assert re.search(r"“\\\*a\\\*”", written(app))
