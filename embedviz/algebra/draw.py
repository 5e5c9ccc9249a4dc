"""Words drawn by chance."""

from collections.abc import Sequence

import numpy as np

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.vectors import as_embedding

# Rarer words are mostly names and numbers that tell a reader nothing.
FREQUENT = 10_000


def filled_up(embedding: Embedding, words: Sequence[str], *, count: int, seed: int) -> list[str]:
    """Add words drawn by chance until there are so many.

    Parameters
    ----------
    embedding : Embedding
        m words, sorted by frequency.
    words : sequence of str
        Different words that stand first; of more than count only the first are taken.
    count : int
        How many words in all.
    seed : int
        At least 0. The same one draws the same words.

    Returns
    -------
    list of str
        Different words. Those drawn are among the first 10,000, or the first count if these are more; each is equally
        likely.

    Raises
    ------
    EmbedvizError
        If the vocabulary holds too few words.
    """
    embedding = as_embedding(embedding)
    given = list(words[:count])
    available = len(embedding) + sum(word not in embedding for word in given)
    if available < count:
        raise EmbedvizError(
            _("{found:,} words in the vocabulary; expected at least {count:,} to draw from").format(
                found=available, count=count
            )
        )
    among = min(len(embedding), max(FREQUENT, count))
    drawn = np.random.default_rng(seed).choice(among, min(among, count), replace=False)
    fresh = [word for i in drawn if (word := embedding.words[int(i)]) not in set(given)]
    return [*given, *fresh][:count]
