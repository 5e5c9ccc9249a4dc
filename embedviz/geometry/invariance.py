"""What an orthogonal change of basis changes of an embedding, and what it does not, measured."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from embedviz.algebra.rotation import Rotation
from embedviz.algebra.spectrum import spectrum
from embedviz.arrays import row_blocks
from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix

PAIRED_WORDS, NEIGHBORS, ANALOGIES = 500, 10, 500
# Two words as near as this are equally near: rounding decides which comes first.
TIE = 1e-9


@dataclass(frozen=True)
class Change:
    """How much a kind of number changed.

    Parameters
    ----------
    largest : float
        The largest of them before, by magnitude.
    difference : float
        The largest difference of one before and after.
    """

    largest: float
    difference: float

    @property
    def relative(self) -> float:
        """The difference relative to the largest number; 0 if all are zero."""
        return self.difference / self.largest if self.largest else 0.0


@dataclass(frozen=True)
class Agreement:
    """How many answers are the same before and after; of answers that are equally good, any is.

    Parameters
    ----------
    same, asked : int
        How many, of how many.
    difference : float
        The largest difference of an answer's score before and after.
    """

    same: int
    asked: int
    difference: float


@dataclass(frozen=True)
class Invariance:
    """An embedding of m words before and after an orthogonal matrix, all in float64.

    Parameters
    ----------
    words, paired : int
        m, and of how many of them, the first, every pair was compared.
    coordinates, norms, singular_values : Change
        Of all m words.
    products, distances : Change
        Of all pairs of the first ones: the Gram matrix, and Euclidean distances.
    neighbors : Agreement
        The nearest words by cosine of each of the first ones, among them.
    analogies : Agreement
        3CosAdd on random triples of the first ones, among them.
    """

    words: int
    paired: int
    coordinates: Change
    norms: Change
    singular_values: Change
    products: Change
    distances: Change
    neighbors: Agreement
    analogies: Agreement


class _Rotated:
    """A matrix times Q, each block of rows computed when it is read."""

    def __init__(self, matrix: np.ndarray, Q: np.ndarray) -> None:
        self._matrix, self._Q = matrix, Q
        self.shape, self.ndim, self.dtype = matrix.shape, 2, np.dtype(np.float64)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> np.ndarray:
        return self._matrix[rows].astype(np.float64) @ self._Q

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or self.dtype, copy=False)


def invariance(vectors: Vectors, rotation: Rotation, *, progress: ProgressCallback | None = None) -> Invariance:
    """Multiply an embedding by an orthogonal matrix and compare it with what it was.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        Of m words in n dimensions; all are read.
    rotation : Rotation
        In n dimensions.
    progress : callable, optional
        Called with the words done. It may raise to cancel.

    Returns
    -------
    Invariance

    Raises
    ------
    EmbedvizError
        If the rotation is in another number of dimensions.
    """
    matrix = as_matrix(vectors)
    m, n = matrix.shape
    Q = rotation.matrix
    if len(Q) != n:
        raise EmbedvizError(_("a rotation in {found:,} dimensions; expected one in {n:,}").format(found=len(Q), n=n))
    with one_blas_thread():
        coordinates, norms = _walk(matrix, Q, progress)
        before = spectrum(matrix).singular_values
        after = spectrum(cast(np.ndarray, _Rotated(matrix, Q))).singular_values
        paired = np.asarray(matrix[:PAIRED_WORDS], dtype=np.float64)
        turned = paired @ Q
        directed = np.linalg.norm(paired, axis=1) > 0
        units, turned_units = (unit_rows(rows[directed]) for rows in (paired, turned))
        return Invariance(
            m,
            len(paired),
            coordinates,
            norms,
            _change(before, after),
            _change(paired @ paired.T, turned @ turned.T),
            _change(_distances(paired), _distances(turned)),
            _neighbors(units, turned_units),
            _analogies(units, turned_units, rotation.seed),
        )


def _walk(matrix: np.ndarray, Q: np.ndarray, progress: ProgressCallback | None) -> tuple[Change, Change]:
    largest = moved = longest = stretched = 0.0
    for rows, block in row_blocks(matrix):
        turned = block @ Q
        lengths = np.sqrt(np.einsum("ij,ij->i", block, block))
        changed = np.sqrt(np.einsum("ij,ij->i", turned, turned))
        largest = max(largest, float(block.max()), -float(block.min()))
        turned -= block
        moved = max(moved, float(turned.max()), -float(turned.min()))
        longest = max(longest, float(lengths.max()))
        stretched = max(stretched, float(np.abs(lengths - changed).max()))
        if progress is not None:
            progress(Progress(_("Rotating"), rows.stop, len(matrix)))
    return Change(largest, moved), Change(longest, stretched)


def _change(before: np.ndarray, after: np.ndarray) -> Change:
    if not before.size:
        return Change(0.0, 0.0)
    return Change(float(np.abs(before).max()), float(np.abs(before - after).max()))


def _distances(vectors: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import pdist

    return pdist(vectors)


def _neighbors(units: np.ndarray, turned: np.ndarray) -> Agreement:
    k = min(NEIGHBORS, len(units) - 1)
    if k < 1:
        return Agreement(0, 0, 0.0)
    before, after = units @ units.T, turned @ turned.T
    for cosines in (before, after):
        np.fill_diagonal(cosines, -np.inf)
    chosen = [np.argpartition(-cosines, k - 1, axis=1)[:, :k] for cosines in (before, after)]
    return _agreement(before, after, *chosen)


def _analogies(units: np.ndarray, turned: np.ndarray, seed: int) -> Agreement:
    m = len(units)
    if m < 4:
        return Agreement(0, 0, 0.0)
    random = np.random.default_rng(seed)
    triples = np.stack([random.choice(m, 3, replace=False) for _each in range(ANALOGIES)])
    scores = []
    for rows in (units, turned):
        a, b, c = rows[triples.T]
        scores.append((b - a + c) @ rows.T)
        np.put_along_axis(scores[-1], triples, -np.inf, axis=1)
    chosen = [each.argmax(axis=1)[:, None] for each in scores]
    return _agreement(*scores, *chosen)


def _agreement(before: np.ndarray, after: np.ndarray, chosen: np.ndarray, chosen_after: np.ndarray) -> Agreement:
    """Compare answers, the best of each row, by the scores that they have before."""
    own, others = (-np.sort(-np.take_along_axis(before, each, axis=1), axis=1) for each in (chosen, chosen_after))
    scores = -np.sort(-np.take_along_axis(after, chosen_after, axis=1), axis=1)
    return Agreement(int((np.abs(own - others) <= TIE).sum()), own.size, float(np.abs(own - scores).max()))
