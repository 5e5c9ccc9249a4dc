"""Two aligned sources in 3D, side by side, seen by one camera."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st

from embedviz.figures.extent import equal_limits
from embedviz.figures.space import Coloring, Highlight, flat, space
from embedviz.geometry.framing import Framing, framing
from embedviz.geometry.landmarks import spread_out
from embedviz.geometry.projection import LinearMap, project
from embedviz.i18n import _, pgettext
from embedviz.scaling import compact
from embedviz.ui.compare.alignment import Aligned
from embedviz.ui.compare.neighbors import LookedAt
from embedviz.ui.compare.pair import Compared, Pair
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.scene.points import Cloud, scene_of_points
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import Recent
from embedviz.units import Readable

MOST_POINTS = 20_000
AXES, LANDMARKS, HEIGHT = 3, 8, "30rem"
GROUP = "aligned"
_PICTURES = Recent()


@dataclass(frozen=True, eq=False)
class Views:
    """Where the words lie in both sources, along the same axes.

    Parameters
    ----------
    sides : tuple of 2 ndarray (p, 3) float32
        The first source turned onto the second, and the second.
    shares : ndarray (3,) float64
        Of the second source's variance, along each axis.
    limits : list of 3 list of 2 float
        Ends of the axes, for both.
    landmarks : list of int
        Points to label where Plotly draws.
    frame : Framing
        The cube around both.
    linear : LinearMap
        From all dimensions to these axes.
    key : tuple
        Names the coordinates.
    """

    sides: tuple[np.ndarray, np.ndarray] = field(repr=False)
    shares: np.ndarray
    limits: list[list[float]]
    landmarks: list[int]
    frame: Framing
    linear: LinearMap = field(repr=False)
    key: tuple[Hashable, ...]

    @property
    def titles(self) -> list[str]:
        """What the axes are called."""
        title = _("axis {number} ({share:.1%})")
        return [title.format(number=i, share=Readable(share)) for i, share in enumerate(self.shares, start=1)]


def views(pair: Pair, compared: Compared, aligned: Aligned, looked_at: LookedAt | None) -> Views:
    """Draw the first source, turned, and the second, as clouds that are seen from the same side.

    Parameters
    ----------
    pair : Pair
        The sources.
    compared : Compared
        The words.
    aligned : Aligned
        Their vectors.
    looked_at : LookedAt or None
        The word to point out with its neighbors.

    Returns
    -------
    Views
        What was drawn.
    """
    found = _views(compared, aligned)
    count = len(found.sides[0])
    words = compared.first.words[:count]
    residual = aligned.found.relative_residuals[:count]
    highest = float(residual.max()) or 1.0
    colored = Coloring(_("residual"), residual, "amount", (0.0, highest))
    titles = found.titles
    headings = [_("{name}, rotated by Q").format(name=plain(pair.names[0])), plain(pair.names[1])]
    near = (looked_at.first, looked_at.second) if looked_at is not None else ([], [])
    is_drawn = True
    with st.container():
        for column, side, heading in zip(st.columns(2, gap="medium"), (0, 1), headings, strict=True):
            queries = [looked_at.row] if looked_at is not None and looked_at.row < count else []
            marked = Highlight(queries, [i for i in near[side] if i < count] if queries else [], None)
            at = found.sides[side]
            alt = _("The compared words as points in three dimensions")
            with column:
                st.markdown(f"**{heading}**")
                is_drawn = scene_of_points(
                    Cloud((*found.key, side), (*found.key, "words"), words, at, titles),
                    colored,
                    marked,
                    key=f"view-{side}",
                    alt=alt,
                    query=words[looked_at.row] if queries and looked_at is not None else None,
                    place_text="",
                    figure=partial(space, at, words, colored, titles, marked, found.landmarks, found.limits),
                    height=HEIGHT,
                    frame=found.frame,
                    group=GROUP,
                )
                if not is_drawn:
                    chart(flat(at, words, colored, titles, marked), key=f"flat-{side}", alt=alt)
    if not is_drawn:
        say_flat()
    st.caption(
        _(
            "Words shown: {count:,} of {all:,}. Rotate one picture and the other follows. The axes are the three "
            "principal directions of {second} ({kept:.1%} of its variance), the same for both. Color says how far "
            "a word is from its place in the other picture; the word chosen above and its neighbors are marked."
        ).format(
            count=count,
            all=len(compared.first),
            second=plain(pair.names[1]),
            kept=Readable(min(1.0, found.shares.sum())),
        )
    )
    csv_button(lambda: _columns(found, words), name="aligned")
    return found


def _columns(found: Views, words: tuple[str, ...]) -> Table:
    columns: Table = {_("word"): words}
    for side, coordinates in zip((pgettext("source", "first"), pgettext("source", "second")), found.sides, strict=True):
        for i, axis in enumerate(coordinates.T, start=1):
            columns[_("{side}, axis {number}").format(side=side, number=i)] = axis.tolist()
    return columns


def _views(compared: Compared, aligned: Aligned) -> Views:
    def make() -> Views:
        turned = compact(aligned.first[:MOST_POINTS] @ aligned.found.rotation)
        second = aligned.second[:MOST_POINTS]
        seen = project(second, "pca", min(AXES, *second.shape)).in_axes(AXES)
        assert seen.linear is not None  # noqa: S101 - PCA is linear
        assert seen.explained_variance is not None  # noqa: S101
        sides = seen.linear.coordinates(turned), seen.coordinates
        landmarks = [int(i) for i in spread_out(seen.coordinates, k=LANDMARKS)]
        both = np.vstack(sides)
        return Views(sides, seen.explained_variance, equal_limits(both), landmarks, framing(both), seen.linear, key)

    key = "compare", compared.id, aligned.first.shape[1]
    found: Views = _PICTURES.get(key, make)
    return found
