"""The words that one edit makes of a word, found among any number: each is looked up where its beginning stands."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from embedviz.vocabulary.texts import Texts, spelled

SAMPLED = 1 << 12
LOOKUPS = 2_000
FEW = 32


class Order(Protocol):
    """Rows sorted as their texts are spelled, see :class:`embedviz.vocabulary.index.SortedRows`."""

    def find(self, key: Callable[[int], bytes], wanted: bytes, low: int, high: int) -> tuple[int, int]:
        """Return where the rows of a text are."""

    def begun(self, key: Callable[[int], bytes], prefix: bytes, low: int, high: int) -> tuple[int, int]:
        """Return where the rows are whose texts begin with something."""

    def rows(self, low: int, high: int) -> list[int]:
        """Return the rows at some places."""


class EditedRows:
    """The texts that differ from a word by one edit, and perhaps some more that begin alike.

    An edit leaves out a sign, swaps two neighbors, or puts one of some signs in the place of another or between two. At
    most 2,000 such words are looked up: of a long word those that the more frequent signs make.

    Parameters
    ----------
    order : SortedRows
        Of all m texts as they are spelled.
    texts : Texts
        These.
    signs : str
        Those that an edit may bring, the most frequent first.
    """

    def __init__(self, order: Order, texts: Texts, signs: str) -> None:
        self._order, self._texts, self._signs = order, texts, signs

    def near(self, word: str) -> np.ndarray:
        """Return the rows of all of them.

        Parameters
        ----------
        word : str
            Any.

        Returns
        -------
        ndarray (k,) int64
            Ascending, each once.
        """
        order, key = self._order, self._texts.spelling
        found: set[int] = set()
        signs = self._signs[: max(1, LOOKUPS // (2 * len(word) + 2))]
        low, high = 0, len(self._texts)
        for i in range(len(word) + 1):
            low, high = order.begun(key, spelled(word[:i]), low, high)
            if high - low <= FEW:  # whatever begins so, the rest of the word with all its edits among it
                found.update(order.rows(low, high))
                break
            for edited in _edited(word, i, signs):
                found.update(order.rows(*order.find(key, spelled(edited), low, high)))
        return np.fromiter(sorted(found), np.int64, len(found))


def signs_of(texts: Texts) -> str:
    """Return the signs of the first 4,096 texts, the most frequent first, and equally frequent ones sorted."""
    counts = Counter("".join(texts.between(0, min(len(texts), SAMPLED))))
    return "".join(sorted(counts, key=lambda sign: (-counts[sign], sign)))


def _edited(word: str, i: int, signs: str) -> Iterator[str]:
    """Return the words that an edit behind the first i signs makes: what stands before is as it was."""
    before, after = word[:i], word[i:]
    yield from (before + sign + after for sign in signs)
    if after:
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        yield from (before + sign + after[1:] for sign in signs)
