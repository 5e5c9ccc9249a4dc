"""The words at the ends of axes: in the basis that training left, in a random one, and in two that are sought."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from embedviz.algebra.ica import independent_components
from embedviz.algebra.rotation import Rotation
from embedviz.algebra.varimax import varimax
from embedviz.embedding import Embedding
from embedviz.figures.axes import axis_ends as ends_figure
from embedviz.geometry.axes import AxisEnds, axis_ends
from embedviz.i18n import _, listed, pgettext, sentences
from embedviz.progress import ProgressCallback
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.recent import remembered

MOST_WORDS = 10_000
# Varimax turns every pair of axes again and again: a minute a sweep of 1,024.
MOST_AXES = 512


def axes_of_bases(embedding: Embedding, drawn: Rotation | None) -> None:
    """Ask whether axes have a meaning, and draw their ends in four bases.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    drawn : Rotation or None
        The random basis; None where there are too many dimensions for one.
    """
    st.markdown(
        _(
            "Dot products are the same in every orthonormal basis, so they single out no axis. Are the given axes "
            "easier to read than random ones, or than axes found for the purpose? That is measured here."
        )
    )
    st.latex(
        r"\max_{Q^\top Q=I}\ \sum_{j=1}^{n}\Big[\tfrac1m\sum_{i=1}^{m}\lambda_{ij}^4-"
        r"\Big(\tfrac1m\sum_{i=1}^{m}\lambda_{ij}^2\Big)^2\Big]"
    )
    st.caption(
        _(
            "Varimax (Kaiser 1958; for word vectors Park, Bak and Oh 2017): λᵢⱼ is the coordinate of word i on axis j, "
            "Λ = AQ. ICA whitens first and seeks the least Gaussian axes (Hyvärinen 1999; for words Yamagiwa et al. "
            "2023, Musil and Mareček 2024)."
        )
    )
    if drawn is None:
        st.info(_("Without a Q there is no basis to compare with."), icon=":material/info:")
    else:
        axes(embedding, drawn)


def axes(embedding: Embedding, drawn: Rotation) -> None:
    """Draw the words at both ends of an axis in four bases, with the control for which axis.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    drawn : Rotation
        The random basis.
    """
    top = embedding.top(MOST_WORDS)
    if len(top) < 2 or not np.ptp(top.vectors, axis=0).any():
        st.info(
            _("An axis has two ends only if two words have different vectors; here all are equal."),
            icon=":material/info:",
        )
        return
    n = embedding.shape[1]
    axis = up_to(n, label=_("Axis"), usual=1, key="axis") - 1
    verdict = st.container()
    found: dict[str, AxisEnds] = {}
    left, right = st.columns(2, gap="large")
    with left:
        found[_("original")] = _drawn_ends("original", _("original"), ends_of(top, None), axis, top)
    with right:
        found[_("rotated by Q")] = _drawn_ends("rotated", _("rotated by Q"), ends_of(top, drawn), axis, top)
    found |= _sought(top, axis)
    with verdict:
        _what_to_see(found)
    _summary(found, top)


def ends_of(embedding: Embedding, drawn: Rotation | None) -> AxisEnds:
    """Return the words at the ends of the axes that vectors have, or have after a rotation.

    Parameters
    ----------
    embedding : Embedding
        Two words or more.
    drawn : Rotation or None
        None leaves the axes as they are.

    Returns
    -------
    AxisEnds
    """
    return _ends(embedding.id, None if drawn is None else drawn.seed, embedding, drawn)


def _sought(top: Embedding, axis: int) -> dict[str, AxisEnds]:
    n = top.shape[1]
    if n < 2 or n > MOST_AXES:
        st.info(
            _("With one axis there is nothing to rotate.")
            if n < 2
            else _("Varimax and ICA are offered for up to {most:,} dimensions; here there are {n:,}.").format(
                most=MOST_AXES, n=n
            ),
            icon=":material/info:",
        )
        return {}
    found = {}
    fits: tuple[tuple[str, str, Callable[..., AxisEnds], str], ...] = (
        ("varimax", _("varimax"), _by_varimax, _("A rotation, found by rotating the axes pair by pair.")),
        ("ica", _("ICA"), _by_ica, _("Whitened, then rotated, by FastICA.")),
    )
    for column, (place, name, fit, how) in zip(st.columns(2, gap="large"), fits, strict=True):
        with column:
            ends: AxisEnds | None = on_request(
                (place, top.id),
                partial(fit, top),
                place=place,
                label=_("Find the axes by {name}").format(name=name),
                note=sentences(
                    how,
                    _("Fitted on {count:,} words; seconds in 50 dimensions, minutes in 300.").format(count=len(top)),
                ),
            )
            if ends is not None:
                found[name] = _drawn_ends(place, name, ends, axis, top)
    return found


def _drawn_ends(key: str, name: str, ends: AxisEnds, axis: int, top: Embedding) -> AxisEnds:
    at = min(axis, len(ends) - 1)
    st.markdown(_("**{name}, axis {number}**").format(name=name[:1].upper() + name[1:], number=at + 1))
    chart(ends_figure(ends, at, top.words), key=f"ends-{key}", alt=_("The words at the two ends of the axis"))
    likeness = _("Mean cosine of two words: {high} at the upper end, {low} at the lower.")
    st.caption(likeness.format(high=_number(ends.high_likeness[at]), low=_number(ends.low_likeness[at])))
    return ends


def _what_to_see(found: dict[str, AxisEnds]) -> None:
    original, rotated, *sought = found.values()
    if np.isnan(original.mean_likeness):
        st.markdown(_("With so few words each end is a single word."))
        return
    likeness = listed(f"{name} **{ends.mean_likeness:.2f}**" for name, ends in found.items())
    verdict = (
        _("The original axes beat a random basis by more than two standard errors.")
        if original.better_than(rotated)
        else _("The original axes do not beat a random basis.")
    )
    if any(ends.better_than(original) for ends in sought):
        verdict = sentences(verdict, _("Those that were fitted do: look for ends that share a topic."))
    st.markdown(
        _(
            "Similarity of the {k} words at the longer end of an axis, by their mean cosine over all axes: "
            "{likeness}. {verdict}"
        ).format(k=original.high.shape[1], likeness=likeness, verdict=verdict)
    )


def _summary(found: dict[str, AxisEnds], top: Embedding) -> None:
    table: Table = {
        _("basis"): list(found),
        _("axes"): [len(ends) for ends in found.values()],
        _("mean cosine at the longer end"): [_number(ends.mean_likeness) for ends in found.values()],
        _("median excess kurtosis"): [_number(float(np.median(ends.kurtosis))) for ends in found.values()],
    }
    draw_table(table)

    def all_ends() -> Table:
        rows = [
            (name, axis + 1, end, place + 1, top.words[int(row)], float(value))
            for name, ends in found.items()
            for end, words, values in (
                (pgettext("end of an axis", "upper"), ends.high, ends.high_values),
                (pgettext("end of an axis", "lower"), ends.low, ends.low_values),
            )
            for axis in range(len(ends))
            for place, (row, value) in enumerate(zip(words[axis], values[axis], strict=True))
        ]
        header = (_("basis"), _("axis"), _("end"), _("place"), _("word"), _("standard deviations"))
        return dict(zip(header, zip(*rows, strict=True), strict=True))

    csv_button(all_ends, name="axes")


def _by_varimax(top: Embedding, progress: ProgressCallback) -> AxisEnds:
    vectors = top.vectors.astype(np.float64)
    vectors -= vectors.mean(axis=0)
    coordinates = vectors @ varimax(vectors, progress=progress).rotation
    signs = np.where((coordinates**3).mean(axis=0) < 0, -1.0, 1.0)
    return axis_ends(coordinates * signs, vectors)


def _by_ica(top: Embedding, progress: ProgressCallback) -> AxisEnds:
    return axis_ends(independent_components(top.vectors, progress=progress).coordinates, top.vectors)


def _number(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"


@remembered
def _ends(id: str, seed: int | None, _embedding: Embedding, _drawn: Rotation | None) -> AxisEnds:  # noqa: ARG001
    vectors = _embedding.vectors.astype(np.float64)
    return axis_ends(vectors if _drawn is None else vectors @ _drawn.matrix, vectors)
