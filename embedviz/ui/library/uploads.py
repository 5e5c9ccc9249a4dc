"""Files that a browser sent, read as sources."""

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Protocol

from embedviz.errors import EmbedvizError, FileError, reason
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import temporary_folder
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.sources.folder import vector_files
from embedviz.sources.labels import LONGEST_TITLE
from embedviz.sources.sent import keep_file

CHUNK = 4 << 20


class Upload(Protocol):
    """A file that was sent."""

    name: str

    def read(self, count: int, /) -> bytes:
        """Return the next bytes."""

    def close(self) -> None:
        """Let go of all of them."""


def keep_uploads(uploads: Sequence[Upload], progress: ProgressCallback | None) -> list[Source]:
    """Read files that were sent together, and keep what is in them.

    Parameters
    ----------
    uploads : sequence of Upload
        Files of word vectors, and the lists of words or metadata that go with them. Each is closed once it is on disk.
    progress : callable or None
        Called with the bytes read. It may raise to cancel.

    Returns
    -------
    list of Source
        One for each file of vectors.

    Raises
    ------
    FileError
        If a file cannot be read as word vectors.
    EmbedvizError
        If the disk or the shelf is full.
    """
    try:
        with temporary_folder(uploads_folder()) as place:
            for upload in uploads:
                _write(upload, place)
                upload.close()  # it is on disk now, and need not be in memory as well
            vectors = _with_vectors(place)
            lists = sorted(set(place.resolve().iterdir()) - set(vectors))
            return [keep_file(path, title=_title(path.name), beside=lists, progress=progress) for path in vectors]
    except OSError as error:
        raise EmbedvizError(_("the upload cannot be stored ({reason})").format(reason=reason(error))) from error


def uploads_folder() -> Path:
    """Return where files stand while they are read."""
    return cache_folder() / "uploads"


def _write(upload: Upload, folder: Path) -> None:
    name = PurePath(upload.name).name
    try:
        with (folder / name).open("xb") as file:
            while chunk := upload.read(CHUNK):
                file.write(chunk)
    except FileExistsError as error:
        raise FileError(name, _("two files of this name; expected files with different names")) from error
    except ValueError as error:
        raise FileError(name, _("a name that no file can have")) from error


def _with_vectors(folder: Path) -> list[Path]:
    vectors = vector_files(folder.resolve())
    if not vectors:
        names = ", ".join(sorted(path.name for path in folder.iterdir()))
        raise EmbedvizError(_("no file of word vectors among those sent: {names}").format(names=names))
    return vectors


def _title(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"
