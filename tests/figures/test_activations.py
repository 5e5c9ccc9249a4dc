import html
from itertools import pairwise

import numpy as np
import pytest

from embedviz.figures.activations import activations, movement
from embedviz.figures.style import FROM_ZERO

TOKENS = ["the", "<b>", "the"]


@pytest.fixture(scope="module")
def panels() -> list[np.ndarray]:
    """Token vectors, two layers forward, two backward."""
    return list(np.random.default_rng(0).normal(size=(5, 3, 8)).astype(np.float32))


def draw(panels: list[np.ndarray], tokens=TOKENS):
    return activations(tokens, panels[0], panels[1:3], panels[3:5])


def test_each_panel_has_its_activations_units_downwards_and_tokens_across(panels, sent):
    traces = sent(draw(panels).to_json())["data"]
    for trace, values in zip(traces, panels, strict=True):
        assert trace["z"].dtype == np.float32
        np.testing.assert_array_equal(trace["z"], values.T)
        np.testing.assert_array_equal(trace["y"], np.arange(1, 9))


def test_panels_tell_their_layer_and_which_way_they_read(panels):
    texts = [note.text for note in draw(panels).layout.annotations]
    names = ["token vectors", "forward, layer 1", "forward, layer 2", "backward, layer 1", "backward, layer 2"]
    assert [text.partition("</b>")[0] for text in texts] == [f"<b>{name}" for name in names]
    ways = [("left to right →" in text, "← reads right" in text) for text in texts]
    assert ways == [(False, False), *[(True, False)] * 2, *[(False, True)] * 2]


def test_all_panels_share_a_scale_around_0_that_an_outlier_does_not_stretch(panels):
    stretched = [values.copy() for values in panels]
    stretched[2][0, 0] = 1_000
    scales = {(trace.zmin, trace.zmax) for trace in draw(stretched).data}
    ((low, high),) = scales
    assert low == -high
    assert 2 < high < 10


def test_a_silent_network_still_has_a_scale():
    assert draw([np.zeros((3, 8))] * 5).data[0].zmax > 0


def test_the_directions_stand_side_by_side_and_layers_below_each_other_without_touching(panels):
    layout = draw(panels).layout
    down = [layout[f"yaxis{number}"].domain for number in ("", 2, 3, 4, 5)]
    assert all(upper[0] > lower[1] for upper, lower in pairwise(down[:3]))
    assert down[1:3] == down[3:]
    assert down[2][0] > 0
    across = [layout[f"xaxis{number}"].domain for number in ("", 2, 3, 4, 5)]
    assert across[0] == across[1] == across[2]
    assert across[3] == across[4]
    assert across[1][1] < across[3][0]
    named = [layout[f"xaxis{number}"].showticklabels for number in ("", 2, 3, 4, 5)]
    assert named == [False, False, True, False, True]


def test_a_token_may_occur_twice_and_its_markup_is_shown_as_it_is(panels):
    figure = draw(panels)
    assert [html.unescape(text) for text in figure.layout.xaxis3.ticktext] == TOKENS
    assert figure.layout.xaxis3.ticktext[1] == "&lt;b&gt;"
    assert list(figure.data[4].customdata[7, 1]) == [8, "&lt;b&gt;"]


def test_of_a_long_sentence_some_tokens_are_named():
    long = [np.zeros((100, 2))] * 5
    axis = draw(long, [str(i) for i in range(100)]).layout.xaxis
    assert 20 < len(axis.tickvals) <= 40
    assert [str(place) for place in axis.tickvals] == list(axis.ticktext)


def test_movement_is_drawn_by_layer_and_edited_tokens_are_bold(sent):
    moved = np.array([[0.0, 1.2, 0.0], [0.1, 0.9, np.nan]])
    figure = movement(TOKENS, np.array([False, True, False]), moved, ["layer 0", "<1>"])
    heatmap = sent(figure.to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], moved)
    assert (heatmap["zmin"], heatmap["zmax"], heatmap["colorscale"][0][1]) == (0, 1.2, FROM_ZERO[0][1])
    assert heatmap["colorscale"][0][1].endswith(", 0)"), "nothing moved: the page is seen"
    assert list(figure.layout.xaxis.ticktext) == ["the", "<b>&lt;b&gt;</b>", "the"]
    assert list(figure.layout.yaxis.ticktext) == ["layer 0", "&lt;1&gt;"]
    assert figure.layout.yaxis.autorange == "reversed"


@pytest.mark.parametrize("moved", [np.zeros((2, 3)), np.full((2, 3), np.nan)])
def test_nothing_that_moved_still_has_a_scale(moved):
    heatmap = movement(TOKENS, np.zeros(3, dtype=bool), moved, ["0", "1"]).data[0]
    assert heatmap.zmin < heatmap.zmax


@pytest.mark.parametrize(("t", "written"), [(12, True), (13, False)])
def test_numbers_are_written_where_there_is_room_and_a_scale_is_shown_elsewhere(t, written):
    heatmap = movement(["a"] * t, [False] * t, np.zeros((2, t)), ["0", "1"]).data[0]
    assert (bool(heatmap.texttemplate), heatmap.showscale) == (written, not written)
