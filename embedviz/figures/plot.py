"""Figures of plain dictionaries, as plotly.js reads them.

Plotly's classes look at every value that they are given, once for a trace and again for the figure that it is put into,
and copy it four times until it is sent: that takes five times as long as all the rest of drawing a chart. What is
written here is looked at by the tests, which have Plotly check each figure and find it the same.
"""

import base64
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.io import templates

Trace = dict[str, Any]

_SENT_AS_BYTES = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
_AS_IT_IS = "range"
"""A setting that plotly.js takes as a list only."""


def trace(type: str, **settings: object) -> Trace:
    """Return what a figure draws.

    Parameters
    ----------
    type : str
        Its name in plotly.js.
    **settings
        As plotly.js has them, one within the other in dictionaries; what is None is left out.

    Returns
    -------
    dict
    """
    return {"type": type} | {name: value for name, value in settings.items() if value is not None}


bar, cone, heatmap = partial(trace, "bar"), partial(trace, "cone"), partial(trace, "heatmap")
scatter, scatter3d = partial(trace, "scatter"), partial(trace, "scatter3d")


def figure(traces: Sequence[Trace], layout: dict[str, object], frames: Sequence[Trace] = ()) -> go.Figure:
    """Return a figure that is ready to be drawn.

    Parameters
    ----------
    traces : sequence of dict
        As :func:`trace` returns them.
    layout : dict
        As :func:`embedviz.figures.style.layout` returns it.
    frames : sequence of dict
        Of an animation.

    Returns
    -------
    go.Figure
    """
    return _Figure(list(traces), layout, list(frames))


def traces_of(figure: go.Figure) -> list[Trace]:
    """Return what a figure draws, without having Plotly make its objects of it.

    Parameters
    ----------
    figure : go.Figure
        Any.

    Returns
    -------
    list of dict
        Not to be changed.
    """
    if isinstance(figure, _Figure) and figure.is_new:
        traces: list[Trace] = figure._given[0]
        return traces
    return [each.to_plotly_json() for each in figure.data]


class _Figure(go.Figure):  # type: ignore[misc]
    """A figure of which Plotly makes its objects only when something asks for them: to be sent, it needs none."""

    def __init__(self, *given: Any) -> None:
        self._given = given

    @property
    def is_new(self) -> bool:
        """Whether nothing has been asked of it yet."""
        return "_given" in self.__dict__

    def __getattr__(self, name: str) -> Any:
        given = self.__dict__.pop("_given", None)
        if given is None:
            raise AttributeError(name)
        super().__init__(*given, _validate=False)
        return getattr(self, name)

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as it is sent, the numbers of arrays as bytes."""
        if not self.is_new:
            made: dict[str, Any] = super().to_dict()
            return made
        traces, layout, frames = self._given
        usual = {"template": _template(templates.default)} if templates.default is not None else {}
        sent = {"data": _as_sent(traces), "layout": usual | _as_sent(layout)}
        return sent | ({"frames": _as_sent(frames)} if frames else {})


@cache
def _template(name: str) -> Any:
    return _as_sent(templates[name].to_plotly_json())


def _as_sent(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: value if name == _AS_IT_IS else _as_sent(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_as_sent(each) for each in part]
    return _as_bytes(part) if isinstance(part, np.ndarray) else part


def _as_bytes(values: np.ndarray) -> Any:
    if values.size and values.dtype.kind in "iu" and values.dtype.itemsize == 8:  # JavaScript has no such integers
        sizes = (np.dtype(f"{values.dtype.kind}{size}") for size in (1, 2, 4))
        low, high = int(values.min()), int(values.max())
        fitting = (size for size in sizes if np.iinfo(size).min <= low and high <= np.iinfo(size).max)
        values = values.astype(next(fitting, values.dtype))
    if not values.size or values.dtype.str[1:] not in _SENT_AS_BYTES or not values.dtype.isnative:
        return values
    sent = {"dtype": values.dtype.str[1:], "bdata": base64.b64encode(values.tobytes()).decode("ascii")}
    return sent if values.ndim == 1 else sent | {"shape": ", ".join(map(str, values.shape))}
