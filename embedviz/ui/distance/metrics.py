"""The neighborhood of a word by three metrics: results, what they say, and their tables."""

import numpy as np

from embedviz.embedding import Embedding
from embedviz.geometry.agreement import MetricComparison, compare_metrics
from embedviz.geometry.frequency import NormsByFrequency, norms_by_frequency
from embedviz.geometry.normalization import Normalization, normalization
from embedviz.i18n import _, ngettext, sentences
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable
from embedviz.units import Readable

MOST_NEIGHBORS = 20
"""They are found at once, so that a change of their number searches nothing."""
# Enough to see an order, few enough to be scaled anew for each word.
SCALED_WORDS, SCALED_NUMBERS = 10_000, 3_000_000
WEAK = 0.1


def comparison_of(embedding: Embedding, word: str, k: int) -> MetricComparison:
    """Return the neighbors of a word by all metrics.

    Parameters
    ----------
    embedding : Embedding
        Searched whole.
    word : str
        Of its vocabulary.
    k : int
        How many.

    Returns
    -------
    MetricComparison

    Raises
    ------
    EmbedvizError
        If the word has no direction, or there are not so many others.
    """
    return _comparison(embedding.id, word, k, embedding)


def frequency_of(embedding: Embedding) -> NormsByFrequency:
    """Return the norms of an embedding over its frequency ranks.

    Parameters
    ----------
    embedding : Embedding
        The whole of it is read.

    Returns
    -------
    NormsByFrequency
    """
    return _frequency(embedding.id, embedding)


def normalization_of(embedding: Embedding, word: str) -> Normalization:
    """Return what scaling to length 1 makes of the distances to a word.

    Parameters
    ----------
    embedding : Embedding
        Its most frequent words are compared.
    word : str
        Of its vocabulary.

    Returns
    -------
    Normalization

    Raises
    ------
    EmbedvizError
        If the word has no direction, or none of the others has one.
    """
    return _normalization(embedding.id, word, embedding)


def agreement(found: MetricComparison) -> str:
    """Answer whether the three lists hold the same words, yes or no first.

    Parameters
    ----------
    found : MetricComparison
        Of a word.

    Returns
    -------
    str
        One sentence.
    """
    shared, word = len(found.shared), shown(found.word)
    if shared == found.k:
        return _("Yes, on “{word}”: all three list the same nearest words.").format(word=word)
    return ngettext(
        "No: of the {k} words nearest to “{word}”, {shared} is on all three lists.",
        "No: of the {k} words nearest to “{word}”, {shared} are on all three lists.",
        shared,
    ).format(k=found.k, word=word, shared=shared)


def disagreement(found: MetricComparison) -> str:
    """Say how far the three lists differ, and in what.

    Parameters
    ----------
    found : MetricComparison
        Of a word.

    Returns
    -------
    str
        Empty if there is nothing to say.
    """
    word, metric, place = found.farthest
    said = []
    if place > found.k:
        by = {"cosine": _("by cosine"), "euclidean": _("by Euclidean distance"), "dot": _("by dot product")}
        said.append(
            _(
                "Largest disagreement: [“{word}” is on one list](#mark-farthest), but at place **{place:,}** {metric}."
            ).format(word=shown(word), place=place, metric=by[metric])
        )
    if found.before_itself:
        text = ngettext(
            "**{count:,}** word has a larger dot product with “{word}” than “{word}” itself has: it is not a distance.",
            "**{count:,}** words have a larger dot product with “{word}” than “{word}” itself has: it is not a "
            "distance.",
            found.before_itself,
        )
        said.append(text.format(count=found.before_itself, word=shown(found.word)))
    return sentences(*said)


def lengths(found: MetricComparison, embedding: Embedding) -> str:
    """Say which list has the longest vectors.

    Parameters
    ----------
    found : MetricComparison
        Of a word.
    embedding : Embedding
        In which they were compared.

    Returns
    -------
    str
    """
    return _(
        "“{word}” has norm {norm:.3g}. Mean norm of its {k} nearest: **{dot:.3g}** by dot product, **{cosine:.3g}** by "
        "cosine, **{euclidean:.3g}** by Euclidean distance; median {place}: {dot_rank:,.0f}, {cosine_rank:,.0f} "
        "and {euclidean_rank:,.0f}."
    ).format(
        word=shown(found.word),
        norm=found.norm,
        k=found.k,
        place=place_name(embedding),
        dot=found.mean_norm("dot"),
        cosine=found.mean_norm("cosine"),
        euclidean=found.mean_norm("euclidean"),
        dot_rank=found.median_rank("dot"),
        cosine_rank=found.median_rank("cosine"),
        euclidean_rank=found.median_rank("euclidean"),
    )


