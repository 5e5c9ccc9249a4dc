"""The large files of a store, as they grow row by row: how many rows there will be need not be known before."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embedviz.errors import EmbedvizError, located, reason
from embedviz.i18n import _

HEADER_BYTES = 128


class MatrixFile:
    """A .npy file of float32 in C order, to be used in a ``with`` statement.

    Parameters
    ----------
    path : Path
        Where to.
    dimensions : int
        n.

    Raises
    ------
    EmbedvizError
        From here and every method, if the file cannot be written.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self._path = path
        self._dimensions = dimensions
        self._m = 0
        with writing(path):
            self._file = path.open("wb")
            self._file.write(bytes(HEADER_BYTES))

    def add(self, vectors: np.ndarray) -> None:
        """Append rows.

        Parameters
        ----------
        vectors : ndarray (b, n) float32
            In any order.
        """
        with writing(self._path):
            self._file.write(np.ascontiguousarray(vectors, dtype="<f4").data)
        self._m += len(vectors)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with suppress(OSError):
                self._file.close()
            return
        with writing(self._path), self._file as file:
            file.seek(0)
            file.write(_header((self._m, self._dimensions)))


def map_matrix(path: Path, shape: tuple[int, int]) -> np.ndarray:
    """Map a :class:`MatrixFile` into memory.

    Parameters
    ----------
    path : Path
        The file.
    shape : tuple of two int
        What it should be.

    Returns
    -------
    memmap (m, n) float32
        Read-only.

    Raises
    ------
    OSError, ValueError
        If it is no such file.
    """
    with path.open("rb") as file:
        if file.read(HEADER_BYTES) != _header(shape):
            raise ValueError(path.name)
        return np.memmap(file, "<f4", "r", HEADER_BYTES, shape)


def _header(shape: tuple[int, int]) -> bytes:
    described = repr({"descr": "<f4", "fortran_order": False, "shape": tuple(shape)}).encode()
    magic = np.lib.format.magic(1, 0)
    room = HEADER_BYTES - len(magic) - 2
    return magic + room.to_bytes(2, "little") + described.ljust(room - 1) + b"\n"


def read_words(path: Path) -> list[str]:
    """Read the words of an Arrow file of one column of text, in any batches, as stores of version 6 have them.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    list of str

    Raises
    ------
    OSError, ValueError
        If it is no such file.
    """
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as file:
            column = pa.ipc.open_file(file).read_all()["word"]
            column.validate(full=True)
            words: list[str] = column.to_pylist()
    except (pa.ArrowException, KeyError) as error:
        raise ValueError(path.name) from error
    return words


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say what can be done where a file or folder of the cache cannot be written.

    Parameters
    ----------
    path : Path
        Which.

    Raises
    ------
    EmbedvizError
        In the place of an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise unwritable_cache(path, error) from error


def unwritable_cache(path: Path, error: OSError) -> EmbedvizError:
    """Return the error for a file or folder of the cache that cannot be written.

    Parameters
    ----------
    path : Path
        Which.
    error : OSError
        What happened.

    Returns
    -------
    EmbedvizError
        To raise.
    """
    return located(
        EmbedvizError(
            _(
                "the cache folder cannot be written to ({reason}); expected room for the vectors there. The "
                "environment variable EMBEDVIZ_CACHE chooses another folder"
            ).format(reason=reason(error))
        ),
        path,
    )
