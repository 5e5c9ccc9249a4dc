"""A scene of points: every word of a picture at once, in 3D, drawn by the browser's graphics card."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import plotly.graph_objects as go

from embedviz.figures.space import Coloring, Highlight
from embedviz.geometry.framing import Framing, framing
from embedviz.geometry.regions import Region
from embedviz.i18n import _, ngettext
from embedviz.ui.scene import packing, reports
from embedviz.ui.scene.buffers import buffers
from embedviz.ui.scene.cloud import Cloud
from embedviz.ui.scene.drawing import Drawing, Moments
from embedviz.ui.scene.paint import Paint, paint
from embedviz.ui.scene.routes import CODE
from embedviz.ui.widgets.component import component
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.work.recent import Recent

__all__ = ["Cloud", "scene_of_points"]

HEIGHT, PRESENTED_HEIGHT = "40rem", "28rem"
VIEW = "view"
_FRAMINGS = Recent()

_scene = component("embedviz.points", "widgets/dom.js", "scene/loader.js", css="scene/scene.css")


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
    flat: bool = False,
    on_select: Callable[[np.ndarray], None] | None = None,
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
    flat : bool
        Whether the third coordinate is empty: then the scene is looked at from above.
    on_select : callable, optional
        Called, before the page is rerun, with the points that the reader has drawn a box or a line around, ascending;
        without it nothing can be selected.

    Returns
    -------
    bool
        Whether the browser can draw it. False once it has reported that it has no WebGL2; nothing is drawn then.
    """
    if not reports.is_drawing():
        return False
    frame = _framing(cloud) if frame is None else frame.around(cloud.coordinates)
    drawn = _drawn(cloud, frame, coloring if isinstance(coloring, Paint) else paint(coloring), moments)
    data = drawn | {
        "code": CODE,
        "key": key,
        "file": key,
        "alt": alt,
        "height": PRESENTED_HEIGHT if is_presenting() else height,
        "group": group,
        "view": view,
        "parameter": f"{key}_hidden" if group else f"{view}_hidden",
        "isFlat": flat,
        "isSelectable": on_select is not None,
        "marks": packing.marks(frame, highlight),
        "query": query,
        "placeText": place_text,
        "regions": packing.named(frame, regions),
        "drawing": drawing and drawing.data(frame),
        "stages": moments and moments.data(key),
        "texts": _texts(len(frame.outside)),
        "page": reports.page(key, figure, moments),
    }
    words = str(drawn["words"])
    _scene(
        key=key,
        data=data,
        on_clicked_change=partial(reports.click, key, cloud, words, on_click),
        on_selected_change=partial(reports.select, key, cloud, words, on_select),
        on_html_change=partial(reports.ask_for_page, key),
        on_no_webgl_change=reports.remember_no_webgl,
        on_missing_change=lambda: None,  # the rerun makes what is missing
        on_failed_change=lambda: None,
    )
    return True


def _drawn(cloud: Cloud, frame: Framing, colors: Paint, moments: Moments | None) -> dict[str, object]:
    """Return what is drawn: the keys of the buffers, and what they mean."""
    store, m = buffers(), len(cloud.words)
    is_outside = moments is None and len(frame.outside) > 0

    def texts(kind: str, given: Sequence[str]) -> str:
        return store.named((kind, cloud.words_name), partial(packing.texts, given), compressed=True)

    return {
        "places": store.named(("places", cloud.name), lambda: packing.places(frame, cloud, moments)),
        "words": texts("words", cloud.words),
        "notes": None if cloud.notes is None else texts("notes", cloud.notes),
        "codes": store.put(colors.codes[:m].tobytes(), compressed=True),
        "outside": (
            store.named(("outside", cloud.name), lambda: packing.outside(frame, cloud)) if is_outside else None
        ),
        "reach": frame.reach,
        "palette": colors.palette,
        "legend": colors.legend,
        "extra": list(packing.besides(cloud, frame, colors.codes)),
        "axes": {"titles": list(cloud.titles), "origin": packing.origin(frame)},
    }


def _framing(cloud: Cloud) -> Framing:
    found: Framing = _FRAMINGS.get(cloud.name, lambda: framing(cloud.coordinates))
    return found


def _texts(outside: int) -> dict[str, str]:
    return {
        "tools": _("View"),
        "keys": _("Arrow keys turn, with Shift they move; + and − zoom, 0 leads back."),
        "wheel": _("To zoom with the wheel, click the picture or hold Ctrl"),
        "home": _("Whole picture"),
        "flat": _("Flat, from above"),
        "regions": _("Regions"),
        "box": _("Select words in a box"),
        "lasso": _("Select words by drawing around them"),
        "full": _("Full screen"),
        "png": _("Save as PNG, twice the size of the screen"),
        "svg": _("Save as SVG; the points are an image in it"),
        "html": _("Save as an HTML page that needs nothing else; with the first 50,000 words at most"),
        "filter": _("Hide or show this group"),
        "least": _("Hide what is below"),
        "most": _("Hide what is above"),
        "outside": ngettext("{count:,} point lies far outside", "{count:,} points lie far outside", outside).format(
            count=outside
        ),
        "failed": _("The picture could not be fetched from the server. Reload the page."),
    }
