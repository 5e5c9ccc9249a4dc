"""The intrinsic dimension, which no singular value shows."""

from embedviz.geometry.intrinsic_dimension import SAMPLE, intrinsic_dimension
from embedviz.i18n import _
from embedviz.markup import facts, paragraph
from embedviz.reporting.section import Section, Subject


def build(subject: Subject) -> Section:
    """Estimate the intrinsic dimension of the first words."""
    found = intrinsic_dimension(subject.embedding.top(SAMPLE), progress=subject.progress)
    low, high = found.interval
    said = _(
        "Around a word, {points:,} words fill about **{value:.1f}** dimensions (95% interval {low:.1f} to {high:.1f}); "
        "the Gaussian with the same mean and covariance fills **{control:.1f}**."
    ).format(points=found.points, value=found.value, low=low, high=high, control=found.control)
    named = [
        (_("method"), _("{method}, {k} neighbors").format(method=found.method, k=found.neighbors)),
        (_("points"), f"{found.points:,}"),
        (_("left out because equal to one of them"), f"{found.duplicates:,}"),
        (_("intrinsic dimension"), f"{found.value:.4f}"),
        (_("95% interval"), _("{low:.4f} to {high:.4f}").format(low=low, high=high)),
        (_("Gaussian of the same covariance"), f"{found.control:.4f}"),
        *(
            (_("of {points:,} points").format(points=points), f"{value:.4f}")
            for points, value in list(found.by_scale.items())[1:]
        ),
    ]
    data = {
        "method": found.method,
        "points": found.points,
        "duplicates": found.duplicates,
        "value": found.value,
        "interval": [low, high],
        "control": found.control,
        "by_scale": {str(points): value for points, value in found.by_scale.items()},
    }
    exactness = _(
        "The neighbors are exact. The interval is what chance adds; that the value changes with the number of points "
        "shows what curvature and density add."
    )
    limit = ["--limit", str(SAMPLE)] if len(subject.embedding) > SAMPLE else []
    return Section((paragraph(said), facts(named)), data, exactness, (subject.command("dimension", *limit),))
