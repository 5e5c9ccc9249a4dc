"""The spectrum of the words chosen, and the numbers that sum it up."""

from dataclasses import dataclass

import streamlit as st

from embedviz.algebra.spectrum import Spectrum
from embedviz.embedding import Embedding
from embedviz.figures.spectrum import spectrum as spectrum_figure
from embedviz.i18n import _
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import first_words, tolerance
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table
from embedviz.ui.work.results import spectrum_of
from embedviz.units import Readable, number


@dataclass(frozen=True, eq=False)
class Chosen:
    """The words and the tolerance that a reader looks at.

    Parameters
    ----------
    spectrum : Spectrum
        Of the words.
    rtol : float or None
        Relative tolerance; None for the default.
    """

    spectrum: Spectrum
    rtol: float | None


def singular_values(embedding: Embedding) -> Chosen:
    """Ask for words and a tolerance, and draw their singular values with the rank that follows.

    Parameters
    ----------
    embedding : Embedding
        Whose first words are looked at.

    Returns
    -------
    Chosen
    """
    left, middle, right = st.columns([3, 2, 3], vertical_alignment="bottom")
    with left:
        count = first_words(embedding)
    with middle, st.container(horizontal=True, vertical_alignment="center"):
        log = st.toggle(_("Log scale"), key="log", bind=bound("log", on_or_off))
        tied = bound("centered", on_or_off)
        center = st.toggle(_("Centered"), key="centered", bind=tied, help=_("Subtract the mean vector first."))
    with right:
        rtol = tolerance()
    found = spectrum_of(embedding.top(count), center=center)
    rank = found.rank(rtol)
    st.markdown(
        _(
            "**Rank {rank:,}**: {rank:,} of {count:,} singular values exceed the tolerance τ = {tolerance:.3g}. The "
            "smallest is {last:.4g}, the largest {first:.4g}."
        ).format(
            rank=rank,
            count=len(found.singular_values),
            tolerance=Readable(found.tolerance(rtol)),
            last=Readable(found.singular_values[-1]),
            first=Readable(found.singular_values[0]),
        )
    )
    chart(
        spectrum_figure(found, rtol=rtol, log=log),
        key="spectrum",
        alt=_("Singular values in descending order, and the energy they accumulate"),
    )
    return Chosen(found, rtol)


def other_ranks(chosen: Chosen) -> None:
    """Draw what else is called a rank, and the singular values as a table.

    Parameters
    ----------
    chosen : Chosen
        As :func:`singular_values` returned it.
    """
    found = chosen.spectrum
    _numbers(found, found.rank(chosen.rtol))
    _table(found)


def _numbers(found: Spectrum, rank: int) -> None:
    for column, label, value, help_ in zip(
        st.columns(5),
        (_("rank"), _("effective rank"), _("stable rank"), _("participation ratio"), _("condition number")),
        (rank, found.effective_rank, found.stable_rank, found.participation_ratio, found.condition_number),
        (
            _("Singular values above the tolerance."),
            _("exp of the entropy of σ/Σσ: how many directions matter (Roy and Vetterli 2007)."),
            _("Σσ²/σ₁²: small when one direction dominates (Rudelson and Vershynin 2007)."),
            _("(Σσ²)²/Σσ⁴: how many directions share the energy Σσ²; of a centered matrix, the variance."),
            _(
                "σ₁/σᵣ of the computed singular values, r = min(m, n): how unevenly the directions are used. Infinite "
                "only if the last one is exactly 0, and without meaning where it lies within the tolerance."
            ),
        ),
        strict=True,
    ):
        column.metric(label, number(value), help=help_)
    if rank < len(found.singular_values) and number(found.condition_number) != "∞":
        st.caption(
            _("The last singular value lies within the tolerance: this condition number measures rounding only.")
        )


def _table(found: Spectrum) -> None:
    table: Table = {
        "k": list(range(1, len(found.singular_values) + 1)),
        "σ": found.singular_values.tolist(),
        _("energy of the first k"): found.energies.tolist(),
    }
    st.dataframe(table, hide_index=True, height=240)
    csv_button(table, name="singular-values")
