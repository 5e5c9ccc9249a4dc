"""How large the singular values are that rounding alone makes.

Rounding adds to a matrix an error E whose entries are, but for unlucky coincidences, independent and spread evenly over
a step of the grid, so that their variance is step²/12. By Weyl's inequality no singular value moves by more than the
largest of E; and of a matrix of rank r, rounding makes σᵣ₊₁, σᵣ₊₂, … no larger than that.
"""

import numpy as np

from embedviz.precision import Precision, sampled_rows

SAMPLED_ROWS, CHUNKS = 1 << 14, 64


def rounding_norm(vectors: np.ndarray, precision: Precision) -> float:
    """Return about the largest singular value of the error that rounding to a precision has made.

    Parameters
    ----------
    vectors : ndarray (m, n)
        As rounded. Where the step depends on the number and the rows are many, some are looked at.
    precision : Precision
        What they were rounded to.

    Returns
    -------
    float
        maxᵢ √(Σⱼ vᵢⱼ) + maxⱼ √(Σᵢ vᵢⱼ), where v is the variance of each entry's error, step²/12. For one step for all
        this is (√m + √n)·step/√12, which the largest singular value approaches as m and n grow.

    References
    ----------
    H. Weyl, Das asymptotische Verteilungsgesetz der Eigenwerte linearer partieller Differentialgleichungen, 1912.
    Y. Q. Yin, Z. D. Bai and P. R. Krishnaiah, On the limit of the largest eigenvalue of the large dimensional sample
    covariance matrix, 1988. A. S. Bandeira and R. van Handel, Sharp nonasymptotic bounds on the norm of random matrices
    with independent entries, 2016.
    """
    m, n = vectors.shape
    if precision.step is not None:
        return float((np.sqrt(m) + np.sqrt(n)) * precision.step / np.sqrt(12))
    variances = precision.steps(sampled_rows(vectors, SAMPLED_ROWS, CHUNKS)) ** 2 / 12
    by_column = variances.mean(axis=0) * m
    return float(np.sqrt(variances.sum(axis=1).max()) + np.sqrt(by_column.max()))
