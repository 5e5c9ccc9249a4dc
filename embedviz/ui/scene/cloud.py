"""What a scene draws: words and where they lie."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class Cloud:
    """Words and where they lie.

    Parameters
    ----------
    name : hashable
        Names the coordinates: equal names, equal coordinates.
    words_name : hashable
        Names the words.
    words : sequence of m str
        Those of the picture, most frequent first where that is known.
    coordinates : ndarray (m, 3)
        Where they lie.
    titles : sequence of 3 str
        Names of the axes; none where they mean nothing.
    placed_words : sequence of p str
        Shown besides; they may differ from one rerun to the next. Their points are numbered from m.
    placed : ndarray (p, 3)
        Where those lie.
    notes : sequence of m str, optional
        Said of each word beside it when the pointer is there; named by ``words_name``.
    """

    name: Hashable
    words_name: Hashable
    words: Sequence[str]
    coordinates: np.ndarray
    titles: Sequence[str]
    placed_words: Sequence[str] = ()
    placed: np.ndarray = field(default_factory=lambda: np.empty((0, 3), dtype=np.float32))
    notes: Sequence[str] | None = None

    def __len__(self) -> int:
        return len(self.words) + len(self.placed_words)

    def word(self, point: int) -> str:
        """Return the word of a point."""
        m = len(self.words)
        return self.words[point] if point < m else self.placed_words[point - m]
