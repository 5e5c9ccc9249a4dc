"""A random change of basis: what it changes of the embedding at hand, and what it does not."""

from functools import partial

import numpy as np
import streamlit as st

from embedviz.algebra.rotation import Rotation, random_rotation
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.figures.axes import two_bases
from embedviz.geometry.invariance import TIE, Agreement, Change, Invariance, invariance
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import compact, leveled
from embedviz.ui.widgets.address import bound, whole
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import table_aside
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.onrequest import on_request, results
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable
from embedviz.units import Readable, number

# A QR factorization of so many dimensions takes half a second.
MOST_DIMENSIONS = 1_024
# 20,000 words in 50 dimensions.
CHECKED_NUMBERS = 1_000_000
NEIGHBORS = 10


def rotation(embedding: Embedding) -> Rotation | None:
    """Draw the choice of an orthogonal matrix, and what it does to the embedding.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    Rotation or None
        None if there are too many dimensions.
    """
    n = embedding.shape[1]
    if n > MOST_DIMENSIONS:
        st.info(
            _(
                "A random {n:,} × {n:,} matrix takes too long to draw at every change; the limit here is {most:,} "
                "dimensions."
            ).format(n=n, most=MOST_DIMENSIONS),
            icon=":material/info:",
        )
        return None
    left, right = st.columns(2)
    with left:
        most = 2**31 - 1
        tied = bound("rotation", whole(0, most))
        seed = int(st.number_input(_("Seed of Q"), 0, most, 0, key="rotation", bind=tied))
    with right:
        word = ask_word(embedding, key="turned", label=_("Word"), default="king")
    drawn = rotation_of(n, seed)
    if word is not None:
        _one_word(embedding, _among(embedding), drawn, word)
    st.caption(
        _("Q is {n:,} × {n:,}; |QᵀQ − I| ≤ {error:.1e}, det Q = {determinant:+.0f}.").format(
            n=n, error=Readable(drawn.orthogonality_error), determinant=Readable(drawn.determinant)
        )
    )
    return drawn


def what_stays(embedding: Embedding, drawn: Rotation) -> None:
    """Draw what a rotation changes of all vectors, and what it does not.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    drawn : Rotation
        Of as many dimensions.
    """
    _table(_checked(embedding, _among(embedding), drawn), len(embedding))


def rotation_of(n: int, seed: int) -> Rotation:
    """Return a random orthogonal matrix.

    Parameters
    ----------
    n, seed : int
        Dimensions, and the seed of the draw.

    Returns
    -------
    Rotation
    """
    return _rotation(n, seed)


