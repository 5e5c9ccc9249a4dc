"""Vectors in parts as an embedding: opened by what the parts say of themselves, read range by range."""

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from embedviz import units
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.origin import Origin
from embedviz.parts.names import is_arrow, is_part
from embedviz.progress import ProgressCallback
from embedviz.vocabulary import Vocabulary

if TYPE_CHECKING:
    from embedviz.parts.rows import PartRows

MOST_HELD = 1 << 29
# What an excerpt holds: words that a page can draw, and bytes.
EXCERPT_WORDS, EXCERPT_BYTES = 50_000, 1 << 28


class Dataset(Embedding):
    """An embedding whose vectors stay in their parts. Made by :func:`open_dataset`.

    :attr:`vectors` slices as an array does and reads what is asked for, at most 2 GB at once; spectrum, neighbors,
    means and norms read it range by range, by threads or by the workers of an executor. What needs all vectors at once
    takes :meth:`top`.

    Parameters
    ----------
    id : str
        Names these very parts.
    words : Vocabulary
        Of all rows.
    rows : PartRows (m, n)
        The vectors.
    note : str
        For a reader.
    origin : Origin
        The parts together.
    """

    def __init__(
        self, id: str, words: Vocabulary, rows: "PartRows", *, note: str = "", origin: Origin | None = None
    ) -> None:
        self.id, self.words, self.note, self.origin = id, words, note, origin
        self.vectors = cast("np.ndarray", rows)
        self.subwords, self.columns, self.by_frequency = None, None, False

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return len(self._rows.place.parts)

    def __repr__(self) -> str:
        m, n = self.shape
        return f"Dataset({self.id!r}, {m:,} words x {n:,} dimensions in {self.parts:,} parts)"

    def top(self, k: int) -> Embedding:
        """Return the k first words as an embedding: in memory up to 512 MB, else in their parts.

        Parameters
        ----------
        k : int
            At least 1; more than there are gives all.

        Returns
        -------
        Embedding
        """
        if k < 1:
            raise EmbedvizError(_("the first {k} words; expected at least 1").format(k=k))
        m, n = self.shape
        id = f"{self.id}/top-{k}"
        if k * n * 4 > MOST_HELD:
            if k >= m:
                return self
            first = self._rows.first(k)
            return Dataset(id, self.words.first(k), first, note=self.note, origin=self.origin)
        vectors = np.array(self._rows[: min(k, m)])
        vectors.setflags(write=False)
        words = self.words.first(k)
        return Embedding(id, words, vectors, note=self.note, origin=self.origin, checked=True)

    def excerpt(self) -> Embedding:
        """Return as many of the first words, in memory, as pages can draw.

        Returns
        -------
        Excerpt
            With at most 50,000 words and 256 MB; of a data set that is no larger, its words as an :class:`Embedding`.
        """
        m, n = self.shape
        k = max(1, min(EXCERPT_WORDS, EXCERPT_BYTES // (4 * n)))
        first = self.top(k)
        if k >= m:
            return first
        return Excerpt(first, self, note=f"1–{k:,} / {m:,}; {self.note}")

    @property
    def _rows(self) -> "PartRows":
        return cast("PartRows", self.vectors)


class Excerpt(Embedding):
    """The first words of a data set, in memory. Made by :meth:`Dataset.excerpt`.

    Parameters
    ----------
    first : Embedding
        These words.
    whole : Dataset
        All of them.
    note : str
        For a reader.
    """

    def __init__(self, first: Embedding, whole: Dataset, *, note: str) -> None:
        super().__init__(first.id, first.words, first.vectors, note=note, origin=first.origin, checked=True)
        self.whole = whole


def open_dataset(
    folder: str | os.PathLike[str],
    *,
    vectors: str | None = None,
    filesystem: Any = None,
    progress: ProgressCallback | None = None,
) -> Dataset:
    """Open vectors in many parts, which may be larger than memory.

    Parameters
    ----------
    folder : str or path-like
        With Parquet files, each with a column of words, and one of vectors or one a dimension, as Hugging Face,
        BigQuery and Spark write them; with Arrow files, as ``save_to_disk`` of Hugging Face's data sets writes them; or
        with folders that embedviz has written. A path, a URL such as ``s3://bucket/folder``,
        or a pattern such as ``folder/train-*.parquet``.
    vectors : str, optional
        The name of the column of the vectors where there are several.
    filesystem : pyarrow.fs.FileSystem or fsspec file system, optional
        What ``folder`` is a path in.
    progress : callable, optional
        Called with the parts looked at, then the words read. It may raise to cancel.

    Returns
    -------
    Dataset
        An :class:`embedviz.Embedding`; the parts are read as vectors are asked for, and refused if they have changed.

    Raises
    ------
    FileError
        If there is no part, one is missing or damaged, two differ in their columns or dimensions, or have the same
        word.
    EmbedvizError
        If nothing here opens such a URL.
    MissingExtraError
        If fsspec would, but is not installed.
    """
    from embedviz.parts.describing import describe
    from embedviz.parts.filesystems import filesystem_of
    from embedviz.parts.listing import parts_in
    from embedviz.parts.words import vocabulary_of

    system, path = filesystem_of(folder, filesystem)
    place = describe(system, parts_in(system, path), vectors, progress)
    name = PurePath(path.rpartition("/")[0] if "*" in path else path).name or path
    size = sum(part.size for part in place.parts)
    origin = Origin(_("data set in parts"), size, "float32", 0, 0, 0.0)
    kind = "Arrow" if all(is_arrow(part.name) for part in place.parts) else "Parquet"
    note = f"{kind} × {len(place.parts):,}, {units.size(size)}"  # in no language, as it is shared by readers
    words = vocabulary_of(place, progress)
    return Dataset(f"parts:{name}:{place.id}", words, place.open(), note=note, origin=origin)


def holds_parts(named: str) -> bool:
    """Tell whether what is named is to be opened by :func:`open_dataset`, not :func:`embedviz.load`.

    Parameters
    ----------
    named : str
        A path, a URL or a pattern.

    Returns
    -------
    bool
        True of URLs and patterns, and of a folder on this machine that holds Parquet or Arrow files, or such folders.
    """
    if "://" in named or ("*" in os.path.basename(named) and not os.path.lexists(named)):
        return True
    try:
        with os.scandir(os.path.expanduser(named)) as entries:
            return any(is_part(entry.name) or (entry.is_dir() and _has_parts(entry.path)) for entry in entries)
    except OSError:
        return False


def _has_parts(folder: str) -> bool:
    from embedviz.formats.storing import META

    with os.scandir(folder) as entries:
        return any(is_part(entry.name) or entry.name == META for entry in entries)
