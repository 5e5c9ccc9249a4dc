"""What a reader of files hands on: a few words and their vectors at a time, and where in the file they stood."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.subwords import Subwords

if TYPE_CHECKING:
    import pyarrow as pa

MAX_DIMENSION = 1 << 16
MAX_WORDS = 20_000_000
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Rows:
    r"""Some rows of a file, in its order.

    Parameters
    ----------
    words : sequence of b str
        As the file spells them; bytes that are not UTF-8 are escapes such as \xe9.
    vectors : ndarray (b, n) float32
        Their numbers, not yet known to be finite. The next rows may overwrite them.
    where : callable
        From the index of one of these rows to where it stands, for a reader: "line 17".
    undecodable : sequence of int
        The indices of those words that are not UTF-8 in the file.
    noted : mapping of str to mapping of int to int
        What is to be said of some words, by the kind of the assumption: from the index of each to the line it is on.
    """

    words: Sequence[str]
    vectors: np.ndarray
    where: Callable[[int], str]
    undecodable: Sequence[int] = ()
    noted: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """All that is in a file, read as it is asked for.

    Parameters
    ----------
    dimensions : int
        n of every row.
    rows : generator of Rows
        All there are; whoever wants only the first closes it. Raises :class:`embedviz.errors.FileError` where the file
        is not what it should be, at the latest after the last row; never yields an empty block, but may yield none.
    dtype : str
        The file's own type of number, for a reader: "text", "float32", "float16".
    companions : tuple of Path
        Other files that were read: a list of words.
    subwords : Subwords, optional
        Vectors of character n-grams, from which words that are not in the file get one.
    total : int, optional
        How many rows there are, from readers that do not read the stream from its beginning to its end: where it
        cannot report progress, whoever asks for the rows does.
    assumptions : sequence of Assumption
        What was taken for granted. The rows may add to it, so it is complete after the last one.
    by_frequency : bool
        Whether the file tells how often its words occur, and the most frequent come first.
    columns : callable, optional
        Returns what the file says of its words besides, a row for each of ``rows``; to be asked after the last of them.
    """

    dimensions: int
    rows: Generator[Rows, None, None]
    dtype: str = "float32"
    companions: tuple[Path, ...] = ()
    subwords: Subwords | None = None
    total: int | None = None
    assumptions: Sequence[Assumption] = ()
    by_frequency: bool = False
    columns: Callable[[], "pa.Table | None"] | None = None

    def saying(self, *assumptions: Assumption) -> "Content":
        """Return it with more assumptions, behind those that its rows may still add to."""
        return replace(self, assumptions=And(self.assumptions, assumptions))


class And(Sequence[Assumption]):
    """What may still grow, and more."""

    def __init__(self, growing: Sequence[Assumption], more: Sequence[Assumption]) -> None:
        self._growing, self._more = growing, more

    def __len__(self) -> int:
        return len(self._growing) + len(self._more)

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return [*self._growing, *self._more][i]
