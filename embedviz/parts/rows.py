"""The rows of parts as a matrix that is read as it is asked for."""

import threading
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from embedviz.arrays import block_starts
from embedviz.errors import EmbedvizError, FileError, reason
from embedviz.formats.cells import NUMBERS_OF
from embedviz.formats.matrix import row
from embedviz.formats.storing import VECTORS
from embedviz.formats.table import map_matrix
from embedviz.i18n import _
from embedviz.parts.arrow_files import open_part
from embedviz.parts.place import Part, PartPlace

MOST_WHOLE = 2 << 30
# Decoded at a time; what is compressed is read through a buffer a column.
BATCH_BYTES, BUFFER_BYTES, LEAST_BUFFER = 4 << 20, 8 << 20, 1 << 14


class PartRows:
    """m vectors in n dimensions, in parts. Slices as an array does; each thread reads through files of its own.

    What is decoded at a time is about 4 MB; a slice is held as a whole, and may take 2 GB.

    Parameters
    ----------
    place : PartPlace
        Where they are.
    """

    ndim = 2
    dtype = np.dtype(np.float32)

    def __init__(self, place: PartPlace) -> None:
        self.place = place
        self.shape = place.shape
        self._starts = [part.start for part in place.parts]
        self._threads = threading.local()

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self.shape[0] * self.shape[1]

    @property
    def nbytes(self) -> int:
        """What they would take in memory."""
        return self.size * self.dtype.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"PartRows({self.shape[0]:,} x {self.shape[1]:,} in {len(self.place.parts):,} parts)"

    def first(self, k: int) -> "PartRows":
        """Return the first k rows, not read."""
        place = replace(self.place, shape=(k, self.shape[1]), id=f"{self.place.id}-{k}")
        firsts = self.place.firsts[: bisect_left(self.place.firsts, k)]
        return replace(place.within(range(k)), firsts=firsts).open()

    def __getitem__(self, rows: Any) -> np.ndarray:
        if isinstance(rows, tuple):
            down, *across = rows
            return (
                self[down][(..., *across)]
                if isinstance(down, (int, np.integer))
                else self[down][(slice(None), *across)]
            )
        if isinstance(rows, (int, np.integer)):
            at = int(rows) + (len(self) if rows < 0 else 0)
            if not 0 <= at < len(self):
                raise IndexError(f"row {rows} of {len(self)}")
            return self._read(at, at + 1)[0]
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            if step == 1:
                return self._read(start, max(start, stop))
            rows = np.arange(start, stop, step)
        return self._chosen(np.asarray(rows))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self[:] if dtype is None else self[:].astype(dtype, copy=False)

    def __matmul__(self, other: np.ndarray) -> np.ndarray:
        found = np.empty((len(self), *other.shape[1:]), np.result_type(self.dtype, other))
        for start in (starts := block_starts(cast("np.ndarray", self), BATCH_BYTES)):
            found[start : start + starts.step] = self[start : start + starts.step] @ other
        return found

    def _chosen(self, rows: np.ndarray) -> np.ndarray:
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        self._require_room(len(rows))
        rows = np.where(rows < 0, rows + len(self), rows)
        found = np.empty((len(rows), self.shape[1]), self.dtype)
        for at in np.argsort(rows, kind="stable").tolist():
            found[at] = self[int(rows[at])]
        return found

    def _read(self, start: int, stop: int) -> np.ndarray:
        self._require_room(stop - start)
        found = None
        at = start
        while at < stop:
            block = self._cursor.read(at, stop)
            if found is None and len(block) == stop - start:
                return block
            found = np.empty((stop - start, self.shape[1]), self.dtype) if found is None else found
            found[at - start : at - start + len(block)] = block
            at += len(block)
        return np.empty((0, self.shape[1]), self.dtype) if found is None else found

    def _require_room(self, rows: int) -> None:
        size = rows * self.shape[1] * self.dtype.itemsize
        if size > MOST_WHOLE:
            raise EmbedvizError(
                _(
                    "{rows:,} vectors of a data set in parts would take {size:,} bytes at once; expected at most "
                    "{most:,}: take the first ones, such as .top(50_000)"
                ).format(rows=rows, size=size, most=MOST_WHOLE)
            )

    @property
    def _cursor(self) -> "_Cursor":
        if not hasattr(self._threads, "cursor"):
            self._threads.cursor = _Cursor(self.place, self._starts)
        cursor: _Cursor = self._threads.cursor
        return cursor


def _nothing() -> None:
    return None


_recent = threading.local()
"""Of each thread, what it has read last: of two tasks in one part the second goes on where the first has ended."""


