"""A file of word vectors, read into a store."""

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.encodings import in_encoding
from embedviz.formats.fence import fenced, is_fenced
from embedviz.formats.files import printable
from embedviz.formats.identify import identify
from embedviz.formats.only_numbers import saying_what_words_are
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.plain import changed_meanwhile
from embedviz.formats.recognize import Format
from embedviz.formats.room import Room
from embedviz.formats.rows import Content
from embedviz.formats.staging import remove_leftovers
from embedviz.formats.stamp import FileStamp
from embedviz.formats.store import remove_store
from embedviz.formats.storing import write_store
from embedviz.formats.stream import ByteStream
from embedviz.processes.calling import ProcessEndedError, are_processes_allowed, call_apart
from embedviz.progress import ProgressCallback

WORTH_A_PROCESS = 1 << 18
"""Bytes of a file that takes longer to read than a process to start; packed, it may hold a thousand times as many."""

Reader = Callable[[ByteStream], Content]


@dataclass(frozen=True)
class How:
    """What a reader is told; it can be sent to another process.

    Parameters
    ----------
    limit, options, room, source
        As for :func:`read_into`.
    is_fenced : bool
        Whether a fence stands, see :func:`embedviz.formats.fence.fenced`.
    """

    limit: int | None
    options: Options
    room: Room | None
    source: FileStamp | None
    is_fenced: bool


def read_into(
    path: Path,
    folder: Path,
    *,
    limit: int | None = None,
    options: Options = NOTHING_TOLD,
    progress: ProgressCallback | None = None,
    room: Room | None = None,
    source: FileStamp | None = None,
) -> None:
    """Read a file of word vectors into a store, for :func:`embedviz.formats.store.open_store`.

    A server's work reads what is not small in a process of its own, see :mod:`embedviz.processes.calling`.

    Parameters
    ----------
    path : Path
        The file.
    folder : Path
        Where to; its parents are made. If it is there by the time all is read, it stays as it is.
    limit, progress
        As for :func:`embedviz.formats.load.load`.
    options : Options
        What the reader is told.
    room : Room, optional
        How much disk all of it may take.
    source : FileStamp, optional
        The file, if the store goes with it.

    Raises
    ------
    FileError, EmbedvizError
        As for :func:`embedviz.formats.load.load`; also what the room raises, as soon as there is none.
    """
    how = How(limit, options, room, source, is_fenced())
    if not (are_processes_allowed() and _is_large(path)):
        read_here(path, folder, how, progress=progress)
        return
    try:
        call_apart(read_here, path, folder, how, progress=progress)
    except ProcessEndedError as error:
        remove_leftovers(folder.parent)
        raise FileError(printable(path.name), str(error)) from error


def _is_large(path: Path) -> bool:
    with suppress(OSError, ValueError):  # which is told when it is opened
        return path.stat().st_size >= WORTH_A_PROCESS
    return False


def read_here(path: Path, folder: Path, how: How, *, progress: ProgressCallback | None) -> None:
    """Read a file of word vectors into a store, in this process.

    Parameters
    ----------
    path, folder, progress
        As for :func:`read_into`.
    how : How
        What the reader is told.

    Raises
    ------
    FileError, EmbedvizError
        As by :func:`read_into`.
    """
    began = time.perf_counter()
    with fenced() if how.is_fenced else nullcontext(), ByteStream(path, progress, how.room) as stream:
        try:
            found = identify(stream, how.options)
            format = found.format
            content = _reader(format, found.options, how.limit)(stream)
            if found.assumptions:
                content = content.saying(*found.assumptions)
            if stream.beside != stream.path:  # of the archive, which is looked at for changes itself
                content = replace(content, companions=())
            content = saying_what_words_are(content)
            if how.options.encoding is not None:
                content = in_encoding(content, how.options.encoding)
            write_store(
                folder,
                content,
                name=stream.name,
                format=format,
                size=stream.size,
                limit=how.limit,
                began=began,
                progress=progress,
                room=how.room,
                source=how.source,
            )
        except FileError as error:
            if stream.changed():  # which explains whatever was found wrong
                raise changed_meanwhile(printable(stream.path.name)) from error
            archive = printable(stream.path.name)
            if stream.beside != stream.path and not error.file.startswith(f"{archive}/"):
                raise error.within(archive) from error
            raise
        if stream.changed():
            remove_store(folder)
            raise changed_meanwhile(printable(stream.path.name))


def _reader(format: Format, options: Options, limit: int | None) -> Reader:
    if format in ("glove", "word2vec"):
        from embedviz.formats import text

        return text.read_glove if format == "glove" else partial(text.read_word2vec, limit=limit)
    if format == "word2vec-binary":
        from embedviz.formats.binary import read_word2vec_binary

        return read_word2vec_binary
    if format == "fasttext":
        from embedviz.formats.fasttext import read_fasttext

        return read_fasttext
    if format == "tsv":
        from embedviz.formats.tsv import read_tsv

        return partial(read_tsv, options=options)
    if format == "delimited":
        from embedviz.formats.delimited import read_delimited

        return partial(read_delimited, options=options)
    if format == "npy":
        from embedviz.formats.npy import read_npy

        return partial(read_npy, options=options)
    if format == "npz":
        from embedviz.formats.npz import read_npz

        return partial(read_npz, options=options)
    if format == "glove-binary":
        from embedviz.formats.glove_binary import read_glove_binary

        return partial(read_glove_binary, options=options)
    if format == "json":
        from embedviz.formats.json_vectors import read_json

        return partial(read_json, options=options)
    if format in ("parquet", "arrow"):
        from embedviz.formats import tables

        return partial(tables.read_parquet if format == "parquet" else tables.read_arrow, options=options)
    from embedviz.formats.tensors import read_safetensors

    return partial(read_safetensors, options=options)
