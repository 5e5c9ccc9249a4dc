"""One word's neighborhoods by three metrics, the lengths behind them, and what length 1 makes of them."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.figures.agreement import COLUMNS, places, sphere
from embedviz.figures.frequency import norms_by_rank
from embedviz.geometry.agreement import MetricComparison
from embedviz.geometry.normalization import Normalization
from embedviz.i18n import _, ngettext
from embedviz.ui.distance.metrics import (
    MOST_NEIGHBORS,
    agreement,
    comparison_of,
    comparison_table,
    disagreement,
    frequency_of,
    frequency_table,
    identity,
    identity_table,
    lengths,
    normalization_of,
    tendency,
)
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import first_words, up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.hand import pointed_at
from embedviz.ui.widgets.lesson import table_aside, verdict
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.results import reachable

USUAL = 10
ROWS_OF_A_SLIDE = 18
"""Of more words the type is too small to be read from afar."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What is known of the word asked for.

    Parameters
    ----------
    word : str or None
        None if the source does not hold it.
    found : MetricComparison or None
        Its neighborhoods; None where it has none.
    scaled : Normalization or None
        The same at length 1.
    """

    word: str | None
    found: MetricComparison | None = None
    scaled: Normalization | None = None


def three_neighborhoods(embedding: Embedding) -> Asked:
    """Ask for a word, and draw its nearest words by each metric.

    Parameters
    ----------
    embedding : Embedding
        All of it is searched.

    Returns
    -------
    Asked
    """
    found = scaled = None
    marks: dict[str, list[tuple[str, tuple[int, int]]]] = {}
    with pointed_at("places", marks):
        answered = st.container()
        left, right = st.columns(2)
        with left:
            word = ask_word(embedding, key="word", label=_("Word"), default="cat")
        try:
            if word is not None:
                most = reachable(embedding, [word], MOST_NEIGHBORS, "euclidean")
                with right:
                    k = up_to(most, label=_("Neighbors k"), usual=USUAL, key="near")
                found, scaled = comparison_of(embedding, word, k), normalization_of(embedding, word)
        except EmbedvizError as error:
            st.warning(plain(error), icon=":material/search_off:")
        if found is not None:
            drawn = found.within(ROWS_OF_A_SLIDE) if is_presenting() else found
            marks |= _marks(found, drawn)
            with answered:
                verdict(agreement(found), disagreement(found))
            alt = _("The nearest words by each metric, with lines joining their places")
            chart(places(drawn, _left_out(found, drawn)), key="places", alt=alt, elastic=False)
    if found is not None:
        table_aside("lists-table", _("The lists as a table"), partial(_lists_table, found, embedding))
    return Asked(word, found, scaled)


def _marks(found: MetricComparison, drawn: MetricComparison) -> dict[str, list[tuple[str, tuple[int, int]]]]:
    """Return what the verdict names: the word farthest off, with its line, its points and its name at both ends."""
    if found.farthest[0] not in drawn.words:
        return {}
    row = drawn.words.index(found.farthest[0])
    return {
        "farthest": [
            (".scatterlayer .trace", (row, row + 1)),
            ("path.point", (COLUMNS * row, COLUMNS * (row + 1))),
            (".textpoint", (COLUMNS * row, COLUMNS * (row + 1))),
        ]
    }


def _left_out(found: MetricComparison, drawn: MetricComparison) -> str:
    """Say how many of the words compared a chart leaves out, if any."""
    count = len(found.words) - len(drawn.words)
    text = ngettext(
        "the first {first} of {k} places: {count} word is not drawn",
        "the first {first} of {k} places: {count} words are not drawn",
        count,
    )
    return text.format(first=drawn.k, k=found.k, count=count) if count else ""


def why_lengths(embedding: Embedding, asked: Asked) -> None:
    """Draw the norms over the places of the words, and say what they make of the neighborhoods.

    Parameters
    ----------
    embedding : Embedding
        Whose first words are looked at.
    asked : Asked
        The word.
    """
    st.markdown(
        _(
            "Of two vectors at the same angle θ to q, the longer one has the larger dot product if cos θ > 0 and "
            "the smaller if cos θ < 0. By Euclidean distance, the nearer one is the one whose length is closer to "
            "‖q‖ cos θ. The cosine ignores lengths."
        )
    )
    st.latex(
        r"x^\top q\propto\lVert x\rVert\cos\theta,\qquad "
        r"\lVert x-q\rVert^2=(\lVert x\rVert-\lVert q\rVert\cos\theta)^2+\lVert q\rVert^2\sin^2\theta"
    )
    st.caption(
        _(
            "A vector's length may depend on the frequency of its word (Schakel and Wilson 2015). Spearman's ρ is "
            "the correlation of two rankings, here by frequency and by norm, from −1 to 1 (Spearman 1904)."
        )
        if embedding.by_frequency
        else _(
            "Spearman's ρ is the correlation of two rankings, here by place in the file and by norm, from −1 to 1 "
            "(Spearman 1904). How often the words of this source occur is not known."
        )
    )
    count = first_words(embedding)
    by_place = frequency_of(embedding.top(count))
    st.markdown(tendency(by_place, count, by_frequency=embedding.by_frequency))
    if asked.found is not None:
        st.markdown(lengths(asked.found, embedding))
    row = None if asked.word is None else embedding.index(asked.word)
    figure = norms_by_rank(by_place, asked.found, row, by_frequency=embedding.by_frequency)
    chart(figure, key="norms", alt=_("Median and middle 80% of the norms by the word's place"))
    with st.expander(_("The norms as a table"), icon=":material/table:"):
        table = frequency_table(by_place)
        draw_table(table, height=240)
        csv_button(table, name="norms")


def at_length_one(embedding: Embedding, asked: Asked) -> None:
    """Draw the squared distance over the cosine, a point a word, with all vectors scaled to length 1 or not.

    Parameters
    ----------
    embedding : Embedding
        Whose words they are.
    asked : Asked
        The word.
    """
    scaled = asked.scaled
    if scaled is None:
        st.info(_("Type a word that has neighbors to see both sides of the identity."), icon=":material/info:")
        return
    tied = bound("unit", on_or_off)
    normalized = st.toggle(_("Scale every vector to length 1"), value=True, key="unit", bind=tied)
    st.markdown(identity(scaled))
    figure = sphere(scaled, embedding.words, normalized=normalized)
    chart(
        figure, key="sphere", alt=_("Squared distance against cosine, one point per word, with the curve 2 − 2 cos θ")
    )
    table_aside("unit-table", _("Both sides as a table"), partial(_unit_table, scaled, embedding))


def _lists_table(found: MetricComparison, embedding: Embedding) -> None:
    table = comparison_table(found, embedding)
    draw_table(table)
    csv_button(table, name="metrics")


def _unit_table(scaled: Normalization, embedding: Embedding) -> None:
    table = identity_table(scaled, embedding, MOST_NEIGHBORS)
    draw_table(table)
    csv_button(table, name="identity")
