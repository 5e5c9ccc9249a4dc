"""How evenly the vectors spread over the directions."""

from embedviz.geometry.isotropy import isotropy
from embedviz.i18n import _
from embedviz.markup import facts
from embedviz.reporting.section import Section, Subject


def build(subject: Subject) -> Section:
    """Measure isotropy in three ways."""
    found = isotropy(subject.embedding, progress=subject.progress)
    named = [
        (_("IsoScore (Rudman et al. 2022)"), f"{found.isoscore:.4f}"),
        (_("partition function, min/max (Mu and Viswanath 2018)"), f"{found.partition:.4f}"),
        (_("mean cosine of all pairs"), f"{found.mean_cosine:.4f}"),
    ]
    return Section(
        (facts(named),),
        {"isoscore": found.isoscore, "partition": found.partition, "mean_cosine": found.mean_cosine},
        _(
            "Over all words, in float64, with no sampling. The first two are 1 where vectors spread evenly over "
            "all directions and 0 where they do not; the mean cosine is 0 where they do."
        ),
        (subject.python("ev.isotropy(x)"),),
    )
