"""Where Python's objects lie: in memory of the C library, which can give it back to the system page by page.

Python's own allocator takes 1 MB at a time and keeps it for as long as one object in it lives. After forty visitors who
opened large files have left, two thirds of that were empty, and it held 240 MB for good.
"""

import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE, ALLOCATOR, PROGRAM = "PYTHONMALLOC", "malloc", "embedviz"


def use_that_of_the_system() -> None:
    """Begin this process anew with the allocator of the system, if it is the command and nobody chose an allocator.

    An interpreter chooses it when it starts, by the variable PYTHONMALLOC. The process keeps its id. Only on Linux, as
    only there memory is given back so.
    """
    if is_to_begin_anew(sys.orig_argv, os.environ):
        os.environ[VARIABLE] = ALLOCATOR
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what it runs already


def is_to_begin_anew(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Tell whether a process is the command with Python's own allocator, and could have another.

    Parameters
    ----------
    command : sequence of str
        What it was started with, the interpreter first.
    environment : mapping of str to str
        Its variables.

    Returns
    -------
    bool
    """
    if sys.platform != "linux" or VARIABLE in environment or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return False
    arguments = list(command[1:])
    program = arguments[1] if arguments[:1] == ["-m"] and arguments[1:] else Path(*arguments[:1]).name
    return program == PROGRAM
