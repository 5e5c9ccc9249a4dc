"""Nearest occurrences in a corpus, beside a word's nearest words: Peters et al. 2018, table 4, live."""

from collections.abc import Sequence

import streamlit as st

from embedviz.context.encoder import Encoder
from embedviz.context.nearest import OccurrenceIndex, build_index
from embedviz.embedding import Embedding
from embedviz.geometry.neighbors import neighbors
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.corpora import lee
from embedviz.ui.polysemy.encodings import encoded
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.results import reachable
from embedviz.units import words

NEAREST = 8
AROUND = 7


def nearest_occurrences(chosen: Chosen, which: int, embedding: Embedding, encoder: Encoder, layer: int) -> None:
    """Draw the occurrences in a corpus that are most like one of the word's, and the nearest words of its one vector.

    Parameters
    ----------
    chosen : Chosen
        The occurrences.
    which : int
        Of them.
    embedding : Embedding
        Static vectors.
    encoder : Encoder
        Contextual ones.
    layer : int
        Of the encoder.
    """

    def work(progress: ProgressCallback) -> OccurrenceIndex:
        return build_index(encoder, lee().sentences, layer=layer, progress=progress)

    static, contextual = st.columns([1, 3], gap="medium")
    with static:
        st.markdown(_("**Nearest words** of the one static vector"))
        _nearest_words(chosen.word, embedding)
    with contextual:
        st.markdown(_("**Nearest occurrences** of the vector of this one"))
        index = on_request(
            ("occurrences", encoder.id, layer),
            work,
            place="occurrences",
            label=_("Encode the corpus"),
            note=_("300 news articles, about 60,000 words, are encoded once; it takes a few seconds."),
        )
        if index is None:
            return
        query = encoded(encoder, chosen).vectors[layer, which]
        found = index.nearest(query, NEAREST)
        table = {
            _("cosine"): [round(each.score, 3) for each in found],
            _("occurrence"): [_around(index.sentences[each.sentence], each.position) for each in found],
        }
        draw_table(table)
        csv_button(table, name="nearest-occurrences")


def _nearest_words(word: str, embedding: Embedding) -> None:
    known = next((form for form in (word, word.lower()) if form in embedding), None)
    if known is None:
        st.info(
            _("“{word}” is not among the {words} of the source.").format(word=shown(word), words=words(len(embedding))),
            icon=":material/search_off:",
        )
        return
    near = neighbors(embedding, known, reachable(embedding, [known], NEAREST))
    table: Table = {_("word"): near.words, _("cosine"): near.scores.round(3).tolist()}
    draw_table(table)
    csv_button(table, name="nearest-words")


def _around(sentence: Sequence[str], position: int) -> str:
    start, end = max(0, position - AROUND), position + AROUND + 1
    before, after = ("… " if start else ""), (" …" if end < len(sentence) else "")
    middle = [*sentence[start:position], f"[{sentence[position]}]", *sentence[position + 1 : end]]
    return before + " ".join(middle) + after
