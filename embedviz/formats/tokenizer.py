"""The words of a model that was published with a tokenizer: tokenizer.json, as Hugging Face's tokenizers write it."""

import json
from pathlib import Path
from typing import Any

from embedviz.errors import FileError, shortened
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


def read_tokens(path: Path, m: int, vectors: str) -> list[str | None]:
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
    list of m str or None
        The tokens by their number, as the tokenizer spells them; None for a row that has none.

    Raises
    ------
    FileError
        If it is no tokenizer, too large, or has a token whose number is none of a row.
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


def tokens_by_row(name: str, found: Any, m: int | None, vectors: str) -> list[str | None]:
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
    list of m str or None
        As by :func:`read_tokens`.

    Raises
    ------
    FileError
        If it is no tokenizer, or has a token whose number is none of a row.
    """
    numbered = _numbered(name, found)
    words: list[str | None] = [None] * (len(numbered) if m is None else m)
    for word, number in numbered:
        if not isinstance(word, str) or type(number) is not int or number < 0:
            raise FileError(
                name,
                _("the token {token!r} has the number {number!r}; expected a text and a whole number").format(
                    token=shortened(str(word)), number=shortened(str(number))
                ),
            )
        if number >= len(words):
            raise FileError(
                name,
                _(
                    "the token {token!r} has the number {number:,}; expected one below {m:,}, the vectors in {file}"
                ).format(token=shortened(word), number=number, m=len(words), file=vectors),
            )
        words[number] = word
    return words


def _numbered(name: str, found: Any) -> list[tuple[Any, Any]]:
    model = found.get("model") if isinstance(found, dict) else None
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(vocabulary, dict):
        tokens = list(vocabulary.items())
    elif isinstance(vocabulary, list) and all(isinstance(entry, list) and entry for entry in vocabulary):
        tokens = [(entry[0], number) for number, entry in enumerate(vocabulary)]  # of Unigram, with their scores
    else:
        raise FileError(name, _("it has no vocabulary under model, vocab; expected a tokenizer"))
    added = found.get("added_tokens") or []
    if not isinstance(added, list) or not all(isinstance(token, dict) for token in added):
        raise FileError(name, _("its added_tokens are not a list of tokens; expected a tokenizer"))
    return [*tokens, *((token.get("content"), token.get("id")) for token in added)]
