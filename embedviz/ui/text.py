"""Numbers and words as a reader expects them."""

import re

from embedviz.i18n import _

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^=])")


def plain(text: object) -> str:
    """Return a text so that Markdown shows it as it is: words of a vocabulary may hold ``*``, ``$`` or ``:red[``.

    Parameters
    ----------
    text : object
        A word, an expression or an error; taken as ``str``.

    Returns
    -------
    str
    """
    return _MARKDOWN.sub(r"\\\1", str(text))


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
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" if value < 1e5 else f"{value:.2e}"


def answer(m: int, n: int, rank: int) -> str:
    """Answer the question whether m vectors in n dimensions are full rank, in words.

    Parameters
    ----------
    m, n, rank : int
        Words, dimensions, and the rank found.

    Returns
    -------
    str
    """
    most = min(m, n)
    sentence = _(
        "{m:,} vectors in {n:,} dimensions: rank {rank:,}. At most {most:,} can be independent; {rest:,} are "
        "combinations of others."
    ).format(m=m, n=n, rank=rank, most=most, rest=m - rank)
    if rank == most:
        return sentence
    return sentence + " " + _("The rank is {missing:,} short of full.").format(missing=most - rank)
