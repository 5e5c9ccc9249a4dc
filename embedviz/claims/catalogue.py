"""All fifteen claims, checked in order."""

from collections.abc import Callable
from dataclasses import dataclass, field

from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.claims import geometry, matrix, meaning, network, onehot, senses
from embedviz.claims.finding import Finding
from embedviz.claims.meaning import Contexts
from embedviz.claims.network import Networks
from embedviz.claims.senses import Contextual
from embedviz.context.elmo import Elmo
from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.corpora import lee
from embedviz.vectors import as_embedding


@dataclass(frozen=True, eq=False)
class Yardsticks:
    """What embeddings are held against and that takes seconds to make, once for all of them.

    Parameters
    ----------
    contexts : tuple of Contexts
        Of the news articles that gensim brings, and of the corpus that the networks learn from.
    networks : Networks
        Trained on the generated corpus.
    contextual : Contextual
        What a biLM reaches on the shipped sentences.
    """

    contexts: tuple[Contexts, ...] = field(repr=False)
    networks: Networks
    contextual: Contextual


def yardsticks(elmo: Elmo, *, progress: ProgressCallback | None = None) -> Yardsticks:
    """Count, train and encode what claims are checked with.

    Parameters
    ----------
    elmo : Elmo
        The biLM.
    progress : callable, optional
        Called throughout. It may raise to cancel.

    Returns
    -------
    Yardsticks
    """
    trained = network.networks(progress=progress)
    counted = tuple(meaning.contexts(corpus, progress=progress) for corpus in (lee(), trained.corpus))
    return Yardsticks(counted, trained, senses.contextual(elmo, progress=progress))


def quick_findings(embedding: Embedding, whole: Spectrum) -> tuple[Finding, ...]:
    """Check the nine claims that take a moment: 1 to 4, and 6 to 10.

    Parameters
    ----------
    embedding : Embedding
        m words.
    whole : Spectrum
        Of it.

    Returns
    -------
    tuple of Finding
        In the order of :data:`embedviz.claims.finding.CLAIMS`.
    """
    embedding = as_embedding(embedding)
    return (
        onehot.orthogonal(embedding),
        onehot.identity(embedding),
        onehot.waste(embedding),
        onehot.unlike(embedding),
        matrix.dependent(embedding, whole),
        matrix.bounded_rank(whole),
        geometry.axes(embedding),
        geometry.distance(embedding),
        matrix.table(embedding),
    )


def slow_findings(
    embedding: Embedding, centered: Spectrum, against: Yardsticks, *, progress: ProgressCallback | None = None
) -> tuple[Finding, ...]:
    """Check the six claims that are held against people, texts, networks and sentences: 5, and 11 to 15.

    Parameters
    ----------
    embedding : Embedding
        m words.
    centered : Spectrum
        Of the matrix less its mean.
    against : Yardsticks
        Made before.
    progress : callable, optional
        Called before each claim. It may raise to cancel.

    Returns
    -------
    tuple of Finding
        In the order of :data:`embedviz.claims.finding.CLAIMS`.
    """
    embedding = as_embedding(embedding)
    checks: tuple[Callable[[], Finding], ...] = (
        lambda: meaning.like_contexts(embedding, against.contexts, effects),
        lambda: meaning.as_they_are(embedding, effects),
        lambda: network.weights(embedding, against.networks),
        lambda: network.objectives(embedding, against.networks),
        lambda: senses.one_vector(embedding),
        lambda: senses.bilstm(embedding, against.contextual),
    )

    def report(done: int) -> None:
        if progress is not None:
            progress(Progress(_("Checking the claims"), done, len(checks)))

    report(0)
    effects = meaning.judged(embedding, centered)
    found = []
    for done, check in enumerate(checks):
        report(done)
        found.append(check())
    return tuple(found)


def check_claims(embedding: Embedding, *, progress: ProgressCallback | None = None) -> tuple[Finding, ...]:
    """Check the fifteen claims about word vectors on an embedding, each by a number computed from it.

    Parameters
    ----------
    embedding : Embedding
        m words.
    progress : callable, optional
        Called throughout. It may raise to cancel.

    Returns
    -------
    tuple of 15 Finding
        In the order of :data:`embedviz.claims.finding.CLAIMS`.

    Raises
    ------
    Cancelled
        If progress raised it.
    """
    embedding = as_embedding(embedding)
    quick = quick_findings(embedding, spectrum(embedding, progress=progress))
    against = yardsticks(Elmo.load(), progress=progress)
    centered = spectrum(embedding, center=True, progress=progress)
    found = (*quick, *slow_findings(embedding, centered, against, progress=progress))
    return tuple(sorted(found, key=lambda finding: finding.number))
