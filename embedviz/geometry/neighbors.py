"""Exact nearest neighbors over the whole vocabulary.

One pass in float32 scores every word; those that the rounding of that pass leaves in doubt are scored again in
float64. The order is the float64 one, at the speed of the float32 pass.
"""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from embedviz import notebook
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, shortened
from embedviz.geometry.distributed import nearest_by_workers, products_by_workers
from embedviz.geometry.products import best_products
from embedviz.geometry.scoring import (
    Metric,
    nearest,
    score,
    undirected,
)
from embedviz.i18n import _
from embedviz.listing import as_words
from embedviz.progress import ProgressCallback
from embedviz.scaling import directed, unit_rows
from embedviz.vectors import Vectors, as_embedding, as_matrix, as_vector

SHOWN = 5


@dataclass(frozen=True, eq=False, repr=False)
class Neighbors:
    """The k words nearest to a query, nearest first.

    Parameters
    ----------
    words : tuple of k str
        The words.
    scores : ndarray (k,) float64
        Cosine or dot product, highest first, or Euclidean distance, lowest first, or the score of the analogy method.
    positions : ndarray (k,) int
        Rows of the words in the embedding.
    """

    words: tuple[str, ...]
    scores: np.ndarray
    positions: np.ndarray

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        first = zip(self.words[:SHOWN], self.scores[:SHOWN].tolist(), strict=True)
        listed = ", ".join(f"{shortened(word)!r} {value:.4f}" for word, value in first)
        return f"Neighbors({listed}{f', … {len(self):,} in all' if len(self) > SHOWN else ''})"

    def _repr_html_(self) -> str:
        rows = zip(self.words, self.scores.tolist(), strict=True)
        title = _("{count:,} nearest words").format(count=len(self))
        return notebook.table(
            title,
            ["", _("word"), _("score")],
            ([f"{i}", word, f"{score:.4f}"] for i, (word, score) in enumerate(rows, 1)),
        )


