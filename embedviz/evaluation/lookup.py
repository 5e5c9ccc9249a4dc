"""Where the words of a test set stand in a vocabulary, whatever their case."""

from collections.abc import Iterable

from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding

# As many of the most frequent words as gensim takes unless told.
MOST_FREQUENT = 300_000


def rows_ignoring_case(embedding: Embedding, words: Iterable[str]) -> dict[str, list[int]]:
    """Find the rows of words, in any case: test sets write "Athens", and many vocabularies "athens".

    Parameters
    ----------
    embedding : Embedding
        Of m words; all are looked at.
    words : iterable of str
        The words sought.

    Returns
    -------
    dict of str to list of int
        For the upper-case form of each word that is there, the rows of its spellings, most frequent first. Zero
        vectors have no direction, and are passed over.
    """
    embedding = as_embedding(embedding)
    sought = {word.upper() for word in words}
    rows: dict[str, list[int]] = {}
    for row, word in enumerate(embedding.words):
        form = word.upper()
        if form in sought and embedding.norms[row] > 0:
            rows.setdefault(form, []).append(row)
    return rows
