"""Angles between words: beside those of random directions, and without what all words share."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from embedviz.algebra.all_but_the_top import AllButTheTop, all_but_the_top, usual_removal
from embedviz.embedding import Embedding
from embedviz.figures.angles import angles as angles_figure
from embedviz.geometry.angles import PAIRS, AngleDistribution, RandomDirections, angle_distributions
from embedviz.i18n import _, ngettext, sentences
from embedviz.ui.widgets.address import bound, whole
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import table_aside, verdict
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import spectrum_of
from embedviz.units import Readable, pairs_of_words

MOST_REMOVED = 10
# Numbers read at random from the matrix: 100,000 pairs in 50 dimensions.
READ_NUMBERS = 10_000_000
# In degrees; angles are told to a tenth.
RIGHT = 0.05


@dataclass(frozen=True, eq=False)
class Removed:
    """What a reader chose to take away from all vectors.

    Parameters
    ----------
    removals : tuple of AllButTheTop
        All that can be chosen: without the mean, and without 1, 2, … directions besides.
    directions : int
        How many directions are chosen.
    name : str
        What the choice is called.
    """

    removals: tuple[AllButTheTop, ...]
    directions: int
    name: str


def angles(embedding: Embedding) -> Removed | None:
    """Draw the angles of random pairs of words, with the control for what to remove before.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    Removed or None
        None if there are no angles.
    """
    m, n = embedding.shape
    if m < 2 or n < 2:
        st.info(
            _("One word has no angle to another. Choose a source with two words or more.")
            if m < 2
            else _("In one dimension two vectors point the same way or opposite ways: the angle is 0° or 180°."),
            icon=":material/info:",
        )
        return None
    answered = st.container()
    removed = _choose_removed(embedding)
    before, after, random = angles_of(embedding), angles_of(embedding, removed), RandomDirections(n)
    if not before.pairs:
        st.info(_("Fewer than two vectors are nonzero, so there is no angle."), icon=":material/info:")
        return None
    with answered:
        verdict(are_orthogonal(before, random), _what_to_see(before, after, random, removed))
    name = _removal(removed)
    chart(
        angles_figure(before, after, name, random),
        key="angles",
        alt=_("Histogram of the angles between words, and the density of the angle between random directions"),
    )
    table_aside("angles-table", _("The angles as a table"), partial(_summary, before, after, random, name, m))
    return Removed(_removals(embedding), removed, name)


def are_orthogonal(before: AngleDistribution, random: RandomDirections) -> str:
    """Answer whether words are orthogonal, yes or no first.

    Parameters
    ----------
    before : AngleDistribution
        Of one pair or more.
    random : RandomDirections
        In as many dimensions.

    Returns
    -------
    str
        One sentence.
    """
    if abs(before.mean - 90) < RIGHT and before.deviation < RIGHT:
        return ngettext(
            "Yes: the only pair is at 90°.", "Yes: all {pairs:,} pairs examined are at 90°.", before.pairs
        ).format(pairs=before.pairs)
    return _(
        "No: {near:.0%} of the pairs are within 10° of a right angle; {random:.0%} of random directions would be."
    ).format(near=Readable(before.near), random=Readable(random.near))


def angles_of(embedding: Embedding, removed: int | None = None) -> AngleDistribution:
    """Return the angles of random pairs of words.

    Parameters
    ----------
    embedding : Embedding
        m ≥ 2 words in n dimensions.
    removed : int, optional
        How many of the leading directions are taken away, and the mean before; nothing is unless given.

    Returns
    -------
    AngleDistribution
        Of the same pairs, whatever is taken away.
    """
    if removed is None:
        return _angles(embedding.id, embedding)
    return _angles_without(embedding.id, embedding)[removed]


def pairs_of(embedding: Embedding) -> int:
    """Return how many pairs of words are drawn, so that reading them does not take long.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    int
    """
    return max(1, min(PAIRS, READ_NUMBERS // (2 * embedding.shape[1])))


def _most(embedding: Embedding) -> int:
    return min(MOST_REMOVED, *(size - 1 for size in embedding.shape))


def _removals(embedding: Embedding) -> tuple[AllButTheTop, ...]:
    centered = spectrum_of(embedding, center=True)
    return tuple(all_but_the_top(centered, removed=d) for d in range(1 + _most(embedding)))


def _choose_removed(embedding: Embedding) -> int:
    most = _most(embedding)
    return st.slider(
        _("Top directions D to remove, after the mean"),
        0,
        most,
        min(most, usual_removal(embedding.shape[1])),
        key="removed",
        bind=bound("removed", whole(0, most)),
        help=_("Mu and Viswanath advise about n/100."),
    )


def _removal(removed: int) -> str:
    if not removed:
        return _("without the mean")
    if removed == 1:
        return _("without the mean and the top direction")
    return _("without the mean and the top {removed} directions").format(removed=removed)


def _what_to_see(before: AngleDistribution, after: AngleDistribution, random: RandomDirections, removed: int) -> str:
    shift = 90 - before.mean
    side = _("left") if shift > 0 else _("right")
    seen = _(
        "Over {pairs} the angle is **{mean:.1f}° ± {deviation:.1f}°**, mean and standard "
        "deviation; for two random directions it is 90° ± {expected:.1f}°. The blue histogram lies {shift:.1f}° to "
        "the {side} of the orange curve and is {wider:.2f} times as wide."
    ).format(
        pairs=pairs_of_words(before.pairs),
        mean=before.mean,
        deviation=before.deviation,
        expected=random.deviation,
        shift=abs(shift),
        side=side,
        wider=before.deviation / random.deviation,
    )
    if not after.pairs:
        return sentences(seen, _("Nothing but rounding is left {removal}.").format(removal=_removal(removed)))
    left = _("Between the same words, {removal}, it is **{mean:.1f}° ± {deviation:.1f}°**.")
    return sentences(seen, left.format(removal=_removal(removed), mean=after.mean, deviation=after.deviation))


def _summary(before: AngleDistribution, after: AngleDistribution, random: RandomDirections, name: str, m: int) -> None:
    rows = [
        (_("one-hot"), 90.0, 0.0, 0.0, 0.0, 1.0),
        *(
            (title, each.mean, each.deviation, each.cosine_mean, each.cosine_deviation, each.near)
            for title, each in ((_("words as they are"), before), (name, after))
            if each.pairs
        ),
        (_("random directions, exact"), 90.0, random.deviation, 0.0, random.cosine_deviation, random.near),
    ]
    header = (_("vectors"), _("mean angle"), _("± (sd)"), _("mean cos"), _("± (sd) of cos"), _("80° to 100°"))
    formats = ("{}", "{:.2f}°", "{:.2f}°", "{:+.4f}", "{:.4f}", "{:.1%}")
    columns = zip(*rows, strict=True)
    table: Table = {
        title: [form.format(value) for value in values]
        for title, form, values in zip(header, formats, columns, strict=True)
    }
    draw_table(table)
    lost = _(" {lost:,} more have none, as a vector is zero.").format(lost=before.undirected)
    drawn = before.pairs + before.undirected < m * (m - 1) // 2
    st.caption(
        _("Pairs of words: {pairs:,}, {which}.").format(
            pairs=before.pairs,
            which=_("drawn at random from the whole vocabulary, with seed 0") if drawn else _("all that have an angle"),
        )
        + (lost if before.undirected else "")
    )
    degrees = np.arange(len(before.counts))
    csv_button(
        lambda: {
            _("from degree"): degrees.tolist(),
            _("words as they are"): before.shares.tolist(),
            name: after.shares.tolist(),
            _("density in the middle"): random.density(degrees + 0.5).tolist(),
        },
        name="angles",
    )


@remembered
def _angles(id: str, _embedding: Embedding) -> AngleDistribution:  # noqa: ARG001
    (found,) = angle_distributions(_embedding, pairs=pairs_of(_embedding))
    return found


@remembered
def _angles_without(id: str, _embedding: Embedding) -> tuple[AngleDistribution, ...]:  # noqa: ARG001
    """Return the angles for all that can be chosen: reading the pairs takes most of the time, and it is done once."""
    return angle_distributions(_embedding, without=_removals(_embedding), pairs=pairs_of(_embedding))
