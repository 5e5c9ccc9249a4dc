"""Where the rows of a matrix are, said in so few bytes that it can be sent to any worker.

A task names a range of rows and a place; it holds no numbers. The worker opens the place, and refuses to compute where
what it finds there is not what was meant.
"""

import mmap
import os
import platform
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from embedviz.errors import reason
from embedviz.i18n import _

SAMPLED_ROWS = 32
MAPPED = 8
_numbers = count()
_here: dict[str, np.ndarray] = {}


class WorkerRefusedError(Exception):
    """What a worker says where it cannot use a place, as a code: the one who asks knows the reader's language.

    Parameters
    ----------
    code : {"missing", "differs", "elsewhere"}
        What is wrong.
    name, host, why : str
        Of the file, of the machine, and what the system said.
    """

    def __init__(self, code: str, name: str, host: str, why: str = "") -> None:
        super().__init__(code, name, host, why)  # these are what is pickled
        self.code, self.name, self.host, self.why = code, name, host, why

    @property
    def message(self) -> str:
        """For a reader, in the language of the process that asks."""
        texts = {
            "missing": _(
                "{file} cannot be opened by the worker on {host} ({why}); expected every worker to find it at the same "
                "place"
            ),
            "differs": _(
                "{file} on {host} is not the version that is open here, or has changed since; expected the same "
                "numbers everywhere"
            ),
            "elsewhere": _(
                "numbers in the memory of one process cannot be read by a worker on {host}; expected an executor "
                "whose workers are all of one kind, or vectors in a file"
            ),
        }
        return texts[self.code].format(file=self.name, host=self.host, why=self.why)


@dataclass(frozen=True)
class InMemory:
    """A matrix in the memory of this process, for workers that are its threads.

    Parameters
    ----------
    process : tuple of str and int
        The machine and the process.
    number : str
        Of the matrix in :data:`_here`, which holds it while it is worked on.
    """

    process: tuple[str, int]
    number: str

    @property
    def names(self) -> tuple[str, ...]:
        """Of the files it is in: none."""
        return ()

    def open(self) -> np.ndarray:
        """Return the matrix, or refuse to where this is another process, as after a fork."""
        found = _here.get(self.number) if self.process == whereabouts() else None
        if found is None:
            raise WorkerRefusedError("elsewhere", "", platform.node())
        return found

    @classmethod
    def of(cls, matrix: np.ndarray) -> "InMemory":
        """Hold a matrix until :meth:`let_go`."""
        place = cls(whereabouts(), f"{next(_numbers)}")
        _here[place.number] = matrix
        return place

    def let_go(self) -> None:
        """Forget the matrix."""
        _here.pop(self.number, None)


@dataclass(frozen=True)
class InFile:
    """A matrix in a file that is mapped into memory.

    Parameters
    ----------
    path : str
        Of the file.
    offset : int
        Where in it the first number is, in bytes.
    dtype, shape, strides
        Of the matrix, as in NumPy; the strides in bytes, none negative.
    digest : str
        Of some of its rows: another version of the file has other numbers.
    host : str
        The machine that has described it.
    state : tuple of int
        There, what tells two states of the file apart.
    """

    path: str
    offset: int
    dtype: str
    shape: tuple[int, int]
    strides: tuple[int, int]
    digest: str = field(repr=False)
    host: str
    state: tuple[int, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return os.path.basename(self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the files it is in: one."""
        return (self.name,)

    def open(self) -> np.ndarray:
        """Map the file and return the matrix, or refuse a file that is not there or another than was described."""
        host = platform.node()
        try:
            found = _state(self.path)
            if self.host == host and found != self.state:
                raise WorkerRefusedError("differs", self.name, host)
            return _mapped(self, found)
        except (OSError, ValueError) as error:  # ValueError: it is too short
            raise WorkerRefusedError("missing", self.name, host, reason(error)) from None

    @classmethod
    def of(cls, matrix: np.ndarray) -> "InFile | None":
        """Describe a matrix, if it is mapped from a file that still holds it."""
        held = _root(matrix)
        if held is None or held.filename is None or min(matrix.strides) < 0:
            return None
        with suppress(OSError, ValueError, WorkerRefusedError):
            if held.mode != "r":
                held.flush()
            path = os.path.abspath(held.filename)
            offset = held.offset + matrix.ctypes.data - held.ctypes.data
            m, n = matrix.shape
            down, across = matrix.strides
            described = (m, n), (down, across), _digest(matrix), platform.node(), _state(path)
            place = cls(path, offset, matrix.dtype.str, *described)
            place.open()  # which a file that has taken the place of the one mapped does not pass
            return place
        return None


@runtime_checkable
class InParts(Protocol):
    """A matrix in many files, as :class:`embedviz.parts.place.PartPlace` describes it."""

    firsts: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of these files."""

    def open(self) -> np.ndarray:
        """Return what slices as an array does, and reads what is asked for."""

    def within(self, rows: range) -> "InParts":
        """Return where some rows are."""


@runtime_checkable
class Placed(Protocol):
    """What slices as an array does, and knows where its rows are."""

    @property
    def place(self) -> InParts:
        """Of all rows."""


Location = InMemory | InFile | InParts


def whereabouts() -> tuple[str, int]:
    """Return the machine and the process that this runs in."""
    return platform.node(), os.getpid()


@lru_cache(maxsize=MAPPED)
def _mapped(place: InFile, _found: tuple[int, ...]) -> np.ndarray:
    """Map a file in the state in which it was found: in another it is looked at again."""
    dtype, (m, n), (down, across) = np.dtype(place.dtype), place.shape, place.strides
    size = (m - 1) * down + (n - 1) * across + dtype.itemsize
    held = np.memmap(place.path, np.uint8, "r", place.offset, (size,))
    matrix: np.ndarray = np.ndarray(place.shape, dtype, held, strides=place.strides)
    if _digest(matrix) != place.digest:
        raise WorkerRefusedError("differs", place.name, platform.node())
    return matrix


def _root(matrix: np.ndarray) -> np.memmap | None:
    """Return the map of a file that a matrix is a view of."""
    held: Any = matrix
    while isinstance(held, np.ndarray) and isinstance(held.base, np.ndarray):
        held = held.base
    base: Any = getattr(held, "base", None)
    if not isinstance(held, np.memmap) or not isinstance(base, mmap.mmap):
        return None
    return None if held.mode == "c" else held  # of that one changes stay in memory


def _digest(matrix: np.ndarray) -> str:
    rows = np.unique(np.linspace(0, len(matrix) - 1, SAMPLED_ROWS).astype(int))
    return blake2b(np.ascontiguousarray(matrix[rows]).tobytes(), digest_size=16).hexdigest()


def _state(path: str) -> tuple[int, ...]:
    found = Path(path).stat()
    return found.st_size, found.st_mtime_ns, found.st_ino
