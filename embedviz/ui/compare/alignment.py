"""One source turned onto another by orthogonal Procrustes: how near that comes, and for which words."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from embedviz.algebra.alignment import Alignment, align
from embedviz.algebra.reduction import reduce_dimensions
from embedviz.figures.comparison import MOST_COORDINATES, orthogonal_matrix, residuals
from embedviz.i18n import _, ngettext
from embedviz.ui.compare.pair import Compared, Pair
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, common_formats, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.results import spectrum_of
from embedviz.units import Readable, dimensions

# A singular value decomposition of so many dimensions takes a second.
MOST_DIMENSIONS = 1_024
LISTED = 20
_ALIGNMENTS = Recent()


@dataclass(frozen=True, eq=False)
class Aligned:
    """The same words in two sources, the first turned onto the second.

    Parameters
    ----------
    first, second : ndarray (s, n) float32
        The vectors, in as many dimensions.
    found : Alignment
        Of the first onto the second.
    shuffled : Alignment
        Of the first, its words in random order, onto the second: what chance gives.
    """

    first: np.ndarray = field(repr=False)
    second: np.ndarray = field(repr=False)
    found: Alignment
    shuffled: Alignment


def alignment(pair: Pair, compared: Compared) -> Aligned | None:
    """Draw the alignment of the first source onto the second.

    Parameters
    ----------
    pair : Pair
        The sources.
    compared : Compared
        The words.

    Returns
    -------
    Aligned or None
        None if they cannot be aligned as they are; why has been said.
    """
    p, q = compared.first.shape[1], compared.second.shape[1]
    if p != q and not _reduced(pair, p, q):
        return None
    n = min(p, q)
    if n > MOST_DIMENSIONS:
        st.info(
            _("An alignment in {n:,} dimensions takes too long here; expected at most {most:,}.").format(
                n=n, most=MOST_DIMENSIONS
            ),
            icon=":material/info:",
        )
        return None
    aligned = _aligned(pair, compared, n)
    _verdict(aligned, pair.names)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(_("**Residuals** by word"))
        chart(
            residuals(aligned.found, aligned.shuffled),
            key="residuals",
            alt=_("Histogram of the residuals by word, and of those of shuffled words"),
            elastic=False,
        )
    with right:
        st.markdown(_("**Q**, as found"))
        alt = _("The entries of Q as colors")
        chart(orthogonal_matrix(aligned.found.rotation), key="rotation", alt=alt, elastic=False)
        if n > MOST_COORDINATES:
            st.caption(_("The first {most} of {n:,} rows and columns.").format(most=MOST_COORDINATES, n=n))
    _words(aligned.found, compared)
    return aligned


def _reduced(pair: Pair, p: int, q: int) -> bool:
    """Say that dimensions differ, and offer to make them equal."""
    wider, name = (pair.first, pair.names[0]) if p > q else (pair.second, pair.names[1])
    n = min(p, q)
    st.info(
        _(
            "Procrustes needs equal dimensions, and these are {p:,} and {q:,}: no orthogonal matrix maps one onto "
            "the other. What can be compared is the larger along its leading principal directions ({n:,}), which keep "
            "{energy:.1%} of its squared lengths."
        ).format(p=p, q=q, n=n, energy=Readable(spectrum_of(wider).energy(n))),
        icon=":material/info:",
    )
    label = _("Reduce {name} to {dimensions} by PCA").format(name=plain(name), dimensions=dimensions(n))
    return st.toggle(label, key="pca", bind=bound("pca", on_or_off))


def _verdict(aligned: Aligned, names: tuple[str, str]) -> None:
    found, shuffled = aligned.found, aligned.shuffled
    s, n = aligned.first.shape
    kind = _("a rotation") if found.determinant > 0 else _("a rotation and a reflection")
    st.markdown(
        ngettext(
            "Rotated by the best Q, the {words:,} word of {first} ends up **{angle:.0f}°** from its place in {second}. "
            "‖AQ − B‖ is **{residual:.1%}** of ‖B‖: a single vector can always be rotated into the direction of "
            "another.",
            "Rotated by the best Q, the {words:,} words of {first} end up a median of **{angle:.0f}°** from their "
            "places in {second}; with the words shuffled it would be {by_chance:.0f}°. Overall, ‖AQ − B‖ is "
            "**{residual:.1%}** of ‖B‖ (shuffled {chance:.1%}). For a rotated copy the angle and ‖AQ − B‖ are 0.",
            s,
        )
        .format(
            words=s,
            first=plain(names[0]),
            second=plain(names[1]),
            residual=found.relative_residual,
            chance=shuffled.relative_residual,
            angle=found.median_angle,
            by_chance=shuffled.median_angle,
        )
        .replace(" − ", "\u00a0−\u00a0")  # or a line ends within the bars
    )
    st.caption(
        _(
            "Q is {kind} (det Q = {determinant:+.0f}), |QᵀQ − I| ≤ {error:.0e}. The singular values of AᵀB sum to "
            "{correlation:.3f} of ‖A‖‖B‖: 1 for a rotated and scaled copy."
        ).format(
            kind=kind,
            determinant=Readable(found.determinant),
            error=Readable(found.orthogonality_error),
            correlation=found.correlation,
        )
    )
    if not found.unique:
        st.info(
            ngettext(
                "The best Q is not unique: {s:,} word does not span all {n:,} dimensions, and outside its span "
                "any rotation is as good. The residual then says little.",
                "The best Q is not unique: the {s:,} words do not span all {n:,} dimensions in both sources, and "
                "outside their span any rotation is as good. The residual then says little: compare it with "
                "chance.",
                s,
            ).format(s=s, n=n),
            icon=":material/info:",
        )


def _words(found: Alignment, compared: Compared) -> None:
    order = np.argsort(found.relative_residuals, kind="stable")
    most = min(LISTED, len(order))
    titles = _("**Best aligned**"), _("**Worst aligned**")
    tables = [_table(found, compared, rows) for rows in (order[:most], order[::-1][:most])]
    for column, title, table in zip(st.columns(2, gap="medium"), titles, tables, strict=True):
        with column:
            st.markdown(title)
            draw_table(table, height=300, formats=common_formats(*tables))
    csv_button(lambda: _table(found, compared, order), name="residuals")


def _table(found: Alignment, compared: Compared, rows: np.ndarray) -> Table:
    return {
        _("word"): [compared.first.words[i] for i in rows.tolist()],
        _("residual / length"): found.relative_residuals[rows].tolist(),
        _("cosine after rotation"): found.cosines[rows].tolist(),
        _("place"): (rows + 1).tolist(),
    }


def _aligned(pair: Pair, compared: Compared, n: int) -> Aligned:
    def make() -> Aligned:
        sides = [
            each.vectors if each.shape[1] == n else reduce_dimensions(each.vectors, spectrum_of(source), dimensions=n)
            for each, source in ((compared.first, pair.first), (compared.second, pair.second))
        ]
        shuffled = np.random.default_rng(0).permutation(len(sides[0]))
        return Aligned(sides[0], sides[1], align(*sides), align(sides[0][shuffled], sides[1]))

    aligned: Aligned = _ALIGNMENTS.get((compared.id, n), make)
    return aligned
