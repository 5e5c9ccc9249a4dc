"""Singular values, and what they say about the rank of a matrix."""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from embedviz import notebook, svg
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.precision import Precision

Route = Literal["svd", "gram", "qr"]


@dataclass(frozen=True, eq=False, repr=False)
class Spectrum:
    """The singular values of an (m, n) matrix with r = min(m, n), and its right singular vectors.

    Parameters
    ----------
    singular_values : ndarray (r,) float64
        Descending.
    right_vectors : ndarray (r, n) float64
        One right singular vector a row, in the same order; each one's largest coordinate is positive.
    shape : tuple of int
        ``(m, n)``.
    mean : ndarray (n,) float64 or None
        What was subtracted from every row before, if anything.
    storage_eps : float
        Relative spacing of the numbers the matrix was stored in: 1.2e-7 for float32, 9.8e-4 for an embedding read from
        a file of float16. 0 for exact integers.
    route : {"svd", "gram", "qr"}
        How it was computed: directly, from XᵀX, or by blocked QR where XᵀX would not do.
    precision : Precision or None
        What the numbers were rounded to before they were stored, as those of a text are to its decimals.
    rounding_norm : float
        About the largest singular value of the error that this made; 0 if nothing is known of it.
    """

    singular_values: np.ndarray
    right_vectors: np.ndarray = field(repr=False)
    shape: tuple[int, int]
    mean: np.ndarray | None = field(repr=False)
    storage_eps: float
    route: Route
    precision: Precision | None = None
    rounding_norm: float = 0.0

    def __repr__(self) -> str:
        m, n = self.shape
        largest, smallest = self.singular_values[[0, -1]]
        center = "" if self.mean is None else ", centered"
        return (
            f"Spectrum({m:,} x {n:,}{center}, rank {self.rank():,}, effective rank {self.effective_rank:.1f}, "
            f"σ from {largest:.4g} to {smallest:.4g})"
        )

    def _repr_html_(self) -> str:
        m, n = self.shape
        largest, smallest = self.singular_values[[0, -1]]
        chart = svg.curve(
            self.singular_values,
            x_title=_("index"),
            y_title=_("singular value"),
            alt=_("All singular values, from the largest to the smallest, on a logarithmic axis"),
        )
        return chart + notebook.facts(
            _("singular values"),
            [
                (_("matrix"), f"{m:,} × {n:,}"),
                (_("rank"), f"{self.rank():,}"),
                (_("tolerance"), f"{self.tolerance():.3g}"),
                ("σ₁", f"{largest:.6g}"),
                (f"σ{len(self.singular_values):,}", f"{smallest:.6g}"),
                (_("effective rank"), f"{self.effective_rank:.2f}"),
                (_("stable rank"), f"{self.stable_rank:.2f}"),
                (_("participation ratio"), f"{self.participation_ratio:.2f}"),
                (_("condition number"), f"{self.condition_number:.4g}"),
            ],
        )

    def rtol_for(self, dtype: type) -> float:
        """Return the relative tolerance that NumPy's ``matrix_rank`` uses for a dtype: max(m, n)·eps."""
        return max(self.shape) * float(np.finfo(dtype).eps)

    @cached_property
    def norm(self) -> float:
        """‖X‖₂, the largest singular value of the matrix as it was before its mean was subtracted.

        The rounding of a difference is relative to the numbers subtracted, however small they leave it.
        """
        largest = float(self.singular_values[0])
        if self.mean is None:
            return largest
        scale = max(largest, float(np.abs(self.mean).max()))
        if scale == 0:
            return 0.0
        # XᵀX = (X - μ)ᵀ(X - μ) + m·μμᵀ
        weighted = (self.singular_values / scale)[:, None] * self.right_vectors
        whole = np.vstack([weighted, np.sqrt(self.shape[0]) * (self.mean / scale)])
        return float(np.linalg.norm(whole, 2)) * scale

    def rounding(self, eps: float) -> float:
        """Return what rounding can make of a singular value that is 0: max(m, n)·eps·‖X‖₂.

        Parameters
        ----------
        eps : float
            Relative spacing of the numbers that are rounded.

        Returns
        -------
        float
        """
        return max(self.shape) * eps * self.norm

    def tolerance(self, rtol: float | None = None) -> float:
        """Return the absolute tolerance of :meth:`rank`: rtol·σ₁, by default the :meth:`rounding` of float64."""
        return self.rounding(float(np.finfo(np.float64).eps)) if rtol is None else rtol * float(self.singular_values[0])

    @property
    def storage_floor(self) -> float:
        """Singular values under about this are rounding of the file, not data.

        It is the larger of eps·‖X‖₂ of the storage format and :attr:`rounding_norm`, of the decimals of a text.
        """
        return max(self.storage_eps * self.norm, self.rounding_norm)

    @property
    def rounding_only(self) -> int:
        """How many singular values count for :meth:`rank` and yet lie under the :attr:`storage_floor`.

        Of a matrix of lower rank, rounding to few decimals or bits makes one of full rank: these are what it added, or
        cannot be told from it.
        """
        above = int(np.count_nonzero(self.singular_values > self.rounding_norm))
        return max(0, self.rank() - min(above, self._count_above(self.storage_eps, self.norm)))

    def rank(self, rtol: float | None = None) -> int:
        """Return the numerical rank: how many singular values exceed the tolerance.

        Parameters
        ----------
        rtol : float, optional
            Tolerance relative to the largest singular value. Unless given, max(m, n)·eps of float64 relative to
            :attr:`norm`, so that what is left of equal rows once their mean is subtracted does not count.

        Returns
        -------
        int
            Between 0 and min(m, n).

        Raises
        ------
        EmbedvizError
            If the tolerance is negative or not finite.
        """
        if rtol is None:
            return self._count_above(self.rtol_for(np.float64), self.norm)
        if not 0 <= rtol < math.inf:
            raise EmbedvizError(_("a tolerance of {rtol}; expected a number that is 0 or more").format(rtol=rtol))
        return self._count_above(rtol, float(self.singular_values[0]))

    @property
    def stored_rank(self) -> int:
        """The rank of numbers known only to the spacing of their storage format: singular values above its rounding."""
        return self._count_above(max(self.shape) * self.storage_eps, self.norm)

    @property
    def effective_rank(self) -> float:
        """The exponential of the entropy of σ/Σσ, from 1 to r (Roy and Vetterli 2007); 0 for a zero matrix."""
        total = self.singular_values.sum()
        if total == 0:
            return 0.0
        p = self.singular_values / total
        p = p[p > 0]
        return float(np.exp(-(p * np.log(p)).sum()))

    @property
    def stable_rank(self) -> float:
        """Σσ²/σ₁², at most the rank (Rudelson and Vershynin 2007, who call it numerical rank); 0 for a zero matrix."""
        relative = self._relative
        return float((relative**2).sum())

    @property
    def participation_ratio(self) -> float:
        """(Σσ²)²/Σσ⁴: how many directions share the variance (Gao et al. 2017); 0 for a zero matrix."""
        squares = self._relative**2
        return float(squares.sum() ** 2 / (squares**2).sum()) if squares[0] else 0.0

    @property
    def condition_number(self) -> float:
        """σ₁/σᵣ of the singular values as computed, r = min(m, n).

        Infinite only if the last is exactly 0. Of a matrix that is not of full rank the last one is rounding, within
        the :meth:`tolerance`, and the quotient has no meaning.
        """
        last = float(self.singular_values[-1])
        return float(self.singular_values[0]) / last if last > 0 else float("inf")

    @property
    def energies(self) -> np.ndarray:
        """Share of Σσ² in the first 1, 2, … r singular values, (r,) float64, ending in 1."""
        cumulative = np.cumsum(self._relative**2)
        return cumulative / cumulative[-1] if cumulative[-1] > 0 else np.ones_like(cumulative)

    def energy(self, k: int) -> float:
        """Return the share of Σσ² that the first k singular values hold.

        This is what the best approximation of rank k keeps of the squared Frobenius norm (Eckart and Young 1936).

        Parameters
        ----------
        k : int
            0 keeps nothing; r and more keep all.

        Returns
        -------
        float
            In [0, 1].
        """
        if k < 0:
            raise EmbedvizError(_("the energy of {k} singular values; expected 0 or more").format(k=k))
        return float(self.energies[min(k, len(self.singular_values)) - 1]) if k else 0.0

    def _count_above(self, share: float, whole: float) -> int:
        # Quotients, because a product with a number near the smallest of float64 would be 0.
        return int(np.count_nonzero(self.singular_values / whole > share)) if whole > 0 else 0

    @property
    def _relative(self) -> np.ndarray:
        largest = self.singular_values[0]
        return self.singular_values / largest if largest > 0 else np.zeros_like(self.singular_values)
