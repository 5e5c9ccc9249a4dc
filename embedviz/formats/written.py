"""Vectors that are written as a text each: as lists, as NumPy and PyTorch show arrays, or as base64 of their bytes."""

import base64
import re

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.i18n import _

CODED = Assumption("base64", {})
REAL = np.dtype("<f4")  # as the APIs of OpenAI and others hand out with encoding_format="base64"
FEWEST_CODED = 4  # numbers
USUAL, MOST_PART = (1e-7, 1e3), 0.9  # in what range which part of the numbers other than 0 are, or they are others

_BETWEEN = str.maketrans(",;|", "   ")
_BASE_64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){5,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BEGINS = re.compile(r"\s*[\[({]\s*[+-]?[\d.]")
_OF_NUMPY = re.compile(r"\b(?:np|numpy)\.float\d+\(([^()]*)\)")
_SHOWN = re.compile(
    r"\s*(?:(?:np\.|numpy\.)?array|(?:torch\.)?tensor)\((.*?)(?:,\s*(?:dtype|device|requires_grad|grad_fn)=[^,]*)*\)\s*",
    re.DOTALL,
)
_LEFT_OUT = re.compile(r"[\d.,]\s*(?:\.\.\.|\u2026)[\s,]")


def is_written(text: str) -> bool:
    """Tell whether a text begins as a vector: a bracket and numbers, what a program shows of an array, or base64.

    Parameters
    ----------
    text : str
        Of a cell.

    Returns
    -------
    bool
    """
    return _BEGINS.match(bared(text)) is not None or is_coded(text)


def is_coded(text: str) -> bool:
    """Tell whether a text is base64 of a vector of float32, by numbers as vectors have them.

    Parameters
    ----------
    text : str
        Of a cell.

    Returns
    -------
    bool
        Never of fewer than four numbers: words may be such a text.
    """
    numbers = _decoded(text)
    if numbers is None or len(numbers) < FEWEST_CODED:
        return False
    with np.errstate(invalid="ignore"):  # a NaN that signals
        sizes = np.abs(numbers[numbers != 0])
        usual = np.count_nonzero((sizes > USUAL[0]) & (sizes < USUAL[1]))
    return bool(usual >= MOST_PART * len(sizes))


def written_numbers(text: str | None) -> np.ndarray | None:
    """Return the numbers of a text such as "[0.1, 0.2]" or "[0.1 0.2]", or of base64.

    Parameters
    ----------
    text : str or None
        As lists and arrays are written.

    Returns
    -------
    ndarray (n,) float64, or None
        None if it holds something else.
    """
    text = text or ""
    try:
        return _listed(text)
    except ValueError:
        pass
    try:
        return _listed(bared(text))
    except ValueError:
        numbers = _decoded(text)
        return None if numbers is None else numbers.astype(np.float64)


def width_of(file: str, text: str | None, place: str) -> int:
    """Return how many numbers the first vector of a column has.

    Parameters
    ----------
    file : str
        Its name, for messages.
    text : str or None
        The cell.
    place : str
        Where it is.

    Returns
    -------
    int

    Raises
    ------
    FileError
        If it is no vector.
    """
    numbers = written_numbers(text)
    if numbers is None:
        raise FileError(file, no_vector(str(text), None), place)
    return len(numbers)


def no_vector(text: str, n: int | None) -> str:
    """Return what is wrong with a text that is no vector.

    Parameters
    ----------
    text : str
        Of a cell.
    n : int or None
        How many numbers were expected, if that is known.

    Returns
    -------
    str
    """
    if _LEFT_OUT.search(text) and _BEGINS.match(bared(text)):
        message = _("{text!r}, where ... stands for numbers that were left out; expected all: write Parquet")
    elif n is None:
        message = _("{text!r}; expected numbers between brackets")
    else:
        message = _("{text!r}; expected {n:,} numbers between brackets as in row 1")
    return message.format(text=shortened(" ".join(text.split())), n=n)


def _listed(text: str) -> np.ndarray:
    return np.array(text.strip().strip("[](){}").translate(_BETWEEN).split(), dtype=np.float64)


def bared(text: str) -> str:
    """Return a text without the names that Python's libraries put around arrays and numbers.

    Parameters
    ----------
    text : str
        Of a cell.

    Returns
    -------
    str
    """
    if "(" not in text:
        return text
    shown = _SHOWN.fullmatch(text)
    return _OF_NUMPY.sub(r"\1", text if shown is None else shown[1])


def _decoded(text: str) -> np.ndarray | None:
    """Return the numbers that base64 holds; None if it holds none, or float64, of which half would be no numbers."""
    text = text.strip()
    if not _BASE_64.fullmatch(text):
        return None
    data = base64.b64decode(text)
    if len(data) % REAL.itemsize:
        return None
    numbers = np.frombuffer(data, REAL)
    lower = numbers.view("<u4")[::2]
    # Of float64 that was float32 before, the lower half has 29 bits of 0; of other float64 it is as good as random.
    is_wide = len(numbers) % 2 == 0 and numbers.any() and not (lower & 0x1FFFFFFF).any()
    return None if is_wide else numbers
