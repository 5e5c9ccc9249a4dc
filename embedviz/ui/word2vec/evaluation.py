"""How a training compares: with people, with GloVe, and with counts of the same text."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.evaluation.analogies import AnalogySection, analogy_accuracy
from embedviz.evaluation.datasets import SIMILARITY_SETS, google_analogies, similarity_set
from embedviz.evaluation.intervals import Interval, spearman
from embedviz.evaluation.similarity import WordSimilarity, word_similarity
from embedviz.figures.training import singular_values
from embedviz.geometry.neighbors import neighbors, unit_vectors
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources import DEFAULT_SOURCE, catalogue
from embedviz.sources.corpora import Corpus
from embedviz.training.counts import CountVectors, count_vectors
from embedviz.training.result import Training
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.curves import spectrum_curve
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.opened import opened
from embedviz.ui.work.results import reachable

NEIGHBORS = 10
COMPARED_WORDS = 500


@dataclass(frozen=True, eq=False)
class Judged:
    """An embedding against the test sets."""

    similarities: tuple[WordSimilarity, ...]
    analogies: tuple[AnalogySection, ...]
    total: AnalogySection


def evaluation(trainings: Sequence[Training]) -> None:
    """Draw how well trained vectors agree with people, beside GloVe for scale.

    Parameters
    ----------
    trainings : sequence of Training
        Over, one a model.
    """
    names = model_names()
    scores_beside({names[each.model]: each.embedding for each in trainings} | _glove())


def scores_beside(embeddings: Mapping[str, Embedding]) -> None:
    """Draw how well embeddings agree with people, beside each other, once that is asked for.

    Parameters
    ----------
    embeddings : mapping of str to Embedding
        By what they are called.
    """

    def work(progress: ProgressCallback) -> tuple[Judged, ...]:
        return tuple(_judged(name, embedding, progress) for name, embedding in embeddings.items())

    found: tuple[Judged, ...] | None = on_request(
        ("evaluation", *(each.id for each in embeddings.values())),
        work,
        place="evaluation",
        label=_("Evaluate"),
        note=_("WordSim-353, SimLex-999 and the 19,544 Google analogies; GloVe takes a few seconds."),
    )
    if found is None:
        return
    judged = dict(zip(embeddings, found, strict=True))
    scores = _scores(judged)
    st.dataframe(scores, hide_index=True)
    st.caption(
        _(
            "Spearman's ρ of human ratings and cosines, and the share of analogies solved, with 95% intervals, and "
            "how much of each test the vocabulary covers. A dash: fewer than two pairs, or no question, could be "
            "asked."
        )
    )
    csv_button(scores, name="evaluation")
    with st.expander(_("Google analogies by section"), icon=":material/table:"):
        by_section = _by_section(judged)
        st.dataframe(by_section, hide_index=True)
        csv_button(by_section, name="analogies-by-section")


def other_road(corpus: Corpus, training: Training) -> None:
    """Draw vectors made by counting beside those of skip-gram (Levy and Goldberg 2014).

    Parameters
    ----------
    corpus : Corpus
        The text of both.
    training : Training
        Over; skip-gram if there is one.
    """
    st.latex(
        r"\mathrm{PPMI}_k(w,c)=\max\!\left(0,\ \log\frac{P(w,c)}{P(w)\,P'(c)}-\log k\right)\approx U_d\,S_d\,V_d^\top"
    )
    st.markdown(
        _(
            "At its minimum loss, and with enough dimensions, skip-gram with negative sampling factorizes the matrix "
            "of pointwise mutual information less log k (Levy and Goldberg 2014). Here the positive part of that "
            "matrix is computed and decomposed, truncated to d dimensions."
        )
    )
    settings = training.settings
    asked = {name: asdict(settings)[name] for name in ("dimensions", "window", "negative", "min_count")}

    def work(progress: ProgressCallback) -> CountVectors:
        return count_vectors(corpus, **asked, progress=progress)

    counted: CountVectors | None = on_request(
        ("counts", corpus.id, *asked.values()),
        work,
        place="counts",
        label=_("Count and decompose"),
        note=_("Window {window}, shift log {negative}, {dimensions} dimensions: as the training above.").format(
            **asked
        ),
    )
    if counted is None:
        return
    st.markdown(
        _(
            "{pairs:,} distinct pairs of words occur within a window; {positive:,} of them have a positive entry. "
            "The first {d:,} singular values hold **{energy:.1%}** of the energy of the matrix."
        ).format(pairs=counted.pairs, positive=counted.positive, d=len(counted.singular_values), energy=counted.energy)
    )
    names = model_names()
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(_("**Both spectra**, each relative to its largest"))
        lines = [
            spectrum_curve(names[training.model], _relative(training.history[-1].spectrum.singular_values)),
            spectrum_curve(_("PPMI and SVD"), _relative(np.sqrt(counted.singular_values))),
        ]
        chart(singular_values(lines), key="roads", alt=_("Singular values of both, relative to the largest"))
    with right:
        _side_by_side(training.embedding, counted.embedding, names[training.model])
    agreement, compared = _agreement(training.embedding, counted.embedding)
    st.markdown(
        _(
            "Over all pairs of the {count:,} most frequent words, the cosines of the two have Spearman's **ρ = "
            "{agreement:.2f}**."
        ).format(count=compared, agreement=agreement)
    )


def _side_by_side(trained: Embedding, counted: Embedding, name: str) -> None:
    word = ask_word(trained, key="both", label=_("Word"), default="queen")
    if word is None:
        return
    try:
        k = min(reachable(each, [word], NEIGHBORS) for each in (trained, counted))
        by_training, by_counts = neighbors(trained, word, k), neighbors(counted, word, k)
    except EmbedvizError as error:
        st.info(plain(error), icon=":material/info:")
        return
    table = {name: by_training.words, _("PPMI and SVD"): by_counts.words}
    st.dataframe(table, hide_index=True, height=250)
    common = len(set(by_training.words) & set(by_counts.words))
    st.caption(_("{common} of {k} nearest words are the same.").format(common=common, k=k))
    csv_button(table, name="two-roads")


def _agreement(trained: Embedding, counted: Embedding) -> tuple[float, int]:
    directed = trained.norms[:COMPARED_WORDS] > 0
    words = [
        word
        for word, has_direction in zip(trained.words[:COMPARED_WORDS], directed, strict=True)
        if has_direction and counted.norms[counted.index(word)] > 0
    ]
    above = np.triu_indices(len(words), 1)
    cosines = [(units @ units.T)[above] for units in (unit_vectors(each, words) for each in (trained, counted))]
    return spearman(*cosines), len(words)


def _relative(values: np.ndarray) -> np.ndarray:
    return values / (values[0] or 1.0)


def _judged(name: str, embedding: Embedding, progress: ProgressCallback) -> Judged:
    def report(now: Progress) -> None:
        progress(Progress(f"{name}: {now.stage}", now.done, now.total))

    progress(Progress(name, 0, 1))
    similarities = tuple(word_similarity(embedding, similarity_set(each)) for each in SIMILARITY_SETS)
    analogies = analogy_accuracy(embedding, google_analogies(), progress=report)
    return Judged(similarities, analogies.sections, analogies.total)


def _scores(judged: Mapping[str, Judged]) -> Table:
    table: Table = {_("vectors"): list(judged)}
    for i, title in enumerate((_("WordSim-353 ρ"), _("SimLex-999 ρ"))):
        table[title] = [
            _with_interval(each.similarities[i].correlation, each.similarities[i].interval, "{:.2f}")
            for each in judged.values()
        ]
        table[_("{test}, coverage").format(test=title.removesuffix(" ρ"))] = [
            _share(each.similarities[i].coverage) for each in judged.values()
        ]
    table[_("Google analogies")] = [
        _with_interval(each.total.accuracy, each.total.interval, "{:.1%}") for each in judged.values()
    ]
    table[_("analogies, coverage")] = [_share(each.total.coverage) for each in judged.values()]
    return table


def _by_section(judged: Mapping[str, Judged]) -> Table:
    table: Table = {_("section"): [section.name for section in next(iter(judged.values())).analogies]}
    for name, each in judged.items():
        table[name] = [_share(section.accuracy) for section in each.analogies]
        table[_("{name}, coverage").format(name=name)] = [_share(section.coverage) for section in each.analogies]
    return table


def _with_interval(value: float, interval: Interval, number: str) -> str:
    if np.isnan(value):
        return "–"
    if np.isnan(interval.low):
        return number.format(value)
    return f"{number.format(value)} [{number.format(interval.low)}, {number.format(interval.high)}]"


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1%}"


def _glove() -> dict[str, Embedding]:
    source = catalogue()[DEFAULT_SOURCE]
    try:
        return {source.title: opened().open(source, None)}
    except EmbedvizError:
        return {}
