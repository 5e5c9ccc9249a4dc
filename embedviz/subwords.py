"""Vectors of character n-grams, from which any word gets a vector."""

from dataclasses import dataclass

import numpy as np

from embedviz.extras import needs
from embedviz.i18n import _

LONGEST_WORD = 1 << 16


@dataclass(frozen=True)
class Subwords:
    """The n-gram vectors of a fastText model, by hash.

    Parameters
    ----------
    shortest, longest : int
        Lengths of the n-grams, in characters, the marks < and > around a word included.
    vectors : ndarray (b, n) float32
        One row a bucket; n-grams whose hashes agree modulo b share one.

    References
    ----------
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov, Enriching word vectors with subword information, TACL 5, 2017.
    """

    shortest: int
    longest: int
    vectors: np.ndarray

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
            65,536 characters, or no Unicode text.
        """
        with needs("app", _("a word's n-grams")):
            from gensim.models.fasttext import ft_ngram_hashes

        if len(word) > LONGEST_WORD:
            return np.empty(0, dtype=np.int64)
        try:
            hashes = ft_ngram_hashes(word, self.shortest, self.longest, len(self.vectors))
        except UnicodeEncodeError:  # half a surrogate pair has no UTF-8, which is what is hashed
            hashes = []
        return np.array(hashes, dtype=np.int64)

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
