"""A file as it lies on disk: its name for a reader, opened if it is a regular one, and the state that it is in."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from embedviz.errors import FileError, located, reason
from embedviz.formats.rows import REPLACEMENT
from embedviz.i18n import _


def printable(path: str | Path) -> str:
    """Return a path, or a part of one, for a reader.

    Parameters
    ----------
    path : str or Path
        On disk it may hold any bytes.

    Returns
    -------
    str
        What is not Unicode text is U+FFFD.
    """
    return "".join(REPLACEMENT if "\ud800" <= sign <= "\udfff" else sign for sign in str(path))


def open_regular(path: Path, name: str) -> BinaryIO:
    """Open a file to read its bytes.

    Parameters
    ----------
    path : Path
        What has no end, as a pipe, is no file.
    name : str
        For messages.

    Returns
    -------
    BinaryIO

    Raises
    ------
    FileError
        If it is missing, no regular file, or may not be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError(name, _("it is a folder; expected a file of word vectors"))
        if not stat.S_ISREG(mode):
            raise FileError(name, _("it is not a regular file; expected a file of word vectors"))
        return path.open("rb")
    except FileNotFoundError as error:
        raise located(FileError(name, _("there is no such file")), path.parent) from error
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        raise FileError(name, _("it cannot be read ({reason})").format(reason=reason(error))) from error


def state_of(status: os.stat_result) -> tuple[int, ...]:
    """Return what tells a file from another, and from itself before it was written to."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
