"""Vectors put together with the words of a list beside their file."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.files import printable
from embedviz.formats.foreign import is_pickle
from embedviz.formats.list_files import find_words, without_compression
from embedviz.formats.listed import ListedWords
from embedviz.formats.matrix import row
from embedviz.formats.npy_header import MAGIC, read_array_header
from embedviz.formats.plain_lists import read_plain_list
from embedviz.formats.recognize import BYTE_ORDER_MARK
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.word_arrays import WordArray
from embedviz.formats.word_json import read_word_json
from embedviz.formats.word_table import find_layout, read_word_table
from embedviz.formats.word_yaml import read_word_yaml
from embedviz.formats.wordlist import WordList
from embedviz.i18n import _

JSON = (b"{", b"[")
JSON_ENDINGS, YAML_ENDINGS = (".json", ".jsonl", ".ndjson"), (".yml", ".yaml")
OF_MODELS = frozenset(["[UNK]", "[PAD]", "<unk>", "<pad>", "<s>", "<|endoftext|>"])
PADDED, MOST_PADDING = 8, 1024
MERGES = re.compile(rb"#version: ?\d[\d.]*\r?\n\S+ \S+\r?\n")

Words = WordList | WordArray | ListedWords
Where = Callable[[int, int], str]
"""From how many vectors stand before a block, and the index of one in it, to where that stands: "row 17"."""


def with_list(
    n: int,
    blocks: Iterator[np.ndarray],
    words: Path,
    vectors: Path,
    where: Where,
    *,
    dtype: str,
    count: Callable[[], int] | None,
    total: int | None = None,
    assumptions: list[Assumption] | None = None,
) -> Content:
    """Return the content of a file of vectors and of a list of words.

    Parameters
    ----------
    n : int
        Dimensions.
    blocks : iterator of ndarray (b, n) float32
        The vectors in their order.
    words : Path
        The list.
    vectors : Path
        Where the vectors come from, for messages.
    where : callable
        See :data:`Where`.
    dtype : str
        The file's own type of number.
    count : callable or None
        Counts the vectors, which may tell whether the list has a header and whether its numbers are rows; None where
        that takes as long as to read them.
    total : int, optional
        See :class:`Content`.
    assumptions : list of Assumption, optional
        What the reader takes for granted already; what it takes of the list is added.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If the list cannot be read; from the rows, if there are not as many words as vectors.
    """
    said = [] if assumptions is None else assumptions
    said.append(Assumption("word list", {"file": printable(words.name)}))
    found = open_list(words, count, printable(vectors.name))
    besides = None
    if isinstance(found, ListedWords):
        said += found.assumptions
        besides = found.columns
    return Content(
        n,
        paired(blocks, found, printable(vectors.name), where, said),
        dtype,
        companions=(words,),
        total=total,
        assumptions=said,
        by_frequency=isinstance(found, ListedWords) and found.by_frequency,
        columns=None if besides is None else lambda: besides,
    )


def with_list_beside(
    file: Path,
    listed: str | None,
    blocks: Iterator[np.ndarray],
    shape: tuple[int, int],
    *,
    dtype: str,
    assumptions: list[Assumption] | None = None,
) -> Content:
    """Return the content of a matrix that is read row by row, and of the list of words beside its file.

    Parameters
    ----------
    file : Path
        Of the matrix.
    listed : str or None
        The list, where it is told.
    blocks : iterator of ndarray (b, n) float32
        Its rows in their order.
    shape : tuple of two int
        (m, n).
    dtype, assumptions
        As for :func:`with_list`.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If there is no such list; otherwise as by :func:`with_list`.
    """
    m, n = shape
    words = find_words(file, n, listed)
    return with_list(n, blocks, words, file, row, dtype=dtype, count=lambda: m, total=m, assumptions=assumptions)


def open_list(path: Path, count: Callable[[], int] | None, vectors: str = "") -> "WordList | ListedWords":
    """Open a list of words, whatever it is written in; what is in it tells.

    Parameters
    ----------
    path : Path
        The list.
    count : callable or None
        As for :func:`with_list`.
    vectors : str
        The name of the vectors' file, for messages.

    Returns
    -------
    WordList or ListedWords
        The former is to be closed by leaving its ``with`` block.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    with ByteStream(path) as stream:
        head = stream.head
        if head.startswith(MAGIC):
            array = WordArray(stream.plain(), read_array_header(head, stream.name))
            words, undecodable = array.take(array.count_rest())
            return ListedWords(stream.name, words, frozenset(undecodable))
    _require_words(head, printable(path.name))
    starts_so = head.removeprefix(BYTE_ORDER_MARK).lstrip()[:1] in JSON
    ending = without_compression(path).suffix.lower()
    if starts_so and ending in JSON_ENDINGS:
        return read_word_json(path, None if count is None else count(), vectors)
    if ending in YAML_ENDINGS:
        return read_word_yaml(path, None if count is None else count())
    layout = find_layout(head, path)
    found = read_plain_list(path, head, count) if layout is None else read_word_table(path, layout, count)
    return WordList(path) if found is None else found