class _Cursor:
    """Where a thread reads."""

    def __init__(self, place: PartPlace, starts: list[int]) -> None:
        self._place, self._starts = place, starts
        self._at = -1
        self._part: _OpenPart | None = None

    def read(self, start: int, stop: int) -> np.ndarray:
        """Return rows from one on, as many as there are in what is decoded at a time."""
        at = bisect_right(self._starts, start) - 1
        part = self._place.parts[at] if at >= 0 else None
        if part is None or start >= part.start + part.rows:
            raise IndexError(f"row {start} is in none of {len(self._starts)} parts")
        try:
            if at != self._at or self._part is None:
                self._part = None
                self._place.require_same(part)
                self._at, self._part = at, self._opened(part)
            return self._part.read(start - part.start, stop - part.start)
        except BaseException:
            self._part, _recent.part = None, _nothing  # what comes next begins anew
            raise

    def _opened(self, part: Part) -> "_OpenPart":
        held = getattr(_recent, "part", _nothing)()
        if held is None or not held.is_of(self._place, part):
            held = _OpenPart(self._place, part)
            _recent.part = weakref.ref(held)
        return held


class _OpenPart:
    """A part that is open, and what of it was decoded last."""

    def __init__(self, place: PartPlace, part: Part) -> None:
        self._place, self._part = place, part
        self._blocks: Iterator[tuple[int, np.ndarray]] = iter(())
        self._start, self._block = 0, np.empty((0, place.shape[1]), np.float32)
        with damaged(part):
            if part.kind == "store":
                self._block = map_matrix(Path(part.path) / VECTORS, (part.rows, place.shape[1]))
                return
            buffer = max(LEAST_BUFFER, BUFFER_BYTES // len(place.columns.vectors))
            self._file: Any = open_part(place.filesystem, part.path, buffer_size=buffer)
            if self._file.metadata.num_rows != part.rows:
                raise OSError(f"{self._file.metadata.num_rows} rows, not {part.rows}")

    def is_of(self, place: PartPlace, part: Part) -> bool:
        """Tell whether this is what a place says of a part."""
        ours = self._place
        return (self._part, ours.columns, ours.filesystem) == (part, place.columns, place.filesystem)

    def read(self, start: int, stop: int) -> np.ndarray:
        """Return rows of the part, as many as there are in what is decoded at a time."""
        if not self._start <= start < self._start + len(self._block):
            self._go_to(start)
        first = start - self._start
        return self._block[first : first + stop - start]

    def _go_to(self, row: int) -> None:
        """Decode on to a row, from where this is or from the first of its row group."""
        with damaged(self._part):
            groups = self._file.metadata
            start = 0
            for group in range(groups.num_row_groups):
                rows = groups.row_group(group).num_rows
                if row < start + rows:
                    break
                start += rows
            if not start <= self._start <= row or not len(self._block):
                self._blocks = _decoded(self._file, self._place, self._part, group, start)
                self._block = np.empty((0, self._place.shape[1]), np.float32)
            while not self._start <= row < self._start + len(self._block):
                following = next(self._blocks, None)
                if following is None:
                    raise OSError("fewer rows than its metadata say")
                self._start, self._block = following


def _decoded(file: Any, place: PartPlace, part: Part, group: int, start: int) -> Iterator[tuple[int, np.ndarray]]:
    """Walk over a row group. No method: a generator that its own object refers to would stay until it is collected."""
    columns, n = place.columns, place.shape[1]
    names = list(columns.vectors)
    size = max(1, BATCH_BYTES // (4 * n))
    for batch in file.iter_batches(size, row_groups=[group], columns=names, use_threads=False):
        numbers = NUMBERS_OF[columns.kind](part.name, [batch.column(name) for name in names], n, start)
        if not np.isfinite(numbers.sum(dtype=np.float64)):
            _require_finite(part, numbers, start)
        numbers.setflags(write=False)
        yield start, numbers
        start += len(numbers)


@contextmanager
def damaged(part: Part) -> Iterator[None]:
    """Say of which part it is that it cannot be read."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
        if isinstance(error, EmbedvizError):
            raise
        raise FileError(
            part.name,
            _("it is damaged or cannot be read ({reason}); expected a part as it was written").format(
                reason=reason(error)
            ),
        ) from error


def _require_finite(part: Part, numbers: np.ndarray, before: int) -> None:
    at, dimension = (int(i) for i in np.argwhere(~np.isfinite(numbers))[0])
    raise FileError(
        part.name,
        _("{value} in dimension {dimension:,}; expected finite numbers that float32 can hold").format(
            value=numbers[at, dimension], dimension=dimension + 1
        ),
        row(before, at),
    )
