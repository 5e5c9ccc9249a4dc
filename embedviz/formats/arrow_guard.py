"""Tables of Arrow and Parquet that may be damaged or hostile: opened, read and kept within bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from embedviz.errors import FileError, reason
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

MAX_WORD = 1 << 16


def opened(stream: ByteStream) -> "pa.NativeFile":
    """Return a file as Arrow reads it.

    Parameters
    ----------
    stream : ByteStream
        The file.

    Returns
    -------
    NativeFile
    """
    import pyarrow as pa

    return pa.PythonFile(stream.plain(), mode="r")


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Turn Arrow's errors into ours.

    Parameters
    ----------
    file : str
        Its name, for messages.

    Raises
    ------
    FileError
        For each of Arrow's.
    """
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise FileError(file, _("it is damaged or cannot be read ({reason})").format(reason=reason(error))) from error


def require_short(file: str, words: "pa.Array") -> None:
    """Refuse long words: a small file can hold the same one very often.

    Parameters
    ----------
    file : str
        Its name, for messages.
    words : Array
        Texts.

    Raises
    ------
    FileError
        If one has more than 65,536 bytes.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    words = words.dictionary if pa.types.is_dictionary(words.type) else words
    if not len(words) or pa.types.is_integer(words.type):
        return
    if pa.types.is_string_view(words.type):  # Arrow cannot tell their lengths: each view begins with its own
        views = np.frombuffer(words.buffers()[1], np.int32, 4 * (words.offset + len(words)))
        longest = int(views[4 * words.offset :: 4].max())
    else:
        longest = pc.max(pc.binary_length(words)).as_py() or 0
    if longest > MAX_WORD:
        raise FileError(
            file, _("a word of {length:,} bytes; expected at most {most:,}").format(length=longest, most=MAX_WORD)
        )
