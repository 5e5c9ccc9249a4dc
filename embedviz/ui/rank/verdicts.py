"""What is said of a rank."""

import numpy as np

from embedviz.algebra.spectrum import Spectrum
from embedviz.i18n import _, ngettext, sentences
from embedviz.units import Readable


def float32_verdict(spectrum: Spectrum) -> str:
    """Say how the rank in float32 compares with that in float64, and what rounding in storage has to do with it.

    Parameters
    ----------
    spectrum : Spectrum
        Of a matrix held in float32.

    Returns
    -------
    str
    """
    rank, wide = spectrum.rank(), spectrum.rtol_for(np.float32)
    in_float32, rounding = spectrum.rank(wide), spectrum.rounding_only
    lost = max(0, rank - rounding - in_float32)
    said = _(
        "The vectors are stored in float32. NumPy's `matrix_rank` on them computes in float32, so its tolerance is "
        "{wide:.3g}, against {narrow:.3g} in float64"
    ).format(wide=Readable(spectrum.tolerance(wide)), narrow=Readable(spectrum.tolerance()))
    if in_float32 == rank:
        verdict = _("here both say **{rank:,}**.").format(rank=rank)
    elif lost:
        verdict = ngettext(
            "it takes {lost:,} genuine singular value for zero and says **{less:,}** where float64 says **{all:,}**.",
            "it takes {lost:,} genuine singular values for zero and says **{less:,}** where float64 says **{all:,}**.",
            lost,
        )
        verdict = verdict.format(lost=lost, less=in_float32, all=rank)
    else:
        verdict = _("it says **{less:,}** where float64 says **{rank:,}**.").format(less=in_float32, rank=rank)
    compared = _("{tolerances}: {verdict}").format(tolerances=said, verdict=verdict)
    if not rank:
        return compared
    rounded = (
        _("Rounding in storage disturbs only singular values below about {floor:.2g}: {count:,} of those counted.")
        if rounding
        else _("Rounding in storage disturbs only singular values below about {floor:.2g}: none of those counted.")
    )
    return sentences(compared, rounded.format(floor=Readable(spectrum.storage_floor), count=rounding))
