"""Exact nearest neighbors over the whole vocabulary.

One pass in float32 scores every word; those that the rounding of that pass leaves in doubt are scored again in
float64. The order is the float64 one, at the speed of the float32 pass.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from embedviz.arrays import BLOCK_BYTES, row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _

Metric = Literal["cosine", "euclidean"]
METRICS: tuple[Metric, ...] = ("cosine", "euclidean")

# 3CosMul divides by similarities; Levy and Goldberg 2014 add this to keep them off zero.
COSMUL_EPSILON = 1e-3
BLOCK = 512
# Sums of squares of numbers beyond these leave the range of float32.
SQUARES_VANISH_BELOW, SQUARES_OVERFLOW_ABOVE = 1e-15, 1e18


@dataclass(frozen=True, eq=False)
class Neighbors:
    """The k words nearest to a query, nearest first.

    Parameters
    ----------
    words : tuple of k str
        The words.
    scores : ndarray (k,) float64
        Cosine, highest first, or Euclidean distance, lowest first, or the score of the analogy method.
    positions : ndarray (k,) int
        Rows of the words in the embedding.
    """

    words: tuple[str, ...]
    scores: np.ndarray
    positions: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.words)


def neighbors(
    embedding: Embedding,
    query: str | np.ndarray,
    k: int = 10,
    metric: Metric = "cosine",
    *,
    exclude: Iterable[str] = (),
) -> Neighbors:
    """Find the k nearest words to a word or a vector, exactly.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched.
    query : str or ndarray (n,)
        A word that has a vector, and is then not among its own neighbors, or a vector.
    k : int
        How many, from 1 to the words there are besides the query.
    metric : {"cosine", "euclidean"}
        Cosine of the angle, or Euclidean distance.
    exclude : iterable of str
        Words to pass over.

    Returns
    -------
    Neighbors

    Raises
    ------
    UnknownWordError
        If the query or an excluded word has no vector.
    EmbedvizError
        If k or the metric is not one there is, the vector has another length, is not finite, or is zero and has no
        direction.
    """
    excluded = _rows_of(embedding, exclude)
    if isinstance(query, str):
        excluded |= _rows_of(embedding, [query])
        query = embedding[query]
    vector = np.asarray(query, dtype=np.float64)
    _require_vector(vector, embedding)
    score = {"cosine": _by_cosine, "euclidean": _by_distance}.get(metric)
    if score is None:
        raise EmbedvizError(_("no metric is called {metric!r}; expected cosine or euclidean").format(metric=metric))
    return _named(embedding, *score(embedding, vector, k, excluded))


def analogy(
    embedding: Embedding,
    positive: Sequence[str],
    negative: Sequence[str],
    k: int = 10,
    method: Literal["3cosadd", "3cosmul"] = "3cosadd",
) -> Neighbors:
    """Solve an analogy: king - man + woman is ``positive=["king", "woman"], negative=["man"]``.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched but those of the question.
    positive, negative : sequence of str
        Words added and subtracted; at least one in all.
    k : int
        How many answers.
    method : {"3cosadd", "3cosmul"}
        Sum of cosines, or product and quotient of cosines shifted to [0, 1].

    Returns
    -------
    Neighbors
        Scores are the cosine to the sum of unit vectors (3CosAdd), or the quotient (3CosMul).

    Raises
    ------
    UnknownWordError
        If one of the words has no vector.
    EmbedvizError
        If there is no word, a word's vector or their sum is zero, or the method or k is not one there is.

    References
    ----------
    T. Mikolov, W. Yih and G. Zweig, Linguistic regularities in continuous space word representations, 2013, eq. 1.
    O. Levy and Y. Goldberg, Linguistic regularities in sparse and explicit word representations, 2014, eq. 3 and 4.
    """
    words = [*positive, *negative]
    if not words:
        raise EmbedvizError(_("an analogy without words; expected at least one"))
    units = unit_vectors(embedding, words)
    if method == "3cosadd":
        signs = np.repeat([1.0, -1.0], [len(positive), len(negative)])
        return neighbors(embedding, signs @ units, k, exclude=words)
    if method != "3cosmul":
        raise EmbedvizError(_("no method is called {method!r}; expected 3cosadd or 3cosmul").format(method=method))
    excluded = _undirected(embedding) | _rows_of(embedding, words)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosines = embedding.vectors @ units.T.astype(np.float32) / embedding.norms[:, None]
    # The score rises with each positive cosine and falls with each negative one, so these bound it from both sides. A
    # divisor near epsilon magnifies the rounding of its cosine a million times, of others hardly.
    # Twice the error of a cosine leaves room for the rounding of the factors.
    error = 2 * _float32_error(embedding) * np.repeat([1.0, -1.0], [len(positive), len(negative)]).astype(np.float32)
    low = _three_cos_mul(np.clip(cosines - error, -1.0, 1.0), len(positive))
    high = _three_cos_mul(np.clip(cosines + error, -1.0, 1.0), len(positive))
    doubtful = _candidates(low, k, 0.0, excluded, high)
    exact = _three_cos_mul(_cosines(embedding, doubtful, units), len(positive))
    return _named(embedding, *_best(doubtful, exact, k))


def unit_vectors(embedding: Embedding, words: Sequence[str]) -> np.ndarray:
    """Return the directions of words.

    Parameters
    ----------
    embedding : Embedding
        Of n dimensions.
    words : sequence of k str
        Each with a vector.

    Returns
    -------
    ndarray (k, n) float64
        Rows of length 1.

    Raises
    ------
    EmbedvizError
        If a word's vector is zero.
    """
    vectors = embedding.rows(words).astype(np.float64)
    norms = np.linalg.norm(vectors, axis=1)
    for word, norm in zip(words, norms, strict=True):
        if norm == 0:
            raise EmbedvizError(_("the vector of {word!r} is zero: it has no direction").format(word=word))
    return vectors / norms[:, None]


def cosines_to(vectors: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Return the cosine of each vector to one.

    Parameters
    ----------
    vectors : ndarray (m, n)
        One a row.
    query : ndarray (n,)
        Not zero.

    Returns
    -------
    ndarray (m,) float32
        NaN for zero vectors.
    """
    unit = query / np.linalg.norm(query)
    cosines = np.full(len(vectors), np.nan, dtype=np.float32)
    for rows, block in row_blocks(vectors):
        lengths = np.linalg.norm(block, axis=1)
        np.divide(block @ unit, lengths, out=cosines[rows], where=lengths > 0, casting="same_kind")
    return cosines