def _require_words(head: bytes, name: str) -> None:
    """Refuse files that stand beside vectors and hold no list of words, with the way to one."""
    if is_pickle(head):
        message = _(
            "it is a pickle, which could run any program when opened; expected a list of words: write gensim's "
            "Dictionary with save_as_text, and others one word a line"
        )
        raise FileError(name, message)
    if MERGES.match(head):
        message = _(
            "it holds the merges of a byte-pair encoding, no words; expected the model's vocab.json or tokenizer.json"
        )
        raise FileError(name, message)


def paired(
    blocks: Iterator[np.ndarray], words: Words, vectors: str, where: Where, said: list[Assumption] | None = None
) -> Generator[Rows, None, None]:
    """Put vectors and words together.

    Parameters
    ----------
    blocks : iterator of ndarray (b, n) float32
        The vectors in their order.
    words : WordList, WordArray or ListedWords
        As many; it is closed in the end.
    vectors : str
        The name of the vectors' file, for messages.
    where : callable
        See :data:`Where`.
    said : list of Assumption, optional
        What is taken for granted is added. Unless given, no rows may be without a word.

    Yields
    ------
    Rows
        Without those that belong to no word, such as pad a model's table of tokens.

    Raises
    ------
    FileError
        If there are not as many words as vectors; it says how many there are of each.
    """
    done, is_of_model = 0, False
    with words if isinstance(words, WordList) else nullcontext():
        for block in blocks:
            taken, undecodable = words.take(len(block))
            is_of_model = is_of_model or (not done and not OF_MODELS.isdisjoint(taken))
            if len(taken) < len(block):
                listed, rows = done + len(taken), done + len(block) + sum(map(len, blocks))
                if said is None or not (is_of_model and _is_padded(listed, rows)):
                    raise _mismatch(words.name, listed, vectors, rows)
                named = _named(taken, undecodable, block[: len(taken)], partial(where, done)) if taken else None
                if named is not None:
                    yield named
                said.append(Assumption("padding", {"count": rows - listed}))
                return
            named = _named(taken, undecodable, block, partial(where, done))
            if named is not None:
                yield named
            done += len(block)
        rest = words.count_rest()
    if rest:
        raise _mismatch(words.name, done + rest, vectors, done)


def _named(
    words: Sequence[str | None], undecodable: Sequence[int], vectors: np.ndarray, where: Callable[[int], str]
) -> Rows | None:
    """Return the rows that belong to a word, if there are any."""
    named = [word for word in words if word is not None]
    if len(named) == len(words):
        return Rows(named, vectors, where, undecodable)
    if not named:
        return None
    kept = [i for i, word in enumerate(words) if word is not None]
    bad = set(undecodable)
    return Rows(named, vectors[kept], lambda index: where(kept[index]), [i for i, row in enumerate(kept) if row in bad])


def _is_padded(words: int, rows: int) -> bool:
    """Tell whether rows without a word may be there to make their number round, as models have it."""
    return rows % PADDED == 0 and rows - words <= min(MOST_PADDING, words // 10)


def _mismatch(words: str, found: int, vectors: str, expected: int) -> FileError:
    return FileError(
        words,
        _("{found}, expected {expected:,}, one for each vector in {file}").format(
            found=units.words(found), expected=expected, file=vectors
        ),
    )
