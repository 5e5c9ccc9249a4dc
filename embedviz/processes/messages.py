"""What a process and the one that started it say to each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from embedviz.progress import Progress


@dataclass(frozen=True)
class Task:
    """What is to be done.

    Parameters
    ----------
    function : callable
        Sent by its name; takes ``progress``.
    arguments : sequence
        What it is called with.
    language : str
        For messages.
    most_bytes : int or None
        How much memory it may take.
    """

    function: Callable[..., Any]
    arguments: Sequence[Any]
    language: str
    most_bytes: int | None


@dataclass(frozen=True)
class Reported:
    """How far it is."""

    progress: Progress


@dataclass(frozen=True)
class Done:
    """It is done."""

    result: Any


@dataclass(frozen=True)
class Failed:
    """It cannot be done."""

    error: Exception


@dataclass(frozen=True)
class Ended:
    """Nothing more will be said."""


Message = Reported | Done | Failed | Ended
