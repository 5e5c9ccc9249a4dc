"""Sums of words written out for a sentence."""

from collections.abc import Sequence

import numpy as np

from embedviz.geometry.expression import quote
from embedviz.ui.widgets.text import shown
from embedviz.units import Readable

MOST_TERMS = 6


def written_sum(words: Sequence[str], coefficients: np.ndarray) -> str:
    """Write a sum of words as Markdown, such as ``0.42·king − 0.37·man + …``.

    Parameters
    ----------
    words : sequence of k str
        In the order in which to write them; of more than six the rest is "…".
    coefficients : ndarray (k,)
        Their coefficients.

    Returns
    -------
    str
        "0" if there are none.
    """
    if not len(words):
        return "0"
    written = ""
    for word, value in zip(words[:MOST_TERMS], coefficients[:MOST_TERMS].tolist(), strict=True):
        sign = "−" if value < 0 else "+"
        joint = f" {sign} " if written else "−" if value < 0 else ""
        written += f"{joint}{_size(abs(value))}·{shown(quote(word))}"
    return written + (" + …" if len(words) > MOST_TERMS else "")


def written_residual(value: float) -> str:
    """Write a residual that is rounding, as a power of ten.

    Parameters
    ----------
    value : float
        At least 0.

    Returns
    -------
    str
    """
    return f"{Readable(value):.0e}" if value else "0"


def _size(value: float) -> str:
    return f"{value:.2f}" if 0.095 <= value < 1000 else f"{Readable(value):.2g}"
