"""What the Home page shows of each lesson: one small figure and one sentence, of the source at hand."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.algebra.dependence import Dependence, dependence
from embedviz.algebra.onehot import StorageCost, one_hot
from embedviz.context.catalogue import DEFAULT_ENCODER
from embedviz.context.centroids import NearestCentroid, nearest_centroid
from embedviz.context.static import ContextAverage, Static, known_form
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.figures.home import angles_of_pairs, axis_each, falling_values, nearest, null_vector, offset
from embedviz.figures.ladder import Step, ladder
from embedviz.geometry.angles import RandomDirections
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.geometry.parallelogram import Parallelogram, parallelogram
from embedviz.geometry.projection import project
from embedviz.i18n import _, listed, ngettext, sentences
from embedviz.ui.orthogonality.angles import angles_of
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.polysemy.encodings import encoded
from embedviz.ui.polysemy.examples import Chosen, shipped_words
from embedviz.ui.widgets.charts import CONFIG
from embedviz.ui.widgets.openings import opening
from embedviz.ui.widgets.saving import save_buttons
from embedviz.ui.widgets.sums import written_residual
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable, spectrum_of
from embedviz.units import Readable, dimensions, pairs_of_words, size

AXES = 6
AMONG = 100  # the words of which those that consist of letters are taken first
NEIGHBORS = 5
USUAL_WORD = "cat"
# A question that any large vocabulary can answer: a is to b as c is to ...
ANALOGY = "man king woman"
# A tenth of a second of the singular value decomposition.
MOST_DIMENSIONS = 400


def one_hot_words(embedding: Embedding) -> None:
    """Draw a few words as rows of the identity matrix.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    m, n = embedding.shape
    first = embedding.words[: min(m, AMONG)]
    words = sorted(first, key=lambda word: not word.isalpha())[:AXES]
    k = len(words)
    _draw(axis_each(one_hot(np.arange(k), size=k), words), key="axes", alt=_("One-hot vectors of a few words"))
    if m == 1:
        st.markdown(_("The only word has the only axis: rank **1**."))
        return
    cost = StorageCost(m, n)
    st.markdown(
        _(
            "An axis for each of **{m:,}** words: rank {m:,}, and any two words are √2 apart. That takes **{hot}**, "
            "where the source takes {dense}."
        ).format(m=m, hot=size(cost.one_hot_bytes), dense=size(cost.dense_bytes))
    )


def rank(embedding: Embedding) -> None:
    """Draw the singular values with the rank.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    m, n = embedding.shape
    found = spectrum_of(embedding)
    _draw(falling_values(found), key="spectrum", alt=_("Singular values in descending order, and the rank"))
    st.markdown(
        ngettext(
            "**{rank:,}** of the {count:,} singular values of the {m:,} × {n:,} matrix exceeds the tolerance τ = "
            "{tolerance:.3g}: that is its rank.",
            "**{rank:,}** of the {count:,} singular values of the {m:,} × {n:,} matrix exceed the tolerance τ = "
            "{tolerance:.3g}: that is its rank.",
            found.rank(),
        ).format(m=m, n=n, rank=found.rank(), count=len(found.singular_values), tolerance=Readable(found.tolerance()))
    )


def independence(embedding: Embedding) -> None:
    """Draw the combination of the first n + 1 words that is zero.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    m, n = embedding.shape
    if m <= n:
        st.caption(
            _("No figure: it takes n + 1 = {count:,} words to be dependent by count; the source has {m:,}.").format(
                count=n + 1, m=m
            )
        )
        st.markdown(_("Rank **{rank:,}** of {m:,}.").format(rank=spectrum_of(embedding).rank(), m=m))
        return
    any_words = _("Any **{count:,}** words in {dimensions} are dependent.").format(
        count=n + 1, dimensions=dimensions(n)
    )
    if n > MOST_DIMENSIONS:
        st.caption(_("No figure: the lesson computes the coefficients, which takes longer in so many dimensions."))
        st.markdown(any_words)
        return
    found, words = _first_dependent(embedding.id, embedding), embedding.words[: n + 1]
    assert found.coefficients is not None  # noqa: S101 - there are more vectors than dimensions
    _draw(null_vector(found.coefficients, words), key="null", alt=_("Coefficients of a combination that is zero"))
    st.markdown(
        sentences(
            any_words,
            _("The bars prove it for the first ones: Σ cᵢvᵢ = 0, with a residual of **{residual}** of σ₁.").format(
                residual=written_residual(found.residual)
            ),
        )
    )


