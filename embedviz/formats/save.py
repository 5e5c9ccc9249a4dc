"""Writing files of word vectors: the whole file or none."""

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, FileError
from embedviz.formats.files import printable
from embedviz.formats.recognize import recognize, title
from embedviz.formats.replacing import replacing
from embedviz.formats.restrictions import (
    SAVED_FORMATS,
    SavedFormat,
    holdable_columns,
    left_behind,
    require_holdable,
)
from embedviz.formats.stream import ByteStream
from embedviz.formats.writers import WRITERS, Block
from embedviz.i18n import _, listed
from embedviz.progress import Progress, ProgressCallback

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS: dict[str, SavedFormat] = {
    ".vec": "word2vec",
    ".bin": "word2vec-binary",
    ".txt": "glove",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".safetensors": "safetensors",
}
GZIP, GZIP_LEVEL = ".gz", 4
NEVER_COMPRESSED = {"parquet", "safetensors"}
BLOCK_BYTES, BLOCK_ROWS = 1 << 20, 1 << 13


def save(
    embedding: Embedding,
    path: str | os.PathLike[str],
    *,
    format: SavedFormat | None = None,
    progress: ProgressCallback | None = None,
) -> tuple[Path, ...]:
    """Write an embedding to a file, from which :func:`embedviz.load` reads the same words and the same float32.

    Numbers in text are the shortest decimals that mean the same float32. Parquet and the metadata of TSV also hold the
    embedding's columns; of those that a format cannot hold, a ``UserWarning`` tells the names. The file appears, or
    replaces an existing one, only once it is complete.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions. They are copied by blocks: a memory map may be larger than memory.
    path : str or path-like
        Where to. A further ending ``.gz`` compresses all formats but Parquet and safetensors.
    format : {"word2vec", "word2vec-binary", "glove", "tsv", "parquet", "safetensors"}, optional
        By default what the ending says: ``.vec``, ``.bin``, ``.txt``, ``.tsv``, ``.parquet``, ``.safetensors``.
    progress : callable, optional
        Called with the number of words written. It may raise to cancel; then no file is left.

    Returns
    -------
    tuple of Path
        The files written: one, but for TSV the vectors and, beside them, the words in ``NAME_metadata.tsv``.

    Raises
    ------
    EmbedvizError
        If neither the ending nor ``format`` names a format, the format cannot hold one of the words, or the file
        cannot be written.
    """
    target = Path(path).expanduser()
    chosen = chosen_format(target, format)
    require_holdable(embedding.words, chosen, printable(target.name))
    held, _left = holdable_columns(embedding.columns, chosen)
    columns = None if embedding.columns is None or not held else embedding.columns.select(held)
    targets = (target, _metadata_path(target)) if chosen == "tsv" else (target,)
    with replacing(targets) as drafts:
        with ExitStack() as stack:
            files = [stack.enter_context(_opened(draft, compressed=_is_gzip(target))) for draft in drafts]
            WRITERS[chosen](files, embedding.shape, _blocks(embedding, columns, printable(target.name), progress))
        _require_recognized(drafts[0], chosen, printable(target.name))
    lost = left_behind(embedding.columns, chosen)
    if lost:
        warnings.warn(f"{printable(target.name)}: {lost}", stacklevel=2)
    return targets


def chosen_format(path: Path, format: SavedFormat | None) -> SavedFormat:
    """Return the format that :func:`save` writes.

    Parameters
    ----------
    path : Path
        Where to.
    format : str, optional
        What was asked for; by default what the path's ending says.

    Returns
    -------
    str

    Raises
    ------
    EmbedvizError
        If there is no such format, or it is not compressed and the path ends in ``.gz``.
    """
    if format is None:
        ending = Path(path.name.lower().removesuffix(GZIP)).suffix
        if ending not in ENDINGS:
            raise FileError(
                printable(path.name),
                _("no format goes with the ending {ending!r}; expected one of {endings}").format(
                    ending=ending, endings=" ".join(ENDINGS)
                ),
            )
        format = ENDINGS[ending]
    if format not in SAVED_FORMATS:
        raise EmbedvizError(
            _("no format to write is called {format!r}; expected one of {known}").format(
                format=format, known=listed(SAVED_FORMATS)
            )
        )
    if format in NEVER_COMPRESSED and _is_gzip(path):
        raise FileError(
            printable(path.name),
            _("{format} is not compressed as a whole; expected a name without {ending}").format(
                format=title(format), ending=GZIP
            ),
        )
    return format


def _is_gzip(path: Path) -> bool:
    return path.suffix.lower() == GZIP


def _metadata_path(path: Path) -> Path:
    compression = path.suffix if _is_gzip(path) else ""
    return path.with_name(f"{Path(path.name.removesuffix(compression)).stem}_metadata.tsv{compression}")


@contextmanager
def _opened(draft: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    with draft.open("xb") as file:
        if compressed:
            with GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
                yield cast("BinaryIO", packed)
        else:
            yield file


def _blocks(
    embedding: Embedding, columns: "pa.Table | None", name: str, progress: ProgressCallback | None
) -> Iterator[Block]:
    m, n = embedding.shape
    rows = max(1, min(BLOCK_ROWS, BLOCK_BYTES // (4 * n)))
    for start in range(0, m, rows):
        stop = min(m, start + rows)
        vectors = np.array(embedding.vectors[start:stop], dtype="<f4", order="C")
        besides = None if columns is None else columns.slice(start, stop - start)
        yield Block(embedding.words[start:stop], vectors, besides)
        if progress is not None:
            progress(Progress(_("Writing {file}").format(file=name), stop, m))


def _require_recognized(draft: Path, format: SavedFormat, name: str) -> None:
    # Text that begins with "%PDF" or "{" is recognized as something else.
    with ByteStream(draft) as stream:
        try:
            recognized = recognize(stream.head, name) == format
        except FileError:
            recognized = False
    if not recognized:
        raise FileError(
            name,
            _(
                "as {format} its first words and numbers would be taken for something else; "
                "expected another first word, or another format"
            ).format(format=title(format)),
        )
