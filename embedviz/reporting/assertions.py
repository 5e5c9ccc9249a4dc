"""What introductions to word vectors state, and what of it holds for these."""

from embedviz.claims.catalogue import check_claims
from embedviz.claims.rulings import ruling, verdict_names
from embedviz.claims.texts import claim_names, sentence
from embedviz.i18n import _
from embedviz.markup import Html, escaped, paragraph
from embedviz.reporting.section import Section, Subject


def build(subject: Subject) -> Section:
    """Check the fifteen claims."""
    found = check_claims(subject.embedding, progress=subject.progress)
    names, verdicts = claim_names(), verdict_names()
    blocks, data = [], []
    for each in found:
        title = f"{each.number}. {names[each.claim]}"
        blocks.append(
            Html(f'<h3>{escaped(title)} <span class="verdict {each.verdict}">{verdicts[each.verdict]}</span></h3>')
        )
        blocks += [paragraph(ruling(each)), paragraph(sentence(each))]
        data.append(
            {
                "claim": each.claim,
                "verdict": each.verdict,
                "numbers": dict(each.numbers),
                "decided_by": each.decided_by or None,
                "bound": each.bound,
                "kind": each.kind,
            }
        )
    return Section(
        tuple(blocks),
        {"claims": data},
        _("Each verdict rests on one number, compared with rounding, chance or a limit that the claim itself names."),
        (subject.python("[(each.claim, each.verdict) for each in ev.check_claims(x)]"),),
    )
