"""A folder that holds an embedding so that it opens at once.

``vectors.npy``, (m, n) float32 in C order, is mapped into memory, and so are the m words with the orders that they are
found by, see :mod:`embedviz.formats.vocabularies`, and ``columns.arrow``, what the source says of each word besides, if
there is such; ``subwords.npy`` holds the (b, n) vectors of character n-grams if there are any, ``kept.npy`` which of
them a pruned model has kept, and ``meta.json`` the rest, and the size and a digest of each of these files. A store is
complete or not there: it is written beside its place under another name, and renamed.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, located, reason
from embedviz.formats.fingerprints import digest_of, fingerprint
from embedviz.formats.metadata import map_columns
from embedviz.formats.recognize import Format, title
from embedviz.formats.staging import beside
from embedviz.formats.stamp import FileStamp
from embedviz.formats.storing import (
    COLUMNS,
    KEPT,
    META,
    SUBWORDS,
    VECTORS,
    VERSION,
    write_embedding,
    write_store,
)
from embedviz.formats.table import map_matrix, read_words
from embedviz.formats.vocabularies import WORDS, map_vocabulary
from embedviz.i18n import _, spoken
from embedviz.origin import Origin
from embedviz.subwords import Kept, Subwords
from embedviz.vocabulary import Vocabulary

READ = (6, VERSION)  # of 6 the words are read, as they stand in many batches

__all__ = [
    "FileStamp",
    "Meta",
    "StoreDamagedError",
    "note",
    "open_store",
    "read_meta",
    "remove_store",
    "write_embedding",
    "write_store",
]


class StoreDamagedError(EmbedvizError):
    """A store that is not as it was written, or was written by another version."""


@dataclass(frozen=True)
class Meta:
    """What a store says about itself.

    Parameters
    ----------
    shape : tuple of two int
        ``(m, n)``.
    origin : Origin, optional
        The file that was read.
    by_frequency : bool
        Whether the words are known to be sorted by frequency.
    companions : tuple of FileStamp
        Other files that were read.
    subwords : tuple of four int, optional
        Lengths of the shortest and the longest n-gram, how many vectors of n-grams there are, and, of a pruned model,
        of how many they were kept.
    files : dict of str to (int, str)
        Bytes and fingerprint of each of the other files of the store.
    source : FileStamp, optional
        The file that was read, as it was then.
    are_words_mapped : bool
        Whether the words stand so that they can be mapped.
    """

    shape: tuple[int, int]
    origin: Origin | None
    by_frequency: bool
    companions: tuple[FileStamp, ...]
    subwords: tuple[int, int, int, int] | None
    files: dict[str, tuple[int, str]]
    source: FileStamp | None = None
    are_words_mapped: bool = True


def read_meta(folder: Path) -> Meta:
    """Read what a store says about itself, and compare the sizes of its files.

    Parameters
    ----------
    folder : Path
        Of the store.

    Returns
    -------
    Meta

    Raises
    ------
    StoreDamagedError
        If it is no complete store of this version.
    """
    try:
        meta = _parsed(json.loads((folder / META).read_bytes()))
        found = {file: (folder / file).stat().st_size for file in meta.files}
        expected = {file: size for file, (size, _digest) in meta.files.items()}
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(folder, error) from error
    if found != expected:
        raise _damaged(folder, f"{found}, not {expected}")
    return meta


def open_store(folder: Path, *, id: str, note: str = "") -> Embedding:
    """Open a store: its matrix is mapped into memory, not read.

    Parameters
    ----------
    folder : Path
        Of the store.
    id, note : str
        Of the embedding.

    Returns
    -------
    Embedding

    Raises
    ------
    StoreDamagedError
        If it is no complete store of this version.
    """
    meta = read_meta(folder)
    try:
        _compare(folder, meta)
        vectors = map_matrix(folder / VECTORS, meta.shape)
        words = map_vocabulary(folder) if meta.are_words_mapped else Vocabulary(read_words(folder / WORDS))
        if len(words) != len(vectors):
            raise ValueError(f"{len(words)} words, {len(vectors)} vectors")
        columns = map_columns(folder / COLUMNS) if COLUMNS in meta.files else None
        if columns is not None and columns.num_rows != len(words):
            raise ValueError(f"{len(words)} words, {columns.num_rows} rows of columns")
        subwords = None
        if meta.subwords is not None:
            shortest, longest, rows, buckets = meta.subwords
            kept = Kept(buckets, *np.load(folder / KEPT, allow_pickle=False)) if buckets else None
            subwords = Subwords(shortest, longest, map_matrix(folder / SUBWORDS, (rows, meta.shape[1])), kept)
    except (OSError, ValueError) as error:
        raise _damaged(folder, error) from error
    return Embedding(
        id,
        words,
        vectors,
        note=note,
        origin=_for_a_reader(meta.origin),
        subwords=subwords,
        checked=True,
        by_frequency=meta.by_frequency,
        columns=columns,
    )


def note(format: str, size: int) -> str:
    """Return what a file is, in English, for the note of its embedding.

    Parameters
    ----------
    format : str
        The id of its format.
    size : int
        Its bytes.

    Returns
    -------
    str
        "GloVe text, 171 MB".
    """
    return f"{_title(format)}, {units.size(size)}"


def remove_store(folder: Path) -> None:
    """Remove a store at once and as a whole. Who has it open keeps it; what cannot be removed stays.

    Parameters
    ----------
    folder : Path
        Of the store; it need not be there.
    """
    aside = beside(folder)
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _compare(folder: Path, meta: Meta) -> None:
    for file, (_size, expected) in meta.files.items():
        if fingerprint(folder / file) != expected:
            raise ValueError(f"{file} is another one than was written")


def _parsed(found: dict[str, Any]) -> Meta:
    if found["version"] not in READ:
        raise ValueError(f"version {found['version']}")
    if found.pop("digest") != digest_of(found):
        raise ValueError(f"{META} is another one than was written")
    m, n = found["shape"]
    origin, subwords, source = found["origin"], found["subwords"], found.get("source")
    return Meta(
        (m, n),
        None if origin is None else _origin(origin),
        bool(found.get("by_frequency")),
        tuple(FileStamp(**companion) for companion in found["companions"]),
        None if subwords is None else (subwords[0], subwords[1], subwords[2], subwords[3]),
        {file: (size, digest) for file, (size, digest) in found["files"].items()},
        None if source is None else FileStamp(**source),
        found["version"] == VERSION,
    )


def _origin(found: dict[str, Any]) -> Origin:
    assumptions = tuple(Assumption(**assumption) for assumption in found["assumptions"])
    return Origin(**(found | {"assumptions": assumptions}))


def _for_a_reader(origin: Origin | None) -> Origin | None:
    return None if origin is None else replace(origin, format=_title(origin.format))


def _title(format: str) -> str:
    # In English, as what is opened here is shared by readers of all languages.
    with spoken("en"):
        return title(cast("Format", format)) if format in get_args(Format) else format


def _damaged(folder: Path, found: object) -> StoreDamagedError:
    why = reason(found) if isinstance(found, BaseException) else found
    return located(
        StoreDamagedError(_("it is damaged ({reason}); expected vectors as embedviz keeps them").format(reason=why)),
        folder,
    )
