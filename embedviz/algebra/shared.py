"""The words that two embeddings have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding
from embedviz.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class SharedVocabulary:
    """The k words that two embeddings both hold, in the same spelling or by a list of pairs, and the others.

    Parameters
    ----------
    words : Vocabulary of k words
        In the order of the first embedding, so most frequent first where that is sorted by frequency.
    rows_a, rows_b : ndarray (k,) int
        Their rows in each. Of a word that occurs twice the first row counts.
    only_a, only_b : Vocabulary
        The words that only one of them holds, in its order.
    repeated : tuple of 2 int
        How many rows of each are left out because their word had occurred before.
    """

    words: Vocabulary = field(repr=False)
    rows_a: np.ndarray = field(repr=False)
    rows_b: np.ndarray = field(repr=False)
    only_a: Vocabulary = field(repr=False)
    only_b: Vocabulary = field(repr=False)
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
    a, b = as_embedding(a), as_embedding(b)
    numbers_a, numbers_b = a.words.numbered(b.words)
    count = 1 + max(numbers_a.max(initial=-1), numbers_b.max(initial=-1))
    at_a, at_b = _first_rows(numbers_a, count), _first_rows(numbers_b, count)
    in_b, in_a = at_b[numbers_a], at_a[numbers_b]
    first_a, first_b = _is_first(at_a, numbers_a), _is_first(at_b, numbers_b)
    rows_a, only_a, only_b = map(np.flatnonzero, (first_a & (in_b >= 0), first_a & (in_b < 0), first_b & (in_a < 0)))
    return SharedVocabulary(
        a.words.take(rows_a),
        rows_a,
        in_b[rows_a],
        a.words.take(only_a),
        b.words.take(only_b),
        (len(a) - int(first_a.sum()), len(b) - int(first_b.sum())),
    )


def paired_vocabulary(a: Embedding, b: Embedding, pairs: Iterable[tuple[str, str]]) -> SharedVocabulary:
    """Find the words that belong together by a list, such as one of two languages.

    Parameters
    ----------
    a, b : Embedding
        Of one language each.
    pairs : iterable of (str, str)
        A word of a, and the word of b that it belongs to. Where a word of a is in several pairs the first counts.

    Returns
    -------
    SharedVocabulary
        Its words are those of a, in the order of a; what has no partner in the other counts as only in one.
    """
    a, b = as_embedding(a), as_embedding(b)
    rows_a, rows_b = paired_rows(a, b, pairs)
    onlys, repeated = [], []
    for each, rows in ((a, rows_a), (b, rows_b)):
        (numbers,) = each.words.numbered()
        is_first = _is_first(_first_rows(numbers, len(numbers)), numbers)
        repeated.append(len(each) - int(is_first.sum()))
        is_first[rows] = False
        onlys.append(each.words.take(np.flatnonzero(is_first)))
    return SharedVocabulary(a.words.take(rows_a), rows_a, rows_b, onlys[0], onlys[1], (repeated[0], repeated[1]))


def paired_rows(a: Embedding, b: Embedding, pairs: Iterable[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Find the rows of the words that belong together by a list.

    Parameters
    ----------
    a, b, pairs
        As for :func:`paired_vocabulary`.

    Returns
    -------
    tuple of two ndarray (k,) int64
        The rows in a, ascending, and those in b.
    """
    partner: dict[str, str] = {}
    for first, second in pairs:
        if first in a and second in b:
            partner.setdefault(first, second)
    rows = sorted((a.index(first), b.index(second)) for first, second in partner.items())
    found = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return found[:, 0].copy(), found[:, 1].copy()


def _first_rows(numbers: np.ndarray, count: int) -> np.ndarray:
    """Return the first row of each of the numbers below a count, -1 where there is none."""
    found = np.full(count, -1)
    found[numbers[::-1]] = np.arange(len(numbers))[::-1]  # the last that is written stays
    return found


def _is_first(first_rows: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    return np.asarray(first_rows[numbers] == np.arange(len(numbers)))
