"""The picture on the Space page: where each word lies, computed now, earlier, or shipped."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.curved import MIN_VECTORS, library_of
from embedviz.geometry.projection import LINEAR_METHODS, Projection, project, project_onto_span
from embedviz.i18n import _, sentences
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.maps import WordMap, shipped_map
from embedviz.ui.space.axes import ask_axes, axis_titles
from embedviz.ui.space.laid_out import keep, recall
from embedviz.ui.space.methods import AXES, AXES_SHOWN, MAP, method_names, missing_extra, offer
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import remembered_or_awaited, result_of
from embedviz.ui.work.recent import Recent, remembered

LARGE_BYTES = 500_000_000
# Numbers of the words shown. Of more, a flat picture takes longer than a tenth of a second, and the page does not wait.
FLAT_AT_ONCE = 5_000_000
_FLAT_PROJECTIONS, _CURVED_PROJECTIONS = Recent(), Recent()


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
    dimensions : int
        2 or 3; the third of two is empty.
    """

    embedding: Embedding
    shown: Embedding
    projection: Projection
    key: tuple[object, ...]
    titles: list[str]
    whole: WordMap | None = None
    dimensions: int = AXES_SHOWN


def picture(embedding: Embedding, method: str, count: int, seed: int, dimensions: int = AXES_SHOWN) -> Picture | None:
    """Return the picture of the most frequent words, or offer to compute it.

    Parameters
    ----------
    embedding : Embedding
        All words.
    method : str
        A key of :func:`embedviz.ui.space.methods.method_names`; for "axes" three search boxes are drawn.
    count : int
        How many words.
    seed : int
        For the methods that draw at random.
    dimensions : int
        2 or 3.

    Returns
    -------
    Picture or None
        None as long as it is not there; what to do then has been drawn.
    """
    shown = _first(embedding.id, count, embedding) if count < len(embedding) else embedding
    ready = shipped_map(embedding.id, dimensions) if method == MAP else None
    if ready is not None:
        projection = Projection(ready.coordinates[:count], "pacmap").in_axes(AXES_SHOWN)
        key = (shown.id, method, dimensions)
        return Picture(embedding, shown, projection, key, axis_titles(projection), ready, dimensions)
    if method == AXES:
        return _on_axes(embedding, shown)
    if method in LINEAR_METHODS:
        return _linear(embedding, shown, method, seed, dimensions)
    return _curved(embedding, shown, method, seed, dimensions)


@remembered
def _first(id: str, count: int, _embedding: Embedding) -> Embedding:  # noqa: ARG001
    """Return the first words, the same ones each time: what is once known of them, such as their norms, stays so."""
    return _embedding.top(count)


def _on_axes(embedding: Embedding, shown: Embedding) -> Picture | None:
    axes = ask_axes(embedding)
    if axes is None:
        return None
    directions = np.stack([axis.vector(embedding, unit=False) for axis in axes])

    key = (shown.id, *axes)
    try:
        made = _flat(key, shown, lambda _progress: project_onto_span(shown, directions))
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return None
    if made is None:
        return None
    empty = [_("axis {number}").format(number=i + 1) for i in range(len(axes), AXES_SHOWN)]
    return Picture(embedding, shown, made, key, [*map(str, axes), *empty])


def _linear(embedding: Embedding, shown: Embedding, method: str, seed: int, dimensions: int) -> Picture | None:
    k = min(dimensions, *shown.shape)
    key = (shown.id, method, seed, dimensions)
    made = _flat(key, shown, lambda progress: project(shown, method, k, seed, progress))
    return None if made is None else Picture(embedding, shown, made, key, axis_titles(made), dimensions=dimensions)


def _flat(
    key: tuple[Hashable, ...], shown: Embedding, make: Callable[[ProgressCallback], Projection]
) -> Projection | None:
    def work(progress: ProgressCallback) -> Projection:
        progress(Progress(_("Projecting the vectors"), 0, 1))
        return make(progress).in_axes(AXES_SHOWN)

    at_once = shown.vectors.size <= FLAT_AT_ONCE
    found: Projection | None = remembered_or_awaited(
        _FLAT_PROJECTIONS, key, work, name="flat", place="flat", at_once=at_once
    )
    return found


def _curved(embedding: Embedding, shown: Embedding, method: str, seed: int, dimensions: int) -> Picture | None:
    name = method_names(embedding)[method]
    if len(shown) < MIN_VECTORS:
        text = _("{method} needs at least {least} words; this source has {m}.")
        st.info(text.format(method=name, least=MIN_VECTORS, m=len(shown)), icon=":material/block:")
        return None
    axes = min(dimensions, *shown.shape)
    key = (shown.id, axes, seed)
    library = library_of(method, len(shown), axes)

    def work_and_keep(progress: ProgressCallback) -> Projection:
        made = project(shown, method, axes, seed, progress)
        keep(library, (method, *key), made.coordinates)
        return made.in_axes(AXES_SHOWN)

    made = _laid_out(method, key, library)
    if made is None:
        label = _("Compute {method} of {count:,} words").format(method=name, count=len(shown))
        made = result_of((method, *key), work_and_keep, label=label, note=_effort(method, len(shown), axes))
    if made is None:
        return None
    return Picture(embedding, shown, made, (method, *key), axis_titles(made), dimensions=dimensions)


def _effort(method: str, count: int, dimensions: int) -> str:
    """Say what it takes to compute a curved projection."""
    offered = offer(method, dimensions, count)
    note = _(
        "This takes about {seconds:.0f} s on two cores and can be cancelled; the result is kept for all sessions."
    ).format(seconds=max(1.0, count * offered.seconds_per_word))
    memory = count * offered.bytes_per_word
    if memory > LARGE_BYTES:
        note = sentences(note, _("It needs about {memory:.1f} GB of memory.").format(memory=memory / 1e9))
    if offered.compiling_seconds:
        more = _("The very first time, compiling takes another {seconds} s.")
        note = sentences(note, more.format(seconds=offered.compiling_seconds))
    command = missing_extra(library_of(method, count, dimensions))
    if command is not None:
        note = sentences(note, _("It needs an optional package first: {command}").format(command=f"`{command}`"))
    return note


def _laid_out(method: str, key: tuple[Hashable, ...], library: str) -> Projection | None:
    """Return a curved projection that was computed before, by this server or an earlier one."""
    known = _CURVED_PROJECTIONS.find((method, *key))
    if known is None:
        coordinates = recall(library, (method, *key))
        if coordinates is None:
            return None
        known = _CURVED_PROJECTIONS.get((method, *key), lambda: Projection(coordinates, method).in_axes(AXES_SHOWN))
    found: Projection = known
    return found
