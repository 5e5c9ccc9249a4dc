"""What a list says besides its words: their rows, how often they occur, and more columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.metadata import rows_of
from embedviz.formats.row_numbers import first_at_fault, is_falling, role_of, rows_of_words
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class ListedWords:
    """The words of a list that was read as a whole, a row of the matrix each, handed out some at a time.

    Parameters
    ----------
    name : str
        Of the list.
    words : sequence of str or None
        By row; None for a row that belongs to no word.
    undecodable : frozenset of int
        Which of them are not UTF-8.
    assumptions : tuple of Assumption
        What was taken for granted.
    columns : Table, optional
        What else is said of the words, without the rows that have none.
    by_frequency : bool
        Whether the list says so.
    """

    name: str
    words: Sequence[str | None]
    undecodable: frozenset[int] = frozenset()
    assumptions: tuple[Assumption, ...] = ()
    columns: "pa.Table | None" = None
    by_frequency: bool = False
    taken: int = 0

    def take(self, count: int) -> tuple[list[str | None], Sequence[int]]:
        """Return the words of the next rows, as :meth:`embedviz.formats.wordlist.WordList.take`."""
        found = list(self.words[self.taken : self.taken + count])
        bad = [i for i in range(len(found)) if self.taken + i in self.undecodable] if self.undecodable else ()
        self.taken += len(found)
        return found, bad

    def count_rest(self) -> int:
        """Return how many words are left after those taken."""
        return len(self.words) - self.taken


@dataclass(frozen=True)
class Numbers:
    """A column of whole numbers beside words.

    Parameters
    ----------
    title : str
        As the list has it; empty where it has none.
    name : str
        Among the columns that are kept.
    values : ndarray (k,) int64
        The numbers.
    """

    title: str
    name: str
    values: np.ndarray


def with_numbers(
    name: str,
    words: Sequence[str],
    undecodable: Sequence[int],
    numbers: Sequence[Numbers],
    columns: "pa.Table | None",
    m: int | None,
    *,
    in_order: bool = False,
) -> ListedWords:
    """Put words where the numbers beside them say, if these are rows.

    Parameters
    ----------
    name : str
        Of the list, for messages.
    words : sequence of k str
        In its order.
    undecodable : sequence of int
        Which of them are not UTF-8.
    numbers : sequence of Numbers
        Columns of whole numbers.
    columns : Table or None
        All columns besides the words, k rows.
    m : int or None
        Rows of the matrix, if that is known.
    in_order : bool
        Whether the words are known to be in the order of the rows.

    Returns
    -------
    ListedWords

    Raises
    ------
    FileError
        If nearly all numbers are rows of their own and one is not.
    """
    rows = len(words) if m is None else m
    roles = [role_of(each.title, each.values, rows) for each in numbers]
    counts = [each for each, role in zip(numbers, roles, strict=True) if role == "count"]
    said = [Assumption("counts", {})] if counts else []
    columns = _renamed(columns, {each.name: "count" for each in counts[:1] if not each.title})
    by_frequency = any(is_falling(each.values) for each in counts)
    numbered = [each for each, role in zip(numbers, roles, strict=True) if role == "row" and not in_order]
    if in_order:
        said += [Assumption("numbered in vain", {"name": each.name}) for each in numbers if _is_otherwise(each, rows)]
    if not numbered:
        for each, role in zip(numbers, roles, strict=True):
            if not each.title and role == "other" and not in_order:
                _require_rows(name, words, each.values, rows)
        return ListedWords(name, words, frozenset(undecodable), tuple(said), columns, by_frequency)
    return _placed(
        ListedWords(name, words, frozenset(undecodable), tuple(said), columns, by_frequency), numbered[0], rows
    )


def _is_otherwise(numbers: Numbers, m: int) -> bool:
    """Tell whether numbers are those of all rows, in another order than the words stand in."""
    places = rows_of_words(numbers.values, m) if role_of(numbers.title, numbers.values, m) == "row" else None
    return places is not None and len(places) == m and bool((np.diff(places) < 0).any())


def _placed(listed: ListedWords, numbers: Numbers, m: int) -> ListedWords:
    """Return words in the order of their rows."""
    places = rows_of_words(numbers.values, m)
    if places is None or listed.columns is None:  # or else the role of the numbers were another
        return listed
    is_in_order = bool((np.diff(places) > 0).all())
    said = [*listed.assumptions, Assumption("numbered" if is_in_order else "numbered otherwise", {})]
    by_row: list[str | None] = [None] * m
    for word, place in zip(listed.words, places.tolist(), strict=True):
        by_row[place] = word
    if len(places) < m:
        said.append(Assumption("rows without a word", {"count": m - len(places)}))
    kept = listed.columns.select([name for name in listed.columns.column_names if name != numbers.name])
    return replace(
        listed,
        words=by_row,
        undecodable=frozenset(places[sorted(listed.undecodable)].tolist()),
        assumptions=tuple(said),
        columns=rows_of(kept, np.argsort(places, kind="stable")) if kept.num_columns else None,
        by_frequency=listed.by_frequency and is_in_order,
    )


def _renamed(columns: "pa.Table | None", names: Mapping[str, str]) -> "pa.Table | None":
    return columns if columns is None else columns.rename_columns([names.get(n, n) for n in columns.column_names])


def _require_rows(name: str, words: Sequence[str], numbers: np.ndarray, m: int) -> None:
    at = first_at_fault(numbers, m)
    if at is not None:
        raise FileError(
            name,
            _("the word {word!r} has the number {number:,}; expected a row of its own, as for the others").format(
                word=shortened(words[at]), number=int(numbers[at])
            ),
            _("word {number:,}").format(number=at + 1),
        )
