"""Vectors of character n-grams, from which any word gets a vector."""

from dataclasses import dataclass

import numpy as np

from embedviz.extras import needs
from embedviz.i18n import _

LONGEST_WORD = 1 << 16
END_OF_SENTENCE = "</s>"


@dataclass(frozen=True)
class Kept:
    """Which buckets a pruned model has kept.

    Parameters
    ----------
    buckets : int
        How many there were.
    numbers : ndarray (k,) int64
        Those kept, ascending.
    rows : ndarray (k,) int64
        The row of the vectors that each has now.
    """

    buckets: int
    numbers: np.ndarray
    rows: np.ndarray

    @classmethod
    def of(cls, buckets: int, pairs: np.ndarray) -> "Kept":
        """Return them from pairs in any order.

        Parameters
        ----------
        buckets : int
            How many there were.
        pairs : ndarray (k, 2) int
            The number of a bucket and its row; of a number that occurs twice the last pair counts.

        Returns
        -------
        Kept
        """
        numbers, last = np.unique(pairs[::-1, 0].astype(np.int64), return_index=True)
        return cls(buckets, numbers, pairs[::-1, 1][last].astype(np.int64))

    def find(self, numbers: np.ndarray) -> np.ndarray:
        """Return the rows of those of some buckets that were kept, (g,) int64, in their order."""
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return self.rows[places[self.numbers[places] == numbers]]


@dataclass(frozen=True)
class Subwords:
    """The n-gram vectors of a fastText model, by hash.

    Parameters
    ----------
    shortest, longest : int
        Lengths of the n-grams, in characters, the marks < and > around a word included.
    vectors : ndarray (b, n) float32
        One row a bucket; n-grams whose hashes agree modulo b share one.
    kept : Kept, optional
        Of a pruned model, whose vectors are those of some buckets only.

    References
    ----------
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov, Enriching word vectors with subword information, TACL 5, 2017.
    """

    shortest: int
    longest: int
    vectors: np.ndarray
    kept: Kept | None = None

    def buckets(self, word: str) -> np.ndarray:
        """Return the rows of :attr:`vectors` that a word's n-grams fall into.

        Parameters
        ----------
        word : str
            Any.

        Returns
        -------
        ndarray (g,) int64
            One for each n-gram, in the order of fastText; empty if the word is too short to have any, longer than
            65,536 characters, no Unicode text, or ``</s>``, which fastText does not take apart.
        """
        with needs("app", _("a word's n-grams")):
            from gensim.models.fasttext import ft_ngram_hashes

        if len(word) > LONGEST_WORD or word == END_OF_SENTENCE:
            return np.empty(0, dtype=np.int64)
        try:
            buckets = len(self.vectors) if self.kept is None else self.kept.buckets
            hashes = ft_ngram_hashes(word, self.shortest, self.longest, buckets)
        except UnicodeEncodeError:  # half a surrogate pair has no UTF-8, which is what is hashed
            hashes = []
        found = np.array(hashes, dtype=np.int64)
        return found if self.kept is None else self.kept.find(found)

    def vector(self, word: str) -> np.ndarray | None:
        """Return the mean of the vectors of a word's n-grams.

        Parameters
        ----------
        word : str
            Any.

        Returns
        -------
        ndarray (n,) float32, or None
            None if the word has no n-gram of these lengths.
        """
        buckets = self.buckets(word)
        if not len(buckets):
            return None
        total = np.zeros(self.vectors.shape[1], dtype=np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            for bucket in buckets:  # one after the other as gensim does: a sum of pairs of sums rounds otherwise
                total += self.vectors[bucket]
        return total / np.float32(len(buckets))
