"""The words of a model that was published with a tokenizer: tokenizer.json, as Hugging Face's tokenizers write it."""

import json
from pathlib import Path
from typing import Any

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.byte_tokens import as_texts
from embedviz.formats.listed import ListedWords
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

NAME = "tokenizer.json"
MOST_BYTES = 64 << 20


def tokenizer_beside(path: Path) -> Path | None:
    """Return the tokenizer.json in the folder of a file, if there is one.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Path or None
    """
    found = path.with_name(NAME)
    return found if found.is_file() else None


def read_tokens(path: Path, m: int, vectors: str) -> ListedWords:
    """Read which token each row of a matrix belongs to.

    Parameters
    ----------
    path : Path
        The tokenizer.
    m : int
        Rows of the matrix.
    vectors : str
        The name of its file, for messages.

    Returns
    -------
    ListedWords
        m tokens by their number; None for a row that has none. What a byte-level tokenizer spells byte by byte is text,
        see :mod:`embedviz.formats.byte_tokens`.

    Raises
    ------
    FileError
        If it is no tokenizer, too large, or has a token of its vocabulary whose number is none of a row.
    """
    with ByteStream(path) as stream:
        data = stream.read(MOST_BYTES + 1)
        name = stream.name
    if len(data) > MOST_BYTES:
        raise FileError(name, _("it has more than {most:,} bytes; expected a tokenizer").format(most=MOST_BYTES))
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FileError(name, _("it is not JSON ({reason}); expected a tokenizer").format(reason=error)) from error
    return tokens_by_row(name, found, m, vectors)


def is_tokenizer(found: Any) -> bool:
    """Tell whether what a file of JSON holds is a tokenizer.

    Parameters
    ----------
    found : object
        Parsed.

    Returns
    -------
    bool
    """
    return isinstance(found, dict) and isinstance(found.get("model"), dict) and "vocab" in found["model"]


def tokens_by_row(name: str, found: Any, m: int | None, vectors: str) -> ListedWords:
    """Return which token each row of a matrix belongs to.

    Parameters
    ----------
    name : str
        Of the tokenizer, for messages.
    found : object
        What it holds, parsed.
    m : int or None
        Rows of the matrix; None for as many as there are numbers.
    vectors : str
        The name of its file, for messages.

    Returns
    -------
    ListedWords
        As by :func:`read_tokens`.

    Raises
    ------
    FileError
        If it is no tokenizer, or has a token of its vocabulary whose number is none of a row. Tokens that were added
        later may have no row, as the one for images in a model of texts alone.
    """
    vocabulary, added = _vocabulary(name, found), _added(name, found)
    numbered = [*vocabulary, *added]
    for word, number in numbered:
        if not isinstance(word, str) or type(number) is not int or number < 0:
            raise FileError(
                name,
                _("the token {token!r} has the number {number!r}; expected a text and a whole number").format(
                    token=shortened(str(word)), number=shortened(str(number))
                ),
            )
    rows = len({number for _word, number in numbered}) if m is None else m
    special = {word for word, _number in added}
    beyond = {word: number for word, number in numbered if number >= rows}
    for word, number in beyond.items():
        if word not in special:
            raise FileError(
                name,
                _(
                    "the token {token!r} has the number {number:,}; expected one below {m:,}, the vectors in {file}"
                ).format(token=shortened(word), number=number, m=rows, file=vectors),
            )
    words: list[str | None] = [None] * rows
    for word, number in numbered:
        if number < rows:
            words[number] = word
    said = []
    if _is_of_bytes(found):
        texts = as_texts(words, special)
        said += [Assumption("byte tokens", {})] * (texts != words)
        words = texts
    said += [Assumption("rows without a token", {"count": words.count(None)})] * (None in words)
    said += [Assumption("tokens without a row", {"count": len(beyond)})] * bool(beyond)
    return ListedWords(name, words, assumptions=tuple(said))


def _vocabulary(name: str, found: Any) -> list[tuple[Any, Any]]:
    model = found.get("model") if isinstance(found, dict) else None
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(vocabulary, dict):
        return list(vocabulary.items())
    if isinstance(vocabulary, list) and all(isinstance(entry, list) and entry for entry in vocabulary):
        return [(entry[0], number) for number, entry in enumerate(vocabulary)]  # of Unigram, with their scores
    raise FileError(name, _("it has no vocabulary under model, vocab; expected a tokenizer"))


def _added(name: str, found: Any) -> list[tuple[Any, Any]]:
    added = found.get("added_tokens") or []
    if not isinstance(added, list) or not all(isinstance(token, dict) for token in added):
        raise FileError(name, _("its added_tokens are not a list of tokens; expected a tokenizer"))
    return [(token.get("content"), token.get("id")) for token in added]


def _is_of_bytes(found: Any) -> bool:
    """Tell whether a tokenizer spells in bytes: by its step that makes them, or the one that reads them."""
    steps = [found.get("pre_tokenizer"), found.get("decoder")]
    for step in steps:
        if isinstance(step, dict):
            inner = [step.get(key) for key in ("pretokenizers", "decoders")]
            kinds = [step, *(each for some in inner if isinstance(some, list) for each in some)]
            if any(isinstance(each, dict) and each.get("type") == "ByteLevel" for each in kinds):
                return True
    return False
