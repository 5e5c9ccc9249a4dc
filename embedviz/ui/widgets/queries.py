"""From what a reader types to the words meant: completions, errors that help, and the last query that worked."""

import contextlib
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedviz import units
from embedviz.embedding import Embedding
from embedviz.errors import ExpressionError, UnknownWordError
from embedviz.geometry.expression import (
    Expression,
    parse,
    parse_words,
    parted_at_signs,
    quote,
    replace_word,
    unfinished_word,
)
from embedviz.hanzi import missing_from, script
from embedviz.i18n import _, ended, listed, pgettext, sentences
from embedviz.ui.widgets.address import page_now
from embedviz.ui.widgets.openings import opening
from embedviz.ui.widgets.search import Completion, search_box
from embedviz.ui.widgets.text import plain

MAX_WORDS = 12
SAMPLE = 2_000  # of the first words, which tell how Chinese is written in a source


def ask(
    embedding: Embedding, *, key: str, label: str, default: str = "", notices: DeltaGenerator | None = None
) -> Expression | None:
    """Draw a search box for a word or an expression.

    Parameters
    ----------
    embedding : Embedding
        Whose words are known.
    key : str
        Of the box, and its name in the URL.
    label : str
        What is asked for.
    default : str
        What is looked at before anything was typed; empty for nothing.
    notices : DeltaGenerator, optional
        Where to say what is wrong, if not right below the box.

    Returns
    -------
    Expression or None
        What was asked; if that cannot be understood the last expression that could, after saying what is wrong.
        Each of its words has a vector; those that the vocabulary lacks are named.
    """
    return _ask(embedding, embedding.has_vector, key=key, label=label, default=default, notices=notices)


def ask_word(embedding: Embedding, *, key: str, label: str, default: str) -> str | None:
    """Draw a search box for a single word of the vocabulary, that is, for a row of the matrix.

    Parameters
    ----------
    embedding, key, label
        As for :func:`ask`.
    default : str
        The word looked at before anything was typed, see :func:`embedviz.ui.widgets.openings.opening`; if the
        vocabulary lacks it, the most frequent one.

    Returns
    -------
    str or None
        The word, if there is one.
    """
    wanted = opening(embedding, default)
    first = quote(wanted if wanted in embedding else embedding.words[0])
    expression = _ask(embedding, embedding.__contains__, key=key, label=label, default=first)
    if expression is not None and expression.word is None:
        st.warning(_("Expected one word here, found an expression."), icon=":material/edit:")
    return expression.word if expression is not None else None


def _ask(
    embedding: Embedding,
    accepted: Callable[[str], bool],
    *,
    key: str,
    label: str,
    default: str,
    notices: DeltaGenerator | None = None,
) -> Expression | None:
    text = search_box(
        label,
        key=key,
        complete=completions(embedding),
        placeholder=default or opening(embedding, "king - man + woman"),
        help=_("Put spaces around plus and minus signs, and words with spaces in double quotes."),
    )
    kept = f"{key}_understood_{page_now()}"
    typed = text or default
    if not typed.strip():
        st.session_state.pop(kept, None)
        return None
    with notices or contextlib.nullcontext():
        try:
            expression = parse(typed)
        except ExpressionError as error:
            told = sentences(ended(plain(error)), ended(plain(error.hint))) if error.hint else plain(error)
            st.warning(told, icon=":material/edit:")
        else:
            unknown = [word for word in expression.words if not accepted(word)]
            if unknown:
                _offer_spellings(embedding, unknown[0], key, typed, _apart(unknown[0], accepted))
            else:
                _name_unseen(embedding, expression.words)
                st.session_state[kept] = embedding.id, expression
    known_id, known = st.session_state.get(kept, (None, None))
    return known if known_id == embedding.id else None


