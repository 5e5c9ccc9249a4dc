"""The words of a data set in parts, part after part."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet as pq

from embedviz.errors import FileError, shortened
from embedviz.formats.cells import texts_of
from embedviz.formats.table import read_words
from embedviz.formats.vocabularies import WORDS
from embedviz.i18n import _
from embedviz.parts.place import Part, PartPlace
from embedviz.parts.rows import damaged
from embedviz.progress import Progress, ProgressCallback

BATCH_ROWS = 1 << 16


def words_of(place: PartPlace, progress: ProgressCallback | None = None) -> Iterator[list[str]]:
    """Read the column of the words.

    Parameters
    ----------
    place : PartPlace
        All parts.
    progress : callable, optional
        Called with the words read. It may raise to cancel.

    Yields
    ------
    list of str
        Of some rows at a time; what is not UTF-8 is escaped.

    Raises
    ------
    FileError
        If a part is damaged or a word is missing.
    """
    done = 0
    for part in place.parts:
        place.require_same(part)
        for words in _of_store(part) if part.kind == "store" else _of_parquet(place, part):
            yield words
            done += len(words)
            if progress is not None:
                progress(Progress(_("Reading the words"), done, place.shape[0]))


def require_distinct(place: PartPlace, word: str, first: int, second: int) -> None:
    """Refuse a word that stands in two rows.

    Parameters
    ----------
    place : PartPlace
        All parts.
    word : str
        Which.
    first, second : int
        The rows, counted over all parts.

    Raises
    ------
    FileError
        Always; it names both parts.
    """
    one, other = (next(part for part in reversed(place.parts) if part.start <= at) for at in (first, second))
    raise FileError(
        other.name,
        _(
            "{word!r} is in row {second:,}, and in row {first:,} of {part}; expected each word once: leave one out"
        ).format(word=shortened(word), second=second - other.start + 1, first=first - one.start + 1, part=one.name),
    )


def _of_store(part: Part) -> Iterator[list[str]]:
    with damaged(part):
        yield read_words(Path(part.path) / WORDS)


def _of_parquet(place: PartPlace, part: Part) -> Iterator[list[str]]:
    name, done = place.columns.word, 0
    with damaged(part), place.filesystem.open_input_file(part.path) as source:
        file: Any = pq.ParquetFile(source, page_checksum_verification=True)
        for batch in file.iter_batches(BATCH_ROWS, columns=[name], use_threads=False):
            words, _undecodable = texts_of(part.name, pc.cast(batch.column(0), pa.large_string()), done)
            done += len(words)
            yield words
    if done != part.rows:
        raise FileError(part.name, _("its two columns differ in length; expected a word for each vector"))
