"""Words in another encoding than UTF-8: their bytes are kept as escapes, from which any encoding can still be had."""

import codecs
import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace

from embedviz.assumptions import Assumption
from embedviz.errors import EmbedvizError, shortened
from embedviz.formats.rows import Content, Rows
from embedviz.i18n import _, listed

SAMPLE_BYTES = 1 << 15
# Looked at where the words alone do not tell, the most common of published vectors first.
COMMON = ("gb18030", "big5", "cp1252", "cp1251", "shift_jis", "euc_kr", "koi8-r", "cp1250", "iso8859-15", "cp1253")
UNSURE = 9

_ESCAPE = re.compile(r"\\x([89a-f][0-9a-f])")


def escaped(spelling: bytes) -> str:
    r"""Return a word that need not be UTF-8 so that different bytes stay different words.

    Parameters
    ----------
    spelling : bytes
        As a file spells it.

    Returns
    -------
    str
        Each byte that is no UTF-8 as ``\xe9``, as gensim shows it.
    """
    return spelling.decode(errors="backslashreplace")


def spelling_of(word: str) -> bytes:
    """Return the bytes that :func:`escaped` was given.

    Parameters
    ----------
    word : str
        With or without escapes.

    Returns
    -------
    bytes
    """
    if "\\x" not in word:
        return word.encode(errors="surrogatepass")
    parts = _ESCAPE.split(word)  # texts and the digits of escapes in turn
    return b"".join(bytes.fromhex(part) if i % 2 else part.encode() for i, part in enumerate(parts))


def checked_encoding(name: str) -> str:
    """Return the usual name of an encoding.

    Parameters
    ----------
    name : str
        Any that Python knows.

    Returns
    -------
    str

    Raises
    ------
    EmbedvizError
        If there is no such encoding, or one in which blanks and digits are not those of ASCII.
    """
    try:
        found = codecs.lookup(name).name
        if "a 1.5\n".encode(found) == b"a 1.5\n":
            return found
    except (LookupError, TypeError, ValueError):
        pass
    raise EmbedvizError(
        _("{name!r} is not an encoding that word vectors can be read in; expected one such as {known}").format(
            name=shortened(str(name)), known=listed(("utf-8", *COMMON[:4]))
        )
    )


def recoded(words: Sequence[str], encoding: str) -> tuple[list[str], Sequence[int]]:
    """Return words as another encoding spells them.

    Parameters
    ----------
    words : sequence of str
        As :func:`escaped` gives them.
    encoding : str
        As :func:`checked_encoding` gives it.

    Returns
    -------
    list of str
        What cannot be decoded keeps its escapes.
    sequence of int
        Which words these are, from 0.
    """
    spellings = list(map(spelling_of, words))
    try:
        found = b"\n".join(spellings).decode(encoding).split("\n")
        if len(found) == len(words):
            return found, ()
    except UnicodeDecodeError:
        pass
    found, failed = [], []
    for i, spelling in enumerate(spellings):
        try:
            found.append(spelling.decode(encoding))
        except UnicodeDecodeError:
            found.append(words[i])
            failed.append(i)
    return found, failed


def in_encoding(content: Content, encoding: str) -> Content:
    """Return the content of a file with its words in another encoding.

    Parameters
    ----------
    content : Content
        As read, with escapes.
    encoding : str
        As :func:`checked_encoding` gives it.

    Returns
    -------
    Content
    """

    def rows() -> Generator[Rows, None, None]:
        try:
            for some in content.rows:
                words, undecodable = recoded(some.words, encoding)
                yield replace(some, words=words, undecodable=undecodable)
        finally:
            content.rows.close()

    return replace(content, rows=rows()).saying(Assumption("encoding", {"name": encoding}))


def likely_encodings(words: Iterable[str], k: int = 5) -> list[str]:
    """Return in which encodings words that are not UTF-8 may be spelled, the likeliest first.

    Parameters
    ----------
    words : iterable of str
        As :func:`escaped` gives them; those without escapes tell nothing.
    k : int
        How many at most.

    Returns
    -------
    list of str
        Each decodes all that was looked at. Empty where nothing is escaped.
    """
    from charset_normalizer import from_bytes

    spellings, size = [], 0
    for word in words:
        if _ESCAPE.search(word):
            spellings.append(spelling_of(word))
            size += len(spellings[-1]) + 1
            if size > SAMPLE_BYTES:
                break
    if not spellings:
        return []
    text = b"\n".join(spellings)
    ranks: dict[str, tuple[int, float, int]] = {name: (UNSURE, 0.0, i) for i, name in enumerate(COMMON)}
    for match in from_bytes(text):
        name = codecs.lookup(match.encoding).name
        common = COMMON.index(name) if name in COMMON else len(COMMON)
        ranks[name] = round(5 * match.chaos), -round(match.coherence, 1), common
    return [name for name in sorted(ranks, key=ranks.__getitem__) if _fits(text, name)][:k]


def _fits(text: bytes, encoding: str) -> bool:
    try:
        return checked_encoding(encoding) != "utf-8" and bool(text.decode(encoding))
    except (EmbedvizError, UnicodeDecodeError):
        return False
