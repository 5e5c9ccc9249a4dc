"""Whether the nearest centroid of a sense finds the sense of occurrences it was not made from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import require_finite
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_matrix

PERMUTATIONS = 1000
MOST_NUMBERS = 4_000_000  # in one array
PERCENTILES = (2.5, 97.5)
SAME_COSINE = 1e-9
VANISHES_BELOW = 1e-13  # squared lengths, as a share of the largest: they are differences of products
ROUNDINGS = 8


@dataclass(frozen=True, eq=False)
class NearestCentroid:
    """How often k occurrences were found to have the sense they have, and what chance would have found.

    Parameters
    ----------
    accuracy : float
        Share of the occurrences that were found; of n senses that are equally near, each counts for 1/n.
    found : ndarray (k,) float64
        What each occurrence counts for: 1 if its sense was found, 1/n if it is one of n that are equally near, else 0.
    permuted : ndarray (p,) float64
        The same with the senses dealt out at random, p times.
    senses : tuple of str
        Those told apart.
    occurrences : int
        k.
    """

    accuracy: float
    found: np.ndarray = field(repr=False)
    permuted: np.ndarray = field(repr=False)
    senses: tuple[str, ...]
    occurrences: int

    @property
    def chance(self) -> float:
        """Accuracy of guessing each sense as often: what vectors that are all the same have."""
        return 1 / len(self.senses)

    @property
    def chance_interval(self) -> tuple[float, float]:
        """Bounds of the central 95% of what chance gave."""
        low, high = np.percentile(self.permuted, PERCENTILES)
        return float(low), float(high)

    @property
    def p_value(self) -> float:
        """Probability of such an accuracy or a higher one by chance: (1 + hits)/(1 + p)."""
        hits = int(np.count_nonzero(self.permuted >= self.accuracy - SAME_COSINE))
        return (1 + hits) / (1 + len(self.permuted))


def nearest_centroid(
    vectors: Vectors, senses: Sequence[str], *, permutations: int = PERMUTATIONS, seed: int = 0
) -> NearestCentroid:
    """Leave out each occurrence in turn, and find the sense whose mean is nearest to it.

    Parameters
    ----------
    vectors : Embedding or array-like (k, d)
        Of a word's occurrences.
    senses : sequence of k str
        What each means; at least two senses, each of at least two occurrences.
    permutations : int
        How often the senses are dealt out at random; at least 1.
    seed : int
        Of the permutations.

    Returns
    -------
    NearestCentroid

    Raises
    ------
    EmbedvizError
        If there are too few senses or occurrences.

    Notes
    -----
    The means of the senses are those of the other occurrences, and their mean is taken off all vectors first. Nearness
    is cosine. Cosines within 1e-9 count as equal, and vectors that differ by no more than the rounding of the numbers
    they are given in as one. Since an occurrence pulls the mean of its own sense away as it leaves, chance lies a
    little under 1/n: hence the permutations. All are computed from the Gram matrix at once.

    References
    ----------
    P. Good, Permutation, parametric and bootstrap tests of hypotheses, 3rd ed., 2005.
    B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9(1), 2010.
    """
    vectors = np.asarray(as_matrix(vectors))
    names, labels, sizes = np.unique(np.asarray(senses, dtype=object), return_inverse=True, return_counts=True)
    if len(labels) != len(vectors) or len(names) < 2 or sizes.min() < 2:
        raise EmbedvizError(
            _(
                "{vectors} vectors, {labels} labels, {senses} senses, the rarest of {rarest}; expected a label for "
                "each vector, and two senses or more, each of two or more"
            ).format(vectors=len(vectors), labels=len(labels), senses=len(names), rarest=sizes.min(initial=len(labels)))
        )
    if permutations < 1:
        raise EmbedvizError(_("{count} permutations; expected at least 1").format(count=permutations))
    random = np.random.default_rng(seed)
    shuffled = random.permuted(np.tile(labels, (permutations, 1)), axis=1)
    products, labelings = _products(vectors), np.vstack([labels, shuffled])
    at_once = max(1, MOST_NUMBERS // (len(sizes) * max(len(labels), len(sizes))))
    credits = np.concatenate(
        [_credits(products, labelings[i : i + at_once], sizes) for i in range(0, len(labelings), at_once)]
    )
    accuracies = credits.sum(axis=1) / len(vectors)
    found, permuted = credits[0].copy(), accuracies[1:]
    for each in (found, permuted):
        each.setflags(write=False)
    return NearestCentroid(float(accuracies[0]), found, permuted, tuple(names.tolist()), len(vectors))


def rounding(vectors: Vectors) -> float:
    """Return the relative difference under which numbers count as equal: a few units in the last place."""
    dtype = as_matrix(vectors).dtype
    return ROUNDINGS * float(np.finfo(dtype if dtype.kind == "f" else np.float64).eps)


def _products(vectors: np.ndarray) -> np.ndarray:
    """Return the inner products of vectors after a shift and scaling of all, which change nothing but the rounding."""
    X, _exponent = leveled(require_finite(vectors))
    largest = float(np.abs(X).max())
    X -= X[0].copy()  # of vectors that are all the same this leaves zeros, as their mean may not
    if np.abs(X).max() <= rounding(vectors) * largest:
        X[:] = 0.0
    X -= X.mean(axis=0)
    X /= np.abs(X).max() or 1.0
    return X @ X.T


def _credits(products: np.ndarray, labels: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return what each occurrence, left out, counts for under each of p labelings of the same sizes (g,), (p, k)."""
    p, k = labels.shape
    senses = np.arange(len(sizes))
    member = (labels.T[:, :, None] == senses).astype(np.float64)
    # With S the sum of a sense: x·S for each occurrence x, and S·S for each two senses.
    to_sums = (products @ member.reshape(k, -1)).reshape(k, p, -1)
    of_sums = np.matmul(member.transpose(1, 2, 0), to_sums.transpose(1, 0, 2))
    negligible = VANISHES_BELOW * float(np.diag(products).max())
    credits = np.empty((p, k))
    for i in range(k):
        own, square = member[i], products[i, i]
        left = sizes - own
        x_m = (to_sums[i] - own * square) / left
        corner = own[:, :, None] * to_sums[i][:, None, :]
        m_m = of_sums - corner - corner.transpose(0, 2, 1) + square * own[:, :, None] * own[:, None, :]
        m_m /= left[:, :, None] * left[:, None, :]
        # The center c is the mean of the means.
        c_m, x_c = m_m.mean(axis=2), x_m.mean(axis=1, keepdims=True)
        c_c = c_m.mean(axis=1, keepdims=True)
        m_lengths = np.einsum("pgg->pg", m_m) - 2 * c_m + c_c
        x_lengths = square - 2 * x_c + c_c
        directed = (m_lengths > negligible) & (x_lengths > negligible)
        lengths = np.sqrt(np.where(directed, m_lengths * x_lengths, 1.0))
        cosines = np.where(directed, (x_m - x_c - c_m + c_c) / lengths, 0.0)
        nearest = cosines >= cosines.max(axis=1, keepdims=True) - SAME_COSINE
        credits[:, i] = (nearest * own).sum(axis=1) / nearest.sum(axis=1)
    return credits
