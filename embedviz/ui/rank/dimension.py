"""Two clouds with one spectrum: the words, and a Gaussian, with their intrinsic dimensions."""

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.figures.dimension import two_clouds
from embedviz.geometry.intrinsic_dimension import SAMPLE, IntrinsicDimension, intrinsic_dimension
from embedviz.i18n import _, pgettext, sentences
from embedviz.progress import ProgressCallback
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.onrequest import on_request

# A control that is larger by less than this share is called the same.
ALIKE = 0.1


def two_dimensions(embedding: Embedding) -> None:
    """Offer the intrinsic dimension, and draw it beside that of a Gaussian with the same covariance.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, of which the first 20,000 are compared.
    """
    st.markdown(
        _(
            "The spectrum describes a cloud as a whole. Around one word, do the others lie in all directions, or "
            "in few? A Gaussian cloud with the same mean and covariance is asked the same question."
        )
    )
    st.latex(r"-\ln\bigl(1-F(\mu)\bigr)=d\,\ln\mu,\qquad \mu=r_2/r_1")
    st.caption(
        _(
            "r₁ and r₂ are the distances of a word to its nearest and its second nearest neighbor, F is the share of "
            "words with a ratio up to μ. Where the density is constant that far, points in d dimensions lie on a line "
            "of slope d through the origin; it is fitted without the largest tenth (Facco et al. 2017)."
        )
    )
    compared = _("Compares all pairs of the first words ({count:,}) and of the same number of Gaussian points.")
    found = measured(embedding, note=compared.format(count=min(SAMPLE, len(embedding))))
    if found is None:
        return
    st.markdown(verdict(found))
    chart(
        two_clouds(found),
        key="dimension",
        alt=_("Ratios of the distances to the two nearest neighbors, of words and of a Gaussian, with fitted lines"),
    )
    table: Table = {
        _("points"): list(found.by_scale),
        _("intrinsic dimension"): [f"{value:.2f}" for value in found.by_scale.values()],
    }
    with st.expander(_("By scale: the same with fewer points"), icon=":material/table:"):
        st.caption(
            _(
                "Fewer points, drawn at random, have more distant neighbors. Where the values agree, they hold at "
                "every scale."
            )
        )
        draw_table(table)
        csv_button(table, name="intrinsic-dimension")


def measured(embedding: Embedding, *, note: str) -> IntrinsicDimension | None:
    """Return the intrinsic dimension once it was asked for, on whatever page, and offer it until then.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions, of which the first 20,000 are compared.
    note : str
        What stands above the button.

    Returns
    -------
    IntrinsicDimension or None
        None as long as it is not there.
    """
    first = embedding.top(SAMPLE)

    def work(progress: ProgressCallback) -> IntrinsicDimension:
        return intrinsic_dimension(first, progress=progress)

    key = ("intrinsic-dimension", embedding.id)
    found: IntrinsicDimension | None = on_request(
        key, work, place="dimension", label=pgettext("to do it", "Measure"), note=note
    )
    return found


def verdict(found: IntrinsicDimension) -> str:
    """Say what the two dimensions are, and what they have to do with the rank.

    Parameters
    ----------
    found : IntrinsicDimension
        Of the words.

    Returns
    -------
    str
        Markdown.
    """
    measured = _(
        "Around a word, {points:,} words fill about **{value:.1f}** dimensions (95% interval {low:.1f} to {high:.1f}); "
        "the Gaussian with the same mean and covariance fills **{control:.1f}**."
    ).format(
        points=found.points, value=found.value, low=found.interval[0], high=found.interval[1], control=found.control
    )
    if found.control > (1 + ALIKE) * found.value:
        meaning = _("The two clouds have the same spectrum and the same rank: neither can see the difference.")
    else:
        meaning = _("Here the two agree: distances to the nearest neighbors add nothing to the spectrum.")
    equal = _("Words left out because their vector equals another's: {count:,}.").format(count=found.duplicates)
    return sentences(measured, meaning, equal if found.duplicates else "")