def tendency(found: NormsByFrequency, count: int, *, by_frequency: bool) -> str:
    """Say whether frequent words, or else those that come first, have longer vectors.

    Parameters
    ----------
    found : NormsByFrequency
        Of the words.
    count : int
        How many they are.
    by_frequency : bool
        Whether they are known to be sorted by frequency, the most frequent first.

    Returns
    -------
    str
    """
    if count == 1:
        return _("A single word shows no tendency.")
    if np.isnan(found.correlation):
        return _("All {count:,} vectors are equally long: there is nothing to correlate.").format(count=count)
    if found.correlation <= -WEAK:
        verdict = (
            _("rare words tend to have shorter vectors.")
            if by_frequency
            else _("later words tend to have shorter vectors.")
        )
    elif found.correlation >= WEAK:
        verdict = (
            _("rare words tend to have longer vectors.")
            if by_frequency
            else _("later words tend to have longer vectors.")
        )
    elif by_frequency:
        verdict = _("frequency says next to nothing about the length.")
    else:
        verdict = _("the place in the file says next to nothing about the length.")
    if by_frequency:
        rho = _("Over the {count:,} most frequent words, Spearman's **ρ = {rho:.2f}**: {verdict}")
    else:
        rho = _("Over the first {count:,} words of the file, Spearman's **ρ = {rho:.2f}**: {verdict}")
    # Adding 0 takes the sign off a zero.
    return rho.format(count=count, rho=Readable(round(found.correlation, 2) + 0.0), verdict=verdict)


def identity(found: Normalization) -> str:
    """Say how exactly the identity holds of unit vectors, and how far from it the vectors are as they are.

    Parameters
    ----------
    found : Normalization
        Of a word and others.

    Returns
    -------
    str
    """
    order = _("in the same order") if found.agrees else _("in different orders")
    return _(
        "Words compared: {count:,}. At length 1, cosine, dot product and distance rank them **{order}**; the "
        "largest deviation of ‖x − q‖² from 2 − 2 cos θ is **{deviation:.1e}**, which is rounding. With the "
        "original lengths it reaches {raw:.3g} ‖q‖². Pairs next to each other by cosine that "
        "distance puts the other way round: {steps:,}."
    ).format(
        count=len(found.positions),
        order=order,
        deviation=Readable(found.deviation),
        raw=Readable(found.raw_deviation),
        steps=found.raw_steps_back,
    )


def frequency_table(found: NormsByFrequency) -> Table:
    """Return the norms by the place of the words.

    Parameters
    ----------
    found : NormsByFrequency
        Of b bands of ranks.

    Returns
    -------
    dict of str to sequence
        Header to column, a row a band.
    """
    low, median, high = found.percentiles.T
    return {
        _("from word"): found.edges[:-1],
        _("to word"): found.edges[1:] - 1,
        _("10th percentile"): low,
        _("median norm"): median,
        _("90th percentile"): high,
    }


def comparison_table(found: MetricComparison, embedding: Embedding) -> Table:
    """Return the words of the three lists with their scores and places.

    Parameters
    ----------
    found : MetricComparison
        Of a word.
    embedding : Embedding
        In which they were compared.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    (cosine, distance, product), (first, second, third) = found.scores.T, found.places.T
    return {
        _("word"): found.words,
        place_name(embedding): found.positions + 1,
        _("norm"): found.norms,
        _("cosine"): cosine,
        _("place by cosine"): [place or None for place in first.tolist()],
        _("distance"): distance,
        _("place by distance"): second,
        _("dot product"): product,
        _("place by dot product"): third,
    }


def identity_table(found: Normalization, embedding: Embedding, k: int) -> Table:
    """Return the nearest words with both sides of the identity.

    Parameters
    ----------
    found : Normalization
        Of words of the embedding.
    embedding : Embedding
        Names them.
    k : int
        How many at most.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    first = found.order[:k]
    squared, predicted = found.distances[first] ** 2, found.predicted[first]
    return {
        _("word"): [embedding.words[i] for i in found.positions[first].tolist()],
        _("cosine"): found.cosines[first],
        _("dot product at length 1"): found.products[first],
        _("distance at length 1"): found.distances[first],
        _("distance²"): squared,
        "2 − 2 cos θ": predicted,
        _("deviation"): np.abs(squared - predicted).tolist(),
    }


# The id is the key; arguments that begin with an underscore are not looked at.
@remembered
def _comparison(id: str, word: str, k: int, _embedding: Embedding) -> MetricComparison:
    most = max(k, reachable(_embedding, [word], MOST_NEIGHBORS, "euclidean"))
    return _longest(id, word, most, _embedding).first(k)


@remembered
def _longest(id: str, word: str, most: int, _embedding: Embedding) -> MetricComparison:  # noqa: ARG001
    return compare_metrics(_embedding, word, k=most)


@remembered
def _frequency(id: str, _embedding: Embedding) -> NormsByFrequency:  # noqa: ARG001
    return norms_by_frequency(_embedding)


@remembered
def _normalization(id: str, word: str, _embedding: Embedding) -> Normalization:  # noqa: ARG001
    most = min(SCALED_WORDS, max(1, SCALED_NUMBERS // _embedding.shape[1]))
    return normalization(_embedding, word, most_frequent=most)
