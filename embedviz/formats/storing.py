"""Writing of stores, see :mod:`embedviz.formats.store`."""

import json
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.embedding import Embedding
from embedviz.errors import FileError, shortened
from embedviz.formats.files import printable
from embedviz.formats.fingerprints import digest_of, fingerprint
from embedviz.formats.matrix import matrix_blocks, vanishing
from embedviz.formats.metadata import rows_of, write_columns
from embedviz.formats.room import Room
from embedviz.formats.rows import Content, Rows
from embedviz.formats.staging import staged
from embedviz.formats.stamp import FileStamp
from embedviz.formats.table import MatrixFile, writing
from embedviz.formats.vocabularies import BYTES_A_WORD, VocabularyFiles
from embedviz.i18n import _
from embedviz.origin import Origin
from embedviz.progress import Progress, ProgressCallback
from embedviz.subwords import Subwords

VERSION = 7
VECTORS, COLUMNS, META = "vectors.npy", "columns.arrow", "meta.json"
SUBWORDS, KEPT = "subwords.npy", "kept.npy"


def write_store(
    folder: Path,
    content: Content,
    *,
    name: str,
    format: str,
    size: int,
    limit: int | None = None,
    began: float | None = None,
    progress: ProgressCallback | None = None,
    room: Room | None = None,
    source: FileStamp | None = None,
) -> None:
    """Store what a reader reads.

    Parameters
    ----------
    folder : Path
        Where to; its parents are made. If it is there by the time all is written, it stays as it is.
    content : Content
        Of a word that occurs twice the first row counts. Its rows are closed.
    name : str
        The file's name, for messages.
    format : str
        The id of its format.
    size : int
        Its bytes.
    limit : int, optional
        Distinct words to stop after.
    began : float, optional
        When the reading began, by ``time.perf_counter``; now, unless given.
    progress : callable, optional
        Called with the share of ``content.total`` that is written, in bytes of the file. It may raise to cancel.
    room : Room, optional
        What is written takes of it, before it is written.
    source : FileStamp, optional
        The file, if what is stored is worth nothing without it.

    Raises
    ------
    FileError
        If a number is NaN or infinite, a word is no Unicode text, or there is no row at all.
    EmbedvizError
        If the folder cannot be written.
    """
    started = time.perf_counter() if began is None else began

    def origin(counts: _Counts) -> Origin:
        seconds = time.perf_counter() - started
        return Origin(
            format,
            size,
            content.dtype,
            counts.duplicates,
            counts.undecodable,
            seconds,
            (*content.assumptions, *_said_of(counts, sum(vanished))),
        )

    with vanishing() as vanished:
        _write(folder, content, name, limit, _Steps(name, size, content, progress, room), origin, source)


def write_embedding(folder: Path, embedding: Embedding, *, progress: ProgressCallback | None = None) -> None:
    """Store an embedding that is in memory.

    Parameters
    ----------
    folder : Path
        Where to; its parents are made. If it is there by the time all is written, it stays as it is.
    embedding : Embedding
        Any. Of a word that occurs twice the first row counts.
    progress : callable, optional
        Called with the bytes of the matrix written. It may raise to cancel.

    Raises
    ------
    EmbedvizError
        If the folder cannot be written, or a word is no Unicode text.
    """
    m, n = embedding.shape
    content = Content(
        n,
        _rows_of(embedding),
        subwords=embedding.subwords,
        total=m,
        by_frequency=embedding.by_frequency,
        columns=lambda: embedding.columns,
    )
    steps = _Steps(embedding.id, 4 * m * n, content, progress)
    _write(folder, content, embedding.id, None, steps, lambda _counts: embedding.origin)


@dataclass
class _Counts:
    words: int = 0
    duplicates: int = 0
    undecodable: int = 0
    noted: dict[str, tuple[int, str, int]] = field(default_factory=dict)  # how many words, the first, and its line
    kept: list[np.ndarray] = field(default_factory=list)

    def note(self, rows: Rows, read: int) -> None:
        for kind, lines in rows.noted.items():
            found = [i for i in lines if i < read]
            if found:
                first = min(found)
                count, word, line = self.noted.get(kind, (0, rows.words[first], lines[first]))
                self.noted[kind] = count + len(found), word, line


def _said_of(counts: _Counts, vanished: int) -> list[Assumption]:
    said = [
        Assumption(kind, {"count": count, "word": shortened(word), "line": f"{line:,}"})
        for kind, (count, word, line) in counts.noted.items()
    ]
    if vanished:
        said.append(Assumption("vanished", {"count": vanished}))
    return said


def _write(
    folder: Path,
    content: Content,
    name: str,
    limit: int | None,
    steps: "_Steps",
    origin: Callable[[_Counts], Origin | None],
    source: FileStamp | None = None,
) -> None:
    with staged(folder) as temporary:
        companions = [asdict(_stamp(path)) for path in content.companions]
        counts = _write_rows(temporary, content, name, limit, steps)
        columns = None if content.columns is None else content.columns()
        if columns is not None and columns.num_columns:
            write_columns(temporary / COLUMNS, rows_of(columns, np.concatenate(counts.kept)))
        subwords = content.subwords
        if subwords is not None:
            _write_subwords(temporary, subwords, name, steps)
            if subwords.kept is not None:
                with writing(folder.parent):
                    np.save(temporary / KEPT, np.stack([subwords.kept.numbers, subwords.kept.rows]))
        came_from = origin(counts)
        described = {
            "version": VERSION,
            "shape": [counts.words, content.dimensions],
            "origin": None if came_from is None else asdict(came_from),
            "by_frequency": content.by_frequency,
            "companions": companions,
            "source": None if source is None else asdict(source),
            "subwords": None if subwords is None else _described(subwords),
            "files": {file.name: [file.stat().st_size, fingerprint(file)] for file in temporary.iterdir()},
        }
        described["digest"] = digest_of(described)
        with writing(folder.parent):
            (temporary / META).write_text(json.dumps(described), encoding="utf-8")


