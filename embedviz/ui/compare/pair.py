"""Two sources side by side: what they share, their spectra, and the same words of both, ready to be compared."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from embedviz.algebra.cka import LinearCKA, linear_cka
from embedviz.algebra.shared import SharedVocabulary, paired_vocabulary, shared_vocabulary
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.figures.training import singular_values
from embedviz.i18n import _, listed, ngettext
from embedviz.parts.dataset import Excerpt
from embedviz.scaling import unit_rows
from embedviz.sources.bilingual import bilingual_pairs
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import step_slider
from embedviz.ui.widgets.curves import spectrum_curve
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import spectrum_of
from embedviz.units import number

USUAL_WORDS = 10_000
STEPS = (100, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
# 133,000 words in 300 dimensions: copies of them in float32 take 160 MB a side.
MOST_NUMBERS = 40_000_000
EXAMPLES, LONGEST_EXAMPLE = 8, 24


@dataclass(frozen=True, eq=False)
class Pair:
    """Two sources and what they have in common.

    Parameters
    ----------
    first, second : Embedding
        Whole.
    names : tuple of 2 str
        What they are called; not Markdown.
    shared : SharedVocabulary
        Their common words, or those of our list that both have.
    listed : bool
        Whether one is Chinese and the other is not, so that the words are paired by our list.
    """

    first: Embedding
    second: Embedding
    names: tuple[str, str]
    shared: SharedVocabulary = field(repr=False)
    listed: bool = False


@dataclass(frozen=True, eq=False)
class Compared:
    """The vectors of the same s words in two sources.

    Parameters
    ----------
    id : str
        Names these vectors.
    first : Embedding (s, p)
        A word a row, none of them zero.
    second : Embedding (s, q)
        The same words in the same order.
    zero : int
        How many words were left out because one of their vectors is zero.
    """

    id: str
    first: Embedding
    second: Embedding
    zero: int


def pair_of(first: Embedding, second: Embedding, names: tuple[str, str]) -> Pair:
    """Return two sources with their common words.

    Parameters
    ----------
    first, second : Embedding
        The sources.
    names : tuple of 2 str
        What they are called.

    Returns
    -------
    Pair
    """
    listed = is_chinese(first) != is_chinese(second)
    return Pair(first, second, names, _shared(first.id, second.id, listed, first, second), listed)


def list_for(first: Embedding) -> tuple[tuple[str, str], ...]:
    """Return our bilingual list, the language of an embedding first.

    Parameters
    ----------
    first : Embedding
        Chinese or not.

    Returns
    -------
    tuple of (str, str)
    """
    return tuple(each[::-1] for each in bilingual_pairs()) if is_chinese(first) else bilingual_pairs()


def both(pair: Pair, i: int) -> str:
    """Return what a shared word is called: in both languages where a list pairs them.

    Parameters
    ----------
    pair : Pair
        The sources.
    i : int
        Which of the shared words.

    Returns
    -------
    str
    """
    word = pair.shared.words[i]
    return f"{word}/{pair.second.words[pair.shared.rows_b[i]]}" if pair.listed else word


def vocabulary(pair: Pair) -> None:
    """Draw how many words two sources share, and which only one has.

    Parameters
    ----------
    pair : Pair
        The sources.
    """
    shared, sides = pair.shared, (pair.first, pair.second)
    table: Table = {
        _("source"): list(pair.names),
        _("words"): [f"{len(each):,}" for each in sides],
        _("dimensions"): [each.shape[1] for each in sides],
        _("shared"): [f"{len(shared):,}"] * 2,
        _("share of its words"): [f"{share:.2%}" for share in shared.shares],
        _("only here"): [f"{len(only):,}" for only in (shared.only_a, shared.only_b)],
        _("for example"): [listed(map(_short, only[:EXAMPLES])) for only in (shared.only_a, shared.only_b)],
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
                "The sources share **{count:,} word**, by exact spelling: {a:.1%} of {first}, {b:.1%} of {second}.",
                "The sources share **{count:,} words**, by exact spelling: {a:.1%} of {first}, {b:.1%} of {second}.",
                len(shared),
            ).format(
                count=len(shared),
                a=shared.shares[0],
                b=shared.shares[1],
                first=plain(pair.names[0]),
                second=plain(pair.names[1]),
            )
        )
    draw_table(table)
    csv_button(table, name="shared")
    for name, each in zip(pair.names, (pair.first, pair.second), strict=True):
        if isinstance(each, Excerpt):
            text = _("Of {name} the first {m:,} of {all:,} words are compared.")
            st.caption(text.format(name=plain(name), m=len(each), all=len(each.whole)))
    for name, repeated in zip(pair.names, shared.repeated, strict=True):
        if repeated:
            text = _("{name} repeats words; only the first row of each counts. Rows left out: {rows:,}.")
            st.caption(text.format(name=plain(name), rows=repeated))


def choose_words(pair: Pair) -> Compared | None:
    """Draw how many of the shared words to compare, and whether at their own length.

    Parameters
    ----------
    pair : Pair
        With at least one common word.

    Returns
    -------
    Compared or None
        None if no shared word has a vector other than zero in both; that has been said.
    """
    k, wider = len(pair.shared), max(pair.first.shape[1], pair.second.shape[1])
    most = min(k, max(1, MOST_NUMBERS // wider))
    steps = [step for step in STEPS if step < most] + [most]
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        count = _choose_count(steps)
    with right:
        unit = st.toggle(
            _("Scale every vector to length 1"),
            value=True,
            key="unit",
            bind=bound("unit", on_or_off),
            help=_("Sources differ in the lengths of their vectors, which cosines ignore."),
        )
    found = _compared(pair.first.id, pair.second.id, count, unit, pair)
    if found is None:
        st.info(
            _("Every shared word has a zero vector in one of the two: there is nothing to compare."),
            icon=":material/info:",
        )
    elif found.zero:
        st.caption(
            _("Shared words left out because a vector is zero, which has no direction: {count:,}.").format(
                count=found.zero
            )
        )
    return found


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
            "Of all vectors of each source, the effective rank is **{a:.1f}** in {n:,} dimensions for {first} and "
            "**{b:.1f}** in {p:,} for {second}: the slower a curve falls, the more evenly its directions are used."
        ).format(
            a=found[0].effective_rank,
            n=found[0].shape[1],
            first=plain(pair.names[0]),
            b=found[1].effective_rank,
            p=found[1].shape[1],
            second=plain(pair.names[1]),
        )
    )
    chart(singular_values(lines), key="spectra", alt=_("Singular values of both sources, relative to the largest"))
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
                "CKA compares the differences between words. Here all compared vectors of a source are equal: there "
                "are none."
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
        _("linear CKA"): [round(found.value, 4)],
        _("by chance"): [round(found.chance, 4)],
    }
    draw_table(table)
    csv_button(table, name="cka")


def _choose_count(steps: list[int]) -> int:
    if len(steps) == 1:  # a slider needs two ends
        st.caption(_("Shared words compared: {count:,}.").format(count=steps[0]))
        return steps[0]
    usual = max(step for step in steps if step <= max(USUAL_WORDS, steps[0]))
    return step_slider(_("First shared words compared"), steps, usual, key="shared")


def _short(word: str) -> str:
    line = " ".join(word.split())
    return line if len(line) <= LONGEST_EXAMPLE else line[:LONGEST_EXAMPLE] + "…"


def _prepared(embedding: Embedding, rows: np.ndarray, *, unit: bool) -> np.ndarray:
    vectors = embedding.vectors[rows]
    if not unit:
        return vectors
    scaled = np.empty(vectors.shape, dtype=np.float32)
    for part, block in row_blocks(vectors):
        scaled[part] = unit_rows(block)
    return scaled


# The ids are the key; arguments that begin with an underscore are not looked at.
@remembered
def _shared(a: str, b: str, listed: bool, _first: Embedding, _second: Embedding) -> SharedVocabulary:  # noqa: ARG001
    return paired_vocabulary(_first, _second, list_for(_first)) if listed else shared_vocabulary(_first, _second)


@remembered
def _compared(a: str, b: str, count: int, unit: bool, _pair: Pair) -> Compared | None:
    rows_a, rows_b = _pair.shared.rows_a[:count], _pair.shared.rows_b[:count]
    directed = (_pair.first.norms[rows_a] > 0) & (_pair.second.norms[rows_b] > 0)
    if not directed.any():
        return None
    words = [both(_pair, i) for i in np.flatnonzero(directed).tolist()]
    id = f"{a}|{b}/{count}/{'unit' if unit else 'raw'}"
    sides = [
        Embedding(
            f"{id}/{side}",
            words,
            _prepared(each, rows[directed], unit=unit),
            checked=True,
            by_frequency=_pair.first.by_frequency,
        )
        for side, each, rows in (("first", _pair.first, rows_a), ("second", _pair.second, rows_b))
    ]
    return Compared(id, sides[0], sides[1], int(np.count_nonzero(~directed)))


@remembered
def _cka(id: str, _compared: Compared) -> LinearCKA:  # noqa: ARG001
    return linear_cka(_compared.first.vectors, _compared.second.vectors)
