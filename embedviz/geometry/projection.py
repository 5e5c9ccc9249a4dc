"""Pictures of n dimensions in two or three, and what each leaves out."""

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from embedviz import notebook, svg
from embedviz.algebra.leading import DIMENSIONS_A_DIRECTION, leading_directions
from embedviz.algebra.reductions import MANY_DIMENSIONS, column_mean
from embedviz.algebra.spectrum import MAX_NUMBERS, spectrum
from embedviz.arrays import require_finite, row_blocks
from embedviz.errors import EmbedvizError
from embedviz.geometry import curved
from embedviz.i18n import _, listed
from embedviz.progress import ProgressCallback
from embedviz.scaling import collected, in_range, leveled_rows, row_norms
from embedviz.units import Readable
from embedviz.vectors import Vectors, as_float64, as_matrix

LinearMethod = Literal["pca", "random"]
Method = Literal[LinearMethod, curved.CurvedMethod]
LINEAR_METHODS: tuple[str, ...] = get_args(LinearMethod)
METHODS: tuple[str, ...] = (*LINEAR_METHODS, *curved.METHODS)

# How many shown words place a word that a curved picture was not computed with.
PLACING_NEIGHBORS = 5
# How many points a notebook shows.
DRAWN = 2_000


@dataclass(frozen=True, eq=False)
class LinearMap:
    """An orthogonal projection onto a c-dimensional affine subspace.

    Parameters
    ----------
    center : ndarray (n,) float64
        Subtracted first.
    axes : ndarray (c, n) float64
        Orthonormal rows, or zero.
    """

    center: np.ndarray
    axes: np.ndarray

    def coordinates(self, vectors: Vectors) -> np.ndarray:
        """Return where (k, n) vectors fall, (k, c) float32, or float64 where float32 does not hold the coordinates."""
        matrix, across = as_matrix(vectors), self.axes.T
        return require_finite(
            collected(
                (len(matrix), len(self.axes)),
                lambda: ((rows, (block - self.center) @ across) for rows, block in row_blocks(matrix)),
            )
        )

    def losses(self, vectors: Vectors) -> np.ndarray:
        """Return the share of each centered vector's length that is lost, (k,) float64 in [0, 1].

        It is ‖x - x̂‖/‖x‖, the sine of the angle between the vector and the subspace; 0 for a vector at the center.
        """
        matrix = as_matrix(vectors)
        result = np.zeros(len(matrix))
        for rows, block in row_blocks(matrix):
            centered = block - self.center
            lost = row_norms(centered - (centered @ self.axes.T) @ self.axes)
            length = row_norms(centered)
            np.divide(lost, length, out=result[rows], where=length > 0)
        return np.minimum(result, 1.0)


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """A picture of m vectors in c dimensions.

    Parameters
    ----------
    coordinates : ndarray (m, c) float32
        One point a row; float64 where float32 does not hold them, beyond 3.4e38 or all below 1e-31.
    method : str
        How it was made.
    linear : LinearMap or None
        The map, where there is one; the curved methods have none.
    losses : ndarray (m,) float64 or None
        Share of each vector's length that a linear map loses.
    explained_variance : ndarray (c,) float64 or None
        Share of the variance along each axis, for a linear map through the mean.
    """

    coordinates: np.ndarray
    method: str
    linear: LinearMap | None = field(default=None, repr=False)
    losses: np.ndarray | None = field(default=None, repr=False)
    explained_variance: np.ndarray | None = None

    def __repr__(self) -> str:
        m, c = self.coordinates.shape
        shares = self.explained_variance
        kept = "" if shares is None else f", {Readable(shares.sum()):.1%} of the variance"
        return f"Projection({self.method!r}, {m:,} points in {c} dimensions{kept})"

    def _repr_html_(self) -> str:
        m, c = self.coordinates.shape
        named = [(_("method"), self.method), (_("points"), f"{m:,}"), (_("dimensions"), f"{c}")]
        if self.explained_variance is not None:
            named.append((_("variance kept"), listed(f"{Readable(share):.1%}" for share in self.explained_variance)))
        drawn = ""
        if c > 1 and m > 1:
            shown = self.coordinates[:DRAWN, :2]
            drawn = svg.points(shown, [], alt=_("Points along the first two axes"))
            if m > DRAWN:
                named.append((_("points drawn"), f"{DRAWN:,}"))
        return drawn + notebook.facts(_("projection"), named)

    def in_axes(self, count: int) -> "Projection":
        """Return the picture with empty axes added, along which nothing varies.

        Parameters
        ----------
        count : int
            How many axes it is to have, at least c.

        Returns
        -------
        Projection
        """
        missing = count - self.coordinates.shape[1]
        if not missing:
            return self
        linear, shares = self.linear, self.explained_variance
        return replace(
            self,
            coordinates=np.pad(self.coordinates, ((0, 0), (0, missing))),
            linear=None if linear is None else replace(linear, axes=np.pad(linear.axes, ((0, missing), (0, 0)))),
            explained_variance=None if shares is None else np.pad(shares, (0, missing)),
        )

    def place(self, vectors: Vectors, reference: Vectors) -> np.ndarray:
        """Return where vectors belong that the picture was not computed with.

        Parameters
        ----------
        vectors : Embedding or array-like (k, n)
            The others.
        reference : Embedding or array-like (m, n)
            The vectors the picture was computed with.

        Returns
        -------
        ndarray (k, c) float32
            Exact for a linear map; for a curved one the mean of the five nearest reference points, each weighted by
            1/distance.
        """
        if self.linear is not None:
            return self.linear.coordinates(vectors)
        given, known = np.asarray(as_matrix(vectors), dtype=np.float64), as_matrix(reference)
        k = min(PLACING_NEIGHBORS, len(known))
        result = np.empty((len(given), self.coordinates.shape[1]), dtype=np.float32)
        distances = np.empty((len(given), len(known)))
        for rows, block in row_blocks(known):
            for i, vector in enumerate(given):
                distances[i, rows] = row_norms(block - vector)
        for i, far in enumerate(distances):
            near = np.argpartition(far, k - 1)[:k]
            shares = far[near] / (far[near].max() or 1.0)
            weights = 1 / np.maximum(shares, np.finfo(np.float32).tiny)  # at distance 0 nothing else counts
            result[i] = weights @ self.coordinates[near] / weights.sum()
        return result


