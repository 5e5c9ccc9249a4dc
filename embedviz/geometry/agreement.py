"""Where cosine, Euclidean distance and dot product disagree about the neighbors of a word."""

from dataclasses import dataclass, field, replace

import numpy as np

from embedviz.embedding import Embedding
from embedviz.geometry.scoring import METRICS, Metric, Scores, nearest, score
from embedviz.vectors import as_embedding

# Products of equal vectors may differ by rounding.
TIED = 1e-12


@dataclass(frozen=True, eq=False)
class MetricComparison:
    """The u words that are among the k nearest to a word by at least one of three metrics.

    Parameters
    ----------
    word : str
        The query.
    words : tuple of u str
        The words, nearest by cosine first.
    positions : ndarray (u,) int
        Their rows in the embedding.
    places : ndarray (u, 3) int
        The place of each among all words by cosine, Euclidean distance and dot product, from 1; 0 by cosine for a zero
        vector, which has none.
    scores : ndarray (u, 3) float64
        By the same; NaN where there is no place.
    norms : ndarray (u,) float64
        Length of each vector.
    norm : float
        Length of the query's.
    k : int
        Length of each of the three lists.
    before_itself : int
        How many words have a larger dot product with the query than the query with itself.
    """

    word: str
    words: tuple[str, ...]
    positions: np.ndarray = field(repr=False)
    places: np.ndarray = field(repr=False)
    scores: np.ndarray = field(repr=False)
    norms: np.ndarray = field(repr=False)
    norm: float
    k: int
    before_itself: int

    @property
    def listed(self) -> np.ndarray:
        """Which word is among the k nearest by which metric, (u, 3) bool."""
        return (self.places > 0) & (self.places <= self.k)

    @property
    def shared(self) -> tuple[str, ...]:
        """The words that are among the k nearest by all three."""
        return tuple(self.words[i] for i in np.flatnonzero(self.listed.all(axis=1)).tolist())

    @property
    def orders(self) -> np.ndarray:
        """The place of each word among these u, by each metric, (u, 3), from 1; the first k are the list itself."""
        return 1 + _placeless_last(self.places).argsort(axis=0, kind="stable").argsort(axis=0)

    @property
    def farthest(self) -> tuple[str, Metric, int]:
        """The word that stands farthest down by one of the metrics though it is on the list of another."""
        row, column = (int(i) for i in np.unravel_index(self.places.argmax(), self.places.shape))
        return self.words[row], METRICS[column], int(self.places[row, column])

    def first(self, k: int) -> "MetricComparison":
        """Return the comparison of the k nearest, of which this one has more.

        Parameters
        ----------
        k : int
            At most as many.

        Returns
        -------
        MetricComparison
            As :func:`compare_metrics` finds it.
        """
        among = np.flatnonzero(((self.places > 0) & (self.places <= k)).any(axis=1))
        return replace(
            self,
            words=tuple(self.words[i] for i in among.tolist()),
            positions=self.positions[among],
            places=self.places[among],
            scores=self.scores[among],
            norms=self.norms[among],
            k=min(k, self.k),
        )

    def within(self, rows: int) -> "MetricComparison":
        """Return the comparison of as many of the nearest as make no more than some words in all.

        Parameters
        ----------
        rows : int
            At least 3: each of the lists has a first word.

        Returns
        -------
        MetricComparison
            This one, if it has no more.
        """
        fewer = self
        while len(fewer.words) > rows and fewer.k > 1:
            fewer = self.first(fewer.k - 1)
        return fewer

    def mean_norm(self, metric: Metric) -> float:
        """Return the mean length of the k nearest by a metric.

        Parameters
        ----------
        metric : {"cosine", "euclidean", "dot"}
            Which list.

        Returns
        -------
        float
        """
        norms = self.norms[self.listed[:, METRICS.index(metric)]]
        return float(norms.mean()) if len(norms) else np.nan

    def median_rank(self, metric: Metric) -> float:
        """Return the median frequency rank of the k nearest by a metric.

        Parameters
        ----------
        metric : {"cosine", "euclidean", "dot"}
            Which list.

        Returns
        -------
        float
        """
        ranks = 1 + self.positions[self.listed[:, METRICS.index(metric)]]
        return float(np.median(ranks)) if len(ranks) else np.nan


