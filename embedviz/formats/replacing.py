"""Files that appear, or replace what is there, only once they are complete."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embedviz.errors import FileError, located, reason
from embedviz.formats.drafts import draft_in
from embedviz.formats.files import printable
from embedviz.i18n import _


@contextmanager
def replacing(targets: Sequence[Path]) -> Iterator[list[Path]]:
    """Offer names to write to, which become the targets if all goes well and are removed otherwise.

    Parameters
    ----------
    targets : sequence of Path
        Where the files are to be.

    Yields
    ------
    list of Path
        A name for each, in the same folder.

    Raises
    ------
    FileError
        If one cannot be written.
    """
    try:
        real = [_regular(target) for target in targets]
        with ExitStack() as stack:
            drafts = [stack.enter_context(draft_in(path.parent)) for path in real]
            yield drafts
            for draft, path in zip(drafts, real, strict=True):
                draft.replace(path)
    except OSError as error:
        raise _unwritable(targets[0], reason(error)) from error


def require_writable(target: Path) -> None:
    """Refuse a file that could not be written, before minutes are spent on what is to be in it.

    Parameters
    ----------
    target : Path
        Where it is to be.

    Raises
    ------
    FileError
        If there is no such folder, nothing may be written there, or something other than a file is in its place.
    """
    folder = _regular(target).parent
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except OSError as error:
        raise _unwritable(target, reason(error)) from error
    if not is_folder or not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(target, os.strerror(errno.EACCES if is_folder else errno.ENOTDIR))


def _regular(target: Path) -> Path:
    """Return where a target lies, links followed, and refuse a folder or a device."""
    try:
        path = target.resolve()
        if not path.exists() or path.is_file():
            return path
    except (ValueError, RuntimeError, OSError) as error:  # a null byte, links in a circle, a name that is too long
        raise _unwritable(target, reason(error)) from error
    raise _unwritable(target, _("it is not a regular file"))


def _unwritable(target: Path, why: str) -> FileError:
    return located(
        FileError(printable(target.name), _("it cannot be written ({reason})").format(reason=why)), target.parent
    )
