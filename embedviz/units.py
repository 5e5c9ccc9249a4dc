"""Quantities as a reader wants them."""


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
    return f"{value:,.2f}" if value == 0 or 0.01 <= value < 1e5 else f"{value:.2e}"
