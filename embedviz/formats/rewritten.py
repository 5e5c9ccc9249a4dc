"""A text whose lines are written otherwise on the way to its reader."""

from collections.abc import Callable
from typing import BinaryIO

PIECE = 1 << 20
LONGEST = 8 << 20  # a line of which more is not held back


class Rewritten:
    """What a text is with each line written otherwise.

    Parameters
    ----------
    head : bytes
        Its beginning.
    source : BinaryIO
        What follows.
    rewrite : callable
        From a line without its line feed to what stands for it.
    """

    def __init__(self, head: bytes, source: BinaryIO, rewrite: Callable[[bytes], bytes]) -> None:
        self._rewrite = rewrite
        self._rest, self._ready = head, b""
        self._source = source
        self._is_at_end = False

    def read(self, count: int) -> bytes:
        """Return some of the next bytes; none come only at the end."""
        while not self._ready and not self._is_at_end:
            data = self._source.read(PIECE)
            self._is_at_end = not data
            whole = self._rest + data
            end = whole.rfind(b"\n") + 1 if data and len(whole) < LONGEST else len(whole)
            self._ready, self._rest = b"\n".join(map(self._rewrite, whole[:end].split(b"\n"))), whole[end:]
        some, self._ready = self._ready[:count], self._ready[count:]
        return some

    def close(self) -> None:
        """Close the source."""
        self._source.close()
