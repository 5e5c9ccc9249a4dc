"""The rank of a data set of which the page draws an excerpt."""

import streamlit as st

from embedviz.algebra.fullness import Fullness
from embedviz.algebra.spectrum import Spectrum
from embedviz.claims.answer import verdict
from embedviz.i18n import _
from embedviz.parts.dataset import Excerpt
from embedviz.ui.widgets.lesson import step
from embedviz.ui.work.onrequest import on_request
from embedviz.ui.work.results import spectrum_work
from embedviz.units import number, size


def rank_of_all(excerpt: Excerpt) -> None:
    """Offer the spectrum of all words, and draw what follows from it.

    Parameters
    ----------
    excerpt : Excerpt
        What the rest of the page is about.
    """
    whole = excerpt.whole
    m, n = whole.shape
    with step(_("All {m:,} words").format(m=m)):
        found: Spectrum | None = on_request(
            ("spectrum of all", whole.id),
            spectrum_work(whole),
            place="whole",
            label=_("Compute"),
            note=_(
                "Above are the first {k:,} words. The spectrum of all {m:,} reads every part once: {size} of float32."
            ).format(k=len(excerpt), m=m, size=size(whole.vectors.nbytes)),
        )
        if found is None:
            return
        st.markdown(f"**{verdict(Fullness(m, n, found.rank()))}**")
        with st.container(horizontal=True):
            st.metric(_("rank"), f"{found.rank():,}")
            st.metric(_("effective rank"), number(found.effective_rank))
            st.metric(_("largest singular value"), number(float(found.singular_values[0])))
            st.metric(_("smallest singular value"), number(float(found.singular_values[-1])))
