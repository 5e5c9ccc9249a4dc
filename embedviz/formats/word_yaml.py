"""Vocabularies in YAML, as Marian writes them: a word and the number of its row a line."""

import json
import re
from pathlib import Path

from embedviz.errors import FileError, shortened
from embedviz.formats.listed import ListedWords
from embedviz.formats.stream import ByteStream
from embedviz.formats.word_json import listed_words
from embedviz.formats.wordlist import split_lines
from embedviz.i18n import _

_KEY = r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|[^\s"\'].*?'
_PAIR = re.compile(rf"({_KEY})\s*:\s+(\d{{1,18}})\s*")
_ITEM = re.compile(rf"-\s+({_KEY})\s*")
_SKIPPED = re.compile(r"\s*(?:#.*)?|---.*|\.\.\.\s*")


def read_word_yaml(path: Path, m: int | None) -> ListedWords:
    """Read words from YAML: a mapping from words to rows, or a list.

    Parameters
    ----------
    path : Path
        The file.
    m : int or None
        Rows of the matrix, if that is known.

    Returns
    -------
    ListedWords

    Raises
    ------
    FileError
        If a line is something else, or a word stands there twice.
    """
    rows: dict[str, int] = {}
    items: list[str] = []
    done = 0
    with ByteStream(path) as stream:
        name = stream.name
        for batch in split_lines(stream):
            for number, line in enumerate(batch, done + 1):
                text = line.decode(errors="backslashreplace")
                pair, item = _PAIR.fullmatch(text), _ITEM.fullmatch(text)
                key = pair or item
                word = None if key is None else _unquoted(key[1])
                if word is None and _SKIPPED.fullmatch(text):
                    continue
                if word is None or word in rows or (rows and item) or (items and pair):
                    raise FileError(
                        name,
                        _("{line!r}; expected another word and the number of its row, as marian-vocab writes").format(
                            line=shortened(text)
                        ),
                        _("line {line:,}").format(line=number),
                    )
                if pair:
                    rows[word] = int(pair[2])
                else:
                    items.append(word)
            done += len(batch)
    return listed_words(name, rows or items, m)


def _unquoted(key: str) -> str | None:
    """Return a word as it was before it was put in quotes."""
    if key.startswith("'"):
        return key[1:-1].replace("''", "'")
    if not key.startswith('"'):
        return key
    try:
        found = json.loads(key)
    except ValueError:
        return None
    return found if isinstance(found, str) else None
