"""One word's occurrences, seen by one encoder after the other, from the static vector to the contextual ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embedviz.context.senses import Cloud


@dataclass(frozen=True, eq=False)
class Rung:
    """The occurrences of a word in one layer of one encoder.

    Parameters
    ----------
    name : str
        Names the rung among the others.
    id : str
        Names the encoder's very weights, and the layer.
    title : str
        For a reader.
    vectors : ndarray (k, d) float32
        One an occurrence.
    cloud : Cloud
        What is measured of them.
    """

    name: str
    id: str
    title: str
    vectors: np.ndarray
    cloud: Cloud


def at_positions(encoded: Sequence[np.ndarray], positions: Sequence[int]) -> np.ndarray:
    """Return the vectors of one token of each sentence.

    Parameters
    ----------
    encoded : sequence of k ndarray (l, t, d)
        As from :meth:`embedviz.context.encoder.Encoder.encode`.
    positions : sequence of k int
        Of the tokens.

    Returns
    -------
    ndarray (l, k, d) float32
    """
    return np.stack([layers[:, position] for layers, position in zip(encoded, positions, strict=True)], axis=1)
