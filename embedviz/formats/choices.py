"""What a reader of files can be told of one, found from its beginning: what to offer somebody who knows better."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.archives import is_archive, members
from embedviz.formats.fence import is_inside
from embedviz.formats.files import printable
from embedviz.formats.identify import identify, vectors_among
from embedviz.formats.list_files import LISTS, without_compression
from embedviz.formats.options import NOTHING_TOLD
from embedviz.formats.recognize import Format
from embedviz.formats.stream import ByteStream

TEXTS: tuple[Format, ...] = ("glove", "tsv", "delimited")
SPELLED: tuple[Format, ...] = (*TEXTS, "word2vec", "word2vec-binary", "glove-binary", "fasttext", "npy", "npz")
LISTED: tuple[Format, ...] = ("tsv", "npy", "npz", "safetensors", "glove-binary")  # may come without words
MOST_NAMES = 200
MOST_UNPACKED = 16 << 20  # bytes of a compressed archive


@dataclass(frozen=True)
class Choices:
    """What can be told of a file.

    Parameters
    ----------
    layout : bool
        What parts its columns, and whether its first row names them.
    encoding : bool
        How its words are spelled.
    matrices : tuple of str
        Which of these holds the vectors; empty where there are not several.
    lists : tuple of str
        Which of these files beside it is the list of its words; empty where there is none, or it holds its own words.
    """

    layout: bool = False
    encoding: bool = False
    matrices: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.layout or self.encoding or bool(self.matrices) or bool(self.lists)


def choices_of(path: Path) -> Choices:
    """Find what can be told of a file.

    Parameters
    ----------
    path : Path
        The file. Of a large compressed one with several matrices or files of vectors their names are not looked for: it
        would be unpacked whole.

    Returns
    -------
    Choices
        Nothing, where it is no file of word vectors at all.
    """
    try:
        with ByteStream(path) as stream:
            kind = is_archive(stream.head)
            if kind:
                if stream.compression and stream.size > MOST_UNPACKED:
                    return Choices()
                found = [printable(member.name) for member in vectors_among(members(stream, kind))]
                if len(found) > 1:
                    return Choices(layout=True, encoding=True, matrices=tuple(found[:MOST_NAMES]))
            format = identify(stream, NOTHING_TOLD).format
            names = () if stream.compression else _matrices(stream, format)
            has_encoding = format in SPELLED and not stream.encoding
    except FileError:
        return Choices()
    several = tuple(names[:MOST_NAMES]) if len(names) > 1 else ()
    return Choices(format in TEXTS, has_encoding, several, _lists_beside(path) if format in LISTED and not kind else ())


def _lists_beside(path: Path) -> tuple[str, ...]:
    names = []
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            name = without_compression(Path(entry.name))
            is_list = name.suffix.lower() in (*LISTS, ".npy") and not entry.name.startswith(".") and entry.is_file()
            if is_list and entry.name != path.name and is_inside(Path(entry.path)):
                names.append(printable(entry.name))
    return tuple(sorted(names)[:MOST_NAMES])


def _matrices(stream: ByteStream, format: Format) -> tuple[str, ...]:
    if format == "safetensors":
        from embedviz.formats.tensors import matrix_names
    elif format == "npz":
        from embedviz.formats.npz import matrix_names
    elif format in ("parquet", "arrow"):
        from embedviz.formats.tables import matrix_names
    else:
        return ()
    return tuple(matrix_names(stream))
