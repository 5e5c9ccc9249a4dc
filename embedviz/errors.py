"""The errors raised on purpose.

Each message says what was found and what was expected, in words a reader of the app understands.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from embedviz.i18n import _, listed, mark, valued
from embedviz.units import words

LONGEST_SHOWN = 60
LONGEST_REASON = 200
# Of a path: all but the name. In quotation marks it may hold blanks; what follows a letter or a colon is a URL's.
_FOLDERS = re.compile(
    r"(?:(?<=')(?:[A-Za-z]:)?[/\\][^']*[/\\]|(?<=\")(?:[A-Za-z]:)?[/\\][^\"]*[/\\])"
    r"|(?<![\w:/.'\"])(?:[A-Za-z]:)?[/\\]{1,2}(?:[^\s/\\]+[/\\])+"
)


def shortened(text: str) -> str:
    """Return a text for a message, cut if it is very long.

    Parameters
    ----------
    text : str
        What was found: a word, a token, the name of a column.

    Returns
    -------
    str
        At most its first :data:`LONGEST_SHOWN` characters, with "…" after them if there are more.
    """
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


class EmbedvizError(ValueError):
    """Base of every error that embedviz raises on purpose.

    Its message names files and no folders of this machine, as visitors of a server read it. Where it happened is a note
    of the exception, which tracebacks and the command line show. It can be sent between processes.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[EmbedvizError], said: tuple[object, ...], state: dict[str, object]) -> EmbedvizError:
    error = kind.__new__(kind, *said)
    error.__dict__.update(state)
    return error


_Error = TypeVar("_Error", bound=EmbedvizError)


def located(error: _Error, place: Path) -> _Error:
    """Note where on this machine an error happened, apart from its message.

    Parameters
    ----------
    error : EmbedvizError
        Raised by whoever calls.
    place : Path
        A file or folder.

    Returns
    -------
    EmbedvizError
        The same.
    """
    error.add_note(os.path.abspath(place))
    return error


def places(error: BaseException) -> tuple[str, ...]:
    """Return what :func:`located` has noted of an error, and of those that led to it.

    Parameters
    ----------
    error : BaseException
        Any.

    Returns
    -------
    tuple of str
    """
    noted: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, EmbedvizError):
            noted += getattr(cause, "__notes__", ())
        cause = cause.__cause__
    return tuple(dict.fromkeys(noted))


SYSTEM = frozenset(
    [
        mark("No such file or directory"),
        mark("Permission denied"),
        mark("Operation not permitted"),
        mark("No space left on device"),
        mark("Disk quota exceeded"),
        mark("Read-only file system"),
        mark("Is a directory"),
        mark("Not a directory"),
        mark("Directory not empty"),
        mark("File exists"),
        mark("File name too long"),
        mark("File too large"),
        mark("Input/output error"),
        mark("Too many open files"),
        mark("Too many levels of symbolic links"),
        mark("Cannot allocate memory"),
        mark("Address already in use"),
        mark("Cannot assign requested address"),
    ]
)
"""What systems say of files and addresses, as far as it is translated."""


def reason(error: BaseException) -> str:
    """Return what another library or the system says went wrong, for a message.

    Parameters
    ----------
    error : BaseException
        Caught.

    Returns
    -------
    str
        Its first line, at most 200 characters, paths cut to the names of files.
    """
    text = str(getattr(error, "strerror", None) or error).strip() or type(error).__name__
    text = _(text) if text in SYSTEM else text
    return _FOLDERS.sub("", text.partition("\n")[0])[:LONGEST_REASON]


class UnknownWordError(EmbedvizError):
    """A word that the vocabulary does not hold.

    Parameters
    ----------
    word : str
        The word asked for.
    size : int
        Number of words in the vocabulary.
    """

    def __init__(self, word: str, size: int) -> None:
        super().__init__(
            _("{word!r} is not among the {words} of the vocabulary").format(word=shortened(word), words=words(size))
        )
        self.word = word


class UnknownSourceError(EmbedvizError):
    """A source id that the catalogue does not hold.

    Parameters
    ----------
    id : str
        The id asked for.
    known : sequence of str
        The ids there are.
    """

    def __init__(self, id: str, known: Sequence[str]) -> None:
        super().__init__(_("no source is called {id!r}; expected one of {known}").format(id=id, known=listed(known)))


class SourceDamagedError(EmbedvizError):
    """A source's files are missing or not what they should be; the message names the command that repairs it."""


class FileError(EmbedvizError):
    """A file of word vectors that is not what it should be.

    Parameters
    ----------
    file : str
        Its name.
    problem : str
        What was found and what was expected.
    where : str
        The place in the file, such as "line 17" or "byte 2,048"; empty for the file as a whole.
    """

    def __init__(self, file: str, problem: str, where: str = "") -> None:
        super().__init__(valued(listed([file, where]) if where else file, problem))
        self.file, self.problem, self.where = file, problem, where

    def within(self, archive: str) -> "FileError":
        """Return it as the error of a file in an archive."""
        return FileError(f"{archive}/{self.file}", self.problem, self.where)


class ExpressionError(EmbedvizError):
    """A query that does not follow the grammar.

    Parameters
    ----------
    message : str
        What was expected and what was found.
    position : int
        0-based index of the character at which reading stopped.

    Attributes
    ----------
    hint : str
        What may be meant, as a sentence without its full stop; empty where nothing is likely.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position
        self.hint = ""


class MissingExtraError(EmbedvizError):
    """A method needs a package that is not installed.

    Parameters
    ----------
    what : str
        What was asked for.
    command : str
        What installs it.
    reason : str
        How the import failed.
    """

    def __init__(self, what: str, command: str, reason: str) -> None:
        super().__init__(
            _("{what} needs an optional package ({reason}): {command}").format(
                what=what, reason=reason, command=command
            )
        )


class Cancelled(Exception):  # noqa: N818 - not an error: the caller asked for it
    """Raised by a progress callback to stop the computation that called it."""
