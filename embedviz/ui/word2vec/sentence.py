"""The idea on one sentence: a window, its pairs, and one prediction followed through."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.sources.corpora import Corpus
from embedviz.training.result import Training
from embedviz.training.settings import Settings
from embedviz.training.walkthrough import Window
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.walkthrough import (
    Weights,
    choose_model,
    choose_prediction,
    choose_window,
    follow,
    weights,
)


def one_sentence(corpus: Corpus, settings: Settings, trainings: Sequence[Training], *, told: str = "") -> Window | None:
    """Ask for a sentence of a corpus and a window in it, and draw what a network learns from it.

    Parameters
    ----------
    corpus : Corpus
        Where the sentence is from.
    settings : Settings
        Of the network.
    trainings : sequence of Training
        What was learned from the corpus; without one the weights are the initial ones.
    told : str
        Why a training failed, if the page says so: it is not said twice.

    Returns
    -------
    Window or None
        None where no sentence has two words of the vocabulary.
    """
    network = _network(corpus, settings, trainings, told)
    return choose_window(corpus, network.embedding, settings.window) if network is not None else None


def one_prediction(window: Window, corpus: Corpus, settings: Settings, trainings: Sequence[Training]) -> None:
    """Draw one prediction of a window, from the one-hot vector to the weights after the step.

    Parameters
    ----------
    window : Window
        In a sentence of the corpus.
    corpus : Corpus
        What is learned from.
    settings : Settings
        Of the network; its model is asked for here.
    trainings : sequence of Training
        What was learned from the corpus; without one the weights are the initial ones.
    """
    model = choose_model()
    settings = replace(settings, model=model)
    network = _network(corpus, settings, trainings)
    if network is None:
        return
    moment = _("With the weights of epoch {epoch:.3g}.") if network.epoch else _("With the initial weights.")
    st.caption(moment.format(epoch=network.epoch))
    follow(network, settings, *choose_prediction(window, model))


def _network(corpus: Corpus, settings: Settings, trainings: Sequence[Training], told: str = "") -> Weights | None:
    try:
        with st.spinner(_("Building the network")):
            return weights(corpus, settings, trainings)
    except EmbedvizError as error:
        if str(error) != told:
            st.warning(plain(error), icon=":material/error:")
        return None
