"""Polysemy: one word, one static vector, many senses; and a vector of its own for each occurrence."""

from functools import partial

import streamlit as st

from embedviz.evaluation.readers_sets import is_chinese
from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.polysemy.clouds import glance, numbers, pairs, scores, spectra, strip, whether_told_apart
from embedviz.ui.polysemy.encoder_choice import (
    choose_elmo,
    choose_transformer,
    reads_english,
    say_what_is_unknown,
    show_at_once,
)
from embedviz.ui.polysemy.examples import (
    choose_examples,
    choose_occurrence,
    say_what_reads_chinese,
    sentence_table,
)
from embedviz.ui.polysemy.inside import change_a_word, network
from embedviz.ui.polysemy.ladder import Ladder, measured
from embedviz.ui.polysemy.mixing import follow_the_mix, mix_in_the_plane, mix_sliders
from embedviz.ui.polysemy.nearest import nearest_occurrences
from embedviz.ui.polysemy.overall import all_words
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.lesson import aside, part, question, step, table_aside, trial, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.widgets.text import shown

embedding = current_source()

st.title(_("Polysemy"), help=meaning("polysemous", "static", "contextual", "bilm", "layer"))
question(
    _(
        "A word with several senses has one static vector. A bidirectional LSTM (biLM) gives each occurrence a vector "
        "of its own, from the whole sentence: does that tell the senses apart?"
    )
)
answer = st.container(key="embedviz_answer")
answer.empty()  # without anything in it, a container has no room
word, bilm, beside = st.columns([3, 4, 3])
with bilm:
    elmo = choose_elmo()
with beside:
    transformer = choose_transformer()
with word:
    place = st.container()
chosen = choose_examples(place, chinese_first=is_chinese(embedding))
if len(chosen.texts) < 2:
    st.info(
        _("Occurrences of “{word}” found: {found}; expected two or more to compare.").format(
            found=len(chosen.texts), word=shown(chosen.word)
        ),
        icon=":material/edit:",
    )
    st.stop()
unread = chosen.is_chinese and reads_english(elmo)
if unread:
    say_what_reads_chinese(embedding, chosen)
mixed = st.container()
mix_fold = aside("mix", _("ELMo's mix of its layers"), is_lazy=True)
with mix_fold, mix_in_the_plane():
    weights, gamma = mix_sliders(len(elmo.layers))
    mixture = st.container()
ladder = Ladder(chosen, embedding, elmo, weights, gamma, transformer)
titles = ladder.titles
show_at_once(transformer, key="right")
with mixed:
    if not measured(ladder):
        st.stop()
    unread = unread or say_what_is_unknown(elmo, chosen.distinct)

if mix_fold.open:
    with mixture:
        follow_the_mix([ladder[f"layer-{j}"].vectors for j in range(len(weights))], weights, gamma, chosen)
with mixed:
    left, right = st.columns(2, gap="large")
    with left:
        compared = ladder[choose(_("First cloud"), titles, key="left")]
        glance(compared, chosen, key="cloud-left")
    with right:
        usual = "context" if unread else ladder.last
        chosen_rung = choose(_("Second cloud"), titles, key="right", default=usual)
        seen = ladder[chosen_rung]
        glance(seen, chosen, key="cloud-right")
    with answer:
        verdict(
            whether_told_apart(seen, chosen),
            _(
                "Each occurrence is left out in turn and its sense predicted: the sense whose other occurrences have "
                "the nearest mean vector. Chance is the same with the senses permuted at random."
            ),
        )
    table_aside("sentences", _("The sentences"), partial(sentence_table, chosen))

trial(_("Choose another layer for the second cloud, then another word. Which layer tells the senses apart best?"))

with step(_("Change a word")):
    which = choose_occurrence(chosen)
    with aside("change"):
        st.latex(r"\frac{\lVert h'_{k,j}-h_{k,j}\rVert}{\lVert h_{k,j}\rVert}")
        st.caption(
            _(
                "hₖⱼ is the vector of token k in layer j before the edit, h′ₖⱼ after it: how far it moved, relative to "
                "its length."
            )
        )
    if unread:
        st.info(
            _("This biLM does not know these words: choose another word, or another biLM, to change a sentence."),
            icon=":material/translate:",
        )
    else:
        change_a_word(elmo, chosen, which, ladder, chosen_rung)


def draw_ladder() -> None:
    """Draw every encoder beside the others, with the numbers that compare them."""
    st.markdown(
        _(
            "The same occurrences, seen by one encoder after another. Context leaks through any recurrence, trained or "
            "not, and the average of the other words already carries much of it: that is what a biLM has to beat."
        )
    )
    rungs = ladder.rungs()
    strip(rungs, chosen)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Senses found"), anchor=False)
        scores(rungs)
    with right:
        st.subheader(_("The spectrum of each cloud"), anchor=False)
        spectra(rungs)
    numbers(rungs)
    with part("all"):
        all_words(titles, embedding, elmo, transformer)


def draw_cosines() -> None:
    """Draw the cosines of all pairs of occurrences, in both clouds."""
    st.latex(r"\cos(x_i,x_j)=\frac{x_i^\top x_j}{\lVert x_i\rVert\,\lVert x_j\rVert}")
    pairs(compared, seen, chosen)


def draw_network() -> None:
    """Draw the network with the sentence, and name what the page rests on."""
    network(elmo, chosen.texts[which])
    st.caption(
        _(
            "M. E. Peters et al., Deep contextualized word representations, NAACL 2018. Measures: K. Ethayarajh, How "
            "contextual are contextualized word representations?, EMNLP 2019; P. J. Rousseeuw, Silhouettes, 1987."
        )
    )


more(
    Panel("ladder", _("The ladder: one encoder after another"), draw_ladder, keys=("log",)),
    Panel("cosines", _("Cosines by sense"), draw_cosines),
    Panel(
        "nearest",
        _("Nearest occurrences"),
        partial(nearest_occurrences, chosen, which, embedding, elmo, len(elmo.layers) - 1),
    ),
    Panel("network", _("Inside the network"), draw_network),
)
