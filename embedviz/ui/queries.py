"""From what a reader types to the words meant: completions, errors that help, and the last query that worked."""

import contextlib
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedviz.embedding import Embedding
from embedviz.errors import ExpressionError, UnknownWordError
from embedviz.geometry.expression import Expression, parse, quote, replace_word, unfinished_word
from embedviz.i18n import _
from embedviz.ui.search import Completion, search_box
from embedviz.ui.text import plain

MAX_WORDS = 12


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
    """
    text = search_box(
        label,
        key=key,
        complete=completions(embedding),
        placeholder=default or _("a word, or king - man + woman"),
        help=_("Signs stand between spaces. A word with spaces goes in double quotes."),
    )
    kept = f"{key}_understood"
    typed = text or default
    if not typed.strip():
        st.session_state.pop(kept, None)
        return None
    with notices or contextlib.nullcontext():
        try:
            expression = parse(typed)
            for word in expression.words:
                embedding.index(word)
        except ExpressionError as error:
            st.warning(plain(error), icon=":material/edit:")
        except UnknownWordError as error:
            _offer_spellings(embedding, error, key, typed)
        else:
            st.session_state[kept] = embedding.id, expression
    known_id, known = st.session_state.get(kept, (None, None))
    return known if known_id == embedding.id else None


def ask_word(embedding: Embedding, *, key: str, label: str, default: str) -> str | None:
    """Draw a search box for a single word.

    Parameters
    ----------
    embedding, key, label, default
        As for :func:`ask`; a default that is not in the vocabulary gives way to the most frequent word.

    Returns
    -------
    str or None
        The word, if there is one.
    """
    expression = ask(embedding, key=key, label=label, default=default if default in embedding else embedding.words[0])
    if expression is not None and expression.word is None:
        st.warning(_("Expected one word here, found an expression."), icon=":material/edit:")
    return expression.word if expression is not None else None


def ask_words(embedding: Embedding, *, key: str, label: str, default: str) -> list[str]:
    """Draw a search box for a handful of words, separated by spaces.

    Parameters
    ----------
    embedding, key, label
        As for :func:`ask`.
    default : str
        What is looked at before anything was typed; words that are not in the vocabulary give way to frequent ones.

    Returns
    -------
    list of str
        From 1 to 12 different words; those the vocabulary does not hold are named and left out.
    """
    text = search_box(label, key=key, complete=completions(embedding), placeholder=default)
    asked = list(dict.fromkeys(text.split()))
    for word in asked:
        if word not in embedding:
            _offer_spellings(embedding, UnknownWordError(word, len(embedding)), key, text)
    if len(asked) > MAX_WORDS:
        st.warning(
            _("{found} different words; the first {most} are shown.").format(found=len(asked), most=MAX_WORDS),
            icon=":material/edit:",
        )
    known = [word for word in asked if word in embedding][:MAX_WORDS]
    fallback = [word for word in dict.fromkeys(default.split()) if word in embedding]
    return known or fallback or list(embedding.words[:MAX_WORDS])


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
    """Return a word's frequency rank, for a reader.

    Parameters
    ----------
    embedding : Embedding
        Sorted by frequency.
    word : str
        In the vocabulary.

    Returns
    -------
    str
    """
    return _("rank {rank:,}").format(rank=embedding.index(word) + 1)


def _offer_spellings(embedding: Embedding, error: UnknownWordError, key: str, typed: str) -> None:
    spellings = embedding.words.spelled_like(error.word)
    message = plain(error) + "."
    if not spellings:
        st.warning(message + " " + _("No spelling is near."), icon=":material/search_off:")
        return
    st.warning(message + " " + _("Did you mean:"), icon=":material/search_off:")
    with st.container(horizontal=True, gap="small"):
        for spelling in spellings:
            corrected = replace_word(typed, error.word, spelling)
            st.button(
                f"{plain(spelling)} ({rank_of(embedding, spelling)})",
                key=f"{key}_{error.word}_{spelling}",
                on_click=st.session_state.__setitem__,
                args=(key, corrected),
            )
