"""Where Python's objects lie: in its own allocator's memory while they are few, then in that of the C library.

Python's own allocator is the quicker: drawing a page takes an eighth less. But it takes 1 MB at a time and keeps it for
as long as one object in it lives. After forty visitors who opened large files have left, two thirds of that are empty,
and it holds 300 MB for good. The C library gives back whole pages, and has up to eight areas for each core: fewer areas
have fewer pages that are half empty. So it takes over once there are more objects than pages and their libraries need.
"""

import ctypes
import os
import sys
import time
from contextlib import suppress

VARIABLE = "PYTHONMALLOC"
_RAW, _MEM, _OBJ = range(3)
_ARENA_MAX, _AREAS = -8, 2  # M_ARENA_MAX of malloc.h; Python's threads allocate one at a time
# 1.2 million when one visitor has opened every page, 1.3 with ten; 100 bytes each.
MOST_OBJECTS, LOOKS_SECONDS = 1_600_000, 0.1
_due = 0.0


class _Functions(ctypes.Structure):
    """``PyMemAllocatorEx`` of CPython."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("ctx", "malloc", "calloc", "realloc", "free")]


def allocate_in_few_areas() -> None:
    """Let the C library have two areas, not eight for each core; to be called before there are many threads."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's
            ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, _AREAS)


def see_how_many_objects() -> None:
    """Let the C library take over where there are many objects; to be called often, it looks ten times a second."""
    global _due
    now = time.monotonic()
    if now >= _due:
        _due = now + LOOKS_SECONDS
        if sys.getallocatedblocks() > MOST_OBJECTS:
            _due = float("inf")  # there is no way back: what each has allocated is counted no longer
            use_that_of_the_system()


def use_that_of_the_system() -> bool:
    """Let what Python allocates from now on come from the C library, unless somebody chose an allocator.

    As ``PYTHONMALLOC=malloc`` does, but in a process that has begun. What came from Python's own allocator before goes
    back to it: its functions that free and resize hand on whatever is not theirs, as it has always taken what is larger
    than 512 bytes from the C library. Only on Linux, as only there memory is given back so.

    Returns
    -------
    bool
        Whether it is so now; not where another allocator is at work, as with ``PYTHONMALLOC``, tracemalloc, or an
        interpreter without a global lock.
    """
    if sys.platform != "linux" or VARIABLE in os.environ or not _is_pythons_own():
        return False
    of_the_system = _functions(_RAW)
    for domain in (_MEM, _OBJ):
        functions = _functions(domain)
        functions.malloc, functions.calloc = of_the_system.malloc, of_the_system.calloc
        ctypes.pythonapi.PyMem_SetAllocator(domain, ctypes.byref(functions))
    return True


def _is_pythons_own() -> bool:
    try:
        name = ctypes.pythonapi._PyMem_GetCurrentAllocatorName
    except AttributeError:  # another interpreter than those that are known
        return False
    name.restype = ctypes.c_char_p
    return bool(name() == b"pymalloc")


def _functions(domain: int) -> _Functions:
    found = _Functions()
    ctypes.pythonapi.PyMem_GetAllocator(domain, ctypes.byref(found))
    return found
