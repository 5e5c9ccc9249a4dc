"""How far all words are from the span of a few."""

from collections.abc import Sequence

import streamlit as st

from embedviz.algebra.subspace import Measure, SpanDistances, span_distances
from embedviz.embedding import Embedding
from embedviz.figures.subspace import span_histogram
from embedviz.i18n import _, pgettext, sentences
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.queries import ask_words
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent

LISTED = 10
_SPANS = Recent()


def span_of_words(embedding: Embedding) -> None:
    """Draw how far every word is from the span of a few.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    st.markdown(
        _("All combinations of a few words are a subspace; every word of the vocabulary has a distance from it.")
    )
    st.latex(r"d(v,S)=\min_{x\in S}\lVert v-x\rVert=\lVert v-V^\top Vv\rVert,\qquad d(v,S)=\lVert v\rVert\sin\theta")
    st.caption(
        _(
            "S is the span, the rows of V are an orthonormal basis of it, VᵀVv is the point of S nearest to v, θ "
            "the angle between v and S (Golub and Van Loan 2013, section 2.5.1). sin θ is the share of v outside "
            "S; for random directions its root mean square is √(1 − r/n), where r is the dimension of S."
        )
    )
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        words = ask_words(embedding, key="span", label=_("Spanning words, up to 12"), default="france germany italy")
    with right:
        names = {"share": _("share of the length"), "distance": _("distance")}
        measure: Measure = "share" if choose(_("Measure"), names, key="by", as_buttons=True) == "share" else "distance"
    found = _distances_of(embedding, words)
    own = [embedding.index(word) for word in words if word in embedding]
    near, far = found.nearest(LISTED, measure, own), found.farthest(LISTED, measure, own)
    n = embedding.shape[1]
    if found.contains_all or not len(near):
        every = _(
            "Their span has dimension {dimension:,} of {n:,} and holds every word of the vocabulary, at distance 0."
        )
        none = _("No other word has a nonzero vector.")
        st.info(every.format(dimension=found.dimension, n=n) if found.contains_all else none, icon=":material/info:")
        return
    values = found.values(measure)
    nearest, farthest = ((embedding.words[int(rows[0])], float(values[rows[0]])) for rows in (near, far))
    st.markdown(_what_to_see(found, measure, nearest, farthest, n))
    random = [(_("random direction"), found.random_share)] if measure == "share" else []
    chart(
        span_histogram(found.histogram(measure, own), measure, [nearest, farthest, *random]),
        key="span-distances",
        alt=_("Histogram of the distances of all words from the span"),
    )
    column = {"share": _("share"), "distance": _("distance")}[measure]
    left, right = st.columns(2, gap="large")
    for place, title, rows in ((left, pgettext("list", "nearest"), near), (right, pgettext("list", "farthest"), far)):
        with place:
            draw_table(
                {
                    title: [embedding.words[int(i)] for i in rows],
                    column: values[rows].tolist(),
                    place_name(embedding): (rows + 1).tolist(),
                },
            )
    csv_button(lambda: _columns(embedding, found), name="span-distances")


def _what_to_see(
    found: SpanDistances, measure: Measure, nearest: tuple[str, float], farthest: tuple[str, float], n: int
) -> str:
    said = _(
        "The span has dimension **{dimension} of {n:,}**. Look at the left end, where there are few words: "
        "“{nearest}” is nearest, at **{near}**; “{farthest}” is farthest, at **{far}**."
    ).format(
        dimension=found.dimension,
        n=n,
        nearest=shown(nearest[0]),
        near=_written(nearest[1]),
        farthest=shown(farthest[0]),
        far=_written(farthest[1]),
    )
    if measure == "share":
        return sentences(
            said,
            _("A random direction would have {random}; half of the words have {half} or less.").format(
                random=_written(found.random_share), half=_written(found.median(measure))
            ),
        )
    return sentences(said, _("A short vector is near every span because it is near zero; the share corrects for that."))


def _written(value: float) -> str:
    return f"{value:.3f}" if 1e-3 <= value < 1e6 else f"{value:.2g}"


def _columns(embedding: Embedding, found: SpanDistances) -> Table:
    return {
        _("word"): list(embedding.words),
        _("share"): found.shares.tolist(),
        _("distance"): found.distances.tolist(),
    }


def _distances_of(embedding: Embedding, words: Sequence[str]) -> SpanDistances:
    def make() -> SpanDistances:
        with progress_shown() as progress:
            return span_distances(embedding, embedding.rows(words), progress=progress)

    found: SpanDistances = _SPANS.get((embedding.id, tuple(words)), make)
    return found
