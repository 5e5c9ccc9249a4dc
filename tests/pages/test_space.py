import threading
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.geometry import curved
from embedviz.geometry.clusters import clusters
from embedviz.geometry.framing import framing
from embedviz.sources.maps import shipped_map
from embedviz.ui.scene.paint import LEVELS, UNKNOWN
from embedviz.ui.space import colors, picture
from embedviz.ui.space.selection import encoded
from embedviz.ui.work.jobs import jobs
from tests.pages.settled import settle
from tests.scenes import Scene, scene_of, scenes_of
from tests.ui.work.works import Work
from tests.waiting import WAIT, wait_until

METHODS = ["pca", "axes", "random"]
WORDS = 2_000


@pytest.fixture
def open_space(open_page) -> Callable[..., AppTest]:
    """Open the page, with a projection, a color and a number of words chosen, and query parameters."""

    def start(method: str = "pca", color: str = "frequency", words: int = WORDS, **query: str) -> AppTest:
        most = {"tsne": 2_000}.get(method, words)
        return open_page("space", method=method, color=color, words=str(min(words, most)), **query)

    return start


def drawn(app: AppTest) -> Scene:
    return scene_of(app, "space")


def tables(app: AppTest) -> list[list[str]]:
    return [table.value.iloc[:, 0].tolist() for table in app.main.dataframe]


def set_(app: AppTest, kind: str, key: str, value: object) -> AppTest:
    getattr(app, kind)(key=key).set_value(value).run()
    assert not app.exception
    return app


def test_the_picture_that_a_job_makes_is_that_of_the_library(open_space, glove, monkeypatch):
    monkeypatch.setattr(picture, "FLAT_AT_ONCE", 0)
    scene = drawn(settle(open_space()))
    expected = ev.project(glove.top(WORDS)).coordinates
    frame = framing(expected)
    places = (scene.places / 32767 - 1) * frame.radius + frame.center
    np.testing.assert_allclose(places, expected, atol=frame.radius / 32767)
    assert scene.words == list(glove.words[:WORDS])


@pytest.mark.exhaustive
def test_all_words_are_drawn_and_said_to_be(open_page, written, glove):
    app = settle(open_page("space", method="pca", words="all", q="bank"))
    assert "400,000 words shown / 400,000. Click" in written(app)
    scene = drawn(app)
    assert scene.words == list(glove.words)
    assert scene.places.shape == (400_000, 3)
    assert len(scene.codes) == 400_000
    assert scene.labeled[0] == "bank"
    for method in ("random", "axes"):
        assert drawn(settle(set_(app, "selectbox", "method", method))).places.shape == (400_000, 3)
        assert "400,000 words shown / 400,000" in written(app)


@pytest.mark.exhaustive  # tests/sources/test_maps.py shows what the map holds, the browser that it is drawn
def test_the_map_of_all_words_comes_with_the_package_and_so_does_the_error_of_each(open_page, metrics, written, glove):
    app = open_page("space", method="map", words="all", color="error", q="bank")
    scene = drawn(app)
    assert "400,000 words shown / 400,000. Click" in written(app)
    assert scene.labeled[0] == "bank"
    made = shipped_map(glove.id)
    assert scene.words == list(glove.words)
    steps = framing(made.coordinates).steps(made.coordinates)
    np.testing.assert_array_equal(scene.places, steps)
    assert len(scene.data["regions"]) > 10
    expected = np.rint((1 - made.kept.astype(np.float64)) * (LEVELS - 1))
    assert np.abs(scene.codes.astype(int) - expected).max() <= 1
    assert metrics(app) == [f"{made.kept.mean():.1%}", f"{made.card['trustworthiness']:.3f}"]
    assert made.card["recall"] > 0.9
    flat = shipped_map(glove.id, 2)
    shown = set_(app, "button_group", "dim", "2")
    assert drawn(shown).data["isFlat"]
    assert "400,000 words shown / 400,000. Click" in written(shown)
    frame = framing(np.pad(flat.coordinates, ((0, 0), (0, 1))))
    np.testing.assert_array_equal(drawn(shown).places, frame.steps(np.pad(flat.coordinates, ((0, 0), (0, 1)))))
    assert metrics(shown) == [f"{flat.kept.mean():.1%}", f"{flat.card['trustworthiness']:.3f}"]
    for each in (made, flat):
        judged = ev.faithfulness(glove, each.coordinates, k=15, sample=60)
        assert each.kept[judged.positions].mean() == pytest.approx(judged.mean_kept, abs=0.02)


