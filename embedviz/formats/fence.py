"""Whether what lies beside a file may be reached by a link out of its folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.files import printable
from embedviz.i18n import _

_fenced: ContextVar[bool] = ContextVar("fenced", default=False)


@contextmanager
def fenced() -> Iterator[None]:
    """Let no file be read along with another through a link out of their folder, as long as the block runs."""
    token = _fenced.set(True)
    try:
        yield
    finally:
        _fenced.reset(token)


def is_fenced() -> bool:
    """Tell whether such a fence stands."""
    return _fenced.get()


def leads_out(path: Path) -> bool:
    """Tell whether a file is a link out of its folder, where that matters.

    Parameters
    ----------
    path : Path
        Beside the file that is read.

    Returns
    -------
    bool
        Never where no fence stands.
    """
    return is_fenced() and not is_inside(path)


def is_inside(path: Path) -> bool:
    """Tell whether a file is in its folder, and no link out of it.

    Parameters
    ----------
    path : Path
        Of the file.

    Returns
    -------
    bool
    """
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent))


def require_inside(path: Path, file: Path) -> None:
    """Refuse to read a link out of the folder along with a file.

    Parameters
    ----------
    path : Path
        What the reader of the file has found beside it.
    file : Path
        The file.

    Raises
    ------
    FileError
        If it is one, and a fence stands.
    """
    if leads_out(path):
        raise FileError(
            printable(path.name),
            _("it would be the list of words for {file} but is a link out of the folder; expected a file in it").format(
                file=printable(file.name)
            ),
        )
