"""What is left of the differences between metrics when every vector has length 1."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.vectors import as_embedding

# Two distances of unit vectors are told apart if their squares differ by more than so many roundings.
ROUNDINGS = 16


@dataclass(frozen=True, eq=False)
class Normalization:
    """A query q and s words x, by their vectors as they are and scaled to length 1.

    Parameters
    ----------
    positions : ndarray (s,) int
        Rows of the words.
    cosines : ndarray (s,) float64
        x·q / (‖x‖ ‖q‖), of the vectors as they are.
    raw_distances : ndarray (s,) float64
        ‖x - q‖ / ‖q‖, of the vectors as they are.
    products : ndarray (s,) float64
        Dot products of the unit vectors.
    distances : ndarray (s,) float64
        Euclidean distances of the unit vectors, from their differences.
    dimensions : int
        n.
    """

    positions: np.ndarray = field(repr=False)
    cosines: np.ndarray = field(repr=False)
    raw_distances: np.ndarray = field(repr=False)
    products: np.ndarray = field(repr=False)
    distances: np.ndarray = field(repr=False)
    dimensions: int

    @property
    def predicted(self) -> np.ndarray:
        """2 - 2 cos θ, which the squared distance of unit vectors is, (s,)."""
        return 2 - 2 * self.cosines

    @property
    def deviation(self) -> float:
        """The largest deviation of the squared distance of unit vectors from it."""
        return float(np.abs(self.distances**2 - self.predicted).max())

    @property
    def raw_deviation(self) -> float:
        """The same of the vectors as they are, in units of ‖q‖²."""
        return float(np.abs(self.raw_distances**2 - self.predicted).max())

    @property
    def rounding(self) -> float:
        """How much of a deviation is rounding in float64."""
        return ROUNDINGS * float(np.sqrt(self.dimensions) * np.finfo(np.float64).eps)

    @property
    def order(self) -> np.ndarray:
        """The words, nearest by cosine first, (s,) int."""
        return np.argsort(-self.cosines, kind="stable")

    @property
    def agrees(self) -> bool:
        """Whether cosine, dot product and distance of the unit vectors put all words in the same order."""
        return not (self._steps_back(self.distances**2) or self._steps_back(-self.products))

    @property
    def raw_steps_back(self) -> int:
        """How often the distance of the vectors as they are falls from one word to the next, in the cosine's order."""
        return self._steps_back(self.raw_distances**2)

    def _steps_back(self, far: np.ndarray) -> int:
        return int(np.count_nonzero(np.diff(far[self.order]) < -self.rounding))


def normalization(embedding: Embedding, word: str, *, most_frequent: int | None = None) -> Normalization:
    """Compare a word with others before and after scaling every vector to length 1, in float64.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions. Zero vectors cannot be scaled and are left out.
    word : str
        Of the vocabulary.
    most_frequent : int, optional
        Compare with so many words; with all unless given.

    Returns
    -------
    Normalization
        Of the s of them, other than the word, whose vectors are not zero.

    Raises
    ------
    UnknownWordError
        If the vocabulary does not hold the word.
    EmbedvizError
        If its vector is zero, or no other word has one that is not.

    Notes
    -----
    Of unit vectors ‖x - q‖² = ‖x‖² + ‖q‖² - 2 x·q = 2 - 2 cos θ: the distance falls as the cosine rises.
    """
    embedding = as_embedding(embedding)
    own = embedding.index(word)
    vector = embedding.vectors[own].astype(np.float64)
    length = np.linalg.norm(vector)
    if length == 0:
        raise EmbedvizError(_("the vector of {word!r} is zero: it cannot be scaled to length 1").format(word=word))
    unit = vector / length
    columns: list[np.ndarray] = []
    for rows, block in row_blocks(embedding.vectors[:most_frequent]):
        positions = np.arange(rows.start, rows.stop)
        norms = np.linalg.norm(block, axis=1)
        kept = (norms > 0) & (positions != own)
        vectors, norms = block[kept], norms[kept]
        units = vectors / norms[:, None]
        cosines = (vectors @ vector) / norms / length
        raw = np.linalg.norm(vectors - vector, axis=1) / length
        distances = np.linalg.norm(units - unit, axis=1)
        columns.append(np.stack([positions[kept], cosines, raw, units @ unit, distances]))
    positions, cosines, raw, products, distances = np.concatenate(columns, axis=1)
    if not len(positions):
        raise EmbedvizError(_("no other word has a vector that is not zero: there is nothing to compare it with"))
    return Normalization(positions.astype(int), cosines, raw, products, distances, embedding.shape[1])
