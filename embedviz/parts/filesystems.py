"""Where a folder of parts is: on this machine, or behind a URL that pyarrow or fsspec opens."""

import os
from typing import Any

import pyarrow as pa
from pyarrow import fs

from embedviz.errors import EmbedvizError, reason
from embedviz.extras import needs
from embedviz.i18n import _


def filesystem_of(folder: str | os.PathLike[str], given: Any = None) -> tuple[fs.FileSystem, str]:
    """Return the file system that a folder is in, and its path there.

    Parameters
    ----------
    folder : str or path-like
        A path on this machine; a URL such as ``s3://bucket/folder``; with ``given`` a path in that.
    given : pyarrow.fs.FileSystem or fsspec file system, optional
        For what a URL cannot say, such as credentials.

    Returns
    -------
    filesystem : pyarrow.fs.FileSystem
    path : str
        Without a slash at its end.

    Raises
    ------
    EmbedvizError
        If nothing here opens such a URL.
    MissingExtraError
        If fsspec would, but is not installed.
    """
    text = os.fspath(folder)
    if given is not None:
        found = given if isinstance(given, fs.FileSystem) else fs.PyFileSystem(fs.FSSpecHandler(given))
        return found, text.rstrip("/")
    if "://" not in text:
        return fs.LocalFileSystem(), os.path.abspath(os.path.expanduser(text))
    try:
        found, path = fs.FileSystem.from_uri(text.rstrip("/"))
    except pa.ArrowNotImplementedError:
        return _by_fsspec(text)
    except pa.ArrowInvalid as error:
        if "nrecognized filesystem" in str(error):
            return _by_fsspec(text)
        raise _unopened(text, error) from error
    except (pa.ArrowException, OSError) as error:
        raise _unopened(text, error) from error
    return found, path.rstrip("/")


def is_local(filesystem: fs.FileSystem) -> bool:
    """Tell whether files can be mapped into memory by their path."""
    return isinstance(filesystem, fs.LocalFileSystem)


def _by_fsspec(url: str) -> tuple[fs.FileSystem, str]:
    with needs("remote", _("opening {url}").format(url=_scheme(url))):
        from fsspec.core import url_to_fs
    try:
        found, path = url_to_fs(url)
    except (ValueError, ImportError, OSError) as error:
        raise _unopened(url, error) from error
    return fs.PyFileSystem(fs.FSSpecHandler(found)), path.rstrip("/")


def _unopened(url: str, error: Exception) -> EmbedvizError:
    return EmbedvizError(
        _("{url} cannot be opened ({reason}); expected a folder, or a URL that pyarrow or fsspec knows").format(
            url=_scheme(url), reason=reason(error)
        )
    )


def _scheme(url: str) -> str:
    """Return a URL without what may be a name and a password."""
    scheme, _sign, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
