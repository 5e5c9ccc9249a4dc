"""Minus signs of typography before the numbers of a text, as word processors and R's ``format`` may write them."""

import re
from collections.abc import Callable
from functools import partial

from embedviz.formats.recognize import CONTROL

MINUS = "\u2212".encode()
FEWEST = 2

_BEFORE = rb"(?<=[ \t,;|\[(\"])%b(?=\.?\d)"
_WITH_MINUS, _WITH_HYPHEN = re.compile(_BEFORE % MINUS), re.compile(_BEFORE % b"-")


def find_minus(head: bytes) -> Callable[[bytes], bytes] | None:
    """Find out whether the negative numbers of a text have a minus sign, and none a hyphen.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.

    Returns
    -------
    callable or None
        From a line to the same with hyphens in their place. None where there is nothing to be done.
    """
    if MINUS not in head or CONTROL.search(head):
        return None
    if len(_WITH_MINUS.findall(head)) < FEWEST or _WITH_HYPHEN.search(head):
        return None
    return partial(_WITH_MINUS.sub, b"-")
