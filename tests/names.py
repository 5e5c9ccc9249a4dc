"""Names of tests: plain text that says what the case is, alike in every process, on every machine, at any time."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

LONGEST = 200
LONGEST_VALUE = 40
LONGEST_BINARY = 24
MANY = 8
"""A character that stands so many times in a row is written once, with how many."""
SIGNS = {"\n": "LF", "\r": "CR", "\t": "TAB", "\0": "NUL", "\x1b": "ESC", "\xa0": "NBSP", "\ufeff": "BOM"}
ESCAPED = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
"""What pytest makes of bytes, and of characters that are not ASCII."""


def plain(value: object) -> str | None:
    """Return the name of a parameter's value in printable ASCII.

    Parameters
    ----------
    value : object
        Of a test's parameter.

    Returns
    -------
    str or None
        None where pytest's own name is as good, or where a person has to find one.

    Examples
    --------
    >>> plain("a 1\\nb 2")
    'a 1<LF>b 2'
    >>> plain("x" * 10_000)
    'x{10000}'
    >>> plain("\u56fd\u738b and queen")
    '<2 CJK> and queen'
    >>> plain(np.zeros((3, 2)))
    'float64 (3, 2)'
    """
    if isinstance(value, bytes):
        is_text = value.isascii() and all(byte >= 32 or chr(byte) in "\n\r\t" for byte in value)
        # Of longer binary data a person has to say what it is.
        return plain(value.decode("ascii", "surrogateescape")) if is_text or len(value) <= LONGEST_BINARY else None
    if isinstance(value, str):
        text = _beginning(_written(sign, "".join(same)) for sign, same in groupby(value, _sign))
        return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 10]}...{len(value):,} long"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**LONGEST_VALUE:
        return f"an integer of {len(str(abs(value)))} digits"
    if isinstance(value, np.ndarray):
        return f"{value.dtype.name} {value.shape}"
    if isinstance(value, (np.dtype, pa.DataType)):
        return plain(str(value))
    if isinstance(value, dict):
        return _together(f"{key}={each}" for key, each in zip(value, map(_inside, value.values()), strict=True))
    if isinstance(value, (list, tuple)):
        return _together(map(_inside, value))
    return None


def _beginning(parts: Iterable[str], separator: str = "") -> str:
    """Join parts until the text is longer than a name holds: some values have a hundred thousand."""
    text = ""
    for part in parts:
        text += (separator if text else "") + part
        if len(text) > LONGEST_VALUE:
            break
    return text


def _inside(value: object) -> str:
    """Return the name of what is in a list: at worst that of its type."""
    return plain(value) or (repr(value) if isinstance(value, (int, float, complex)) else type(value).__name__)


def _together(parts: Iterable[str]) -> str:
    text = _beginning(parts, ", ")
    return f"({text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 10] + '...'})"


@cache
def _sign(character: str) -> str:
    """Return how one character is written, or the script it belongs to."""
    if character.isascii() and character.isprintable():
        return character
    if "\udc80" <= character <= "\udcff":  # a byte that is not ASCII
        return f"<{ord(character) - 0xDC00:02X}>"
    is_letter = unicodedata.category(character)[0] in "LM"
    script = unicodedata.name(character, "").partition(" ")[0] if is_letter else ""
    return (
        script if script not in {"", "LATIN", "COMBINING"} else f"<{SIGNS.get(character, f'U+{ord(character):04X}')}>"
    )


def _written(sign: str, same: str) -> str:
    if len(sign) > 1 and sign[0] != "<":
        return f"<{len(same)} {sign}>"
    return sign * len(same) if len(same) < MANY else f"{sign}{{{len(same)}}}"


def fault(name: str) -> str | None:
    """Return what is wrong with the name of a test, or None.

    Parameters
    ----------
    name : str
        As pytest gives it, with the path of its file.

    Returns
    -------
    str or None
    """
    if len(name) >= LONGEST:
        return f"it has {len(name):,} characters, expected fewer than {LONGEST}"
    if ESCAPED.search(name) or not name.isascii() or not name.isprintable():
        return "it holds bytes or characters that are not printable ASCII"
    if "<lambda>" in name or "object at 0x" in name:
        return "it does not say what the case is"
    return None


def contents(value: object) -> str:
    """Return a digest of a parameter's value, as far as it is data; of anything else its type.

    Parameters
    ----------
    value : object
        Of a test's parameter.

    Returns
    -------
    str
    """
    if isinstance(value, np.ndarray) and value.dtype != object:
        value = (value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, dict):
        value = list(value.items())
    if isinstance(value, (set, frozenset)):
        value = sorted(map(contents, value))
    if isinstance(value, (list, tuple)):
        value = [contents(each) for each in value]
    is_data = value is None or isinstance(value, (str, bytes, bool, int, float, complex, list, Path))
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12] if is_data else type(value).__qualname__


def catalogue(items: Iterable[tuple[str, pytest.Item]]) -> list[str]:
    """Return a line a test: its name, and digests of its parameters' values.

    Parameters
    ----------
    items : iterable of (str, pytest.Item)
        The names and the tests, as collected.

    Returns
    -------
    list of str
    """
    found = []
    for name, item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        found.append(" ".join([name, *(f"{key}={contents(each)}" for key, each in parameters.items())]))
    return found
