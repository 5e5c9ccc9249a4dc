"""How near every word is to a query: roughly in float32 in one pass, exactly in float64 for those left in doubt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from embedviz.arrays import BLOCK_BYTES
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import FLOAT32_HIGH, FLOAT32_LOW, leveled, norm, row_norms, unit_rows
from embedviz.vectors import Vectors, as_matrix, as_vector

Metric = Literal["cosine", "euclidean", "dot"]
METRICS: tuple[Metric, ...] = ("cosine", "euclidean", "dot")

BLOCK = 512
# Sums of squares of numbers beyond these leave the range of float32.
SQUARES_VANISH_BELOW, SQUARES_OVERFLOW_ABOVE = 1e-15, 1e18


@dataclass(frozen=True, eq=False)
class Scores:
    """How near each of m words is to a query; higher is nearer.

    Parameters
    ----------
    rough : ndarray (m,) float32
        Scores in units of their own.
    slack : float
        Two words whose rough scores differ by more than this are in the right order.
    exact : callable
        Takes rows (k,) and returns their scores (k,) in float64: the cosine, the dot product, or the negative distance.
    undefined : frozenset of int
        Rows that have no score.
    """

    rough: np.ndarray = field(repr=False)
    slack: float
    exact: Callable[[np.ndarray], np.ndarray] = field(repr=False)
    undefined: frozenset[int] = frozenset()


class Normed(Protocol):
    """Vectors (m, n) and their lengths (m,): an Embedding, or some of its rows."""

    @property
    def shape(self) -> tuple[int, int]:
        """(m, n)."""

    @property
    def vectors(self) -> np.ndarray:
        """One a row."""

    @property
    def norms(self) -> np.ndarray:
        """Their Euclidean lengths."""


def score(embedding: Normed, vector: ArrayLike, metric: Metric) -> Scores:
    """Score all words.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    vector : array-like (n,)
        The query.
    metric : {"cosine", "euclidean", "dot"}
        What to score by. Zero vectors have no cosine.

    Returns
    -------
    Scores

    Raises
    ------
    EmbedvizError
        If the metric is not one there is, or the query is zero and has no cosine.
    """
    by = {"cosine": _by_cosine, "euclidean": _by_distance, "dot": _by_product}.get(metric)
    if by is None:
        raise EmbedvizError(
            _("no metric is called {metric!r}; expected cosine, euclidean or dot").format(metric=metric)
        )
    return by(embedding, as_vector(vector, embedding.shape[1]))


def nearest(scores: Scores, k: int, excluded: set[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest words, nearest first; of equally near ones the more frequent.

    Parameters
    ----------
    scores : Scores
        Of m words; the rough ones of rows passed over are overwritten.
    k : int
        How many.
    excluded : set of int
        Rows to pass over besides those without a score.

    Returns
    -------
    positions : ndarray (k,) int
        Their rows.
    exact : ndarray (k,) float64
        Their scores.

    Raises
    ------
    EmbedvizError
        If there are not so many, or a score is beyond the range of float64.
    """
    doubtful = candidates(scores.rough, k, scores.slack, excluded | scores.undefined)
    exact = scores.exact(doubtful)
    require_scores(bool(np.isfinite(exact).all()))
    return best(doubtful, exact, k)


def candidates(
    scores: np.ndarray, k: int, slack: float, excluded: set[int], at_most: np.ndarray | None = None
) -> np.ndarray:
    """Return the rows that can be among the k best when each score is off by up to half of slack.

    Parameters
    ----------
    scores : ndarray (m,)
        Those of excluded rows are overwritten.
    k : int
        How many are wanted.
    slack : float
        Twice the largest error of a score.
    excluded : set of int
        Rows to pass over.
    at_most : ndarray (m,), optional
        Where it is given, the scores are lower bounds and these are upper ones.

    Returns
    -------
    ndarray (c,) int
        At least k rows, ascending.

    Raises
    ------
    EmbedvizError
        If there are fewer than k rows, or k is less than 1.
    """
    require_available(k, len(scores) - len(excluded))
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


def require_available(k: int, available: int) -> None:
    """Refuse a number of neighbors that is not from 1 to those there are."""
    if not 1 <= k <= available:
        raise EmbedvizError(
            _("{k:,} neighbors; expected 1 to {available:,}, the number of words besides the query").format(
                k=k, available=available
            )
        )


def require_scores(are_finite: bool) -> None:
    """Refuse a query some of whose scores are beyond the range of float64."""
    if not are_finite:
        raise EmbedvizError(_("the query is so long that a score is beyond 1.8·10³⁰⁸; expected a shorter vector"))