def test_a_selection_comes_by_the_address_is_listed_and_colored_and_pca_is_a_click_away(open_page, written, glove):
    rows = np.array([1, 4, 50, 399_999])
    app = open_page("space", chosen=encoded(rows), color="selection")
    assert app.selectbox(key="method").value == "map"
    assert np.flatnonzero(drawn(app).codes == 0).tolist() == rows.tolist()
    assert [group["name"] for group in drawn(app).data["legend"]["groups"]] == ["selected", "others"]
    assert tables(app)[0] == [glove.words[i] for i in rows]
    assert "4 words selected" in written(app)
    app.button(key="see_pca").click().run()
    assert app.selectbox(key="method").value == "pca"
    assert np.flatnonzero(drawn(set_(app, "selectbox", "words", "500")).codes == 0).tolist() == rows[:3].tolist()
    app.button(key="space_unselect").click().run()
    assert "chosen" not in app.query_params
    assert not tables(app)
    flat = set_(app, "button_group", "dim", "2")
    assert drawn(flat).data["isFlat"]
    expected = ev.project(glove.top(500), "pca", 2).coordinates
    frame = framing(np.pad(expected, ((0, 0), (0, 1))))
    np.testing.assert_array_equal(drawn(flat).places[:, :2], frame.steps(np.pad(expected, ((0, 0), (0, 1))))[:, :2])


def test_a_change_resends_only_what_changed(open_space):
    app = open_space(q="bank")
    first = drawn(app)
    second = drawn(set_(app, "text_input", "q", "river"))
    third = drawn(set_(app, "selectbox", "color", "error"))
    for name in ("places", "words", "codes"):
        assert first.data[name] == second.data[name]
    assert [second.data[name] == third.data[name] for name in ("places", "words", "codes")] == [True, True, False]


def test_a_word_has_the_neighbors_that_the_library_finds_by_each_metric(open_space, glove):
    cosine, euclidean, _looks = tables(open_space(q="bank"))
    assert cosine == list(ev.neighbors(glove, "bank", 10).words)
    assert euclidean == list(ev.neighbors(glove, "bank", 10, "euclidean").words)
    assert "banks" in cosine


def test_the_query_and_its_neighbors_are_labeled(open_space, glove):
    assert drawn(open_space(q="bank")).labeled == ["bank", *ev.neighbors(glove, "bank", 10).words]


@pytest.mark.parametrize("method", METHODS)
def test_a_rare_word_and_its_neighbors_are_placed_in_every_picture(open_space, glove, method):
    scene = drawn(open_space(method, words=500, q="dendrite"))
    assert len(scene.places) == 500
    assert scene.labeled == ["dendrite", *ev.neighbors(glove, "dendrite", 10).words]


def test_how_many_are_shown_of_all_is_said(open_space, written):
    text = written(open_space(words=500))
    assert "500 words shown / 400,000" in text


def test_king_minus_man_plus_woman_is_queen(open_space):
    assert tables(open_space(q="king - man + woman"))[0][0] == "queen"


def test_a_sum_that_is_zero_is_told_and_the_picture_stays(open_space):
    app = open_space(q="king - king")
    assert app.warning
    assert tables(app) == []
    assert drawn(app).labeled == []


