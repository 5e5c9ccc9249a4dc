"""Claims 8 and 9, about the geometry: what an axis means, and what a distance."""

import numpy as np

from embedviz.algebra.rotation import random_rotation
from embedviz.claims.finding import Finding, Verdict, untold
from embedviz.embedding import Embedding
from embedviz.geometry.axes import axis_ends
from embedviz.geometry.invariance import invariance
from embedviz.geometry.normalization import ROUNDINGS
from embedviz.scaling import unit_rows
from embedviz.vectors import as_embedding

# A random rotation of so many dimensions takes half a second.
MOST_DIMENSIONS = 1_024
ENDS_NUMBERS, MOST_WORDS = 1_000_000, 10_000
ROTATED_WORDS = 500
CHANCE = 0.95
MOST = 0.5
QUERIES, NEIGHBORS = 100, 10
# Two cosines as near as this are equal: rounding decides which comes first.
TIE = 1e-12


def axes(embedding: Embedding, *, seed: int = 0) -> Finding:
    """Check claim 8, each dimension has a meaning, against dimensions drawn at random.

    A rotation changes every coordinate and no inner product, so whatever is read off products cannot tell the axes
    from others. An axis is said to mean something if the words at its end are more alike than those at the ends of
    95% of the axes of a random rotation.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions; the ends are sought among the first 10,000, fewer above 100 dimensions.
    seed : int
        Of the rotation.

    Returns
    -------
    Finding
        Decided by the share of the axes that mean something.
    """
    embedding = as_embedding(embedding)
    m, n = embedding.shape
    if n > MOST_DIMENSIONS:
        return untold("axes", "dimensions", n=n, most=MOST_DIMENSIONS)
    top = embedding.top(max(1, min(MOST_WORDS, ENDS_NUMBERS // n)))
    if n < 2 or len(top) < 4 or not np.ptp(top.vectors, axis=0).any():
        return untold("axes", "none", m=m, n=n)
    rotation = random_rotation(n, seed=seed)
    vectors = top.vectors.astype(np.float64)
    own, turned = axis_ends(vectors, vectors), axis_ends(vectors @ rotation.matrix, vectors)
    changed = invariance(embedding.top(ROTATED_WORDS), rotation)
    better = int(np.count_nonzero(own.likeness > np.quantile(turned.likeness, CHANCE)))
    numbers = {
        "n": n,
        "words": len(top),
        "ends": own.high.shape[1],
        "better": better,
        "share": better / n,
        "likeness": own.mean_likeness,
        "random_likeness": turned.mean_likeness,
        "moved": changed.coordinates.relative,
        "kept": changed.products.relative,
    }
    verdict: Verdict = "holds" if better >= CHANCE * n else "qualified" if better > MOST * n else "refuted"
    return Finding("axes", verdict, "rotated", numbers, "share", MOST, "limit")


def distance(embedding: Embedding) -> Finding:
    """Check claim 9, Euclidean distance shows closeness, against the cosine.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions. Neighbors are sought among the first 10,000, fewer above 100 dimensions, of 100 of
        them at even steps. Zero vectors, which have no cosine, are left out.

    Returns
    -------
    Finding
        Decided by the mean share of the 10 nearest by distance that are among the 10 nearest by cosine, the vectors
        being as they are. Of unit vectors that share is 1, as ‖x - q‖² = 2 - 2 cos θ; of vectors that have nothing
        to do with each other it is k of all others, ``chance``.
    """
    from scipy.spatial.distance import cdist

    embedding = as_embedding(embedding)
    n = embedding.shape[1]
    top = embedding.vectors[: max(1, min(MOST_WORDS, ENDS_NUMBERS // n))].astype(np.float64)
    lengths = np.linalg.norm(top, axis=1)
    top, lengths = top[lengths > 0], lengths[lengths > 0]
    if len(top) < 3:
        return untold("distance", "few", words=len(top))
    k = min(NEIGHBORS, (len(top) - 1) // 2)
    asked = np.unique(np.linspace(0, len(top) - 1, QUERIES).astype(int))
    units = unit_rows(top)
    cosines = units[asked] @ units.T
    raw, scaled = cdist(top[asked], top), cdist(units[asked], units)
    others = np.arange(len(top)) != asked[:, None]
    numbers = {
        "words": len(top),
        "queries": len(asked),
        "k": k,
        "chance": k / (len(top) - 1),
        "overlap": _shared(raw, cosines, others, k),
        "unit_overlap": _shared(scaled, cosines, others, k),
        "deviation": float(np.abs(scaled**2 - (2 - 2 * cosines)).max()),
        "rounding": ROUNDINGS * float(np.sqrt(n) * np.finfo(np.float64).eps),
        "spread": float(lengths.max() / lengths.min()),
    }
    overlap = numbers["overlap"]
    verdict: Verdict = "holds" if overlap == 1 else "qualified" if overlap > numbers["chance"] else "refuted"
    return Finding("distance", verdict, "overlap", numbers, "overlap", 1.0, "limit")


def _shared(distances: np.ndarray, cosines: np.ndarray, others: np.ndarray, k: int) -> float:
    """Return the share of the k nearest by distance that have a cosine no lower than the k-th highest."""
    nearest = np.argpartition(np.where(others, distances, np.inf), k - 1, axis=1)[:, :k]
    lowest = -np.partition(-np.where(others, cosines, -np.inf), k - 1, axis=1)[:, k - 1]
    return float((np.take_along_axis(cosines, nearest, axis=1) >= lowest[:, None] - TIE).mean())
