"""The rank, and the spectrum that it is counted from."""

from embedviz import svg
from embedviz.algebra.fullness import fullness
from embedviz.claims.answer import answer
from embedviz.claims.rounding import doubt
from embedviz.i18n import _
from embedviz.markup import facts, paragraph
from embedviz.reporting.section import Section, Subject
from embedviz.units import Readable

ENERGIES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


def build(subject: Subject) -> Section:
    """Answer whether the vectors are of full rank, with the spectrum."""
    found = subject.spectrum
    full = fullness(subject.embedding, whole=found, progress=subject.progress)
    doubted, values = doubt(found), found.singular_values
    shown = [k for k in ENERGIES if k < len(values)]
    named = [
        (_("rank"), f"{found.rank():,}"),
        (_("tolerance"), f"{found.tolerance():.4g}"),
        (_("storage floor"), f"{found.storage_floor:.4g}"),
        (_("effective rank"), f"{found.effective_rank:.4f}"),
        (_("stable rank"), f"{found.stable_rank:.4f}"),
        (_("participation ratio"), f"{found.participation_ratio:.4f}"),
        (_("condition number"), f"{found.condition_number:.6g}"),
        *((_("energy of the first {k}").format(k=k), f"{Readable(found.energy(k)):.4%}") for k in shown),
    ]
    chart = svg.curve(
        values,
        x_title=_("index"),
        y_title=_("singular value"),
        alt=_("All singular values, from the largest to the smallest, on a logarithmic axis"),
    )
    return Section(
        (paragraph(answer(full)), *([paragraph(doubted)] if doubted else []), chart, facts(named)),
        {
            "m": full.m,
            "n": full.n,
            "rank": found.rank(),
            "full": full.full,
            "tolerance": found.tolerance(),
            "storage_floor": found.storage_floor,
            "effective_rank": found.effective_rank,
            "stable_rank": found.stable_rank,
            "participation_ratio": found.participation_ratio,
            "condition_number": found.condition_number,
            "singular_values": values,
        },
        _(
            "Computed in float64: each singular value is within 10⁻⁸ of the largest. The rank counts those above "
            "the tolerance, max(m, n) times the machine epsilon of float64 times the largest; below the "
            "storage floor, float32 itself has rounded."
        ),
        (subject.command("spectrum"),),
    )
