"""Any file of word vectors, read once and mapped into memory ever after."""

import operator
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, FileError, located
from embedviz.formats.cache import Key, find, remove_superseded, used
from embedviz.formats.encodings import checked_encoding
from embedviz.formats.files import printable
from embedviz.formats.options import Options
from embedviz.formats.plain import changed_meanwhile
from embedviz.formats.reading import read_into
from embedviz.formats.rows import MAX_WORDS
from embedviz.formats.stamp import FileStamp
from embedviz.formats.store import StoreDamagedError, note, open_store, remove_store
from embedviz.formats.stream import ByteStream
from embedviz.formats.upkeep import make_room
from embedviz.i18n import _
from embedviz.progress import ProgressCallback

ATTEMPTS = 3


def load(
    path: str | os.PathLike[str],
    *,
    limit: int | None = None,
    progress: ProgressCallback | None = None,
    tensor: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    header: bool | None = None,
    words: str | os.PathLike[str] | None = None,
) -> Embedding:
    """Open a file of word vectors, whatever its format.

    The first time it is read whole and kept in a cache; from then on it is mapped into memory, until it changes.

    Parameters
    ----------
    path : str or path-like
        GloVe or word2vec text, word2vec binary, a fastText model, TSV vectors with their metadata, .npy with a list of
        words, .npz, CSV, JSON, Parquet, Arrow or safetensors; plain or compressed by gzip, bzip2, xz or zstd. Or the
        folder of a model, such as Model2Vec's or a snapshot of Hugging Face's hub; or a zip or tar archive of such a
        file.
    limit : int, optional
        How many words to read, from the first; all unless given.
    progress : callable, optional
        Called with the bytes read of the file. It may raise to cancel, which leaves nothing behind.
    tensor : str, optional
        The name of what holds the vectors where the file holds several matrices, or the archive several files.
    encoding : str, optional
        In which the words are spelled: "gb18030", "cp1251". Unless given it is UTF-8, and bytes that are none are shown
        as escapes, so that words that differ stay different.
    separator : str, optional
        What parts the columns of a table written as text: ",", ";", "|", a tab or a space.
    header : bool, optional
        Whether the first row of such a table names its columns.
    words : str or path-like, optional
        The list of the words, for vectors that come without: .npy, .npz, safetensors, a text of numbers alone. Unless
        given it is looked for beside them.

    Returns
    -------
    Embedding
        Of a word that occurs twice the first row counts.

    Raises
    ------
    FileError
        If the file is missing or not what it should be: where, what was found and what was expected.
    EmbedvizError
        If the limit is no positive number, there is no such encoding, or the cache cannot be written.
    """
    limit = _checked(limit)
    listed = None if words is None else os.path.abspath(os.path.expanduser(os.fspath(words)))
    options = Options(tensor, None if encoding is None else checked_encoding(encoding), separator, header, listed)
    file = Path(os.path.expanduser(path))
    if file.is_dir():
        from embedviz.formats.models import vectors_in

        file = vectors_in(Path(os.path.abspath(file)), tensor)  # "." has no name
    return _kept(file, limit, options, progress)


def _kept(file: Path, limit: int | None, options: Options, progress: ProgressCallback | None) -> Embedding:
    """Return what the cache holds of a file, which is read into it if need be."""
    for _attempt in range(ATTEMPTS):
        key = _key(file, options)
        embedding = _cached(file, key, limit)
        if embedding is not None:
            return embedding
        store = key.folder(limit)
        read_into(file, store, limit=limit, options=options, progress=progress, source=_stamp(file))
        if not _is(file, key, options):
            remove_store(store)
            raise changed_meanwhile(printable(file.name))
        remove_superseded(key, limit)
        make_room(store)
    message = _("what was read from it was changed in the cache; expected it to stay as it was written")
    raise located(FileError(printable(file.name), message), store)


def _checked(limit: int | None) -> int | None:
    if limit is None:
        return None
    try:
        words = operator.index(limit)
    except TypeError:
        words = 0
    if words < 1:
        raise EmbedvizError(_("a limit of {limit!r} words; expected a whole number, at least 1").format(limit=limit))
    return words if words <= MAX_WORDS else None  # no file holds more


def _key(path: Path, options: Options) -> Key:
    ByteStream(path).close()  # refuses what is no readable file
    with _staying(path):
        return Key.of(path, options)


def _stamp(path: Path) -> FileStamp:
    with _staying(path):
        return FileStamp.of(path)


@contextmanager
def _staying(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(printable(path.name), _("it vanished while it was opened; expected it to stay")) from error


def _is(path: Path, key: Key, options: Options) -> bool:
    try:
        return Key.of(path, options) == key
    except OSError:
        return False


def _cached(path: Path, key: Key, limit: int | None) -> Embedding | None:
    found = find(key, limit)
    if found is None:
        return None
    try:
        described = note(found.origin.format, found.origin.size)
        embedding = open_store(found.folder, id=f"{printable(path.name)}@{found.digits}", note=described)
    except StoreDamagedError:
        remove_store(found.folder)
        return None
    used(found.folder)
    return embedding if limit is None else embedding.top(limit)
