"""Messages for people, in their language, through gettext catalogues."""

import gettext
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from embedviz.blanks import ChineseMessage, unbroken

DOMAIN = "embedviz"
FOLDER = Path(__file__).parent / "locale"
DEFAULT = "en"
LANGUAGES = {DEFAULT: "English", "zh": "简体中文"}
TAGS = {"en": "en", "zh": "zh-CN"}
"""The languages as ``<html lang>`` has them (BCP 47): it decides on fonts, hyphens and the voice of a screen reader."""
FONTS = (
    "Source Sans, system-ui, Segoe UI, Roboto, Noto Sans, Noto Sans CJK SC, Noto Sans SC, PingFang SC, "
    "Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
)
"""For texts in Latin and in Chinese, the preferred ones first: of the pages, of systems, of Linux, macOS, Windows."""
CATALOGUES = {"zh": "zh_CN"}
"""Languages to the folders of their catalogues; English needs none."""

_active: ContextVar[str] = ContextVar("language")
_chooser: list[Callable[[], str]] = []


def _(message: str) -> str:
    """Return a message in the language in use, looked up at every call.

    Parameters
    ----------
    message : str
        In English, as it stands in the code.

    Returns
    -------
    str
        The same where there is no translation.
    """
    return _fillable(_translations(language()).gettext(message))


def pgettext(context: str, message: str) -> str:
    """Return a message that English has for several things, in the sense meant, in the language in use.

    Parameters
    ----------
    context : str
        Which sense: a word or two, for the translator alone.
    message : str
        As for :func:`_`.

    Returns
    -------
    str
    """
    return _fillable(_translations(language()).pgettext(context, message))


def ngettext(one: str, many: str, count: float) -> str:
    """Return the form of a message that goes with a count, in the language in use.

    Parameters
    ----------
    one, many : str
        In English, of 1 and of any other count; both have the same fields.
    count : float
        Which may be one of the fields, for the caller to fill in.

    Returns
    -------
    str
    """
    # A whole number decides: 1.0 is one, and plural rules take no fraction.
    return _fillable(_translations(language()).ngettext(one, many, 1 if count == 1 else 2))


def mark(message: str) -> str:
    """Return a message as it is, for constants: whoever shows it passes it through :func:`_`.

    Parameters
    ----------
    message : str
        To be translated; extraction finds it here.

    Returns
    -------
    str
    """
    return message


def language() -> str:
    """Return the language in use: of this thread or task, else what :func:`ask` was given says.

    Returns
    -------
    str
        A key of LANGUAGES.
    """
    found = _active.get(None)
    if found is None:
        found = _chooser[-1]() if _chooser else DEFAULT
        _active.set(found)
    return found


def speak(language: str) -> None:
    """Use a language from now on, in this thread or task only.

    Parameters
    ----------
    language : str
        Its code; English if it is not in LANGUAGES.
    """
    _active.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Use a language within a ``with``, in this thread or task only.

    Parameters
    ----------
    language : str
        As for :func:`speak`.
    """
    before = _active.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _active.reset(before)


def ask(choose: Callable[[], str]) -> None:
    """Let a callable say which language to use where none was set, such as in a thread of a server.

    Parameters
    ----------
    choose : callable
        Takes nothing, returns a key of LANGUAGES.
    """
    _chooser[:] = [choose]


def sentences(*said: str | None) -> str:
    """Return sentences one after the other, as the reader's language sets them.

    Parameters
    ----------
    *said : str or None
        What is empty is left out.

    Returns
    -------
    str
    """
    return ("" if language() == "zh" else " ").join(filter(None, said))


def listed(items: Iterable[str], *, goes_on: bool = False) -> str:
    """Return things one after the other, with what the reader's language sets between them.

    Parameters
    ----------
    items : iterable of str
        In order.
    goes_on : bool
        Whether there are more than these, which an ellipsis says.

    Returns
    -------
    str
    """
    return ("、" if language() == "zh" else ", ").join([*items, *["…"][:goes_on]])


def ended(text: str) -> str:
    """Return a text with the period that ends a sentence in the reader's language.

    After an ellipsis English has none; in Chinese, where no blank parts two sentences, the next would go on with it.

    Parameters
    ----------
    text : str
        A sentence without its period.

    Returns
    -------
    str
    """
    if language() == "zh":
        return text + "。"
    return text if text.endswith("…") else text + "."


def valued(name: str, value: str) -> str:
    """Return a name and its value, as the reader's language sets them.

    Parameters
    ----------
    name, value : str
        What stands before and after the colon.

    Returns
    -------
    str
    """
    return ("{}：{}" if language() == "zh" else "{}: {}").format(name, value)


def nearest_language(tag: str | None) -> str:
    """Return the language to offer to a browser.

    Parameters
    ----------
    tag : str or None
        What it asks for, as BCP 47 writes it: "zh-CN", "de".

    Returns
    -------
    str
        A key of LANGUAGES; English where there is no better.
    """
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else DEFAULT


# Not gettext.gettext, which looks for catalogues on disk at every call and takes a thousand times as long.
@cache
def _translations(language: str) -> gettext.NullTranslations:
    if language not in CATALOGUES:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [CATALOGUES[language]])


def _fillable(message: str) -> str:
    if not message or language() != "zh":
        return message
    return ChineseMessage(unbroken(message)) if "{" in message else unbroken(message)
