"""Charts that answer the hand: what a slider will make of them is in the browser before it is moved."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from embedviz.ui.widgets.component import component

_hand = component("embedviz.hand", "widgets/dom.js", "widgets/plot.js", "widgets/hand.js", css="widgets/hand.css")

Marks = Mapping[str, Sequence[tuple[str, tuple[int, int]]]]
"""What phrases name: by the name, elements of a chart, as a CSS selector and which of those it finds, from and to."""


@dataclass(frozen=True)
class Line:
    """A straight line of a chart that is dragged.

    Parameters
    ----------
    shape : int
        Which of the figure's shapes it is.
    axis : {"x", "y"}
        The direction that it moves in.
    at : sequence of p float
        Where it lies at each of the slider's places.
    on : str
        The axis of the layout that those are values of.
    """

    shape: int
    axis: Literal["x", "y"]
    at: Sequence[float]
    on: str


@dataclass(frozen=True)
class Travel:
    """What each of the p places of a slider means.

    Parameters
    ----------
    slider : str
        Its key.
    here : int
        The place it has now.
    texts : sequence of p str
        The sentence at each: plain text, bold type, colored backgrounds and phrases that name marks.
    line : Line, optional
        The line of the chart that moves along.
    counted : sequence of p int, optional
        How many of the chart's points, from the first, have the first color.
    colors : tuple of (str, str), optional
        Of the points that count, and of the others.
    points : sequence of p (sequence of k float, sequence of k float), optional
        Where the chart's points lie, across and down.
    """

    slider: str
    here: int
    texts: Sequence[str]
    line: Line | None = None
    counted: Sequence[int] | None = None
    colors: tuple[str, str] = ("", "")
    points: Sequence[tuple[Sequence[float], Sequence[float]]] | None = None


@contextmanager
def pointed_at(key: str, marks: Marks) -> Iterator[None]:
    """Let phrases light the marks of a chart that they name: ``[the largest](#mark-first)``.

    Parameters
    ----------
    key : str
        Unique on the page; phrases and chart are drawn within the context.
    marks : mapping
        By name; more may be added as long as the context lasts.
    """
    with st.container(key=f"{key}_hand"):
        yield
        _point(key, marks=dict(marks))


def point_by_number(key: str, named: Mapping[str, Sequence[int]]) -> None:
    """Let phrases light the points of a chart that they name, drawn last in a container with the key ``{key}_hand``.

    Parameters
    ----------
    key : str
        Unique on the page.
    named : mapping of str to sequence of int
        By the name, the numbers of points, which the chart has as their ``customdata``.
    """
    _point(key, named={name: list(numbers) for name, numbers in named.items()})


def _point(key: str, **data: Any) -> None:
    _hand(key=f"{key}_pointing", data={"box": f"{key}_hand", "slider": "none", "said": "none", **data})


def answer(key: str, travel: Travel) -> None:
    """Say what the place of a slider means, for the chart and the slider in one container; see :func:`reach`.

    Parameters
    ----------
    key : str
        Of the container.
    travel : Travel
        All places of the slider.
    """
    st.container(key=f"{key}_said").markdown(travel.texts[travel.here])


def reach(key: str, travel: Travel, marks: Marks | None = None, *, within: str = "", said: str = "") -> None:
    """Let the chart and the sentence of a container answer its slider while it is moved.

    Drawn last in a container with the key ``{key}_hand`` that holds the slider, the sentence (:func:`answer`) and the
    chart.

    Parameters
    ----------
    key : str
        Unique on the page.
    travel : Travel
        All places of the slider.
    marks : mapping, optional
        As for :func:`pointed_at`.
    within : str
        The key of the container, where several sliders or sentences share one; by default the same.
    said : str, optional
        The key of the sentence, where the container holds several; by default that of the container.
    """
    box = within or key
    data: dict[str, Any] = {
        "box": f"{box}_hand",
        "said": f"{said or box}_said",
        "slider": travel.slider,
        "here": travel.here,
        "texts": list(travel.texts),
        "line": None if travel.line is None else {**vars(travel.line), "at": list(map(float, travel.line.at))},
        "counted": None if travel.counted is None else list(map(int, travel.counted)),
        "colors": list(travel.colors),
        "points": travel.points,
        "marks": dict(marks or {}),
    }
    _hand(key=f"{key}_hands", data=data)
