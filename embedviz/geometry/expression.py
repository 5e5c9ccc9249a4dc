"""Queries such as ``king - man + woman``: a small grammar, read by hand and never evaluated as code.

::

    expression = ["-"] term { ("+" | "-") term }
    term       = word | quoted
    word       = a run of characters without white space, other than a sign alone
    quoted     = '"' characters '"', for words with spaces in them, for signs, for what begins with a quote, and for the
                 empty word; a backslash takes the next character as it is

Signs stand apart, because words may contain them: ``co-op - op``. Those of full width, ＋ and －, and the minus of
mathematics, −, are signs as well.
"""

import re
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from embedviz.embedding import Embedding
from embedviz.errors import ExpressionError
from embedviz.geometry.neighbors import unit_vectors
from embedviz.i18n import _

SIGNS = {"+": "+", "＋": "+", "-": "-", "－": "-", "−": "-"}
"""What may be written for a sign, and the sign meant."""

_TOKEN = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"(?=\s|$)|(?P<open>".*)|(?P<bare>\S+)', re.DOTALL)


@dataclass(frozen=True)
class Expression:
    """A sum of words and a subtraction of others.

    Parameters
    ----------
    positive, negative : tuple of str
        Words added and subtracted, in the order written.
    """

    positive: tuple[str, ...]
    negative: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words, those added first."""
        return self.positive + self.negative

    @property
    def word(self) -> str | None:
        """The word, if the expression is just one."""
        return self.positive[0] if len(self.words) == 1 and self.positive else None

    def __str__(self) -> str:
        """Return the expression as it is written; :func:`parse` reads it back."""
        added = " + ".join(map(quote, self.positive))
        subtracted = "".join(f" - {quote(word)}" for word in self.negative)
        return (added + subtracted).strip()

    def vector(self, embedding: Embedding, *, unit: bool) -> np.ndarray:
        """Return the sum.

        Parameters
        ----------
        embedding : Embedding
            Of n dimensions, with a vector for each of the words.
        unit : bool
            Scale each word's vector to length 1 first, as 3CosAdd does.

        Returns
        -------
        ndarray (n,) float64
        """
        words = self.words
        vectors = unit_vectors(embedding, words) if unit else embedding.rows(words).astype(np.float64)
        return np.repeat([1.0, -1.0], [len(self.positive), len(self.negative)]) @ vectors


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    is_sign: bool


def parse(text: str) -> Expression:
    """Read a query.

    Parameters
    ----------
    text : str
        A word, or words joined by + and - that stand between spaces.

    Returns
    -------
    Expression

    Raises
    ------
    ExpressionError
        If the text does not follow the grammar; its position is where reading stopped, and the message says what was
        expected there.
    """
    positive: list[str] = []
    negative: list[str] = []
    tokens = _tokens(text)
    sign = "+"
    expected_word = True
    for i, token in enumerate(tokens):
        if expected_word and not token.is_sign:
            (positive if sign == "+" else negative).append(token.text)
            expected_word = False
        elif not expected_word and token.is_sign:
            sign = SIGNS[token.text]
            expected_word = True
        elif token.is_sign and SIGNS[token.text] == "-" and token is tokens[0]:
            sign = "-"
        elif expected_word:
            raise _error(_("expected a word, found {found!r}"), token.start, found=token.text)
        else:
            error = _error(_("expected + or - between words, found {found!r}"), token.start, found=token.text)
            together = [each.text for each in takewhile(lambda each: not each.is_sign, tokens[i - 1 :])]
            error.hint = _("Put a word with spaces in quotes: {quoted}").format(quoted=quote(" ".join(together)))
            raise error
    if expected_word:
        raise _error(_("expected a word, found the end"), len(text.rstrip()))
    return Expression(tuple(positive), tuple(negative))


def parse_words(text: str) -> list[str]:
    """Read words separated by white space, in quotes where an expression would want them; signs are words too.

    Parameters
    ----------
    text : str
        Such as ``cat "new york" +``.

    Returns
    -------
    list of str

    Raises
    ------
    ExpressionError
        If a quote is not closed.
    """
    return [token.text for token in _tokens(text)]


def unfinished_word(text: str) -> tuple[str, str]:
    """Split a text that is being typed into what is finished and the beginning of the word at its end.

    Parameters
    ----------
    text : str
        Such as ``king - m``.

    Returns
    -------
    tuple of str
        ``("king - ", "m")``; the second is empty where a sign or nothing was typed last.
    """
    last = next(reversed(list(_TOKEN.finditer(text))), None)
    if last is None or last.end() < len(text) or last["quoted"] is not None or last["bare"] in SIGNS:
        return text, ""
    return text[: last.start()], last[0].removeprefix('"')


def parted_at_signs(word: str) -> str:
    """Return what was meant where the blanks around signs were left out.

    Parameters
    ----------
    word : str
        Such as ``国王-男人+女人``.

    Returns
    -------
    str
        As the grammar has it, ``国王 - 男人 + 女人``; empty where no sign stands between two words.
    """
    parts = re.split(f"([{re.escape(''.join(SIGNS))}])", word)
    if len(parts) == 1 or not all(parts):
        return ""
    return " ".join(SIGNS[part] if i % 2 else quote(part) for i, part in enumerate(parts))


def replace_word(text: str, word: str, by: str) -> str:
    """Put one word in the place of another, wherever a query holds it, in quotes or not.

    Parameters
    ----------
    text : str
        The query.
    word, by : str
        As the vocabulary spells them.

    Returns
    -------
    str
    """
    written = "|".join(map(re.escape, {word or quote(word), quote(word), f'"{word}"'}))
    return re.sub(rf"(?<!\S)(?:{written})(?!\S)", lambda _match: quote(by), text)


def quote(word: str) -> str:
    """Return a word as the grammar wants it written.

    Parameters
    ----------
    word : str
        Any word of a vocabulary.

    Returns
    -------
    str
        The word itself, or in quotes where the grammar would read it otherwise.
    """
    if word in {"", *SIGNS} or word.startswith('"') or re.search(r"\s", word):
        escaped = re.sub(r'(["\\])', r"\\\1", word)
        return f'"{escaped}"'
    return word


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        if match["open"] is not None:
            raise _error(_('expected a closing " for the one found'), match.start())
        quoted = match["quoted"]
        word = match["bare"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
        tokens.append(_Token(word, match.start(), match.end(), quoted is None and word in SIGNS))
    return tokens


def _error(message: str, position: int, **found: str) -> ExpressionError:
    where = _(" at character {number}").format(number=position + 1)
    return ExpressionError(message.format(**found) + where, position)
