"""Words in an array of texts, as ``np.save("words.npy", words)`` writes them."""

import sys
from collections.abc import Sequence

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import shown
from embedviz.formats.npy_header import ArrayHeader
from embedviz.formats.plain import PlainFile
from embedviz.i18n import _


class WordArray:
    """The words of an array, some at a time.

    Parameters
    ----------
    file : PlainFile
        A .npy file.
    header : ArrayHeader
        Its header.

    Raises
    ------
    FileError
        If it is no array of texts in one axis, or its size is not what its shape needs.
    """

    def __init__(self, file: PlainFile, header: ArrayHeader) -> None:
        self.name = file.name
        self._file = file
        self._header = header
        if header.dtype.hasobject:
            raise FileError(
                file.name,
                _(
                    "an array of objects, which is a pickle and could run any program when opened; expected one of "
                    "texts: save it again as numpy.array(words, dtype=str)"
                ),
            )
        if header.dtype.kind not in "SU" or not header.dtype.itemsize:
            raise FileError(
                file.name,
                _("an array of {dtype}; expected texts").format(dtype=shortened(str(header.dtype))),
            )
        if len(header.shape) not in (1, 2) or (len(header.shape) == 2 and 1 not in header.shape):
            raise FileError(
                file.name,
                _("an array of shape {shape}; expected one word after the other").format(shape=shown(header.shape)),
            )
        header.require_size(file.name, file.size)
        self._left = int(np.prod(header.shape, dtype=object))
        self._taken = 0

    def take(self, count: int) -> tuple[list[str], Sequence[int]]:
        """Return the next words, as :meth:`embedviz.formats.wordlist.WordList.take`."""
        count = min(count, self._left)
        dtype = self._header.dtype
        found = self._file.array_at(self._header.start + self._taken * dtype.itemsize, dtype, count)
        if dtype.kind == "U" and count and found.view(dtype.byteorder + "u4").max() > sys.maxunicode:
            raise FileError(self.name, _("its texts hold a number that is not a character; expected Unicode text"))
        spelled = found.tolist()
        self._left -= count
        self._taken += count
        if dtype.kind == "U":
            return spelled, ()
        words = [word.decode(errors="replace") for word in spelled]
        return words, [i for i, word in enumerate(words) if word.encode() != spelled[i]]

    def count_rest(self) -> int:
        """Return how many words are left after those taken."""
        return self._left
