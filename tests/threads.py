"""One thread a library in each worker of pytest-xdist: there are as many workers as cores, and idle threads would spin.

To be imported before NumPy is.
"""

import os

if "PYTEST_XDIST_WORKER" in os.environ:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