def ask_words(embedding: Embedding, *, key: str, label: str, default: str, fewer: int = MAX_WORDS) -> list[str]:
    """Draw a search box for a handful of words, separated by spaces, in quotes if they hold some themselves.

    Parameters
    ----------
    embedding, key, label
        As for :func:`ask`.
    default : str
        What is looked at before anything was typed, see :func:`embedviz.ui.widgets.openings.opening`; if the vocabulary
        has none of its words, the most frequent ones.
    fewer : int
        How many of these.

    Returns
    -------
    list of str
        From 1 to 12 different words with vectors; those without, and those that the vocabulary lacks, are named.
    """
    wanted = opening(embedding, default)
    fallback = [word for word in dict.fromkeys(parse_words(wanted)) if word in embedding]
    fallback = fallback or list(embedding.words[:fewer])
    placeholder = " ".join(map(quote, fallback))
    text = search_box(label, key=key, complete=completions(embedding), placeholder=placeholder)
    kept = f"{key}_understood_{page_now()}"
    try:
        asked = list(dict.fromkeys(parse_words(text)))
    except ExpressionError as error:
        st.warning(plain(error), icon=":material/edit:")
        known_id, known = st.session_state.get(kept, (None, []))
        return known if known_id == embedding.id else fallback
    has_vector = {word: embedding.has_vector(word) for word in asked}
    known = [word for word in asked if has_vector[word]][:MAX_WORDS]
    for word in [word for word in asked if not has_vector[word]][:MAX_WORDS]:
        _offer_spellings(embedding, word, key, text)
    _name_unseen(embedding, known)
    if len(asked) > MAX_WORDS:
        st.warning(
            _("{found} different words; the first {most} are shown.").format(found=len(asked), most=MAX_WORDS),
            icon=":material/edit:",
        )
    st.session_state[kept] = embedding.id, known or fallback
    return known or fallback


def completions(embedding: Embedding) -> Callable[[str], Sequence[Completion]]:
    """Return what completes a text that is being typed.

    Parameters
    ----------
    embedding : Embedding
        Whose words are offered, most frequent first.

    Returns
    -------
    callable
        From the text to the completions of its last word.
    """

    def complete(text: str) -> list[Completion]:
        finished, begun = unfinished_word(text)
        return [
            Completion(finished + quote(word), word, rank_of(embedding, word))
            for word in embedding.words.complete(begun)
        ]

    return complete


def rank_of(embedding: Embedding, word: str) -> str:
    """Return a word's place, its frequency rank where that is known to be one, for a reader.

    Parameters
    ----------
    embedding : Embedding
        Of which it is a word.
    word : str
        In the vocabulary.

    Returns
    -------
    str
    """
    place = embedding.index(word) + 1
    if embedding.by_frequency:
        return pgettext("frequency", "rank {rank:,}").format(rank=place)
    return _("word {number:,}").format(number=place)


def _name_unseen(embedding: Embedding, words: Sequence[str]) -> None:
    for word in dict.fromkeys(words):
        if word not in embedding:
            st.caption(
                _("“{word}” is not among the {words}; its vector comes from its parts (n-grams).").format(
                    word=plain(word), words=units.words(len(embedding))
                )
            )


def _apart(word: str, accepted: Callable[[str], bool]) -> str:
    """Return a sum whose signs were typed without blanks, if all its words are known."""
    apart = parted_at_signs(word)
    return apart if apart and all(map(accepted, parse(apart).words)) else ""


def _other_script(embedding: Embedding, word: str) -> str:
    """Return a sentence on a word written in traditional characters where the source has simplified ones, or back."""
    written = script("".join(embedding.words[:SAMPLE]))
    if written is None or not (missing := missing_from(word, written)):
        return ""
    told = {
        "simplified": _("{found}: not among the simplified characters (GB 2312), in which this source is written."),
        "traditional": _("{found}: not among the traditional characters (Big5), in which this source is written."),
    }
    return told[written].format(found=listed(missing))


def _offer_spellings(embedding: Embedding, word: str, key: str, typed: str, apart: str = "") -> None:
    spellings = embedding.words.suggest(word)
    message = sentences(ended(plain(UnknownWordError(word, len(embedding)))), plain(_other_script(embedding, word)))
    if apart:
        st.warning(sentences(message, _("Did you mean:")), icon=":material/search_off:")
        corrected = replace_word(typed, word, apart) if typed != word else apart
        st.button(plain(apart), key=f"{key}_{word}_apart", on_click=st.session_state.__setitem__, args=(key, corrected))
        return
    if not spellings:
        st.warning(sentences(message, _("No similar spelling.")), icon=":material/search_off:")
        return
    st.warning(sentences(message, _("Did you mean:")), icon=":material/search_off:")
    with st.container(horizontal=True, gap="small"):
        for spelling in spellings:
            corrected = replace_word(typed, word, spelling)
            st.button(
                f"{plain(spelling)} ({rank_of(embedding, spelling)})",
                key=f"{key}_{word}_{spelling}",
                on_click=st.session_state.__setitem__,
                args=(key, corrected),
            )