def orthogonality(embedding: Embedding) -> None:
    """Draw the angles of random pairs of words beside those of random directions.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    m, n = embedding.shape
    if m < 2 or n < 2:
        st.caption(
            _("No figure: one word has no angle to another.")
            if m < 2
            else _("No figure: in one dimension the angle is 0° or 180°.")
        )
        return
    measured, random = angles_of(embedding), RandomDirections(n)  # of the lesson, so that both give one number
    if not measured.pairs:
        st.caption(_("No figure: fewer than two vectors are nonzero, so there is no angle."))
        return
    _draw(angles_of_pairs(measured, random), key="angles", alt=_("Angles of pairs of words and of random directions"))
    st.markdown(
        _(
            "Over {pairs} the angle is :blue[**{mean:.1f}° ± {deviation:.1f}°**], for random "
            "directions :orange[**90° ± {expected:.1f}°**], for one-hot words always 90°."
        ).format(
            pairs=pairs_of_words(measured.pairs),
            mean=measured.mean,
            deviation=measured.deviation,
            expected=random.deviation,
        )
    )


def word2vec(embedding: Embedding) -> None:
    """Draw an analogy as a parallelogram.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    try:
        a, b, c = words = opening(embedding, ANALOGY).split()
        found = _offset(embedding.id, (a, b, c), embedding)
    except EmbedvizError as error:
        _no_figure(error)
        return
    _draw(offset(found), key="offset", alt=_("The offset between two words, carried over to a third"))
    st.markdown(
        _(
            "{b} − {a} + {c} leads to the cross. Nearest among all other words ({others:,}): **{answer}**, cosine "
            "**{score:.2f}**."
        ).format(
            a=a,
            b=b,
            c=c,
            others=len(embedding) - sum(word in embedding for word in words),
            answer=shown(found.answer),
            score=found.score,
        )
    )


def distance(embedding: Embedding) -> None:
    """Draw the nearest neighbors of a word.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    usual = opening(embedding, USUAL_WORD)
    word = usual if usual in embedding else embedding.words[0]
    try:
        found = _nearest(embedding.id, word, embedding)
    except EmbedvizError as error:
        _no_figure(error)
        return
    _draw(nearest(found), key="nearest", alt=_("Cosines of the nearest neighbors of a word"))
    st.markdown(
        _("Among all other words ({others:,}), **{nearest}** is nearest to “{word}”, cosine **{cosine:.2f}**.").format(
            others=len(embedding) - 1, nearest=shown(found.words[0]), word=shown(word), cosine=found.scores[0]
        )
    )


def polysemy(embedding: Embedding) -> None:
    """Draw the occurrences of a word as one static point, and as a cloud under what reads its language.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    text, picture = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with picture, st.spinner(_("Reading the sentences")):
        seen = _seen(embedding.id, embedding)
        static = _("static")
        contextual = _("our biLM, mean of its LSTM layers") if seen.layers else _("average of the context")
        steps = [
            Step(title, points, seen.chosen.senses, judged.accuracy, "")
            for title, (points, judged) in ((static, seen.static), (contextual, seen.contextual))
        ]
        known = known_form(embedding, seen.chosen.word) is not None
        figure = ladder(steps if known else steps[1:])
        _draw(figure, key="clouds", alt=_("A word's occurrences: one static point, and a cloud colored by sense"))
    judged = seen.contextual[1]
    low, high = judged.chance_interval
    with text:
        said = (
            _(
                "“{word}” in {k} sentences. A biLM gives each occurrence its own vector. Each is left out in turn "
                "and its sense predicted: the sense whose other occurrences have the nearest mean vector. The "
                "prediction is right for **{accuracy:.0%}** with the mean of our biLM's LSTM layers ({layers}); "
                "with the senses permuted at random, for {low:.0%} to {high:.0%}."
            )
            if seen.layers
            else _(
                "“{word}” in {k} sentences. The average of the other words' vectors gives each occurrence its own "
                "vector. Each is left out in turn and its sense predicted: the sense whose other occurrences have the "
                "nearest mean vector. The prediction is right for **{accuracy:.0%}**; with the senses permuted at "
                "random, for {low:.0%} to {high:.0%}. The biLM that comes with the app reads English."
            )
        )
        st.markdown(
            said.format(
                word=shown(seen.chosen.word),
                k=judged.occurrences,
                accuracy=judged.accuracy,
                layers=listed(
                    _("layer {layer} alone {accuracy:.0%}").format(layer=i, accuracy=accuracy)
                    for i, accuracy in enumerate(seen.layers, start=1)
                ),
                low=low,
                high=high,
            )
        )
        st.markdown(
            _("With the static vector, one point for all, it is **{accuracy:.0%}**.").format(
                accuracy=seen.static[1].accuracy
            )
            if known
            else _("The word is not in the source, so there is no static point to compare with.")
        )


