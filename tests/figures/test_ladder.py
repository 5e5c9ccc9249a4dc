import html

import numpy as np
import pytest

from embedviz.figures.ladder import Step, cloud_spectra, ladder, separation
from embedviz.figures.style import BLUE, CATEGORICAL, GRAY, ORANGE

SENSES = ["river", "money", "river", "money", ""]


def step(title: str, spread: float, **other) -> Step:
    points = np.random.default_rng(len(title)).normal(size=(5, 2)).astype(np.float32) * spread
    return Step(**{"title": title, "coordinates": points, "senses": SENSES, "score": 0.5, "note": "", **other})


STEPS = [step("GloVe", 0), step("ELMo layer 0", 1), step("BERT", 4, score=None, note="a <note>")]


def domains(figure, count: int) -> np.ndarray:
    numbers = [str(i + 1) if i else "" for i in range(count)]
    return np.array([[figure.layout[f"{axis}axis{number}"].domain for axis in "xy"] for number in numbers])


def test_each_panel_has_the_points_of_its_step_by_sense_as_float32(sent):
    traces = sent(ladder(STEPS).to_json())["data"]
    for number, each in (("2", STEPS[1]), ("3", STEPS[2])):
        of_panel = [trace for trace in traces if trace["xaxis"] == f"x{number}"]
        assert [trace["name"] for trace in of_panel] == ["river", "money", "sense not labeled"]
        for trace, sense in zip(of_panel, ["river", "money", ""], strict=True):
            members = [i for i, other in enumerate(SENSES) if other == sense]
            assert trace["x"].dtype == np.float32
            np.testing.assert_array_equal(np.column_stack([trace["x"], trace["y"]]), each.coordinates[members])


def test_a_step_whose_points_coincide_is_one_gray_dot(sent):
    traces = [trace for trace in sent(ladder(STEPS).to_json())["data"] if trace["xaxis"] == "x"]
    seen = [trace for trace in traces if np.isfinite(trace["x"]).any()]
    assert [(len(trace["x"]), trace["marker"]["color"]) for trace in seen] == [(1, GRAY)]
    assert seen[0]["hovertext"] == "5 occurrences, one point"


def test_one_sense_in_one_place_keeps_its_color():
    figure = ladder([step("GloVe", 0, senses=["river"] * 5)])
    assert figure.data[-1].marker.color == CATEGORICAL[0]


def test_the_legend_names_each_sense_once_and_in_one_color():
    figure = ladder(STEPS)
    assert [trace.name for trace in figure.data if trace.showlegend] == ["river", "money", "sense not labeled"]
    colors = {(trace.name, trace.marker.color) for trace in figure.data if trace.name}
    assert colors == {("river", CATEGORICAL[0]), ("money", CATEGORICAL[1]), ("sense not labeled", GRAY)}


def test_titles_stand_above_and_scores_and_notes_below():
    texts = [note.text for note in ladder(STEPS).layout.annotations]
    assert texts[::2] == ["<b>GloVe</b>", "<b>ELMo layer 0</b>", "<b>BERT</b>"]
    assert texts[1:4:2] == ["accuracy <b>50%</b>"] * 2
    assert "a &lt;note&gt;" in texts[5]
    assert "accuracy" not in texts[5]


@pytest.mark.parametrize(("columns", "rows"), [(None, 1), (2, 2), (1, 3)])
def test_panels_fill_their_rows_without_touching(columns, rows):
    figure = ladder(STEPS, columns=columns)
    found = domains(figure, 3)
    assert len(np.unique(found[:, 1, 0])) == rows
    assert ((found >= 0) & (found <= 1)).all()
    assert (found[:, :, 0] < found[:, :, 1]).all()
    for i in range(3):
        for j in range(i):
            beside, above = (max(found[i, a, 0], found[j, a, 0]) > min(found[i, a, 1], found[j, a, 1]) for a in (0, 1))
            assert beside or above
    assert [figure.layout[f"yaxis{number}"].scaleanchor for number in ("", "2", "3")] == ["x", "x2", "x3"]


def test_more_rows_are_higher():
    heights = [ladder(STEPS, columns=columns).layout.height for columns in (3, 2, 1)]
    assert heights == sorted(heights)


def test_what_lies_above_the_band_of_chance_is_told_from_what_does_not(sent):
    figure = separation(["a", "b", "c", "d"], [0.9, 0.5, 0.65, 0.7], [(0.3, 0.6), (0.3, 0.6), (0.3, 0.65), None])
    band, *dots = sent(figure.to_json())["data"]
    low = np.array(band["base"], dtype=float)
    np.testing.assert_array_equal(low, [0.3, 0.3, 0.3, np.nan])
    np.testing.assert_allclose(low + band["x"], [0.6, 0.6, 0.65, np.nan])
    where = {trace["marker"]["color"]: list(zip(trace["x"], trace["y"], strict=True)) for trace in dots}
    assert where == {BLUE: [(0.9, 0)], ORANGE: [(0.5, 1), (0.65, 2)], GRAY: [(0.7, 3)]}


def test_the_first_encoder_stands_on_top_and_there_is_room_for_the_number_of_the_best():
    axes = separation(["GloVe", "<ELMo>"], [0.5, 1.0], [(0.3, 0.6), (0.3, 0.6)]).layout
    assert axes.yaxis.range[0] > axes.yaxis.range[1]
    assert list(axes.yaxis.ticktext) == ["GloVe", "&lt;ELMo&gt;"]
    assert axes.xaxis.range[1] > 1.1


@pytest.mark.parametrize("log", [True, False])
def test_spectra_are_relative_to_their_largest_value(log, sent):
    curves = [("a", np.array([4.0, 2.0, 0.0])), ("b", np.array([10.0, 1.0]))]
    figure = cloud_spectra(curves, log=log)
    first, second = sent(figure.to_json())["data"]
    np.testing.assert_array_equal(first["x"], [1, 2, 3])
    np.testing.assert_array_equal(first["y"], [1, 0.5, np.nan if log else 0])
    np.testing.assert_array_equal(second["y"], [1, 0.1])
    assert figure.layout.yaxis.type == ("log" if log else None)


def test_a_cloud_of_one_point_has_a_name_and_no_line_not_even_of_its_rounding():
    figure = cloud_spectra([("<GloVe>", np.array([1e-7, 3e-8])), ("ELMo", np.array([2.0, 1.0]))], log=False)
    assert np.isnan(figure.data[0].y).all()
    assert html.unescape(figure.data[0].name) == "<GloVe>: one point"
    assert figure.data[0].showlegend
