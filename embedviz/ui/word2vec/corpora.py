"""The text that is trained on: chosen from those there are, or brought by the reader, and described before training."""

from functools import partial
from typing import Literal
from uuid import uuid4

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.figures.corpus import zipf
from embedviz.i18n import _, language, sentences
from embedviz.progress import ProgressCallback
from embedviz.sources.corpora import Corpus, from_file, from_text, generated, lee
from embedviz.ui.frame.notices import notice
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.jobs import awaited
from embedviz.ui.work.recent import Recent, remembered
from embedviz.ui.work.uploaded import taken_over
from embedviz.units import size

CorpusKind = Literal["generated", "news", "own"]

# Texts take up to some hundred megabytes each.
LONGEST_PASTED = 1_000_000
MOST_FREQUENT = 100
_TEXT = "text"
_READING = "corpora_reading"
_NOT_READ = "corpora_not_read"
_TEXTS = Recent()


def choose_corpus() -> tuple[CorpusKind, Corpus | None]:
    """Draw the choice of a text, and the form for one's own.

    Returns
    -------
    tuple of str and Corpus or None
        Which kind is chosen, and the text; None as long as there is none.
    """
    names: dict[CorpusKind, str] = {"generated": _("Generated"), "news": _("News (Lee)"), "own": _("Your own text")}
    kind = choose(_("Corpus"), names, key="corpus", as_buttons=True)
    if kind == "own":
        return kind, _own()
    with st.spinner(_("Making the corpus"), show_time=True):
        return kind, _bundled(kind, language())


def describe(corpus: Corpus, min_count: int) -> None:
    """Draw the statistics of a text.

    Parameters
    ----------
    corpus : Corpus
        The text.
    min_count : int
        Words that occur less often are left out of the training.
    """
    found = corpus.statistics
    dropped = found.dropped_by(min_count)
    st.markdown(f"**{plain(corpus.title)}.** {plain(corpus.note)}")
    metrics = (
        (_("words"), f"{found.tokens:,}", _("Each as often as it occurs.")),
        (_("different words"), f"{found.vocabulary_size:,}", None),
        (_("sentences"), f"{found.sentences:,}", None),
        (_("vocabulary"), f"{found.vocabulary_size - dropped.words:,}", _("Different words that are trained.")),
    )
    with st.container(horizontal=True):
        for label, value, meaning in metrics:
            st.metric(label, value, help=meaning)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chart(
            zipf(found.counts, found.words, min_count),
            key="zipf",
            alt=_("How often each word occurs over its rank, both logarithmic"),
        )
    with right:
        st.markdown(_("Most frequent words"))
        table = _frequencies(corpus)
        st.dataframe(table, hide_index=True, height=220)
        st.caption(_dropped(corpus, min_count))
        csv_button(table, name="most-frequent")


def _dropped(corpus: Corpus, min_count: int) -> str:
    found = corpus.statistics
    dropped = found.dropped_by(min_count)
    text = _("min_count {min_count:,} drops {words:,} of {all:,} different words, {share:.1%} of the text.").format(
        min_count=min_count, words=dropped.words, all=found.vocabulary_size, share=dropped.tokens / found.tokens
    )
    if found.zipf_slope is None:
        return text
    slope = _("Slope of the Zipf plot: {slope:.2f}; Zipf's law says -1.").format(slope=found.zipf_slope)
    return sentences(text, slope)


def _frequencies(corpus: Corpus) -> Table:
    found = corpus.statistics
    return {
        _("word"): found.words[:MOST_FREQUENT],
        _("count"): found.counts[:MOST_FREQUENT].tolist(),
        _("share"): [f"{count / found.tokens:.2%}" for count in found.counts[:MOST_FREQUENT].tolist()],
    }


def _own() -> Corpus | None:
    reading: tuple[str, bytes | str, str] | None = st.session_state.get(_READING)
    if reading is not None:
        _read(*reading)
        return None
    kept: Corpus | None = _TEXTS.find(st.query_params.get(_TEXT) or st.session_state.get(_TEXT))
    if kept is not None:
        st.session_state[_TEXT] = st.query_params[_TEXT] = kept.id
    _form(kept)
    return kept


def _read(key: str, given: bytes | str, name: str) -> None:
    """Read a text, show how far that is, and make it the corpus."""

    def work(progress: ProgressCallback) -> Corpus:
        return _counted(
            from_file(given, name, progress=progress) if isinstance(given, bytes) else from_text(given, name)
        )

    try:
        corpus: Corpus | None = awaited(("corpus", key), work, place="corpus", quantity=size)
        if corpus is None:
            return
        _TEXTS.get(corpus.id, partial(_counted, corpus))
        st.session_state[_TEXT] = st.query_params[_TEXT] = corpus.id
    except Cancelled:
        notice(_("Reading the text was cancelled."), is_error=False)
    except EmbedvizError as error:
        st.session_state[_NOT_READ] = str(error)
    del st.session_state[_READING]
    st.rerun()


def _form(kept: Corpus | None) -> None:
    if _NOT_READ in st.session_state:
        st.error(plain(st.session_state[_NOT_READ]), icon=":material/error:")
    label = _("Another text") if kept is not None else _("Your text")
    with st.expander(label, expanded=kept is None, icon=":material/edit_note:"), st.form("own_text", border=False):
        pasted = st.text_area(
            _("Paste a text: one sentence a line, or free text"), max_chars=LONGEST_PASTED, height=160, key="pasted"
        )
        sent = st.file_uploader(_("or send a file: .txt, .gz, .zip"), type=["txt", "gz", "zip"], key="text_file")
        if not st.form_submit_button(_("Read it"), icon=":material/menu_book:", type="primary"):
            return
        st.session_state.pop(_NOT_READ, None)
        if sent is not None:
            taken_over([sent])
            st.session_state[_READING] = str(uuid4()), sent.getvalue(), sent.name
        elif pasted.strip():
            st.session_state[_READING] = str(uuid4()), pasted, _("Pasted text")
        else:
            st.session_state[_NOT_READ] = _("There is no text; expected some words or a file.")
        st.rerun()


def _counted(corpus: Corpus) -> Corpus:
    # Both are computed once, here, rather than while the page is drawn.
    _id, _statistics = corpus.id, corpus.statistics
    return corpus


@remembered
def _bundled(kind: CorpusKind, language: str) -> Corpus:  # noqa: ARG001 - it has a title for a reader
    return _counted(lee() if kind == "news" else generated())
