"""The points of the Space page: the words shown, those of the answer besides, their colors and labels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

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
from embedviz.ui.work.recent import Recent, remembered
from embedviz.ui.work.results import reachable

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
    """The words of a picture and where they lie, and those placed among them afterwards, which are numbered from m.

    What there is of the picture is not copied: of a million words that takes a gigabyte, and a second in each rerun.

    Parameters
    ----------
    key : hashable
        Names the picture.
    shown : Embedding
        The m words that the picture was computed with, and their vectors.
    coordinates : ndarray (m, c) float32
        Where they lie.
    placed : sequence of p str
        The other words.
    placed_at : ndarray (p, c)
        Where those lie.
    placed_vectors : ndarray (p, n) float32
        Their vectors.
    """

    key: Hashable
    shown: Embedding
    coordinates: np.ndarray
    placed: Sequence[str] = ()
    placed_at: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    placed_vectors: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))

    def __len__(self) -> int:
        return len(self.shown) + len(self.placed)

    def word(self, point: int) -> str:
        """Return the word of a point."""
        m = len(self.shown)
        return self.shown.words[point] if point < m else self.placed[point - m]

    def at(self, words: Sequence[str]) -> list[int]:
        """Return the points of some words."""
        behind = {word: i for i, word in enumerate(self.placed, start=len(self.shown))}
        return [behind[word] if word in behind else self.shown.index(word) for word in words]

    def with_placed(self, of_shown: np.ndarray, of_placed: np.ndarray) -> np.ndarray:
        """Return what is known of the words of the picture with the same of those placed, if there are any, behind."""
        return np.concatenate([of_shown, of_placed]) if self.placed else of_shown

    def fill(self, values: np.ndarray) -> np.ndarray:
        """Return values of the points of the picture with NaN for those placed afterwards, (m + p,)."""
        return self.with_placed(values, np.full(len(self.placed), np.nan))


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
    shown, projection = found.shown, found.projection
    extra = [word for word in answered.words if word not in shown] if answered is not None else []
    if not extra:
        return Points(found.key, shown, projection.coordinates)
    vectors = found.embedding.rows(extra)
    return Points(found.key, shown, projection.coordinates, extra, _placed(found.key, tuple(extra), found), vectors)


@remembered
def _placed(key: Hashable, words: tuple[str, ...], _found: Picture) -> np.ndarray:  # noqa: ARG001
    return _found.projection.place(_found.embedding.rows(words), _found.shown.vectors)


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
    titles = found.titles if found.projection.linear is not None else ()  # the axes of a curved picture mean nothing
    shown = found.shown
    cloud = Cloud(found.key, shown.id, shown.words, found.projection.coordinates, titles, notes=notes_of(shown))
    return replace(cloud, placed_words=drawn.placed, placed=drawn.placed_at) if drawn.placed else cloud


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
    if len(drawn) <= count:
        coordinates = drawn.with_placed(drawn.coordinates, drawn.placed_at)
        return [*drawn.shown.words, *drawn.placed], coordinates, colored, marked
    m = len(drawn.shown)
    answers = sorted({*marked.queries, *marked.neighbors} - set(range(count)))
    kept = np.array([*range(count), *answers])
    at = {point: i for i, point in enumerate(answers, start=count)}
    queries, near = ([at.get(point, point) for point in points] for points in (marked.queries, marked.neighbors))
    return (
        [drawn.word(int(i)) for i in kept],
        drawn.with_placed(drawn.coordinates[kept[kept < m]], drawn.placed_at[kept[kept >= m] - m]),
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
