"""What a reader of files can be told of one, found from its beginning: what to offer somebody who knows better."""

from dataclasses import dataclass
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.recognize import Format, recognize
from embedviz.formats.stream import ByteStream

TEXTS: tuple[Format, ...] = ("glove", "tsv", "delimited")
SPELLED: tuple[Format, ...] = (*TEXTS, "word2vec", "word2vec-binary", "glove-binary", "fasttext", "npy", "npz")
MOST_NAMES = 200


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
    """

    layout: bool = False
    encoding: bool = False
    matrices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.layout or self.encoding or bool(self.matrices)


def choices_of(path: Path) -> Choices:
    """Find what can be told of a file.

    Parameters
    ----------
    path : Path
        The file. Of a compressed one with several matrices their names are not looked for: it would be unpacked whole.

    Returns
    -------
    Choices
        Nothing, where it is no file of word vectors at all.
    """
    try:
        with ByteStream(path) as stream:
            format = recognize(stream.head, stream.name)
            names = () if stream.compression else _matrices(stream, format)
    except FileError:
        return Choices()
    several = tuple(names[:MOST_NAMES]) if len(names) > 1 else ()
    return Choices(format in TEXTS, format in SPELLED, several)


def _matrices(stream: ByteStream, format: Format) -> tuple[str, ...]:
    if format == "safetensors":
        from embedviz.formats.tensors import matrix_names
    elif format == "npz":
        from embedviz.formats.npz import matrix_names
    elif format == "parquet":
        from embedviz.formats.tables import matrix_names
    else:
        return ()
    return tuple(matrix_names(stream))
