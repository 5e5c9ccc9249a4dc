"""Word2vec: skip-gram and CBOW trained live, watched through linear algebra."""

from functools import partial

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.lesson import aside, question, step, told, trial, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.word2vec.corpora import choose_corpus, describe
from embedviz.ui.word2vec.evaluation import evaluation, other_road
from embedviz.ui.word2vec.keeping import keep_as_source
from embedviz.ui.word2vec.learned import ask_watched, choose_training, neighborhood, solved, spectra
from embedviz.ui.word2vec.progress import ask_and_start, side_by_side, trained_by
from embedviz.ui.word2vec.sentence import one_prediction, one_sentence
from embedviz.ui.word2vec.training import current_run
from embedviz.ui.word2vec.verdicts import whether_learned

run = current_run()

st.title(_("Word2vec"), help=meaning("embedding", "skip-gram", "cbow", "negative"))
question(
    _(
        "A network learns to predict words from the words around them, and its weights are the word vectors. Do these "
        "come to hold what words mean?"
    )
)
verdict(*whether_learned(run))

kind, corpus = choose_corpus()
if corpus is None:
    if run is None:
        st.stop()
    corpus = run.corpus
own = run.trainings if run is not None and run.corpus.id == corpus.id else ()
idea, training = st.container(key="embedviz_idea"), st.container()

# Without a heading, so that it is presented with the question; and at once, because what is empty takes no room.
with idea:
    told(
        _(
            "A window slides over the text. All that the network learns of the text is which words are "
            ":orange-background[around] the one in the :blue-background[**center**]."
        )
    )

with training, step(_("Training"), help=meaning("embedding", "skip-gram", "cbow")):
    settings = ask_and_start(kind, corpus, run)
    trained = trained_by(run)

with idea:
    window = one_sentence(corpus, settings, own, told=run.reason if run is not None else "")

panels = [Panel("corpus", _("The corpus"), partial(describe, corpus, settings.min_count))]
if window is not None:
    draw = partial(one_prediction, window, corpus, settings, own)
    panels.append(Panel("prediction", _("One prediction, step by step"), draw, keys=("context", "follow")))

if run is not None and trained:
    # On a slide it stands where the training was watched.
    with st.container() if is_presenting() else step(_("What was learned"), help=meaning("procrustes")):
        which, words = st.columns([1, 3]) if len(trained) > 1 else [st.container()] * 2
        with which:
            closer = choose_training(trained)
        with words:
            moving = ask_watched(run.corpus, closer)
        side_by_side(trained, closer, moving)
        with aside("aligned"):
            st.caption(
                _(
                    "Seen along the first three principal directions of these words at the end. Each snapshot is "
                    "aligned to the next by orthogonal Procrustes, which keeps all lengths and angles, so that words "
                    "move no more than necessary."
                )
            )
    panels += [
        Panel("spectra", _("Spectra and effective rank"), partial(spectra, trained, closer)),
        Panel("neighbors", _("Neighbors by epoch"), partial(neighborhood, run.corpus, closer), keys=("near_word",)),
    ]
    if run.corpus.analogies:
        panels.append(Panel("analogies", _("Analogies by epoch"), partial(solved, run.corpus, trained)))
    first = next((each for each in trained if each.model == "skip-gram"), closer)
    panels += [
        Panel("judgments", _("Against human judgments"), partial(evaluation, trained)),
        Panel("counts", _("The other way: count and decompose"), partial(other_road, run.corpus, first)),
    ]
    with step(_("Save as a source")):
        for column, each in zip(st.columns(max(2, len(trained))), trained, strict=False):
            with column:
                keep_as_source(run, each)
        st.page_link("explore/library.py", label=_("The Library exports it as a file."), icon=":material/database:")

trial(_("Move the window along the sentence, then train. Which words come together, and in which epoch?"))

more(*panels)
