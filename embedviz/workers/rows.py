"""A computation over the rows of a matrix that any workers can take, with the same bits wherever they are.

What they return is taken in the order of the rows, see :mod:`embedviz.workers.tasks`, from ranges that the shape of the
matrix alone decides, see :mod:`embedviz.workers.ranges`.
"""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from importlib import import_module
from typing import Any, TypeVar

import numpy as np

from embedviz.arrays import block_starts
from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError, reason
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import temporary_folder
from embedviz.i18n import _, language
from embedviz.progress import Progress, ProgressCallback
from embedviz.workers.location import InFile, InMemory, InParts, Location, Placed, whereabouts
from embedviz.workers.ranges import bundled, end_of, joined
from embedviz.workers.tasks import Prepare, Refusal, Task, call, forget, in_order, result, submit

SPILLED, SPILLED_BYTES = "spilled", 8 << 20

T = TypeVar("T")


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
                    yield call(self._place, function, arguments, prepare, part)
                    report(end_of(part, m))
            return
        given = function, arguments, prepare, library
        bundles = self._bundles(parts, prepare)
        tasks = (Task(language(), self._place_of(each, prepare), *given, each) for each in bundles)
        with _workers(self._executor) as executor, closing(in_order(executor, tasks, m, report)) as results:
            for task, future in results:
                is_own = self._executor is None  # whose threads raise what they raise
                found = future.result() if is_own else result(future, task.parts, m, task.place.names)
                if isinstance(found, Refusal):
                    raise found.error
                for part, each in zip(task.parts, found, strict=True):
                    yield each
                    report(end_of(part, m))

    def _bundles(self, parts: Sequence[range], prepare: Prepare) -> Sequence[Sequence[range]]:
        """Return which ranges one worker had better read: of vectors in parts those that are decoded together."""
        matrix: object = self.matrix
        if prepare is None and isinstance(matrix, Placed):
            return bundled(parts, matrix.place.firsts)
        return [[part] for part in parts]

    def _place_of(self, bundle: Sequence[range], prepare: Prepare) -> Location:
        """Return where the rows of ranges are: of data in parts, those parts alone."""
        place = self._place
        return place.within(joined(bundle)) if prepare is None and isinstance(place, InParts) else place

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
            if place is None and _elsewhere(executor, len(matrix)):
                place = _spilled(matrix, stack)
        if place is None:
            place = InMemory.of(matrix)
            stack.callback(forget, place)
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


def _elsewhere(executor: Executor, m: int) -> bool:
    """Tell whether the workers are in another process."""
    return result(submit(executor, whereabouts), [range(m)], m, ()) != whereabouts()


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
