"""What a whole number beside each word of a list means: which row is the word's, or how often it occurs."""

from typing import Literal

import numpy as np

Role = Literal["row", "count", "other"]

COUNTS = ("count", "counts", "freq", "frequency", "frequencies", "occurrences", "n")
ROWS = ("", "index", "idx", "id", "ids", "row", "number", "no", "token_id", "word_id", "word_index", "unnamed: 0", "#")
FEWEST = 3  # words that make their numbers counts
NEARLY = 0.9  # of the numbers that are rows of their own, beside which others are a fault


def rows_of_words(numbers: np.ndarray, m: int) -> np.ndarray | None:
    """Return the row of each word, if that is what the numbers are.

    Parameters
    ----------
    numbers : ndarray (k,) int64
        Beside the words.
    m : int
        Rows of the matrix.

    Returns
    -------
    ndarray (k,) int64, or None
        From 0, each at most once; some of m may belong to no word. The numbers count from 1 if m is among them, and
        from 0 otherwise. None if two are the same or one is beyond the matrix.
    """
    if not 0 < len(numbers) <= m:
        return None
    first = int(numbers.max() == m and numbers.min() >= 1)
    rows = numbers - first
    if rows.min() < 0 or rows.max() >= m or len(np.unique(rows)) < len(rows):
        return None
    return rows


def role_of(title: str, numbers: np.ndarray, m: int) -> Role:
    """Tell what the numbers of a column are.

    Parameters
    ----------
    title : str
        Of the column; empty where it has none.
    numbers : ndarray (k,) int64
        What it holds.
    m : int
        Rows of the matrix.

    Returns
    -------
    str
        "row", "count", or "other" where it is neither.
    """
    lowered = title.strip().lower()
    if lowered in COUNTS:
        return "count"
    if lowered not in ROWS:
        return "other"
    if not lowered and is_falling(numbers):
        return "count"
    return "row" if rows_of_words(numbers, m) is not None else "other"


def is_falling(numbers: np.ndarray) -> bool:
    """Tell whether counts show that the most frequent words come first.

    Parameters
    ----------
    numbers : ndarray (k,) int64
        Of occurrences.

    Returns
    -------
    bool
        False for fewer than three, and where all are the same.
    """
    return len(numbers) >= FEWEST and bool((np.diff(numbers) <= 0).all()) and bool(numbers[0] > numbers[-1])


def first_at_fault(numbers: np.ndarray, m: int) -> int | None:
    """Find the word whose number is not its row, where nearly all others have their own.

    Parameters
    ----------
    numbers : ndarray (k,) int64
        That are not all rows.
    m : int
        Rows of the matrix.

    Returns
    -------
    int or None
        Its place in the list, from 0. None if the numbers are something else.
    """
    k = len(numbers)
    fits = (numbers >= 0) & (numbers <= m)
    _values, places = np.unique(numbers, return_index=True)
    first = np.zeros(k, bool)
    first[places] = True
    good = fits & first
    if k < FEWEST or k > m or good.sum() < min(NEARLY * k, k - 1):
        return None
    if good.all():  # from 0 to m, so that one is left out
        return int(numbers.argmax())
    return int((~good).argmax())
