"""Regions of a picture of words, each named by words that are typical of it and tell it from the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from embedviz.blas import one_openmp_thread
from embedviz.extras import needs
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_float64, as_matrix

FITTED = 5_000
# Names are looked for among the most frequent words, and a rarer one must be that much nearer to be taken.
CANDIDATES, RARENESS = 20_000, 0.03
NAMES = 3


@dataclass(frozen=True, eq=False)
class Region:
    """A part of a picture.

    Parameters
    ----------
    center : ndarray (c,) float64
        Its middle in the picture.
    radius : float
        Half of its points are nearer to the middle.
    words : tuple of str
        Its name: up to three words, the most typical first.
    size : int
        How many points it has.
    """

    center: np.ndarray
    radius: float
    words: tuple[str, ...]
    size: int


def regions(
    coordinates: Vectors, vectors: Vectors, words: Sequence[str], *, k: int = 24, seed: int = 0
) -> list[Region]:
    """Part a picture into regions, and name them.

    Parameters
    ----------
    coordinates : array-like (m, c)
        The picture.
    vectors : Embedding or array-like (m, n)
        Of which.
    words : sequence of m str
        The most frequent first, where that is known.
    k : int
        How many regions; fewer where there are not so many points.
    seed : int
        The same seed gives the same regions.

    Returns
    -------
    list of Region
        The largest first. One without a word among the first 20,000 has no name and is left out.

    Notes
    -----
    k-means in the picture, fitted on at most 5,000 of its points. A word w of a region scores c·w + (c·w - max d·w),
    less 0.03 ln(rank): c is the mean direction of the region's words, d that of any other, and w has length 1.
    """
    with needs("app", "k-means"):
        from sklearn.cluster import KMeans

    points, matrix = as_float64(coordinates), as_matrix(vectors)
    rng = np.random.default_rng(seed)
    chosen = (
        np.arange(len(points)) if len(points) <= FITTED else np.sort(rng.choice(len(points), FITTED, replace=False))
    )
    k = _as_many_as_differ(points[chosen], k)
    with one_openmp_thread():
        fitted = KMeans(k, n_init=1, random_state=seed).fit(points[chosen])
        of = fitted.predict(points)
    candidates = unit_rows(np.asarray(matrix[:CANDIDATES], dtype=np.float64))
    groups = of[: len(candidates)]
    means = unit_rows(np.stack([candidates[rows].sum(axis=0) for rows in _members(groups, k)]))
    names = _names(candidates @ means.T, groups, words)
    away = np.sqrt(((points - fitted.cluster_centers_[of]) ** 2).sum(axis=1))
    found = [
        Region(fitted.cluster_centers_[group], float(np.median(away[rows])), names[group], len(rows))
        for group, rows in enumerate(_members(of, k))
    ]
    return sorted((region for region in found if region.words), key=lambda region: -region.size)


def _as_many_as_differ(points: np.ndarray, k: int) -> int:
    """Return k, or how many different points there are if those are fewer."""
    for some in (points[: 2 * k], points):  # to sort them all takes as long as to part them
        k_found = len(np.unique(some, axis=0))
        if k_found >= k:
            return k
    return k_found


def _names(cosines: np.ndarray, groups: np.ndarray, words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the names of all groups, of the cosines of the candidates to the groups' means, (p, k)."""
    rows = np.arange(len(groups))
    own = cosines[rows, groups]
    others = cosines.copy()
    others[rows, groups] = -1.0
    scores = 2 * own - others.max(axis=1) - RARENESS * np.log1p(rows)
    names = []
    for members in _members(groups, cosines.shape[1]):
        best = members[np.argsort(-scores[members], kind="stable")].tolist()
        spelled = islice((word for word in map(words.__getitem__, best) if word.isalpha()), NAMES)
        names.append(tuple(spelled) or tuple(words[i] for i in best[:NAMES]))
    return names


def _members(groups: np.ndarray, k: int) -> list[np.ndarray]:
    """Return the rows of each of k groups, ascending; they are sorted once, not looked through k times."""
    order = np.argsort(groups.astype(np.min_scalar_type(k)), kind="stable")
    return np.split(order, np.cumsum(np.bincount(groups, minlength=k))[:-1])
