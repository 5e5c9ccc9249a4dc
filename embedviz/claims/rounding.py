"""How much of a rank may be nothing but rounding of the file."""

from embedviz.algebra.spectrum import Spectrum
from embedviz.i18n import ngettext
from embedviz.units import Readable


def doubt(spectrum: Spectrum) -> str:
    """Say how much of a rank may be nothing but rounding of the file.

    Parameters
    ----------
    spectrum : Spectrum
        Of the matrix as it is stored.

    Returns
    -------
    str
        Empty if every singular value that counts is larger than that.
    """
    if not spectrum.rounding_only:
        return ""
    numbers = {
        "rank": spectrum.rank(),
        "rounding": spectrum.rounding_only,
        "floor": Readable(spectrum.storage_floor),
        "rest": spectrum.rank() - spectrum.rounding_only,
    }
    if spectrum.precision is None:
        return ngettext(
            "Of the {rank:,} singular values that count, {rounding:,} lies below {floor:.2g}, where rounding in "
            "storage alone makes some: without it the rank is {rest:,}.",
            "Of the {rank:,} singular values that count, {rounding:,} lie below {floor:.2g}, where rounding in storage "
            "alone makes some: without them the rank is {rest:,}.",
            numbers["rounding"],
        ).format(**numbers)
    return ngettext(
        "Of the {rank:,} singular values that count, {rounding:,} lies below {floor:.2g}, where the file's rounding to "
        "{precision} alone makes some: without it the rank is {rest:,}.",
        "Of the {rank:,} singular values that count, {rounding:,} lie below {floor:.2g}, where the file's rounding to "
        "{precision} alone makes some: without them the rank is {rest:,}.",
        numbers["rounding"],
    ).format(precision=spectrum.precision.title, **numbers)