@pytest.mark.parametrize(("color", "method"), [
    pytest.param(color, method, marks=() if (i + j) % len(METHODS) == 0 else pytest.mark.exhaustive)
    for i, color in enumerate(["frequency", "cluster", "error", "similarity"])
    for j, method in enumerate(METHODS)
])  # fmt: skip
def test_every_color_is_drawn_in_every_picture(open_space, method, color):
    for query in ("", "bank"):
        app = open_space(method, color, q=query)
        assert app.selectbox(key="color").value == color
        codes = drawn(app).codes[:WORDS]
        assert not (codes == UNKNOWN).any()
        assert len(np.unique(codes)) > 1


def test_how_far_the_picture_can_be_trusted_is_that_of_the_library(open_space, metrics, glove):
    shown = glove.top(WORDS)
    projection = ev.project(shown)
    judged = ev.faithfulness(shown.vectors, projection.coordinates, sample=1_000)
    assert metrics(open_space()) == [
        f"{projection.explained_variance.sum():.1%}",
        f"{projection.losses.mean():.1%}",
        f"{judged.mean_kept:.1%}",
        f"{judged.trustworthiness:.3f}",
    ]


def test_axes_are_words_of_choice(open_space, glove):
    scene = drawn(set_(open_space("axes"), "text_input", "axis1", "king - man"))
    direction = (glove["king"] - glove["man"]).astype(np.float64)
    expected = glove.vectors[:WORDS] @ (direction / np.linalg.norm(direction))
    assert np.corrcoef(scene.places[:, 0], expected)[0, 1] > 1 - 1e-6
    assert scene.data["axes"]["titles"][0] == "king - man"


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


def test_the_number_of_words_stays_where_a_projection_is_offered_for_so_many(open_space):
    app = open_space(words=5_000)
    assert set_(app, "selectbox", "method", "random").selectbox(key="words").value == "5000"
    assert set_(app, "selectbox", "method", "tsne").selectbox(key="words").value == "2000"


def is_there(app: AppTest) -> bool:
    return bool(scenes_of(app))


@pytest.mark.exhaustive
@pytest.mark.parametrize(("method", "dim"), [("pacmap", "3"), ("tsne", "2")])
def test_a_curved_picture_is_computed_on_demand_and_then_there(open_space, glove, monkeypatch, method, dim):
    monkeypatch.setattr(curved, "MOST_BY_SCIKIT", 400)  # t-SNE is laid out by openTSNE then
    monkeypatch.setattr(curved, "LATER_ITERATIONS", 100)
    app = open_space(method, words=500, q="bank", dim=dim)
    assert not is_there(app)
    assert tables(app)[0] == list(ev.neighbors(glove, "bank", 10).words)
    settle(app.button(key="start_job").click().run())
    scene = drawn(app)
    assert scene.words[:500] == list(glove.words[:500])
    assert scene.labeled[0] == "bank"
    assert not [button for button in app.main.button if button.key in {"start_job", "cancel_job"}]
    for color in ("cluster", "error", "similarity"):
        assert is_there(set_(app, "selectbox", "color", color))

    another_session = open_space(method, words=500, dim=dim)
    assert is_there(another_session)
    assert drawn(another_session).data["isFlat"] == (dim == "2")
    np.testing.assert_array_equal(drawn(another_session).places, scene.places)


@pytest.mark.exhaustive
def test_a_cancelled_computation_leaves_the_page_usable(open_space):
    app = open_space("tsne", seed="7")
    app.button(key="start_job").click().run()
    app.run()
    app.button(key="cancel_job").click().run()
    assert not app.exception
    assert app.button(key="start_job")
    wait_until(lambda: jobs().find(("tsne", "glove-6b-50d/top-2000", 3, 7)).state == "cancelled")
    assert is_there(set_(app, "selectbox", "method", "pca"))


