"""How evenly the vectors spread over all directions, before and after what they share is removed."""

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.geometry.isotropy import Isotropy, isotropy
from embedviz.i18n import _, sentences
from embedviz.progress import ProgressCallback
from embedviz.ui.orthogonality.angles import Removed
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.results import spectrum_of
from embedviz.units import Readable

# Each of a dozen measures reads the matrix three times.
MOST_NUMBERS = 5_000_000
Measured = tuple[Isotropy | None, ...]


def spread(embedding: Embedding, measured: Removed) -> None:
    """Offer three measures of isotropy, and show them for the vectors as they are and without what was removed.

    Parameters
    ----------
    embedding : Embedding
        m ≥ 2 words in n ≥ 2 dimensions.
    measured : Removed
        What is removed.
    """
    removals, removed, name = measured.removals, measured.directions, measured.name
    first = embedding.top(max(2, MOST_NUMBERS // embedding.shape[1]))
    left = spectrum_of(embedding, center=True).rank()

    def work(progress: ProgressCallback) -> Measured:
        # Of what is nothing but rounding there is no measure.
        views = [removal.view(first) if removal.removed < left else None for removal in removals]
        return tuple(None if view is None else isotropy(view, progress=progress) for view in (first, *views))

    found: Measured | None = on_request(
        ("isotropy", embedding.id),
        work,
        place="isotropy",
        label=_("Measure isotropy"),
        note=_("IsoScore, the partition function and the mean cosine, of the first {count:,} words.").format(
            count=len(first)
        ),
    )
    if found is None:
        return
    before, after = found[0], found[1 + removed]
    if before is not None and after is not None:
        st.markdown(_compared(before, after, name))
    table: Table = {
        _("removed"): [_("nothing"), _("mean"), *(f"{d}" for d in range(1, len(removals)))],
        "IsoScore": [_number(each, "isoscore") for each in found],
        _("partition function, min/max"): [_number(each, "partition") for each in found],
        _("mean cos"): [_number(each, "mean_cosine") for each in found],
    }
    draw_table(table)
    st.caption(
        _(
            "IsoScore (Rudman et al. 2022) is 1 where the variance is the same in every direction and 0 where it is "
            "all in one; the mean does not count. The partition function min Z/max Z with Z(c) = Σ exp(v·c) (Mu and "
            "Viswanath 2018) is 1 where no direction c stands out; mean and lengths count."
        )
    )
    csv_button(table, name="isotropy")


def _compared(before: Isotropy, after: Isotropy, name: str) -> str:
    return sentences(
        _("IsoScore is {before:.3f} as they are, **{after:.3f}** {removal}.").format(
            before=before.isoscore, after=after.isoscore, removal=name
        ),
        _("The partition function goes from {before:.2g} to **{after:.2g}**.").format(
            before=before.partition, after=after.partition
        ),
        _("The mean cosine goes from {before:+.3f} to **{after:+.3f}**.").format(
            before=Readable(before.mean_cosine), after=Readable(after.mean_cosine)
        )
        if np.isfinite([before.mean_cosine, after.mean_cosine]).all()
        else "",
    )


def _number(found: Isotropy | None, measure: str) -> str:
    value = np.nan if found is None else getattr(found, measure)
    return "–" if np.isnan(value) else f"{value:.4g}"