def project(
    vectors: Vectors,
    method: Method | str = "pca",
    n_components: int = 3,
    seed: int = 0,
    progress: ProgressCallback | None = None,
) -> Projection:
    """Make a picture of vectors in a few dimensions.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        The vectors, one a row.
    method : {"pca", "random", "pacmap", "tsne", "umap"}
        "pca" keeps the most variance of all flat pictures (exact). "random" is an orthogonal projection onto a random
        subspace through the mean. The others are curved: they keep neighborhoods rather than lengths.
    n_components : int
        c, from 1 to min(m, n).
    seed : int
        The same seed gives the same picture.
    progress : callable, optional
        Called as the work goes on. It may raise to cancel.

    Returns
    -------
    Projection

    Raises
    ------
    EmbedvizError
        If there is no such method, too few vectors or dimensions, or NaN among the numbers.
    MissingExtraError
        If the method needs a package that is not installed.

    References
    ----------
    K. Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2, 1901 (PCA).
    Y. Wang, H. Huang, C. Rudin and Y. Shaposhnik, Understanding how dimension reduction tools work, JMLR 22, 2021
    (PaCMAP).
    L. van der Maaten and G. Hinton, Visualizing data using t-SNE, JMLR 9, 2008.
    L. McInnes, J. Healy and J. Melville, UMAP, arXiv:1802.03426, 2018.
    """
    matrix = as_matrix(vectors)
    if not 1 <= n_components <= min(matrix.shape):
        raise EmbedvizError(
            _("{c} axes for {m:,} vectors in {n} dimensions; expected 1 to {most}").format(
                c=n_components, m=matrix.shape[0], n=matrix.shape[1], most=min(matrix.shape)
            )
        )
    if method == "pca":
        return _flat(matrix, method, _principal(matrix, n_components, progress))
    if method == "random":
        return _flat(
            matrix, method, LinearMap(column_mean(matrix), random_axes(matrix.shape[1], c=n_components, seed=seed))
        )
    if method in curved.METHODS:
        return Projection(curved.embed(matrix, method, n_components, seed, progress), method)
    raise EmbedvizError(
        _("no projection is called {method!r}; expected one of {known}").format(method=method, known=listed(METHODS))
    )


