"""Words in JSON: a list, a vocabulary that maps words to rows or rows to words, a tokenizer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.byte_tokens import as_texts, is_of_bytes
from embedviz.formats.listed import ListedWords, Numbers, with_numbers
from embedviz.formats.stream import ByteStream
from embedviz.formats.tokenizer import MOST_BYTES, is_tokenizer, tokens_by_row
from embedviz.i18n import _

WITHIN = ("word_index", "word2idx", "word2index", "vocab", "vocabulary", "words", "tokens", "stoi", "itos", "config")
MERGES = "merges.txt"  # beside the vocabulary of a tokenizer of byte pairs
DEPTH = 3  # at which a vocabulary is looked for in what else a file says


def read_word_json(path: Path, m: int | None, vectors: str) -> ListedWords:
    """Read words from JSON.

    Parameters
    ----------
    path : Path
        The file.
    m : int or None
        Rows of the matrix, if that is known.
    vectors : str
        The name of its file, for messages.

    Returns
    -------
    ListedWords

    Raises
    ------
    FileError
        If it is too large, no JSON, or holds no words.
    """
    with ByteStream(path) as stream:
        data = stream.read(MOST_BYTES + 1)
        name = stream.name
    found = parsed(data, name)
    if is_tokenizer(found):
        return tokens_by_row(name, found, m, vectors)
    words = _listed(name, _vocabulary(found), m)
    return _with_texts(words) if path.with_name(MERGES).is_file() else words


def _with_texts(tokens: ListedWords) -> ListedWords:
    """Return the tokens of a vocabulary that GPT-2's tokenizer wrote, as texts."""
    if not is_of_bytes([token for token in tokens.words if token is not None]):
        return tokens
    return replace(
        tokens, words=as_texts(tokens.words), assumptions=(*tokens.assumptions, Assumption("byte tokens", {}))
    )


def parsed(data: bytes, name: str) -> Any:
    """Return what a text of JSON holds.

    Parameters
    ----------
    data : bytes
        The text, or more of it than may be read.
    name : str
        The file's, for messages.

    Returns
    -------
    object

    Raises
    ------
    FileError
        If it is too large, or no JSON.
    """
    if len(data) > MOST_BYTES:
        raise FileError(name, _("it has more than {most:,} bytes; expected a list of words").format(most=MOST_BYTES))
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FileError(name, _("it is not JSON ({reason}); expected a list of words").format(reason=error)) from error


def _vocabulary(found: Any, depth: int = DEPTH) -> Any:
    """Return the part of a file that lists the words, which may be a text of JSON as Keras writes it."""
    if not depth or not isinstance(found, dict):
        return found
    for key in WITHIN:
        inner = found.get(key)
        if isinstance(inner, str) and inner.lstrip().startswith(("{", "[")):
            try:
                inner = json.loads(inner)
            except (ValueError, RecursionError):
                continue
        if isinstance(inner, dict | list) and inner:
            return _vocabulary(inner, depth - 1)
    return found


def _listed(name: str, found: Any, m: int | None) -> ListedWords:
    import pyarrow as pa

    if isinstance(found, list) and found and all(isinstance(word, str) for word in found):
        return ListedWords(name, found)
    pairs = _pairs(found)
    if pairs is None:
        raise FileError(
            name,
            _("{found}; expected a list of words, or words with the numbers of their rows").format(
                found=shortened(json.dumps(found, ensure_ascii=False)[:200])
            ),
        )
    words, numbers = pairs
    for word, number in zip(words, numbers, strict=True):
        if not 0 <= number < 1 << 63:
            raise FileError(
                name,
                _("the word {word!r} has the number {number}; expected a row, or how often it occurs").format(
                    word=shortened(word), number=shortened(str(number))
                ),
            )
    whole = np.array(numbers, dtype=np.int64)
    columns = pa.table({"number": whole})
    return with_numbers(name, words, (), [Numbers("", "number", whole)], columns, m)


def _pairs(found: Any) -> tuple[list[str], list[int]] | None:
    """Return words and whole numbers from a mapping either way, or from a list of pairs or of records."""
    if isinstance(found, dict) and found:
        keys, values = list(found), list(found.values())
        if all(map(_is_whole, values)):
            return keys, values
        if all(key.isdecimal() and key.isascii() and len(key) < 19 for key in keys) and all(
            isinstance(word, str) for word in values
        ):
            return values, list(map(int, keys))
    if isinstance(found, list) and found:
        rows = [list(each.values()) if isinstance(each, dict) else each for each in found]
        if all(isinstance(each, list) and len(each) == 2 for each in rows):
            for word, number in ((0, 1), (1, 0)):
                if all(isinstance(each[word], str) and _is_whole(each[number]) for each in rows):
                    return [each[word] for each in rows], [each[number] for each in rows]
    return None


def _is_whole(value: Any) -> bool:
    return type(value) is int