def _described(subwords: Subwords) -> list[int]:
    buckets = 0 if subwords.kept is None else subwords.kept.buckets
    return [subwords.shortest, subwords.longest, len(subwords.vectors), buckets]


def _stamp(path: Path) -> FileStamp:
    try:
        return FileStamp.of(path)
    except OSError as error:
        raise FileError(printable(path.name), _("it vanished while it was read; expected it to stay")) from error


def _write_rows(folder: Path, content: Content, name: str, limit: int | None, steps: "_Steps") -> _Counts:
    counts = _Counts()
    seen: set[str] = set()
    done = 0
    with (
        closing(content.rows) as blocks,
        MatrixFile(folder / VECTORS, content.dimensions) as matrix,
        VocabularyFiles(folder, steps.again) as table,
    ):
        for rows in blocks:
            words, vectors, read = rows.words, rows.vectors, len(rows.words)
            room = read if limit is None else limit - counts.words
            kept = _first_occurrences(words, seen)[:room]
            if len(kept) == room:
                read = kept[-1] + 1
            if len(kept) < len(words):
                words, vectors = [words[i] for i in kept], vectors[kept]
            if content.columns is not None:
                counts.kept.append(done + np.asarray(kept, dtype=np.int64))
                done += len(rows.words)
            _require_finite(rows, read, name)
            steps.take(vectors, words)
            try:
                table.add(words)
            except UnicodeEncodeError as error:
                raise _no_text(rows, name) from error
            matrix.add(vectors)
            counts.words += len(words)
            counts.duplicates += read - len(words)
            counts.undecodable += sum(i < read for i in rows.undecodable)
            counts.note(rows, read)
            steps.add(read)
            if counts.words == limit:
                break
    if not counts.words:
        raise FileError(name, _("it holds no row; expected at least one word and its vector"))
    return counts


def _first_occurrences(words: Sequence[str], seen: set[str]) -> Sequence[int]:
    """Add words to those seen, and return which were not among them."""
    if seen.isdisjoint(words):
        before = len(seen)
        seen.update(words)
        if len(seen) == before + len(words):
            return range(len(words))
        seen.difference_update(words)
    kept = []
    for i, word in enumerate(words):
        if word not in seen:
            seen.add(word)
            kept.append(i)
    return kept


def _write_subwords(folder: Path, subwords: Subwords, name: str, steps: "_Steps") -> None:
    vectors = subwords.vectors
    with MatrixFile(folder / SUBWORDS, vectors.shape[1]) as matrix:
        for block in matrix_blocks(vectors):
            place = _not_finite(block)
            if place is not None:
                raise FileError(
                    name, _("{value} in the vector of an n-gram; expected finite numbers").format(value=block[place])
                )
            steps.take(block)
            matrix.add(block)
            steps.add(len(block))


def _rows_of(embedding: Embedding) -> Generator[Rows, None, None]:
    start = 0
    for block in matrix_blocks(embedding.vectors):
        stop = start + len(block)
        yield Rows(embedding.words[start:stop], block, partial(_place, start))
        start = stop


def _place(start: int, row: int) -> str:
    return _("word {number:,}").format(number=start + row + 1)


def _require_finite(rows: Rows, count: int, name: str) -> None:
    place = _not_finite(rows.vectors[:count])
    if place is not None:
        row, column = place
        raise FileError(
            name,
            _("{value} in dimension {column} of {word!r}; expected finite numbers").format(
                value=rows.vectors[place], column=column + 1, word=shortened(rows.words[row])
            ),
            rows.where(row),
        )


def _not_finite(vectors: np.ndarray) -> tuple[int, int] | None:
    finite = np.isfinite(vectors)
    if finite.all():
        return None
    row, column = np.argwhere(~finite)[0]
    return int(row), int(column)


def _no_text(rows: Rows, name: str) -> FileError:
    row = next(i for i, word in enumerate(rows.words) if any("\ud800" <= sign <= "\udfff" for sign in word))
    return FileError(
        name,
        _("the word {word!r} holds half of a surrogate pair; expected Unicode text").format(
            word=shortened(rows.words[row])
        ),
        rows.where(row),
    )


class _Steps:
    """The room that is left, and progress over rows and n-grams in bytes of the file.

    Of the latter readers that jump about in the file report none themselves.
    """

    def __init__(
        self, name: str, size: int, content: Content, progress: ProgressCallback | None, room: Room | None = None
    ) -> None:
        buckets = 0 if content.subwords is None else len(content.subwords.vectors)
        self._total = 0 if content.total is None else content.total + buckets
        self._stage = _("Storing {file}").format(file=name)
        self._size = size
        self._progress = progress
        self._room = room
        self._done = 0

    def take(self, vectors: np.ndarray, words: Sequence[str] = ()) -> None:
        if self._room is not None:
            self._room.take(vectors.nbytes + sum(map(len, words)) + BYTES_A_WORD * len(words))

    def again(self) -> None:
        """Report what was reported, so that whoever cancels is heard."""
        self.add(0)

    def add(self, rows: int) -> None:
        self._done += rows
        if self._progress is not None and self._total:
            self._progress(Progress(self._stage, self._size * self._done // self._total, self._size))
