"""Orthogonal Procrustes: turning one set of vectors onto another, all inner products kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from embedviz.algebra.shared import paired_vocabulary, shared_vocabulary
from embedviz.arrays import require_finite
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import in_range, norm, row_norms, unit_rows
from embedviz.vectors import Vectors, as_matrix

BLOCK_BYTES = 8 << 20
MAX_DIMENSIONS = 4096
BINS = 60


@dataclass(frozen=True, eq=False)
class Alignment:
    """The orthogonal matrix Q that brings k vectors A nearest to k others, B.

    Parameters
    ----------
    rotation : ndarray (n, n) float64
        Q, which minimizes ‖AQ - B‖ (Frobenius): ``a @ rotation`` lies beside ``b``. It may reflect as well as rotate.
    words : sequence of k str
        The words that the rows belong to, in the order of a; empty if matrices were aligned.
    residuals : ndarray (k,) float64
        Length of each row of AQ - B: how far that vector moved, rotation aside.
    relative_residual : float
        ‖AQ - B‖ / ‖B‖; the former alone if B is zero.
    singular_values : ndarray (n,) float64
        Of AᵀB, descending; infinite or 0 where they are beyond the range of float64.
    lengths : ndarray (k, 2) float64
        Length of each row of A and of B.
    cosines : ndarray (k,) float64
        The cosine of each row of AQ to that of B; NaN where one of them is zero.
    correlation : float
        Σσᵢ/(‖A‖‖B‖), from 0 to 1, and 1 if A is a rotated and scaled copy of B; NaN if one of them is zero.
    unique : bool
        Whether no other orthogonal matrix comes as near: not so with fewer independent vectors than dimensions.
    """

    rotation: np.ndarray = field(repr=False)
    words: Sequence[str] = field(repr=False)
    residuals: np.ndarray = field(repr=False)
    relative_residual: float
    singular_values: np.ndarray = field(repr=False)
    lengths: np.ndarray = field(repr=False)
    cosines: np.ndarray = field(repr=False)
    correlation: float
    unique: bool

    @property
    def relative_residuals(self) -> np.ndarray:
        """The residual of each row as a share of its length in B, (k,) float64; NaN where that is zero."""
        found = np.full(len(self.residuals), np.nan)
        return np.divide(self.residuals, self.lengths[:, 1], out=found, where=self.lengths[:, 1] > 0)

    @property
    def median_angle(self) -> float:
        """The median angle between a row of AQ and that of B, in degrees; NaN if all of one side are zero."""
        known = self.cosines[~np.isnan(self.cosines)]
        return float(np.degrees(np.arccos(np.median(known)))) if len(known) else np.nan

    def histogram(self, highest: float) -> tuple[np.ndarray, np.ndarray]:
        """Return how the relative residuals are spread.

        Parameters
        ----------
        highest : float
            Above 0: where the last interval ends.

        Returns
        -------
        tuple of ndarray (60,) float64 and ndarray (61,) float64
            The share of rows in each of 60 intervals of equal width from 0, and where those begin and end.
        """
        counts, edges = np.histogram(self.relative_residuals, BINS, (0.0, highest))
        return counts / len(self.residuals), edges

    @property
    def orthogonality_error(self) -> float:
        """The largest entry of |QᵀQ - I|: nothing but rounding."""
        return float(np.abs(self.rotation.T @ self.rotation - np.eye(len(self.rotation))).max())

    @cached_property
    def determinant(self) -> float:
        """1 if Q is a rotation, -1 if a reflection is in it, up to rounding."""
        return float(np.linalg.det(self.rotation))


def align(a: Vectors, b: Vectors, *, pairs: Iterable[tuple[str, str]] | None = None) -> Alignment:
    """Turn one set of vectors onto another by an orthogonal matrix.

    Parameters
    ----------
    a, b : Embedding or array-like (k, n)
        Two embeddings are compared at the words that both hold, in the same spelling. Otherwise row i of one belongs to
        row i of the other.
    pairs : iterable of (str, str), optional
        Of two embeddings, which word of a belongs to which word of b, such as a bilingual list; then spelling does not
        count. Pairs that either lacks are left out.

    Returns
    -------
    Alignment

    Raises
    ------
    EmbedvizError
        If the numbers of dimensions or of rows differ, the embeddings have no word in common or none of the pairs,
        ``pairs`` is given with vectors that have no words, there are more than 4,096
        dimensions, or a number is NaN or infinite.

    Notes
    -----
    With the singular value decomposition AᵀB = UΣVᵀ, Q = UVᵀ. Nothing is centered, which would change the cosines, nor
    scaled, which would change the lengths. AᵀB is summed in float64 over blocks of rows, so that no copy of the vectors
    is made.

    References
    ----------
    P. H. Schönemann, A generalized solution of the orthogonal Procrustes problem, Psychometrika 31(1), 1966.
    """
    words: Sequence[str] = ()
    A, B = as_matrix(a), as_matrix(b)
    _require_comparable(A, B)
    if isinstance(a, Embedding) and isinstance(b, Embedding):
        shared = shared_vocabulary(a, b) if pairs is None else paired_vocabulary(a, b, pairs)
        if not shared.words and pairs is not None:
            raise EmbedvizError(
                _("{a} and {b} contain no complete pair of the list; expected both words of at least one pair").format(
                    a=a.id, b=b.id
                )
            )
        if not shared.words:
            raise EmbedvizError(_("{a} and {b} have no word in common; expected at least one").format(a=a.id, b=b.id))
        words, rows_a, rows_b = shared.words, shared.rows_a, shared.rows_b
    elif pairs is not None:
        raise EmbedvizError(_("pairs of words were given for vectors without words; expected two embeddings"))
    elif len(A) == len(B):
        rows_a = rows_b = np.arange(len(A))
    else:
        raise EmbedvizError(
            _("{a:,} vectors and {b:,} to align them with; expected the same number of each").format(a=len(A), b=len(B))
        )
    (view_a, exponent_a), (view_b, exponent_b) = in_range(A), in_range(B)
    cross = _cross_product(_paired_blocks(view_a, view_b, rows_a, rows_b), A.shape[1])
    rotation, values = _optimal_rotation(cross)
    residuals, cosines, lengths = np.empty(len(rows_a)), np.empty(len(rows_a)), np.empty((len(rows_a), 2))
    for block, of_a, of_b in _paired_blocks(A, B, rows_a, rows_b):
        turned = of_a @ rotation
        residuals[block] = row_norms(turned - of_b)
        lengths[block] = np.column_stack([row_norms(of_a), row_norms(of_b)])
        cosines[block] = np.clip(np.einsum("ij,ij->i", unit_rows(turned), unit_rows(of_b)), -1.0, 1.0)
    cosines[~lengths.all(axis=1)] = np.nan
    norm_a, norm_b = norm(np.ldexp(lengths[:, 0], -exponent_a)), norm(np.ldexp(lengths[:, 1], -exponent_b))
    tolerance = max(len(rows_a), A.shape[1]) * float(np.finfo(np.float64).eps)
    with np.errstate(over="ignore", under="ignore"):
        singular_values = np.ldexp(values, exponent_a + exponent_b)
    return Alignment(
        rotation,
        words,
        residuals,
        norm(residuals) / (norm(lengths[:, 1]) or 1.0),
        singular_values,
        lengths,
        cosines,
        float(values.sum() / norm_a / norm_b) if norm_a and norm_b else np.nan,
        bool(values[-1] > tolerance * values[0]),
    )


def snapshot_rotations(snapshots: Sequence[Vectors]) -> np.ndarray:
    """Turn each snapshot of the same vectors onto the next, so that the vectors move only as much as they must.

    Parameters
    ----------
    snapshots : sequence of s Embedding or array-like (k, n)
        The same k vectors at s times.

    Returns
    -------
    ndarray (s, n, n) float64
        Orthogonal: ``snapshots[t] @ rotations[t]`` is as near as can be to ``snapshots[t + 1] @ rotations[t + 1]``. The
        last is the identity, so that the end is where the vectors really are.

    Raises
    ------
    EmbedvizError
        As for :func:`align`, or if there is no snapshot.
    """
    if not len(snapshots):
        raise EmbedvizError(_("no snapshots; expected at least one"))
    matrices = [as_matrix(snapshot) for snapshot in snapshots]
    rotations = [np.eye(matrices[-1].shape[1])]
    for earlier, later in zip(matrices[-2::-1], matrices[:0:-1], strict=True):
        rotations.append(align(earlier, later).rotation @ rotations[-1])
    return np.stack(rotations[::-1])


def _require_comparable(A: np.ndarray, B: np.ndarray) -> None:
    if A.shape[1] != B.shape[1]:
        raise EmbedvizError(
            _("vectors in {a:,} dimensions and in {b:,} to align them with; expected the same number of each").format(
                a=A.shape[1], b=B.shape[1]
            )
        )
    if A.shape[1] > MAX_DIMENSIONS:
        raise EmbedvizError(
            _("vectors in {n:,} dimensions to align; expected at most {most:,}").format(
                n=A.shape[1], most=MAX_DIMENSIONS
            )
        )


def _optimal_rotation(cross_product: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    left, values, right = np.linalg.svd(require_finite(cross_product))
    return left @ right, values


def _cross_product(pairs: Iterator[tuple[slice, np.ndarray, np.ndarray]], n: int) -> np.ndarray:
    product = np.zeros((n, n))
    with np.errstate(over="ignore", invalid="ignore"):  # the caller sees that in the result
        for _rows, of_a, of_b in pairs:
            product += of_a.T @ of_b
    return product


def _paired_blocks(
    A: np.ndarray, B: np.ndarray, rows_a: np.ndarray, rows_b: np.ndarray
) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """Walk over rows that belong together, in float64."""
    size = max(1, BLOCK_BYTES // (8 * A.shape[1]))
    for start in range(0, len(rows_a), size):
        block = slice(start, start + size)
        yield block, np.asarray(A[rows_a[block]], dtype=np.float64), np.asarray(B[rows_b[block]], dtype=np.float64)
