"""The ladder of the Polysemy page: one word's occurrences under each encoder, encoded and measured once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

import numpy as np

from embedviz.context.anisotropy import Anisotropy, baseline
from embedviz.context.catalogue import DEFAULT_ENCODER
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.ladder import Rung, at_positions
from embedviz.context.mix import mix
from embedviz.context.senses import Cloud, cloud
from embedviz.context.static import ContextAverage, Static
from embedviz.embedding import Embedding
from embedviz.geometry.projection import project
from embedviz.i18n import _, language
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.work.recent import remembered

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


class Ladder:
    """The occurrences of a word on all rungs, each rung encoded and measured when it is first asked for.

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
    """

    def __init__(
        self,
        chosen: Chosen,
        embedding: Embedding,
        elmo: Elmo,
        weights: Sequence[float],
        gamma: float,
        other: Encoder | None,
    ) -> None:
        top = len(elmo.layers) - 1
        bilm = _("our biLM") if elmo.id == open_encoder(DEFAULT_ENCODER).id else _("biLM")
        self.last = f"layer-{top}"
        self._chosen = chosen
        self._steps = {
            "static": _layer(_("static"), Static(embedding), 0),
            "context": _layer(_("context average"), ContextAverage(embedding), 0),
            "untrained": _layer(
                _("{bilm} untrained, layer {layer}").format(bilm=bilm, layer=top), untrained(elmo), top
            ),
        }
        for j in range(top + 1):
            self._steps[f"layer-{j}"] = _layer(_("{bilm}, layer {layer}").format(bilm=bilm, layer=j), elmo, j)
        mixed = partial(mix, weights=tuple(weights), gamma=gamma)
        self._steps["mix"] = _Step(_("{bilm}, mix").format(bilm=bilm), elmo, f"mix/{tuple(weights)}/{gamma}", mixed)
        if other is not None:
            self._steps["transformer"] = _layer(other.title, other, len(other.layers) - 1)

    @property
    def titles(self) -> dict[str, str]:
        """What the rungs are called, by name, from the static vector up."""
        return {name: step.title for name, step in self._steps.items()}

    def __getitem__(self, name: str) -> Rung:
        step, chosen = self._steps[name], self._chosen
        layers = encoded(step.encoder, chosen.sentences)
        vectors = step.select(at_positions(layers, chosen.positions))
        id = f"{step.encoder.id}/{step.layer}"
        among = _baseline(id, chosen.sentences, lambda: step.all_of(layers))
        found = _cloud(id, language(), chosen.sentences, chosen.positions, chosen.senses, vectors, among)
        return Rung(name, id, step.title, vectors, found)

    def rungs(self) -> list[Rung]:
        """Return all of them, from the static vector up."""
        return [self[name] for name in self._steps]

    def measured(self) -> list[Rung]:
        """Return the same, encoded and measured now, in whatever thread calls: it touches no cache of Streamlit."""
        chosen, layers = self._chosen, {}
        rungs = []
        for name, step in self._steps.items():
            key = step.encoder.id
            if key not in layers:
                layers[key] = step.encoder.encode(chosen.sentences)
            vectors = step.select(at_positions(layers[key], chosen.positions))
            words = [word for sentence in chosen.sentences for word in sentence]
            among = baseline(step.all_of(layers[key]), words)
            found = cloud(vectors, chosen.senses, baseline=among)
            rungs.append(Rung(name, f"{key}/{step.layer}", step.title, vectors, found))
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


@dataclass(frozen=True)
class _Step:
    """What is seen of an encoder on one rung: ``select`` takes it, (..., d), from all layers, (l, ..., d)."""

    title: str
    encoder: Encoder
    layer: str
    select: Callable[[np.ndarray], np.ndarray]

    def all_of(self, layers: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([self.select(each) for each in layers])


def _layer(title: str, encoder: Encoder, layer: int) -> _Step:
    return _Step(title, encoder, encoder.layers[layer], itemgetter(layer))


@remembered
def _encoded(id: str, sentences: Sentences, _encoder: Encoder) -> list[np.ndarray]:  # noqa: ARG001
    return _encoder.encode(sentences)


@remembered
def _untrained(id: str, _elmo: Elmo) -> Elmo:  # noqa: ARG001
    return _elmo.untrained(UNTRAINED_SEED)


@remembered
def _baseline(id: str, sentences: Sentences, _vectors: Callable[[], np.ndarray]) -> Anisotropy | None:  # noqa: ARG001
    return baseline(_vectors(), [word for sentence in sentences for word in sentence])


@remembered
def _cloud(
    id: str,  # noqa: ARG001
    language: str,  # noqa: ARG001 - reasons are for a reader
    sentences: Sentences,  # noqa: ARG001
    positions: tuple[int, ...],  # noqa: ARG001
    senses: tuple[str, ...],
    _vectors: np.ndarray,
    _baseline: Anisotropy | None,
) -> Cloud:
    return cloud(_vectors, senses, baseline=_baseline)


@remembered
def _projection(id: str, content: bytes, dimensions: int, _vectors: np.ndarray) -> tuple[np.ndarray, float]:  # noqa: ARG001
    most = min(dimensions, len(_vectors), _vectors.shape[1])
    found = project(_vectors, "pca", n_components=most).in_axes(dimensions)
    shares = found.explained_variance
    return found.coordinates, float(shares.sum()) if shares is not None and shares.any() else 1.0
