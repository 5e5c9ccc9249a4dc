"""The ladder of the Polysemy page: one word's occurrences under each encoder, encoded and measured once."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from operator import itemgetter

import numpy as np
import streamlit as st

from embedviz.context.anisotropy import baseline
from embedviz.context.catalogue import DEFAULT_ENCODER
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.ladder import Rung
from embedviz.context.mix import mix
from embedviz.context.senses import cloud
from embedviz.context.static import ContextAverage, Static
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.geometry.projection import Projection, project
from embedviz.i18n import _, language
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.polysemy.encodings import encoded
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited, leave
from embedviz.ui.work.recent import Recent, remembered

UNTRAINED_SEED = 0
AXES = 3
# What is less is done while the page waits: some tenths of a second.
SHORT_MULTIPLICATIONS, SHORT_OCCURRENCES = 10**10, 64
_PLACE, _CANCELLED = "ladder", "embedviz_ladder_cancelled"
_RUNGS = Recent()


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
        # Of what is too large to be kept for others, this rerun has a hold.
        self._held: dict[str, Rung] = {}

    @property
    def titles(self) -> dict[str, str]:
        """What the rungs are called, by name, from the static vector up."""
        return {name: step.title for name, step in self._steps.items()}

    @property
    def key(self) -> Hashable:
        """Names all rungs, and what is measured on them."""
        return tuple(map(self._key, self._steps))

    @property
    def is_ready(self) -> bool:
        """Whether nothing of it takes long: all is measured, or little is to be encoded and measured."""
        found = {name: _RUNGS.find(self._key(name)) for name in self._steps}
        self._held |= {name: rung for name, rung in found.items() if rung is not None}
        if len(self._held) == len(self._steps):
            return True
        encoders = {step.encoder.id: step.encoder for step in self._steps.values()}.values()
        work = self._chosen.n_tokens * sum(encoder.multiplications for encoder in encoders)
        return work <= SHORT_MULTIPLICATIONS and len(self._chosen.texts) <= SHORT_OCCURRENCES

    def __getitem__(self, name: str) -> Rung:
        if name not in self._held:
            self._held[name] = _RUNGS.get(self._key(name), lambda: self._measured(name))
        return self._held[name]

    def vector(self, name: str, tokens: Sequence[str], position: int) -> np.ndarray:
        """Return what a rung's encoder makes of a token of a sentence, (d,) float32."""
        step = self._steps[name]
        return step.select(step.encoder.encode([tokens])[0])[position]

    def rungs(self) -> list[Rung]:
        """Return all of them, from the static vector up."""
        return [self[name] for name in self._steps]

    def measure(self, progress: ProgressCallback) -> dict[str, Rung]:
        """Encode and measure all, in the thread of a job; what tables and pictures of them ask for as well."""
        for encoder in {step.encoder.id: step.encoder for step in self._steps.values()}.values():
            encoded(encoder, self._chosen, progress)
        for done, name in enumerate(self._steps):
            progress(Progress(_("Measuring {title}").format(title=self._steps[name].title), done, len(self._steps)))
            found = self[name].cloud
            _computed = found.silhouette, found.corrected_max_explainable_variance
            _drawn = picture(self[name], 2), picture(self[name], 3)
        return self._held

    def take(self, rungs: dict[str, Rung]) -> None:
        """Take over what a job has measured, for another ladder of the same key."""
        self._held |= rungs

    def _key(self, name: str) -> Hashable:
        return name, self._steps[name].id, language(), self._chosen.key

    def _measured(self, name: str) -> Rung:
        step, senses = self._steps[name], self._chosen.senses
        seen = encoded(step.encoder, self._chosen)
        vectors = step.select(seen.vectors)
        found = cloud(vectors, senses, baseline=baseline(step.select(seen.others), seen.words))
        return Rung(name, step.id, step.title, vectors, found)


def measured(ladder: Ladder) -> bool:
    """Let what takes long be measured by a job, and show that while it goes on.

    Parameters
    ----------
    ladder : Ladder
        Ready after this, if it is to be.

    Returns
    -------
    bool
        Whether its rungs can be asked for now.
    """
    if ladder.is_ready:
        leave(_PLACE)
        return True
    if st.session_state.get(_CANCELLED) == ladder.key:
        st.info(_("Encoding these sentences was cancelled."), icon=":material/block:")
        if not st.button(_("Encode them"), icon=":material/play_arrow:", key="encode_again"):
            return False
    st.session_state.pop(_CANCELLED, None)
    try:
        found: dict[str, Rung] | None = awaited(("ladder", ladder.key), ladder.measure, place=_PLACE)
    except Cancelled:
        st.session_state[_CANCELLED] = ladder.key
        st.rerun()
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return False
    if found is not None:
        ladder.take(found)
    return found is not None


def placed(rung: Rung, vector: np.ndarray) -> np.ndarray:
    """Return where another vector lies in the picture of a rung in space.

    Parameters
    ----------
    rung : Rung
        Of k occurrences in d dimensions.
    vector : ndarray (d,)
        As the rung's encoder gives it.

    Returns
    -------
    ndarray (3,) float32
    """
    return _projected(rung, AXES).place(vector[None], rung.vectors)[0]


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
    found = _projected(rung, dimensions)
    shares = found.explained_variance
    return found.coordinates, float(shares.sum()) if shares is not None and shares.any() else 1.0


def _projected(rung: Rung, dimensions: int) -> Projection:
    content = blake2b(rung.vectors.tobytes(), digest_size=16).hexdigest()
    found: Projection = _projection(rung.id, content, dimensions, rung.vectors)
    return found


@dataclass(frozen=True)
class _Step:
    """What is seen of an encoder on one rung: ``select`` takes it, (..., d), from all layers, (l, ..., d)."""

    title: str
    encoder: Encoder
    layer: str
    select: Callable[[np.ndarray], np.ndarray]

    @property
    def id(self) -> str:
        return f"{self.encoder.id}/{self.layer}"


def _layer(title: str, encoder: Encoder, layer: int) -> _Step:
    return _Step(title, encoder, encoder.layers[layer], itemgetter(layer))


@remembered
def _untrained(id: str, _elmo: Elmo) -> Elmo:  # noqa: ARG001
    return _elmo.untrained(UNTRAINED_SEED)


@remembered
def _projection(id: str, content: str, dimensions: int, _vectors: np.ndarray) -> Projection:  # noqa: ARG001
    most = min(dimensions, len(_vectors), _vectors.shape[1])
    return project(_vectors, "pca", n_components=most).in_axes(dimensions)
