"""The first three words as the axes of space."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from embedviz.algebra.onehot import one_hot
from embedviz.figures.onehot import basis_vectors, flat_basis_vectors
from embedviz.figures.space import Highlight
from embedviz.figures.style import CATEGORICAL, GRAY
from embedviz.geometry.framing import cube
from embedviz.i18n import _
from embedviz.ui.scene.drawing import Drawing, Note, Stroke
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.scene.paint import painted
from embedviz.ui.scene.points import Cloud, scene_of_points
from embedviz.ui.widgets.charts import chart

AXES = 3
LIMITS = [-0.35, 1.4]
BEYOND = 1.32  # of the way to an arrow's tip, where its label does not cover it
HEIGHT = "19rem"


def axes_of_space(words: Sequence[str]) -> None:
    """Draw the first three words as the axes of space, or say that it takes three.

    Parameters
    ----------
    words : sequence of str
        Each with an axis of its own.
    """
    if len(words) < AXES:
        st.info(_("Three words span a space that can be drawn. Type three or more."), icon=":material/view_in_ar:")
        return
    vectors, named, colors = one_hot(np.arange(AXES), size=AXES), tuple(words[:AXES]), CATEGORICAL[:AXES]
    alt = _("Three one-hot vectors as arrows along the axes")
    is_drawn = scene_of_points(
        Cloud("one-hot axes", ("one-hot axes", *named), named, vectors, ()),
        painted(range(AXES), dict(zip(named, colors, strict=True)), named=False),
        Highlight([], [], None),
        key="axes",
        alt=alt,
        query=None,
        place_text="",
        figure=lambda: basis_vectors(vectors, named),
        height=HEIGHT,
        frame=cube([LIMITS] * AXES),
        drawing=_arrows(vectors, named, colors),
    )
    if not is_drawn:
        say_flat(is_projected=False)
        chart(flat_basis_vectors(vectors, named), key="axes-flat", alt=alt)
    if len(words) > AXES:
        st.caption(_("The first three words; each further one would need an axis that no picture has."))


def _arrows(vectors: np.ndarray, words: Sequence[str], colors: Sequence[str]) -> Drawing:
    origin = np.zeros(AXES)
    arrows = [
        Stroke(np.stack([origin, vector]), color, 5, arrow=True) for vector, color in zip(vectors, colors, strict=True)
    ]
    equally_far = Stroke(np.vstack([vectors, vectors[:1]]), GRAY, 2, dashed=True)
    notes = [
        Note(BEYOND * vector, f"{word} ({', '.join(f'{x:g}' for x in vector)})", color)
        for word, vector, color in zip(words, vectors, colors, strict=True)
    ]
    return Drawing([equally_far, *arrows], notes)
