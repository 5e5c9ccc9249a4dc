"""An analogy as a picture: the offset between two words, carried over to a third."""

from dataclasses import dataclass

import numpy as np

from embedviz.embedding import Embedding
from embedviz.geometry.neighbors import analogy, unit_vectors
from embedviz.geometry.projection import project

AXES = 2


@dataclass(frozen=True, eq=False)
class Parallelogram:
    """The words of the analogy "a is to b as c is to ...", and where b - a + c leads.

    Parameters
    ----------
    words : tuple of 3 str
        a, b and c.
    answer : str
        Of all other words the nearest to b - a + c.
    score : float
        Cosine of the answer to it.
    coordinates : ndarray (5, 2) float32
        Of a, b, c, b - a + c and the answer, as unit vectors, by PCA. The first four are a parallelogram.
    """

    words: tuple[str, str, str]
    answer: str
    score: float
    coordinates: np.ndarray


def parallelogram(embedding: Embedding, a: str, b: str, c: str) -> Parallelogram:
    """Solve an analogy by 3CosAdd, and lay it into the plane.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, all of which are searched but the three.
    a, b, c : str
        Of the question "a is to b as c is to ...".

    Returns
    -------
    Parallelogram

    Raises
    ------
    UnknownWordError
        If one of the words has no vector.
    EmbedvizError
        If the vector of one is zero, their sum is, or no other word has a direction.

    References
    ----------
    T. Mikolov, W. Yih and G. Zweig, Linguistic regularities in continuous space word representations, NAACL 2013,
    section 5.
    """
    found = analogy(embedding, [b, c], [a], 1)
    (answer,) = found.words
    first, second, third, last = unit_vectors(embedding, [a, b, c, answer])
    points = np.stack([first, second, third, second - first + third, last])
    picture = project(points, "pca", n_components=min(AXES, points.shape[1])).in_axes(AXES)
    return Parallelogram((a, b, c), answer, float(found.scores[0]), picture.coordinates)
