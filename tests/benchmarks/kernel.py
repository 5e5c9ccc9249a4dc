"""NumPy's own choice of a kernel: this module imports nothing that imports NumPy, so that it comes before it."""

import os
import sys
from collections.abc import Sequence

VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""What the environment of some machines sets, and OpenBLAS reads once, when NumPy is imported."""
UNSET = "EMBEDVIZ_BENCHMARKS_UNSET"
"""A variable that tells the process started anew what was taken out of its environment."""


def unset() -> bool:
    """Take those variables out of the environment of this process and its children.

    Returns
    -------
    bool
        Whether any was there.
    """
    there = {name: os.environ.pop(name) for name in VARIABLES if name in os.environ}
    if there:
        os.environ[UNSET] = ", ".join(f"{name}={value}" for name, value in there.items())
    return bool(there)


def start_anew(arguments: Sequence[str]) -> None:
    """Replace this process by one of Python with other arguments and the environment as it is."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - this very program


def told() -> str:
    """Return which kernel NumPy runs, and what was unset so that it does."""
    import numpy  # noqa: F401 - it loads the library that is asked for
    from threadpoolctl import threadpool_info

    blas = [
        f"{each['internal_api']} {each['version']}, kernel {each.get('architecture', 'unknown')}, "
        f"{each['num_threads']} threads"
        for each in threadpool_info()
        if each["user_api"] == "blas"
    ]
    unset = os.environ.get(UNSET)
    return f"BLAS: {'; '.join(dict.fromkeys(blas))}" + (f" ({unset} was unset)" if unset else "")
