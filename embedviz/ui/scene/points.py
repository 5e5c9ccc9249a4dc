"""A scene of points: every word of a picture at once, in 3D, drawn by the browser's graphics card."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.figures.space import Coloring, Highlight
from embedviz.geometry.framing import Framing, framing
from embedviz.geometry.regions import Region
from embedviz.i18n import _
from embedviz.ui.scene.buffers import buffers
from embedviz.ui.scene.drawing import Drawing, Moments
from embedviz.ui.scene.paint import Paint, paint
from embedviz.ui.scene.routes import CODE
from embedviz.ui.widgets.assets import asset
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.saving import standalone
from embedviz.ui.work.recent import Recent

HEIGHT, PRESENTED_HEIGHT = "40rem", "28rem"
NO_WEBGL = "embedviz_no_webgl"
VIEW = "view"
_FRAMINGS = Recent()

_scene = st.components.v2.component(
    "embedviz.points",
    js=asset("widgets/dom.js", "scene/loader.js"),
    css=asset("scene/scene.css"),
    isolate_styles=False,
)


@dataclass(frozen=True, eq=False)
class Cloud:
    """Words and where they lie.

    Parameters
    ----------
    name : hashable
        Names the coordinates: equal names, equal coordinates.
    words_name : hashable
        Names the words.
    words : sequence of m str
        Those of the picture, most frequent first where that is known.
    coordinates : ndarray (m, 3)
        Where they lie.
    titles : sequence of 3 str
        Names of the axes; none where they mean nothing.
    placed_words : sequence of p str
        Shown besides; they may differ from one rerun to the next. Their points are numbered from m.
    placed : ndarray (p, 3)
        Where those lie.
    """

    name: Hashable
    words_name: Hashable
    words: Sequence[str]
    coordinates: np.ndarray
    titles: Sequence[str]
    placed_words: Sequence[str] = ()
    placed: np.ndarray = field(default_factory=lambda: np.empty((0, 3), dtype=np.float32))

    def __len__(self) -> int:
        return len(self.words) + len(self.placed_words)

    def word(self, point: int) -> str:
        """Return the word of a point."""
        m = len(self.words)
        return self.words[point] if point < m else self.placed_words[point - m]


@dataclass(frozen=True)
class Selected:
    """The points in the box that a reader has drawn.

    Parameters
    ----------
    points : sequence of int
        The first of them, in the order of the words.
    count : int
        How many there are.
    """

    points: Sequence[int]
    count: int


def scene_of_points(
    cloud: Cloud,
    coloring: Coloring | Paint,
    highlight: Highlight,
    *,
    key: str,
    alt: str,
    query: str | None,
    place_text: str,
    figure: Callable[..., go.Figure],
    on_click: Callable[[str], None] | None = None,
    height: str = HEIGHT,
    frame: Framing | None = None,
    group: str | None = None,
    view: str = VIEW,
    regions: Sequence[Region] = (),
    drawing: Drawing | None = None,
    moments: Moments | None = None,
) -> bool:
    """Draw the scene.

    Parameters
    ----------
    cloud : Cloud
        What is drawn.
    coloring : Coloring or Paint
        One number a point, those of the words placed besides at the end; or the colors themselves.
    highlight : Highlight
        The points that answer a query.
    key : str
        Unique in the app; also the name of a file that is saved.
    alt : str
        What the scene shows, for screen readers.
    query : str or None
        What is asked for: where it changes, the camera flies there.
    place_text : str
        Said of a word beside it, with ``{place}`` for its number from 1; may be empty.
    figure : callable
        The same as a figure of Plotly, for a page that is saved. With moments, it is given the number of the one that
        is looked at.
    on_click : callable, optional
        Called, before the page is rerun, with the word that was clicked.
    height : str
        As CSS has it; in the present mode it is that of a screen.
    frame : Framing, optional
        The cube that is looked at, for pictures that are to be compared; that of these points unless given.
    group : str, optional
        Scenes drawn with the same group turn together and have one view.
    view : str
        What the view is called in the address: of another name where a page has another scene that turns alone.
    regions : sequence of Region
        Named on the picture as long as it is seen from afar, and in a list from which the camera flies to them.
    drawing : Drawing, optional
        What is drawn besides.
    moments : Moments, optional
        Where the words lie from moment to moment, instead of the cloud's coordinates.

    Returns
    -------
    bool
        Whether the browser can draw it. False once it has reported that it has no WebGL2; nothing is drawn then.
    """
    if NO_WEBGL in st.session_state:
        return False
    store = buffers()
    frame = _framing(cloud) if frame is None else frame.around(cloud.coordinates)
    colors = coloring if isinstance(coloring, Paint) else paint(coloring)
    m = len(cloud.words)
    is_outside = moments is None and len(frame.outside) > 0
    words = store.named(("words", cloud.words_name), partial(_words, cloud.words), compressed=True)
    data = {
        "code": CODE,
        "key": key,
        "file": key,
        "alt": alt,
        "height": PRESENTED_HEIGHT if is_presenting() else height,
        "group": group,
        "view": view,
        "places": store.named(("places", cloud.name), lambda: _places(frame, cloud, moments)),
        "words": words,
        "codes": store.put(colors.codes[:m].tobytes(), compressed=True),
        "outside": store.named(("outside", cloud.name), lambda: _outside(frame, cloud)) if is_outside else None,
        "reach": frame.reach,
        "palette": colors.palette,
        "legend": colors.legend,
        "extra": list(_extra(cloud, frame, colors.codes)),
        "marks": {
            "queries": [int(i) for i in highlight.queries],
            "neighbors": [int(i) for i in highlight.neighbors],
            "target": None if highlight.target is None else frame.units(highlight.target[None, :])[0].tolist(),
        },
        "query": query,
        "axes": {"titles": list(cloud.titles), "origin": _origin(frame)},
        "placeText": place_text,
        "regions": [
            {
                "at": frame.units(each.center[None, :])[0].tolist(),
                "radius": each.radius / frame.radius,
                "name": " · ".join(each.words),
            }
            for each in regions
        ],
        "drawing": drawing and drawing.data(frame),
        "stages": moments and moments.data(key),
        "texts": _texts(len(frame.outside)),
        "page": _page(key, figure, moments),
    }
    _scene(
        key=key,
        data=data,
        on_clicked_change=partial(_click, key, cloud, words, on_click),
        on_selected_change=partial(_select, key, cloud, words),
        on_html_change=partial(_ask_for_page, key),
        on_no_webgl_change=_remember_no_webgl,
        on_missing_change=lambda: None,  # the rerun makes what is missing
        on_failed_change=lambda: None,
    )
    return True


def selected(key: str, cloud: Cloud) -> Selected | None:
    """Return what the reader has drawn a box around in a scene; None if nothing, or if the words are others since.

    Parameters
    ----------
    key : str
        The scene's.
    cloud : Cloud
        What it shows.

    Returns
    -------
    Selected or None
    """
    name, found = st.session_state.get(f"{key}_selection", (None, None))
    if found is None or name != cloud.words_name:
        return None
    known = [point for point in found.points if point < len(cloud)]
    return Selected(known, found.count) if known else None


def unselect(key: str) -> None:
    """Forget what was selected in a scene."""
    st.session_state.pop(f"{key}_selection", None)


def _framing(cloud: Cloud) -> Framing:
    found: Framing = _FRAMINGS.get(cloud.name, lambda: framing(cloud.coordinates))
    return found


def _places(frame: Framing, cloud: Cloud, moments: Moments | None) -> bytes:
    if moments is not None:
        return moments.places(frame)
    return frame.steps(cloud.coordinates).astype("<u2").tobytes()


def _outside(frame: Framing, cloud: Cloud) -> bytes:
    places = frame.units(cloud.coordinates[frame.outside])
    return frame.outside.astype("<u4").tobytes() + places.astype("<f4").tobytes()


def _words(words: Sequence[str]) -> bytes:
    """Return how many words there are, the bytes of each, and the bytes themselves."""
    encoded = [word.encode("utf-8", "backslashreplace") for word in words]
    lengths = np.fromiter(map(len, encoded), dtype="<u4", count=len(encoded))
    return np.array([len(encoded)], dtype="<u4").tobytes() + lengths.tobytes() + b"".join(encoded)


def _extra(cloud: Cloud, frame: Framing, codes: np.ndarray) -> Iterator[dict[str, object]]:
    m = len(cloud.words)
    places = frame.units(cloud.placed) if len(cloud.placed_words) else ()
    for i, (word, place) in enumerate(zip(cloud.placed_words, places, strict=True)):
        yield {"index": m + i, "word": word, "at": place.tolist(), "code": int(codes[m + i])}


def _origin(frame: Framing) -> list[float]:
    """Return where the zero of all axes lies, or the middle of the frame if that is outside."""
    zero = frame.units(np.zeros((1, len(frame.center))))[0]
    return zero.tolist() if np.abs(zero).max() <= frame.reach else [0.0] * len(zero)


def _texts(outside: int) -> dict[str, str]:
    one, many = _("{count:,} point lies far outside"), _("{count:,} points lie far outside")
    return {
        "tools": _("View"),
        "keys": _("Arrow keys turn, with Shift they move; + and − zoom, 0 leads back."),
        "home": _("Whole picture"),
        "flat": _("Flat, from above"),
        "regions": _("Regions"),
        "box": _("Select words in a box"),
        "full": _("Full screen"),
        "png": _("Save as PNG, twice the size of the screen"),
        "svg": _("Save as SVG; the points are an image in it"),
        "html": _("Save as an HTML page that needs nothing else; with the first 50,000 words at most"),
        "filter": _("Hide or show this group"),
        "outside": (one if outside == 1 else many).format(count=outside),
        "failed": _("The picture could not be fetched from the server. Reload the page."),
    }


def _page(key: str, figure: Callable[..., go.Figure], moments: Moments | None) -> str | None:
    asked = st.session_state.pop(f"{key}_page", None)
    if asked is None:
        return None
    camera = {name: asked[name] for name in ("eye", "center", "up")}
    made = figure() if moments is None else figure(moments.nearest(asked.get("moment")))
    return buffers().put(standalone(made, camera).encode(), compressed=True)


def _ask_for_page(key: str) -> None:
    st.session_state[f"{key}_page"] = st.session_state[key].html


def _click(key: str, cloud: Cloud, words: str, on_click: Callable[[str], None] | None) -> None:
    point = _point(st.session_state[key].clicked, cloud, words)
    if point is not None and on_click is not None:
        on_click(cloud.word(point))


def _point(reported: Any, cloud: Cloud, words: str) -> int | None:
    """Return the point that the browser speaks of; None if it shows other words by now, or is no browser of ours."""
    if not isinstance(reported, dict) or reported.get("words") != words:
        return None
    index = reported.get("index")
    return index if isinstance(index, int) and 0 <= index < len(cloud) else None


def _select(key: str, cloud: Cloud, words: str) -> None:
    reported: Any = st.session_state[key].selected
    if not isinstance(reported, dict) or reported.get("words") != words:
        return
    indices, count = reported.get("indices"), reported.get("count")
    if not isinstance(indices, list) or not isinstance(count, int):
        return
    points = [index for index in indices if isinstance(index, int) and 0 <= index < len(cloud)]
    st.session_state[f"{key}_selection"] = cloud.words_name, Selected(points, max(count, len(points)))


def _remember_no_webgl() -> None:
    st.session_state[NO_WEBGL] = True
