"""Claims 1 to 4, about one-hot vectors: as many as the embedding has words, held as a sparse matrix."""

from typing import Any

import numpy as np

from embedviz.algebra.gram import gram
from embedviz.algebra.onehot import FLOAT_BYTES, StorageCost
from embedviz.claims.finding import Finding, Verdict, untold
from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding

# 16 MB in sparse form.
MOST_WORDS = 1_000_000
COMPARED_WORDS = 200


def orthogonal(embedding: Embedding) -> Finding:
    """Check claim 1, one-hot vectors are orthogonal, on every pair of words.

    Parameters
    ----------
    embedding : Embedding
        m words; of more than a million the first are taken.

    Returns
    -------
    Finding
        Decided by the largest |product| of two different vectors.
    """
    embedding = as_embedding(embedding)
    words = _words(embedding)
    if words < 2:
        return untold("orthogonal", "one")
    largest = float(np.abs(_products(_one_hot(words)).data).max(initial=0.0))
    numbers = {"words": words, "pairs": words * (words - 1) // 2, "largest": largest}
    return Finding("orthogonal", "holds" if largest == 0 else "refuted", "pairs", numbers, "largest")


def identity(embedding: Embedding) -> Finding:
    """Check claim 2, one-hot vectors form the identity and span the space.

    Parameters
    ----------
    embedding : Embedding
        As for :func:`orthogonal`.

    Returns
    -------
    Finding
        Decided by the rank: the columns of E are orthogonal, so it is how many of them are not zero.
    """
    embedding = as_embedding(embedding)
    words = _words(embedding)
    hot = _one_hot(words)
    deviation = float(np.abs(_products(hot.T).data).max(initial=0.0) + np.abs(hot.diagonal() - 1.0).max())
    rank = int(np.count_nonzero((hot * hot).sum(axis=0)))
    holds = deviation == 0 and rank == words
    numbers = {"words": words, "deviation": deviation, "rank": rank, "dimensions": embedding.shape[1]}
    return Finding("identity", "holds" if holds else "refuted", "rank", numbers, "rank", words, "limit")


def waste(embedding: Embedding) -> Finding:
    """Check claim 3, one-hot vectors waste all coordinates but one.

    Each vector does, but all together need every coordinate: without one of them the rank falls.

    Parameters
    ----------
    embedding : Embedding
        As for :func:`orthogonal`.

    Returns
    -------
    Finding
        Decided by the zeros in a vector.
    """
    embedding = as_embedding(embedding)
    words = _words(embedding)
    if words < 2:
        return untold("waste", "one")
    hot = _one_hot(words)
    zeros = words - np.diff(hot.indptr)
    cost = StorageCost(words, embedding.shape[1])
    numbers = {
        "words": words,
        "zeros": int(zeros.min()),
        "rank_without": int(np.count_nonzero((hot[:, :-1] ** 2).sum(axis=0))),
        "one_hot_bytes": cost.one_hot_bytes,
        "dense_bytes": cost.dense_bytes,
        "index_bytes": words * FLOAT_BYTES,
    }
    verdict: Verdict = "qualified" if (zeros == words - 1).all() else "refuted"
    return Finding("waste", verdict, "zeros", numbers, "zeros", words - 1, "limit")


def unlike(embedding: Embedding) -> Finding:
    """Check claim 4, one-hot vectors carry no similarity: every pair is as near as any other.

    Parameters
    ----------
    embedding : Embedding
        As for :func:`orthogonal`. The cosines of its own first 200 words stand beside.

    Returns
    -------
    Finding
        Decided by the difference between the largest and the smallest cosine of one-hot vectors.
    """
    embedding = as_embedding(embedding)
    words = _words(embedding)
    if words < 2:
        return untold("unlike", "one")
    cosines = _products(_one_hot(words)).data
    spread = float(np.ptp(cosines)) if len(cosines) else 0.0
    distance = float(np.sqrt(2 - 2 * cosines.max(initial=0.0)))
    numbers = {"words": words, "range": spread, "distance": distance}
    verdict: Verdict = "holds" if spread == 0 else "refuted"
    # The numbers compared are no larger than those of float32, whose squares float64 holds.
    low, high = gram(embedding.vectors[:COMPARED_WORDS]).cosine_range
    if np.isnan(low):
        return Finding("unlike", verdict, "alone", numbers, "range")
    numbers |= {"compared": min(words, COMPARED_WORDS), "low": low, "high": high}
    return Finding("unlike", verdict, "beside" if words > 2 else "pair", numbers, "range")


def _words(embedding: Embedding) -> int:
    return min(len(embedding), MOST_WORDS)


def _one_hot(words: int) -> Any:
    """Return all one-hot vectors, one a row: csr_array (m, m) float64."""
    from scipy.sparse import csr_array

    return csr_array((np.ones(words), (np.arange(words), np.arange(words))), shape=(words, words))


def _products(rows: Any) -> Any:
    """Return the products of each two different rows; those that are not stored are zero."""
    products = (rows @ rows.T).tocsr()
    products.setdiag(0.0)
    return products
