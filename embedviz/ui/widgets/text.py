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
