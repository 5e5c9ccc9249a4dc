"""What a training has made of the vectors: spectra, positions, neighbors and analogies by epoch."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.evaluation.analogies import AnalogyAccuracy, analogy_accuracy
from embedviz.figures.training import (
    Curve,
    accuracy_by_epoch,
    neighbors_by_epoch,
    singular_values,
    spectra_by_epoch,
)
from embedviz.geometry.expression import quote
from embedviz.geometry.neighbors import neighbors
from embedviz.i18n import _
from embedviz.sources.corpora import Corpus
from embedviz.training.result import Training
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.curves import spectrum_curve
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word, ask_words
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.work.recent import remembered
from embedviz.ui.work.results import reachable
from embedviz.units import Readable

MOVING, NEIGHBORS = 12, 8
PAIRS = 2
# Without analogies, frequent words that are long enough not to be mere grammar.
MOST_FREQUENT, LONG = 200, 6


@dataclass(frozen=True, eq=False)
class Moments:
    """The word vectors at each record of a training.

    Parameters
    ----------
    epochs : tuple of s float
        When.
    embeddings : tuple of s Embedding (m, n)
        The vectors; the last are those trained.
    """

    epochs: tuple[float, ...]
    embeddings: tuple[Embedding, ...] = field(repr=False)


def choose_training(trainings: Sequence[Training]) -> Training:
    """Draw the choice of the model to look at, if there are two.

    Parameters
    ----------
    trainings : sequence of Training
        One a model.

    Returns
    -------
    Training
    """
    if len(trainings) == 1:
        return trainings[0]
    names = model_names()
    by_model = {str(training.model): training for training in trainings}
    models = {model: names[training.model] for model, training in by_model.items()}
    return by_model[choose(_("Look closer at"), models, key="closer", as_buttons=True)]


def summary(trainings: Sequence[Training]) -> Table:
    """Return how trainings began and ended, as a table.

    Parameters
    ----------
    trainings : sequence of Training
        One a model.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    names = model_names()
    first, last = [each.history[0] for each in trainings], [each.history[-1] for each in trainings]
    return {
        _("model"): [names[each.model] for each in trainings],
        _("epochs"): [round(record.epoch, 2) for record in last],
        _("initial loss"): [round(record.loss, 3) for record in first],
        _("loss"): [round(record.loss, 3) for record in last],
        _("rank"): [record.spectrum.rank() for record in last],
        _("effective rank"): [round(record.effective_rank, 1) for record in last],
        _("words per second"): [f"{max(r.words_per_second for r in each.history):,.0f}" for each in trainings],
    }


def spectra(trainings: Sequence[Training], shown: Training) -> None:
    """Draw the spectra of all models at the end, and of one at each record.

    Parameters
    ----------
    trainings : sequence of Training
        One a model.
    shown : Training
        One of them.
    """
    names = model_names()
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(_("**Spectrum** now"))
        ends = [spectrum_curve(names[each.model], each.history[-1].spectrum.singular_values) for each in trainings]
        chart(singular_values(ends), key="spectra", alt=_("Singular values of the word vectors, one line per model"))
    with right:
        st.markdown(_("**Spectrum by epoch**, {model}").format(model=names[shown.model]))
        values = np.stack([record.spectrum.singular_values for record in shown.history])
        chart(
            spectra_by_epoch([record.epoch for record in shown.history], values),
            key="spectrum_by_epoch",
            alt=_("Singular values of the word vectors, one line per snapshot, colored by epoch"),
        )


def watched(corpus: Corpus, vocabulary: Embedding) -> list[str]:
    """Return the words that are watched unless others are asked for.

    Parameters
    ----------
    corpus : Corpus
        Its analogies say which words come together.
    vocabulary : Embedding
        Of m words.

    Returns
    -------
    list of str
        At most twelve.
    """
    words: list[str] = []
    for section in corpus.analogies.values():
        # Two pairs each of several subjects, which part in space; the first pair is part of every question.
        pairs = [word for question in section[:PAIRS] for word in question[2:]]
        if not set(pairs) & set(words):
            words += pairs
    words = words or [word for word in vocabulary.words[:MOST_FREQUENT] if len(word) >= LONG]
    return [word for word in words if word in vocabulary][:MOVING]


