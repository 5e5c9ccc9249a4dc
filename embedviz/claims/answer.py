"""The student's question answered, for any m, n and rank: full rank or not, and what follows for the words.

What is said is true of every matrix of that shape and rank, and a test reads it so.
"""

from embedviz.algebra.fullness import Fullness
from embedviz.i18n import _, sentences


def answer(found: Fullness) -> str:
    """Answer the question in words, yes or no first.

    Parameters
    ----------
    found : Fullness
        Of the words' vectors.

    Returns
    -------
    str
    """
    return sentences(verdict(found), consequences(found))


def verdict(found: Fullness) -> str:
    """Say whether vectors are of full rank, yes or no first.

    Parameters
    ----------
    found : Fullness
        Of the words' vectors.

    Returns
    -------
    str
        One sentence.
    """
    m, n, rank = found.m, found.n, found.rank
    if rank == 0:
        only = _("No: the only vector is zero, so the rank is 0.")
        return only if m == 1 else _("No: all {m:,} vectors are zero, so the rank is 0.").format(m=m)
    if rank == m == n:
        return _("Yes: full rank, {rank:,} = m = n.").format(rank=rank)
    if rank == n:
        return _("Yes: full column rank, {rank:,} = n.").format(rank=rank)
    if rank == m:
        return _("Yes: full row rank, {rank:,} = m.").format(rank=rank)
    return _("No: the rank is {rank:,}, where {m:,} vectors in {n:,} dimensions can have {most:,}.").format(
        rank=rank, m=m, n=n, most=min(m, n)
    )


def consequences(found: Fullness) -> str:
    """Say what the rank implies: which words are combinations of others, and what they span.

    Parameters
    ----------
    found : Fullness
        Of the words' vectors.

    Returns
    -------
    str
        Empty if all of them are zero.
    """
    if found.rank == 0:
        return ""
    said = _independent(found) if found.full_row_rank else sentences(_dependent(found), combinations(found))
    return sentences(said, _impossible(found))


def combinations(found: Fullness) -> str:
    """Say how many words are combinations of others.

    Parameters
    ----------
    found : Fullness
        Of the words' vectors, which are dependent.

    Returns
    -------
    str
        Empty if all are zero, or the words in no dependence were not counted.
    """
    alone, rest = found.coloops, found.combinations
    if alone is None or rest is None or not found.rank:
        return ""
    if alone == 0:
        return _("Each word is a combination of the others.")
    some = (
        _("One word takes part in no dependence: without it the rank falls.")
        if alone == 1
        else _("{alone:,} words take part in no dependence: without any one of them the rank falls.").format(
            alone=alone
        )
    )
    if rest == 1:
        return sentences(some, _("The vector of the other word is zero."))
    return sentences(some, _("Each of the other {rest:,} is a combination of the remaining ones.").format(rest=rest))


def _independent(found: Fullness) -> str:
    m, n = found.m, found.n
    if m == 1:
        alone = _("The only vector is not zero, and so it is independent.")
    else:
        alone = _("The {m:,} words are independent: none is a combination of the others.").format(m=m)
    if m < n:
        return alone
    basis = _("They form a basis of the space: every vector is exactly one combination of them.")
    return sentences(alone, basis) if m > 1 else alone


def _dependent(found: Fullness) -> str:
    m, n, rank = found.m, found.n, found.rank
    if rank == 1:
        return _(
            "Any vector that is not zero spans a line on which all the others lie, so the {m:,} words are dependent."
        ).format(m=m)
    if rank == n:
        return _(
            "Any {rank:,} independent words form a basis of the space, and every other word is a combination of them, "
            "so the {m:,} words are dependent."
        ).format(rank=rank, m=m)
    return _(
        "All words lie in a subspace of dimension {rank:,}; the space has {n:,}. Any {rank:,} independent words form a "
        "basis of the subspace, and every other word is a combination of them, so the {m:,} words are dependent."
    ).format(rank=rank, n=n, m=m)


def _impossible(found: Fullness) -> str:
    if not found.full or found.m == found.n:
        return ""
    small, large = sorted((found.m, found.n))
    said = (
        _("Full row rank is impossible, as {small:,} < {large:,}.")
        if found.full_column_rank
        else _("Full column rank is impossible, as {small:,} < {large:,}.")
    )
    return said.format(small=small, large=large)
