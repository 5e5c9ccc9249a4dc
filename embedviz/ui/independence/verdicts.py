"""Whether any word of a source is a combination of others."""

from embedviz.algebra.fullness import Fullness
from embedviz.i18n import _, ngettext


def any_combination(found: Fullness) -> str:
    """Answer whether words are combinations of others, yes or no first.

    Parameters
    ----------
    found : Fullness
        Of all words' vectors.

    Returns
    -------
    str
        One sentence.
    """
    m, rank = found.m, found.rank
    if found.full_row_rank:
        return ngettext(
            "No: the only word is independent, as its vector is not zero.",
            "No: all {m:,} words are independent, rank {rank:,}.",
            m,
        ).format(m=m, rank=rank)
    if rank == 0:
        return _("Yes: every vector is zero.")
    if found.coloops == 0:
        return _("Yes, each of the {m:,} words: the rank is {rank:,}, so any {more:,} words are dependent.").format(
            m=m, rank=rank, more=rank + 1
        )
    return _("Yes: the rank is {rank:,}, so of the {m:,} words any {more:,} are dependent.").format(
        m=m, rank=rank, more=rank + 1
    )
