"""A reader's own text: pasted or sent, with a look at its first words under each rule of what a word is."""

from functools import partial
from itertools import chain
from uuid import uuid4

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _, valued
from embedviz.progress import ProgressCallback
from embedviz.sources.corpora import (
    TOKENS,
    Corpus,
    Dictionary,
    Tokens,
    first_sentences,
    from_file,
    from_text,
    read_dictionary,
)
from embedviz.ui.frame.notices import notice
from embedviz.ui.widgets.script import say_if_traditional
from embedviz.ui.widgets.text import plain, some_words
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.uploaded import taken_over
from embedviz.units import size

LONGEST_PASTED = 1_000_000
LONGEST_DICTIONARY = 200_000
SHOWN_WORDS = 12
JUDGED_WORDS = 2_000
_TEXT = "text"
_READING = "corpora_reading"
_NOT_READ = "corpora_not_read"
_TYPED = ("pasted", "tokens", "dictionary")
_TEXTS = Recent()  # each takes up to some hundred megabytes


def own_text() -> Corpus | None:
    """Draw the form for a text of one's own, and what becomes of it.

    Returns
    -------
    Corpus or None
        The text; None as long as there is none.
    """
    reading: tuple[str, bytes | str, str, Tokens, Dictionary] | None = st.session_state.get(_READING)
    if reading is not None:
        for key in _TYPED:  # the form is not drawn meanwhile, and Streamlit forgets what is not drawn
            st.session_state[key] = st.session_state.get(key)
        _read(*reading)
        return None
    kept: Corpus | None = _TEXTS.find(st.query_params.get(_TEXT) or st.session_state.get(_TEXT))
    if kept is not None:
        st.session_state[_TEXT] = st.query_params[_TEXT] = kept.id
        say_if_traditional("".join(kept.statistics.words[:JUDGED_WORDS]))
    _form(kept)
    if kept is None:
        st.info(_("Paste or upload a text and read it, or choose another corpus."), icon=":material/menu_book:")
    return kept


def counted(corpus: Corpus) -> Corpus:
    """Return a corpus once its words are counted, so that they are not while a page is drawn.

    Parameters
    ----------
    corpus : Corpus
        Any.

    Returns
    -------
    Corpus
        The same.
    """
    _id, _statistics = corpus.id, corpus.statistics
    return corpus


def rules() -> dict[Tokens, str]:
    """Return what a word of a text may be, for a reader.

    Returns
    -------
    dict of str to str
    """
    return {
        "words": _("letters and digits, in lower case; Chinese is segmented"),
        "blanks": _("everything between two blanks, unchanged"),
    }


def _read(key: str, given: bytes | str, name: str, tokens: Tokens, dictionary: Dictionary) -> None:
    """Read a text, show how far that is, and make it the corpus."""

    def work(progress: ProgressCallback) -> Corpus:
        if isinstance(given, bytes):
            return counted(from_file(given, name, tokens=tokens, dictionary=dictionary, progress=progress))
        return counted(from_text(given, name, tokens=tokens, dictionary=dictionary))

    try:
        corpus: Corpus | None = awaited(("corpus", key), work, place="corpus", quantity=size, kind="files")
        if corpus is None:
            return
        _TEXTS.get(corpus.id, partial(counted, corpus))
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
    with st.expander(label, expanded=kept is None, icon=":material/edit_note:"):
        with st.form("own_text", border=False):
            pasted = st.text_area(
                _("Paste a text: one sentence per line, or free text"),
                max_chars=LONGEST_PASTED,
                height=160,
                key="pasted",
            )
            sent = st.file_uploader(_("or upload a file: .txt, .gz, .zip"), type=["txt", "gz", "zip"], key="text_file")
            tokens = st.radio(_("What counts as a word"), TOKENS, format_func=rules().__getitem__, key="tokens")
            listed = st.text_area(
                _("Words that the Chinese segmenter is not to split, one per line"),
                max_chars=LONGEST_DICTIONARY,
                height=80,
                key="dictionary",
                help=_("A user dictionary as jieba reads it: a word, then its frequency and its part of speech."),
            )
            with st.container(horizontal=True):
                read = st.form_submit_button(_("Read it"), icon=":material/menu_book:", type="primary")
                shown = st.form_submit_button(_("Show its first words"), icon=":material/preview:")
        if not (read or shown):
            return
        st.session_state.pop(_NOT_READ, None)
        given = sent.getvalue() if sent is not None else pasted
        name = sent.name if sent is not None else _("Pasted text")
        try:
            dictionary = read_dictionary(listed)
        except EmbedvizError as error:
            st.warning(plain(error), icon=":material/edit:")
            return
        if sent is None and not pasted.strip():
            st.session_state[_NOT_READ] = _("There is no text; expected some words or a file.")
        elif shown:
            _show_first(given, name, dictionary)
            return
        else:
            taken_over([sent] if sent is not None else [])
            st.session_state[_READING] = str(uuid4()), given, name, tokens, dictionary
        st.rerun()


def _show_first(given: bytes | str, name: str, dictionary: Dictionary) -> None:
    """Show the first words of a text under each rule."""
    words: list[str] = []
    for tokens, rule in rules().items():
        try:
            first = chain.from_iterable(first_sentences(given, name, tokens=tokens, dictionary=dictionary))
            words = list(first)[:JUDGED_WORDS]
            found = some_words(words[:SHOWN_WORDS])
        except EmbedvizError as error:
            found = plain(error)
        st.markdown(valued(f"**{plain(rule)}**", found))
    say_if_traditional("".join(words))