def neighbors(
    embedding: Embedding,
    query: str | ArrayLike,
    k: int = 10,
    metric: Metric = "cosine",
    *,
    exclude: Iterable[str] = (),
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> Neighbors:
    """Find the k nearest words to a word or a vector, exactly.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched.
    query : str or array-like (n,)
        A word that has a vector, and is then not among its own neighbors, or a vector.
    k : int
        How many, from 1 to the :func:`available` ones.
    metric : {"cosine", "euclidean", "dot"}
        Cosine of the angle, Euclidean distance, or dot product. Zero vectors have no cosine and are passed over by it;
        they have a distance and a product like all others.
    exclude : iterable of str, or str
        Words to pass over.
    progress : callable, optional
        Called with the words searched, of vectors in parts or by an executor; else it takes some milliseconds. It may
        raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who searches ranges of the rows, as for :func:`embedviz.spectrum`; the answer is the same to the last bit.

    Returns
    -------
    Neighbors

    Raises
    ------
    UnknownWordError
        If the query or an excluded word has no vector.
    EmbedvizError
        If k or the metric is not one there is, the vector has another length, is not finite, or is zero and has no
        direction, and so no cosine.
    """
    embedding = as_embedding(embedding)
    excluded = _rows_of(embedding, exclude)
    if isinstance(query, str):
        excluded |= _rows_of(embedding, [query])
        query = embedding[query]
    vector = as_vector(query, embedding.shape[1])
    if executor is None and isinstance(embedding.vectors, np.ndarray):
        positions, scores = nearest(score(embedding, vector, metric), k, excluded)
    else:
        vectors = embedding.vectors
        positions, scores = nearest_by_workers(
            vectors, vector, k=k, metric=metric, excluded=excluded, progress=progress, executor=executor
        )
    return _named(embedding, positions, -scores if metric == "euclidean" else scores)


def available(embedding: Embedding, *, metric: Metric = "cosine", exclude: Iterable[str] = ()) -> int:
    """Return how many words there are that can be neighbors.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    metric : {"cosine", "euclidean", "dot"}
        By the cosine only words whose vectors are not zero.
    exclude : iterable of str, or str
        Words to pass over, each with a vector: those of the query.

    Returns
    -------
    int
    """
    embedding = as_embedding(embedding)
    rows = _rows_of(embedding, exclude) | (undirected(embedding) if metric == "cosine" else set())
    return len(embedding) - len(rows)


def analogy(
    embedding: Embedding,
    positive: Iterable[str],
    negative: Iterable[str],
    k: int = 10,
    method: Literal["3cosadd", "3cosmul"] = "3cosadd",
    *,
    executor: Executor | None = None,
) -> Neighbors:
    """Solve an analogy: king - man + woman is ``positive=["king", "woman"], negative=["man"]``.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched but those of the question.
    positive, negative : iterable of str, or str
        Words added and subtracted; at least one in all.
    k : int
        How many answers.
    method : {"3cosadd", "3cosmul"}
        Sum of cosines, or product and quotient of cosines shifted to [0, 1].
    executor : concurrent.futures.Executor, optional
        Who searches ranges of the rows, as for :func:`neighbors`.

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
    T. Mikolov, W. Yih and G. Zweig, Linguistic regularities in continuous space word representations, NAACL 2013,
    section 5.
    O. Levy and Y. Goldberg, Linguistic regularities in sparse and explicit word representations, CoNLL 2014,
    eq. 3 and 4.
    """
    embedding = as_embedding(embedding)
    positive, negative = as_words(positive), as_words(negative)
    words = [*positive, *negative]
    if not words:
        raise EmbedvizError(_("an analogy without words; expected at least one"))
    units = unit_vectors(embedding, words)
    if method == "3cosadd":
        signs = np.repeat([1.0, -1.0], [len(positive), len(negative)])
        return neighbors(embedding, signs @ units, k, exclude=words, executor=executor)
    if method != "3cosmul":
        raise EmbedvizError(_("no method is called {method!r}; expected 3cosadd or 3cosmul").format(method=method))
    excluded, count = _rows_of(embedding, words), len(positive)
    if executor is None and isinstance(embedding.vectors, np.ndarray):
        return _named(embedding, *best_products(embedding, units, count, k=k, excluded=excluded))
    return _named(
        embedding, *products_by_workers(embedding.vectors, units, count, k=k, excluded=excluded, executor=executor)
    )


def unit_vectors(embedding: Embedding, words: Iterable[str]) -> np.ndarray:
    """Return the directions of words.

    Parameters
    ----------
    embedding : Embedding
        Of n dimensions.
    words : iterable of k str, or str
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
    words = as_words(words)
    vectors = as_embedding(embedding).rows(words).astype(np.float64)
    for word, vector in zip(words, vectors, strict=True):
        if not vector.any():
            raise EmbedvizError(_("the vector of {word!r} is zero: it has no direction").format(word=word))
    return unit_rows(vectors)


def cosines_to(vectors: Vectors, query: ArrayLike) -> np.ndarray:
    """Return the cosine of each vector to one.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    query : array-like (n,)
        Not zero.

    Returns
    -------
    ndarray (m,) float32
        NaN for zero vectors.
    """
    matrix = as_matrix(vectors)
    unit = unit_rows(as_vector(query, matrix.shape[1])[None])[0]
    found = np.full(len(matrix), np.nan, dtype=np.float32)
    for rows, block in row_blocks(matrix):
        scaled, lengths = directed(block)
        np.divide(scaled @ unit, lengths, out=found[rows], where=lengths > 0, casting="same_kind")
    return found


def _rows_of(embedding: Embedding, words: Iterable[str]) -> set[int]:
    # A word outside the vocabulary that has a vector all the same has no row.
    return {embedding.index(word) for word in as_words(words) if word in embedding or not embedding.has_vector(word)}


def _named(embedding: Embedding, positions: np.ndarray, scores: np.ndarray) -> Neighbors:
    return Neighbors(tuple(embedding.words[int(i)] for i in positions), scores, positions)
