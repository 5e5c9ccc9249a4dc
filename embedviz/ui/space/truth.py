"""How far the picture on the Space page can be trusted."""

from collections.abc import Callable

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.geometry.faithfulness import Faithfulness, faithfulness
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.ui.space.picture import Picture
from embedviz.ui.work.awaiting import remembered_or_awaited
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.recent import Recent

NEIGHBORHOOD = 15
SAMPLE, SAMPLE_OF_MANY = 1_000, 300
MANY, MOST_UNASKED = 50_000, 20_000
"""Words: of more, fewer are judged; of more, the error of each is found only when a button asks for it."""
# Products of numbers. Of more it takes longer than 30 ms of a processor, and the page does not wait.
AT_ONCE = 2e8
PAIRS_A_MINUTE = 2.4e9
_JUDGED = Recent()


def neighborhood(found: Picture) -> int:
    """Return how many neighbors of each point are looked at to judge a picture.

    Parameters
    ----------
    found : Picture
        Of m words.

    Returns
    -------
    int
        15, or as many as a measure of trustworthiness allows; 0 if there are too few points to judge.
    """
    return min(NEIGHBORHOOD, (len(found.shown) - 1) // 2)


def lies_in_one_place(found: Picture) -> bool:
    """Tell whether all words of a picture have one and the same vector, so that no neighborhood is to be kept.

    Parameters
    ----------
    found : Picture
        Of at least one word.

    Returns
    -------
    bool
    """
    vectors = found.shown.vectors
    return all((block == vectors[0]).all() for _rows, block in row_blocks(vectors))


def sampled_trust(found: Picture) -> Faithfulness | None:
    """Return how far a picture can be trusted, judged at some of its points; of many words by a job.

    Parameters
    ----------
    found : Picture
        Of at least three words.

    Returns
    -------
    Faithfulness or None
        None as long as it is not there; what to do then has been drawn.
    """
    if found.whole is not None and len(found.shown) == len(found.embedding):
        return Faithfulness(
            found.whole.card["trustworthiness"], found.whole.kept, np.arange(len(found.shown)), NEIGHBORHOOD
        )
    sample = SAMPLE if len(found.shown) <= MANY else SAMPLE_OF_MANY
    return _judged(found, sample, place="trust")


def every_trust(found: Picture) -> Faithfulness | None:
    """Return how far each point of a picture can be trusted, or offer to find out if that takes long.

    Parameters
    ----------
    found : Picture
        Of at least three words.

    Returns
    -------
    Faithfulness or None
        None as long as it is not there; what to do then has been drawn.
    """
    m = len(found.shown)
    if m <= MOST_UNASKED:
        return _judged(found, None, place="every")
    judged: Faithfulness | None = on_request(
        ("every", found.key),
        _judging(found, None),
        place="every",
        label=_("Find the error of each word"),
        note=_("All pairs of {m:,} words are compared; that takes about {minutes:,.0f} min on two cores.").format(
            m=m, minutes=max(1.0, m**2 / PAIRS_A_MINUTE)
        ),
    )
    return judged


def _judged(found: Picture, sample: int | None, place: str) -> Faithfulness | None:
    m, n = found.shown.shape
    judged: Faithfulness | None = remembered_or_awaited(
        _JUDGED,
        (found.key, sample),
        _judging(found, sample),
        name="trust",
        place=place,
        at_once=(sample or m) * m * n <= AT_ONCE,
    )
    return judged


def _judging(found: Picture, sample: int | None) -> Callable[[ProgressCallback], Faithfulness]:
    vectors, coordinates, k = found.shown.vectors, found.projection.coordinates, neighborhood(found)
    return lambda progress: faithfulness(vectors, coordinates, k=k, sample=sample, progress=progress)
