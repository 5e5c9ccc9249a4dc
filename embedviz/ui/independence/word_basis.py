"""A word written in a basis made of words, and as a combination of few."""

from dataclasses import dataclass, replace

import streamlit as st

from embedviz.algebra.basis import WordBasis, word_basis
from embedviz.algebra.combination import Combination, sparse_combination
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.figures.coefficients import coefficients as coefficients_figure
from embedviz.geometry.expression import quote
from embedviz.geometry.neighbors import neighbors
from embedviz.i18n import _, listed, ngettext, sentences
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.sums import MOST_TERMS, written_residual, written_sum
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable
from embedviz.units import Readable, number

POOL = 5_000
# Products that the factorization of k vectors in n dimensions takes, k·n·min(k, n): about a second.
POOL_PRODUCTS = 2_000_000_000
SEARCHED, CANDIDATES = 20_000, 100
MOST_SPARSE = 12
# A residual under this is the rounding of a computation in float64, not something that is missing.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Expressed:
    """A word, and the basis it was written in.

    Parameters
    ----------
    word : str
        In the vocabulary.
    basis : WordBasis
        Of the same embedding.
    """

    word: str
    basis: WordBasis


def basis_and_combination(embedding: Embedding) -> None:
    """Draw a word in a basis made of words, and as a combination of few words that can be read.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    st.markdown(
        _("A basis made of words gives every other word coordinates: exact, unique, and meaningless to a reader.")
    )
    st.latex(
        r"A^\top\Pi=QR,\quad v=\textstyle\sum_j c_j\,b_j,\qquad"
        r"\frac{\lVert\delta c\rVert}{\lVert c\rVert}\le\kappa\,\frac{\lVert\delta v\rVert}{\lVert v\rVert},"
        r"\quad\kappa=\frac{\sigma_1}{\sigma_n}"
    )
    st.caption(
        _(
            "At each step the permutation Π brings to the front the word farthest from the span of those already "
            "chosen: QR with column pivoting (Businger and Golub 1965). bⱼ are the words chosen, cⱼ the "
            "coordinates of a vector v; κ is the condition number: a relative change of v can grow κ-fold in c "
            "(Golub and Van Loan 2013, section 2.6.2)."
        )
    )
    expressed = basis_of_words(embedding)
    st.subheader(_("A readable combination"), anchor=False, help=meaning("combination"))
    st.markdown(_("A few words with positive coefficients say what a word is about, at the price of an error."))
    st.latex(r"\min_{c\,\ge\,0,\ \lVert c\rVert_0\le s}\ \frac{\lVert v-\sum_i c_i\,w_i\rVert}{\lVert v\rVert}")
    st.caption(
        _(
            "wᵢ are the 100 nearest neighbors of the word among the first 20,000 of the source, ‖c‖₀ counts the "
            "coefficients that are not zero. Found greedily, by orthogonal matching pursuit with non-negative least "
            "squares (Bruckstein, Elad and Zibulevsky 2008; Lawson and Hanson 1974): a good choice of words, perhaps "
            "not the best."
        )
    )
    if expressed is None:
        st.info(_("Without a word to express there is nothing to combine."), icon=":material/info:")
    else:
        readable_combination(embedding, expressed)


def basis_of_words(embedding: Embedding) -> Expressed | None:
    """Draw a word's coordinates in a basis made of words.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    Expressed or None
        None if there is no basis or no word.
    """
    pool = _pool(embedding)
    try:
        with st.spinner(_("A QR factorization with column pivoting")):
            basis = _basis(embedding.id, pool, embedding)
    except EmbedvizError:
        st.info(_("Every vector is zero: there is nothing to make a basis of."), icon=":material/block:")
        return None
    words = [embedding.words[int(i)] for i in basis.positions]
    st.markdown(_of_basis(embedding, basis, words, pool))
    word = ask_word(embedding, key="expressed", label=_("Word to express in that basis"), default="paris")
    if word is None:
        return None
    exact = basis.coordinates(embedding[word])
    st.markdown(_of_coordinates(word, words, exact))
    order = exact.order
    chart(
        coefficients_figure(exact.coefficients[order], [words[i] for i in order]),
        key="coordinates",
        alt=_("The word's coordinates in a basis made of words"),
    )
    table: Table = {
        _("word of the basis"): words,
        place_name(embedding): (basis.positions + 1).tolist(),
        _("coordinate"): exact.coefficients.tolist(),
    }
    with st.expander(_("All coordinates as a table"), icon=":material/table:"):
        draw_table(table, height=240)
        csv_button(table, name="coordinates")
    return Expressed(word, basis)


def readable_combination(embedding: Embedding, expressed: Expressed) -> None:
    """Draw a word as a combination of few of its neighbors.

    Parameters
    ----------
    embedding : Embedding
        The words.
    expressed : Expressed
        The word, beside the basis.
    """
    searched = _frequent(embedding.id, embedding)
    vector = embedding[expressed.word]
    if not vector.any():
        st.info(
            _("The vector of “{word}” is zero: no words are needed to express it.").format(word=shown(expressed.word)),
            icon=":material/info:",
        )
        return
    try:
        available = reachable(searched, [expressed.word], CANDIDATES)
    except EmbedvizError as error:
        st.info(plain(error), icon=":material/search_off:")
        return
    most = min(MOST_SPARSE, available)
    terms = up_to(most, label=_("Maximum number of words"), usual=MOST_TERMS, key="terms")
    found = _sparse(embedding.id, expressed.word, terms, available, embedding)
    names = [embedding.words[int(i)] for i in found.positions]
    order = found.order
    if not names:
        st.info(_("No neighbor is at an acute angle to it: no positive combination comes nearer than the zero vector."))
        return
    leading = expressed.basis.leading(vector, len(names))
    st.markdown(_of_sparse(expressed.word, found, [names[i] for i in order], available, leading))
    chart(
        coefficients_figure(found.coefficients[order], [names[i] for i in order]),
        key="sparse",
        alt=_("The word as a combination of a few of its neighbors"),
    )
    table: Table = {_("word"): [names[i] for i in order], _("coefficient"): found.coefficients[order].tolist()}
    draw_table(table)
    csv_button(table, name="combination")


def _of_basis(embedding: Embedding, basis: WordBasis, words: list[str], pool: int) -> str:
    n = embedding.shape[1]
    count = len(words)
    named = listed((shown(quote(word)) for word in words[:MOST_TERMS]), goes_on=count > MOST_TERMS)
    spans = _("They span the whole space.") if basis.complete else _("They span {count:,} of {n:,} dimensions.")
    return sentences(
        _("Words to choose from: {pool:,}. Column pivoting selects **{count:,}** ({listed}).").format(
            pool=pool, count=count, listed=named
        ),
        spans.format(n=n, count=count),
        _("Condition number **κ = {condition}**.").format(condition=number(basis.condition_number)),
    )


def _of_coordinates(word: str, words: list[str], exact: Combination) -> str:
    if word in words:
        return _("“{word}” is itself one of them: its coordinate is 1 there and 0 elsewhere. Try another word.").format(
            word=shown(word)
        )
    if not exact.coefficients.any():
        return _("“{word}” has no component in their span: all coordinates are 0.").format(word=shown(word))
    order = exact.order
    left_over = (
        _("residual {residual}.").format(residual=written_residual(exact.residual))
        if exact.residual < ROUNDING
        else _("and {outside:.1%} of its length is outside their span.").format(outside=Readable(exact.residual))
    )
    said = _("**{word} = {sum}**, {left_over}").format(
        word=shown(quote(word)),
        sum=written_sum([words[i] for i in order], exact.coefficients[order]),
        left_over=left_over,
    )
    if len(order) <= MOST_TERMS:
        return said
    pattern = ngettext(
        "Look for a pattern: of {count:,} coordinates {negative:,} is negative, and the median size is {median:.0%} "
        "of the largest.",
        "Look for a pattern: of {count:,} coordinates {negative:,} are negative, and the median size is {median:.0%} "
        "of the largest.",
        exact.negative,
    )
    return sentences(said, pattern.format(count=len(order), negative=exact.negative, median=exact.median_size))


def _of_sparse(word: str, found: Combination, names: list[str], candidates: int, leading: Combination) -> str:
    said = _("**{word} ≈ {sum}**, with an error of **{error:.1%}** of its length.").format(
        word=shown(quote(word)), sum=written_sum(names, found.coefficients[found.order]), error=Readable(found.residual)
    )
    if len(names) == 1 or leading.residual <= max(found.residual, ROUNDING):
        return said
    compared = _(
        "Read the words: each is among its {candidates} nearest neighbors. The same number of exact coordinates from "
        "above, those that contribute most, leaves an error of {cut:.1%}."
    )
    return sentences(said, compared.format(candidates=candidates, cut=Readable(leading.residual)))


def _pool(embedding: Embedding) -> int:
    m, n = embedding.shape
    most = POOL_PRODUCTS // n**2 if n**3 <= POOL_PRODUCTS else int((POOL_PRODUCTS / n) ** 0.5)
    return max(1, min(m, POOL, most))


@remembered
def _basis(id: str, pool: int, _embedding: Embedding) -> WordBasis:  # noqa: ARG001
    return word_basis(_embedding.vectors[:pool])


# Kept, so that its norms and the places of its words are found only once.
@remembered
def _frequent(id: str, _embedding: Embedding) -> Embedding:  # noqa: ARG001
    return _embedding.top(SEARCHED)


@remembered
def _sparse(id: str, word: str, terms: int, candidates: int, _embedding: Embedding) -> Combination:  # noqa: ARG001
    searched = _frequent(_embedding.id, _embedding)
    near = neighbors(searched, _embedding[word], candidates, exclude=[word] if word in searched else [])
    found = sparse_combination(searched.vectors[near.positions], _embedding[word], terms=terms)
    return replace(found, positions=near.positions[found.positions])
