"""How a line of plain text is laid out: what its readers need not assume, and whoever reads about it may not know."""

from embedviz.embedding import Embedding
from embedviz.formats.recognize import title
from embedviz.i18n import _, spoken


def layout(embedding: Embedding) -> str:
    """Return whether a plain text has a header, and what of a line is the word.

    Parameters
    ----------
    embedding : Embedding
        What was read.

    Returns
    -------
    str
        Empty for what came from no such file.
    """
    n = embedding.shape[1]
    with spoken("en"):
        glove, word2vec = title("glove"), title("word2vec")
    return {
        glove: _("no header; a word is all before the last {n:,} numbers of its line").format(n=n),
        word2vec: _("line 1 is a header; a word is all before the {n:,} numbers of its line").format(n=n),
    }.get("" if embedding.origin is None else embedding.origin.format, "")
