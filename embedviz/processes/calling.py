"""Calls of functions in processes of their own.

One thread of a process runs Python at a time: what computes for long in a thread of a server keeps all pages waiting,
however many processors there are. In a process of its own it takes nothing from them but its share of the processors,
and its memory goes back to the system with it. A process is started anew for each call, never forked: a fork of a
server with threads may never wake up.
"""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, TypeVar, cast

from embedviz.errors import EmbedvizError
from embedviz.i18n import _, language
from embedviz.processes.messages import Done, Ended, Failed, Message, Reported, Task
from embedviz.processes.shares import Shares
from embedviz.progress import Progress, ProgressCallback

POLL_SECONDS, GRACE_SECONDS = 0.2, 2.0
NOTHING_YET = Progress("", 0, 1)
# A package without what its own file imports, all of the library, which takes longer than what is needed of it.
PROGRAM = """
import sys, types
sys.modules["embedviz"] = package = types.ModuleType("embedviz")
package.__path__ = sys.argv[1:]
from embedviz.processes.child import main
main()
"""

T = TypeVar("T")

_most_bytes: ContextVar[int | None] = ContextVar("most_bytes", default=None)
_shares = Shares()


class ProcessEndedError(EmbedvizError):
    """A process that ended before what it was to do was done: the system ended it, or a fault in it."""


@contextmanager
def processes_allowed(most_bytes: int) -> Iterator[None]:
    """Let what takes long have processes of its own within the block.

    Parameters
    ----------
    most_bytes : int
        How much memory all that are at work at a time share, see :class:`embedviz.processes.shares.Shares`.
    """
    token = _most_bytes.set(most_bytes)
    try:
        yield
    finally:
        _most_bytes.reset(token)


def are_processes_allowed() -> bool:
    """Tell whether this is a server's work, for which there may be processes, and whether Python can be started."""
    return _most_bytes.get() is not None and bool(sys.executable) and not getattr(sys, "frozen", False)


def call_apart(
    function: Callable[..., T],
    *arguments: Any,
    progress: ProgressCallback | None = None,
    passed_on: type[Exception] | tuple[()] = (),
) -> T:
    """Call a function in a process of its own, in this one's language, and wait for what it returns.

    Parameters
    ----------
    function : callable
        Of a module that costs little to import. It takes ``progress``, and may be ended at any moment.
    *arguments
        Small, and such as can be pickled, as must be what it returns.
    progress : callable, optional
        Called in this thread with the reports of the other process, and a few times a second in any case. Whatever it
        raises ends that process: first by its own next report, so that it clears away what it has begun, and if that
        does not come within two seconds by force.
    passed_on : type of exception, optional
        What is raised instead by the other process's next report, if ``progress`` raises it; that process goes on with
        whatever the function makes of it.

    Returns
    -------
    object

    Raises
    ------
    EmbedvizError, Cancelled, OSError
        As the function has raised it.
    ProcessEndedError
        If the process was ended from outside, such as for want of memory.
    RuntimeError
        If the function has a fault; the message holds its traceback.
    """
    together = _most_bytes.get()
    with (
        nullcontext() if together is None else _shares.promised(together) as most_bytes,
        _started() as (process, tasks, answers),
    ):
        task = Task(function, arguments, language(), most_bytes)
        with suppress(BrokenPipeError):  # ended already: it is told below
            pickle.dump(task, tasks)
            tasks.flush()
        answer = _answer(tasks, answers, progress, passed_on)
        if isinstance(answer, Done):
            return cast("T", answer.result)
        if isinstance(answer, Failed):
            raise answer.error
        raise _ended(_status(process))


def call_aside(function: Callable[..., T], *arguments: Any, progress: ProgressCallback | None) -> T:
    """Call a function as :func:`call_apart` does where processes are allowed, and else here.

    Parameters
    ----------
    function, *arguments, progress
        As there.

    Returns
    -------
    object
    """
    if are_processes_allowed():
        return call_apart(function, *arguments, progress=progress)
    return function(*arguments, progress=progress)


@contextmanager
def _started() -> Iterator[tuple["subprocess.Popen[bytes]", BinaryIO, BinaryIO]]:
    """Start a process that ends with the block; what it is to do goes into the one pipe, and answers come by the other.

    Its standard output is the latter, and its errors go where those of this process go.
    """
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path if folder)
    environment = os.environ | {"PYTHONPATH": path, "TMPDIR": tempfile.gettempdir()}
    # -P: the folder that the server was started in holds no modules of ours.
    command = [sys.executable, "-P", "-c", PROGRAM, str(Path(__file__).parents[1])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603
    tasks, answers = cast("tuple[BinaryIO, BinaryIO]", (process.stdin, process.stdout))
    try:
        yield process, tasks, answers
    finally:
        with suppress(BrokenPipeError):
            tasks.close()  # by which it knows that nobody waits any more
        _status(process)
        answers.close()


def _status(process: "subprocess.Popen[bytes]") -> int:
    """Wait until a process has ended, for as long as it may take to clear away, and no longer."""
    try:
        return process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _answer(
    tasks: BinaryIO, answers: BinaryIO, progress: ProgressCallback | None, passed_on: type[Exception] | tuple[()]
) -> Message:
    """Pass reports on until there is another answer."""
    received: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_receive, args=(answers, received), name="embedviz-process", daemon=True).start()
    now = NOTHING_YET
    is_passed_on = False
    while True:
        try:
            message = received.get(timeout=POLL_SECONDS)
        except Empty:
            pass
        else:
            if not isinstance(message, Reported):
                return message
            now = message.progress
        if progress is None:
            continue
        try:
            progress(now)
        except passed_on as raised:
            if not is_passed_on:
                is_passed_on = True
                with suppress(BrokenPipeError):  # ended already
                    pickle.dump(type(raised), tasks)
                    tasks.flush()


def _receive(answers: BinaryIO, received: "SimpleQueue[Message]") -> None:
    message: Message = Reported(NOTHING_YET)
    while isinstance(message, Reported):
        try:
            message = pickle.load(answers)  # noqa: S301 - our own process wrote it
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):  # also if it is cut short, or closed here
            message = Ended()
        received.put(message)


def _ended(status: int) -> ProcessEndedError:
    how = _("exit status {status}").format(status=status)
    with suppress(ValueError):
        how = signal.Signals(-status).name
    text = _("its process ended before it was done ({how}), perhaps for want of memory; expected an answer")
    return ProcessEndedError(text.format(how=how))
