"""Word2vec: skip-gram and CBOW trained live, watched through linear algebra."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.lesson import question
from embedviz.ui.word2vec.corpora import choose_corpus, describe
from embedviz.ui.word2vec.evaluation import evaluation, other_road
from embedviz.ui.word2vec.keeping import keep_as_source
from embedviz.ui.word2vec.learned import choose_training, movement, neighborhood, solved, spectra
from embedviz.ui.word2vec.progress import ask_and_start, trained_by
from embedviz.ui.word2vec.sentence import one_sentence
from embedviz.ui.word2vec.training import current_run

run = current_run()

st.title(_("Word2vec"))
question(
    _(
        "A network learns to predict a word from the words around it (CBOW), or the words around it from the word "
        "(skip-gram). Nobody wants the prediction: its by-product, the weights, are the word vectors. Watch them "
        "form."
    )
)

kind, corpus = choose_corpus()
if corpus is None and run is None:
    st.info(_("Provide a text, or choose one of the other two."), icon=":material/menu_book:")
    st.stop()
corpus = corpus or run.corpus
described, idea, training = st.container(), st.container(), st.container()

with training:
    st.header(_("Training"), divider="gray", help=meaning("embedding", "skip-gram", "cbow"))
    settings = ask_and_start(kind, corpus, run)

with described:
    describe(corpus, settings.min_count)

with idea:
    st.header(_("The idea, on one sentence"), divider="gray", help=meaning("negative"))
    st.markdown(
        _(
            "A window slides over the text. The word in its :blue-background[**center**] and the words "
            ":orange-background[around it] belong together: that is all the network learns about the text."
        )
    )
    own = run.trainings if run is not None and run.corpus.id == corpus.id else ()
    one_sentence(corpus, settings, own)

with training:
    trained = trained_by(run)
if not trained:
    st.stop()

st.header(_("What was learned"), divider="gray", help=meaning("effective", "analogy"))
closer = choose_training(trained)
spectra(trained, closer)
st.subheader(_("Words on the move"))
movement(run.corpus, closer)
st.subheader(_("Neighbors by epoch"))
neighborhood(run.corpus, closer)
if run.corpus.analogies:
    st.subheader(_("Analogies by epoch"))
    solved(run.corpus, trained)

st.header(_("Against human judgments"), divider="gray", help=meaning("spearman"))
evaluation(trained)

st.header(_("The other way: count and decompose"), divider="gray", help=meaning("ppmi"))
st.latex(r"\mathrm{PPMI}_k(w,c)=\max\!\left(0,\ \log\frac{P(w,c)}{P(w)\,P'(c)}-\log k\right)\approx U_d\,S_d\,V_d^\top")
st.markdown(
    _(
        "At its minimum loss, and with enough dimensions, skip-gram with negative sampling factorizes the matrix "
        "of pointwise mutual information less log k (Levy and Goldberg 2014). Here the positive part of that "
        "matrix is computed and decomposed, truncated to d dimensions."
    )
)
other_road(run.corpus, next((each for each in trained if each.model == "skip-gram"), closer))

st.header(_("Save as a source"), divider="gray")
for column, each in zip(st.columns(max(2, len(trained))), trained, strict=False):
    with column:
        keep_as_source(run, each)
st.page_link("explore/library.py", label=_("The Library exports it as a file."), icon=":material/database:")
