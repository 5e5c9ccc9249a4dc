"""Zip archives that are opened within bounds: neither their list of members nor what unpacks one takes much memory."""

import zipfile
from typing import IO, BinaryIO, cast

from embedviz.errors import FileError, shortened
from embedviz.i18n import _
from embedviz.units import size

LONGEST_READ = 8 << 20
"""Bytes of a list of members, of which each takes 46 and its name, and ten times that in memory."""


def opened_zip(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open an archive.

    Parameters
    ----------
    file : BinaryIO
        Its bytes; they can be read in any order.
    name : str
        For messages.

    Returns
    -------
    ZipFile

    Raises
    ------
    FileError
        If the list of its members is too long.
    OSError, ValueError, zipfile.BadZipFile, NotImplementedError
        If it is damaged, as by ``ZipFile``.
    """
    return zipfile.ZipFile(cast("IO[bytes]", _WithoutLongReads(file, name)))


def refuse_lzma(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse members that are compressed by LZMA, which grants itself up to 4 GB of memory, as they ask for.

    Parameters
    ----------
    archive : ZipFile
        Any.
    name : str
        For messages.

    Raises
    ------
    FileError
        If there is one.
    """
    for info in archive.infolist():
        if info.compress_type == zipfile.ZIP_LZMA:
            message = _("{name} in it is compressed by LZMA; expected deflate, or none")
            raise FileError(name, message.format(name=shortened(info.filename)))


class _WithoutLongReads:
    """A file as ``ZipFile`` needs it, which reads the list of members at once, however long it is."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        data = self._file.read(LONGEST_READ + 1 if count < 0 else min(count, LONGEST_READ + 1))
        if len(data) > LONGEST_READ:
            message = _("a zip archive whose list of members takes more than {size}; expected a shorter one")
            raise FileError(self._name, message.format(size=size(LONGEST_READ)))
        return data
