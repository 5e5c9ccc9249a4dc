"""Which projections the Space page offers, in how many dimensions and of how many words."""

from dataclasses import dataclass
from importlib.util import find_spec

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.extras import Extra, install_command
from embedviz.geometry.curved import MOST_BY_SCIKIT, library_of
from embedviz.i18n import _
from embedviz.sources.maps import has_map
from embedviz.ui.widgets.controls import choose

AXES, MAP = "axes", "map"
AXES_SHOWN = 3
FLAT, SOLID = "2", "3"
COUNTS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
MOST_WORDS = 3_000_000
USUAL_COUNT, USUAL_CURVED, USUAL_ON_PHONE = 50_000, 10_000, 20_000
ALL, COUNT_KEY = "all", "words"
BROWSER_BYTES, WORTH_SAYING = 30, 1_000_000
"""What a word takes of a browser's memory: its place and color, also for the graphics card, and its letters."""


@dataclass(frozen=True)
class Offer:
    """What a curved projection is offered for.

    Parameters
    ----------
    most_words : int
        More would keep a reader waiting for minutes.
    seconds_per_word : float
        On two cores, to announce how long it takes.
    bytes_per_word : int
        Of memory, to announce how much it takes.
    compiling_seconds : int
        What the very first run after installation takes besides.
    """

    most_words: int
    seconds_per_word: float
    bytes_per_word: int
    compiling_seconds: int


CURVED = {
    "pacmap": Offer(1_000_000, 0.0004, 3_500, 20),
    "tsne": Offer(MOST_BY_SCIKIT, 0.010, 3_500, 0),
    "umap": Offer(10_000, 0.004, 3_500, 30),
}
FLAT_TSNE = Offer(100_000, 0.004, 6_000, 0)
"""In two dimensions, of more words than :data:`CURVED` says."""
EXTRAS: dict[str, tuple[str, Extra]] = {"openTSNE": ("openTSNE", "tsne"), "umap-learn": ("umap", "umap")}
"""By distribution: what is imported of it, and the extra that brings it."""
SEEDED = {"random", *CURVED}


def offer(method: str, dimensions: int, count: int | None = None) -> Offer:
    """Return what a curved projection is offered for.

    Parameters
    ----------
    method : str
        A key of :data:`CURVED`.
    dimensions : int
        2 or 3.
    count : int, optional
        Of how many words; of as many as possible unless given.

    Returns
    -------
    Offer
    """
    if library_of(method, FLAT_TSNE.most_words if count is None else count, dimensions) == "openTSNE":
        return FLAT_TSNE
    return CURVED[method]


def missing_extra(library: str) -> str | None:
    """Return how to install what a picture needs, None if it is there.

    Parameters
    ----------
    library : str
        As :func:`embedviz.geometry.curved.library_of` returns it.

    Returns
    -------
    str or None
        A command.
    """
    package, extra = EXTRAS.get(library, (None, None))
    if package is None or extra is None or getattr(find_spec(package), "loader", None) is not None:
        return None
    return install_command(extra)


def method_names(embedding: Embedding) -> dict[str, str]:
    """Return the projections on offer, by id.

    Parameters
    ----------
    embedding : Embedding
        Of which.

    Returns
    -------
    dict of str to str
        Names for a reader; the first is what a page begins with.
    """
    ready = {MAP: _("Map of all words (PaCMAP)")} if has_map(embedding.id) else {}
    return {
        **ready,
        "pca": _("PCA: most variance"),
        AXES: _("Three words as axes"),
        "random": _("Random orthogonal"),
        "pacmap": _("PaCMAP (curved)"),
        "tsne": _("t-SNE (curved)"),
        "umap": _("UMAP (curved, optional extra)"),
    }


def ask_dimensions(embedding: Embedding, method: str) -> int:
    """Draw a control for how many dimensions the picture has; three words as axes have three.

    Parameters
    ----------
    embedding : Embedding
        Of which.
    method : str
        A key of :func:`method_names`.

    Returns
    -------
    int
        2 or 3.
    """
    if method == AXES or (method == MAP and not has_map(embedding.id, 2)):
        return AXES_SHOWN
    return int(choose(_("Dimensions"), {SOLID: "3D", FLAT: "2D"}, key="dim", as_buttons=True))


def counts_for(embedding: Embedding, method: str, dimensions: int = AXES_SHOWN) -> list[int]:
    """Return how many words a projection is offered for.

    Parameters
    ----------
    embedding : Embedding
        Of m words.
    method : str
        A key of :func:`method_names`.
    dimensions : int
        2 or 3.

    Returns
    -------
    list of int
        Ascending; not empty.
    """
    most = min(len(embedding), offer(method, dimensions).most_words if method in CURVED else MOST_WORDS)
    return [count for count in COUNTS if count < most] + [most]


def ask_count(embedding: Embedding, method: str, dimensions: int) -> int:
    """Draw a control for how many of the most frequent words are shown.

    Parameters
    ----------
    embedding : Embedding
        Of m words.
    method : str
        A key of :func:`method_names`.
    dimensions : int
        2 or 3.

    Returns
    -------
    int
        One of :func:`counts_for`; in the address the whole vocabulary is "all".
    """
    counts, m = counts_for(embedding, method, dimensions), len(embedding)
    ids = {ALL if count == m else str(count): count for count in counts}
    usual = max(count for count in counts if count <= max(_usual_count(method, m), counts[0]))
    names = {id: _("all {m:,}").format(m=m) if count == m else f"{count:,}" for id, count in ids.items()}
    default = next(id for id, count in ids.items() if count == usual)
    for remembered in (COUNT_KEY, f"{COUNT_KEY}_chosen"):  # with a projection that is offered for more words
        if st.session_state.get(remembered, default) not in ids:
            st.session_state[remembered] = default
    return ids[choose(_("Words shown"), names, key=COUNT_KEY, default=default)]


def memory_note(count: int) -> str | None:
    """Return what so many words take of the browser's memory.

    Parameters
    ----------
    count : int
        How many are drawn.

    Returns
    -------
    str or None
        A sentence; None for less than a million words, which any browser has room for.
    """
    if count < WORTH_SAYING:
        return None
    return _("The picture takes about {memory:,.0f} MB of the browser's memory.").format(
        memory=count * BROWSER_BYTES / 1e6
    )


def _usual_count(method: str, m: int) -> int:
    if method in CURVED:
        return USUAL_CURVED
    if "Mobi" in (st.context.headers.get("User-Agent") or ""):
        return USUAL_ON_PHONE
    return m if method == MAP else USUAL_COUNT
