"""Which file beside one of vectors is the list of its words: by the names that people give such lists."""

import json
import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.fence import leads_out, require_inside
from embedviz.formats.files import printable
from embedviz.formats.recognize import BYTE_ORDER_MARK, NUMBER
from embedviz.formats.stream import HEAD, ByteStream
from embedviz.i18n import _, listed

COMPRESSED = (".gz", ".bz2", ".xz", ".lzma", ".zst")
ENDINGS = (".txt", ".words", ".words.txt", "_words.txt", ".vocab", ".vocab.txt", ".tsv", "_words.npy")
LIKELY = re.compile(r"word|vocab|token|dict|label|meta|id2|2id|idx|index|merges", re.IGNORECASE)
LISTS = (".txt", ".tsv", ".csv", ".json", ".jsonl", ".ndjson", ".yml", ".yaml", ".lst", ".vocab", ".dict", ".words", "")
MOST_LIKELY = 1000  # entries of a folder that are looked at
COMMON = ("words.txt", "vocab.txt", "words.npy", "wordsList.npy", "vocab.npy")
RARE_ENDINGS = (
    ".json", "_vocab.json", "_words.json", "_vocab.txt", ".csv", "_metadata.tsv", ".lst", ".dict", ".yml", ".yaml",
    ".jsonl",
)  # fmt: skip
RARE = (
    "vocab.json", "words.json", "word2idx.json", "word2index.json", "word_index.json", "word_to_index.json",
    "vocabulary.json", "vocabulary.txt", "tokens.txt", "vocab.tsv", "words.tsv", "vocab.csv",
    "words.csv", "tokenizer.json", "whitespacetokenizer_config.json",
)  # fmt: skip
OF_GENSIM = ".vectors.npy"
SENTENCEPIECE = ("tokenizer.model", "spiece.model", "sentencepiece.bpe.model")
MOST_NAMED = len(ENDINGS) + len(COMMON)
FEWEST_NUMBERS = 5  # behind a word that make a line a vector: "apollo 11" is a word


def find_words(path: Path, dimensions: int, told: str | None = None) -> Path:
    """Find the list of words beside a file of vectors.

    Parameters
    ----------
    path : Path
        The vectors, say ``x.npy``.
    dimensions : int
        Their n.
    told : str, optional
        The path of the list, if it is known.

    Returns
    -------
    Path
        The first there is of those that :func:`list_names` returns, or else the only one of another likely name; if x
        is compressed, so may be the list.

    Raises
    ------
    FileError
        If there is none, or several; it says what was looked for.
    """
    if told is None:
        names = list_names(path)
        usual = _first(path, names, dimensions)
        likely = _likely(path, dimensions) if usual is None else [usual]
        if len(likely) == 1:
            return likely[0]
        if not likely:
            raise _none(path, names)
        raise undecided(path, likely)
    named = Path(told)
    require_inside(named, path)
    ByteStream(named).close()  # refuses what is no readable file
    return named


def list_names(path: Path) -> list[str]:
    """Return how a list of words beside a file may be called, what bears the file's own name first.

    Parameters
    ----------
    path : Path
        The vectors.

    Returns
    -------
    list of str
    """
    stem = without_compression(path).stem
    return [*(stem + ending for ending in ENDINGS), *COMMON, *(stem + ending for ending in RARE_ENDINGS), *RARE]


def find_beside(path: Path, names: Sequence[str], dimensions: int) -> Path:
    """Find the first list of words with one of some names in the folder of a file of vectors.

    Parameters
    ----------
    path : Path
        The vectors.
    names : sequence of str
        In the order they are looked for. If the vectors are compressed, each may have the same ending.
    dimensions : int
        n of the vectors: a file whose first line ends in as many numbers holds the vectors again, and is no list.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If there is none.
    """
    found = _first(path, names, dimensions)
    if found is None:
        raise _none(path, names)
    return found


