"""Where Python's objects lie: in memory of the C library, which can give it back to the system page by page.

Python's own allocator takes 1 MB at a time and keeps it for as long as one object in it lives. After forty visitors who
opened large files have left, two thirds of that are empty, and it holds 300 MB for good. The C library gives back whole
pages, and has up to eight areas for each core: fewer areas have fewer pages that are half empty.
"""

import ctypes
import os
import sys
from contextlib import suppress

VARIABLE = "PYTHONMALLOC"
_RAW, _MEM, _OBJ = range(3)
_ARENA_MAX, _AREAS = -8, 2  # M_ARENA_MAX of malloc.h; Python's threads allocate one at a time


class _Functions(ctypes.Structure):
    """``PyMemAllocatorEx`` of CPython."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("ctx", "malloc", "calloc", "realloc", "free")]


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
    with suppress(OSError, AttributeError):  # another C library than GNU's
        ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, _AREAS)
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
