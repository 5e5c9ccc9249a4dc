"""Hubs and anti-hubs: results, what they say, and their tables."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.figures.hubness import metric_names, occurrences
from embedviz.geometry.hubness import Hubness, hubness
from embedviz.geometry.scoring import METRICS, Metric
from embedviz.i18n import _
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose, step_slider
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.tables import Table, common_formats, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent

# All pairs are compared: the second bound keeps wide vectors from taking minutes.
MOST_WORDS, MOST_NUMBERS = 5_000, 5_000_000
SIZES = (1, 5, 10, 20, 50)
FEWEST_WORDS = 3
USUAL_SIZE = 10
SHOWN = 20

ByMetric = Mapping[Metric, Hubness]
_HUBS = Recent()


def compared(embedding: Embedding) -> Embedding:
    """Return the words that are compared pair by pair.

    Parameters
    ----------
    embedding : Embedding
        In n dimensions.

    Returns
    -------
    Embedding
        All, or the most frequent ones.
    """
    return embedding.top(min(MOST_WORDS, max(FEWEST_WORDS, MOST_NUMBERS // embedding.shape[1])))


def hubs_of(among: Embedding) -> dict[int, ByMetric]:
    """Return how often words are neighbors of each other, with a progress bar if it takes long.

    Parameters
    ----------
    among : Embedding
        Each of its words is compared with each.

    Returns
    -------
    dict of int to mapping of str to Hubness
        By the size of the neighborhood and the metric; empty if there are fewer than three words with a direction.
    """

    def make() -> dict[int, ByMetric]:
        directed = int(np.count_nonzero(among.norms))
        sizes = [k for k in SIZES if k < directed] if directed >= FEWEST_WORDS else []
        if not sizes:
            return {}
        with progress_shown() as progress:
            found = {metric: hubness(among, ks=sizes, metric=metric, progress=progress) for metric in METRICS}
        return {k: {metric: by_size[k] for metric, by_size in found.items()} for k in sizes}

    hubs: dict[int, ByMetric] = _HUBS.get(among.id, make)
    return hubs


def hubs_of_first(embedding: Embedding) -> None:
    """Say what a hub is, and draw those among the first words.

    Parameters
    ----------
    embedding : Embedding
        Whose first words are compared.
    """
    st.latex(
        r"N_k(x)=\#\{\,y\ne x : x\in\mathrm{kNN}(y)\,\},\qquad "
        r"S_{N_k}=\frac{\mathbb E\left[(N_k-k)^3\right]}{\sigma_{N_k}^3}"
    )
    among = compared(embedding)
    st.caption(
        _(
            "Each word has k neighbors, so the mean of Nₖ is k. Words that are neighbors of very many others are "
            "hubs; words that are neighbors of no other are anti-hubs. S is the skewness of Nₖ, σ its standard "
            "deviation (Radovanović, Nanopoulos and Ivanović 2010). All pairs of the first words ({count:,}) are "
            "compared."
        ).format(count=len(among))
    )
    hubs_among(among)


def hubs_among(among: Embedding) -> None:
    """Draw how many words are neighbors of how many others, with the hubs and anti-hubs by one metric.

    Parameters
    ----------
    among : Embedding
        As :func:`compared` returned it.
    """
    by_size = hubs_of(among)
    if not by_size:
        st.info(_("Hubs need at least three words whose vectors are not zero."), icon=":material/info:")
        return
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        sizes = list(by_size)
        usual = USUAL_SIZE if USUAL_SIZE in by_size else sizes[-1]
        size = step_slider(_("Size k of a neighborhood"), sizes, usual, key="hubs")
    with right:
        metrics = metric_names()
        metric = choose(_("Show the hubs by"), metrics, key="metric", as_buttons=True)
    by_metric = by_size[size]
    st.markdown(concentration(by_metric, among))
    chart(
        occurrences(by_metric),
        key="hubness",
        alt=_("Distribution of the number of words each word is a neighbor of, by metric"),
    )
    summary = summary_table(by_metric, among)
    draw_table(summary)
    csv_button(summary, name="hubs")
    hubs = by_metric[metric]
    titles = (
        _("**Hubs** by {metric}").format(metric=metrics[metric]),
        _("**Anti-hubs**, the first of {count:,}").format(count=len(hubs.antihubs)),
    )
    tables = [hub_table(hubs, among, rows[:SHOWN]) for rows in (hubs.order, hubs.antihubs)]
    for column, title, table in zip(st.columns(2, gap="medium"), titles, tables, strict=True):
        with column:
            st.markdown(title)
            draw_table(table, height=300, formats=common_formats(*tables))
    csv_button(lambda: occurrence_columns(by_metric, among), name="hubness")


def concentration(found: ByMetric, among: Embedding) -> str:
    """Say by which metric a few words are neighbors of most.

    Parameters
    ----------
    found : mapping of str to Hubness
        By metric.
    among : Embedding
        Names the words.

    Returns
    -------
    str
    """
    skewed = {metric: hubs for metric, hubs in found.items() if not np.isnan(hubs.skewness)}
    if not skewed:
        return _("Every word is a neighbor of the others equally often: there are no hubs.")
    names = {"cosine": _("cosine"), "euclidean": _("Euclidean distance"), "dot": _("dot product")}
    most = max(skewed, key=lambda metric: skewed[metric].skewness)
    hubs = skewed[most]
    first = hubs.order[0]
    return _(
        "Most uneven by {metric}, with skewness **{skewness:.2f}**: “{word}” is among the {k} nearest of "
        "**{count:,.0f}** of {total:,} words. Words that are neighbors of no other: **{none:,}**."
    ).format(
        metric=names[most],
        skewness=hubs.skewness,
        word=shown(among.words[int(hubs.positions[first])]),
        k=hubs.k,
        count=hubs.occurrences[first],
        total=len(hubs.positions),
        none=len(hubs.antihubs),
    )


def summary_table(found: ByMetric, among: Embedding) -> Table:
    """Return the skewness, the strongest hub and the number of anti-hubs, a row a metric.

    Parameters
    ----------
    found : mapping of str to Hubness
        By metric.
    among : Embedding
        Names the words.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    names = metric_names()
    strongest = {metric: int(hubs.order[0]) for metric, hubs in found.items()}
    return {
        _("metric"): [names[metric] for metric in found],
        _("skewness"): ["–" if np.isnan(hubs.skewness) else f"{hubs.skewness:.2f}" for hubs in found.values()],
        _("strongest hub"): [among.words[int(found[metric].positions[i])] for metric, i in strongest.items()],
        _("neighbor of"): [_count(found[metric].occurrences[i]) for metric, i in strongest.items()],
        _("neighbor of no word"): [len(hubs.antihubs) for hubs in found.values()],
    }


