"""Whether words are independent, and the combination that shows it when they are not."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from embedviz.algebra.dependence import Dependence, dependence
from embedviz.algebra.draw import filled_up
from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.claims.lengths import beside_the_longest, spread_out_of_sight
from embedviz.claims.rounding import doubt
from embedviz.embedding import Embedding
from embedviz.errors import ExpressionError
from embedviz.figures.coefficients import coefficients as coefficients_figure
from embedviz.figures.dependence import small_spectrum
from embedviz.geometry.expression import parse_words, quote
from embedviz.i18n import _, ended, pgettext, sentences
from embedviz.ui.widgets.address import bound, whole
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose, up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import table_aside
from embedviz.ui.widgets.queries import MAX_WORDS, ask_words
from embedviz.ui.widgets.sums import written_residual, written_sum
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable

# The singular value decomposition of n + 1 vectors takes a second there, and eight times as long in twice as many.
MOST_DIMENSIONS = 1024
MOST_SEED = 9_999


def choose_words(embedding: Embedding) -> list[str]:
    """Draw the controls for a handful of words, typed or drawn by chance.

    Parameters
    ----------
    embedding : Embedding
        m words.

    Returns
    -------
    list of str
        From 1 to 12 different words.
    """
    left, right = st.columns([1, 3])
    with left:
        names = {"typed": _("typed"), "chance": pgettext("how words are chosen", "by chance")}
        how = choose(_("Words"), names, key="pick", as_buttons=True)
    with right:
        if how == "typed":
            label, key = _("Words, up to 12"), "chosen"
            words = ask_words(embedding, key=key, label=label, default="king man woman queen")
            _name_repeated(key)
            return words
        first, second = st.columns(2)
        with first:
            count = up_to(min(MAX_WORDS, len(embedding)), label=_("How many"), usual=4, key="count")
        with second:
            return filled_up(embedding, (), count=count, seed=choose_seed("seed"))


def choose_seed(key: str) -> int:
    """Draw a control for the seed of a draw.

    Parameters
    ----------
    key : str
        The widget's key and its name in the URL.

    Returns
    -------
    int
    """
    meaning = _("The same seed draws the same words, from the first 10,000.")
    tied = bound(key, whole(0, MOST_SEED))
    return int(st.number_input(_("Random seed"), 0, MOST_SEED, key=key, bind=tied, help=meaning))


def few_words(embedding: Embedding, words: Sequence[str]) -> None:
    """Draw whether some words are independent.

    Parameters
    ----------
    embedding : Embedding
        In n dimensions.
    words : sequence of str
        From 1 to 12 with vectors.
    """
    found, growth, small = _small(embedding.id, tuple(words), embedding)
    st.markdown(sentences(_verdict(found, words, embedding.shape[1]), _hidden(embedding, words), doubt(small)))
    if found.independent:
        _draw_spectrum(found)
    else:
        left, right = st.columns(2, gap="large")
        with left:
            _draw_spectrum(found)
        with right:
            _draw_witness(found, words, "witness")
    table_aside("words-table", _("Word by word, as a table"), partial(_words_table, found, growth, words))


def one_too_many(embedding: Embedding, words: Sequence[str]) -> None:
    """Draw the witness of n + 1 words in n dimensions.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    words : sequence of str
        Those that must be among them.
    """
    m, n = embedding.shape
    count = n + 1
    if m < count:
        st.info(
            _("n + 1 = {count:,} words are needed; the vocabulary has {m:,}.").format(count=count, m=m),
            icon=":material/info:",
        )
        return
    if n > MOST_DIMENSIONS:
        st.info(
            _(
                "Any {count:,} words are dependent here, by the count alone. The witness itself is computed in up to "
                "{most:,} dimensions: the work grows with the cube of n."
            ).format(count=count, most=MOST_DIMENSIONS),
            icon=":material/info:",
        )
        return
    left, right = st.columns([1, 3], vertical_alignment="center")
    with left:
        drawn = filled_up(embedding, words, count=count, seed=choose_seed("fill"))
    with right:
        if len(words) < count:
            given = _("{given} chosen above, {rest:,} added at random.")
            st.caption(given.format(given=len(words), rest=count - len(words)))
    with st.spinner(_("The singular value decomposition of {count:,} vectors").format(count=count)):
        found = _dependence(embedding.id, tuple(drawn), embedding)
    st.markdown(sentences(_witness(found, drawn), _taking_part(found), _hidden(embedding, drawn)))
    _draw_witness(found, drawn, "surplus")
    table_aside("witness-table", _("All coefficients as a table"), partial(_witness_table, found, drawn))


def _words_table(found: Dependence, growth: RankGrowth, words: Sequence[str]) -> None:
    table: Table = {
        _("word"): words,
        _("share outside those before"): growth.novelty.tolist(),
        _("dependent on them"): (~growth.independent).tolist(),
        **_witness_columns(found),
    }
    draw_table(table)
    csv_button(table, name="independence")


def _witness_table(found: Dependence, words: Sequence[str]) -> None:
    table: Table = {_("word"): words, **_witness_columns(found)}
    draw_table(table, height=240)
    csv_button(table, name="witness")


def _verdict(found: Dependence, words: Sequence[str], n: int) -> str:
    k, values = len(words), found.singular_values
    if found.independent and k == 1:
        return _("**Independent:** a single nonzero vector always is. Its length is {length:.4g}.").format(
            length=Readable(values[0])
        )
    if found.independent:
        return _(
            "**Independent:** rank {rank} of {k}, as every singular value lies above the tolerance τ = "
            "{tolerance:.3g}. The smallest, σ = {last:.4g}, is the length of the shortest combination whose "
            "coefficient vector has unit norm: zero is out of reach."
        ).format(rank=found.rank, k=k, tolerance=Readable(found.tolerance * values[0]), last=Readable(values[-1]))
    counted = _("**Dependent:** rank {rank} of {k}, tolerance τ = {tolerance:.3g}.").format(
        rank=found.rank, k=k, tolerance=Readable(found.tolerance * values[0])
    )
    forced = _("More than n = {n} words always are.").format(n=n) if k > n else ""
    return sentences(counted, forced, _witness(found, words))


def _witness(found: Dependence, words: Sequence[str]) -> str:
    """Write out the witness, and solve it for one of its words."""
    assert found.coefficients is not None and found.solved is not None  # noqa: S101, PT018 - they are dependent
    names = [words[i] for i in found.terms]
    if len(names) == 1:
        return _("The vector of “{word}” is zero up to the tolerance.").format(word=shown(names[0]))
    others = found.terms[1:]
    said = [
        _("The witness: **{sum} = 0**, residual {residual} of σ₁.").format(
            sum=written_sum(names, found.coefficients[found.terms]), residual=written_residual(found.residual)
        ),
        ended(
            _("Solved for the largest coefficient: {word} = {sum}").format(
                word=shown(quote(names[0])), sum=written_sum(names[1:], found.solved[others])
            )
        ),
    ]
    if found.nullity > 1:
        said.append(
            _("Together the witnesses form a space of {nullity:,} dimensions, k − rank.").format(nullity=found.nullity)
        )
    return sentences(*said)


def _hidden(embedding: Embedding, words: Sequence[str]) -> str:
    """Say why words count as dependent that one at a time are not, if their lengths hide some."""
    rows = [embedding.index(word) for word in words]
    spread = spread_out_of_sight(embedding.norms[rows], embedding.shape[1])
    return "" if spread is None else beside_the_longest(spread)


def _taking_part(found: Dependence) -> str:
    assert found.coefficients is not None  # noqa: S101 - n + 1 words are dependent
    count, part = len(found.coefficients), len(found.terms)
    if part == count and found.nullity > 1:
        return ""
    if part == count:
        return _("Look for a bar of height zero: there is none. Leave out any one word, and the rest are independent.")
    return _(
        "Look at the bars: {rest:,} of {count:,} have height zero, up to rounding, and take no part in this "
        "combination."
    ).format(rest=count - part, count=count)


def _draw_spectrum(found: Dependence) -> None:
    chart(small_spectrum(found), key="small", alt=_("Singular values of the chosen words, and the tolerance"))


def _draw_witness(found: Dependence, words: Sequence[str], key: str) -> None:
    assert found.coefficients is not None  # noqa: S101 - they are dependent
    order = np.argsort(-np.abs(found.coefficients), kind="stable")
    figure = coefficients_figure(found.coefficients[order], [words[i] for i in order])
    chart(figure, key=key, alt=_("Coefficients of the combination that gives zero"))


def _witness_columns(found: Dependence) -> Table:
    if found.coefficients is None or found.solved is None:
        return {}
    return {
        _("coefficient of the witness"): found.coefficients.tolist(),
        _("solved for the largest"): found.solved.tolist(),
    }


def _name_repeated(key: str) -> None:
    try:
        typed = parse_words(st.session_state.get(key, ""))
    except ExpressionError:  # already told
        return
    repeated = [word for word in dict.fromkeys(typed) if typed.count(word) > 1]
    if repeated:
        st.caption(
            _("“{word}” is used once. The same vector twice is dependent: {sum} = 0.").format(
                word=shown(repeated[0]), sum=written_sum(repeated[:1] * 2, np.array([1.0, -1.0]))
            )
        )


@remembered
def _small(
    id: str,  # noqa: ARG001
    words: tuple[str, ...],
    _embedding: Embedding,
) -> tuple[Dependence, RankGrowth, Spectrum]:
    vectors = _embedding.rows(words)
    return dependence(vectors), rank_growth(vectors), spectrum(vectors)


@remembered
def _dependence(id: str, words: tuple[str, ...], _embedding: Embedding) -> Dependence:  # noqa: ARG001
    return dependence(_embedding.rows(words))