def ask_watched(corpus: Corpus, training: Training) -> list[str]:
    """Draw the choice of the words to watch.

    Parameters
    ----------
    corpus : Corpus
        What was learned from.
    training : Training
        Over.

    Returns
    -------
    list of str
    """
    default = " ".join(map(quote, watched(corpus, training.embedding)))
    return ask_words(training.embedding, key="moving", label=_("Words to watch"), default=default)


def neighborhood(corpus: Corpus, training: Training) -> None:
    """Draw the nearest words of a word at each record.

    Parameters
    ----------
    corpus : Corpus
        Its analogies say which word to begin with.
    training : Training
        Over.
    """
    word = ask_word(training.embedding, key="near_word", label=_("Word"), default=_first(corpus))
    if word is None:
        return
    moments = _moments(training)
    try:
        k = min(reachable(each, [word], NEIGHBORS) for each in moments.embeddings)
        found = [neighbors(each, word, k).words for each in moments.embeddings]
    except EmbedvizError as error:
        st.info(plain(error), icon=":material/info:")
        return
    chart(
        neighbors_by_epoch(moments.epochs, found),
        key="neighbors_by_epoch",
        alt=_("The nearest words at each epoch, the nearest at the top"),
    )


def solved(corpus: Corpus, trainings: Sequence[Training]) -> None:
    """Draw how many analogies of the corpus are solved at each record.

    Parameters
    ----------
    corpus : Corpus
        With analogies.
    trainings : sequence of Training
        Over, one a model.
    """
    names = model_names()
    found = [_accuracies(each.embedding.id, corpus.id, corpus, each) for each in trainings]
    lines = [
        Curve(
            names[training.model],
            np.array([record.epoch for record in training.history]),
            np.array([accuracy.total.accuracy for accuracy in accuracies]),
        )
        for training, accuracies in zip(trainings, found, strict=True)
    ]
    for training, accuracies in zip(trainings, found, strict=True):
        total = accuracies[-1].total
        st.markdown(
            _("{model} solves **{share:.1%}** of {asked:,} analogies that the grammar contains.").format(
                model=names[training.model], share=Readable(total.accuracy), asked=len(total.questions)
            )
        )
    chart(accuracy_by_epoch(lines), key="analogies", alt=_("Share of analogies solved by epoch, one line per model"))
    with st.expander(_("By kind of analogy"), icon=":material/table:"):
        sections = found[0][-1].sections
        table: Table = {
            _("kind"): [section.name for section in sections],
            _("example"): [" : ".join(section.questions[0]) if section.questions else "" for section in sections],
        }
        for training, accuracies in zip(trainings, found, strict=True):
            table[names[training.model]] = [
                f"{section.solved:,} / {len(section.questions):,}" for section in accuracies[-1].sections
            ]
        draw_table(table)
        csv_button(table, name="analogies-by-kind")


def _first(corpus: Corpus) -> str:
    return next((section[0][1] for section in corpus.analogies.values()), "government")


def _moments(training: Training) -> Moments:
    return _read(training.embedding.id, training)


# The id is the key; arguments that begin with an underscore are not looked at.
@remembered
def _read(id: str, _training: Training) -> Moments:
    embedding = _training.embedding
    earlier = [
        Embedding(f"{id}-{i}", embedding.words, snapshot.astype(np.float32), by_frequency=True)
        for i, snapshot in enumerate(_training.snapshots[:-1])
    ]
    return Moments(tuple(record.epoch for record in _training.history), (*earlier, embedding))


@remembered
def _accuracies(id: str, corpus: str, _corpus: Corpus, _training: Training) -> list[AnalogyAccuracy]:  # noqa: ARG001
    return [analogy_accuracy(each, _corpus.analogies) for each in _moments(_training).embeddings]
