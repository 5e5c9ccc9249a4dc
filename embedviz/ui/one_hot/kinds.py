"""The one thing to try on the One-hot page: words of two kinds."""

from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.ui.widgets.lesson import trial
from embedviz.ui.widgets.openings import opening

FEWEST = 3
"""Words: two of a kind, and one of another."""


def two_kinds(embedding: Embedding) -> None:
    """Invite to type words of two kinds, such as a source has; where it has too few of any kind, to nothing.

    Parameters
    ----------
    embedding : Embedding
        The source.
    """
    words = opening(embedding, "cat dog king queen")
    if all(word in embedding for word in words.split()):
        said = _("Type words of two kinds, such as “{words}”. Which tells the kinds apart, one-hot or dense?")
        trial(said.format(words=words))
    elif len(embedding) >= FEWEST:
        trial(_("Type words of two kinds. Which tells the kinds apart, one-hot or dense?"))
