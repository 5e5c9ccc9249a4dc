"""Inside the biLM: what an edit of a sentence moves, and the real activations."""

import re

import numpy as np
import streamlit as st

from embedviz.context.elmo import Elmo
from embedviz.context.encoder import LONGEST_SENTENCE
from embedviz.context.movement import Movement, movement
from embedviz.context.tokens import find_occurrences, tokenize
from embedviz.figures import activations as drawn
from embedviz.figures.network import network as network_figure
from embedviz.i18n import _
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.polysemy.ladder import Ladder, picture, placed
from embedviz.ui.polysemy.points import Moved, occurrences_as_points
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.hand import Marks, pointed_at
from embedviz.ui.widgets.lesson import part
from embedviz.ui.widgets.text import plain, shown
from embedviz.units import Readable

MOST_CHARACTERS = 2_000
_KEY = "edited"
HEIGHT = "16rem"


@st.fragment
def change_a_word(elmo: Elmo, chosen: Chosen, which: int, ladder: Ladder, rung: str) -> None:
    """Draw an editable sentence, how far each token's vector moves in each layer, and where to the occurrence moves.

    Parameters
    ----------
    elmo : Elmo
        Encodes it.
    chosen : Chosen
        The occurrences of the word.
    which : int
        The one whose sentence is edited.
    ladder : Ladder
        Measured.
    rung : str
        The name of that whose cloud is drawn.
    """
    sentence, proposal = chosen.texts[which], proposed_edit(chosen, which)
    state, kept, last = st.session_state, f"{_KEY}_from", f"{_KEY}_last"
    # Set in every run, as by `choose`: the browser may never see one that another overtakes. Streamlit forgets it on
    # another page, from which one comes back to the sentence as it was.
    state[_KEY] = state.get(_KEY, state.get(last, proposal)) if state.get(kept) == sentence else proposal
    state[kept] = sentence
    left, right = st.columns([6, 1], vertical_alignment="bottom")
    with left:
        edited = state[last] = st.text_input(_("Edit the sentence"), key=_KEY, max_chars=MOST_CHARACTERS)
    with right:
        st.button(
            _("Undo"),
            icon=":material/undo:",
            on_click=st.session_state.__setitem__,
            args=(_KEY, sentence),
            disabled=edited == sentence,
        )
    before, after = ([token.form for token in tokenize(text)] for text in (sentence, edited))
    if not after:
        st.info(_("The sentence is empty, so there is no vector to follow."), icon=":material/edit:")
        return
    found = movement(elmo, before, after)
    titles = [_("layer {layer}").format(layer=layer) for layer in range(len(found.moved))]
    left, right = st.columns([3, 2], gap="medium")
    with right:
        _occurrence_moves(chosen, which, edited, ladder, rung)
    with left, pointed_at("moved", _layers_of(found)):
        st.markdown(_verdict(found, edited == sentence))
        figure = drawn.movement(found.tokens, found.edited.tolist(), found.moved, titles)
        chart(figure, key="movement", alt=_("How far each token's vector moved, one row per layer"))
    csv_button(
        lambda: {_("token"): found.tokens} | dict(zip(titles, found.moved.tolist(), strict=True)), name="movement"
    )


def proposed_edit(chosen: Chosen, which: int) -> str:
    """Return a sentence with its last word replaced by that of a sentence in which the word has another sense.

    Parameters
    ----------
    chosen : Chosen
        The occurrences of the word.
    which : int
        The one whose sentence it is.

    Returns
    -------
    str
        The sentence as it is where no occurrence has another sense, or no word is left to take.
    """
    sentence = chosen.texts[which]
    for text, sense in zip(chosen.texts, chosen.senses, strict=True):
        if sense != chosen.senses[which]:
            own, other = _last_word(sentence, chosen.word), _last_word(text, chosen.word)
            if own is not None and other is not None and own[0] != other[0]:
                return sentence[: own.start()] + other[0] + sentence[own.end() :]
    return sentence


def _occurrence_moves(chosen: Chosen, which: int, edited: str, ladder: Ladder, rung: str) -> None:
    """Draw the cloud of a rung, in which the point of an edited sentence travels to its new place."""
    tokens = tokenize(edited)[:LONGEST_SENTENCE]
    at = [each.position for each in find_occurrences([tokens], chosen.word).occurrences]
    if not at:
        st.info(_("“{word}” is no longer in the sentence.").format(word=shown(chosen.word)), icon=":material/edit:")
        return
    position = min(at, key=lambda each: abs(each - chosen.positions[which]))
    seen, word = ladder[rung], tokens[position]
    moved = None
    if edited != chosen.texts[which]:
        vector = ladder.vector(rung, [token.form for token in tokens], position)
        parts = edited[: word.start], edited[word.start : word.end], edited[word.end :]
        moved = Moved(which, placed(seen, vector), parts)
    occurrences_as_points(picture(seen, 3)[0], chosen, key="cloud-edited", height=HEIGHT, moved=moved)
    st.caption(_("The second cloud above, {title}, with the edited sentence.").format(title=plain(seen.title)))


def _last_word(sentence: str, besides: str) -> re.Match[str] | None:
    found = [each for each in re.finditer(r"\w+", sentence) if each[0].casefold() != besides.casefold()]
    return found[-1] if found else None


def network(elmo: Elmo, sentence: str) -> None:
    """Draw the network with its sizes, and what happens in it when it reads a sentence.

    Parameters
    ----------
    elmo : Elmo
        The network.
    sentence : str
        What it reads.
    """
    options = elmo.options
    source = options.static.source if options.static is not None else _("a network of characters")
    chart(
        network_figure(
            options.width, options.cells, options.n_layers, skip=options.use_skip_connections, source=source
        ),
        key="network",
        alt=_("The network: token vectors go into a forward and a backward LSTM, layer upon layer"),
        elastic=False,
    )
    found = elmo.activations([token.form for token in tokenize(sentence)])
    with part("activations"):
        chart(
            drawn.activations(found.tokens, found.token_vectors, list(found.forward), list(found.backward)),
            key="activations",
            alt=_("Token vectors, and the outputs of both directions in each layer, as heat maps"),
            elastic=False,
        )


def _layers_of(found: Movement) -> Marks:
    """Return what the verdict names: the first row of the heat map and the last one, with its numbers."""
    numbered = np.isfinite(found.moved).sum(axis=1)  # a cell without a number has no text
    rows = {"first": 0, "last": len(numbered) - 1}
    return {
        name: [
            (".heatmap-label", (int(numbered[:row].sum()), int(numbered[: row + 1].sum()))),
            (".ytick text", (row, row + 1)),
        ]
        for name, row in rows.items()
    }


def _verdict(found: Movement, unedited: bool) -> str:
    if unedited:
        return _("Nothing is edited yet, so nothing has moved. Change a word and watch the others.")
    if found.edited.all():
        return _("Every token was edited: no unedited one is left to compare.")
    first, last = found.spread[0], found.spread[-1]
    return _(
        "The tokens that were not edited moved by **{first}** of their length in [layer 0](#mark-first) and by "
        "**{last}** in the [last layer](#mark-last), where a vector depends on the words around it."
    ).format(first=f"{Readable(first):.0%}", last=f"{Readable(last):.0%}")
