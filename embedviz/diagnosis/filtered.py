"""Copies of an embedding without some rows or dimensions, of any size."""

from collections.abc import Iterable
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from embedviz.arrays import block_starts
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, located, reason
from embedviz.formats.metadata import rows_of
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import reserve, scratch_file
from embedviz.i18n import _
from embedviz.units import size
from embedviz.vectors import as_embedding

if TYPE_CHECKING:
    import pyarrow as pa

IN_MEMORY = 256_000_000


def without_rows(embedding: Embedding, rows: np.ndarray, id: str) -> Embedding:
    """Return an embedding without some of its words.

    Parameters
    ----------
    embedding : Embedding (m, n)
        Any.
    rows : ndarray of int
        Of the words to leave out.
    id : str
        Of the copy.

    Returns
    -------
    Embedding

    Raises
    ------
    EmbedvizError
        If no word would be left, or it has no words.
    """
    kept = np.ones(len(as_embedding(embedding)), dtype=bool)
    kept[rows] = False
    if not kept.any():
        raise EmbedvizError(_("{id}: no word is left of {m:,}; expected at least one").format(id=id, m=len(embedding)))
    words = compress(embedding.words, kept.tolist())
    vectors = _room(int(kept.sum()), embedding.shape[1])
    place = 0
    starts = block_starts(embedding.vectors)
    for start in starts:
        part = slice(start, start + starts.step)
        chosen = embedding.vectors[part][kept[part]]
        vectors[place : place + len(chosen)] = chosen
        place += len(chosen)
    columns = None if embedding.columns is None else rows_of(embedding.columns, np.flatnonzero(kept))
    return _like(embedding, id, words, vectors, columns)


def without_dimensions(embedding: Embedding, dimensions: np.ndarray, id: str) -> Embedding:
    """Return an embedding without some of its dimensions.

    Parameters
    ----------
    embedding : Embedding (m, n)
        Any.
    dimensions : ndarray of int
        To leave out, from 0. Vectors of n-grams are left out too, as they would no longer fit.
    id : str
        Of the copy.

    Returns
    -------
    Embedding

    Raises
    ------
    EmbedvizError
        If no dimension would be left, or it has no words.
    """
    m, n = as_embedding(embedding).shape
    kept = np.setdiff1d(np.arange(n), dimensions)
    if not len(kept):
        raise EmbedvizError(_("{id}: no dimension is left of {n:,}; expected at least one").format(id=id, n=n))
    vectors = _room(m, len(kept))
    starts = block_starts(embedding.vectors)
    for start in starts:
        part = slice(start, start + starts.step)
        vectors[part] = embedding.vectors[part][:, kept]
    return _like(embedding, id, embedding.words, vectors, embedding.columns, subwords=False)


def _room(m: int, n: int) -> np.ndarray:
    if 4 * m * n <= IN_MEMORY:
        return np.empty((m, n), dtype=np.float32)
    try:
        with scratch_file() as file:  # which the map holds open, and which nobody else sees
            reserve(file, 4 * m * n)
            return np.memmap(file, dtype=np.float32, mode="r+", shape=(m, n))
    except OSError as error:
        message = _("a copy of {size} cannot be made in the cache folder ({reason}); expected room there")
        refusal = EmbedvizError(message.format(size=size(4 * m * n), reason=reason(error)))
        raise located(refusal, cache_folder()) from error


def _like(
    embedding: Embedding,
    id: str,
    words: Iterable[str],
    vectors: np.ndarray,
    columns: "pa.Table | None",
    *,
    subwords: bool = True,
) -> Embedding:
    vectors.setflags(write=False)
    return Embedding(
        id,
        words,
        vectors,
        note=embedding.note,
        subwords=embedding.subwords if subwords else None,
        checked=True,
        by_frequency=embedding.by_frequency,
        columns=columns,
    )
