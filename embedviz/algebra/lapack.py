"""A routine of LAPACK that SciPy wraps with Python's lock held, called without it, so that threads share the work."""

import ctypes
from collections.abc import Callable
from functools import cache

import numpy as np

PANEL = 16


def stacked(factor: np.ndarray, below: np.ndarray, *, triangle: int = 0) -> np.ndarray:
    """Return R of a triangular factor with rows below it: LAPACK's dtpqrt.

    Parameters
    ----------
    factor : ndarray (n, n) float64
        Upper triangular. It may be overwritten.
    below : ndarray (b, n) float64
        It may be overwritten too.
    triangle : int
        How many of the rows below, the last ones, are upper triangular too.

    Returns
    -------
    ndarray (n, n) float64
        Upper triangular; what is below its diagonal is not looked at.
    """
    factor, rows = (np.require(each, np.float64, ["F", "A", "W"]) for each in (factor, below))
    b, n = rows.shape
    panel = min(PANEL, n)
    reflectors, work, info = np.empty(panel * n), np.empty(panel * n), ctypes.c_int()
    size = [ctypes.byref(ctypes.c_int(each)) for each in (b, n, triangle, panel)]
    of_rows, of_factor, of_reflectors = size[0], size[1], size[3]  # the leading dimensions
    _dtpqrt()(
        *size, factor.ctypes.data, of_factor, rows.ctypes.data, of_rows, reflectors.ctypes.data, of_reflectors,
        work.ctypes.data, ctypes.byref(info),
    )  # fmt: skip
    if info.value:
        raise ValueError(f"dtpqrt refuses its argument {-info.value}")
    return factor


@cache
def _dtpqrt() -> Callable[..., None]:
    from scipy import LowLevelCallable
    from scipy.linalg import cython_lapack

    found = LowLevelCallable.from_cython(cython_lapack, "dtpqrt")
    pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
    address = pointer_in(("PyCapsule_GetPointer", ctypes.pythonapi))(found.function, found.signature.encode())
    # Twelve pointers, as all arguments of Fortran are. ctypes lets go of Python's lock while it runs.
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 12)(address)
