"""The nearest neighbors of the first and of chosen words, and the hubs among all neighbors."""

from embedviz.errors import EmbedvizError, shortened
from embedviz.geometry.hubness import hubness
from embedviz.geometry.neighbors import available, neighbors
from embedviz.i18n import _
from embedviz.markup import facts, listed, note, paragraph, table
from embedviz.reporting.section import Section, Subject

FIRST, NEAREST = 6, 5
HUB_WORDS, HUB_K, SHOWN_HUBS = 5_000, 10, 10


def build(subject: Subject) -> Section:
    """List the neighbors of some words."""
    embedding = subject.embedding
    words = list(dict.fromkeys([*subject.words, *embedding.words[:FIRST]]))
    rows: list[list[object]] = []
    data, failed = {}, []
    for word in words:
        try:
            k = min(NEAREST, available(embedding, exclude=[word] if word in embedding else []))
            found = neighbors(embedding, word, k)
        except EmbedvizError as error:
            failed.append(note(error))
            continue
        near = list(zip(found.words, found.scores.tolist(), strict=True))
        rows.append([shortened(word), listed(f"{shortened(other)} {score:.3f}" for other, score in near)])
        data[word] = [{"word": other, "cosine": score} for other, score in near]
    shown = table([_("word"), _("nearest words, with their cosines")], rows)
    return Section(
        (shown, *failed),
        {"neighbors": data},
        _("The search covers all words and is exact: cosines are accurate to 10⁻¹⁵, and ties go to the earlier word."),
        tuple(subject.command("neighbors", word, "-k", str(NEAREST)) for word in words[:1]),
    )


def build_hubs(subject: Subject) -> Section:
    """Count how often each of the first words is a neighbor."""
    first = subject.embedding.top(HUB_WORDS)
    found = hubness(first, ks=(HUB_K,), progress=subject.progress)[HUB_K]
    order = found.order[:SHOWN_HUBS].tolist()
    named = [(first.words[int(found.positions[i])], float(found.occurrences[i])) for i in order]
    said = _(
        "Among the first {words:,} words, a word is on average among the {k} nearest of {k} others. The strongest "
        "hub is among those of **{most:,.0f}**; **{none:,}** words are among those of none. The skewness is "
        "**{skew:.2f}**."
    ).format(
        words=len(found.positions),
        k=HUB_K,
        most=float(found.occurrences.max()),
        none=len(found.antihubs),
        skew=found.skewness,
    )
    return Section(
        (paragraph(said), facts((shortened(word), f"{count:,.0f}") for word, count in named)),
        {
            "words": len(found.positions),
            "k": HUB_K,
            "skewness": found.skewness,
            "nobodys": len(found.antihubs),
            "hubs": [{"word": word, "occurrences": count} for word, count in named],
        },
        _("Exact over all pairs of these words, by the cosine, in float64."),
        (subject.python(f"ev.hubness(x.top({HUB_WORDS}), ks=({HUB_K},))[{HUB_K}].skewness"),),
    )
