"""How a training compares: with people, with GloVe, and with counts of the same text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, FileError
from embedviz.evaluation.analogies import AnalogyAccuracy, analogy_accuracy
from embedviz.evaluation.datasets import SIMILARITY_SETS, Analogy, google_analogies, similarity_set
from embedviz.evaluation.intervals import Interval, spearman
from embedviz.evaluation.readers_sets import ReadersSet, is_chinese, read_set, sets_in
from embedviz.evaluation.similarity import WordSimilarity, word_similarity
from embedviz.figures.training import singular_values
from embedviz.geometry.neighbors import neighbors, unit_vectors
from embedviz.i18n import _, listed, valued
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources import DEFAULT_SOURCE, catalogue
from embedviz.sources.corpora import Corpus, generated, likenesses
from embedviz.sources.folder import data_folder
from embedviz.training.counts import CountVectors, count_vectors
from embedviz.training.result import Training
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.curves import spectrum_curve
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.opened import opened
from embedviz.ui.work.results import reachable
from embedviz.units import Readable

NEIGHBORS = 10
COMPARED_WORDS = 500


@dataclass(frozen=True, eq=False)
class Judged:
    """An embedding against the test sets, each by its title."""

    similarities: Mapping[str, WordSimilarity]
    analogies: Mapping[str, AnalogyAccuracy]


@dataclass(frozen=True, eq=False)
class Tests:
    """What reads the test sets for some embeddings, by title, and what is wrong with files that should hold some."""

    similarities: dict[str, Callable[[], Sequence[tuple[str, str, float]]]]
    analogies: dict[str, Callable[[], Mapping[str, Sequence[Analogy]]]]
    problems: list[str]


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
    tests = _tests(tuple(embeddings.values()))
    for problem in tests.problems:
        st.warning(plain(problem), icon=":material/edit:")

    def work(progress: ProgressCallback) -> tuple[Judged, ...]:
        return tuple(_judged(name, embedding, tests, progress) for name, embedding in embeddings.items())

    found: tuple[Judged, ...] | None = on_request(
        ("evaluation", *(each.id for each in embeddings.values()), *tests.similarities, *tests.analogies),
        work,
        place="evaluation",
        label=_("Evaluate"),
        note=_("Tests: {tests}. Large vectors take a few seconds.").format(
            tests=listed(plain(each) for each in (*tests.similarities, *tests.analogies))
        ),
    )
    if found is None:
        return
    judged = dict(zip(embeddings, found, strict=True))
    scores = _scores(judged)
    draw_table(scores)
    st.caption(
        _(
            "Spearman's ρ of human ratings and cosines, and the share of analogies solved, with 95% intervals, and "
            "how much of each test the vocabulary covers. A dash: fewer than two pairs, or no question, could be "
            "asked."
        )
    )
    if any(is_chinese(each) for each in embeddings.values()):
        st.caption(
            _(
                "For Chinese: how similar our grammar makes pairs of its words (3: forms of one item, 2: of one "
                "kind, 1: of one family, 0: of two families), its analogies, and test sets in the folder "
                "EMBEDVIZ_DATA, such as wordsim-240, wordsim-297, COS960 and CA8, as they are published."
            )
        )
    csv_button(scores, name="evaluation")
    with st.expander(_("Analogies by section"), icon=":material/table:"):
        by_section = _by_section(judged)
        draw_table(by_section)
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
        note=_("Window {window}, shift log {negative}, dimensions {dimensions}: as in the training above.").format(
            **asked
        ),
    )
    if counted is None:
        return
    st.markdown(
        _(
            "{pairs:,} distinct pairs of words occur within a window; {positive:,} of them have a positive entry. "
            "The first {d:,} singular values hold **{energy:.1%}** of the energy of the matrix."
        ).format(
            pairs=counted.pairs,
            positive=counted.positive,
            d=len(counted.singular_values),
            energy=Readable(counted.energy),
        )
    )
    names = model_names()
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(_("**Both spectra**, each relative to its largest"))
        lines = [
            spectrum_curve(names[training.model], _relative(training.history[-1].spectrum.singular_values)),
            spectrum_curve(_("PPMI and SVD"), _relative(np.sqrt(counted.singular_values))),
        ]
        chart(
            singular_values(lines, relative=True),
            key="roads",
            alt=_("Singular values of both, relative to the largest"),
        )
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
    draw_table(table, height=250)
    common = len(set(by_training.words) & set(by_counts.words))
    st.caption(_("Nearest words in common: {common} of {k}.").format(common=common, k=k))
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


def _tests(embeddings: Sequence[Embedding]) -> Tests:
    """Return the tests in the languages of some embeddings."""
    chinese = [is_chinese(each) for each in embeddings]
    tests = Tests({}, {}, [])
    if not all(chinese):
        titles = {"wordsim353": "WordSim-353", "simlex999": "SimLex-999"}
        tests.similarities.update({titles[name]: partial(similarity_set, name) for name in SIMILARITY_SETS})
        tests.analogies[_("Google analogies")] = google_analogies
    if any(chinese):
        tests.similarities[_("Our grammar, Chinese")] = partial(likenesses, "zh")
        tests.analogies[_("Analogies of our grammar, Chinese")] = lambda: generated(0, 1, language="zh").analogies
        for path in sets_in(data_folder()):
            try:
                found = _read(path, path.stat().st_mtime_ns)
            except (FileError, OSError) as error:
                tests.problems.append(str(error))
                continue
            if found.pairs:
                tests.similarities[found.name] = partial(attrgetter("pairs"), found)
            else:
                tests.analogies[found.name] = partial(attrgetter("analogies"), found)
    return tests


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> ReadersSet:  # noqa: ARG001 - another version is another one
    return read_set(path)


def _judged(name: str, embedding: Embedding, tests: Tests, progress: ProgressCallback) -> Judged:
    def report(now: Progress) -> None:
        progress(Progress(valued(name, now.stage), now.done, now.total))

    progress(Progress(name, 0, 1))
    return Judged(
        {title: word_similarity(embedding, pairs()) for title, pairs in tests.similarities.items()},
        {title: analogy_accuracy(embedding, asked(), progress=report) for title, asked in tests.analogies.items()},
    )


def _scores(judged: Mapping[str, Judged]) -> Table:
    table: Table = {_("vectors"): list(judged)}
    first = next(iter(judged.values()))
    for title in first.similarities:
        similar = [each.similarities[title] for each in judged.values()]
        table[f"{title} ρ"] = [
            _with_interval(each.correlation, each.interval, "{:.2f}", each.coverage) for each in similar
        ]
        table[_("{test}, coverage").format(test=title)] = [_share(each.coverage) for each in similar]
    for title in first.analogies:
        solved = [each.analogies[title].total for each in judged.values()]
        table[title] = [_with_interval(each.accuracy, each.interval, "{:.1%}", each.coverage) for each in solved]
        table[_("{test}, coverage").format(test=title)] = [_share(each.coverage) for each in solved]
    return table


def _by_section(judged: Mapping[str, Judged]) -> Table:
    sections = {
        name: [(title, section) for title, found in each.analogies.items() for section in found.sections]
        for name, each in judged.items()
    }
    first = next(iter(sections.values()))
    table: Table = {_("test"): [title for title, _each in first], _("section"): [each.name for _title, each in first]}
    for name, each in sections.items():
        table[name] = [_share(section.accuracy) for _title, section in each]
        table[_("{name}, coverage").format(name=name)] = [_share(section.coverage) for _title, section in each]
    return table


def _with_interval(value: float, interval: Interval, number: str, coverage: float) -> str:
    if coverage == 0:
        return _("no word in common")
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
