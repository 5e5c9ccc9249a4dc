"""How far a picture can be trusted: whether points that look close there are close in fact."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from embedviz.algebra.reductions import column_mean
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.scoring import score
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import in_range, row_norms
from embedviz.vectors import Vectors, as_matrix

BLOCK_ROWS = 64
# 64 MB in float32 for the distances of a block, 400 MB for a copy of the vectors; of more, parts are copied as needed.
BLOCK_NUMBERS = 1 << 24
COPIED_NUMBERS = 100_000_000
FEW_DIMENSIONS = 8  # of a picture; in more, a tree of its points is slower than a look at them all
PART_BYTES = 16 << 20


@dataclass(frozen=True, eq=False)
class Faithfulness:
    """What a picture of m vectors keeps of their neighborhoods, judged at s of the points.

    Parameters
    ----------
    trustworthiness : float
        From 0 to 1; below 1 by how far, in ranks, the intruders come from that the picture shows as neighbors.
    kept : ndarray (s,) float64
        For each point judged, the share of its k nearest neighbors that are also its k nearest in the picture. Of
        vectors equally far away, any counts.
    positions : ndarray (s,) int
        Which points were judged.
    k : int
        Size of the neighborhoods.
    """

    trustworthiness: float
    kept: np.ndarray = field(repr=False)
    positions: np.ndarray = field(repr=False)
    k: int

    @property
    def mean_kept(self) -> float:
        """Mean share of the k nearest neighbors kept."""
        return float(self.kept.mean())


def faithfulness(
    vectors: Vectors,
    coordinates: Vectors,
    *,
    k: int = 15,
    sample: int | None = 1000,
    seed: int = 0,
    progress: ProgressCallback | None = None,
) -> Faithfulness:
    """Compare the neighborhoods of vectors with those in a picture of them, by Euclidean distance.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        The vectors.
    coordinates : array-like (m, c)
        Their picture.
    k : int
        Size of a neighborhood, less than m/2.
    sample : int or None
        How many points to judge, drawn at random; each is compared with all m. None judges every point.
    seed : int
        Of the draw.
    progress : callable, optional
        Called with the points judged. It may raise to cancel.

    Returns
    -------
    Faithfulness

    Raises
    ------
    EmbedvizError
        If k is not between 1 and (m - 1)/2, outside of which trustworthiness is not defined.

    References
    ----------
    J. Venna and S. Kaski, Neighborhood preservation in nonlinear projection methods: an experimental study, ICANN 2001.
    """
    vectors, coordinates = as_matrix(vectors), as_matrix(coordinates)
    _require_comparable(vectors, coordinates, k, sample)
    m = len(vectors)
    positions = np.arange(m)
    if sample is not None and sample < m:
        positions = np.sort(np.random.default_rng(seed).choice(m, sample, replace=False))
    high, nearest_shown = _Centered(vectors), _nearest(coordinates, k)
    kept = np.empty(len(positions))
    intrusion = 0.0
    rows = max(1, min(BLOCK_ROWS, BLOCK_NUMBERS // m))
    for start in range(0, len(positions), rows):
        block = positions[start : start + rows]
        distances = high.squared_distances(block)
        of_shown = np.take_along_axis(distances, nearest_shown(block), axis=1)
        ranks = 1 + _how_many_below(distances, of_shown)
        intrusion += float(np.maximum(ranks - k, 0).sum())
        kept[start : start + len(block)] = (ranks <= k).mean(axis=1)
        if progress is not None:
            progress(Progress(_("Comparing neighborhoods"), start + len(block), len(positions)))
    worst = len(positions) * k * (2 * m - 3 * k - 1) / 2
    return Faithfulness(1 - intrusion / worst, kept, positions, k)


@dataclass(frozen=True, eq=False)
class ShownNeighbors:
    """The points that a picture shows nearest to one of them, and where they truly stand.

    Parameters
    ----------
    positions : ndarray (k,) int
        The points, nearest in the picture first.
    ranks : ndarray (k,) int
        Each one's true place among the neighbors of that point, from 1, by Euclidean distance.
    """

    positions: np.ndarray
    ranks: np.ndarray


def shown_neighbors(
    vectors: Vectors,
    coordinates: Vectors,
    point: int,
    *,
    placed: tuple[np.ndarray, np.ndarray] | None = None,
    k: int = 10,
) -> ShownNeighbors:
    """Tell how true the neighbors are that a picture shows around one point.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        The vectors. Of an Embedding, whose norms are known, most distances are found in float32 and those in doubt
        once more; the ranks are the same.
    coordinates : array-like (m, c)
        Their picture.
    point : int
        Row of the point looked at.
    placed : tuple of ndarray (p, n) and ndarray (p, c), optional
        The vectors and coordinates of points besides, numbered from m.
    k : int
        How many of its neighbors in the picture.

    Returns
    -------
    ShownNeighbors
    """
    pictured = as_matrix(coordinates)
    if placed is None:
        placed = (np.empty((0, as_matrix(vectors).shape[1])), np.empty((0, pictured.shape[1])))
    seen = np.concatenate(_distances_to(pictured, placed[1], point))
    seen[point] = np.inf
    count = min(k, len(seen) - 1)
    near = np.flatnonzero(seen <= np.partition(seen, count - 1)[count - 1]) if count else np.empty(0, dtype=int)
    positions = near[np.argsort(seen[near], kind="stable")[:count]]
    if isinstance(vectors, Embedding):
        return ShownNeighbors(positions, 1 + _how_many_nearer(vectors, placed[0], point, positions))
    true = np.concatenate(_distances_to(as_matrix(vectors), placed[0], point))
    true[point] = np.inf
    return ShownNeighbors(positions, 1 + np.array([np.count_nonzero(true < true[i]) for i in positions], dtype=int))


def _how_many_nearer(embedding: Embedding, placed: np.ndarray, point: int, positions: np.ndarray) -> np.ndarray:
    m = len(embedding)
    query = (embedding.vectors[point] if point < m else placed[point - m]).astype(np.float64)
    scores, besides = score(embedding, query, "euclidean"), -row_norms(placed - query)
    own = np.array([scores.exact(np.array([i]))[0] if i < m else besides[i - m] for i in positions.tolist()])
    if point < m:
        scores.rough[point] = -np.inf
    else:
        besides[point - m] = -np.inf
    # In the units of the rough scores; without slack these say nothing, and all are in doubt.
    roughly = (query @ query - own**2) / 2 if scores.slack else np.zeros(len(own))
    found = []
    for exact, rough in zip(own, roughly, strict=True):
        ahead = scores.rough - rough
        doubtful = scores.exact(np.flatnonzero(np.abs(ahead) <= scores.slack))
        found.append(sum(map(np.count_nonzero, (ahead > scores.slack, doubtful > exact, besides > exact))))
    return np.array(found, dtype=int)


def _require_comparable(vectors: np.ndarray, coordinates: np.ndarray, k: int, sample: int | None) -> None:
    m = len(vectors)
    if not 1 <= k < m / 2:
        raise EmbedvizError(
            _("neighborhoods of {k} among {m:,} points; expected 1 to {most:,}").format(k=k, m=m, most=(m - 1) // 2)
        )
    if len(coordinates) != m:
        raise EmbedvizError(
            _("a picture of shape {shape}; expected the coordinates of {m:,} points").format(
                shape=coordinates.shape, m=m
            )
        )
    if sample is not None and sample < 1:
        raise EmbedvizError(_("a sample of {sample} points; expected at least 1").format(sample=sample))


def _distances_to(points: np.ndarray, placed: np.ndarray, point: int) -> tuple[np.ndarray, np.ndarray]:
    at = points[point] if point < len(points) else placed[point - len(points)]
    distances = np.empty(len(points))
    for rows, block in row_blocks(points):
        distances[rows] = row_norms(block - at)
    return distances, row_norms(np.asarray(placed, dtype=np.float64) - at)


def _nearest(points: np.ndarray, k: int) -> Callable[[np.ndarray], np.ndarray]:
    """Return what finds the k nearest others of some points, (b, k) int; of those equally far away, any."""
    centered = _Centered(points)
    if points.shape[1] > FEW_DIMENSIONS:
        return lambda at: np.argpartition(centered.squared_distances(at), k - 1, axis=1)[:, :k]
    from scipy.spatial import KDTree

    places = np.ascontiguousarray(centered.all())
    tree = KDTree(places, balanced_tree=False)  # which points that lie upon each other would keep apart for ever

    def found(at: np.ndarray) -> np.ndarray:
        near = tree.query(places[at], k + 1)[1]
        # Itself goes to the end, whatever it lies upon, and the end is left out.
        return np.take_along_axis(near, np.argsort(near == at[:, None], axis=1, kind="stable"), axis=1)[:, :k]

    return found


def _how_many_below(distances: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Count the distances (b, m) below each limit (b, k) of their row, (b, k) int."""
    counted = [[np.count_nonzero(row < limit) for limit in own] for row, own in zip(distances, limits, strict=True)]
    return np.array(counted)  # one by one: along an axis NumPy counts ten times as slowly


