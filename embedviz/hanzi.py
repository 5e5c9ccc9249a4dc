"""Simplified and traditional characters, told apart by the character sets that were made for each."""

from functools import cache
from typing import Literal

Script = Literal["simplified", "traditional"]

_SETS: dict[Script, str] = {"simplified": "gb2312", "traditional": "big5"}
_TELLING_SHARE = 0.9
MOST_SHOWN = 5


def script(text: str) -> Script | None:
    """Tell how the Chinese of a text is written.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    {"simplified", "traditional"} or None
        That of which nine in ten of the telling characters are; None where neither is, or there are none. A character
        is telling that one of the sets GB 2312 (1980) and Big5 (1984) has and the other has not.
    """
    found = {each: sum(character in _only(each) for character in text) for each in _SETS}
    total = sum(found.values())
    return next((each for each, count in found.items() if total and count >= _TELLING_SHARE * total), None)


def missing_from(text: str, script: Script) -> list[str]:
    """Return the characters of a text that the set of the other script has and that of this one has not.

    Parameters
    ----------
    text : str
        Any.
    script : {"simplified", "traditional"}
        Which set is asked for.

    Returns
    -------
    list of str
        Each once, the first few.
    """
    other = _only(_other(script))
    return list(dict.fromkeys(character for character in text if character in other))[:MOST_SHOWN]


def _other(script: Script) -> Script:
    return "traditional" if script == "simplified" else "simplified"


@cache
def _only(script: Script) -> frozenset[str]:
    return _characters(_SETS[script]) - _characters(_SETS[_other(script)])


@cache
def _characters(encoding: str) -> frozenset[str]:
    """Return the Chinese characters of a set of two bytes each."""
    pairs = (bytes([lead, trail]) for lead in range(0xA1, 0xFF) for trail in range(0x40, 0xFF))
    decoded = (pair.decode(encoding, "ignore") for pair in pairs)
    return frozenset(each for each in decoded if len(each) == 1 and "\u4e00" <= each <= "\u9fff")
