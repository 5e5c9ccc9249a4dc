"""The occurrences of one word as points, colored by what the word means there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import plotly.graph_objects as go

from embedviz.context.examples import SENSES
from embedviz.figures import plot
from embedviz.figures.extent import coincide, equal_limits, stacks
from embedviz.figures.sentences import Sentence, nearby, short, wrapped
from embedviz.figures.style import CATEGORICAL, FAINT, GRAY, LABEL_SIZE, SLATE, ink, label, layout, scene_axis
from embedviz.i18n import _

HEIGHT = 600
CAMERA = {"eye": {"x": 0.95, "y": -1.2, "z": 0.65}, "center": {"x": 0, "y": 0, "z": -0.1}}
# Plotly draws a size three times as large in space as in the plane.
POINT = {"xyz": 5.5, "xy": 14.0}
CROSS, LARGE, LARGEST = 0.6, 1.6, 2.4
MOST_LISTED = 8
LABEL_WIDTH = 22
SENSE_LEGEND = {
    "legend": {
        "orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0.0, "font": {"size": 16}, "itemsizing": "constant"
    }
}  # fmt: skip


def sense_colors(senses: Iterable[str]) -> dict[str, str]:
    """Return the color of each sense, the same in every figure that is given them in the same order.

    Parameters
    ----------
    senses : iterable of str
        Of the occurrences; "" where the sense is not known.

    Returns
    -------
    dict of str to str
        In order of first appearance; gray for "".
    """
    known = [sense for sense in dict.fromkeys(senses) if sense]
    colors = {sense: CATEGORICAL[i % len(CATEGORICAL)] for i, sense in enumerate(known)}
    return colors | {"": GRAY}


def sense_name(sense: str) -> str:
    """Return what a sense is called in the reader's language, not escaped.

    Parameters
    ----------
    sense : str
        As the sentences have it; "" where it is not known.

    Returns
    -------
    str
        What a reader labeled stays as it was written.
    """
    if sense in SENSES:
        return _(sense)
    return sense or _("sense not labeled")


def occurrences(
    coordinates: np.ndarray,
    senses: Sequence[str],
    sentences: Sequence[Sentence],
    *,
    static: np.ndarray | None,
    emphasized: int | None,
) -> go.Figure:
    """Draw the occurrences of a word in three dimensions.

    Parameters
    ----------
    coordinates : ndarray (k, 3) float32
        One point an occurrence.
    senses : sequence of k str
        What the word means there; "" where that is not known.
    sentences : sequence of k Sentence
        Where it stands.
    static : ndarray (3,) or None
        Where the one vector lies that the word has without a context.
    emphasized : int or None
        The occurrence that is drawn larger and labeled.

    Returns
    -------
    go.Figure
        The ``customdata`` of a point is the number of its occurrence. Occurrences in one place are one large point,
        gray if they differ in sense.
    """
    cloud = _Cloud("xyz", coordinates, senses, sentences, static, emphasized)
    scene: dict[str, object] = {
        f"{axis}axis": {**scene_axis(_("direction {number}").format(number=i)), "range": ends}
        for i, (axis, ends) in enumerate(zip("xyz", cloud.limits(), strict=True), start=1)
    }
    scene |= {"aspectmode": "cube", "dragmode": "orbit", "camera": CAMERA, "annotations": cloud.labels()}
    traces = [plot.scatter3d(**trace) for trace in cloud.traces()]
    return plot.figure(traces, layout(HEIGHT, **SENSE_LEGEND, margin={"l": 0, "r": 0, "t": 0, "b": 0}, scene=scene))


def flat_occurrences(
    coordinates: np.ndarray,
    senses: Sequence[str],
    sentences: Sequence[Sentence],
    *,
    static: np.ndarray | None,
    emphasized: int | None,
) -> go.Figure:
    """Draw the same on the first two axes, as SVG, for browsers without WebGL.

    Parameters
    ----------
    coordinates : ndarray (k, c) float32
        The first two columns are used.
    senses, sentences, static, emphasized
        As for :func:`occurrences`; the first two numbers of ``static`` are used.

    Returns
    -------
    go.Figure
    """
    plane = None if static is None else static[:2]
    cloud = _Cloud("xy", coordinates[:, :2], senses, sentences, plane, emphasized)
    x, y = (
        {
            "title": {"text": _("direction {number}").format(number=i)},
            "range": ends,
            "gridcolor": FAINT,
            "zeroline": False,
        }
        for i, ends in enumerate(cloud.limits(), start=1)
    )
    traces = [plot.scatter(**trace) for trace in cloud.traces()]
    axes = {"xaxis": x, "yaxis": {**y, "scaleanchor": "x"}}
    return plot.figure(traces, layout(HEIGHT, **SENSE_LEGEND, **axes, annotations=cloud.labels()))


@dataclass(frozen=True, eq=False)
class _Cloud:
    """Occurrences with what is drawn of them, in the plane and in space alike."""

    axes: str
    coordinates: np.ndarray
    senses: Sequence[str]
    sentences: Sequence[Sentence]
    static: np.ndarray | None
    emphasized: int | None

    @cached_property
    def colors(self) -> dict[str, str]:
        return sense_colors(self.senses)

    @cached_property
    def stacks(self) -> list[np.ndarray]:
        return stacks(self.coordinates)

    def limits(self) -> list[list[float]]:
        points = [self.coordinates] if self.static is None else [self.coordinates, self.static[None]]
        return equal_limits(np.concatenate(points))

    def traces(self) -> list[dict[str, object]]:
        """Return the settings of all traces, those that lie on top last."""
        present = [sense for sense in self.colors if sense in self.senses]
        grouped = [sense for sense in present if sense and not coincide(self.coordinates[self._members(sense)])]
        drawn = [self._threads(sense) for sense in grouped]
        drawn += [self._points(sense) for sense in present]
        drawn += [self._center(sense) for sense in grouped]
        drawn += [self._stack(stack) for stack in self.stacks]
        if self.static is not None:
            text = {"hovertext": _("the one vector without a context"), "hoverinfo": "text"}
            drawn.append({**self._at(self.static[None]), "marker": self._marker(GRAY, symbol="diamond"), **text})
        if self.emphasized is not None:
            i = self.emphasized
            marker = self._marker(self.colors[self.senses[i]], LARGE, line={"width": 3, "color": "#FFFFFF"})
            hover = self._hover([i], [wrapped(self.sentences[i])])
            drawn.append({**self._at(self.coordinates[i : i + 1]), "marker": marker, **hover})
        return [{"mode": "markers", "showlegend": False, **trace} for trace in drawn]

    def labels(self) -> list[dict[str, object]]:
        """Return the annotations: how many lie in a stack below it, the sentence above its point."""
        many = _("{count:,} occurrences, one point")
        notes = [self._note(self.coordinates[each[0]], many.format(count=len(each)), SLATE, 46) for each in self.stacks]
        if self.static is not None:
            notes.append(self._note(self.static, _("static vector"), SLATE, 80 if self.stacks else 34))
        if self.emphasized is not None:
            i = self.emphasized
            text = wrapped(nearby(self.sentences[i]), LABEL_WIDTH)
            notes.append(self._note(self.coordinates[i], text, self.colors[self.senses[i]], -62))
        return notes

    def _points(self, sense: str) -> dict[str, object]:
        members = self._members(sense)
        # Those of stacks stay in the trace, without a place: a sense of nothing else is in the legend too.
        places = self.coordinates[members].copy()
        places[np.isin(members, np.concatenate([[-1], *self.stacks]))] = np.nan
        return {
            **self._at(places),
            "marker": self._marker(self.colors[sense]),
            "name": label(sense_name(sense)),
            "legendgroup": sense,
            "showlegend": True,
            **self._hover(members, [wrapped(self.sentences[i]) for i in members]),
        }

    def _center(self, sense: str) -> dict[str, object]:
        mean = self.coordinates[self._members(sense)].mean(axis=0, keepdims=True)
        # A name may look like a placeholder of Plotly's, so it is no part of a template.
        hover = {"hovertext": _("the mean of {sense}").format(sense=label(sense_name(sense))), "hoverinfo": "text"}
        marker = self._marker(self.colors[sense], CROSS, symbol="cross", line={"width": 0}, opacity=0.7)
        return {**self._at(mean), "marker": marker, "legendgroup": sense, **hover}

    def _threads(self, sense: str) -> dict[str, object]:
        points = self.coordinates[self._members(sense)]
        mean = np.broadcast_to(points.mean(axis=0), points.shape)
        ends = np.stack([mean, points, np.full_like(points, np.nan)], axis=1).reshape(-1, points.shape[1])
        line = {"line": {"color": self.colors[sense], "width": 2}, "opacity": 0.4, "hoverinfo": "skip"}
        return {**self._at(ends), "mode": "lines", "legendgroup": sense, **line}

    def _stack(self, stack: np.ndarray) -> dict[str, object]:
        meanings = {self.senses[i] for i in stack}
        color = self.colors[meanings.pop()] if len(meanings) == 1 else GRAY
        listed = [short(self.sentences[i]) for i in stack[:MOST_LISTED]] + ["…"] * (len(stack) > MOST_LISTED)
        marker = self._marker(color, min(LARGEST, 1 + 0.4 * len(stack) ** 0.5))
        hover = self._hover(stack[:1], ["<br>".join(listed)])
        return {**self._at(self.coordinates[stack[:1]]), "marker": marker, **hover}

    def _members(self, sense: str) -> np.ndarray:
        return np.flatnonzero([each == sense for each in self.senses])

    def _at(self, places: np.ndarray) -> dict[str, object]:
        return dict(zip(self.axes, places.T, strict=True))

    def _marker(self, color: str, share: float = 1.0, **settings: object) -> dict[str, object]:
        rim = {"width": 1, "color": "#FFFFFF"}
        return {"size": share * POINT[self.axes], "color": color, "line": rim, **settings}

    def _hover(self, numbers: Sequence[int] | np.ndarray, texts: Sequence[str]) -> dict[str, object]:
        return {
            "customdata": np.asarray(numbers, dtype=np.int32),
            "hovertext": np.array(texts, dtype=object),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hoverlabel": {"align": "left"},
        }

    def _note(self, at: np.ndarray, text: str, color: str, ay: int) -> dict[str, object]:
        return {
            **{axis: float(place) for axis, place in zip(self.axes, at, strict=True)}, "text": text, "ax": 0, "ay": ay,
            "font": {"size": LABEL_SIZE, "color": ink(color)}, "bgcolor": color, "borderpad": 3,
            "arrowcolor": color, "arrowwidth": 1.5, "arrowhead": 0,
        }  # fmt: skip
