import numpy as np
import pytest

import embedviz as ev
from embedviz.ui.rank.verdicts import float32_verdict


@pytest.mark.parametrize("values", [[1, 1e-2, 1e-4], [1, 1e-2, 3e-6], [1, 1e-2, 0], [0, 0, 0]])
def test_the_verdict_on_float32_is_that_of_numpy(values):
    basis = np.linalg.qr(np.random.default_rng(0).standard_normal((100, 3)))[0]
    matrix = (basis * values).astype(np.float32)
    single, double = np.linalg.matrix_rank(matrix), np.linalg.matrix_rank(matrix.astype(np.float64))
    said = float32_verdict(ev.spectrum(matrix))
    assert (f"both say **{single}**" in said) == (single == double)
    assert (f"1 genuine singular value for zero and says **{single}** where float64 says **{double}**" in said) == (
        single < double
    )
