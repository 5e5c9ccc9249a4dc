"""How much disk the reading of one file may take, counted while it is written rather than afterwards."""

import io
import os
from collections.abc import Callable
from typing import BinaryIO

from embedviz.errors import EmbedvizError


class Room:
    """Bytes of disk for what is unpacked and what is stored while a file is read.

    Parameters
    ----------
    most : int
        How many may be taken at once.
    refusal : callable
        Takes the bytes that would be taken, and returns the error to raise. It can be pickled, as a process of its own
        may do the reading.
    """

    def __init__(self, most: int, refusal: Callable[[int], EmbedvizError]) -> None:
        self._most = most
        self._refusal = refusal
        self.taken = 0

    def take(self, count: int) -> None:
        """Count bytes that are about to be written.

        Parameters
        ----------
        count : int
            How many.

        Raises
        ------
        EmbedvizError
            If there is no room for them; then they count no more than if they had not been asked for.
        """
        if self.taken + count > self._most:
            raise self._refusal(self.taken + count)
        self.taken += count


class CountedFile(io.BufferedRandom):
    """A file that is open already, and whose writing takes room.

    Parameters
    ----------
    file : BinaryIO
        Open for reading and writing. It stays open when this is closed.
    room : Room
        Of which it takes.
    """

    def __init__(self, file: BinaryIO, room: Room) -> None:
        super().__init__(io.FileIO(os.dup(file.fileno()), "r+"))
        self._room = room

    def write(self, data: bytes | memoryview, /) -> int:  # type: ignore[override]
        """Write bytes, if there is room for them."""
        self._room.take(memoryview(data).nbytes)
        return super().write(data)