def _by_cosine(embedding: Embedding, vector: np.ndarray, k: int, excluded: set[int]) -> tuple[np.ndarray, np.ndarray]:
    length = np.linalg.norm(vector)
    if length == 0:
        raise EmbedvizError(_("the query vector is zero: it has no direction, so no cosine; expected another vector"))
    unit = vector / length
    with np.errstate(divide="ignore", invalid="ignore"):
        rough = embedding.vectors @ unit.astype(np.float32)
        rough /= embedding.norms
    doubtful = _candidates(rough, k, 2 * _float32_error(embedding), excluded | _undirected(embedding))
    return _best(doubtful, _cosines(embedding, doubtful, unit[None, :])[:, 0], k)


def _by_distance(embedding: Embedding, vector: np.ndarray, k: int, excluded: set[int]) -> tuple[np.ndarray, np.ndarray]:
    longest = float(embedding.norms.max())
    reach = float(np.linalg.norm(vector)) + longest
    if SQUARES_VANISH_BELOW < reach < SQUARES_OVERFLOW_ABOVE:
        # Largest x·q - ‖x‖²/2 is smallest ‖x - q‖².
        rough = embedding.vectors @ vector.astype(np.float32)
        rough -= embedding.norms * embedding.norms / 2
        slack = 2 * _float32_error(embedding) * longest * reach
    else:  # all are in doubt
        rough, slack = np.zeros(len(embedding), dtype=np.float32), 0.0
    doubtful = _candidates(rough, k, slack, excluded)
    distances = np.empty(len(doubtful))
    for part, vectors in _rows_in_float64(embedding, doubtful):
        distances[part] = np.linalg.norm(vectors - vector, axis=1)
    positions, negated = _best(doubtful, -distances, k)
    return positions, -negated


