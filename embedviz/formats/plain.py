"""The uncompressed bytes of a file, read by their places and never mapped into memory.

Of a mapped file that somebody else cuts, the next access ends the process. Read, it is an error like any other.
"""

import io
import os
from typing import BinaryIO

import numpy as np

from embedviz.errors import FileError, reason
from embedviz.i18n import _


class PlainFile(io.FileIO):
    """A file that is open already, or its unpacked copy.

    Parameters
    ----------
    name : str
        For messages.
    file : BinaryIO
        Open for reading. It stays open when this is closed.

    Attributes
    ----------
    size : int
        Bytes, when it was opened.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        super().__init__(os.dup(file.fileno()))
        self.name = name
        self.size = os.fstat(self.fileno()).st_size
        self.seek(0)

    def bytes_at(self, start: int, count: int) -> bytes:
        """Return some bytes.

        Parameters
        ----------
        start, count : int
            Which; they lie within :attr:`size`.

        Returns
        -------
        bytes

        Raises
        ------
        FileError
            If they are there no more.
        """
        return self.array_at(start, np.dtype(np.uint8), count).tobytes()

    def array_at(self, start: int, dtype: np.dtype, count: int) -> np.ndarray:
        """Return some numbers.

        Parameters
        ----------
        start : int
            The place of the first byte.
        dtype : dtype
            Of the numbers.
        count : int
            How many; all lie within :attr:`size`.

        Returns
        -------
        ndarray (count,)

        Raises
        ------
        FileError
            If they are there no more, or cannot be read.
        """
        array = np.empty(count, dtype)
        try:
            self.seek(start)
            found = _fill(self, array.view(np.uint8).data)
        except OSError as error:
            raise FileError(self.name, _("it cannot be read ({reason})").format(reason=reason(error))) from error
        if found < array.nbytes:
            raise changed_meanwhile(self.name)
        return array

    def read(self, count: int | None = -1) -> bytes:
        """Return the next bytes, all or as many as there are.

        Parameters
        ----------
        count : int or None
            How many at most; what a hostile file asks for beyond its end takes no memory.

        Returns
        -------
        bytes
        """
        left = max(0, self.size - self.tell())
        data = bytearray(left if count is None or count < 0 else min(count, left))
        return bytes(memoryview(data)[: _fill(self, memoryview(data))])


def changed_meanwhile(name: str) -> FileError:
    """Return the error of a file that somebody changed while it was read.

    Parameters
    ----------
    name : str
        The file's.

    Returns
    -------
    FileError
    """
    return FileError(name, _("it changed while it was read; expected it to stay as it is: open it again"))


def _fill(file: io.FileIO, buffer: memoryview) -> int:
    done = 0
    while done < len(buffer) and (count := file.readinto(buffer[done:])):
        done += count
    return done
