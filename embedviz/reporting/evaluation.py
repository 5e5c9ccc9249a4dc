"""How the vectors do on test sets, where their words are English."""

from embedviz.errors import EmbedvizError
from embedviz.evaluation.analogies import analogy_accuracy
from embedviz.evaluation.datasets import SimilaritySet, google_analogies, similarity_set
from embedviz.evaluation.similarity import word_similarity
from embedviz.i18n import _
from embedviz.markup import table
from embedviz.reporting.section import Section, Subject
from embedviz.units import Readable

# Vectors that lack more of the pairs are of another language, or of too few words to be judged.
LEAST_COVERAGE = 0.5


def build(subject: Subject) -> Section:
    """Judge by WordSim-353, SimLex-999 and Google's analogies."""
    embedding = subject.embedding
    names: dict[SimilaritySet, str] = {"wordsim353": "WordSim-353", "simlex999": "SimLex-999"}
    rows: list[list[str]] = []
    data: dict[str, object] = {}
    for name, title in names.items():
        found = word_similarity(embedding, similarity_set(name))
        if not rows and not found.coverage >= LEAST_COVERAGE:
            raise EmbedvizError(
                _(
                    "Only {share:.0%} of the pairs of WordSim-353 have vectors: these words do not seem to be English."
                ).format(share=Readable(found.coverage))
            )
        low, high = found.interval
        rows.append([title, _("Spearman's ρ"), f"{found.correlation:.3f}", f"{low:.3f}, {high:.3f}"])
        rows[-1].append(f"{Readable(found.coverage):.1%}")
        data[name] = {"spearman": found.correlation, "interval": [low, high], "coverage": found.coverage}
    solved = analogy_accuracy(embedding, google_analogies(), progress=subject.progress).total
    low, high = solved.interval
    rows.append([_("Google's analogies"), _("share solved"), f"{solved.accuracy:.1%}", f"{low:.1%}, {high:.1%}"])
    rows[-1].append(f"{Readable(solved.coverage):.1%}")
    data["google_analogies"] = {"accuracy": solved.accuracy, "interval": [low, high], "coverage": solved.coverage}
    header = [_("test set"), _("measure"), _("value"), _("95% interval"), _("pairs or questions covered")]
    return Section(
        (table(header, rows),),
        data,
        _(
            "The first 300,000 words count, case ignored, as gensim does it. Intervals come from the bootstrap "
            "over pairs and, for analogies, from Wilson's formula; analogies share words, so theirs are in fact "
            "wider."
        ),
        (
            subject.python(
                'ev.word_similarity(x, similarity_set("wordsim353")).correlation',
                "from embedviz.evaluation.datasets import similarity_set",
            ),
        ),
    )