def _cosines(embedding: Embedding, positions: np.ndarray, units: np.ndarray) -> np.ndarray:
    cosines = np.empty((len(positions), len(units)))
    for part, vectors in _rows_in_float64(embedding, positions):
        cosines[part] = vectors @ units.T / np.linalg.norm(vectors, axis=1)[:, None]
    return np.clip(cosines, -1.0, 1.0)


def _rows_in_float64(embedding: Embedding, positions: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    # In blocks, because all rows are in doubt where many are alike.
    step = max(1, BLOCK_BYTES // (8 * embedding.shape[1]))
    for start in range(0, len(positions), step):
        part = slice(start, start + step)
        yield part, embedding.vectors[positions[part]].astype(np.float64)


def _three_cos_mul(cosines: np.ndarray, positive: int) -> np.ndarray:
    shifted = (1 + cosines) / 2
    return np.asarray(shifted[:, :positive].prod(axis=1) / (shifted[:, positive:] + COSMUL_EPSILON).prod(axis=1))


def _float32_error(embedding: Embedding) -> float:
    # Bound on the error of a float32 inner product of unit vectors (Higham 2002, section 3.1), division included.
    return (embedding.shape[1] + 3) * float(np.finfo(np.float32).eps)


def _rows_of(embedding: Embedding, words: Iterable[str]) -> set[int]:
    # A word outside the vocabulary that has a vector all the same has no row.
    return {embedding.index(word) for word in words if word in embedding or not embedding.has_vector(word)}


def _undirected(embedding: Embedding) -> set[int]:
    return set(np.flatnonzero(embedding.norms == 0).tolist())


def _candidates(
    scores: np.ndarray, k: int, slack: float, excluded: set[int], at_most: np.ndarray | None = None
) -> np.ndarray:
    """Return the rows that can be among the k best when each score is off by up to half of slack.

    Where ``at_most`` is given, the scores are lower bounds and these are upper ones.
    """
    available = len(scores) - len(excluded)
    if not 1 <= k <= available:
        raise EmbedvizError(
            _("{k:,} neighbors; expected 1 to {available:,}, the words there are besides the query").format(
                k=k, available=available
            )
        )
    out = list(excluded)
    scores[out] = -np.inf
    usable = len(scores) - len(scores) % BLOCK
    # The k-th best of the maxima of blocks is at most the k-th best score, and far cheaper to find.
    maxima = np.append(scores[:usable].reshape(-1, BLOCK).max(axis=1), scores[usable:])
    threshold = np.partition(maxima if k <= len(maxima) else scores, -k)[-k] - slack
    if np.isfinite(threshold):
        if at_most is None:
            return np.flatnonzero(scores >= threshold)
        return np.flatnonzero((at_most >= threshold) & (scores > -np.inf))
    return np.delete(np.arange(len(scores)), out)


def _best(positions: np.ndarray, scores: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((positions, -scores))[:k]
    return positions[order], scores[order]


def _named(embedding: Embedding, positions: np.ndarray, scores: np.ndarray) -> Neighbors:
    return Neighbors(tuple(embedding.words[int(i)] for i in positions), scores, positions)


def _require_vector(vector: np.ndarray, embedding: Embedding) -> None:
    n = embedding.shape[1]
    if vector.shape != (n,):
        raise EmbedvizError(
            _("a query of shape {shape}; expected a vector of {n} numbers").format(shape=vector.shape, n=n)
        )
    if not np.isfinite(vector).all():
        raise EmbedvizError(_("the query vector holds NaN or infinity; expected finite numbers"))
