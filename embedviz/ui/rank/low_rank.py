"""What an approximation of low rank keeps of a word's neighbors."""

import streamlit as st

from embedviz.algebra.lowrank import low_rank
from embedviz.algebra.spectrum import Spectrum
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.figures.spectrum import energy as energy_figure
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.i18n import _
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.hand import Line, Travel, answer, reach
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable, spectrum_of
from embedviz.units import Readable

# 500 MB in float32.
LOW_RANK_NUMBERS = 125_000_000
NEIGHBORS, MOST_PLACES = 10, 2_000
_KEY = "energy"


def what_it_keeps(embedding: Embedding, whole: Spectrum) -> None:
    """Ask for a word and a rank, and draw what the approximation of that rank keeps of its neighbors.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    whole : Spectrum
        Of all of it.
    """
    st.latex(
        r"A_k=\sum_{i\le k}\sigma_i u_i v_i^\top,"
        r"\qquad \frac{\lVert A_k\rVert_F^2}{\lVert A\rVert_F^2}=\frac{\sum_{i\le k}\sigma_i^2}{\sum_i\sigma_i^2}"
    )
    among = searched(embedding)
    st.caption(
        _(
            "Of all matrices of rank at most k, Aₖ is nearest to A in the Frobenius norm (Eckart and Young 1936). "
            "Neighbors are searched among {which}."
        ).format(
            which=_("all words") if among is embedding else _("the first {count:,} words").format(count=len(among))
        )
    )
    if not whole.rank():
        st.info(_("Every singular value is zero: there is nothing to keep."), icon=":material/block:")
        return
    with st.container(key=f"{_KEY}_hand"):
        left, right = st.columns(2)
        with left:
            word = ask_word(embedding, key="word", label=_("Word"), default="bank")
        with right:
            k = up_to(len(whole.singular_values), label=_("Rank k"), usual=10, key="k")
        travel = _travel(whole, k)
        answer(_KEY, travel)
        chart(energy_figure(whole, k), key=_KEY, alt=_("The energy kept by each rank, and the rank chosen"))
        reach(_KEY, travel)
    if word is None:
        return
    try:
        full, reduced = neighbors_at(among, low_rank_of(embedding, k), word)
    except EmbedvizError as error:
        st.warning(plain(error), icon=":material/search_off:")
        return
    kept = len(set(full.words) & set(reduced.words))
    kept_of = _("Of the nearest neighbors of “{word}” it keeps **{kept} of {count}**.")
    st.markdown(kept_of.format(kept=kept, count=len(full), word=shown(word)))
    table: Table = {
        _("of A, rank {rank}").format(rank=whole.rank()): full.words,
        _("cosine"): full.scores.round(3).tolist(),
        _("of Aₖ, k = {k}").format(k=k): reduced.words,
        _("cosine, k = {k}").format(k=k): reduced.scores.round(3).tolist(),
    }
    draw_table(table)
    csv_button(table, name="low-rank-neighbors")


def _travel(whole: Spectrum, k: int) -> Travel:
    """Return what each rank of the slider keeps."""
    text = _("Rank {k} keeps **{energy:.1%}** of the energy.")
    r = len(whole.singular_values)
    if r > MOST_PLACES:  # as long as the page itself: the server alone answers
        return Travel("k", 0, [text.format(k=k, energy=Readable(whole.energy(k)))])
    return Travel(
        slider="k",
        here=k - 1,
        texts=[
            text.format(k=each, energy=Readable(energy)) for each, energy in enumerate(whole.energies.tolist(), start=1)
        ],
        line=Line(shape=0, axis="x", at=range(1, r + 1), on="xaxis"),
    )


def searched(embedding: Embedding) -> Embedding:
    """Return the words whose low-rank approximation fits into memory.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    Embedding
        All, or the most frequent ones.
    """
    return _searched(embedding.id, embedding)


def low_rank_of(embedding: Embedding, k: int) -> Embedding:
    """Return the best rank-k approximation of an embedding, in k coordinates.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    k : int
        From 1 to n.

    Returns
    -------
    Embedding
        Of the words that are :func:`searched`.
    """
    return _low_rank(embedding.id, embedding, spectrum_of(embedding), k)


def neighbors_at(full: Embedding, reduced: Embedding, word: str) -> tuple[Neighbors, Neighbors]:
    """Return the neighbors of a word in two embeddings of one vocabulary, as many in each.

    Parameters
    ----------
    full, reduced : Embedding
        Searched.
    word : str
        In both.

    Returns
    -------
    tuple of Neighbors

    Raises
    ------
    EmbedvizError
        If the word has no neighbors.
    """
    k = min(reachable(embedding, [word], NEIGHBORS) for embedding in (full, reduced))
    return neighbors(full, word, k), neighbors(reduced, word, k)


@remembered
def _searched(id: str, _embedding: Embedding) -> Embedding:  # noqa: ARG001
    return _embedding.top(max(1, LOW_RANK_NUMBERS // _embedding.shape[1]))


@remembered
def _low_rank(id: str, _embedding: Embedding, _spectrum: Spectrum, k: int) -> Embedding:  # noqa: ARG001
    return low_rank(_embedding, _spectrum, k=k, words=len(searched(_embedding)))