@dataclass(frozen=True, eq=False)
class _Seen:
    """A word's occurrences as a static vector and as contextual ones, and how the layers of the biLM do.

    Contextual are the mean of the biLM's LSTM layers or, as that reads English, the average of the context in Chinese,
    which has no layers.
    """

    chosen: Chosen
    layers: tuple[float, ...]
    static: tuple[np.ndarray, NearestCentroid]
    contextual: tuple[np.ndarray, NearestCentroid]


def _draw(figure: go.Figure, *, key: str, alt: str) -> None:
    box = f"{key}_box"
    with st.container(key=box, gap=None):
        st.plotly_chart(figure, key=key, alt=alt, config=CONFIG | {"displayModeBar": False})
        save_buttons(figure, key=key, box=box)


def _no_figure(error: EmbedvizError) -> None:
    st.caption(_("No figure: {reason}.").format(reason=plain(error)))


def _in_the_plane(vectors: np.ndarray, chosen: Chosen) -> tuple[np.ndarray, NearestCentroid]:
    picture = project(vectors, "pca", n_components=min(2, *vectors.shape)).in_axes(2)
    return picture.coordinates, nearest_centroid(vectors, chosen.senses)


@remembered
def _first_dependent(id: str, _embedding: Embedding) -> Dependence:  # noqa: ARG001
    return dependence(_embedding.vectors[: _embedding.shape[1] + 1])


@remembered
def _offset(id: str, words: tuple[str, str, str], _embedding: Embedding) -> Parallelogram:  # noqa: ARG001
    return parallelogram(_embedding, *words)


@remembered
def _nearest(id: str, word: str, _embedding: Embedding) -> Neighbors:  # noqa: ARG001
    return neighbors(_embedding, word, reachable(_embedding, [word], NEIGHBORS))


@remembered
def _seen(id: str, _embedding: Embedding) -> _Seen:  # noqa: ARG001
    in_chinese = is_chinese(_embedding)
    chosen = shipped_words("zh" if in_chinese else "en")[0]
    static = encoded(Static(_embedding), chosen).vectors[0]
    if in_chinese:
        around = encoded(ContextAverage(_embedding), chosen).vectors[0]
        return _Seen(chosen, (), _in_the_plane(static, chosen), _in_the_plane(around, chosen))
    lstm = encoded(open_encoder(DEFAULT_ENCODER), chosen).vectors
    alone = tuple(nearest_centroid(layer, chosen.senses, permutations=1).accuracy for layer in lstm[1:])
    return _Seen(chosen, alone, _in_the_plane(static, chosen), _in_the_plane(lstm[1:].mean(axis=0), chosen))
