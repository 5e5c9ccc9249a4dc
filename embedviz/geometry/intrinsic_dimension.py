"""How many dimensions a cloud of points fills where it is: what neither the rank nor any singular value can tell."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal, get_args

import numpy as np

from embedviz import notebook
from embedviz.algebra.spectrum import spectrum
from embedviz.arrays import require_finite
from embedviz.errors import EmbedvizError
from embedviz.geometry.nearest_distances import nearest_distances
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_matrix

Method = Literal["twonn", "mle"]
Estimate = Callable[[np.ndarray], float]
METHODS: tuple[str, ...] = get_args(Method)

SAMPLE = 20_000
FEWEST = 20
# Of the ratios the largest tenth is left out of the fit, as Facco et al. advise.
FITTED = 0.9
MLE_NEIGHBORS = 20
# Subsets are halved down to this, below which the estimate is mostly noise.
SMALLEST_SUBSET = 500
RESAMPLES = 200
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False, repr=False)
class IntrinsicDimension:
    """The intrinsic dimension of a cloud of points, with that of a cloud of the same spectrum beside it.

    Parameters
    ----------
    value : float
        The estimate, of all points used.
    interval : tuple of float
        95% percentile interval over resamples of the points' own numbers: what chance adds. Curvature and a density
        that varies shift the value besides; see ``by_scale``.
    control : float
        The same of as many points of a Gaussian with the same mean and covariance: the same rank and, but for the
        draw, the same singular values.
    by_scale : dict of int to float
        Number of points to value: of all, then the mean over disjoint random halves, quarters, and so on. Fewer points
        have farther neighbors. Where the values agree, the dimension does not depend on the scale.
    method : {"twonn", "mle"}
        How it was estimated.
    neighbors : int
        How many neighbors of each point were used: 2 by "twonn".
    points : int
        How many points were used, all distinct.
    duplicates : int
        How many more were drawn, and left out because they are equal to one of these.
    dimensions : int
        n, of the space that the points lie in.
    log_ratios : ndarray (points,) float64
        Of each point the mean of ln(r_k/r_j) over its neighbors j < k, ascending: by "twonn" the logarithm of the ratio
        of its two distances. Where the density is constant the mean of all is 1/d.
    control_log_ratios : ndarray (points,) float64
        The same of the Gaussian.
    """

    value: float
    interval: tuple[float, float]
    control: float
    by_scale: dict[int, float]
    method: Method
    neighbors: int
    points: int
    duplicates: int
    dimensions: int
    log_ratios: np.ndarray
    control_log_ratios: np.ndarray

    def __repr__(self) -> str:
        low, high = self.interval
        return (
            f"IntrinsicDimension({self.value:.2f}, 95% interval {low:.2f} to {high:.2f}, Gaussian of the same "
            f"covariance {self.control:.2f}; {self.method}, {self.points:,} points in {self.dimensions:,} dimensions)"
        )

    def _repr_html_(self) -> str:
        low, high = self.interval
        return notebook.facts(
            _("intrinsic dimension"),
            [
                (_("intrinsic dimension"), f"{self.value:.2f}"),
                (_("95% interval"), _("{low:.4f} to {high:.4f}").format(low=low, high=high)),
                (_("Gaussian of the same covariance"), f"{self.control:.2f}"),
                (_("method"), _("{method}, {k} neighbors").format(method=self.method, k=self.neighbors)),
                (_("points"), f"{self.points:,}"),
                (_("dimensions"), f"{self.dimensions:,}"),
            ],
        )


def intrinsic_dimension(
    X: Vectors,
    *,
    method: Method | str = "twonn",
    k: int | None = None,
    sample: int | None = SAMPLE,
    seed: int = 0,
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> IntrinsicDimension:
    """Estimate how many dimensions points fill locally, by the Euclidean distances of each to its nearest neighbors.

    Points on a curved sheet in 50 dimensions can span all 50, and each still has neighbors in two directions only.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        One point a row.
    method : {"twonn", "mle"}
        "twonn" fits a line through the origin to ln(r₂/r₁) and -ln(1 - F) without the largest tenth, r₁ and r₂ the
        distances to the two nearest and F the share of points up to that ratio (Facco et al. 2017). "mle" is the
        maximum of the likelihood of the distances to the k nearest of all points together (Levina and Bickel 2005,
        with the correction of MacKay and Ghahramani 2005).
    k : int, optional
        How many neighbors "mle" uses, at least 2 and fewer than the points; 20 unless given. "twonn" uses 2.
    sample : int or None
        Of more points so many are drawn at random. None uses all: the time grows with their square.
    seed : int
        Of the draws: sample, subsets, control and interval.
    progress : callable, optional
        Called with the points compared. It may raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who compares points, as for :func:`embedviz.spectrum`.

    Returns
    -------
    IntrinsicDimension

    Raises
    ------
    EmbedvizError
        If there is no such method or k, fewer than 20 points are distinct, a number is not finite, or all points are
        as far from their nearest neighbor as from the next, as on a grid: then the estimate is infinite.

    Notes
    -----
    Equal points are one: with a distance of 0 there is no ratio, and nothing is drawn twice from a density.

    References
    ----------
    E. Facco, M. d'Errico, A. Rodriguez and A. Laio, Estimating the intrinsic dimension of datasets by a minimal
    neighborhood information, Scientific Reports 7, 2017.
    E. Levina and P. J. Bickel, Maximum likelihood estimation of intrinsic dimension, NIPS 17, 2005.
    D. J. C. MacKay and Z. Ghahramani, Comments on "Maximum likelihood estimation of intrinsic dimension", 2005.
    """
    matrix = as_matrix(X)
    used = _neighbors(method, k)
    random = np.random.default_rng(seed)
    points, drawn = _distinct(_drawn(matrix, sample, random), least=max(FEWEST, used + 1))
    estimate = _by_two_neighbors if method == "twonn" else _by_likelihood
    measured = partial(_log_ratios, k=used, progress=progress, executor=executor)
    ratios, control = measured(points), measured(_gaussian_like(points, random))
    value = _finite(estimate(ratios))
    by_scale = {len(points): value} | _by_subsets(points, used, lambda some: estimate(measured(some)), random)
    return IntrinsicDimension(
        value=value,
        interval=_interval(ratios, estimate, random),
        control=estimate(control),
        by_scale=by_scale,
        method="twonn" if method == "twonn" else "mle",
        neighbors=used,
        points=len(points),
        duplicates=drawn - len(points),
        dimensions=matrix.shape[1],
        log_ratios=ratios,
        control_log_ratios=control,
    )


def _neighbors(method: str, k: int | None) -> int:
    if method not in METHODS:
        raise EmbedvizError(_("no method is called {method!r}; expected twonn or mle").format(method=method))
    if method == "twonn" and k not in (None, 2):
        raise EmbedvizError(_("{k} neighbors; expected 2, which twonn is made of, or the method mle").format(k=k))
    if k is None:
        return 2 if method == "twonn" else MLE_NEIGHBORS
    if k < 2:
        raise EmbedvizError(_("{k} neighbors; expected at least 2, as ratios of distances are compared").format(k=k))
    return k


def _drawn(matrix: np.ndarray, sample: int | None, random: np.random.Generator) -> np.ndarray:
    if sample is not None and sample < 1:
        raise EmbedvizError(_("a sample of {sample} points; expected at least 1").format(sample=sample))
    if sample is None or sample >= len(matrix):
        rows = np.asarray(matrix[:])
    else:
        rows = np.asarray(matrix[np.sort(random.choice(len(matrix), sample, replace=False))])
    return require_finite(rows.astype(np.float64))


def _distinct(rows: np.ndarray, least: int) -> tuple[np.ndarray, int]:
    """Return rows that differ, in their order, scaled, and how many there were; refuse too few."""
    points = np.ascontiguousarray(leveled(rows)[0] + 0.0)  # of -0 and 0, which are equal, the bytes are not
    as_bytes = points.view(np.dtype((np.void, points.dtype.itemsize * points.shape[1])))[:, 0]
    first = np.sort(np.unique(as_bytes, return_index=True)[1])
    if len(first) < least:
        raise EmbedvizError(
            _("{drawn:,} points, {distinct:,} of them distinct; expected at least {least:,} distinct ones").format(
                drawn=len(points), distinct=len(first), least=least
            )
        )
    return points[first], len(points)


def _by_subsets(points: np.ndarray, k: int, estimate: Estimate, random: np.random.Generator) -> dict[int, float]:
    """Return for each size the mean over disjoint subsets of that many points: halves, quarters, and so on."""
    found = {}
    order, size = random.permutation(len(points)), len(points) // 2
    while size >= max(SMALLEST_SUBSET, k + 1):
        parts = [order[i * size : (i + 1) * size] for i in range(len(points) // size)]
        found[size] = _finite(float(np.mean([estimate(points[part]) for part in parts])))
        size //= 2
    return found


def _log_ratios(points: np.ndarray, k: int, progress: ProgressCallback | None, executor: Executor | None) -> np.ndarray:
    distances = nearest_distances(points, k=k, progress=progress, executor=executor)
    logarithms = np.log(distances)
    return np.sort(logarithms[:, -1] - logarithms[:, :-1].mean(axis=1))


def _gaussian_like(points: np.ndarray, random: np.random.Generator) -> np.ndarray:
    # In coordinates along the principal directions, which changes no distance.
    found = spectrum(points, center=True)
    kept = found.singular_values[: max(1, found.rank())]
    return random.standard_normal((len(points), len(kept))) * (kept / np.sqrt(len(points)))


def _by_two_neighbors(ratios: np.ndarray) -> float:
    n = len(ratios)
    x = ratios[: int(n * FITTED)]
    y = _exponential_quantiles(n)[: len(x)]
    squares = float(x @ x)
    return float(x @ y) / squares if squares > 0 else np.inf


@lru_cache(2)
def _exponential_quantiles(n: int) -> np.ndarray:
    return -np.log1p(-np.arange(1, n) / n)


def _by_likelihood(ratios: np.ndarray) -> float:
    mean = float(ratios.mean())
    return 1 / mean if mean > 0 else np.inf


def _finite(value: float) -> float:
    if np.isfinite(value):
        return value
    raise EmbedvizError(
        _("each point is as far from its nearest neighbor as from the next, as on a grid; expected points in no order")
    )


def _interval(ratios: np.ndarray, estimate: Estimate, random: np.random.Generator) -> tuple[float, float]:
    n = len(ratios)
    values = []
    for _resample in range(RESAMPLES):
        times = np.bincount(random.integers(0, n, n), minlength=n)
        values.append(estimate(np.repeat(ratios, times)))  # which are in order again
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