def best(positions: np.ndarray, scores: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the k highest scores, of equal ones that of the first row.

    Parameters
    ----------
    positions : ndarray (c,) int
        Rows.
    scores : ndarray (c,) float64
        Theirs.
    k : int
        At most c.

    Returns
    -------
    positions : ndarray (k,) int
        Their rows, highest score first.
    scores : ndarray (k,) float64
        Their scores.
    """
    order = np.lexsort((positions, -scores))[:k]
    return positions[order], scores[order]


def cosines(embedding: Normed, positions: np.ndarray, units: Vectors) -> np.ndarray:
    """Return the cosines of some words to directions, in float64.

    Parameters
    ----------
    embedding : Embedding
        In n dimensions.
    positions : ndarray (k,) int
        Rows.
    units : array-like (q, n)
        Vectors of length 1.

    Returns
    -------
    ndarray (k, q) float64
        NaN for zero vectors.
    """
    directions = np.asarray(as_matrix(units))
    found = np.empty((len(positions), len(directions)))
    for part, vectors in _rows_in_float64(embedding, positions):
        lengths = np.linalg.norm(vectors, axis=1)
        # Row by row, so that a score does not depend on which others are computed with it.
        products = np.stack([np.einsum("ij,j->i", vectors, direction) for direction in directions], axis=1)
        found[part] = products / np.where(lengths > 0, lengths, np.nan)[:, None]
    return np.clip(found, -1.0, 1.0)


def rough_cosines(embedding: Normed, units: np.ndarray) -> np.ndarray:
    """Return the cosines of all words to one or more directions, in float32.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    units : ndarray (n,) or (n, q)
        Vectors of length 1.

    Returns
    -------
    ndarray (m,) or (m, q) float32
        Off by no more than :func:`float32_error`; NaN for zero vectors.
    """
    norms = embedding.norms
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        rough = embedding.vectors @ units.astype(np.float32)
        rough /= norms if units.ndim == 1 else norms[:, None]
    # Products in float32 overflow or lose digits where vectors are this long or short.
    odd = np.flatnonzero(~((norms >= FLOAT32_LOW) & (norms <= FLOAT32_HIGH / 2)))
    if len(odd):
        rough[odd] = cosines(embedding, odd, units.reshape(len(units), -1).T).reshape(len(odd), *units.shape[1:])
    return rough


def undirected(embedding: Normed) -> set[int]:
    """Return the rows whose vectors are zero and have no direction.

    Parameters
    ----------
    embedding : Embedding
        m words.

    Returns
    -------
    set of int
    """
    return set(np.flatnonzero(embedding.norms == 0).tolist())


def float32_error(embedding: Normed) -> float:
    """Bound the error of a float32 inner product of unit vectors, division by a norm included.

    Parameters
    ----------
    embedding : Embedding
        In n dimensions.

    Returns
    -------
    float

    References
    ----------
    N. J. Higham, Accuracy and stability of numerical algorithms, 2nd ed., 2002, section 3.1.
    """
    return (embedding.shape[1] + 3) * float(np.finfo(np.float32).eps)


def _by_cosine(embedding: Normed, vector: np.ndarray) -> Scores:
    if not vector.any():
        raise EmbedvizError(_("the query vector is zero: it has no direction, so no cosine; expected another vector"))
    unit = unit_rows(vector[None])[0]
    rough = rough_cosines(embedding, unit)

    def exact(positions: np.ndarray) -> np.ndarray:
        return cosines(embedding, positions, unit[None, :])[:, 0]

    return Scores(rough, 2 * float32_error(embedding), exact, frozenset(undirected(embedding)))


def _by_distance(embedding: Normed, vector: np.ndarray) -> Scores:
    longest = float(embedding.norms.max())
    reach = norm(vector) + longest
    if SQUARES_VANISH_BELOW < reach < SQUARES_OVERFLOW_ABOVE:
        # Largest x·q - ‖x‖²/2 is smallest ‖x - q‖².
        rough = embedding.vectors @ vector.astype(np.float32)
        rough -= embedding.norms * embedding.norms / 2
        slack = 2 * float32_error(embedding) * longest * reach
    else:
        rough, slack = _all_in_doubt(embedding)

    def exact(positions: np.ndarray) -> np.ndarray:
        distances = np.empty(len(positions))
        for part, vectors in _rows_in_float64(embedding, positions):
            distances[part] = row_norms(vectors - vector)
        return -distances

    return Scores(rough, slack, exact)


def _by_product(embedding: Normed, vector: np.ndarray) -> Scores:
    longest = float(embedding.norms.max())
    scaled, exponent = leveled(vector)
    if vector.any() and SQUARES_VANISH_BELOW < longest < SQUARES_OVERFLOW_ABOVE:
        # The length of the query does not change the order.
        rough = embedding.vectors @ unit_rows(scaled[None])[0].astype(np.float32)
        slack = 2 * float32_error(embedding) * longest
    else:
        rough, slack = _all_in_doubt(embedding)

    def exact(positions: np.ndarray) -> np.ndarray:
        products = np.empty(len(positions))
        for part, vectors in _rows_in_float64(embedding, positions):
            products[part] = np.einsum("ij,j->i", vectors, scaled)
        with np.errstate(over="ignore"):
            return np.ldexp(products, exponent)

    return Scores(rough, slack, exact)


def _all_in_doubt(embedding: Normed) -> tuple[np.ndarray, float]:
    return np.zeros(len(embedding.vectors), dtype=np.float32), 0.0


def _rows_in_float64(embedding: Normed, positions: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    # In blocks, because all rows are in doubt where many are alike.
    step = max(1, BLOCK_BYTES // (8 * embedding.shape[1]))
    for start in range(0, len(positions), step):
        part = slice(start, start + step)
        yield part, embedding.vectors[positions[part]].astype(np.float64)
