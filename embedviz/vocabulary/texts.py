"""Many texts in two buffers, as Arrow lays out strings: the UTF-8 of all, one behind the other, and where each begins.

They may be in memory or mapped from a file. Half a surrogate pair is kept as three bytes, as Python's "surrogatepass"
does, so that any ``str`` comes back as it was; the order of the bytes is that of the code points.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

ERRORS = "surrogatepass"
FEW, BLOCK = 1 << 6, 1 << 16  # texts that are decoded at once


class Texts:
    """m texts that can be read in any order.

    Parameters
    ----------
    offsets : ndarray (m + 1,) int64
        Where each begins in ``data``, and the last ends.
    data : ndarray (b,) uint8
        The bytes of all.
    """

    def __init__(self, offsets: np.ndarray, data: np.ndarray) -> None:
        self.offsets, self.data = offsets, data
        # An element of a memoryview is a number at once: an array would make an object of NumPy's first.
        self._offsets, self._data = offsets.data, data.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        """Take texts over from Python.

        Parameters
        ----------
        texts : iterable of m str
            Any.

        Returns
        -------
        Texts

        Raises
        ------
        TypeError
            If one is no ``str``.
        """
        waiting = iter(texts)
        ends, data = [np.zeros(1, np.int64)], bytearray()
        while block := list(islice(waiting, BLOCK)):
            lengths, spelled = encoded(block)
            ends.append(len(data) + np.cumsum(lengths))
            data += spelled
        return cls(np.concatenate(ends), np.frombuffer(bytes(data), np.uint8))

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        return str(self._data[self._offsets[row] : self._offsets[row + 1]], "utf-8", ERRORS)

    def spelling(self, row: int) -> bytes:
        """Return the bytes of a text.

        Parameters
        ----------
        row : int
            From 0.

        Returns
        -------
        bytes
        """
        return self._data[self._offsets[row] : self._offsets[row + 1]].tobytes()

    def between(self, start: int, stop: int) -> list[str]:
        """Return neighboring texts, faster than one by one.

        Parameters
        ----------
        start, stop : int
            The first, and the one behind the last.

        Returns
        -------
        list of str
        """
        if stop - start < FEW:
            return [self[row] for row in range(start, stop)]
        import pyarrow as pa

        buffers = [None, pa.py_buffer(self.offsets), pa.py_buffer(self.data)]  # no copies
        strings = pa.Array.from_buffers(pa.large_string(), stop - start, buffers, offset=start)
        try:
            found: list[str] = strings.to_pylist()
        except UnicodeDecodeError:  # Arrow knows no half of a surrogate pair
            return [self[row] for row in range(start, stop)]
        return found

    def at(self, rows: np.ndarray) -> list[str]:
        """Return some texts.

        Parameters
        ----------
        rows : ndarray (k,) of integers
            Which.

        Returns
        -------
        list of k str
        """
        if len(rows) >= FEW and len(self.data) and (found := self._parted(rows)) is not None:
            return found
        begins, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        return [str(self._data[begin:end], "utf-8", ERRORS) for begin, end in zip(begins, ends, strict=True)]

    def take(self, rows: np.ndarray) -> "Texts":
        """Return some texts as buffers of their own, without an object of Python for each.

        Parameters
        ----------
        rows : ndarray (k,) of integers
            Which, from 0.

        Returns
        -------
        Texts
            k.
        """
        import pyarrow as pa

        begins = self.offsets[rows]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.offsets[rows + 1] - begins)])
        if offsets[-1] == 0:
            return Texts(offsets, np.empty(0, np.uint8))
        data = self.as_arrow().take(pa.array(rows)).buffers()[2]
        return Texts(offsets, np.frombuffer(data, np.uint8, offsets[-1]))

    def _parted(self, rows: np.ndarray) -> list[str] | None:
        """Return some texts decoded as one, which takes a third of the time; None where one holds what parts them."""
        begins = self.offsets[rows]
        sizes = self.offsets[rows + 1] - begins + 1  # with what parts each from the next
        ends = np.cumsum(sizes)
        bytes_ = np.arange(ends[-1]) + np.repeat(begins - ends + sizes, sizes)
        bytes_[ends - 1] = 0
        parted = self.data[bytes_]
        parted[ends - 1] = 0
        found = str(parted[:-1].data, "utf-8", ERRORS).split("\0")
        return found if len(found) == len(rows) else None

    def as_arrow(self) -> "pa.LargeBinaryArray":
        """Return the bytes of each text as an array of Arrow that shares this memory."""
        import pyarrow as pa

        return pa.Array.from_buffers(
            pa.large_binary(), len(self), [None, *map(pa.py_buffer, (self.offsets, self.data))]
        )

    def blocks(self, stop: int | None = None) -> Iterator[list[str]]:
        """Walk over the texts.

        Parameters
        ----------
        stop : int, optional
            The one behind the last.

        Yields
        ------
        list of str
            Of 64 first, then more, of at most 65,536.
        """
        start, size, end = 0, FEW, len(self) if stop is None else stop
        while start < end:
            yield self.between(start, min(start + size, end))
            start, size = start + size, min(4 * size, BLOCK)  # of many only the first few may be asked for

    def first(self, k: int) -> "Texts":
        """Return the first k texts, which share this memory."""
        return Texts(self.offsets[: k + 1], self.data[: self._offsets[k]])


def spelled(text: str) -> bytes:
    """Return the bytes of a text, as :class:`Texts` keeps them."""
    return text.encode("utf-8", ERRORS)


def encoded(texts: list[str], errors: str = ERRORS) -> tuple[np.ndarray, bytes]:
    """Return texts as bytes.

    Parameters
    ----------
    texts : list of b str
        Any.
    errors : str
        What to do with half of a surrogate pair, as for ``str.encode``.

    Returns
    -------
    lengths : ndarray (b,) int64
        In bytes.
    data : bytes
        Of all.

    Raises
    ------
    TypeError
        If one is no ``str``.
    UnicodeEncodeError
        If it is strict, and one is no Unicode.
    """
    parted = "\0".join(texts).encode("utf-8", errors)
    ends = np.flatnonzero(np.frombuffer(parted, np.uint8) == 0)
    if texts and len(ends) == len(texts) - 1:  # no text holds what parts them
        return np.diff(ends, prepend=-1, append=len(parted)) - 1, parted.translate(None, b"\0")
    joined = "".join(texts)
    data = joined.encode("utf-8", errors)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    if len(data) == len(joined):
        return lengths, data
    begins = np.append(np.flatnonzero((np.frombuffer(data, np.uint8) & 0xC0) != 0x80), len(data))
    return np.diff(begins[np.concatenate([[0], np.cumsum(lengths)])]), data
