import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from embedviz.figures.style import layout
from embedviz.i18n import FONTS, spoken
from embedviz.ui.widgets.saving import standalone


@pytest.fixture(scope="module")
def saved_figure() -> tuple[go.Figure, str]:
    coordinates = np.random.default_rng(0).standard_normal((3, 20)).astype(np.float32)
    figure = go.Figure(go.Scatter3d(**dict(zip("xyz", coordinates, strict=True)), customdata=["a&amp;b"] * 20))
    return figure, standalone(figure)


def test_a_saved_figure_needs_nothing_else(saved_figure):
    _figure, page = saved_figure
    assert len(page) > 3_000_000  # plotly.js is in it
    assert "plotly.js v" in page
    outside_scripts = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<script[^>]*\ssrc=", page)
    assert not re.search(r"<(link|img|iframe)\b", outside_scripts)


def test_a_saved_figure_does_not_offer_to_send_its_data_away(saved_figure):
    _figure, page = saved_figure
    (config,) = re.findall(r'\{[^{}]*"showSendToCloud":[^{}]*\}', page[page.rindex("Plotly.newPlot(") :])
    assert json.loads(config)["showSendToCloud"] is False


def test_a_saved_figure_holds_the_figure(saved_figure):
    figure, page = saved_figure
    sent = json.loads(figure.to_json())["data"][0]
    for axis in "xyz":
        assert sent[axis]["bdata"].replace("/", "\\u002f") in page


def test_a_saved_figure_is_seen_from_where_the_reader_looks(saved_figure):
    figure, _page = saved_figure
    camera = {
        "eye": {"x": 0.125, "y": 2.0, "z": 0.5},
        "center": {"x": 0, "y": 0, "z": 0},
        "up": {"x": 0, "y": 0, "z": 1},
    }
    assert '"eye":{"x":0.125,"y":2.0,"z":0.5}' in standalone(figure, camera)
    assert figure.layout.scene.camera.eye.x is None  # the one on the screen is as it was


def test_a_saved_figure_names_its_language_and_a_font_that_has_its_characters():
    with spoken("zh"):
        page = standalone(go.Figure(layout=layout(300, xaxis_title_text="奇异值")))
    assert '<html lang="zh-CN">' in page[:100]
    assert page[page.rindex("Plotly.newPlot(") :].count(FONTS) == 1


def drawn() -> None:
    import plotly.graph_objects as go

    from embedviz.ui.widgets.charts import chart

    chart(go.Figure(go.Scatter(y=[1, 2]), {"height": 400}), key="a/b", alt="A line")


def test_nothing_is_made_before_it_is_asked_for():
    app = AppTest.from_function(drawn).run()
    assert not app.exception
    (buttons,) = app.get("bidi_component")
    data = json.loads(buttons.proto.json)
    assert data["page"] is None
    assert data["file"] == "a_b"
