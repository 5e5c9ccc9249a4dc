"""Claims 14 and 15, about senses: what one vector can tell, and what the vectors of a biLSTM can."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embedviz.claims.finding import Finding, Verdict, untold
from embedviz.context.centroids import PERCENTILES, NearestCentroid, nearest_centroid
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.examples import polysemous
from embedviz.context.ladder import at_positions
from embedviz.context.senses import cloud
from embedviz.context.static import ContextAverage, Static
from embedviz.context.tokens import find_occurrences, parted, tokenize
from embedviz.embedding import Embedding
from embedviz.evaluation.intervals import wilson_interval
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.vectors import as_embedding

UNTRAINED_SEED = 0


@dataclass(frozen=True)
class Occurrences:
    """A word's k occurrences in the shipped sentences.

    Parameters
    ----------
    word : str
        The word.
    sentences : tuple of k tuple of str
        In tokens, the word as it stands in :attr:`word`: upper case at the beginning of a sentence is no other word.
    positions : tuple of k int
        Of the word among them.
    senses : tuple of k str
        What it means in each.
    """

    word: str
    sentences: tuple[tuple[str, ...], ...] = field(repr=False)
    positions: tuple[int, ...] = field(repr=False)
    senses: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Contextual:
    """What the biLM reaches on the shipped words.

    Parameters
    ----------
    accuracy : float
        Of the mean of its LSTM layers: mean over words of the share of occurrences nearest to the centroid of their own
        sense.
    layers : tuple of float
        The accuracy of each LSTM layer alone, the first one first.
    permuted : ndarray (p,) float64
        The accuracy of the mean with the senses dealt out at random, p times.
    untrained : float
        The accuracy of the mean in the same network before any training.
    """

    accuracy: float
    layers: tuple[float, ...]
    permuted: np.ndarray = field(repr=False)
    untrained: float


def occurrences(*, language: str = "en") -> tuple[Occurrences, ...]:
    """Return the shipped words with their occurrences.

    Parameters
    ----------
    language : {"en", "zh"}
        Of the words.

    Returns
    -------
    tuple of Occurrences
    """
    found = []
    for word, examples in polysemous(language).items():
        tokens = [parted(each.sentence)[1] if language == "zh" else tokenize(each.sentence) for each in examples]
        at = find_occurrences(tokens, word).occurrences
        sentences = tuple(
            tuple(word if i == each.position else token.form for i, token in enumerate(tokens[each.sentence]))
            for each in at
        )
        senses = tuple(examples[each.sentence].sense for each in at)
        found.append(Occurrences(word, sentences, tuple(each.position for each in at), senses))
    return tuple(found)


def contextual(elmo: Elmo, *, progress: ProgressCallback | None = None) -> Contextual:
    """Let a biLM tell the senses of the shipped words apart, trained and untrained.

    Parameters
    ----------
    elmo : Elmo
        The trained one.
    progress : callable, optional
        Called with the words done. It may raise to cancel.

    Returns
    -------
    Contextual
    """
    words, raw = occurrences(), elmo.untrained(UNTRAINED_SEED)
    trained, untrained, by_layer = [], [], []
    for done, word in enumerate(words, start=1):
        layers = _lstm_layers(elmo, word)
        trained.append(nearest_centroid(layers.mean(axis=0), word.senses))
        by_layer.append([nearest_centroid(layer, word.senses, permutations=1).accuracy for layer in layers])
        untrained.append(nearest_centroid(_lstm_layers(raw, word).mean(axis=0), word.senses, permutations=1))
        if progress is not None:
            progress(Progress(_("Telling senses apart"), done, len(words)))
    permuted = np.mean([each.permuted for each in trained], axis=0)
    return Contextual(_mean(trained), tuple(np.mean(by_layer, axis=0).tolist()), permuted, _mean(untrained))


def one_vector(embedding: Embedding) -> Finding:
    """Check claim 14, one vector cannot hold several senses, on the shipped words, Chinese ones of a Chinese source.

    It cannot tell them apart, as all occurrences have the one vector. That it holds them mixed shows in their contexts:
    the mean vector of the words around one sense is compared with the vectors of all shipped words, each less the mean
    of its kind, and its own word should come first (Arora et al. 2018 recover senses from the mixture).

    Parameters
    ----------
    embedding : Embedding
        m words.

    Returns
    -------
    Finding
        Decided by the accuracy of the nearest centroid, against guessing.

    References
    ----------
    S. Arora, Y. Li, Y. Liang, T. Ma and A. Risteski, Linear algebraic structure of word senses, with applications to
    polysemy, TACL 6, 2018.
    """
    embedding = as_embedding(embedding)
    shipped = occurrences(language="zh" if is_chinese(embedding) else "en")
    words = [word for word in shipped if embedding.has_vector(word.word) and embedding[word.word].any()]
    static = Static(embedding)
    if len(words) < 2:
        return untold("one-vector", "none", words=len(words), shipped=len(shipped))
    vectors = [_vectors(static, word) for word in words]
    judged = [nearest_centroid(each, word.senses, permutations=1) for each, word in zip(vectors, words, strict=True)]
    hits, senses = _first_choices(embedding, words, np.stack([each[0] for each in vectors]))
    numbers = {
        "words": len(words),
        "occurrences": sum(len(word.senses) for word in words),
        "rank": max(cloud(each, [""] * len(each)).rank for each in vectors),
        "accuracy": _mean(judged),
        "chance": float(np.mean([each.chance for each in judged])),
        "senses": senses,
        "mixed": hits / senses,
        "mixed_chance": 1 / len(words),
    }
    bound = numbers["chance"]
    mixed = wilson_interval(hits, senses).low > numbers["mixed_chance"]
    told = not np.isclose(numbers["accuracy"], bound)
    verdict: Verdict = "refuted" if told else "qualified" if mixed else "holds"
    return Finding("one-vector", verdict, "mixed" if mixed else "alone", numbers, "accuracy", bound, "chance")


def bilstm(embedding: Embedding, told: Contextual) -> Finding:
    """Check claim 15, the vectors of a bidirectional LSTM can hold several senses.

    Judged is the mean of the LSTM's layers, ELMo's mix with equal shares and without layer 0, which does not read the
    sentence; each layer alone stands beside.

    Parameters
    ----------
    embedding : Embedding
        Gives the baseline: the mean of the vectors of the other words of a sentence.
    told : Contextual
        What the biLM reaches.

    Returns
    -------
    Finding
        Decided by the accuracy of the nearest centroid, against the upper end of what chance gives.
    """
    embedding = as_embedding(embedding)
    low, high = np.percentile(told.permuted, PERCENTILES)
    words = occurrences()
    numbers = {
        "words": len(words),
        "occurrences": sum(len(word.senses) for word in words),
        "accuracy": told.accuracy,
        **{f"layer_{i}": accuracy for i, accuracy in enumerate(told.layers, start=1)},
        "low": float(low),
        "high": float(high),
        "untrained": told.untrained,
    }
    if told.accuracy <= high:
        return Finding("bilstm", "refuted", "alone", numbers, "accuracy", float(high), "chance")
    around = ContextAverage(embedding)
    vectors = [_vectors(around, word) for word in words]
    if not all(each.any() for each in vectors):
        return Finding("bilstm", "holds", "alone", numbers, "accuracy", float(high), "chance")
    numbers["around"] = _mean(
        [nearest_centroid(each, word.senses, permutations=1) for each, word in zip(vectors, words, strict=True)]
    )
    verdict: Verdict = "qualified" if numbers["around"] >= told.accuracy else "holds"
    return Finding("bilstm", verdict, "beside", numbers, "accuracy", float(high), "chance")


def _vectors(encoder: Encoder, word: Occurrences) -> np.ndarray:
    """Return the word's vectors in the last layer, (k, d)."""
    return at_positions(encoder.encode(word.sentences), word.positions)[-1]


def _lstm_layers(elmo: Elmo, word: Occurrences) -> np.ndarray:
    """Return the word's vectors in the layers that read the sentence, all but layer 0: (l, k, d)."""
    return at_positions(elmo.encode(word.sentences), word.positions)[1:]


def _mean(judged: Sequence[NearestCentroid]) -> float:
    return float(np.mean([each.accuracy for each in judged]))


def _first_choices(embedding: Embedding, words: Sequence[Occurrences], vectors: np.ndarray) -> tuple[int, int]:
    """Return for how many senses, of how many, the mean context is nearer to its own word than to any other."""
    around = ContextAverage(embedding)
    found = [_vectors(around, word).astype(np.float64) for word in words]
    owners, means = [], []
    for i, (word, each) in enumerate(zip(words, found, strict=True)):
        for sense in dict.fromkeys(word.senses):
            owners.append(i)
            means.append(each[[s == sense for s in word.senses]].mean(axis=0))
    rows, own = np.stack(means), vectors.astype(np.float64)
    cosines = unit_rows(rows - rows.mean(axis=0)) @ unit_rows(own - own.mean(axis=0)).T
    return int(np.count_nonzero(cosines.argmax(axis=1) == np.array(owners))), len(owners)
