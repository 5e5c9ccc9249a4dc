"""What a scene of few points shows besides them: lines, arrows, notes, and places that change from moment to moment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from embedviz.geometry.framing import AWAY, Framing
from embedviz.i18n import _

SLATE = "#3A445C"
"""Carries white text on either ground."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line through some places.

    Parameters
    ----------
    points : ndarray (p, 3)
        Its corners.
    color : str
        Six hexadecimal digits behind a #, perhaps two more for how opaque it is.
    width : float
        In pixels.
    dashed, arrow : bool
        Whether it is dashed, and whether it ends with an arrow.
    group : int, optional
        The color's code: the line is hidden with the points of that code.
    """

    points: np.ndarray
    color: str
    width: float = 1.5
    dashed: bool = False
    arrow: bool = False
    group: int | None = None


@dataclass(frozen=True, eq=False)
class Note:
    """A text beside a place.

    Parameters
    ----------
    at : ndarray (3,) or int
        The place, or the number of a point, with which it moves.
    text : str
        Cut after 32 signs; none if empty.
    color : str
        Six hexadecimal digits behind a #; it carries white text.
    mark : str
        What is drawn at the place.
    group : int, optional
        As for :class:`Stroke`.
    """

    at: np.ndarray | int
    text: str
    color: str
    mark: Literal["", "cross", "diamond", "disc"] = ""
    group: int | None = None


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn over points.

    Parameters
    ----------
    strokes : sequence of Stroke
        Lines.
    notes : sequence of Note
        Texts.
    size : float
        How many times as large as usual the points are.
    labeled : bool
        Whether words are written beside points as there is room.
    named : mapping of str to sequence of int
        The points that phrases of the page light: those of "right" that of ``[found](#mark-right)``.
    """

    strokes: Sequence[Stroke] = ()
    notes: Sequence[Note] = ()
    size: float = 1.0
    labeled: bool = False
    named: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def data(self, frame: Framing) -> dict[str, object]:
        """Return it as the browser takes it, in units of a frame."""
        return {
            "strokes": list(self._strokes(frame)),
            "notes": list(self._notes(frame)),
            "size": self.size,
            "labeled": self.labeled,
            "named": {name: list(map(int, points)) for name, points in self.named.items()},
        }

    def _strokes(self, frame: Framing) -> Iterator[dict[str, object]]:
        for each in self.strokes:
            yield {
                "points": frame.units(each.points).tolist(),
                "color": each.color,
                "width": each.width,
                "dashed": each.dashed,
                "arrow": each.arrow,
                "group": each.group,
            }

    def _notes(self, frame: Framing) -> Iterator[dict[str, object]]:
        for each in self.notes:
            point = each.at if isinstance(each.at, int) else None
            place = None if isinstance(each.at, int) else frame.units(each.at[None])[0].tolist()
            yield {
                "at": place,
                "point": point,
                "text": each.text,
                "color": each.color,
                "mark": each.mark,
                "group": each.group,
            }


@dataclass(frozen=True, eq=False)
class Moments:
    """Where the words of a cloud lie at s moments; the reader goes from one to the other.

    Parameters
    ----------
    coordinates : ndarray (s, m, 3)
        Those of the cloud at each moment.
    names : sequence of s str
        What the moments are called.
    label : str
        What the slider is called.
    trails : sequence of (int, str)
        Points whose ways up to the moment are drawn, and in what color.
    start : int
        The moment that is shown at first.
    """

    coordinates: np.ndarray
    names: Sequence[str]
    label: str
    trails: Sequence[tuple[int, str]] = ()
    start: int = 0

    def places(self, frame: Framing) -> bytes:
        """Return all places, moment by moment, in steps of a frame: 65535 for a word that is outside of it once."""
        s, m, c = self.coordinates.shape
        away = frame.around(self.coordinates.reshape(-1, c))
        steps = away.steps(self.coordinates.reshape(-1, c)).reshape(s, m, c)
        steps[:, np.unique(away.outside % m)] = AWAY
        return steps.astype("<u2").tobytes()

    def nearest(self, moment: object) -> int:
        """Return the number of the moment nearest to one that the browser has reported; the first one's if none is."""
        known = moment if isinstance(moment, int | float) and np.isfinite(moment) else self.start
        return int(np.clip(round(known), 0, len(self.names) - 1))

    def data(self, key: str) -> dict[str, object]:
        """Return the rest as the browser takes it."""
        return {
            "key": key,
            "names": list(self.names),
            "label": self.label,
            "start": self.start,
            "trails": [{"index": index, "color": color} for index, color in self.trails],
            "texts": {"play": _("Play"), "pause": _("Pause")},
        }
