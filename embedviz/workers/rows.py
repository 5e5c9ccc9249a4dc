"""A computation over the rows of a matrix, cut into ranges that any workers can take.

The ranges depend on the shape of the matrix and on nothing else, and what the workers return is taken in their order:
the answer has the same bits on threads, processes and machines, however many there are and whichever ends first.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from embedviz.arrays import BLOCK_BYTES, block_starts
from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError, reason
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import temporary_folder
from embedviz.i18n import _, language, spoken
from embedviz.progress import Progress, ProgressCallback
from embedviz.workers.location import InFile, InMemory, InParts, Location, Placed, WorkerRefusedError, whereabouts

REPORT_SECONDS = 0.1
# Ranges are a 64th of the matrix, but within these bounds: as float64.
RANGES, LEAST_BYTES, MOST_BYTES = 64, 8 << 20, 1 << 30
# Results that may wait for one that is late.
WINDOW = 128
SPILLED, SPILLED_BYTES = "spilled", 8 << 20

T = TypeVar("T")
Prepare = Callable[..., Any] | None
_preparing = threading.RLock()  # what is prepared may be prepared by sums over rows
_prepared: dict[Any, Any] = {}


def ranges(matrix: np.ndarray, *, least: int = LEAST_BYTES, block_bytes: int = BLOCK_BYTES) -> list[range]:
    """Cut the rows of a matrix into ranges.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Only its shape counts.
    least : int
        Bytes of a range in float64, at least, if there are so many.
    block_bytes : int
        Of the blocks that :func:`embedviz.arrays.row_blocks` walks over: a range is a number of these.

    Returns
    -------
    list of range
        Each holds the first row of each of its blocks, as ``row_blocks`` takes them.
    """
    m, n = matrix.shape
    starts = block_starts(matrix, block_bytes)
    size = min(max(8 * m * n // RANGES, least), MOST_BYTES)
    blocks = max(1, size // (8 * n * starts.step))
    return [starts[i : i + blocks] for i in range(0, len(starts), blocks)]


class Rows:
    """The rows of a matrix, and those who work on them. Made by :func:`spread`.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        As this process sees it.
    place : Location
        As the workers find it.
    executor : Executor or None
        The workers; None for threads, one a core, while there is work.
    """

    def __init__(self, matrix: np.ndarray, place: Location, executor: Executor | None) -> None:
        self.matrix = matrix
        self._place, self._executor = place, executor

    def each(
        self,
        function: Callable[..., T],
        parts: Sequence[range],
        *arguments: Any,
        stage: str = "",
        progress: ProgressCallback | None = None,
        done: int = 0,
        total: int | None = None,
        blas_threads: bool = False,
        prepare: Prepare = None,
        library: str = "",
    ) -> Generator[T, None, None]:
        """Call a function on ranges of rows.

        Parameters
        ----------
        function : callable
            Of a module, so that it can be sent to a worker by name. Takes the matrix, a range, and the arguments. It
            may be called again with the same, so that it changes nothing.
        parts : sequence of range
            The step of each divides the rows of a range into its blocks.
        *arguments
            Small.
        stage, progress, done, total
            Reported are ``done`` and the rows of the ranges done since, of ``total``; of m unless given.
        blas_threads : bool
            Here, not by an executor: one range after the other, each on all cores by BLAS.
        prepare : callable, optional
            Of a module too. Takes the matrix and the arguments, which can be hashed then, once in each process, and
            returns what the function gets in the place of the matrix.
        library : str
            A module that the function imports and that brings a BLAS of its own: of one that comes later the threads
            would not be limited, and their number tells in the last bits.

        Yields
        ------
        object
            What the function returned, in the order of the ranges.

        Raises
        ------
        EmbedvizError
            If a worker cannot see the numbers or ends before its time, or the executor takes no tasks.
        """
        if library:
            import_module(library)
        m = len(self.matrix)
        everything = m if total is None else total

        farthest = 0

        def report(rows: int) -> None:
            nonlocal farthest
            farthest = max(farthest, rows)  # later ranges may have ended before the one that is waited for
            if progress is not None:
                progress(Progress(stage, done + farthest, everything))

        if self._executor is None and (blas_threads or len(parts) == 1):
            with nullcontext() if blas_threads else one_blas_thread():
                for part in parts:
                    yield _call(self._place, function, arguments, prepare, part)
                    report(_end(part, m))
            return
        with _workers(self._executor) as executor:

            def task(part: range) -> "Callable[[], T | _Refusal]":
                place = self._place if prepare is not None else _place_of(self._place, part)
                return partial(_work, language(), place, function, arguments, prepare, library, part)

            with closing(_in_order(executor, task, parts, m, report)) as results:
                for part, future in results:
                    found = future.result() if self._executor is None else _result(future, part.start, _end(part, m))
                    yield _accepted(found)
                    report(_end(part, m))

    def total(self, function: Callable[..., np.ndarray], parts: Sequence[range], *arguments: Any, **how: Any) -> Any:
        """Return the sum of what a function makes of ranges, added in their order; see :meth:`each`."""
        whole: np.ndarray | None = None
        with closing(self.each(function, parts, *arguments, **how)) as found, np.errstate(all="ignore"):
            for each in found:
                if whole is None:
                    whole = np.array(each)
                else:
                    whole += each
        return whole


@contextmanager
def spread(matrix: np.ndarray, executor: Executor | None) -> Iterator[Rows]:
    """Tell workers where the rows of a matrix are.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Workers in other processes read it from the file it is mapped from. What is in no file, such as an array in
        memory, is written to one in the folder of the cache first, and removed after.
    executor : concurrent.futures.Executor or None
        Threads, processes, or what stands for a cluster; None for threads of this process.

    Yields
    ------
    Rows

    Raises
    ------
    EmbedvizError
        If the executor takes no tasks, or the file cannot be written.
    """
    with ExitStack() as stack:
        place: Location | None = None
        if executor is not None and not isinstance(executor, ThreadPoolExecutor):
            place = place_of(matrix)
            if place is None and _result(_submit(executor, whereabouts), 0, len(matrix)) != whereabouts():
                place = _spilled(matrix, stack)
        if place is None:
            place = InMemory.of(matrix)
            stack.callback(_forget, place)
        yield Rows(matrix, place, executor)


def place_of(vectors: np.ndarray) -> InFile | InParts | None:
    """Return where vectors are that workers on other machines can read; None if they are in no file.

    Parameters
    ----------
    vectors : ndarray or array-like with slicing (m, n)
        Those of an embedding.

    Returns
    -------
    InFile, InParts or None
    """
    held: object = vectors
    return held.place if isinstance(held, Placed) else InFile.of(vectors)


def _forget(place: InMemory) -> None:
    place.let_go()
    with _preparing:
        for key in [key for key in _prepared if key[0] == place]:
            del _prepared[key]


def _spilled(matrix: np.ndarray, stack: ExitStack) -> Location:
    try:
        folder = stack.enter_context(temporary_folder(cache_folder() / SPILLED))
        header = {"descr": np.lib.format.dtype_to_descr(matrix.dtype), "fortran_order": False, "shape": matrix.shape}
        with (folder / "rows.npy").open("wb") as file:  # not through a map: a full disk would end the process
            np.lib.format.write_array_header_1_0(file, header)
            for start in (starts := block_starts(matrix, SPILLED_BYTES)):
                file.write(np.ascontiguousarray(matrix[start : start + starts.step]).data)
        place = InFile.of(np.load(folder / "rows.npy", mmap_mode="r"))
    except OSError as error:
        raise EmbedvizError(
            _("the vectors cannot be written for the workers to read ({reason}); expected room for {size:,} bytes")
            .format(reason=reason(error), size=matrix.dtype.itemsize * matrix.shape[0] * matrix.shape[1])
        ) from error  # fmt: skip
    if place is None:
        raise EmbedvizError(_("the vectors written for the workers have vanished; expected them to stay"))
    return place


@contextmanager
def _workers(executor: Executor | None) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    with one_blas_thread(), ThreadPoolExecutor(os.cpu_count() or 1) as own:
        yield own


def _in_order(
    executor: Executor,
    task: Callable[[range], Callable[[], T]],
    parts: Sequence[range],
    m: int,
    report: Callable[[int], None],
) -> "Generator[tuple[range, Future[T]], None, None]":
    """Yield each range with its future once that is done, and give the workers no more than is to be waited for."""
    ahead = iter(parts)
    waiting: deque[tuple[range, Future[T]]] = deque()
    try:
        while True:
            for part in islice(ahead, WINDOW - len(waiting)):
                waiting.append((part, _submit(executor, task(part))))
            if not waiting:
                return
            part, first = waiting[0]
            while wait([first], REPORT_SECONDS).not_done:
                report(part.start + sum(_end(each, m) - each.start for each, future in waiting if future.done()))
            waiting.popleft()
            yield part, first
    finally:
        for _part, future in waiting:
            future.cancel()


@dataclass(frozen=True)
class _Refusal:
    """What a worker says instead of an answer: returned, as a cluster would try anew what is raised."""

    error: EmbedvizError


def _accepted(found: "T | _Refusal") -> T:
    if isinstance(found, _Refusal):
        raise found.error
    return found


def _place_of(place: Location, part: range) -> Location:
    """Return where the rows of a range are: of data in parts, those parts alone."""
    return place.within(part) if isinstance(place, InParts) else place


def _work(
    spoken_in: str,
    place: Location,
    function: Callable[..., T],
    arguments: tuple[Any, ...],
    prepare: Prepare,
    library: str,
    part: range,
) -> "T | _Refusal":
    """Work on a range: BLAS takes one thread, as on every other worker. What is refused is said as here."""
    if library:
        import_module(library)
    with spoken(spoken_in), one_blas_thread():
        try:
            return _call(place, function, arguments, prepare, part)
        except WorkerRefusedError as error:
            return _Refusal(EmbedvizError(error.message))
        except EmbedvizError as error:
            return _Refusal(error)


def _call(
    place: Location,
    function: Callable[..., T],
    arguments: tuple[Any, ...],
    prepare: Callable[..., Any] | None,
    part: range,
) -> T:
    if prepare is None:
        return function(place.open(), part, *arguments)
    # Of each worker process the first range makes it, and others wait.
    with _preparing:
        key = place, prepare, arguments
        if key not in _prepared:
            _prepared.clear()
            _prepared[key] = prepare(place.open(), *arguments)
        ready = _prepared[key]
    return function(ready, part, *arguments)


def _submit(executor: Executor, function: Callable[..., T], *arguments: Any) -> "Future[T]":
    try:
        return executor.submit(function, *arguments)
    except RuntimeError as error:  # BrokenExecutor among them
        raise EmbedvizError(
            _("the executor takes no tasks ({reason}); expected one that is neither shut down nor broken").format(
                reason=reason(error)
            )
        ) from error


def _result(future: "Future[T]", start: int, stop: int) -> T:
    try:
        return future.result()
    except (Exception, CancelledError) as error:
        raise EmbedvizError(
            _(
                "a worker has not finished rows {first:,} to {last:,} ({kind}: {reason}); expected it to last: give it "
                "more memory, or take fewer workers"
            ).format(first=start + 1, last=stop, kind=type(error).__name__, reason=reason(error))
        ) from error


def grouped(count: int, step: int) -> list[range]:
    """Cut rows into ranges of blocks of their own size, at most 64 of them.

    Parameters
    ----------
    count : int
        Rows in all.
    step : int
        Rows of a block.

    Returns
    -------
    list of range
    """
    starts = range(0, count, step)
    size = -(-len(starts) // RANGES)
    return [starts[i : i + size] for i in range(0, len(starts), size)]


def blocks_of(part: range, count: int) -> Iterator[slice]:
    """Return the rows of each block of one of the ranges of :func:`grouped`."""
    return (slice(start, min(count, start + part.step)) for start in part)


def _end(part: range, m: int) -> int:
    return min(m, part[-1] + part.step)
