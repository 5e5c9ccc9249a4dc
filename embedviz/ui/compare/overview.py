"""What is told of two sources as a whole: the words they share, their spectra, and their linear CKA."""

import numpy as np
import streamlit as st

from embedviz.algebra.cka import LinearCKA, linear_cka
from embedviz.figures.training import singular_values
from embedviz.i18n import _, listed, ngettext
from embedviz.parts.dataset import Excerpt
from embedviz.sources.bilingual import bilingual_pairs
from embedviz.ui.compare.pair import Compared, Pair, both
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.curves import spectrum_curve
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import spectrum_of
from embedviz.units import number, percentage

EXAMPLES, EXAMPLES_ON_A_SLIDE, LONGEST_EXAMPLE = 5, 3, 24


def vocabulary(pair: Pair) -> None:
    """Draw how many words two sources share, and which only one has.

    Parameters
    ----------
    pair : Pair
        The sources.
    """
    shared, sides = pair.shared, (pair.first, pair.second)
    most = EXAMPLES_ON_A_SLIDE if is_presenting() else EXAMPLES
    table: Table = {
        _("source"): list(pair.names),
        _("words"): [f"{len(each):,}" for each in sides],
        _("dimensions"): [each.shape[1] for each in sides],
        _("shared"): [f"{len(shared):,}"] * 2,
        _("share of its words"): [percentage(share) for share in shared.shares],
        _("only here"): [f"{len(only):,}" for only in (shared.only_a, shared.only_b)],
        _("for example"): [listed(map(_short, only[:most])) for only in (shared.only_a, shared.only_b)],
    }
    if not shared.words:
        first, second = (plain(name) for name in pair.names)
        st.info(
            _(
                "**{first}** and **{second}** have no word in common, by exact spelling: nothing can be compared "
                "word by word. Their spectra and scores are below."
            ).format(first=first, second=second),
            icon=":material/info:",
        )
    elif pair.listed:
        st.markdown(
            _(
                "One source is Chinese, the other is not. Our list of {all:,} pairs says which words belong "
                "together. Pairs of which both words are present: **{count:,}**. Below, each pair counts as one "
                "word, such as {example}."
            ).format(all=len(bilingual_pairs()), count=len(pair.shared), example=plain(both(pair, 0)))
        )
    else:
        st.markdown(
            ngettext(
                "The sources share **{count:,} word**, by exact spelling: {a} of {first}, {b} of {second}.",
                "The sources share **{count:,} words**, by exact spelling: {a} of {first}, {b} of {second}.",
                len(shared),
            ).format(
                count=len(shared),
                a=percentage(shared.shares[0]),
                b=percentage(shared.shares[1]),
                first=plain(pair.names[0]),
                second=plain(pair.names[1]),
            )
        )
    draw_table(table)
    csv_button(table, name="shared")
    for name, each in zip(pair.names, (pair.first, pair.second), strict=True):
        if isinstance(each, Excerpt):
            text = _("Of {name}, the first {m:,} of {all:,} words are compared.")
            st.caption(text.format(name=plain(name), m=len(each), all=len(each.whole)))
    for name, repeated in zip(pair.names, shared.repeated, strict=True):
        if repeated:
            text = _("{name} repeats words; only the first row of each counts. Rows left out: {rows:,}.")
            st.caption(text.format(name=plain(name), rows=repeated))


def spectra(pair: Pair) -> None:
    """Draw the spectra of both sources, and what they say of rank.

    Parameters
    ----------
    pair : Pair
        The sources.
    """
    found = [spectrum_of(each) for each in (pair.first, pair.second)]
    lines = [
        spectrum_curve(name, each.singular_values / (each.singular_values[0] or 1.0))
        for name, each in zip(pair.names, found, strict=True)
    ]
    st.markdown(
        _(
            "Of all vectors of each source, the effective rank is **{a:.1f}** for {first} (n = {n:,}) and **{b:.1f}** "
            "for {second} (n = {p:,}): the slower a curve falls, the more evenly its directions are used."
        ).format(
            a=found[0].effective_rank,
            n=found[0].shape[1],
            first=plain(pair.names[0]),
            b=found[1].effective_rank,
            p=found[1].shape[1],
            second=plain(pair.names[1]),
        )
    )
    chart(
        singular_values(lines, relative=True),
        key="spectra",
        alt=_("Singular values of both sources, relative to the largest"),
    )
    table: Table = {
        _("source"): list(pair.names),
        _("words"): [each.shape[0] for each in found],
        _("dimensions"): [each.shape[1] for each in found],
        _("rank"): [each.rank() for each in found],
        _("effective rank"): [number(each.effective_rank) for each in found],
        _("stable rank"): [number(each.stable_rank) for each in found],
        _("participation ratio"): [number(each.participation_ratio) for each in found],
        _("condition number"): [number(each.condition_number) for each in found],
    }
    draw_table(table)
    if any(each.rank() < len(each.singular_values) for each in found):
        st.caption(_("Where the rank is less than both m and n, the condition number measures rounding only."))
    csv_button(table, name="spectra")


def kernel_alignment(compared: Compared) -> None:
    """Draw the linear CKA of the same words in both sources.

    Parameters
    ----------
    compared : Compared
        The words.
    """
    found = _cka(compared.id, compared)
    if np.isnan(found.value):
        st.info(
            _(
                "CKA compares the differences between words. Here all compared vectors of one source are equal, "
                "so there are none."
            ),
            icon=":material/info:",
        )
        return
    st.markdown(
        _(
            "Linear CKA of the {words:,} words compared: **{value:.3f}**. A copy that is rotated, scaled or "
            "shifted has 1; if words were paired at random, it would be {chance:.3f} on average."
        ).format(words=found.words, value=found.value, chance=found.chance)
    )
    if found.words <= max(found.dimensions):
        st.caption(
            _("With fewer words than dimensions CKA is high whatever the vectors are: compare it with chance alone.")
        )
    table: Table = {
        _("words"): [found.words],
        _("dimensions"): [" / ".join(f"{n:,}" for n in found.dimensions)],
        _("linear CKA"): [found.value],
        _("by chance"): [found.chance],
    }
    draw_table(table, formats=dict.fromkeys(list(table)[2:], "%.3f"))
    csv_button(table, name="cka")


def _short(word: str) -> str:
    line = " ".join(word.split())
    return line if len(line) <= LONGEST_EXAMPLE else line[:LONGEST_EXAMPLE] + "…"


# The id is the key; an argument that begins with an underscore is not looked at.
@remembered
def _cka(id: str, _compared: Compared) -> LinearCKA:  # noqa: ARG001
    return linear_cka(_compared.first.vectors, _compared.second.vectors)
