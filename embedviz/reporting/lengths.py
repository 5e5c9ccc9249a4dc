"""How long the vectors are."""

import numpy as np

from embedviz import svg
from embedviz.algebra.norms import norm_distribution
from embedviz.i18n import _
from embedviz.markup import facts
from embedviz.reporting.section import Section, Subject

QUANTILES = (0, 0.01, 0.25, 0.5, 0.75, 0.99, 1)


def build(subject: Subject) -> Section:
    """Show the norms."""
    found = norm_distribution(subject.embedding)
    values = np.quantile(np.asarray(subject.embedding.norms, dtype=np.float64), QUANTILES)
    chart = svg.bars(
        found.counts, found.edges, x_title=_("norm"), y_title=_("words"), alt=_("Distribution of the norms")
    )
    named = [
        (_("{share:.0%} of the words are at most").format(share=share), f"{value:.4g}")
        for share, value in zip(QUANTILES[1:-1], values[1:-1], strict=True)
    ]
    named = [(_("shortest vector"), f"{values[0]:.4g}"), *named, (_("longest vector"), f"{values[-1]:.4g}")]
    data = {"quantiles": {str(share): value for share, value in zip(QUANTILES, values, strict=True)}}
    exactness = _("Euclidean norms of all words, computed in float64 and kept in float32: to seven digits.")
    return Section((chart, facts(named)), data, exactness, (subject.command("info"),))
