"""The ladder of the Polysemy page: one word's occurrences under each encoder, encoded and measured once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedviz.context.centroids import NearestCentroid
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.ladder import Rung, at_positions
from embedviz.context.mix import mix
from embedviz.context.senses import Anisotropy, Cloud, anisotropy, cloud
from embedviz.context.static import ContextAverage, Static
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.projection import project
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.examples import Chosen, shipped_words

UNTRAINED_SEED = 0
Sentences = tuple[tuple[str, ...], ...]


def encoded(encoder: Encoder, sentences: Sentences) -> list[np.ndarray]:
    """Return the vectors of sentences, encoded once for all sessions.

    Parameters
    ----------
    encoder : Encoder
        Of l layers.
    sentences : tuple of tuple of str
        Tokens.

    Returns
    -------
    list of ndarray (l, t, d) float32
    """
    return _encoded(encoder.id, sentences, encoder)


def untrained(elmo: Elmo) -> Elmo:
    """Return the same network before any training, made once.

    Parameters
    ----------
    elmo : Elmo
        The trained one.

    Returns
    -------
    Elmo
    """
    return _untrained(elmo.id, elmo)


def climb(
    chosen: Chosen, embedding: Embedding, elmo: Elmo, weights: Sequence[float], gamma: float, other: Encoder | None
) -> list[Rung]:
    """Return the occurrences of a word on all rungs of the ladder.

    Parameters
    ----------
    chosen : Chosen
        Of k occurrences.
    embedding : Embedding
        Gives the static vectors, and those that are averaged.
    elmo : Elmo
        The biLM, on its rungs trained and once untrained.
    weights : sequence of float
        Of its layers in the mix.
    gamma : float
        Factor of the mix.
    other : Encoder or None
        A further encoder, of which the last layer is shown.

    Returns
    -------
    list of Rung
    """
    raw = untrained(elmo)
    top = len(elmo.layers) - 1
    steps: list[tuple[str, str, Encoder, int]] = [
        ("static", _("static"), Static(embedding), 0),
        ("context", _("context average"), ContextAverage(embedding), 0),
        ("untrained", _("untrained, layer {layer}").format(layer=top), raw, top),
        *((f"layer-{j}", _("ELMo, layer {layer}").format(layer=j), elmo, j) for j in range(top + 1)),
    ]
    rungs = [_rung(*step, chosen) for step in steps]
    rungs.append(_mixed(chosen, elmo, tuple(weights), gamma))
    if other is not None:
        rungs.append(_rung("transformer", other.title, other, len(other.layers) - 1, chosen))
    return rungs


def picture(rung: Rung, dimensions: int) -> tuple[np.ndarray, float]:
    """Return occurrences in the plane or in space by PCA.

    Parameters
    ----------
    rung : Rung
        Of k occurrences.
    dimensions : int
        2 or 3.

    Returns
    -------
    coordinates : ndarray (k, dimensions) float32
    kept : float
        Share of the variance that is seen; 1 where there is none.
    """
    return _projection(rung.id, rung.vectors.tobytes(), dimensions, rung.vectors)


def _rung(name: str, title: str, encoder: Encoder, layer: int, chosen: Chosen) -> Rung:
    vectors = at_positions(encoded(encoder, chosen.sentences), chosen.positions)[layer]
    id = f"{encoder.id}/{encoder.layers[layer]}"
    baseline = _baseline(
        id, chosen.sentences, lambda: np.concatenate([each[layer] for each in encoded(encoder, chosen.sentences)])
    )
    return Rung(
        name, id, title, vectors, _cloud(id, chosen.sentences, chosen.positions, chosen.senses, vectors, baseline)
    )


def _mixed(chosen: Chosen, elmo: Elmo, weights: tuple[float, ...], gamma: float) -> Rung:
    layers = at_positions(encoded(elmo, chosen.sentences), chosen.positions)
    vectors = mix(layers, np.array(weights), gamma)
    id = f"{elmo.id}/mix/{weights}/{gamma}"
    baseline = _baseline(
        id,
        chosen.sentences,
        lambda: mix(np.concatenate(encoded(elmo, chosen.sentences), axis=1), np.array(weights), gamma),
    )
    found = _cloud(id, chosen.sentences, chosen.positions, chosen.senses, vectors, baseline)
    return Rung("mix", id, _("ELMo, mix"), vectors, found)


@st.cache_resource(max_entries=64, show_spinner=False)
def _encoded(id: str, sentences: Sentences, _encoder: Encoder) -> list[np.ndarray]:  # noqa: ARG001
    return _encoder.encode(sentences)


@st.cache_resource(max_entries=3, show_spinner=False)
def _untrained(id: str, _elmo: Elmo) -> Elmo:  # noqa: ARG001
    return _elmo.untrained(UNTRAINED_SEED)


@st.cache_resource(max_entries=128, show_spinner=False)
def _baseline(id: str, sentences: Sentences, _vectors: Callable[[], np.ndarray]) -> Anisotropy | None:  # noqa: ARG001
    try:
        return anisotropy(_vectors(), [word for sentence in sentences for word in sentence])
    except EmbedvizError:  # there is no second word to compare with
        return None


@st.cache_resource(max_entries=256, show_spinner=False)
def _cloud(
    id: str,  # noqa: ARG001
    sentences: Sentences,  # noqa: ARG001
    positions: tuple[int, ...],  # noqa: ARG001
    senses: tuple[str, ...],
    _vectors: np.ndarray,
    _baseline: Anisotropy | None,
) -> Cloud:
    return cloud(_vectors, senses, baseline=_baseline)


@st.cache_resource(max_entries=256, show_spinner=False)
def _projection(id: str, content: bytes, dimensions: int, _vectors: np.ndarray) -> tuple[np.ndarray, float]:  # noqa: ARG001
    most = min(dimensions, len(_vectors), _vectors.shape[1])
    found = project(_vectors, "pca", n_components=most).in_axes(dimensions)
    shares = found.explained_variance
    return found.coordinates, float(shares.sum()) if shares is not None and shares.any() else 1.0


@dataclass(frozen=True)
class Overall:
    """What a rung reaches over all words of the shipped sentences.

    Parameters
    ----------
    title : str
        Of the rung.
    accuracy : float
        Mean over words of the share of occurrences nearest to the centroid of their own sense.
    chance : float
        The same for senses dealt out at random.
    words : int
        How many words.
    """

    title: str
    accuracy: float
    chance: float
    words: int


def overall(
    embedding: Embedding, elmo: Elmo, other: Encoder | None, progress: ProgressCallback | None
) -> list[Overall]:
    """Measure each rung on all shipped words.

    Parameters
    ----------
    embedding, elmo, other
        As for :func:`climb`.
    progress : callable, optional
        Called with the words done; it may raise to cancel.

    Returns
    -------
    list of Overall
    """
    words = shipped_words()
    found: dict[str, list[NearestCentroid]] = {}
    even = [0.0] * len(elmo.layers)
    for done, word in enumerate(words, start=1):
        for rung in climb(word, embedding, elmo, even, 1.0, other):
            if rung.cloud.nearest_centroid is not None:
                found.setdefault(rung.title, []).append(rung.cloud.nearest_centroid)
        if progress is not None:
            progress(Progress(_("Measuring words"), done, len(words)))
    return [
        Overall(
            title,
            float(np.mean([each.accuracy for each in judged])),
            float(np.mean([each.chance for each in judged])),
            len(judged),
        )
        for title, judged in found.items()
    ]
