"""The Space page where the browser has no WebGL2: the first two axes, as SVG."""

import numpy as np

from embedviz.figures.space import Coloring, Highlight, flat
from embedviz.i18n import _
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.space.points import Points, subset
from embedviz.ui.widgets.charts import chart

MOST_POINTS = 5_000
"""Each is an element of the page."""


def draw_flat(drawn: Points, colored: Coloring, titles: list[str], marked: Highlight) -> None:
    """Draw the points of a picture in the plane.

    Parameters
    ----------
    drawn : Points
        All points. If there are too many, the first of them and those of the answer are drawn.
    colored, titles, marked
        As for :func:`embedviz.figures.space.flat`.
    """
    some = _("Only the first {count:,} words are drawn this way.").format(count=MOST_POINTS)
    say_flat(*([some] if len(drawn) > MOST_POINTS else []))
    words, coordinates, coloring, highlight = subset(drawn, colored, marked, MOST_POINTS)
    figure = flat(np.asarray(coordinates), words, coloring, titles, highlight)
    chart(figure, key="flat", alt=_("Words as points in the plane"))
