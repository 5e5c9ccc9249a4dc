"""Sources written to files in the cache folder, for download."""

import hashlib
import shlex
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, reason
from embedviz.formats.place import cache_folder
from embedviz.formats.recognize import title
from embedviz.formats.restrictions import SAVED_FORMATS, SavedFormat
from embedviz.formats.save import ENDINGS, save
from embedviz.formats.staging import staged
from embedviz.formats.upkeep import make_room
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources import Source
from embedviz.ui.widgets.text import ascii_name
from embedviz.units import size

MOST_BYTES = 500_000_000
"""What is larger would fill the cache, and is for the command line."""
MOST_KEPT = 4
FOLDER = "exports"
CHUNK = 4 << 20
BYTES_PER_NUMBER = {"word2vec": 8, "glove": 8, "tsv": 8}
LONGEST_STEM = 60
_ENDINGS = {format: ending for ending, format in ENDINGS.items()} | {"tsv": ".zip"}
_DROPPED = {*ENDINGS, ".gz", ".bz2", ".xz", ".zst", ".npy", ".arrow", ".feather"}


def format_names() -> dict[SavedFormat, str]:
    """Return the formats there are, for a reader.

    Returns
    -------
    dict of str to str
        By id, with the ending of the file.
    """
    return {
        format: _("{title} ({note})").format(title=title(format), note=_ENDINGS[format]) for format in SAVED_FORMATS
    }


def is_downloadable(embedding: Embedding, format: SavedFormat) -> bool:
    """Tell whether a file is likely to be small enough for a download.

    Parameters
    ----------
    embedding : Embedding
        What would be written.
    format : str
        Of the file.

    Returns
    -------
    bool
    """
    return embedding.vectors.size * BYTES_PER_NUMBER.get(format, 4) <= MOST_BYTES


def command(source: Source, format: SavedFormat) -> str:
    """Return the command that writes a file of any size.

    Parameters
    ----------
    source : Source
        What to write.
    format : str
        Of the file.

    Returns
    -------
    str
    """
    target = stem(source) + (".tsv" if format == "tsv" else _ENDINGS[format])
    return f"python -m embedviz convert {shlex.quote(source.id)} {shlex.quote(target)}"


def export_path(source: Source, format: SavedFormat) -> Path:
    """Return where the file of a source is, or would be.

    Parameters
    ----------
    source : Source
        In its present version.
    format : str
        Of the file.

    Returns
    -------
    Path
    """
    key = hashlib.sha256(repr((source.id, source.version, source.title, format)).encode()).hexdigest()[:16]
    return _exports() / key / f"{stem(source)}{_ENDINGS[format]}"


def write_export(source: Source, embedding: Embedding, format: SavedFormat, progress: ProgressCallback | None) -> Path:
    """Write a file for download; older ones give way.

    Parameters
    ----------
    source : Source
        Names the file.
    embedding : Embedding
        What to write.
    format : str
        Of the file; of a TSV pair a zip archive is made.
    progress : callable or None
        Called with the words written, then with the bytes packed. It may raise to cancel.

    Returns
    -------
    Path
        As :func:`export_path` returns it.

    Raises
    ------
    EmbedvizError
        If the format cannot hold a word, the file is too large for a download, or it cannot be written.
    """
    target = export_path(source, format)
    _make_room(target.parent)
    with suppress(OSError):
        target.parent.rmdir()  # if somebody removed the file alone
    try:
        with staged(target.parent) as folder:
            written = folder / target.name
            if format == "tsv":
                files = save(embedding, folder / f"{stem(source)}.tsv", format=format, progress=progress)
                _pack(files, written, progress)
                for file in files:
                    file.unlink()
            else:
                save(embedding, written, format=format, progress=progress)
            found = written.stat().st_size
            if found > MOST_BYTES:
                raise EmbedvizError(
                    _("{file} is {found} large; expected at most {most} for a download. Instead run: {command}").format(
                        file=target.name, found=size(found), most=size(MOST_BYTES), command=command(source, format)
                    )
                )
    except OSError as error:
        raise EmbedvizError(
            _("{file} cannot be written ({reason})").format(file=target.name, reason=reason(error))
        ) from error
    make_room(target.parent)
    return target


def stem(source: Source) -> str:
    """Return a name for files of a source, without an ending.

    Parameters
    ----------
    source : Source
        What of its title is ASCII, which every file system and archive takes.

    Returns
    -------
    str
    """
    stem = Path(ascii_name(source.title))
    while stem.suffix.lower() in _DROPPED:
        stem = stem.with_suffix("")
    return stem.name[:LONGEST_STEM].strip("._-") or "vectors"


def _exports() -> Path:
    return cache_folder() / FOLDER


def _make_room(wanted: Path) -> None:
    def age(folder: Path) -> float:
        with suppress(OSError):
            return folder.stat().st_mtime
        return 0.0

    others = sorted((folder for folder in _exports().glob("[!.]*") if folder != wanted), key=age)
    for folder in others[: max(0, len(others) - MOST_KEPT + 1)]:
        shutil.rmtree(folder, ignore_errors=True)


def _pack(files: tuple[Path, ...], target: Path, progress: ProgressCallback | None) -> None:
    total, done = sum(map(_bytes, files)), 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            with file.open("rb") as plain, archive.open(file.name, "w", force_zip64=True) as packed:
                while chunk := plain.read(CHUNK):
                    packed.write(chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(Progress(_("Packing {file}").format(file=target.name), done, total))


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # removed by now
        return 0
