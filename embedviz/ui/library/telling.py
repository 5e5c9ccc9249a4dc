"""The form in which a reader of files is told what it would find out by itself."""

from collections.abc import Mapping, Sequence

import streamlit as st

from embedviz.formats.choices import Choices
from embedviz.formats.encodings import COMMON, checked_encoding
from embedviz.formats.options import Options
from embedviz.i18n import _
from embedviz.ui.library.assumed import separator_names
from embedviz.ui.widgets.text import some_words

FOUND = ""


def tell_form(choices: Choices, told: Options, words: Mapping[str, Sequence[str]], *, key: str) -> Options | None:
    """Draw the form.

    Parameters
    ----------
    choices : Choices
        What can be told; the rest is left out.
    told : Options
        What was told already.
    words : mapping of str to sequence of str
        As :func:`embedviz.formats.previews.previews` gives it; may be empty.
    key : str
        Names the form and what is in it.

    Returns
    -------
    Options or None
        What is told, when the form was sent; else None.

    Raises
    ------
    EmbedvizError
        If there is no encoding of the name that was typed.
    """
    with st.form(f"{key}-form", border=False):
        encoding = _encoding(told, words, key) if choices.encoding else told.encoding
        separator, header, tensor, listed = told.separator, told.header, told.tensor, told.words
        if choices.layout:
            left, right = st.columns(2, gap="medium")
            with left:
                separator = _separator(told, key)
            with right:
                header = _header(told, key)
        if choices.matrices:
            tensor = _name(_("Which of the matrices holds the vectors"), choices.matrices, told.tensor, f"{key}-tensor")
        if choices.lists:
            listed = _name(_("Which file lists the words"), choices.lists, told.words, f"{key}-words")
        if not st.form_submit_button(_("Read it again"), icon=":material/refresh:", type="primary", key=f"{key}-send"):
            return None
    spelled = checked_encoding(encoding) if encoding else None
    return Options(tensor or None, spelled, separator or None, header, listed or None)


def _encoding(told: Options, words: Mapping[str, Sequence[str]], key: str) -> str:
    names = {FOUND: _("detected: UTF-8")} | {name: name for name in words if name}
    if len(names) > 1:
        names[FOUND] = _("detected: UTF-8, other bytes as escapes")
        chosen = st.radio(
            _("Encoding of the words: which of these can be read?"),
            list(names),
            list(names).index(told.encoding or FOUND),
            format_func=names.__getitem__,
            captions=[some_words(words[name]) for name in names],
            key=f"{key}-encoding",
        )
        other = st.text_input(_("Another encoding"), placeholder=", ".join(COMMON[:4]), key=f"{key}-other")
        return other.strip() or chosen
    names |= {name: name for name in (*([told.encoding] if told.encoding else ()), *COMMON)}
    found = st.selectbox(
        _("Encoding of the words"),
        list(names),
        list(names).index(told.encoding or FOUND),
        format_func=lambda name: names.get(name, name),
        accept_new_options=True,
        key=f"{key}-encoding",
    )
    return (found or FOUND).strip()


def _separator(told: Options, key: str) -> str:
    names = {FOUND: _("automatic")} | separator_names()
    if told.separator is not None:
        names.setdefault(told.separator, told.separator)
    return st.selectbox(
        _("What separates the columns"),
        list(names),
        list(names).index(told.separator or FOUND),
        format_func=names.__getitem__,
        key=f"{key}-separator",
    )


def _header(told: Options, key: str) -> bool | None:
    meanings = {FOUND: None, "yes": True, "no": False}
    names = {
        FOUND: _("automatic"),
        "yes": _("yes, it names the columns"),
        "no": _("no, it is a word and its vector"),
    }
    chosen = st.selectbox(
        _("Is the first row a header?"),
        list(names),
        list(meanings.values()).index(told.header),
        format_func=names.__getitem__,
        key=f"{key}-header",
    )
    return meanings[chosen]


def _name(label: str, offered: Sequence[str], told: str | None, key: str) -> str:
    names = [FOUND, *dict.fromkeys((*([told] if told else ()), *offered))]
    return st.selectbox(
        label, names, names.index(told or FOUND), format_func=lambda name: name or _("automatic"), key=key
    )
