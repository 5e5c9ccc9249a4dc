"""Numbers and words as a reader expects them."""

import re
import unicodedata
from collections.abc import Sequence

from embedviz.errors import shortened

LONGEST_WORD = 24
# Letters from right to left, and marks that set a direction.
_DIRECTED = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
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


def ascii_name(text: str) -> str:
    """Return a text as a name of a file that every system and every archive takes.

    Parameters
    ----------
    text : str
        Such as a title, in any script.

    Returns
    -------
    str
        Letters, digits, "_", "-" and "." of ASCII; empty if there are none in it.
    """
    plain_letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w.-]+", "_", plain_letters).strip("._-")


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
    return isolated(plain(shortened(" ".join(str(word).splitlines()))))


def isolated(text: str) -> str:
    """Return a text that leaves the order of what stands around it alone.

    After a word in Hebrew or Arabic letters a browser sets numbers and signs to its left, so that in a sum they would
    stand with another word; a mark that turns the direction would turn the rest of the sentence.

    Parameters
    ----------
    text : str
        A word, or some.

    Returns
    -------
    str
        Between the marks of an isolate (Unicode Standard Annex 9, rule X5c) if it needs them.
    """
    if any(unicodedata.bidirectional(letter) in _DIRECTED for letter in text):
        return f"\u2068{text}\u2069"
    return text


def some_words(words: Sequence[str]) -> str:
    """Return a few words for a reader, as Markdown.

    Parameters
    ----------
    words : sequence of str
        Any; long ones are shortened.

    Returns
    -------
    str
        Each as code, so that marks and blanks are seen.
    """
    return " ".join(map(_as_code, words))


def _as_code(word: str) -> str:
    short = word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 1] + "…"
    fence = "`" * (max(map(len, re.findall("`+", short)), default=0) + 1)
    return f"{fence} {short} {fence}" if short.strip() else f"`{short!r}`"