@pytest.mark.skipif(getattr(find_spec("umap"), "loader", None) is not None, reason="umap-learn is installed")
def test_a_method_that_is_not_installed_says_how_to_get_it(open_space, as_read):
    app = open_space("umap")
    settle(app.button(key="start_job").click().run())
    assert "[umap]" in as_read(app.error[0].value)
    assert app.button(key="start_job")


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "king -"},
        {"q": "$x$ **b** :red[x]"},
        {"q": "a" * 5000},
        {"method": "foo", "color": "foo", "seed": "-1", "words": "abc", "axis1": "zzzzqq"},
        *(
            pytest.param(query, marks=pytest.mark.exhaustive)
            for query in (
                {"q": "\x00\x01 - \ud7ff"},
                {"q": '"'},
                {"q": "<img src=x onerror=alert(1)>"},
                {"q": "zzzzqq"},
                {"q": "- " * 500},
                {"method": "foo"},
                {"color": "foo"},
                {"seed": "abc"},
                {"seed": "99999999999999999999"},
                {"words": "-5"},
                {"words": "123"},
                {"axis1": "zzzzqq"},
            )
        ),
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, query):
    app = open_page("space", **query)
    assert app.selectbox(key="method").value == "map"
    assert app.selectbox(key="color").value == "frequency"
    assert app.number_input(key="seed").value == 0
    assert app.selectbox(key="words").value == "all"
    assert is_there(app)


def test_a_choice_stands_in_the_url_by_its_id_and_not_by_its_translated_name(open_page):
    app = open_page("space", method="axes", color="cluster", words="500")
    assert [app.selectbox(key=key).value for key in ("method", "color")] == ["axes", "cluster"]


@pytest.mark.parametrize("axis", ["zzzzqq", "king -", pytest.param("\x00", marks=pytest.mark.exhaustive)])
def test_an_axis_that_is_not_understood_leaves_the_page_usable(open_space, axis):
    app = set_(open_space("axes"), "text_input", "axis1", axis)
    assert app.warning or is_there(app)
    assert is_there(set_(app, "text_input", "axis1", "king"))


def test_clusters_that_take_long_are_found_by_a_job_which_is_not_begun_again_after_it_was_cancelled(
    open_space, monkeypatch, glove
):
    go_on, begun = threading.Event(), []

    def slow(*given: object, **chosen: object) -> np.ndarray:
        begun.append(given)
        assert go_on.wait(WAIT)
        return clusters(*given, **chosen)

    monkeypatch.setattr(colors, "CLUSTERED_AT_ONCE", 0)
    monkeypatch.setattr(colors, "clusters", slow)
    try:
        app = open_space(color="cluster", words=1_000)
        assert drawn(app).data["legend"]["steps"]  # a scale, that of frequency
        for run in (app.button(key="cancel_clusters").click().run, app.run):
            run()
            assert not app.get("progress")
            assert "This computation was cancelled." in [caption.value for caption in app.caption]
        go_on.set()
        wait_until(lambda: jobs().find(("clusters", glove.top(1_000).id)).state == "cancelled")
        assert len(begun) == 1
        app.button(key="again_clusters").click().run()
    finally:
        go_on.set()
    settle(app)
    assert len(begun) == 2
    assert not [button for button in app.button if button.key == "again_clusters"]
    np.testing.assert_array_equal(drawn(app).codes[:1_000], clusters(glove.vectors[:1_000], k=colors.CLUSTERS))


def test_a_map_is_shown_while_how_far_it_can_be_trusted_waits_for_another_s_computation(open_space, metrics):
    busy = Work()
    jobs().start("of another", busy, "another session")
    try:
        assert busy.begun.wait(WAIT)
        app = open_space("map", words=200_000)
        assert not metrics(app)
        assert "Waiting for other computations" in app.get("progress")[0].proto.text
        assert drawn(app)
    finally:
        for job in jobs()._jobs.values():
            job.cancel()  # so that what waited is not begun
        busy.go_on.set()