def hub_table(hubs: Hubness, among: Embedding, rows: np.ndarray) -> Table:
    """Return some words with how often they are neighbors.

    Parameters
    ----------
    hubs : Hubness
        Of s words.
    among : Embedding
        Names them.
    rows : ndarray (r,) int
        Which of the s.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    positions = hubs.positions[rows]
    return {
        _("word"): [among.words[i] for i in positions.tolist()],
        _("neighbor of"): [_count(value) for value in hubs.occurrences[rows]],
        place_name(among): positions + 1,
        _("norm"): among.norms[positions],
    }


def occurrence_columns(found: ByMetric, among: Embedding) -> Table:
    """Return all words with how often they are neighbors by each metric, for a file.

    Parameters
    ----------
    found : mapping of str to Hubness
        By metric.
    among : Embedding
        Names the words.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    positions = max((hubs.positions for hubs in found.values()), key=len)
    counts = {
        hubs.metric: dict(zip(hubs.positions.tolist(), map(_count, hubs.occurrences), strict=True))
        for hubs in found.values()
    }
    return {
        _("word"): [among.words[i] for i in positions.tolist()],
        place_name(among): positions + 1,
        _("norm"): among.norms[positions],
        # A zero vector is nobody's neighbor by the cosine, and has none.
        **{
            f"N_{hubs.k}, {metric}": [counts[metric].get(i) for i in positions.tolist()]
            for metric, hubs in found.items()
        },
    }


def _count(value: float) -> float:
    """Return how many words it is; a word that shares its place with others counts in parts."""
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded
