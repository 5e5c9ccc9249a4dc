"""Sentences around a word: broken into lines, or cut short, with the word in bold."""

from textwrap import wrap

from embedviz.figures.style import escape

Sentence = tuple[str, str, str]
"""A sentence in three parts: what stands before the word, the word, what follows. Spaces belong to the outer parts."""

LINE = 60
REACH = 24
# Stand for the tags while lines are broken, so that neither is cut apart nor escaped.
_BEGIN, _END = "\x02", "\x03"
_NEITHER = str.maketrans("", "", _BEGIN + _END)


def wrapped(sentence: Sentence, width: int = LINE) -> str:
    """Return a sentence, broken into lines, for Plotly.

    Parameters
    ----------
    sentence : Sentence
        Any; its markup is escaped.
    width : int
        Signs in a line, about.

    Returns
    -------
    str
        Lines joined by ``<br>``, the word between ``<b>`` and ``</b>``.
    """
    return "<br>".join(map(_bold, wrap(_marked(sentence), width, break_on_hyphens=False)))


def nearby(sentence: Sentence) -> Sentence:
    """Return a word with the few words next to it.

    Parameters
    ----------
    sentence : Sentence
        Any.

    Returns
    -------
    Sentence
        Up to 24 signs on each side, cut between words where there are any.
    """
    before, word, after = sentence
    if len(before) > REACH:
        tail = before[-REACH:]
        before = "…" + (tail.partition(" ")[2] or tail)
    if len(after) > REACH:
        head = after[:REACH]
        after = (head.rpartition(" ")[0] or head) + "…"
    return before, word, after


def short(sentence: Sentence) -> str:
    """Return a word with the few words next to it, in one line, for Plotly.

    Parameters
    ----------
    sentence : Sentence
        Any; its markup is escaped.

    Returns
    -------
    str
        As :func:`nearby` cuts it, the word between ``<b>`` and ``</b>``.
    """
    return _bold(" ".join(_marked(nearby(sentence)).split()))


def lines(text: str, width: int) -> str:
    """Return a text, broken into lines, for Plotly.

    Parameters
    ----------
    text : str
        Any; its markup is escaped.
    width : int
        Most signs in a line.

    Returns
    -------
    str
        As few lines as possible, and those as even as possible, joined by ``<br>``.
    """
    broken = wrap(text, width)
    attempts = (wrap(text, narrower, break_long_words=False) for narrower in range(1, width))
    even = next((found for found in attempts if len(found) == len(broken)), broken)
    return "<br>".join(map(escape, even if max(map(len, even), default=0) <= width else broken))


def _marked(sentence: Sentence) -> str:
    before, word, after = (part.translate(_NEITHER) for part in sentence)
    return before + _BEGIN + word + _END + after


def _bold(text: str) -> str:
    return escape(text).replace(_BEGIN, "<b>").replace(_END, "</b>")
