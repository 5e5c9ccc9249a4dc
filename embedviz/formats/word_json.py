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

WITHIN = (
    "word_index", "word2idx", "word2index", "word2id", "vocab", "vocabulary", "words", "tokens", "token2id",
    "key_to_index", "stoi", "itos", "index_to_key", "index_word", "idx2word", "index2word", "id2word", "config",
)  # fmt: skip
MERGES = "merges.txt"  # beside the vocabulary of a tokenizer of byte pairs
TITLES = ("word", "token", "text", "label", "name", "term", "key")
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
    words = listed_words(name, _vocabulary(found), m)
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
        values = _lines(data)
        if values is not None:
            return values
        raise FileError(name, _("it is not JSON ({reason}); expected a list of words").format(reason=error)) from error


def _lines(data: bytes) -> list[Any] | None:
    """Return the values of JSON lines; None if it is something else."""
    try:
        return [json.loads(line) for line in data.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


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


def listed_words(name: str, found: Any, m: int | None) -> ListedWords:
    """Return the words of a vocabulary.

    Parameters
    ----------
    name : str
        The file's, for messages.
    found : object
        A list of words, a mapping from words to rows or counts or from rows to words, pairs, or records.
    m : int or None
        Rows of the matrix, if that is known.

    Returns
    -------
    ListedWords

    Raises
    ------
    FileError
        If it is none of these, or a number is neither.
    """
    import pyarrow as pa

    if isinstance(found, list) and found and all(isinstance(word, str) for word in found):
        return ListedWords(name, found)
    pairs = _pairs(found)
    records = _records(found) if pairs is None else None
    if records is not None:
        return _of_records(name, *records, m)
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


def _records(found: Any) -> tuple[list[dict[str, Any]], str] | None:
    """Return records of the same names, and which of these is that of the word."""
    if isinstance(found, dict) and found and all(isinstance(each, dict) for each in found.values()):
        found = [{"word": word, **said} for word, said in found.items()]
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        return None
    names = list(found[0])
    if any(each.keys() != found[0].keys() for each in found):
        return None
    texts = [name for name in names if all(isinstance(each[name], str) for each in found)]
    usual = [name for title in TITLES for name in texts if name.lower() == title]
    chosen = usual[:1] or texts
    return (found, chosen[0]) if len(chosen) == 1 else None


def _of_records(name: str, records: list[dict[str, Any]], word: str, m: int | None) -> ListedWords:
    import pyarrow as pa

    others = [title for title in records[0] if title != word]
    columns = {title: [each[title] for each in records] for title in others}
    whole = {t: v for t, v in columns.items() if all(_is_whole(each) and 0 <= each < 1 << 63 for each in v)}
    numbers = [Numbers(title, title, np.array(values, dtype=np.int64)) for title, values in whole.items()]
    table = pa.table({each.name: each.values for each in numbers}) if numbers else None
    return with_numbers(name, [each[word] for each in records], (), numbers, table, m)


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
