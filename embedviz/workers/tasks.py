"""What a worker is given to do, and how its answers come back: in the order of the rows, whoever ends first."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError, reason
from embedviz.i18n import _, listed, spoken
from embedviz.workers.location import InMemory, Location, WorkerRefusedError
from embedviz.workers.ranges import end_of, joined

REPORT_SECONDS = 0.1
# Results that may wait for one that is late.
WINDOW = 128
NAMED = 3

T = TypeVar("T")
Prepare = Callable[..., Any] | None
_preparing = threading.RLock()  # what is prepared may be prepared by sums over rows
_prepared: dict[Any, Any] = {}


@dataclass(frozen=True)
class Refusal:
    """What a worker says instead of an answer: returned, as a cluster would try anew what is raised."""

    error: EmbedvizError


@dataclass(frozen=True)
class Task:
    """A function to be called on some ranges of rows: all that a worker is sent.

    Parameters
    ----------
    language : str
        That of the one who asks: what is refused is said in it.
    place : Location
        Where the rows are.
    function : callable
        Takes the matrix, or what is prepared of it, a range, and the arguments.
    arguments : tuple
        Small.
    prepare : callable or None
        Takes the matrix and the arguments.
    library : str
        A module to import first, if any.
    parts : sequence of range
        The rows.
    """

    language: str
    place: Location
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    prepare: Prepare
    library: str
    parts: Sequence[range]


def work(task: Task) -> "list[Any] | Refusal":
    """Return what a task's function makes of each range. BLAS takes one thread, as on every other worker."""
    if task.library:
        import_module(task.library)
    with spoken(task.language), one_blas_thread():
        try:
            return [call(task.place, task.function, task.arguments, task.prepare, part) for part in task.parts]
        except WorkerRefusedError as error:
            return Refusal(EmbedvizError(error.message))
        except EmbedvizError as error:
            return Refusal(error)


def call(place: Location, function: Callable[..., T], arguments: tuple[Any, ...], prepare: Prepare, part: range) -> T:
    """Call a function on a range of rows, see :class:`Task`."""
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


def forget(place: InMemory) -> None:
    """Let go of a matrix in memory, and of what was prepared of it."""
    place.let_go()
    with _preparing:
        for key in [key for key in _prepared if key[0] == place]:
            del _prepared[key]


def in_order(
    executor: Executor, tasks: Iterable[Task], m: int, report: Callable[[int], None]
) -> "Generator[tuple[Task, Future[Any]], None, None]":
    """Have tasks done, and yield each with its future once that is done: in their order.

    Parameters
    ----------
    executor : Executor
        Is given no more than so many ranges whose results are to be waited for.
    tasks : iterable of Task
        Of neighboring ranges.
    m : int
        Rows in all.
    report : callable
        Called with the row up to which, or how many rows, are done.

    Yields
    ------
    Task
    Future

    Raises
    ------
    EmbedvizError
        If the executor takes no tasks.
    """
    ahead = iter(tasks)
    waiting: deque[tuple[Task, Future[Any]]] = deque()
    try:
        while True:
            while sum(len(task.parts) for task, _future in waiting) < WINDOW and (task := next(ahead, None)):
                waiting.append((task, submit(executor, work, task)))
            if not waiting:
                return
            task, first = waiting[0]
            while wait([first], REPORT_SECONDS).not_done:
                report(task.parts[0].start + sum(_rows(each, m) for each, future in waiting if future.done()))
            waiting.popleft()
            yield task, first
    finally:
        for _task, future in waiting:
            future.cancel()


def submit(executor: Executor, function: Callable[..., T], *arguments: Any) -> "Future[T]":
    """Have an executor call a function.

    Raises
    ------
    EmbedvizError
        If it takes nothing.
    """
    try:
        return executor.submit(function, *arguments)
    except RuntimeError as error:  # BrokenExecutor among them
        raise EmbedvizError(
            _("the executor takes no tasks ({reason}); expected one that is neither shut down nor broken").format(
                reason=reason(error)
            )
        ) from error


def result(future: "Future[T]", parts: Sequence[range], m: int, names: Sequence[str]) -> T:
    """Return what an executor's worker has made of some rows.

    Parameters
    ----------
    future : Future
        Done.
    parts : sequence of range
        The rows, of m.
    m : int
        Rows in all.
    names : sequence of str
        Of the files they are in, if they are in any.

    Raises
    ------
    EmbedvizError
        If it has not ended as it should: names the rows, and what they are in.
    """
    try:
        return future.result()
    except (Exception, CancelledError) as error:
        raise EmbedvizError(_unfinished(error, _described(parts, m, names))) from error


def _described(parts: Sequence[range], m: int, names: Sequence[str]) -> str:
    numbers = {"first": parts[0].start + 1, "last": end_of(parts[-1], m)}
    if not names:
        return _("rows {first:,} to {last:,}").format(**numbers)
    files = listed(names[:NAMED], goes_on=len(names) > NAMED)
    return _("rows {first:,} to {last:,} ({files})").format(files=files, **numbers)


def _unfinished(error: BaseException, rows: str) -> str:
    worker = getattr(error, "last_worker", None)  # as distributed.KilledWorker says it
    if worker is not None:
        text = _(
            "no worker lasts over {rows}: {count:,} died, the last at {worker}; expected one to finish them: see its "
            "log, and give each more memory"
        )
        count = getattr(error, "allowed_failures", 0) + 1
        return text.format(count=count, rows=rows, worker=getattr(worker, "address", worker))
    if isinstance(error, CancelledError):
        return _(
            "{rows} were given up by the executor; expected it to finish them: it may be shut down, or its scheduler "
            "gone"
        ).format(rows=rows)
    return _(
        "a worker has not finished {rows} ({kind}: {reason}); expected it to last: give it more memory, or take fewer "
        "workers"
    ).format(rows=rows, kind=type(error).__name__, reason=reason(error))


def _rows(task: Task, m: int) -> int:
    whole = joined(task.parts)
    return end_of(whole, m) - whole.start