def compare_metrics(embedding: Embedding, word: str, *, k: int = 10) -> MetricComparison:
    """Find the k nearest words by each metric, and the place of each of them by the others, exactly.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched. By the cosine those whose vectors are zero have no place.
    word : str
        Of the vocabulary, with a vector that is not zero.
    k : int
        How many, from 1 to the words there are besides. The list by cosine is shorter where fewer have one.

    Returns
    -------
    MetricComparison

    Raises
    ------
    UnknownWordError
        If the vocabulary does not hold the word.
    EmbedvizError
        If its vector is zero, or there are not k other words.

    References
    ----------
    P. D. Turney and P. Pantel, From frequency to meaning: vector space models of semantics, JAIR 37, 2010, section 4.4.
    """
    embedding = as_embedding(embedding)
    row = embedding.index(word)
    vector = embedding.vectors[row].astype(np.float64)
    scored = [score(embedding, vector, metric) for metric in METRICS]
    before_itself = _above(scored[METRICS.index("dot")], row)
    lists = [_listed(scores, k, row) for scores in scored]
    union = np.unique(np.concatenate(lists))
    places = np.stack([_places(*each, union) for each in zip(scored, lists, strict=True)], axis=1)
    by_cosine = _placeless_last(places)[:, METRICS.index("cosine")].argsort(kind="stable")
    union, places = union[by_cosine], places[by_cosine]
    values = np.stack([scores.exact(union) for scores in scored], axis=1)
    values[:, METRICS.index("euclidean")] *= -1
    return MetricComparison(
        word,
        tuple(embedding.words[i] for i in union.tolist()),
        union,
        places,
        values,
        np.linalg.norm(embedding.vectors[union].astype(np.float64), axis=1),
        float(np.linalg.norm(vector)),
        k,
        before_itself,
    )


def _listed(scores: Scores, k: int, row: int) -> np.ndarray:
    """Return the k nearest rows, or those there are by a metric by which some have no score."""
    left_out = scores.undefined | {row}
    defined = len(scores.rough) - len(left_out)
    if scores.undefined and k > defined:
        k = defined
        if not k:
            return np.empty(0, dtype=np.int64)
    return nearest(scores, k, {row})[0]


def _places(scores: Scores, listed: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the places of rows of which some are listed, the nearest of all; their rough scores are overwritten."""
    place = {row: i for i, row in enumerate(listed.tolist(), start=1)} | dict.fromkeys(scores.undefined, 0)
    scores.rough[listed] = -np.inf
    others = [row for row in rows.tolist() if row not in place]
    if others:
        # What is surely farther than all of them is looked at once, not for each: most words are.
        least = scores.rough[others].min() - 3 * scores.slack
        field = np.flatnonzero(scores.rough >= least)
        place |= {row: len(listed) + 1 + _nearer(scores, row, field) for row in others}
    return np.array([place[row] for row in rows.tolist()])


def _placeless_last(places: np.ndarray) -> np.ndarray:
    return np.where(places > 0, places, np.iinfo(places.dtype).max)


def _nearer(scores: Scores, row: int, field: np.ndarray) -> int:
    """Count the rows of a field nearer than one, and those as near that come before it."""
    ahead = scores.rough[field] - scores.rough[row]
    doubtful = field[np.abs(ahead) <= scores.slack]
    exact = scores.exact(doubtful)
    own = exact[doubtful == row]
    in_order = (exact > own) | ((exact == own) & (doubtful < row))
    return int(np.count_nonzero(ahead > scores.slack) + np.count_nonzero(in_order))


def _above(scores: Scores, row: int) -> int:
    """Count the rows with a higher score than one, which is positive."""
    rows = np.flatnonzero(scores.rough >= scores.rough[row] - scores.slack)
    exact = scores.exact(rows)
    return int(np.count_nonzero(exact > (1 + TIED) * exact[rows == row]))