def _first(path: Path, names: Sequence[str], dimensions: int) -> Path | None:
    ending = path.name[len(without_compression(path).name) :]
    for name in names:
        for found in dict.fromkeys((path.with_name(name + ending), path.with_name(name))):
            if found.name == path.name or not os.path.isfile(found):
                continue
            require_inside(found, path)
            if not _holds_vectors(found, dimensions):
                return found
    return None


def undecided(path: Path, likely: Sequence[Path]) -> FileError:
    """Return the error of vectors beside which several files may be the list of their words.

    Parameters
    ----------
    path : Path
        The vectors.
    likely : sequence of Path
        The lists.

    Returns
    -------
    FileError
    """
    message = _("it holds vectors but no words, and beside it are several lists: {names}; say which holds its words")
    return FileError(printable(path.name), message.format(names=printable(listed(each.name for each in likely[:8]))))


def _none(path: Path, names: Sequence[str]) -> FileError:
    return FileError(
        printable(path.name),
        _unreadable_beside(path)
        or _("it holds vectors but no words, and beside it is no list of them; looked for {names}").format(
            names=printable(listed(names[:MOST_NAMED], goes_on=len(names) > MOST_NAMED))
        ),
    )


def _likely(path: Path, dimensions: int) -> list[Path]:
    """Return the files beside one of vectors that may be the list of its words by their names."""
    with os.scandir(path.parent) as entries:
        found = [
            Path(entry.path) for entry in islice(entries, MOST_LIKELY) if entry.is_file() and entry.name != path.name
        ]
    likely = [each for each in found if LIKELY.search(each.name) and each.name[:1] != "." and not leads_out(each)]
    ending = [without_compression(each).suffix.lower() for each in likely]
    fitting = [
        each
        for each, kind in zip(likely, ending, strict=True)
        if kind in LISTS and not (kind == ".json" and _describes(each))
    ]
    return sorted(each for each in fitting if os.path.getsize(each) and not _holds_vectors(each, dimensions))


def _describes(path: Path) -> bool:
    """Tell whether a short file of JSON holds an object of settings and no words, as a model's metadata.json does."""
    with ByteStream(path) as stream:
        head = stream.head
    try:
        found = json.loads(head.removeprefix(BYTE_ORDER_MARK)) if len(head) < HEAD else None
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict) or not found:
        return False
    values = list(found.values())
    are_words = all(type(value) is int for value in values) or all(map(str.isdecimal, found))
    return not are_words and not any(isinstance(value, list | dict) for value in values)


def _unreadable_beside(path: Path) -> str:
    """Return what is wrong with the list beside a file that programs write with it, if it is none that can be read."""
    if without_compression(path).name.endswith(OF_GENSIM):
        return _(
            "gensim keeps the words of such a file beside it in a pickle, which could run any program when opened; "
            "expected what gensim's save_word2vec_format writes"
        )
    found = next((name for name in SENTENCEPIECE if os.path.isfile(path.with_name(name))), None)
    if found is None:
        return ""
    return _(
        "it holds vectors, and beside it are its tokens in {file}; expected tokenizer.json, which "
        "AutoTokenizer.from_pretrained(folder).save_pretrained(folder) writes"
    ).format(file=found)


def without_compression(path: Path) -> Path:
    """Return the name a compressed file has when it is unpacked.

    Parameters
    ----------
    path : Path
        Compressed or not.

    Returns
    -------
    Path
    """
    return path.with_suffix("") if path.suffix.lower() in COMPRESSED else path


def _holds_vectors(path: Path, dimensions: int) -> bool:
    with ByteStream(path) as stream:
        tokens = stream.head.removeprefix(BYTE_ORDER_MARK).partition(b"\n")[0].split()
    numbers = tokens[1:][-dimensions:]
    return FEWEST_NUMBERS <= dimensions == len(numbers) and all(map(NUMBER.fullmatch, numbers))
