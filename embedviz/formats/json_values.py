"""What a value of JSON is: a number, a vector, a matrix, or values under numbered names."""

import re
from itertools import pairwise
from typing import Any

from embedviz.formats.written import bared, is_coded

FEW = 8  # values that are looked at

_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
_WRITTEN = re.compile(r"\s*[\[(]?\s*[+-]?[\d.][^\s,]*(?:[\s,]+[+-]?[\d.][^\s,]*)+\s*[\])]?\s*")


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, or a text of one, as BigQuery writes whole ones.

    Parameters
    ----------
    value : object
        Parsed.

    Returns
    -------
    bool
    """
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return type(value) in (int, float)


def is_vector(value: Any) -> bool:
    """Tell whether a value is a vector: a list of numbers, or a text of them, or base64 of theirs.

    Parameters
    ----------
    value : object
        Parsed.

    Returns
    -------
    bool
    """
    if isinstance(value, str):
        return _WRITTEN.fullmatch(bared(value)) is not None or is_coded(value)
    return isinstance(value, list) and bool(value) and all(map(is_number, value[:FEW]))


def is_matrix(value: Any) -> bool:
    """Tell whether a value is a list of vectors.

    Parameters
    ----------
    value : object
        Parsed.

    Returns
    -------
    bool
    """
    return isinstance(value, list) and bool(value) and all(map(is_vector, value[:FEW]))


def numbered(value: Any) -> list[Any] | None:
    """Return the values of an object whose names number them, in the order of the numbers.

    Parameters
    ----------
    value : object
        Parsed.

    Returns
    -------
    list of object, or None
        None if it is no object, or its names are not 0, 1, 2, … or 1, 2, 3, …, all perhaps behind the same text.
    """
    if not isinstance(value, dict) or not value:
        return None
    matches = [_NUMBERED.fullmatch(name) for name in value]
    found = {int(match[2]): value[match[0]] for match in matches if match is not None and len(match[2]) < 9}
    first = min(found, default=0)
    if len(found) < len(matches) or first not in (0, 1) or max(found) - first >= len(found):
        return None
    if len({match[1] for match in matches if match is not None}) > 1:
        return None
    return [found[i] for i in sorted(found)]


def is_row_of_names(names: list[str]) -> bool:
    """Tell whether most names are numbered in a row, as those of dimensions are.

    Parameters
    ----------
    names : list of str
        Of an object's members.

    Returns
    -------
    bool
    """
    numbers = sorted(int(match[2]) for name in names if (match := _NUMBERED.fullmatch(name)) and len(match[2]) < 9)
    in_a_row = sum(b - a == 1 for a, b in pairwise(numbers))
    return in_a_row >= 1 and 2 * (in_a_row + 1) > len(names)


def is_numbered(name: str) -> bool:
    """Tell whether a name ends in a number.

    Parameters
    ----------
    name : str
        Of an object's member.

    Returns
    -------
    bool
    """
    return _NUMBERED.fullmatch(name) is not None
