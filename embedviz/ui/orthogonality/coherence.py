"""How many nearly orthogonal vectors fit: the coherence of words, of random directions, and the Welch bound."""

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.figures.coherence import coherence as coherence_figure
from embedviz.geometry.coherence import Coherence, coherence
from embedviz.i18n import _, pgettext
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import step_slider
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable, dimensions

MOST_WORDS = 2_000
# 2,000 words in 4,096 dimensions: 64 MB in float64.
MOST_NUMBERS = 8_192_000


def coherent_pairs(embedding: Embedding) -> None:
    """Draw the largest |cosine| over the first k words for every k, with the control for one k.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    st.markdown(
        _(
            "In n dimensions at most n nonzero vectors can be orthogonal; many more can be nearly orthogonal, at a "
            "price that has a lower bound."
        )
    )
    st.latex(
        r"\mu(A)=\max_{i\ne j}\frac{|v_i^\top v_j|}{\lVert v_i\rVert\,\lVert v_j\rVert}\ \ge\ "
        r"\sqrt{\frac{k-n}{n\,(k-1)}}"
    )
    st.caption(
        _(
            "μ is the coherence of k vectors vᵢ in n dimensions, k > n: the largest |cosine| of a pair. The "
            "right-hand side is the Welch bound (Welch 1974), which tends to 1/√n as k grows."
        )
    )
    rows = _rows(embedding)
    if len(rows) < 2:
        st.info(_("Fewer than two vectors are nonzero, so there is no pair."), icon=":material/info:")
        return
    measured, random = coherence_of(embedding)
    n, m = measured.dimensions, len(measured.values)
    k = _choose_words(m, n)
    first, second = (embedding.words[int(rows[row])] for row in measured.pairs[k - 1])
    bound, value = measured.bounds[k - 1], measured.values[k - 1]
    best = (
        _("{k:,} vectors fit into {dimensions} at right angles").format(k=k, dimensions=dimensions(n))
        if k <= n
        else _(
            "no {k:,} vectors in {dimensions} can all stay below {bound:.4f}, that is, within {slack:.1f}° of "
            "a right angle"
        ).format(k=k, dimensions=dimensions(n), bound=bound, slack=_off_right_angle(bound))
    )
    st.markdown(
        _(
            "The first {k:,} words have coherence **{value:.4f}**, attained by “{first}” and “{second}” (cos = "
            "{cosine:+.4f}, {slack:.1f}° from a right angle); {k:,} random directions **{random:.4f}**; {best}."
        ).format(
            k=k,
            value=value,
            first=shown(first),
            second=shown(second),
            cosine=Readable(measured.cosines[k - 1]),
            slack=_off_right_angle(value),
            random=random.values[k - 1],
            best=best,
        )
    )
    chart(
        coherence_figure(measured, random, k),
        key="coherence",
        alt=_("Largest cosine among the first k words, among k random directions, and the Welch bound"),
    )
    table = _records(embedding, rows, measured)
    draw_table(table)
    st.caption(
        _("The words that set a new record, up to the first {m:,}; words with a zero vector are skipped.").format(m=m)
    )
    csv_button(table, name="coherence")


def coherence_of(embedding: Embedding) -> tuple[Coherence, Coherence]:
    """Return the coherence of the most frequent words with a direction, and of as many random directions.

    Parameters
    ----------
    embedding : Embedding
        Two words or more with a direction.

    Returns
    -------
    tuple of Coherence
    """
    return _coherence(embedding.id, embedding)


def _rows(embedding: Embedding) -> np.ndarray:
    most = min(MOST_WORDS, max(2, MOST_NUMBERS // embedding.shape[1]))
    return np.flatnonzero(embedding.norms)[:most]


def _choose_words(m: int, n: int) -> int:
    steps = sorted(k for k in {2, 5, 10, 20, 50, 100, 200, 500, 1_000, n, n + 1, m} if 2 <= k <= m)
    if len(steps) == 1:  # a slider needs two ends
        return steps[0]
    return step_slider(_("Words k"), steps, m, key="coherent")


def _off_right_angle(cosine: float) -> float:
    return float(np.degrees(np.arcsin(min(1.0, cosine))))


def _records(embedding: Embedding, rows: np.ndarray, measured: Coherence) -> Table:
    records = measured.records
    pairs = [[embedding.words[int(rows[row])] for row in measured.pairs[k - 1]] for k in records]
    return {
        _("from k"): records.tolist(),
        _("word"): [pair[0] for pair in pairs],
        pgettext("the other word", "and"): [pair[1] for pair in pairs],
        _("cosine"): measured.cosines[records - 1].round(4).tolist(),
        _("Welch bound of k"): measured.bounds[records - 1].round(4).tolist(),
    }


@remembered
def _coherence(id: str, _embedding: Embedding) -> tuple[Coherence, Coherence]:  # noqa: ARG001
    vectors = _embedding.vectors[_rows(_embedding)]
    return coherence(vectors), coherence(np.random.default_rng(0).standard_normal(vectors.shape))