def project_onto_span(vectors: Vectors, directions: Vectors) -> Projection:
    """Project vectors onto the span of a few directions, through the origin.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        The vectors, one a row.
    directions : Embedding or array-like (c, n)
        Linearly independent: the vectors of words, or differences of them.

    Returns
    -------
    Projection
        Axis 1 points along the first direction; axis i along what direction i adds to those before it (Gram-Schmidt).

    Raises
    ------
    EmbedvizError
        If a direction is zero or a combination of those before it, so that they span fewer dimensions than there are
        of them.
    """
    matrix, spanning = as_matrix(vectors), as_float64(directions)
    if spanning.shape[1] != matrix.shape[1]:
        raise EmbedvizError(
            _("directions of shape {found}; expected {n} numbers per row, as the vectors have").format(
                found=spanning.shape, n=matrix.shape[1]
            )
        )
    spanning, _exponents = leveled_rows(spanning)
    orthonormal, triangular = np.linalg.qr(spanning.T)
    diagonal = np.diag(triangular)
    lengths = np.linalg.norm(spanning, axis=1)[: len(diagonal)]
    tolerance = lengths * max(spanning.shape) * float(np.finfo(np.float32).eps)
    dependent = np.flatnonzero(np.abs(diagonal) <= tolerance)
    if len(dependent) or len(spanning) > spanning.shape[1]:
        raise EmbedvizError(
            _("axis {number} is a combination of those before it or zero; expected independent directions").format(
                number=int(dependent[0]) + 1 if len(dependent) else spanning.shape[1] + 1
            )
        )
    axes = (orthonormal * np.sign(diagonal)).T
    map_ = LinearMap(np.zeros(matrix.shape[1]), axes)
    return Projection(map_.coordinates(matrix), "axes", map_, map_.losses(matrix))


def random_axes(n: int, *, c: int, seed: int) -> np.ndarray:
    """Draw c orthonormal directions in n dimensions, uniformly.

    Parameters
    ----------
    n, c : int
        Dimensions and directions, c <= n.
    seed : int
        Of the draw.

    Returns
    -------
    ndarray (c, n) float64

    References
    ----------
    F. Mezzadri, How to generate random matrices from the classical compact groups, Notices of the AMS 54(5), 2007.
    """
    orthonormal, triangular = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, c)))
    return np.asarray((orthonormal * np.sign(np.diag(triangular))).T)


def _principal(matrix: np.ndarray, n_components: int, progress: ProgressCallback | None) -> LinearMap:
    n = matrix.shape[1]
    few = n_components <= n // DIMENSIONS_A_DIRECTION
    if few and min(matrix.shape) > MANY_DIMENSIONS and n**2 <= MAX_NUMBERS:
        mean = column_mean(matrix)
        axes = leading_directions(matrix, mean, n_components, progress)
        if axes is not None:
            return LinearMap(mean, axes)
    found = spectrum(matrix, center=True, progress=progress)
    assert found.mean is not None  # noqa: S101 - center=True
    return LinearMap(found.mean, found.right_vectors[:n_components])


def _flat(matrix: np.ndarray, method: str, map_: LinearMap) -> Projection:
    coordinates = map_.coordinates(matrix)
    view, exponent = in_range(matrix)
    center = np.ldexp(map_.center, -exponent)
    total = sum(float(((block - center) ** 2).sum()) for _rows, block in row_blocks(view))
    kept = (np.ldexp(coordinates.astype(np.float64), -exponent) ** 2).sum(axis=0)
    shares = kept / total if total > 0 else np.zeros_like(kept)
    return Projection(coordinates, method, map_, map_.losses(matrix), shares)
