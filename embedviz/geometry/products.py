"""3CosMul: the words whose cosines to some directions have the highest product, over those to others."""

import numpy as np

from embedviz.geometry.scoring import Normed, best, candidates, cosines, float32_error, rough_cosines, undirected

# 3CosMul divides by similarities; Levy and Goldberg 2014 add this to keep them off zero.
COSMUL_EPSILON = 1e-3


def best_products(
    embedding: Normed, units: np.ndarray, positive: int, *, k: int, excluded: set[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the k words with the highest scores.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    units : ndarray (q, n) float64
        Directions, of length 1.
    positive : int
        How many of them, the first, are multiplied; by the others it is divided.
    k : int
        How many.
    excluded : set of int
        Rows to pass over, besides those of zero vectors.

    Returns
    -------
    positions : ndarray (k,) int
        Their rows, the highest score first.
    scores : ndarray (k,) float64

    Raises
    ------
    EmbedvizError
        If there are not so many.

    References
    ----------
    O. Levy and Y. Goldberg, Linguistic regularities in sparse and explicit word representations, CoNLL 2014, eq. 4.
    """
    rough = rough_cosines(embedding, units.T)
    # The score rises with each positive cosine and falls with each negative one, so these bound it from both sides. A
    # divisor near epsilon magnifies the rounding of its cosine a million times, of others hardly.
    # Twice the error of a cosine leaves room for the rounding of the factors.
    signs = np.repeat([1.0, -1.0], [positive, len(units) - positive]).astype(np.float32)
    error = 2 * float32_error(embedding) * signs
    low = _three_cos_mul(np.clip(rough - error, -1.0, 1.0), positive)
    high = _three_cos_mul(np.clip(rough + error, -1.0, 1.0), positive)
    doubtful = candidates(low, k, 0.0, excluded | undirected(embedding), high)
    return best(doubtful, _three_cos_mul(cosines(embedding, doubtful, units), positive), k)


def _three_cos_mul(of: np.ndarray, positive: int) -> np.ndarray:
    shifted = (1 + of) / 2
    return np.asarray(shifted[:, :positive].prod(axis=1) / (shifted[:, positive:] + COSMUL_EPSILON).prod(axis=1))
