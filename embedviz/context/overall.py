"""How well each encoder tells senses apart, over many words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from embedviz.context.centroids import NearestCentroid
from embedviz.context.ladder import Rung


@dataclass(frozen=True)
class Overall:
    """What a rung of the ladder reaches over all words whose senses can be told apart on it.

    Parameters
    ----------
    name : str
        Of the rung.
    accuracy : float
        Mean over words of the share of occurrences nearest to the centroid of their own sense.
    chance : float
        The same of guessing each sense as often.
    words : int
        How many words.
    """

    name: str
    accuracy: float
    chance: float
    words: int


def overall(ladders: Iterable[Sequence[Rung]]) -> list[Overall]:
    """Average what each rung reaches, a word counting as much as any other.

    Parameters
    ----------
    ladders : iterable of sequence of Rung
        One a word.

    Returns
    -------
    list of Overall
        In the order of the rungs; none of a rung on which no word can be judged.
    """
    judged: dict[str, list[NearestCentroid]] = {}
    for rungs in ladders:
        for rung in rungs:
            if rung.cloud.nearest_centroid is not None:
                judged.setdefault(rung.name, []).append(rung.cloud.nearest_centroid)
    return [
        Overall(
            name,
            float(np.mean([each.accuracy for each in found])),
            float(np.mean([each.chance for each in found])),
            len(found),
        )
        for name, found in judged.items()
    ]
