"""The words of a data set in parts, part after part."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from embedviz.errors import FileError, shortened
from embedviz.formats.cache import FILES
from embedviz.formats.cells import texts_of
from embedviz.formats.place import cache_folder
from embedviz.formats.table import read_words
from embedviz.formats.vocabularies import VERSION, WORDS, kept_vocabulary
from embedviz.i18n import _
from embedviz.parts.arrow_files import open_part
from embedviz.parts.place import Part, PartPlace
from embedviz.parts.rows import damaged
from embedviz.progress import Progress, ProgressCallback
from embedviz.vocabulary import Vocabulary

BATCH_ROWS = 1 << 16
DISTINCT = "distinct"
"""A file beside words that are known to differ."""


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
        for words in _of_store(part) if part.kind == "store" else _of_file(place, part):
            yield words
            done += len(words)
            if progress is not None:
                progress(Progress(_("Reading the words"), done, place.shape[0]))


def vocabulary_of(place: PartPlace, progress: ProgressCallback | None = None) -> Vocabulary:
    """Return the words of a data set, which are kept in the cache and mapped.

    Parameters
    ----------
    place : PartPlace
        All parts.
    progress : callable, optional
        As for :func:`words_of`, which is asked the first time.

    Returns
    -------
    Vocabulary

    Raises
    ------
    FileError
        If a part is damaged, or a word stands in two rows; it names both parts.
    """

    def step() -> None:
        if progress is not None:
            progress(Progress(_("Sorting the words"), 0, 1))

    name = f"parts-{place.id}"
    words = kept_vocabulary(name, lambda: words_of(place, progress), step=step)
    known = cache_folder() / FILES / f"words-{name}-{VERSION}" / DISTINCT
    if not known.exists():
        repeated = words.repeated(step)
        if repeated is not None:
            raise _repeated(place, words[repeated[0]], repeated)
        with suppress(OSError):  # where the cache cannot be written they are compared each time
            known.touch()
    return words


def _repeated(place: PartPlace, word: str, rows: tuple[int, int]) -> FileError:
    first, second = sorted(rows)
    one, other = (next(part for part in reversed(place.parts) if part.start <= at) for at in (first, second))
    text = _("{word!r} is in row {second:,}, and in row {first:,} of {part}; expected each word once: leave one out")
    places = {"second": second - other.start + 1, "first": first - one.start + 1, "part": one.name}
    return FileError(other.name, text.format(word=shortened(word), **places))


def _of_store(part: Part) -> Iterator[list[str]]:
    with damaged(part):
        yield read_words(Path(part.path) / WORDS)


def _of_file(place: PartPlace, part: Part) -> Iterator[list[str]]:
    name, done = place.columns.word, 0
    with damaged(part), open_part(place.filesystem, part.path) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=[name], use_threads=False):
            words, _undecodable = texts_of(part.name, pc.cast(batch.column(0), pa.large_string()), done)
            done += len(words)
            yield words
    if done != part.rows:
        raise FileError(part.name, _("its two columns differ in length; expected a word for each vector"))
