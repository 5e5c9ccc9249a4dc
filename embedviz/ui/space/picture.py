"""The picture on the Space page: which projection, of how many words, and how far it can be trusted."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.curved import MIN_VECTORS
from embedviz.geometry.expression import Expression, parse, quote
from embedviz.geometry.projection import LINEAR_METHODS, Projection, project, project_onto_span
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.maps import WordMap, has_map, shipped_map
from embedviz.ui.space.laid_out import keep, recall
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.openings import opening
from embedviz.ui.widgets.queries import ask
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import result_of
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.results import growth_of

AXES, MAP = "axes", "map"
DEFAULT_AXES = ("woman - man", "good - bad", "city")
AXES_SHOWN = 3
COUNTS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
MOST_WORDS = 3_000_000
USUAL_COUNT, USUAL_CURVED, USUAL_ON_PHONE = 50_000, 10_000, 20_000
ALL, COUNT_KEY = "all", "words"
# Share of a vector outside the span of others, under which it makes no axis that a reader is offered.
LEAST_NOVELTY = 0.01
_FLAT_PROJECTIONS, _CURVED_PROJECTIONS = Recent(), Recent()


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
    "tsne": Offer(2_000, 0.010, 3_500, 0),
    "umap": Offer(10_000, 0.004, 3_500, 30),
}
LARGE_BYTES = 500_000_000
SEEDED = {"random", *CURVED}


@dataclass(frozen=True, eq=False)
class Picture:
    """A projection of the most frequent words of an embedding.

    Parameters
    ----------
    embedding : Embedding
        All words.
    shown : Embedding
        Those the picture was computed with.
    projection : Projection
        Where they lie.
    key : tuple
        Names the picture: equal keys, equal pictures.
    titles : list of str
        Names of the axes.
    whole : WordMap or None
        The map of all words of which this shows the first, if it was not computed here.
    """

    embedding: Embedding
    shown: Embedding
    projection: Projection
    key: tuple[object, ...]
    titles: list[str]
    whole: WordMap | None = None


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
        "pca": _("PCA: most variance"),
        **ready,
        AXES: _("Three words as axes"),
        "random": _("Random orthogonal"),
        "pacmap": _("PaCMAP (curved)"),
        "tsne": _("t-SNE (curved)"),
        "umap": _("UMAP (curved, optional extra)"),
    }


def counts_for(embedding: Embedding, method: str) -> list[int]:
    """Return how many words a projection is offered for.

    Parameters
    ----------
    embedding : Embedding
        Of m words.
    method : str
        A key of :func:`method_names`.

    Returns
    -------
    list of int
        Ascending; not empty.
    """
    most = min(len(embedding), CURVED[method].most_words if method in CURVED else MOST_WORDS)
    return [count for count in COUNTS if count < most] + [most]


def ask_count(embedding: Embedding, method: str) -> int:
    """Draw a control for how many of the most frequent words are shown.

    Parameters
    ----------
    embedding : Embedding
        Of m words.
    method : str
        A key of :func:`method_names`.

    Returns
    -------
    int
        One of :func:`counts_for`; in the address the whole vocabulary is "all".
    """
    counts, m = counts_for(embedding, method), len(embedding)
    ids = {ALL if count == m else str(count): count for count in counts}
    usual = max(count for count in counts if count <= max(_usual_count(method, m), counts[0]))
    names = {id: _("all {m:,}").format(m=m) if count == m else f"{count:,}" for id, count in ids.items()}
    default = next(id for id, count in ids.items() if count == usual)
    for remembered in (COUNT_KEY, f"{COUNT_KEY}_chosen"):  # with a projection that is offered for more words
        if st.session_state.get(remembered, default) not in ids:
            st.session_state[remembered] = default
    return ids[choose(_("Words shown"), names, key=COUNT_KEY, default=default)]


def ask_axes(embedding: Embedding) -> list[Expression] | None:
    """Draw search boxes for the words, or sums of words, that are to be the axes.

    Parameters
    ----------
    embedding : Embedding
        Whose words are known.

    Returns
    -------
    list of Expression, or None
        Three, or as many as the first words have independent vectors; None if one is missing.
    """
    adding = np.flatnonzero(growth_of(embedding).novelty > LEAST_NOVELTY)
    independent = list(dict.fromkeys(embedding.words[int(i)] for i in adding))[:AXES_SHOWN]
    if not independent:
        st.info(_("The first words have zero vectors, which cannot be axes."), icon=":material/block:")
        return None
    usual = [opening(embedding, axis) for axis in DEFAULT_AXES]
    known = all(word in embedding for axis in usual for word in parse(axis).words)
    defaults = usual if known and len(independent) == AXES_SHOWN else map(quote, independent)
    expressions = []
    columns, notices = st.columns(AXES_SHOWN), st.container()
    for number, (column, default) in enumerate(zip(columns, defaults, strict=False), start=1):
        with column:
            expressions.append(
                ask(
                    embedding,
                    key=f"axis{number}",
                    label=_("Axis {number}").format(number=number),
                    default=default,
                    notices=notices,
                )
            )
    found = [expression for expression in expressions if expression is not None]
    return found if len(found) == len(expressions) else None


def picture(embedding: Embedding, method: str, count: int, seed: int) -> Picture | None:
    """Return the picture of the most frequent words, or offer to compute it.

    Parameters
    ----------
    embedding : Embedding
        All words.
    method : str
        A key of :func:`method_names`; for "axes" three search boxes are drawn.
    count : int
        How many words.
    seed : int
        For the methods that draw at random.

    Returns
    -------
    Picture or None
        None as long as it is not there; what to do then has been drawn.
    """
    shown = embedding.top(count)
    ready = shipped_map(embedding.id) if method == MAP else None
    if ready is not None:
        projection = Projection(ready.coordinates[:count], "pacmap")
        return Picture(embedding, shown, projection, (shown.id, method), _axis_titles(projection), ready)
    if method == AXES:
        axes = ask_axes(embedding)
        if axes is None:
            return None
        try:
            spanned = project_onto_span(shown, np.stack([axis.vector(embedding, unit=False) for axis in axes]))
        except EmbedvizError as error:
            st.error(plain(error), icon=":material/error:")
            return None
        empty = [_("axis {number}").format(number=i + 1) for i in range(len(axes), AXES_SHOWN)]
        return Picture(embedding, shown, spanned.in_axes(AXES_SHOWN), (shown.id, *axes), [*map(str, axes), *empty])
    key = (shown.id, method, seed)
    dimensions = min(AXES_SHOWN, *shown.shape)

    def work(progress: ProgressCallback) -> Projection:
        return project(shown, method, dimensions, seed, progress).in_axes(AXES_SHOWN)

    def make() -> Projection:
        with progress_shown() as progress:
            return work(progress)

    if method in LINEAR_METHODS:
        flat: Projection = _FLAT_PROJECTIONS.get(key, make)
        return Picture(embedding, shown, flat, key, _axis_titles(flat))
    names = method_names(embedding)
    if len(shown) < MIN_VECTORS:
        text = _("{method} needs at least {least} words; this source has {m}.")
        st.info(text.format(method=names[method], least=MIN_VECTORS, m=len(shown)), icon=":material/block:")
        return None

    stored = _laid_out(method, key, dimensions)
    if stored is not None:
        return Picture(embedding, shown, stored, key, _axis_titles(stored))
    offer = CURVED[method]
    note = _("This takes about {seconds:.0f} s on two cores, can be cancelled, and is kept for all sessions.").format(
        seconds=max(1.0, count * offer.seconds_per_word)
    )
    memory = count * offer.bytes_per_word
    if memory > LARGE_BYTES:
        note += " " + _("It needs about {memory:.1f} GB of memory.").format(memory=memory / 1e9)
    if offer.compiling_seconds:
        more = _("The very first time, compiling takes another {seconds} s.")
        note += " " + more.format(seconds=offer.compiling_seconds)
    label = _("Compute {method} of {count:,} words").format(method=names[method], count=count)

    def work_and_keep(progress: ProgressCallback) -> Projection:
        made = work(progress)
        keep(method, (shown.id, dimensions, seed), made.coordinates)
        return made

    curved: Projection | None = result_of(key, work_and_keep, label=label, note=note)
    return Picture(embedding, shown, curved, key, _axis_titles(curved)) if curved is not None else None


def _laid_out(method: str, key: tuple[Hashable, ...], dimensions: int) -> Projection | None:
    """Return a curved projection that was computed before, by this server or an earlier one."""
    known = _CURVED_PROJECTIONS.find(key)
    if known is None:
        id, _method, seed = key
        coordinates = recall(method, (id, dimensions, seed))
        if coordinates is None:
            return None
        known = _CURVED_PROJECTIONS.get(key, lambda: Projection(coordinates, method).in_axes(AXES_SHOWN))
    found: Projection = known
    return found


def _usual_count(method: str, m: int) -> int:
    if method in CURVED:
        return USUAL_CURVED
    if "Mobi" in (st.context.headers.get("User-Agent") or ""):
        return USUAL_ON_PHONE
    return m if method == MAP else USUAL_COUNT


def _axis_titles(projection: Projection) -> list[str]:
    shares = projection.explained_variance
    if shares is None:
        return [_("axis {number}").format(number=i + 1) for i in range(projection.coordinates.shape[1])]
    return [_("axis {number} ({share:.1%})").format(number=i + 1, share=share) for i, share in enumerate(shares)]
