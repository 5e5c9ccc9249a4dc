"""A few words as one-hot rows and as trained rows: both matrices, their Gram determinants, cosines and distances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedviz.algebra.gram import Gram, gram
from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.onehot import one_hot
from embedviz.embedding import Embedding
from embedviz.figures.matrices import MAX_NUMBERED, coordinates, cosines, distances, identity
from embedviz.i18n import _, sentences
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.units import RAISED, Readable

MOST_COORDINATES = 1_024
"""In one picture: on a screen more would have less than a pixel each."""
NUMBERED_ON_A_SLIDE = 8
"""Dimensions; the numbers of more are smaller than what can be read from afar."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Some words' vectors, a row each, and what can be said of all of them.

    Parameters
    ----------
    vectors : ndarray (k, n)
        k words in n dimensions.
    gram : Gram
        Their inner products.
    growth : RankGrowth
        Their rank, word by word.
    """

    vectors: np.ndarray
    gram: Gram
    growth: RankGrowth

    @classmethod
    def of(cls, vectors: np.ndarray) -> "Rows":
        """Return rows with what is computed of them."""
        return cls(vectors, gram(vectors), rank_growth(vectors))

    @property
    def determinant(self) -> str:
        """The determinant of the Gram matrix, written out: it may be too large or small for a float."""
        if self.growth.ranks[-1] < len(self.vectors):
            return "0"  # rounding leaves something of it, of either sign
        power = 2 * np.log10(self.growth.novelty * self.gram.norms).sum()
        return f"{Readable(10.0**power):.4g}" if abs(power) < 300 else f"10{f'{power:.0f}'.translate(RAISED)}"


def rows_of(embedding: Embedding, words: Sequence[str]) -> tuple[Rows, Rows]:
    """Return words as one-hot rows, and as the rows that they have in an embedding.

    Parameters
    ----------
    embedding : Embedding
        Holds them.
    words : sequence of str
        k of them.

    Returns
    -------
    tuple of Rows
        (k, k) and (k, n).
    """
    k = len(words)
    return Rows.of(one_hot(np.arange(k), size=k)), Rows.of(embedding.rows(words))


def both_matrices(hot: Rows, dense: Rows, words: Sequence[str]) -> None:
    """Draw both matrices side by side, each with its verdict.

    Parameters
    ----------
    hot, dense : Rows
        As of :func:`rows_of`.
    words : sequence of str
        Their words.
    """
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(sentences(_("**One-hot.**"), _verdict(hot)))
        chart(identity(hot.vectors, words), key="identity", alt=_("The identity matrix"))
    with right:
        st.markdown(sentences(_("**Dense.**"), _verdict(dense)))
        most_numbered = NUMBERED_ON_A_SLIDE if is_presenting() else MAX_NUMBERED
        figure = coordinates(dense.vectors[:, :MOST_COORDINATES], words, most_numbered=most_numbered)
        chart(figure, key="rows", alt=_("The words' coordinates"))
        if dense.vectors.shape[1] > MOST_COORDINATES:
            text = _("The first {shown:,} of {n:,} coordinates are drawn.")
            st.caption(text.format(shown=MOST_COORDINATES, n=dense.vectors.shape[1]))


def one_hot_verdict(hot: Rows) -> str:
    """Answer whether one-hot rows are independent, and whether one resembles another.

    Parameters
    ----------
    hot : Rows
        One-hot.

    Returns
    -------
    str
        One sentence, yes first.
    """
    k, rank = len(hot.vectors), int(hot.growth.ranks[-1])
    if k == 1:
        return _("Yes, a single axis is independent; there is no other word to resemble.")
    said = _(
        "Yes, independent: rank {rank} of {k}. No, none resembles another: every cosine is {cosine:g}, every distance "
        "{far:.4g}."
    )
    cosine, far = hot.gram.cosine_range[1] + 0.0, hot.gram.distance_range[1]
    return said.format(rank=rank, k=k, cosine=cosine, far=Readable(far))


def all_pairs(hot: Rows, dense: Rows, words: Sequence[str]) -> None:
    """Draw the cosine or the distance of each pair of words, on both sides.

    Parameters
    ----------
    hot, dense, words
        As for :func:`both_matrices`.
    """
    measures = {"cosine": _("cosine"), "distance": _("Euclidean distance")}
    measure = choose(_("Compare the words by"), measures, key="pair", as_buttons=True)
    sides = ((_("**One-hot**"), hot, "pairs-hot"), (_("**Dense**"), dense, "pairs-dense"))
    for column, (name, rows, key) in zip(st.columns(2, gap="large"), sides, strict=True):
        with column:
            st.markdown(name)
            figure = cosines(rows.gram.cosines, words) if measure == "cosine" else distances(rows.gram.distances, words)
            chart(figure, key=key, alt=_("Each pair of words compared"))
    if np.isfinite(dense.gram.cosine_range).all():
        st.caption(_("One-hot, every word is equally unlike every other. Dense, similarity has become a number."))
    if measure == "cosine" and not dense.gram.norms.all():
        st.caption(_("A zero vector has no direction, and so no cosine: its fields are empty."))


def which_is_independent(hot: Rows, dense: Rows, words: Sequence[str]) -> None:
    """Draw how much of each word is outside the span of those before it, as a table.

    Parameters
    ----------
    hot, dense, words
        As for :func:`both_matrices`.
    """
    st.markdown(
        _(
            "The share of each word's vector that lies outside the span of the words before it. Above {tolerance:.1e} "
            "the word is independent of them; at 1 it is orthogonal to them all."
        ).format(tolerance=Readable(dense.growth.tolerance))
    )
    table: Table = {
        _("word"): list(words),
        _("one-hot"): hot.growth.novelty.tolist(),
        _("dense"): dense.growth.novelty.tolist(),
        _("independent"): dense.growth.independent.tolist(),
    }
    draw_table(table)
    csv_button(table, name="independence")


def _verdict(rows: Rows) -> str:
    k, cos, far = len(rows.vectors), rows.gram.cosine_range, rows.gram.distance_range
    rank = _("Rank **{rank} of {k}**, Gram determinant **{det}**.")
    found = rank.format(rank=rows.growth.ranks[-1], k=k, det=rows.determinant)
    between = apart = ""
    if np.isfinite(cos).all():
        low, high = (f"{Readable(each + 0.0):.2f}" for each in cos)
        between = _("Cosines from **{low}** to **{high}**.") if low != high else _("Every cosine is **{low}**.")
        between = between.format(low=low, high=high)
    if k > 1:
        low, high = (f"{Readable(each):.4g}" for each in far)
        apart = _("Distances from **{low}** to **{high}**.") if low != high else _("Every distance is **{low}**.")
        apart = apart.format(low=low, high=high)
    return sentences(found, between, apart)
