"""Quantities as a reader wants them."""

import re

_EXPONENT = re.compile(r"(?P<factor>\d+(?:\.\d+)?)e(?P<exponent>[+-]\d+)")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Readable(float):
    """A number that is formatted as people write it: ``f"{Readable(9.5e-8):.2g}"`` is "9.5·10⁻⁸"."""

    def __format__(self, spec: str) -> str:
        return _EXPONENT.sub(_power, super().__format__(spec))


def _power(found: re.Match[str]) -> str:
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
    return f"{value:,.2f}" if value == 0 or 0.01 <= value < 1e5 else f"{Readable(value):.2e}"
