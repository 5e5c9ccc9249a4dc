"""Quantities as a reader wants them."""

import math
import re
from collections.abc import Sequence

from embedviz.i18n import ngettext

_EXPONENT = re.compile(r"(?P<factor>\d+(?:\.\d+)?)e(?P<exponent>[+-]\d+)")
_NOTHING = re.compile(r"-(?=[0.,]+%?$)")  # what is left of a small number below zero
_GENERAL = re.compile(r"(?<![,\d.])(?:\.\d+)?g$")
_SHARE = re.compile(r"\.(\d)%$")
NO_SHARE, MOST_DECIMALS = 5e-11, 8
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Readable(float):
    """A number that is formatted as people write it: "9.5·10⁻⁸" in ``f"{Readable(9.5e-8):.2g}"``, "1,073", "−1".

    A share in percent has the decimals it is told to have, or more until it is seen to be neither nothing nor all.
    """

    def __format__(self, spec: str) -> str:
        spec = _SHARE.sub(lambda found: f".{_decimals(float(self), int(found[1]))}%", spec)
        written = _EXPONENT.sub(_power, super().__format__(_GENERAL.sub(r",\g<0>", spec)))
        return _NOTHING.sub("", written).replace("-", "−")


def _power(found: re.Match[str]) -> str:
    if not float(found["factor"]):
        return "0"
    ten = "10" + str(int(found["exponent"])).translate(RAISED)
    return ten if found["factor"] == "1" else f"{found['factor']}·{ten}"


def size(count: float) -> str:
    """Return a number of bytes in decimal units.

    Parameters
    ----------
    count : float
        Bytes.

    Returns
    -------
    str
        Such as "80 MB" or "640 GB": three digits.
    """
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} PB" if count < 999.5 else f"{count:,.0f} PB"


def percentage(share: float, *, digits: int = 1) -> str:
    """Return a share of a whole with one decimal, or as many as show that it is neither nothing nor all.

    Parameters
    ----------
    share : float
        In [0, 1].
    digits : int
        Of what is nearly nothing, or lacks nearly nothing.

    Returns
    -------
    str
        Such as "21.0%", "0.005%" for 20 of 400,000, and "99.9995%".
    """
    return f"{share:.{_decimals(share, 1, digits)}%}"


def _decimals(share: float, fewest: int, digits: int = 1) -> int:
    rest = min(share, 1 - share)
    if not NO_SHARE < rest < 0.005 * 10**-fewest:  # what rounding leaves of nothing, or of all, is no share
        return fewest
    return min(MOST_DECIMALS, math.ceil(round(-math.log10(rest), 9)) - 3 + digits)


def percentages(shares: Sequence[float]) -> list[str]:
    """Return shares of a whole as whole percentages that add up to 100.

    Parameters
    ----------
    shares : sequence of float
        None negative; their sum is 1.

    Returns
    -------
    list of str
        Each less than 1% from its share: what is left after rounding down goes to the largest remainders.
    """
    floors = [int(100 * share) for share in shares]
    left = 100 - sum(floors)
    by_remainder = sorted(range(len(floors)), key=lambda i: floors[i] - 100 * shares[i])
    for i in by_remainder[: max(left, 0)]:
        floors[i] += 1
    return [f"{each}%" for each in floors]


def words(count: int) -> str:
    """Return a number of words: "1 word", "400,000 words".

    Parameters
    ----------
    count : int

    Returns
    -------
    str
    """
    return ngettext("{count:,} word", "{count:,} words", count).format(count=count)


def dimensions(count: int) -> str:
    """Return a number of dimensions: "1 dimension", "50 dimensions".

    Parameters
    ----------
    count : int

    Returns
    -------
    str
    """
    return ngettext("{count:,} dimension", "{count:,} dimensions", count).format(count=count)


def pairs_of_words(count: int) -> str:
    """Return a number of pairs: "1 pair of words", "2,000 pairs of words".

    Parameters
    ----------
    count : int

    Returns
    -------
    str
    """
    return ngettext("{count:,} pair of words", "{count:,} pairs of words", count).format(count=count)


def numbers(count: int) -> str:
    """Return how many numbers there are: "1 number", "50 numbers".

    Parameters
    ----------
    count : int

    Returns
    -------
    str
    """
    return ngettext("{count:,} number", "{count:,} numbers", count).format(count=count)


def number(value: float) -> str:
    """Return a quantity with the digits that matter.

    Parameters
    ----------
    value : float
        Any; integers are written out, infinity as ∞.

    Returns
    -------
    str
    """
    if value == float("inf"):
        return "∞"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{Readable(value):{',.2f' if value == 0 or 0.01 <= abs(value) < 1e5 else '.2e'}}"
