"""Numbers and words as a reader expects them."""

import re

from embedviz.errors import shortened

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^=])")


def plain(text: object) -> str:
    """Return a text so that Markdown shows it as it is: words of a vocabulary may hold ``*``, ``$`` or ``:red[``.

    Parameters
    ----------
    text : object
        A word, an expression or an error; taken as ``str``.

    Returns
    -------
    str
    """
    return _MARKDOWN.sub(r"\\\1", str(text))


def shown(word: object) -> str:
    """Return a word for a sentence in Markdown: on one line, and cut short if it is very long.

    Parameters
    ----------
    word : object
        A word or an expression; taken as ``str``.

    Returns
    -------
    str
    """
    return plain(shortened(" ".join(str(word).splitlines())))


def number(value: float) -> str:
    """Return a quantity with the digits that matter.

    Parameters
    ----------
    value : float
        Any; integers are written out, infinity as ∞.

    Returns
    -------
    str
    """
    if value == float("inf"):
        return "∞"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}" if value == 0 or 0.01 <= value < 1e5 else f"{value:.2e}"
