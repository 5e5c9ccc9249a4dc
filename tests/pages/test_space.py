import html
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.work.jobs import jobs

WAIT = 120
METHODS = ["pca", "axes", "random"]


@pytest.fixture
def open_space(open_page) -> Callable[..., AppTest]:
    """Open the page, with a projection, a color and a number of words chosen, and query parameters."""

    def start(method: str = "pca", color: str = "frequency", words: int | None = None, **query: str) -> AppTest:
        app = open_page("space", **query)
        if method != "pca":
            set_(app, "selectbox", "method", method)
        if color != "frequency":
            set_(app, "selectbox", "color", color)
        return set_(app, "select_slider", f"words-{method}", words) if words is not None else app

    return start


def labels(scene: dict) -> list[str]:
    return [note["text"] for note in scene["layout"]["scene"]["annotations"]]


def tables(app: AppTest) -> list[list[str]]:
    return [table.value.iloc[:, 0].tolist() for table in app.main.dataframe]


def set_(app: AppTest, kind: str, key: str, value: object) -> AppTest:
    getattr(app, kind)(key=key).set_value(value).run()
    assert not app.exception
    return app


def test_the_picture_is_that_of_the_library(open_space, figure, glove):
    cloud = figure(open_space(), "space")["data"][0]
    expected = ev.project(glove.top(10_000)).coordinates
    np.testing.assert_array_equal(np.column_stack([cloud[axis] for axis in "xyz"]), expected)
    assert [html.unescape(word) for word in cloud["customdata"]] == list(glove.words[:10_000])


def test_a_word_has_the_neighbors_that_the_library_finds_by_each_metric(open_space, glove):
    cosine, euclidean, _looks = tables(open_space(q="bank"))
    assert cosine == list(ev.neighbors(glove, "bank", 10).words)
    assert euclidean == list(ev.neighbors(glove, "bank", 10, "euclidean").words)
    assert "banks" in cosine


def test_the_query_and_its_neighbors_are_labeled(open_space, figure, glove):
    found = labels(figure(open_space(q="bank"), "space"))
    assert "<b>bank</b>" in found
    assert set(ev.neighbors(glove, "bank", 10).words) <= set(found)


@pytest.mark.parametrize("method", METHODS)
def test_a_rare_word_and_its_neighbors_are_placed_in_every_picture(open_space, figure, glove, method):
    app = open_space(method, words=500, q="dendrite")
    scene = figure(app, "space")
    near = ev.neighbors(glove, "dendrite", 10).words
    assert {"dendrite", *near} <= set(scene["data"][0]["customdata"])
    assert {"<b>dendrite</b>", *near} <= set(labels(scene))


def test_how_many_are_shown_of_all_is_said(open_space, written):
    text = written(open_space(words=500))
    assert "500 words shown / 400,000" in text


def test_king_minus_man_plus_woman_is_queen(open_space):
    assert tables(open_space(q="king - man + woman"))[0][0] == "queen"


def test_a_sum_that_is_zero_is_told_and_the_picture_stays(open_space, figure):
    app = open_space(q="king - king")
    assert app.warning
    assert tables(app) == []
    assert figure(app, "space")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("color", ["frequency", "cluster", "error", "similarity"])
def test_every_color_is_drawn_in_every_picture(open_space, figure, method, color):
    for query in ("", "bank"):
        app = open_space(method, color, q=query)
        assert app.selectbox(key="color").value == color
        values = figure(app, "space")["data"][0]["marker"]["color"]
        assert np.isfinite(values[:10_000]).all()


def test_how_far_the_picture_can_be_trusted_is_that_of_the_library(open_space, metrics, glove):
    shown = glove.top(10_000)
    projection = ev.project(shown)
    judged = ev.faithfulness(shown.vectors, projection.coordinates, sample=1_000)
    assert metrics(open_space()) == [
        f"{projection.explained_variance.sum():.1%}",
        f"{projection.losses.mean():.1%}",
        f"{judged.mean_kept:.1%}",
        f"{judged.trustworthiness:.3f}",
    ]


def test_axes_are_words_of_choice(open_space, figure, glove):
    app = set_(open_space("axes"), "text_input", "axis1", "king - man")
    cloud = figure(app, "space")["data"][0]
    direction = (glove["king"] - glove["man"]).astype(np.float64)
    expected = glove.vectors[:10_000] @ (direction / np.linalg.norm(direction))
    np.testing.assert_allclose(cloud["x"], expected, atol=1e-4)


