"""To which precision numbers were rounded before they became float32, told from the numbers themselves.

A file may have held its numbers as text with few decimals, or as float16; whatever it was converted to since holds the
same numbers, which lie on the same grid. So the precision is looked for in the matrix, not kept beside it: it outlasts
every format, and is found in a .npy that someone made of a text.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from embedviz.i18n import _, ngettext

Kind = Literal["decimals", "digits", "float16", "bfloat16", "whole"]

SAMPLE, CHUNKS = 20_000, 16
# One row that was added later, such as the mean vector as <unk>, does not make a file more precise.
NEARLY_ALL = 0.98
# A grid counts only where float32 would seldom lie on it by chance.
BY_CHANCE, TOGETHER = 0.5, 1e-6
MOST_DECIMALS, MOST_DIGITS = 12, 7
# Bits of a float32 that are zero where it was a shorter format.
ZERO_BITS: dict[Kind, int] = {"bfloat16": 0xFFFF, "float16": 0x1FFF}
# Numbers of four significant bits, such as 0.5 and 1.25, were written down, not rounded.
WRITTEN_DOWN = 0xFFFFF
FLOAT16_TINIEST = 2.0**-24
# Whole numbers are exact (counts, indicators), unless they look like vectors scaled to fill a byte.
BYTES = ("int8", "uint8")
SMALL_WHOLE, LARGEST_SIGNED = 16, 128


@dataclass(frozen=True)
class Precision:
    """The grid that numbers were rounded to.

    Parameters
    ----------
    kind : {"decimals", "digits", "float16", "bfloat16", "whole"}
        To decimals after the point (``%.5f``), to significant digits (``%.5g``), to a shorter floating-point format, or
        to whole numbers, as vectors quantized to int8 are.
    places : int
        How many decimals, significant decimal digits, or significant bits; 0 for whole numbers.
    """

    kind: Kind
    places: int = 0

    @property
    def step(self) -> float | None:
        """The distance of neighbors on the grid where it is the same for all numbers, else None."""
        return 10.0**-self.places if self.kind in ("decimals", "whole") else None

    def steps(self, numbers: np.ndarray) -> np.ndarray:
        """Return the distance of neighbors on the grid at each number: rounding has moved it by at most half of that.

        Parameters
        ----------
        numbers : ndarray of float
            Any shape.

        Returns
        -------
        ndarray float64
            Of the same shape; 0 at a zero that has significant digits only.
        """
        if self.step is not None:
            return np.full(numbers.shape, self.step)
        sizes = np.abs(numbers, dtype=np.float64)
        if self.kind == "digits":
            return np.where(sizes > 0, 10.0 ** (_decade(sizes) + 1 - self.places), 0.0)
        steps = np.where(sizes > 0, np.ldexp(1.0, np.frexp(sizes)[1] - self.places), 0.0)
        return np.maximum(steps, FLOAT16_TINIEST) if self.kind == "float16" else steps

    @property
    def title(self) -> str:
        """What it is, for a reader: "5 decimals"."""
        if self.kind == "whole":
            return _("whole numbers")
        if self.kind in ("float16", "bfloat16"):
            return self.kind
        if self.kind == "decimals":
            return ngettext("{places} decimal", "{places} decimals", self.places).format(places=self.places)
        text = ngettext("{places} significant digit", "{places} significant digits", self.places)
        return text.format(places=self.places)


FLOAT16, BFLOAT16, WHOLE = Precision("float16", 11), Precision("bfloat16", 8), Precision("whole")


def find_precision(vectors: np.ndarray, dtype: str = "") -> Precision | None:
    """Find the precision of a matrix from some of its rows.

    Parameters
    ----------
    vectors : ndarray (m, n) float32
        A memory map is read in a few places.
    dtype : str
        The type that the file held them in, if that is known: "float16", "int8".

    Returns
    -------
    Precision or None
        None if nothing coarser than float32 is found. What nearly all numbers share counts. Of whole numbers only those
        are taken for rounded that came as int8 or uint8, or look like int8: of both signs and up to 128 in size. All
        else that is whole is exact.
    """
    if dtype == "float16":
        return FLOAT16
    if dtype == "bfloat16":
        return BFLOAT16
    sample = sampled_rows(vectors, max(1, SAMPLE // vectors.shape[1]), CHUNKS).astype(np.float32, copy=False).ravel()
    sample = sample[sample != 0]
    if not len(sample) or _share((sample.view(np.uint32) & WRITTEN_DOWN) == 0) >= NEARLY_ALL:
        return None
    if _share(np.rint(sample) == sample) < NEARLY_ALL:
        return _binary(sample) or _decimal(sample)
    return WHOLE if _is_quantized(sample, dtype) else _rounded_whole(sample)


def sampled_rows(vectors: np.ndarray, count: int, chunks: int) -> np.ndarray:
    """Return about so many rows, spread over a matrix in chunks; all if there are no more.

    Parameters
    ----------
    vectors : ndarray (m, n)
        The matrix.
    count, chunks : int
        Rows wanted, and from how many places.

    Returns
    -------
    ndarray (k, n)
        With k at most m.
    """
    m = len(vectors)
    if m <= count:
        return np.asarray(vectors)
    size = -(-count // chunks)
    starts = np.unique(np.linspace(0, max(0, m - size), min(chunks, count)).astype(int))
    return np.concatenate([vectors[start : start + size] for start in starts.tolist()])


def _is_quantized(sample: np.ndarray, dtype: str) -> bool:
    largest = float(np.abs(sample).max())
    if largest <= SMALL_WHOLE:
        return False
    return dtype in BYTES or (largest <= LARGEST_SIGNED and sample.min() < 0 < sample.max())


def _rounded_whole(sample: np.ndarray) -> Precision | None:
    """Find what whole numbers were rounded to that are mostly too large to be written exactly."""
    size = float(np.median(np.abs(sample)))
    binary = _binary(sample)
    if binary is not None and size >= 2.0**binary.places:
        return binary
    digits, _needing = _fewest(sample, "digits", MOST_DIGITS)
    return digits if digits is not None and size >= 10.0**digits.places else None


def _decimal(sample: np.ndarray) -> Precision | None:
    """Find the decimals or the significant digits that write these numbers."""
    decimals, needing_decimals = _fewest(sample, "decimals", MOST_DECIMALS)
    digits, needing_digits = _fewest(sample, "digits", MOST_DIGITS)
    # Numbers that were rounded one way need the last place nine times in ten; the other way, only the smallest do, or
    # the largest.
    return decimals if needing_decimals >= needing_digits else digits


def _fewest(sample: np.ndarray, kind: Kind, most: int) -> tuple[Precision | None, float]:
    """Find how many decimals or digits suffice for nearly all numbers, and which share needs the last of them."""
    fewer = _share(np.rint(sample) == sample) if kind == "decimals" else 0.0
    for places in range(1, most + 1):
        precision = Precision(kind, places)
        share = _share(_written(sample, precision))
        if share >= NEARLY_ALL:
            return (None, 0.0) if _is_chance(sample, precision) else (precision, share - fewer)
        fewer = share
    return None, 0.0


def _binary(sample: np.ndarray) -> Precision | None:
    bits = sample.view(np.uint32)
    for precision in (BFLOAT16, FLOAT16):
        if _share((bits & ZERO_BITS[precision.kind]) == 0) >= NEARLY_ALL and not _is_chance(sample, precision):
            return precision
    return None


def _written(sample: np.ndarray, precision: Precision) -> np.ndarray:
    """Tell which numbers, written with so many decimals or digits, are read as the same float32."""
    exact = sample.astype(np.float64)
    decimals = precision.places - 1 - _decade(np.abs(exact)) if precision.kind == "digits" else precision.places
    scale = 10.0 ** np.abs(decimals)
    # Powers of ten under 1 are no float64, those above are: so the division is by these.
    rounded = np.where(decimals >= 0, np.rint(exact * scale) / scale, np.rint(exact / scale) * scale)
    return np.asarray(rounded.astype(np.float32) == sample)


def _is_chance(sample: np.ndarray, precision: Precision) -> bool:
    """Tell whether numbers of full float32 precision could lie on a grid all the same, as it is hardly coarser."""
    by_chance = np.minimum(1.0, np.spacing(np.abs(sample)) / precision.steps(sample)).mean()
    return bool(by_chance > BY_CHANCE or by_chance ** len(sample) > TOGETHER)


def _decade(sizes: np.ndarray) -> np.ndarray:
    """Return the exponent of ten of each positive number; the float32 of 0.01, just under it, has that of 0.01."""
    return np.floor(np.log10(np.where(sizes > 0, sizes, 1.0) * (1 + 2.0**-22)))


def _share(found: np.ndarray) -> float:
    return float(np.mean(found))
