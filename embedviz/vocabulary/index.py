"""Rows of texts in sorted order, to search in: where a text is, and the first rows of many neighbors."""

import threading
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property

import numpy as np

from embedviz.vocabulary.edits import EditedRows
from embedviz.vocabulary.forms import folded, folded_texts
from embedviz.vocabulary.sorting import sorted_rows
from embedviz.vocabulary.spelling import AMONG, Spellings, outlines_of
from embedviz.vocabulary.texts import Texts, spelled

GROUP = 256
HEAD = 64
COMPARED = 1 << 18
REMEMBERED, REMEMBERED_LENGTH = 4096, 32  # 1 MB at most
NO_ROWS = np.empty(0, dtype=np.int64)


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
    heads : Texts, optional
        What the rows are sorted by, of each 64th of them: :meth:`heads_of`. A search reads these, which lie side by
        side, and then one or two texts; without them a page of a mapped file for each step.
    """

    def __init__(self, packed: np.ndarray, m: int, heads: Texts | None = None) -> None:
        self.packed = packed
        self._order, self._least = packed[:m], packed[m:]
        self._rows, self._heads = self._order.data, heads

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def pack(cls, order: np.ndarray) -> "SortedRows":
        """Take over sorted rows (m,), as :func:`embedviz.vocabulary.sorting.sorted_rows` gives them."""
        starts = range(0, len(order), GROUP)
        least = np.minimum.reduceat(order, starts) if len(order) else order[:0]
        return cls(np.concatenate([order, least]), len(order))

    def heads_of(self, texts: Texts) -> Texts:
        """Return each 64th of the texts in this order."""
        return Texts.of(text for rows in _in_pieces(self._order[::HEAD]) for text in texts.at(rows))

    def place(self, key: Callable[[int], bytes], wanted: bytes, low: int = 0, high: int | None = None) -> int:
        """Return the first place in the order where a row has something or what comes after it.

        Parameters
        ----------
        key : callable
            From a row to what the rows are sorted by.
        wanted : bytes
            What to find.
        low, high : int
            Between which places it is known to be; anywhere unless given.

        Returns
        -------
        int
        """
        high = len(self._rows) if high is None else high
        if self._heads is not None and high - low > HEAD:
            first, last = low // HEAD, -(-high // HEAD)
            if last - first > HEAD:
                after = bisect_left(self._tops, wanted, first // HEAD, -(-last // HEAD))
                first, last = max(first, (after - 1) * HEAD + 1), min(last, after * HEAD)
            after = bisect_left(range(len(self._heads)), wanted, first, last, key=self._heads.spelling)
            low, high = max(low, (after - 1) * HEAD + 1), min(high, after * HEAD)
        return bisect_left(self._rows, wanted, low, high, key=key)

    @cached_property
    def _tops(self) -> list[bytes]:
        """Of the heads each 64th, in memory: a page that is mapped anew costs as much as ten steps of a search."""
        heads = self._heads
        return [heads.spelling(row) for row in range(0, len(heads), HEAD)] if heads is not None else []

    def find(
        self, key: Callable[[int], bytes], wanted: bytes, low: int = 0, high: int | None = None
    ) -> tuple[int, int]:
        """Return where in the order the rows are that have something: the first place, and the one behind the last.

        Parameters
        ----------
        key, wanted, low, high
            As for :meth:`place`.

        Returns
        -------
        tuple of two int
            Equal where none has it.
        """
        end = len(self._rows) if high is None else high
        low = high = self.place(key, wanted, low, end)
        while high < min(end, low + 2) and key(self._rows[high]) == wanted:  # there is rarely a second
            high += 1
        return low, high if high < low + 2 else self.place(key, wanted + b"\0", high, end)

    def begun(
        self, key: Callable[[int], bytes], prefix: bytes, low: int = 0, high: int | None = None
    ) -> tuple[int, int]:
        """Return where in the order the rows are whose texts begin with something, as :meth:`find` does."""
        end = len(self._rows) if high is None else high
        if not prefix:
            return low, end
        low = self.place(key, prefix, low, end)
        # No byte of UTF-8 is 255, so that the last can be one more: that is what comes after all with this prefix.
        return low, self.place(key, prefix[:-1] + bytes([prefix[-1] + 1]), low, end)

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
        """Return those of the first m words nearest to one, see :meth:`embedviz.vocabulary.spelling.Spellings.near`.

        Of more than 500,000 words those that differ by one edit are looked for among all.
        """
        if self._outlines is None:
            with self._making:
                if self._outlines is None:
                    self._outlines = outlines_of(self._texts)

        def besides() -> np.ndarray:
            rows = self._edited.near(word) if m > AMONG else NO_ROWS
            return rows[(rows >= AMONG) & (rows < m)]

        return Spellings(self._texts, self._outlines[:m]).near(word, cutoff, k, besides)

    @cached_property
    def _edited(self) -> EditedRows:
        return EditedRows(self._spelled, self._texts)

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


def _in_pieces(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[start : start + COMPARED] for start in range(0, len(rows), COMPARED)]
