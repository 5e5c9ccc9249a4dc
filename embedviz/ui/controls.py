"""Controls that more than one panel uses, and what their values mean."""

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.i18n import _

DEFAULT_TOLERANCE = "max(m, n)·ε"


def first_words(embedding: Embedding) -> int:
    """Draw a control for how many of the most frequent words to look at.

    Parameters
    ----------
    embedding : Embedding
        Of m words in n dimensions.

    Returns
    -------
    int
        From 1 to m; m unless chosen otherwise.
    """
    m, n = embedding.shape
    steps = {1, 2, 5, 10, n // 2, n - 1, n, n + 1, 2 * n, 10 * n, 1_000, 10_000, 100_000, m}
    return st.select_slider(
        _("First words by frequency"),
        sorted(k for k in steps if 1 <= k <= m),
        value=m,
        format_func=lambda k: f"{k:,}",
        key="first",
        bind="query-params",
    )


def tolerance() -> float | None:
    """Draw a control for the relative tolerance of a rank.

    Returns
    -------
    float or None
        Relative to the largest singular value; None for the default, max(m, n)·eps of float64.
    """
    chosen = st.select_slider(
        _("Tolerance, relative to σ₁"),
        [DEFAULT_TOLERANCE, *(f"1e-{e}" for e in range(16, 0, -1))],
        key="rtol",
        bind="query-params",
    )
    return None if chosen == DEFAULT_TOLERANCE else float(chosen)
