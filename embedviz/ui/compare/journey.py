"""One source turned into the other: its words travel along the best rotation, and then the rest of the way."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.figures.space import Coloring, Highlight, flat, space
from embedviz.figures.style import CATEGORICAL
from embedviz.geometry.framing import USUAL, Framing, framing
from embedviz.geometry.geodesic import Geodesic, geodesic
from embedviz.i18n import _, ngettext, sentences
from embedviz.ui.compare.alignment import Aligned
from embedviz.ui.compare.neighbors import Neighborhoods
from embedviz.ui.compare.pair import Compared
from embedviz.ui.compare.views import Views
from embedviz.ui.scene.drawing import Drawing, Moments, Note
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.scene.points import Cloud, scene_of_points
from embedviz.ui.widgets.charts import chart
from embedviz.ui.work.recent import Recent

# Half a turn in 24 steps is 7.5° each, which a straight line leaves by 0.2% of the radius.
TURNS, RESTS = 24, 4
TRAVELING = 6
HEIGHT = "32rem"
_JOURNEYS = Recent()


@dataclass(frozen=True, eq=False)
class Journey:
    """Where the words lie from A to B.

    Parameters
    ----------
    way : Geodesic
        Of the best orthogonal matrix.
    coordinates : ndarray (s, p, 3) float64
        Of p words at s moments, along the axes of the pictures side by side: A, then turned more and more up to AQ,
        then nearer and nearer to B.
    frame : Framing
        The cube around all moments.
    """

    way: Geodesic
    coordinates: np.ndarray = field(repr=False)
    frame: Framing

    @property
    def left_out(self) -> int:
        """Words that lie far outside the frame at some moment."""
        return len(np.unique(self.frame.outside % self.coordinates.shape[1]))


def journey(compared: Compared, aligned: Aligned, seen: Views, neighborhoods: Neighborhoods) -> None:
    """Draw the words on their way from A to B, with a slider.

    Parameters
    ----------
    compared : Compared
        The words.
    aligned : Aligned
        Their vectors.
    seen : Views
        Their pictures side by side, whose axes are used.
    neighborhoods : Neighborhoods
        Says which words changed most.
    """
    found = _journey(aligned, seen)
    count = len(seen.sides[0])
    words = compared.first.words[:count]
    residual = aligned.found.relative_residuals[:count]
    colored = Coloring(_("residual"), residual, "amount", (0.0, float(residual.max()) or 1.0))
    changed = [row for row in neighborhoods.most_changed if row < count][:TRAVELING]
    colors = [CATEGORICAL[i % len(CATEGORICAL)] for i in range(len(changed))]
    looked_at = neighborhoods.looked_at
    queries = [looked_at.row] if looked_at is not None and looked_at.row < count else []
    _said(found)
    titles = seen.titles
    alt = _("The compared words as points that travel from A to B")
    is_drawn = scene_of_points(
        Cloud((*seen.key, "journey"), (*seen.key, "words"), words, found.coordinates[-1], titles),
        colored,
        Highlight(queries, [], None),
        key="journey",
        alt=alt,
        query=None,
        place_text="",
        figure=partial(_at_moment, found, words, colored, titles),
        height=HEIGHT,
        frame=found.frame,
        view="journey",
        drawing=Drawing(
            notes=[Note(row, words[row], color) for row, color in zip(changed, colors, strict=True)],
            labeled=True,
        ),
        moments=Moments(
            found.coordinates, _names(), _("From A to B"), list(zip(changed, colors, strict=True)), start=0
        ),
    )
    if not is_drawn:
        say_flat()
        names = _names()
        moment = st.select_slider(_("From A to B"), range(len(names)), format_func=names.__getitem__, key="journey-at")
        marked = Highlight(queries, [], None)
        chart(flat(found.coordinates[moment], words, colored, titles, marked), key="journey-flat", alt=alt)
    else:
        st.caption(
            _(
                "Points travel along the geodesic of Q, each plane turning at constant speed, and then straight "
                "along the residual. The colored paths belong to the words whose neighbors changed most."
            )
        )


def _said(found: Journey) -> None:
    way = found.way
    said = ngettext(
        "From A to AQ, {planes:,} plane turns, by **{widest:.0f}°**: dot products are preserved throughout. From "
        "AQ to B each word moves on its own, and dot products change.",
        "From A to AQ, {planes:,} planes turn, the farthest by **{widest:.0f}°**: dot products are preserved "
        "throughout. From AQ to B each word moves on its own, and dot products change.",
        len(way.angles),
    ).format(planes=len(way.angles), widest=np.degrees(way.widest))
    if way.mirrored is not None:
        said = sentences(
            said,
            _("Q contains a reflection, which no rotation reaches, so A is mirrored along one direction at the start."),
        )
    if found.left_out:
        outside = _("Distant words that are not drawn: {count:,}.").format(count=found.left_out)
        said = sentences(said, outside)
    st.markdown(said)


def _names() -> list[str]:
    turned, rest = _("turned {share:.0%}"), _("residual {share:.0%}")
    on_the_way = [turned.format(share=i / TURNS) for i in range(1, TURNS)]
    last = [rest.format(share=i / RESTS) for i in range(1, RESTS)]
    return ["A", *on_the_way, "AQ", *last, "B"]


def _at_moment(
    found: Journey, words: Sequence[str], colored: Coloring, titles: Sequence[str], moment: int
) -> go.Figure:
    return space(found.coordinates[moment], words, colored, titles, Highlight([], [], None))


def _journey(aligned: Aligned, seen: Views) -> Journey:
    def make() -> Journey:
        turned, second = seen.sides
        count = len(second)
        way = geodesic(aligned.found.rotation)
        columns = seen.linear.axes.T
        first = aligned.first[:count].astype(np.float64)
        offset = seen.linear.center @ columns
        shares = np.linspace(0, 1, TURNS + 1)[:-1]
        moments = [first @ way.at(float(t), columns) - offset for t in shares]
        moments += [turned + (second - turned) * t for t in np.linspace(0, 1, RESTS + 1)]
        coordinates = np.stack(moments)
        frame = framing(coordinates.reshape(-1, coordinates.shape[2]))
        # At every moment 95 of 100 words are to be seen, not on the average of all moments.
        farthest = [np.quantile(np.abs(frame.units(each)).max(axis=1), USUAL) for each in coordinates]
        return Journey(way, coordinates, replace(frame, reach=min(1.0, float(max(frame.reach, *farthest)))))

    key: tuple[Hashable, ...] = (*seen.key, "journey")
    found: Journey = _JOURNEYS.get(key, make)
    return found
