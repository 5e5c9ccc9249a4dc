"""How far each token's vector moves, in each layer, when a sentence is edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from embedviz.context.encoder import LONGEST_SENTENCE, Encoder


@dataclass(frozen=True, eq=False)
class Movement:
    """What an edit did to the vectors of a sentence.

    Parameters
    ----------
    tokens : tuple of t str
        Of the sentence after the edit.
    edited : ndarray (t,) bool
        Whether a token was put in or put in another's place.
    moved : ndarray (l, t) float64
        Length of the difference between a token's vectors before and after, as a share of the length before; NaN for
        a token that stands where none stood before.
    """

    tokens: tuple[str, ...]
    edited: np.ndarray
    moved: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """In each layer, the mean over the tokens that were not edited, (l,); NaN if all were."""
        kept = self.moved[:, ~self.edited]
        return kept.mean(axis=1) if kept.shape[1] else np.full(len(self.moved), np.nan)


def movement(encoder: Encoder, before: Sequence[str], after: Sequence[str]) -> Movement:
    """Compare the vectors of a sentence before and after an edit.

    Parameters
    ----------
    encoder : Encoder
        Of l layers.
    before, after : sequence of str
        Tokens. They are matched as by ``difflib``: those that stayed with themselves, those that took the place of
        others with those, in order.

    Returns
    -------
    Movement
        Of the first :data:`embedviz.context.encoder.LONGEST_SENTENCE` tokens.
    """
    before, after = before[:LONGEST_SENTENCE], after[:LONGEST_SENTENCE]
    partner = np.full(len(after), -1)
    edited = np.ones(len(after), dtype=bool)
    for kind, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        common = min(old_end - old, new_end - new)
        partner[new : new + common] = np.arange(old, old + common)
        edited[new:new_end] = kind != "equal"
    first, second = (layers.astype(np.float64) for layers in encoder.encode([before, after]))
    moved = np.full((len(encoder.layers), len(after)), np.nan)
    met = partner >= 0
    was = first[:, partner[met]]
    distance, length = np.linalg.norm(second[:, met] - was, axis=2), np.linalg.norm(was, axis=2)
    # A word without a vector is all zeros: if it gets one, that is a move without a measure.
    moved[:, met] = np.divide(distance, length, out=np.where(distance > 0, np.nan, 0.0), where=length > 0)
    return Movement(tuple(after), edited, moved)
