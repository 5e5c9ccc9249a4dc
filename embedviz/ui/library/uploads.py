"""Files that a browser sent, read as sources."""

import shutil
import weakref
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Protocol

from embedviz.errors import Cancelled, EmbedvizError, FileError, reason
from embedviz.formats.options import Options
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import new_temporary_folder
from embedviz.i18n import _, listed
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


class Bundle:
    """Files that were sent together. They are on disk until they are kept, given up, or nobody holds the bundle.

    What cannot be read can so be read in another way without being sent again.

    Parameters
    ----------
    uploads : sequence of Upload
        Files of word vectors, and the lists of words or metadata that go with them. Each is closed once it is on disk.
    """

    def __init__(self, uploads: Sequence[Upload]) -> None:
        self._uploads = uploads
        self._folder: Path | None = None
        self._removal: weakref.finalize[..., Bundle] | None = None

    def keep(self, options: Options, progress: ProgressCallback | None) -> list[Source]:
        """Read the files and keep what is in them.

        Parameters
        ----------
        options : Options
            How they are to be read.
        progress : callable or None
            Called with the bytes read. It may raise to cancel, which gives the bundle up.

        Returns
        -------
        list of Source
            One for each file of vectors.

        Raises
        ------
        FileError
            If a file cannot be read as word vectors. Those before it are kept; it and what follows can be tried again.
        EmbedvizError
            If the disk or the shelf is full.
        """
        try:
            folder = self._stored()
            vectors = _with_vectors(folder)
            lists = sorted(set(folder.iterdir()) - set(vectors))
            added = []
            for path in vectors:
                title = _title(path.name)
                added.append(keep_file(path, title=title, beside=lists, options=options, progress=progress))
                path.unlink()
        except OSError as error:
            self.drop()
            raise EmbedvizError(_("the upload cannot be stored ({reason})").format(reason=reason(error))) from error
        except Cancelled:
            self.drop()
            raise
        self.drop()
        return added

    @property
    def unread(self) -> Path | None:
        """The file of vectors that could not be read; None if there is none, or it is given up."""
        files = [] if self._folder is None else vector_files(self._folder)
        return files[0] if files else None

    def drop(self) -> None:
        """Remove the files that are not kept."""
        if self._removal is not None:
            self._removal()
        self._folder = self._removal = None

    def _stored(self) -> Path:
        if self._folder is None:
            folder = new_temporary_folder(uploads_folder())
            self._folder = folder.resolve()
            self._removal = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            for upload in self._uploads:
                _write(upload, folder)
                upload.close()  # it is on disk now, and need not be in memory as well
            self._uploads = ()
        return self._folder


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
        raise FileError(name, _("two uploads share this name; rename one")) from error
    except ValueError as error:
        raise FileError(name, _("not a valid file name")) from error


def _with_vectors(folder: Path) -> list[Path]:
    vectors = vector_files(folder)
    if not vectors:
        names = listed(sorted(path.name for path in folder.iterdir()))
        raise EmbedvizError(_("no file of word vectors among the uploads: {names}").format(names=names))
    return vectors


def _title(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"