class _Centered:
    """Points with their mean at the origin and the largest number near 1, so that squares in float32 lose no distance.

    Far from the origin they would swallow it, and where numbers are very large or small overflow or vanish.
    """

    def __init__(self, points: np.ndarray) -> None:
        self._points, _exponent = in_range(points)
        self._mean = column_mean(self._points)
        largest = max(float(np.abs(block - self._mean).max()) for _rows, block in row_blocks(self._points))
        self._exponent = np.frexp(largest)[1]
        m, n = self._points.shape
        self._copy: np.ndarray | None = None
        if m * n <= COPIED_NUMBERS:
            self._copy = np.concatenate([part for _rows, part in self._parts()])
        self._squares = np.empty(m, dtype=np.float32)
        for rows, part in self._parts():
            self._squares[rows] = np.einsum("ij,ij->i", part, part)

    def squared_distances(self, positions: np.ndarray) -> np.ndarray:
        """Return those of some points from all, infinite from themselves, (b, m) float32."""
        own = -2 * self._moved(self._points[positions])
        distances = np.empty((len(own), len(self._squares)), dtype=np.float32)
        for rows, part in self._parts():
            np.matmul(own, part.T, out=distances[:, rows])
        distances += self._squares
        distances += self._squares[positions, None]
        distances[np.arange(len(positions)), positions] = np.inf
        return distances

    def all(self) -> np.ndarray:
        """Return all points as they are moved, (m, n) float32."""
        return np.concatenate([part for _rows, part in self._parts()])

    def _parts(self) -> Iterator[tuple[slice, np.ndarray]]:
        if self._copy is not None:
            yield slice(0, len(self._copy)), self._copy
            return
        for rows, block in row_blocks(self._points, PART_BYTES):
            yield rows, self._moved(block)

    def _moved(self, rows: np.ndarray) -> np.ndarray:
        return np.ldexp(rows.astype(np.float64) - self._mean, -self._exponent).astype(np.float32, order="C")