def test_axes_that_span_no_space_are_told_which_adds_nothing(open_space):
    app = open_space("axes")
    for number, word in ((3, "river"), (1, "city"), (2, "city")):
        set_(app, "text_input", f"axis{number}", word)
    assert "axis 2 is a combination" in app.error[0].value


def test_an_unknown_word_shows_spellings_and_a_click_corrects_it(open_space):
    app = open_space(q="queeen")
    assert "'queeen'" in app.warning[0].value
    app.button(key=next(b.key for b in app.main.button if b.label.startswith("queen ("))).click().run()
    assert not app.exception
    assert app.text_input(key="q").value == "queen"
    assert tables(app)[0][0] == "princess"


def test_while_a_word_is_misspelled_the_last_answer_stays(open_space):
    app = open_space(q="bank")
    before = tables(app)
    assert tables(set_(app, "text_input", "q", "queeen")) == before


def test_the_number_of_words_is_kept_for_each_projection(open_space):
    app = open_space(words=2_000)
    set_(app, "selectbox", "method", "random")
    assert app.select_slider(key="words-random").value == 10_000


def wait_for(app: AppTest, condition: Callable[[AppTest], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition(app):
        assert time.monotonic() < deadline
        time.sleep(0.2)
        app.run()
        assert not app.exception


def is_there(app: AppTest) -> bool:
    return bool(app.get("plotly_chart"))


@pytest.mark.exhaustive
def test_a_curved_picture_is_computed_on_demand_and_then_there(open_space, figure, glove):
    app = open_space("pacmap", words=500, q="bank")
    assert not is_there(app)
    assert tables(app)[0] == list(ev.neighbors(glove, "bank", 10).words)
    app.button(key="start_job").click().run()
    wait_for(app, is_there)
    scene = figure(app, "space")
    assert scene["data"][0]["customdata"][:500] == [html.escape(word, quote=False) for word in glove.words[:500]]
    assert "<b>bank</b>" in labels(scene)
    assert not [button for button in app.main.button if button.key in {"start_job", "cancel_job"}]
    for color in ("cluster", "error", "similarity"):
        assert is_there(set_(app, "selectbox", "color", color))

    another_session = open_space("pacmap", words=500)
    assert is_there(another_session)


@pytest.mark.exhaustive
def test_a_cancelled_computation_leaves_the_page_usable(open_space):
    app = open_space("tsne", seed="7")
    app.button(key="start_job").click().run()
    app.run()
    app.button(key="cancel_job").click().run()
    assert not app.exception
    assert app.button(key="start_job")
    wait_for(app, lambda _app: jobs().find(("glove-6b-50d/top-2000", "tsne", 7)).state == "cancelled")
    assert is_there(set_(app, "selectbox", "method", "pca"))


@pytest.mark.skipif(getattr(find_spec("umap"), "loader", None) is not None, reason="umap-learn is installed")
def test_a_method_that_is_not_installed_says_how_to_get_it(open_space, as_read):
    app = open_space("umap")
    app.button(key="start_job").click().run()
    wait_for(app, lambda app: bool(app.error))
    assert "[umap]" in as_read(app.error[0].value)
    assert app.button(key="start_job")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "\x00\x01 - \ud7ff"},
        {"q": "king -"},
        {"q": '"'},
        {"q": "<img src=x onerror=alert(1)>"},
        {"q": "$x$ **b** :red[x]"},
        {"q": "zzzzqq"},
        {"q": "a" * 5000},
        {"q": "- " * 500},
        {"method": "foo"},
        {"color": "foo"},
        {"seed": "-1"},
        {"seed": "abc"},
        {"seed": "99999999999999999999"},
        {"words-pca": "abc"},
        {"words-pca": "-5"},
        {"words-pca": "123"},
        {"axis1": "zzzzqq"},
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, query):
    app = open_page("space", **query)
    assert app.selectbox(key="method").value == "pca"
    assert app.selectbox(key="color").value == "frequency"
    assert app.number_input(key="seed").value == 0
    assert app.select_slider(key="words-pca").value == 10_000
    assert is_there(app)


@pytest.mark.parametrize(("key", "id"), [("method", "axes"), ("color", "cluster")])
def test_a_choice_stands_in_the_url_by_its_id_and_not_by_its_translated_name(open_page, key, id):
    assert open_page("space", **{key: id}).selectbox(key=key).value == id


@pytest.mark.parametrize("axis", ["zzzzqq", "king -", "\x00"])
def test_an_axis_that_is_not_understood_leaves_the_page_usable(open_space, axis):
    app = set_(open_space("axes"), "text_input", "axis1", axis)
    assert app.warning or is_there(app)
    assert is_there(set_(app, "text_input", "axis1", "king"))
