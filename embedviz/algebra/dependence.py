"""Whether some vectors are linearly independent, with a witness when they are not."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.i18n import _
from embedviz.scaling import leveled, rescaled
from embedviz.vectors import Vectors, as_float64


@dataclass(frozen=True, eq=False)
class Dependence:
    """The verdict on k vectors in n dimensions.

    Parameters
    ----------
    rank : int
        How many of them are independent.
    coefficients : ndarray (k,) float64 or None
        The witness, of length 1, the largest of them positive: numbers cᵢ, not all zero, with Σ cᵢ·vᵢ = 0. None when
        the vectors are independent.
    residual : float
        ‖Σ cᵢ·vᵢ‖ relative to the largest singular value; of the best candidate when independent, and then large.
    tolerance : float
        The residual at or under which the vectors count as dependent: max(k, n)·eps of float64.
    singular_values : ndarray (min(k, n),) float64
        Descending; the rank is the number of those above the tolerance times the largest.
    condition_number : float
        σ₁/σᵣ, the ratio of the extreme singular values that count; infinite if the rank is 0.
    """

    rank: int
    coefficients: np.ndarray | None
    residual: float
    tolerance: float
    singular_values: np.ndarray = field(repr=False)
    condition_number: float

    @property
    def independent(self) -> bool:
        """Whether only the zero combination gives zero."""
        return self.coefficients is None

    @property
    def nullity(self) -> int:
        """Dimension of the left null space, k - rank: how many independent witnesses there are."""
        return 0 if self.coefficients is None else len(self.coefficients) - self.rank

    @property
    def terms(self) -> np.ndarray:
        """0-based positions of the vectors that take part in the witness, largest coefficient first.

        The other coefficients are rounding: a singular vector is known up to the tolerance times σ₁/σᵣ (Golub and Van
        Loan 2013, section 8.6). Empty without a witness.
        """
        if self.coefficients is None:
            return np.empty(0, dtype=int)
        sizes = np.abs(self.coefficients)
        order = np.argsort(-sizes, kind="stable")
        return order[sizes[order] >= min(self.tolerance * self.condition_number, sizes.max())]

    @property
    def solved(self) -> np.ndarray | None:
        """The witness solved for the vector v of its largest coefficient, (k,): v = Σ aᵢ·vᵢ with 0 at v itself."""
        if self.coefficients is None:
            return None
        first = self.terms[0]
        others = -self.coefficients / self.coefficients[first]
        others[first] = 0.0
        return others


def dependence(vectors: Vectors) -> Dependence:
    """Decide whether vectors are linearly dependent and find the combination that shows it.

    Parameters
    ----------
    vectors : Embedding or array-like (k, n)
        One vector a row.

    Returns
    -------
    Dependence

    Raises
    ------
    EmbedvizError
        If the array is not a matrix or holds NaN or infinity.

    Notes
    -----
    The witness is the left singular vector of the smallest singular value: of all combinations of length 1 it comes
    nearest to zero (Golub and Van Loan 2013, section 2.4.2). Of more vectors than dimensions, any direction at right
    angles to all left singular vectors is one.
    """
    matrix = as_float64(vectors)
    k, n = matrix.shape
    matrix, exponent = leveled(matrix)
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    tolerance = max(k, n) * float(np.finfo(np.float64).eps)
    scale = float(values[0]) or 1.0
    rank = int(np.count_nonzero(values > tolerance * scale))
    witness = left[:, -1] if k <= n else _beside(left)
    if rank < k:  # at right angles to the columns once more, or rounding could leave a residual above the tolerance
        witness = witness - left[:, :rank] @ (right[:rank] @ (witness @ matrix) / values[:rank])
        witness /= np.linalg.norm(witness) * np.sign(witness[np.abs(witness).argmax()])
    return Dependence(
        rank=rank,
        coefficients=witness if rank < k else None,
        residual=float(np.linalg.norm(witness @ matrix)) / scale,
        tolerance=tolerance,
        singular_values=rescaled(values, exponent, _("a singular value")),
        condition_number=float(values[0] / values[rank - 1]) if rank else np.inf,
    )


def _beside(columns: np.ndarray) -> np.ndarray:
    """Return a unit vector at right angles to orthonormal columns (k, n), n < k."""
    row = int(np.einsum("ij,ij->i", columns, columns).argmin())
    vector = -columns @ columns[row]
    vector[row] += 1.0
    return vector / np.linalg.norm(vector)
