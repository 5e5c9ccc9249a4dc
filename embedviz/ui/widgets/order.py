"""How the order of a source's words is spoken of: as frequency only where it is known to be one."""

from embedviz.embedding import Embedding
from embedviz.i18n import _, pgettext


def place_name(embedding: Embedding) -> str:
    """Return what the number of a word is, counted from 1.

    Parameters
    ----------
    embedding : Embedding
        Of which the word is one.

    Returns
    -------
    str
    """
    return _("frequency rank") if embedding.by_frequency else _("place in the file")


def place_text(embedding: Embedding) -> str:
    """Return what is said beside a word of its number, with ``{place}`` for it.

    Parameters
    ----------
    embedding : Embedding
        Of which the word is one.

    Returns
    -------
    str
    """
    return pgettext("frequency", "rank {place}") if embedding.by_frequency else _("word {place}")
