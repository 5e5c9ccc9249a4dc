"""How many words a corpus has, how often each occurs, and what a threshold leaves of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from embedviz.sources.corpora.sentences import Sentences

ZIPF_FIRST_RANK = 10


class Dropped(NamedTuple):
    """What a minimum count leaves out: so many different words, and so many tokens of the text."""

    words: int
    tokens: int


@dataclass(frozen=True, eq=False)
class CorpusStatistics:
    """The frequencies of m different words.

    Parameters
    ----------
    words : tuple of m str
        Most frequent first.
    counts : ndarray (m,) int64
        How often each occurs: descending, all positive.
    sentences : int
        How many sentences there are.
    """

    words: tuple[str, ...]
    counts: np.ndarray
    sentences: int

    @classmethod
    def of(cls, sentences: Sentences) -> "CorpusStatistics":
        """Count the words of sentences.

        Parameters
        ----------
        sentences : Sentences
            Any.

        Returns
        -------
        CorpusStatistics
        """
        counts = np.bincount(sentences.positions, minlength=len(sentences.words))
        counts.setflags(write=False)
        return cls(sentences.words, counts, len(sentences))

    @property
    def tokens(self) -> int:
        """How many words the text has, each as often as it occurs."""
        return int(self.counts.sum())

    @property
    def vocabulary_size(self) -> int:
        """How many different words there are."""
        return len(self.words)

    def dropped_by(self, min_count: int) -> Dropped:
        """Tell what is left out when words that occur less often are.

        Parameters
        ----------
        min_count : int
            Words that occur so often stay.

        Returns
        -------
        Dropped
            Different words and tokens.
        """
        kept = int(np.searchsorted(-self.counts, -min_count, side="right"))
        return Dropped(len(self.counts) - kept, int(self.counts[kept:].sum()))

    @cached_property
    def zipf_slope(self) -> float | None:
        """Slope of log count over log rank, by least squares over every rank from 10 on; Zipf's law says -1.

        The few most frequent words follow another curve, so ranks 1 to 9 do not count. Each rank weighs the same; most
        are those of rare words. None for fewer than 11 different words.

        References
        ----------
        G. K. Zipf, Human behavior and the principle of least effort, 1949.
        """
        counts = self.counts[ZIPF_FIRST_RANK - 1 :]
        if len(counts) < 2:
            return None
        x = np.log(np.arange(ZIPF_FIRST_RANK, ZIPF_FIRST_RANK + len(counts)))
        x -= x.mean()
        return float(x @ np.log(counts) / (x @ x))
