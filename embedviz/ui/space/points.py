"""The points of the Space page: the words shown, those of the answer besides, their colors and labels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import plotly.graph_objects as go

from embedviz.embedding import Embedding
from embedviz.figures.space import Coloring, Highlight, space
from embedviz.geometry.expression import Expression
from embedviz.geometry.landmarks import spread_out
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.geometry.regions import Region, regions
from embedviz.geometry.scoring import Metric
from embedviz.ui.scene.cloud import Cloud
from embedviz.ui.space.columns import notes_of
from embedviz.ui.space.picture import Picture
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.results import reachable
from embedviz.vocabulary import Vocabulary

LANDMARKS = 16
LANDMARK_CANDIDATES = 1_500
MOST_EXPORTED = 50_000
LEAST_WITH_REGIONS = 2_000
_REGIONS = Recent()
COMPARED: tuple[Metric, ...] = ("cosine", "euclidean")


@dataclass(frozen=True, eq=False)
class Answer:
    """A query and what is near it, by each metric.

    Parameters
    ----------
    expression : Expression
        The query.
    by : dict of str to Neighbors
        By cosine and by Euclidean distance.
    """

    expression: Expression
    by: dict[Metric, Neighbors]

    @property
    def words(self) -> list[str]:
        """The words of the query and of all answers, each once."""
        found = [word for answer in self.by.values() for word in answer.words]
        return list(dict.fromkeys([*self.expression.words, *found]))


def answer(embedding: Embedding, expression: Expression, k: int) -> Answer:
    """Search all words for those nearest to a query.

    Parameters
    ----------
    embedding : Embedding
        Searched whole, on its raw vectors.
    expression : Expression
        A word, or a sum; for the cosine the sum is of unit vectors (3CosAdd).
    k : int
        How many answers by each metric; fewer if there are not so many words.

    Returns
    -------
    Answer
    """
    return Answer(
        expression,
        {
            metric: neighbors(
                embedding,
                expression.vector(embedding, unit=metric == "cosine"),
                reachable(embedding, expression.words, k, metric),
                metric,
                exclude=expression.words,
            )
            for metric in COMPARED
        },
    )


@dataclass(frozen=True, eq=False)
class Points:
    """The words of a picture and where they lie; those it was computed with come first.

    Parameters
    ----------
    words : Vocabulary
        The p points' words.
    coordinates : ndarray (p, c) float32
        Where they lie.
    vectors : ndarray (p, n) float32
        Their vectors.
    placed : int
        How many at the end were placed afterwards.
    unseen : int
        How many of those are not in the vocabulary: their vectors come from their n-grams.
    """

    words: Vocabulary
    coordinates: np.ndarray
    vectors: np.ndarray
    placed: int
    unseen: int

    def at(self, words: Sequence[str]) -> list[int]:
        """Return the points of some words."""
        return [self.words.index(word) for word in words]

    def fill(self, values: np.ndarray) -> np.ndarray:
        """Return values of the points of the picture with NaN for those placed afterwards, (p,)."""
        return np.concatenate([values, np.full(self.placed, np.nan)])


def points(found: Picture, answered: Answer | None) -> Points:
    """Put the words of an answer among those of a picture.

    Parameters
    ----------
    found : Picture
        The picture.
    answered : Answer or None
        Words that must be seen too.

    Returns
    -------
    Points
    """
    embedding, shown, projection = found.embedding, found.shown, found.projection
    extra = [word for word in answered.words if word not in shown] if answered is not None else []
    if not extra:
        return Points(shown.words, projection.coordinates, shown.vectors, 0, 0)
    vectors = embedding.rows(extra)
    return Points(
        Vocabulary([*shown.words, *extra]),
        np.vstack([projection.coordinates, projection.place(vectors, shown.vectors)]),
        np.vstack([shown.vectors, vectors]),
        len(extra),
        sum(word not in embedding for word in extra),
    )


def highlight(found: Picture, drawn: Points, answered: Answer | None) -> Highlight:
    """Return which points answer the query.

    Parameters
    ----------
    found : Picture
        The picture.
    drawn : Points
        Its points, among them the answer's words.
    answered : Answer or None
        The query.

    Returns
    -------
    Highlight
    """
    if answered is None:
        return Highlight([], [], None)
    expression, target = answered.expression, None
    if expression.word is None and found.projection.linear is not None:
        total = expression.vector(found.embedding, unit=False)
        target = found.projection.linear.coordinates(total[None, :])[0]
    return Highlight(drawn.at(expression.words), drawn.at(answered.by["cosine"].words), target)


def cloud_of(found: Picture, drawn: Points) -> Cloud:
    """Return what the scene draws.

    Parameters
    ----------
    found : Picture
        The picture.
    drawn : Points
        Its points, and those placed afterwards.

    Returns
    -------
    Cloud
    """
    m = len(found.shown)
    titles = found.titles if found.projection.linear is not None else ()  # the axes of a curved picture mean nothing
    shown = found.shown
    cloud = Cloud(found.key, shown.id, shown.words, found.projection.coordinates, titles, notes=notes_of(shown))
    return replace(cloud, placed_words=drawn.words[m:], placed=drawn.coordinates[m:]) if drawn.placed else cloud


def subset(
    drawn: Points, colored: Coloring, marked: Highlight, count: int
) -> tuple[list[str], np.ndarray, Coloring, Highlight]:
    """Return the first points, and besides them those that answer the query.

    Parameters
    ----------
    drawn : Points
        All points.
    colored : Coloring
        Their colors.
    marked : Highlight
        Those of the answer.
    count : int
        How many of the first.

    Returns
    -------
    tuple
        Their words, coordinates, colors and the answer.
    """
    if len(drawn.words) <= count:
        return list(drawn.words), drawn.coordinates, colored, marked
    answers = sorted({*marked.queries, *marked.neighbors} - set(range(count)))
    kept = np.array([*range(count), *answers])
    at = {point: i for i, point in enumerate(answers, start=count)}
    queries, near = ([at.get(point, point) for point in points] for points in (marked.queries, marked.neighbors))
    return (
        [drawn.words[i] for i in kept],
        drawn.coordinates[kept],
        replace(colored, values=np.asarray(colored.values)[kept]),
        replace(marked, queries=queries, neighbors=near),
    )


def exported(found: Picture, drawn: Points, colored: Coloring, marked: Highlight) -> go.Figure:
    """Return the picture as a figure of Plotly, of as many words as a browser can draw so.

    Parameters
    ----------
    found : Picture
        The picture.
    drawn, colored, marked
        Its points, colors and answer.

    Returns
    -------
    go.Figure
    """
    words, coordinates, coloring, highlight = subset(drawn, colored, marked, MOST_EXPORTED)
    return space(coordinates, words, coloring, found.titles, highlight, landmarks(found))


def landmarks(found: Picture) -> list[int]:
    """Return frequent words that lie far apart, to label for orientation.

    Parameters
    ----------
    found : Picture
        The picture.

    Returns
    -------
    list of int
        Points.
    """
    return [int(i) for i in spread_out(found.projection.coordinates[:LANDMARK_CANDIDATES], k=LANDMARKS)]


def named_regions(found: Picture) -> list[Region]:
    """Return the regions of a curved picture of many words; a flat one has none that are worth a name.

    Parameters
    ----------
    found : Picture
        The picture.

    Returns
    -------
    list of Region
    """
    if found.projection.linear is not None or len(found.shown) < LEAST_WITH_REGIONS:
        return []
    made: list[Region] = _REGIONS.get(
        found.key, lambda: regions(found.projection.coordinates, found.shown.vectors, found.shown.words)
    )
    return made