def _among(embedding: Embedding) -> Embedding:
    return embedding.top(max(1, CHECKED_NUMBERS // embedding.shape[1]))


def _one_word(embedding: Embedding, among: Embedding, drawn: Rotation, word: str) -> None:
    before = embedding[word].astype(np.float64)
    after = before @ drawn.matrix
    said = st.container()
    chart(two_bases(before, after), key="bases", alt=_("The word's coordinates before and after"))
    try:
        k = reachable(among, [word], NEIGHBORS)
        exclude = [word] if word in among else []
        found = neighbors(among, before, k, exclude=exclude)
        turned = neighbors(_turned(embedding.id, drawn.seed, among, drawn), after, k, exclude=exclude)
    except EmbedvizError as error:
        st.info(plain(error), icon=":material/info:")
        return
    moved = np.abs(before - after)
    same = len({*found.words} & {*turned.words})
    said.markdown(
        _(
            "Of the coordinates of “{word}”, **{changed:,} of {n:,} change**, by up to {moved}, where the largest is "
            "{largest}. Of its {k} nearest words **{same} are the same**, and their cosines differ by at most "
            "{difference:.1e}."
        ).format(
            word=shown(word),
            changed=np.count_nonzero(moved > TIE * np.abs(before).max()),
            n=len(before),
            moved=number(float(moved.max())),
            largest=number(float(np.abs(before).max())),
            k=k,
            same=same,
            difference=Readable(np.abs(found.scores - turned.scores).max()),
        )
    )
    table_aside(
        "rotated-table",
        _("Its neighbors before and after"),
        partial(_before_and_after, found, turned, among=len(among)),
    )


def _before_and_after(found: Neighbors, turned: Neighbors, *, among: int) -> None:
    table: Table = {
        _("nearest before"): found.words,
        _("cosine before"): found.scores.round(4).tolist(),
        _("nearest after"): turned.words,
        _("cosine after"): turned.scores.round(4).tolist(),
    }
    draw_table(table)
    st.caption(
        _(
            "Among the first {count:,} words, in float32: words closer to each other than its rounding may "
            "trade places."
        ).format(count=among)
    )
    csv_button(table, name="rotated-neighbors")


def _checked(embedding: Embedding, among: Embedding, drawn: Rotation) -> Invariance:
    key = ("invariance", embedding.id, drawn.seed)
    found: Invariance | None = results().find(key)
    if found is not None:
        return found
    quick = _invariance(embedding.id, drawn.seed, among, drawn)
    if len(among) < len(embedding):

        def work(progress: ProgressCallback) -> Invariance:
            return invariance(embedding, drawn, progress=progress)

        found = on_request(
            key,
            work,
            place="invariance",
            label=_("Rotate all words ({m:,})").format(m=len(embedding)),
            note=_("Below, coordinates, lengths and spectrum are those of the first {count:,} words.").format(
                count=len(among)
            ),
        )
    return found or quick


def _table(found: Invariance, m: int) -> None:
    of_all = (_("all {count:,}") if found.words == m else _("the first {count:,}")).format(count=found.words)
    of_pairs = _("all pairs of the first {count:,}").format(count=found.paired)
    changes: list[tuple[str, str, Change]] = [
        (_("coordinates"), of_all, found.coordinates),
        (_("lengths"), of_all, found.norms),
        (_("singular values"), of_all, found.singular_values),
        (_("Gram matrix"), of_pairs, found.products),
        (_("distances"), of_pairs, found.distances),
    ]
    asked: list[tuple[str, str, Agreement]] = [
        (_("nearest words"), _("the first {count:,}, among them").format(count=found.paired), found.neighbors),
        (_("analogies a : b = c : ?"), _("random triples of them"), found.analogies),
    ]
    kept = max(change.relative for _name, _words, change in changes[1:])
    st.markdown(
        _(
            "Look at the last column: coordinates change by up to **{moved:.0%}** of the largest; lengths, singular "
            "values, products and distances by **{kept:.0e}** of the largest or less, which is rounding."
        ).format(moved=found.coordinates.relative, kept=Readable(kept))
    )
    scores = [(each.difference, f"{each.same:,} / {each.asked:,}") if each.asked else ("", "–") for *_n, each in asked]
    table: Table = {
        _("what"): [name for name, *_rest in (*changes, *asked)],
        _("of which words"): [words for _name, words, _rest in (*changes, *asked)],
        _("largest before"): [*(f"{each.largest:.4g}" for *_n, each in changes), "", ""],
        _("largest difference"): [
            *(f"{Readable(each.difference):.3g}" for *_n, each in changes),
            *(f"{Readable(difference):.2g}" if difference != "" else "–" for difference, _same in scores),
        ],
        _("relative, or the same"): [
            *(f"{Readable(each.relative):.3g}" for *_n, each in changes),
            *(s for _d, s in scores),
        ],
    }
    draw_table(table)
    csv_button(table, name="invariance")


@remembered
def _rotation(n: int, seed: int) -> Rotation:
    return random_rotation(n, seed=seed)


@remembered
def _turned(id: str, seed: int, _among: Embedding, _drawn: Rotation) -> Embedding:
    turned = _among.vectors.astype(np.float64) @ _drawn.matrix
    if compact(turned).dtype != np.float32:
        # A power of two changes no cosine, and brings the coordinates into the range of float32.
        turned, _exponent = leveled(turned)
    return Embedding(f"{id}/rotated-{seed}", _among.words, turned.astype(np.float32), by_frequency=_among.by_frequency)


@remembered
def _invariance(id: str, seed: int, _among: Embedding, _drawn: Rotation) -> Invariance:  # noqa: ARG001
    return invariance(_among, _drawn)
