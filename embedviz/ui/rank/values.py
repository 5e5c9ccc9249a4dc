"""The spectrum of the words chosen, and the numbers that sum it up."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from embedviz.algebra.spectrum import Spectrum
from embedviz.embedding import Embedding
from embedviz.figures.spectrum import spectrum as spectrum_figure
from embedviz.figures.style import BLUE, ORANGE
from embedviz.i18n import _, ngettext
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import TOLERANCES, first_words, tolerance
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.hand import Line, Marks, Travel, answer, reach
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.results import spectrum_of
from embedviz.units import Readable, number

_KEY = "spectrum"


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
    with st.container(key=f"{_KEY}_hand"):
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
        travel = _travel(found, rtol)
        answer(_KEY, travel)
        chart(
            spectrum_figure(found, rtol=rtol, log=log, is_movable=True),
            key=_KEY,
            alt=_("Singular values in descending order, and the energy they accumulate"),
        )
        reach(_KEY, travel, _marks(found, rtol))
    return Chosen(found, rtol)


def on_log_scale(found: Spectrum) -> None:
    """Draw singular values between the tolerances of both precisions, for a step that is presented alone.

    Parameters
    ----------
    found : Spectrum
        Of all words.
    """
    chart(
        spectrum_figure(found, log=True),
        key="both-tolerances",
        alt=_("All singular values, from the largest to the smallest, on a logarithmic axis"),
    )


def _said(rank: int, count: int) -> str:
    if count == 1:
        over = _(
            "**Rank 1**: the [only singular value, {first:.4g}](#mark-first), exceeds the "
            "[tolerance τ = {tolerance:.3g}](#mark-tolerance)."
        )
        return (
            over
            if rank
            else _(
                "**Rank 0**: the [only singular value, {first:.4g}](#mark-first), does not exceed the "
                "[tolerance τ = {tolerance:.3g}](#mark-tolerance)."
            )
        )
    return ngettext(
        "**Rank {rank:,}**: [{rank:,} of {count:,} singular values](#mark-counted) exceeds the "
        "[tolerance τ = {tolerance:.3g}](#mark-tolerance). The [smallest is {last:.4g}](#mark-last), the "
        "[largest {first:.4g}](#mark-first).",
        "**Rank {rank:,}**: [{rank:,} of {count:,} singular values](#mark-counted) exceed the "
        "[tolerance τ = {tolerance:.3g}](#mark-tolerance). The [smallest is {last:.4g}](#mark-last), the "
        "[largest {first:.4g}](#mark-first).",
        rank,
    )


def _travel(found: Spectrum, rtol: float | None) -> Travel:
    """Return what each tolerance of the slider makes of the rank."""
    tolerances = [found.tolerance(each) for each in TOLERANCES.values()]
    ranks = [found.rank(each) for each in TOLERANCES.values()]
    numbers: dict[str, Any] = {
        "count": len(found.singular_values),
        "last": Readable(found.singular_values[-1]),
        "first": Readable(found.singular_values[0]),
    }
    return Travel(
        slider="rtol",
        here=list(TOLERANCES.values()).index(rtol),
        texts=[
            _said(rank, numbers["count"]).format(rank=rank, tolerance=Readable(each), **numbers)
            for rank, each in zip(ranks, tolerances, strict=True)
        ],
        line=Line(shape=0, axis="y", at=tolerances, on="yaxis") if tolerances[0] > 0 else None,
        counted=ranks,
        colors=(BLUE, ORANGE),
    )


def _marks(found: Spectrum, rtol: float | None) -> Marks:
    points, last = "path.point", len(found.singular_values)
    return {
        "counted": [(points, (0, found.rank(rtol)))],
        "tolerance": [(".shapelayer path", (0, 1))],
        "first": [(points, (0, 1))],
        "last": [(points, (last - 1, last))],
    }


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
    draw_table(table, height=240)
    csv_button(table, name="singular-values")
