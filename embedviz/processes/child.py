"""A process that calls one function, tells how far it is and what came of it, and ends.

It gives way to the server that started it: in the processors, and in memory, of which the system takes from it first.
When that server is gone, or waits no more, it ends.
"""

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from embedviz import units
from embedviz.errors import Cancelled, EmbedvizError, places
from embedviz.i18n import _, spoken
from embedviz.processes.messages import Done, Failed, Message, Reported, Task
from embedviz.progress import Progress

NICE, REPORT_SECONDS, GRACE_SECONDS = 10, 0.1, 10.0
FIRST_TO_GO = Path("/proc/self/oom_score_adj"), "500"


def main() -> None:
    """Do what standard input says, and answer by standard output."""
    tasks, answers = _pipes()
    _give_way()
    try:
        task: Task = pickle.load(tasks)  # noqa: S301 - our own server wrote it
    except (EOFError, pickle.UnpicklingError):  # it is gone before it has said what to do
        os._exit(1)
    limit_memory(task.most_bytes)
    line = _Line(answers)
    threading.Thread(target=line.listen, args=(tasks,), daemon=True).start()
    status = 1
    with spoken(task.language), suppress(Cancelled, BrokenPipeError):
        line.send(_answer(task, line))
        status = 0
    os._exit(status)  # no thread of a library can keep it


def limit_memory(most_bytes: int | None) -> None:
    """Let this process have so much memory of its own at most, on Linux.

    Parameters
    ----------
    most_bytes : int or None
        None for as much as there is.
    """
    if most_bytes is not None and sys.platform == "linux":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


class _Line:
    """To the server: reports, at most ten a second unless they carry more than numbers, and what it says to them."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._sent = 0.0
        self._told: type[Exception] | None = None
        self.is_given_up = False

    def __call__(self, progress: Progress) -> None:
        if self.is_given_up:
            raise Cancelled
        if self._told is not None:
            told, self._told = self._told, None
            raise told
        now = time.monotonic()
        if now - self._sent >= REPORT_SECONDS or type(progress) is not Progress:
            self._sent = now
            self.send(Reported(progress))

    def send(self, message: Message) -> None:
        pickle.dump(message, self._answers, protocol=pickle.HIGHEST_PROTOCOL)
        self._answers.flush()

    def listen(self, tasks: BinaryIO) -> None:
        """Wait until the server closes its end, as it also does when it is killed, and end."""
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            while True:
                self._told = pickle.load(tasks)  # noqa: S301 - our own server wrote it
        self.is_given_up = True
        time.sleep(GRACE_SECONDS)  # in which the next report clears away what was begun
        os._exit(1)


def _answer(task: Task, report: _Line) -> Message:
    try:
        return Done(task.function(*task.arguments, progress=report))
    except BrokenPipeError:
        raise
    except Cancelled as cancelled:
        if report.is_given_up:
            raise
        return Failed(cancelled)
    except EmbedvizError as error:
        noted = places(error)  # its causes stay here
        error.__dict__["__notes__"] = list(noted)
        return Failed(error)
    except OSError as error:
        return Failed(error)
    except MemoryError:
        if task.most_bytes is None:
            return Failed(EmbedvizError(_("it takes more memory than there is")))
        text = _("it takes more than {most} of memory, as much as this server gives a process now")
        return Failed(EmbedvizError(text.format(most=units.size(task.most_bytes))))
    except Exception:
        return Failed(RuntimeError(traceback.format_exc()))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for messages; what is printed goes to the server's log."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return tasks, answers


def _give_way() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server hears it too, and ends this in its own way
    with suppress(OSError, AttributeError):  # a system without priorities
        os.nice(max(0, NICE - os.nice(0)))
    with suppress(OSError):
        place, score = FIRST_TO_GO
        place.write_text(score, encoding="ascii")
