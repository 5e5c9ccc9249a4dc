"""What the Polysemy page draws of the ladder: two clouds beside each other, all of them small, and the numbers."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from embedviz.context.ladder import Rung
from embedviz.figures.ladder import Step, cloud_spectra, ladder, separation
from embedviz.figures.sense_cosines import sense_cosines
from embedviz.i18n import _, sentences
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.polysemy.ladder import picture
from embedviz.ui.polysemy.points import occurrences_as_points
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.tables import draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.units import Readable

MOST_IN_MATRIX = 40
WIDE, NARROW = 4, 2
"""Panels of the ladder in a row, on a screen and on a phone."""


def glance(rung: Rung, chosen: Chosen, *, key: str) -> None:
    """Draw the occurrences of a word in three dimensions, with one sentence that says what to see.

    Parameters
    ----------
    rung : Rung
        Where they are seen.
    chosen : Chosen
        What they are.
    key : str
        Unique on the page.
    """
    coordinates, kept = picture(rung, 3)
    found = rung.cloud.found
    named = {f"{key}-right": np.flatnonzero(found == 1).tolist(), f"{key}-wrong": np.flatnonzero(found < 1).tolist()}
    with st.container(key=f"{key}_hand"):
        st.markdown(seen_at_a_glance(rung, chosen, key))
        occurrences_as_points(coordinates, chosen, key=key, named=named)
    if rung.cloud.centered_rank:
        st.caption(_("PCA in three dimensions shows {kept:.0%} of the cloud's variance.").format(kept=Readable(kept)))
    else:
        st.caption(_("All occurrences have the same vector: there is no variance to show."))


def seen_at_a_glance(rung: Rung, chosen: Chosen, key: str) -> str:
    """Say what the occurrences of a word are on a rung: one point, or a cloud, and how many show their sense.

    Parameters
    ----------
    rung : Rung
        Of k occurrences.
    chosen : Chosen
        What they are.
    key : str
        Of the scene, whose points the phrases light.

    Returns
    -------
    str
    """
    k, found = len(chosen.senses), rung.cloud
    if not found.centered_rank:
        return _(
            "**{k} occurrences, one point.** Rank {rank}: whatever “{word}” means, its vector is the same."
        ).format(k=k, rank=found.rank, word=shown(chosen.word))
    said = _("**{k} occurrences, {k} points.** Rank {rank}.").format(k=k, rank=found.rank)
    if found.nearest_centroid is None:
        return said
    right, wrong = (int(each.sum()) for each in (found.found == 1, found.found < 1))
    told = (
        _("The sense is predicted correctly for [{right}](#mark-{key}-right), not for [{wrong}](#mark-{key}-wrong).")
        if wrong
        else _("The sense is predicted correctly for [all {right}](#mark-{key}-right).")
    )
    return sentences(said, told.format(right=right, wrong=wrong, key=key))


def whether_told_apart(rung: Rung, chosen: Chosen) -> str:
    """Answer whether an encoder tells the senses of a word apart.

    Parameters
    ----------
    rung : Rung
        Of the encoder.
    chosen : Chosen
        The occurrences.

    Returns
    -------
    str
        One sentence, yes or no first where that is known.
    """
    title, judged = plain(rung.title), rung.cloud.nearest_centroid
    if not rung.cloud.centered_rank:
        return _("No: whatever “{word}” means, {title} gives it the same vector.").format(
            word=shown(chosen.word), title=title
        )
    if judged is None:
        return _("Senses cannot be told apart: {reason}.").format(reason=plain(rung.cloud.reasons["nearest_centroid"]))
    low, high = judged.chance_interval
    said = (
        _("Yes: {found:.0%} of the senses are found by {title}; by chance it would be {low:.0%} to {high:.0%}.")
        if judged.accuracy > high
        else _("No: {found:.0%} of the senses are found by {title}, no more than by chance: {low:.0%} to {high:.0%}.")
    )
    return said.format(title=title, found=Readable(judged.accuracy), low=low, high=high)


def strip(rungs: Sequence[Rung], chosen: Chosen) -> None:
    """Draw the occurrences on all rungs beside each other.

    Parameters
    ----------
    rungs : sequence of Rung
        From the static vector up.
    chosen : Chosen
        The occurrences.
    """
    steps = [
        Step(
            rung.title,
            picture(rung, 2)[0],
            chosen.senses,
            rung.cloud.nearest_centroid.accuracy if rung.cloud.nearest_centroid is not None else None,
            _("rank {rank}").format(rank=rung.cloud.rank),
        )
        for rung in rungs
    ]
    # The style shows the one that there is room for: the server does not know how wide a window is.
    figures = {"ladder": WIDE} if is_presenting() else {"ladder": WIDE, "ladder_narrow": NARROW}
    for key, columns in figures.items():
        chart(
            ladder(steps, columns=columns),
            key=key,
            alt=_("The occurrences in the plane, a panel for each encoder"),
            elastic=False,
        )


def scores(rungs: Sequence[Rung]) -> None:
    """Draw how well each rung tells the senses apart, against chance; or say why that cannot be known.

    Parameters
    ----------
    rungs : sequence of Rung
        All of them.
    """
    judged = [(rung.title, found) for rung in rungs if (found := rung.cloud.nearest_centroid) is not None]
    if not judged:
        reason = rungs[-1].cloud.reasons["nearest_centroid"]
        st.info(_("Senses cannot be told apart: {reason}.").format(reason=plain(reason)), icon=":material/label_off:")
        return
    figure = separation(
        [title for title, _found in judged],
        [found.accuracy for _title, found in judged],
        [found.chance_interval for _title, found in judged],
    )
    chart(figure, key="separation", alt=_("Share of senses predicted correctly by each encoder, against chance"))


def numbers(rungs: Sequence[Rung]) -> None:
    """Draw all that is measured on each rung as a table.

    Parameters
    ----------
    rungs : sequence of Rung
        All of them.
    """
    clouds = [rung.cloud for rung in rungs]
    separated = [found.nearest_centroid for found in clouds]
    table: dict[str, Sequence[object]] = {
        _("encoder"): [rung.title for rung in rungs],
        _("rank"): [found.rank for found in clouds],
        _("self-similarity"): [_rounded(found.self_similarity) for found in clouds],
        _("self-similarity minus baseline"): [_rounded(found.corrected_self_similarity) for found in clouds],
        _("maximum explainable variance"): [_rounded(found.max_explainable_variance) for found in clouds],
        _("explainable variance minus baseline"): [
            _rounded(found.corrected_max_explainable_variance) for found in clouds
        ],
        _("silhouette"): [_rounded(found.silhouette) for found in clouds],
        _("senses found"): [_rounded(each.accuracy if each else None) for each in separated],
        _("p"): [_rounded(each.p_value if each else None) for each in separated],
    }
    draw_table(table)
    csv_button(table, name="ladder")
    st.caption(
        _(
            "Self-similarity is the mean cosine between occurrences, the maximum explainable variance σ₁²/Σσ²; "
            "their baselines are the values for tokens of other words in these sentences (Ethayarajh 2019). p: how "
            "often randomly permuted senses are found at least as often."
        )
    )


def pairs(left: Rung, right: Rung, chosen: Chosen) -> None:
    """Draw the cosines between occurrences on two rungs, and the spectra of both clouds.

    Parameters
    ----------
    left, right : Rung
        What is compared.
    chosen : Chosen
        The occurrences.
    """
    first = slice(None, MOST_IN_MATRIX)
    values = [rung.cloud.cosines[first, first] for rung in (left, right)]
    for column, rung, own, key in zip(
        st.columns(2, gap="large"), (left, right), values, ("left", "right"), strict=True
    ):
        with column:
            st.markdown(f"**{rung.title}**")
            chart(
                sense_cosines(own, chosen.parts[first], chosen.senses[first], beside=values),
                key=f"cosines-{key}",
                alt=_("Cosines between occurrences, ordered by sense"),
            )
    if len(chosen.senses) > MOST_IN_MATRIX:
        st.caption(_("The first {most} occurrences are compared here.").format(most=MOST_IN_MATRIX))


@st.fragment
def spectra(rungs: Sequence[Rung]) -> None:
    """Draw the spectra of all clouds.

    Parameters
    ----------
    rungs : sequence of Rung
        All of them.
    """
    st.caption(
        _(
            "Each encoder gives a k × d matrix, one row per occurrence. A static one repeats a single row: rank 1, "
            "unless it is zero."
        )
    )
    log = st.toggle(_("Log scale"), key="log", bind=bound("log", on_or_off))
    curves = [(rung.title, rung.cloud.spectrum.singular_values) for rung in rungs]
    chart(
        cloud_spectra(curves, log=log),
        key="cloud_spectra",
        alt=_("Singular values of each cloud, one line per encoder"),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 3)
