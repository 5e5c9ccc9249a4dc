"""Rows of texts in sorted order, to search in: where a text is, and the first rows of many neighbors."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable

import numpy as np

from embedviz.vocabulary.forms import folded, folded_texts
from embedviz.vocabulary.sorting import sorted_rows
from embedviz.vocabulary.spelling import Spellings, outlines_of
from embedviz.vocabulary.texts import Texts

GROUP = 256
COMPARED = 1 << 18
REMEMBERED, REMEMBERED_LENGTH = 4096, 32  # 1 MB at most


def packed_length(m: int) -> int:
    """Return how many numbers :class:`SortedRows` are packed in, of m texts."""
    return m + -(-m // GROUP)


class SortedRows:
    """The rows of m texts, in the order of something that each text has.

    Parameters
    ----------
    packed : ndarray (m + g,) of integers
        The rows, of equal texts ascending, and behind them the smallest row of each 256 of them: :meth:`pack`.
    m : int
        How many texts.
    """

    def __init__(self, packed: np.ndarray, m: int) -> None:
        self.packed = packed
        self._order, self._least = packed[:m], packed[m:]
        self._rows = self._order.data

    @classmethod
    def pack(cls, order: np.ndarray) -> "SortedRows":
        """Take over sorted rows (m,), as :func:`embedviz.vocabulary.sorting.sorted_rows` gives them."""
        starts = range(0, len(order), GROUP)
        least = np.minimum.reduceat(order, starts) if len(order) else order[:0]
        return cls(np.concatenate([order, least]), len(order))

    def find(self, key: Callable[[int], bytes], wanted: bytes) -> tuple[int, int]:
        """Return where in the order the rows are that have something: the first place, and the one behind the last.

        Parameters
        ----------
        key : callable
            From a row to what the rows are sorted by.
        wanted : bytes
            What to find.

        Returns
        -------
        tuple of two int
            Equal where none has it.
        """
        low = bisect_left(self._rows, wanted, key=key)
        high = low
        while high < min(len(self._rows), low + 2) and key(self._rows[high]) == wanted:  # there is rarely a second
            high += 1
        return low, high if high < low + 2 else bisect_right(self._rows, wanted, high, key=key)

    def begun(self, key: Callable[[int], bytes], prefix: bytes) -> tuple[int, int]:
        """Return where in the order the rows are whose texts begin with something, as :meth:`find` does."""
        low = bisect_left(self._rows, prefix, key=key)
        return low, bisect_left(self._rows, True, low, key=lambda row: not key(row).startswith(prefix))

    def rows(self, low: int, high: int) -> list[int]:
        """Return the rows at some places of the order."""
        return self._order[low:high].tolist()

    def smallest(self, low: int, high: int, k: int) -> list[int]:
        """Return the k smallest rows among neighbors, without a look at them all.

        Parameters
        ----------
        low, high : int
            The neighbors' first place in the order, and the one behind the last.
        k : int
            How many at most.

        Returns
        -------
        list of int
            Ascending.
        """
        first, last = -(-low // GROUP), high // GROUP  # groups that are among them as a whole
        if k < 1 or last - first <= k:
            return np.sort(self._order[low:high])[:k].tolist() if k > 0 else []
        # A row among the k smallest is in one of the k groups whose smallest is smallest.
        groups = first + np.argpartition(self._least[first:last], k - 1)[:k]
        pieces = [self._order[low : first * GROUP], self._order[last * GROUP : high]]
        pieces += [self._order[group * GROUP : (group + 1) * GROUP] for group in groups.tolist()]
        return np.sort(np.concatenate(pieces))[:k].tolist()


class Index:
    """What words are found by: their order as they are spelled and without regard to form, and outlines for distances.

    Each is made when it is first needed, unless it is given. An order takes 4 bytes a word, and 50 more while it is
    made; the outlines 4 MB at most.

    Parameters
    ----------
    texts : Texts
        The m words.
    spelled, folded : SortedRows, optional
        As :meth:`make` returns them.
    outlines : ndarray, optional
        As :func:`embedviz.vocabulary.spelling.outlines_of` returns them.
    """

    def __init__(
        self,
        texts: Texts,
        spelled: SortedRows | None = None,
        folded: SortedRows | None = None,
        outlines: np.ndarray | None = None,
    ) -> None:
        self._texts = texts
        self._by_spelling, self._by_form, self._outlines = spelled, folded, outlines
        self._making = threading.Lock()
        self._found: dict[str, list[int]] = {}  # in a text, few words are most of what is asked for

    @staticmethod
    def make(texts: Texts, *, step: Callable[[], None] | None = None) -> SortedRows:
        """Sort texts.

        Parameters
        ----------
        texts : Texts
            Words, or their forms.
        step : callable, optional
            Called now and then; it may raise to cancel.

        Returns
        -------
        SortedRows
        """
        return SortedRows.pack(sorted_rows(texts, step=step))

    def positions(self, word: str) -> list[int]:
        """Return the rows of a word, ascending; none if it is not there."""
        found = self._found.get(word)
        if found is None:
            order = self._spelled
            found = order.rows(*order.find(self._texts.spelling, spelled(word)))
            if len(word) <= REMEMBERED_LENGTH and len(found) <= 1:
                if len(self._found) >= REMEMBERED:
                    self._found.clear()
                self._found[word] = found
        return found

    def repeated(self, step: Callable[[], None] | None = None) -> tuple[int, int] | None:
        """Return two rows that have one word, or None if all words differ; ``step`` is called now and then."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts, order = self._texts, self._spelled
        spellings = texts.as_arrow()
        for start in range(0, len(texts) - 1, COMPARED):
            rows = np.asarray(order.rows(start, min(len(texts), start + COMPARED + 1)), np.int64)
            sorted_ = spellings.take(pa.array(rows))
            at = pc.index(pc.equal(sorted_[1:], sorted_[:-1]), True).as_py()
            if at >= 0:
                return int(rows[at]), int(rows[at + 1])
            if step is not None:
                step()
        return None

    def begun(self, prefix: str, k: int) -> list[int]:
        """Return the k first rows whose words begin with a prefix, ascending."""
        order = self._spelled
        return order.smallest(*order.begun(self._texts.spelling, spelled(prefix)), k)

    def alike(self, word: str, k: int) -> list[int]:
        """Return the k first rows of words that are the same but for their form, ascending; see :func:`folded`."""
        order = self._folded
        places = order.find(lambda row: spelled(folded(self._texts[row])), spelled(folded(word)))
        return order.smallest(*places, k)

    def near(self, word: str, m: int, *, cutoff: int, k: int) -> list[str]:
        """Return those of the first m words nearest to one, see :meth:`embedviz.vocabulary.spelling.Spellings.near`."""
        if self._outlines is None:
            with self._making:
                if self._outlines is None:
                    self._outlines = outlines_of(self._texts)
        return Spellings(self._texts, self._outlines[:m]).near(word, cutoff, k)

    @property
    def _spelled(self) -> SortedRows:
        if self._by_spelling is None:
            with self._making:
                if self._by_spelling is None:
                    self._by_spelling = self.make(self._texts)
        return self._by_spelling

    @property
    def _folded(self) -> SortedRows:
        if self._by_form is None:
            with self._making:
                if self._by_form is None:
                    self._by_form = self.make(folded_texts(self._texts))
        return self._by_form


def spelled(word: str) -> bytes:
    """Return the bytes of a word, as :class:`Texts` keeps them."""
    return word.encode("utf-8", "surrogatepass")
