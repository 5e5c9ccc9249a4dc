"""Which type of number the records of a word2vec binary hold, where it is not word2vec's own."""

import re

import numpy as np

from embedviz.formats.splits import skip_line_feeds

OWN = "<f4"
OTHERS = {"float64": "<f8", "float32, big-endian": ">f4", "float16": "<f2", "float64, big-endian": ">f8"}
FEWEST_RECORDS, FEWEST_NUMBERS = 3, 4
LARGEST = 1e6
USUAL, MOST_PART = (1e-7, 1e3), 0.9  # in what range which part of the numbers are that are what they should be

_WORD = re.compile(rb"[^\x00-\x20\x7f]+ ")


def other_type(data: bytes, n: int, m: int) -> str:
    """Return the type of number with which the first records make sense, where they make none with word2vec's own.

    Parameters
    ----------
    data : bytes
        The beginning of the first record, and what follows.
    n : int
        Dimensions.
    m : int
        Records that there are.

    Returns
    -------
    str
        For a reader. Empty where the numbers are as they should be, or no type fits.
    """
    if m < FEWEST_RECORDS or n < FEWEST_NUMBERS:
        return ""
    numbers = _numbers(data, OWN, n)
    if numbers is not None and numbers.max() < LARGEST:
        return ""
    return next((title for title, dtype in OTHERS.items() if _is_usual(_numbers(data, dtype, n))), "")


def _is_usual(numbers: np.ndarray | None) -> bool:
    if numbers is None or not np.isfinite(numbers).all():
        return False
    is_within = (numbers > USUAL[0]) & (numbers < USUAL[1])
    return int(np.count_nonzero(is_within)) >= MOST_PART * is_within.size


def _numbers(data: bytes, dtype: str, n: int) -> np.ndarray | None:
    """Return the numbers of the first records without their signs, or None if no words are between them."""
    at, width = 0, n * np.dtype(dtype).itemsize
    found = []
    for _record in range(FEWEST_RECORDS):
        word = _WORD.match(data, skip_line_feeds(data, at))
        if word is None or word.end() + width > len(data):
            return None
        found.append(np.frombuffer(data, dtype, n, word.end()))
        at = word.end() + width
    with np.errstate(invalid="ignore"):  # a NaN that signals
        return np.abs(np.concatenate(found).astype(np.float64))
