import html
import subprocess
import sys

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.figures import style
from embedviz.figures.room import LEAST


@given(st.text())
def test_an_escaped_word_has_no_markup_and_comes_back(word):
    escaped = style.escape(word)
    assert "<" not in escaped
    assert html.unescape(escaped) == word


@pytest.mark.parametrize("word", ["<b>bold</b>", "at&t", "&amp;", "&lt", '"', "'s"])
def test_words_that_look_like_markup_come_back(word):
    assert html.unescape(style.escape(word)) == word


def test_the_words_of_glove_that_hold_markup_come_back(glove):
    odd = [word for word in glove.words if "<" in word or "&" in word]
    assert len(odd) > 100
    assert [html.unescape(style.escape(word)) for word in odd] == odd


def test_settings_come_beside_what_all_figures_have_and_go_before_it():
    found = go.Figure(layout=style.layout(300, margin={"l": 1}, showlegend=False)).layout
    assert found.height == 300
    assert (found.margin.l, found.margin.r) == (1, LEAST)
    assert found.paper_bgcolor == found.plot_bgcolor == style.TRANSPARENT


@pytest.mark.parametrize(
    ("least", "most", "dtick", "is_written_out"),
    [
        pytest.param(20, 30, None, True, id="less than a decade: wherever plotly wants them, written out"),
        pytest.param(2, 300, "D2", True, id="two decades: at 1, 2 and 5, written out"),
        pytest.param(1e-30, 1e-28, 1, False, id="two decades far down: powers of ten"),
        pytest.param(2e-8, 30, 2, False, id="ten decades: every second power of ten"),
        pytest.param(0, 0, None, False, id="nothing"),
    ],
)
def test_a_logarithmic_axis_has_no_tick_that_is_a_digit_between_powers(least, most, dtick, is_written_out):
    axis = style.log_axis(np.array([least, most, 0.0, np.nan]))
    assert (axis["type"], axis["exponentformat"], axis.get("dtick")) == ("log", "power", dtick)
    assert ("tickformat" in axis) == is_written_out
    has_powers = isinstance(dtick, int)  # which plotly writes larger than it is told
    written = axis.get("tickfont", {"size": style.TICK_SIZE})["size"] * (style.POWERS_LARGER if has_powers else 1)
    assert written == style.TICK_SIZE
    assert go.Figure(layout={"yaxis": axis}).layout.yaxis.type == "log"  # plotly knows each setting


def test_thousands_are_set_apart_on_all_axes_of_numbers():
    found = go.Figure(layout=style.layout(300, xaxis={}, yaxis={"separatethousands": False})).layout
    assert (found.xaxis.separatethousands, found.yaxis.separatethousands) == (True, False)


def test_two_rows_lie_above_each_other_without_touching():
    axes = style.two_rows({"title": {"text": "k"}}, {"title": {"text": "top"}}, {"title": {"text": "bottom"}}, 0.3)
    found = go.Figure(layout=axes).layout
    assert found.yaxis2.domain == (0, 0.3)
    assert found.yaxis2.domain[1] < found.yaxis.domain[0] < found.yaxis.domain[1] == 1
    assert (found.yaxis.title.text, found.yaxis2.title.text, found.xaxis.anchor) == ("top", "bottom", "y2")


def luminance(color: str) -> float:
    parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("color", [*style.CATEGORICAL, style.GRAY])
@pytest.mark.parametrize("ground", ["#FFFFFF", "#11151D"])
def test_colors_of_marks_are_told_from_light_and_dark_ground(color, ground):
    # WCAG 2.2, 1.4.11 asks 3:1 of graphical objects; gray may recede.
    bright, dark = sorted((luminance(color), luminance(ground)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 2.6


def test_figures_import_nothing_heavy_and_no_streamlit():
    program = """
import sys
import embedviz.figures.growth, embedviz.figures.matrices, embedviz.figures.onehot
import embedviz.figures.space, embedviz.figures.spectrum
print(sorted({name.partition(".")[0] for name in sys.modules} & {"streamlit", "sklearn", "gensim", "pacmap", "umap"}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_label_is_cut_short_and_without_markup():
    assert style.label("king") == "king"
    assert style.label("<b>") == "&lt;b&gt;"
    assert len(style.label("x" * 10_000)) == style.LONGEST_LABEL + 1


@pytest.mark.parametrize(
    ("word", "room", "written"),
    [
        ("长" * 9, 8, "长长长长…"),
        ("长长长长", 8, "长长长长"),
        ("e\u0301" * 8, 8, "e\u0301" * 8),
        ("a" + "\u0301" * 99, 4, None),
    ],
)
def test_a_label_is_cut_by_the_room_it_takes(word, room, written):
    cut = style.label(word, room)
    assert cut == written or (written is None and len(cut) == 2 * room + 1)


@pytest.mark.parametrize("word", ["", " ", "\u3000"])
def test_a_blank_word_is_seen_by_its_quotes(word):
    assert style.label(word) == f"“{word}”"
