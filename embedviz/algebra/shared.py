"""The words that two embeddings have in common."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding


@dataclass(frozen=True, eq=False)
class SharedVocabulary:
    """The k words that two embeddings both hold, in the same spelling, and those that only one holds.

    Parameters
    ----------
    words : tuple of k str
        In the order of the first embedding, so most frequent first where that is sorted by frequency.
    rows_a, rows_b : ndarray (k,) int
        Their rows in each. Of a word that occurs twice the first row counts.
    only_a, only_b : tuple of str
        The words that only one of them holds, in its order.
    repeated : tuple of 2 int
        How many rows of each are left out because their word had occurred before.
    """

    words: tuple[str, ...] = field(repr=False)
    rows_a: np.ndarray = field(repr=False)
    rows_b: np.ndarray = field(repr=False)
    only_a: tuple[str, ...] = field(repr=False)
    only_b: tuple[str, ...] = field(repr=False)
    repeated: tuple[int, int]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def shares(self) -> tuple[float, float]:
        """The shared words as a share of the different words of each embedding."""
        k = len(self.words)
        return k / (k + len(self.only_a)), k / (k + len(self.only_b))


def shared_vocabulary(a: Embedding, b: Embedding) -> SharedVocabulary:
    """Find the words that two embeddings have in common.

    Parameters
    ----------
    a, b : Embedding
        Either may be the longer one.

    Returns
    -------
    SharedVocabulary
        Of no words if they have none in common.
    """
    rows_of = [{word: i for i, word in reversed(list(enumerate(each.words)))} for each in map(as_embedding, (a, b))]
    of_a, of_b = rows_of
    ordered = list(dict.fromkeys(a.words))
    words = tuple(word for word in ordered if word in of_b)
    return SharedVocabulary(
        words,
        np.array([of_a[word] for word in words], dtype=np.int64),
        np.array([of_b[word] for word in words], dtype=np.int64),
        tuple(word for word in ordered if word not in of_b),
        tuple(word for word in dict.fromkeys(b.words) if word not in of_a),
        (len(a) - len(of_a), len(b) - len(of_b)),
    )
