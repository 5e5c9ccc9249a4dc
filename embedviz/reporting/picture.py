"""A map of the first words, with what it gets wrong."""

from embedviz import svg, units
from embedviz.errors import EmbedvizError, MissingExtraError, shortened
from embedviz.geometry.faithfulness import faithfulness
from embedviz.geometry.projection import project
from embedviz.i18n import _
from embedviz.markup import paragraph
from embedviz.reporting.section import Section, Subject
from embedviz.units import Readable

WORDS, LABELS, K = 2_000, 600, 15
FEWEST = 2 * K + 2


def build(subject: Subject) -> Section:
    """Draw the first words in the plane."""
    first = subject.embedding.top(WORDS)
    m, n = first.shape
    if m < FEWEST or n < 3:
        raise EmbedvizError(
            _("{words} in {dimensions}; a map needs at least {least:,} words in 3").format(
                words=units.words(m), dimensions=units.dimensions(n), least=FEWEST
            )
        )
    method = "pacmap"
    try:
        picture = project(first, method, n_components=2, seed=0, progress=subject.progress)
    except MissingExtraError:
        method = "pca"
        picture = project(first, method, n_components=2, progress=subject.progress)
    judged = faithfulness(first.vectors, picture.coordinates, k=K, progress=subject.progress)
    kept, chance = Readable(judged.mean_kept), Readable(K / (m - 1))
    title = {"pacmap": "PaCMAP", "pca": "PCA"}[method]
    said = _(
        "The first {m:,} words by {method}. Of the {k} nearest neighbors of a word the map keeps **{kept:.1%}**, where "
        "chance would keep {chance:.1%}; trustworthiness **{trust:.3f}** of 1. What looks close is often not close: "
        "trust the neighbors above, which are exact."
    ).format(m=m, method=title, k=K, kept=kept, chance=chance, trust=judged.trustworthiness)
    labels = [shortened(word) for word in first.words[:LABELS]]
    chart = svg.points(picture.coordinates, labels, alt=_("A map of the first words in the plane"))
    return Section(
        (paragraph(said), chart),
        {
            "method": method,
            "words": m,
            "k": K,
            "kept": judged.mean_kept,
            "by_chance": chance,
            "trustworthiness": judged.trustworthiness,
        },
        _("Trustworthiness and kept neighbors are estimated from 1,000 words drawn at random (Venna and Kaski 2001)."),
        (subject.python(f'ev.project(x.top({WORDS}), "{method}", n_components=2, seed=0)'),),
    )
