"""The verdict on each claim in one line, what holds and what does not, and what would speak against it."""

from embedviz.claims.finding import ClaimId, Finding, Verdict
from embedviz.i18n import _


def verdict_names() -> dict[Verdict, str]:
    """Return the verdicts for a reader, by id.

    Returns
    -------
    dict of str to str
    """
    return {
        "holds": _("holds"),
        "qualified": _("holds in part"),
        "refuted": _("does not hold"),
        "untold": _("cannot be decided"),
    }


def ruling(finding: Finding) -> str:
    """Say in one line what of a claim holds and what does not.

    Parameters
    ----------
    finding : Finding
        Of any claim.

    Returns
    -------
    str
        Empty if it cannot be told.
    """
    if finding.verdict == "untold":
        return ""
    lines = _on_one_hot() | _on_the_matrix() | _on_geometry() | _on_meaning() | _on_learning()
    key = finding.claim, finding.verdict
    text = lines.get((*key, finding.case)) or lines[(*key, "")]
    return text.format(**finding.numbers)


def refuters() -> dict[ClaimId, str]:
    """Return what would speak against each claim, or why nothing can, by id.

    Returns
    -------
    dict of str to str
    """
    return {
        "orthogonal": _(
            "It would fail with two one-hot vectors whose product is not 0. By definition there are none; what is "
            "checked is the arithmetic."
        ),
        "identity": _(
            "It would fail with a rank below the number of words. By definition there is none; what is checked is the "
            "arithmetic."
        ),
        "waste": _("It would fail with a second coordinate that is not 0 in some vector."),
        "unlike": _("It would fail with two pairs of words whose cosines differ."),
        "contexts": _("It would fail with a correlation no higher than randomly permuted words reach."),
        "dependent": _("It would fail with a rank of m; with more words than dimensions no matrix has that."),
        "rank": _(
            "“At most n” holds for every matrix with n columns. The rest of the claim would fail with a rank above "
            "a tenth of m."
        ),
        "axes": _("It would fail if no more than half of the axes did better than 95% of random ones."),
        "distance": _("It would fail with no more neighbors in common with the cosine than chance gives."),
        "table": _("It would fail in part with two words whose rows are equal, or a word that has no row."),
        "pretrained": _(
            "It would fail if the agreement with human ratings could be chance: a lower bound of ρ at or below 0."
        ),
        "weights": _(
            "It would fail if the vector kept for a word were not its row of W but its row of W′, or a mean of the two."
        ),
        "objectives": _("It would fail if the loss of either network did not fall."),
        "one-vector": _(
            "It would fail if one vector found senses more often than guessing does, which no single point can; in "
            "part, if the senses are found mixed in it."
        ),
        "bilstm": _("It would fail if senses were found no more often than with the senses permuted at random."),
    }


_Lines = dict[tuple[ClaimId, Verdict, str], str]


def _on_one_hot() -> _Lines:
    return {
        ("orthogonal", "holds", ""): _("Holds: the dot product of any two of them is 0."),
        ("orthogonal", "refuted", ""): _("Does not hold: two of them have a dot product other than 0."),
        ("identity", "holds", ""): _("Holds, in a space of as many dimensions as there are words."),
        ("identity", "refuted", ""): _("Does not hold: their rank is below the number of words."),
        ("waste", "qualified", ""): _(
            "Holds for each vector alone: all its coordinates but one are 0. Does not hold for all together: each "
            "coordinate is the 1 of some word, and none can be spared."
        ),
        ("waste", "refuted", ""): _("Does not hold: some vector has more than one coordinate other than 0."),
        ("unlike", "holds", ""): _("Holds: all pairs of different words are equally close."),
        ("unlike", "refuted", ""): _("Does not hold: some pairs are closer than others."),
    }


def _on_the_matrix() -> _Lines:
    return {
        ("dependent", "holds", ""): _("Holds: as m > n, the rank is below m whatever the numbers are."),
        ("dependent", "qualified", ""): _(
            "Holds for these words, whose rank is below m. Does not hold for every m words in n dimensions, as m ≤ n."
        ),
        ("dependent", "refuted", ""): _("Does not hold: the rank is m, so the words are independent."),
        ("rank", "holds", ""): _(
            "Holds: the rank is at most n, as for every matrix with n columns, and at most a tenth of m."
        ),
        ("rank", "qualified", ""): _(
            "Holds in that the rank is at most n, as for every matrix with n columns. Does not hold in that the "
            "rank is not far below m."
        ),
        ("table", "holds", ""): _(
            "Holds: every word has a row, and no two that were compared are equal. The numbers are an example."
        ),
        ("table", "qualified", "repeated"): _(
            "Holds in that every word has a row. Does not hold in that some rows are equal."
        ),
        ("table", "qualified", "subwords"): _(
            "Holds for the words of the vocabulary. Does not hold for all words: others get a vector without a row."
        ),
    }


def _on_geometry() -> _Lines:
    return {
        ("axes", "holds", ""): _("Holds: nearly every axis groups more similar words than random axes do."),
        ("axes", "qualified", ""): _(
            "Holds for {better:,} of {n:,} axes, which group more similar words than random axes do. Does not "
            "hold for the others."
        ),
        ("axes", "refuted", ""): _(
            "Does not hold: only {better:,} of {n:,} axes group more similar words than random axes do."
        ),
        ("distance", "holds", ""): _("Holds: the nearest by distance are the nearest by cosine."),
        ("distance", "qualified", ""): _(
            "Holds for vectors of length 1, where distance and cosine rank all words in the same order. Does not "
            "hold for the vectors as they are, where length counts as well."
        ),
        ("distance", "refuted", ""): _(
            "Does not hold: the nearest by distance are no more often near by cosine than by chance."
        ),
    }


def _on_meaning() -> _Lines:
    return {
        ("contexts", "qualified", ""): _(
            "Holds on the whole: the similarity of contexts and that of vectors rise together, more than by "
            "chance. Does not hold pair by pair, and similar contexts are not similar meanings."
        ),
        ("contexts", "refuted", ""): _(
            "Does not hold in the text at hand: the similarity of contexts and that of vectors rise together no "
            "more than by chance."
        ),
        ("pretrained", "holds", ""): _(
            "Holds: every pair is found as spelled, no vector is zero, and cosines agree with human ratings, more "
            "than by chance."
        ),
        ("pretrained", "qualified", ""): _(
            "Holds: cosines agree with human ratings, more than by chance. Does not hold without checking first: "
            "some words are not found as spelled, or have a vector of zeros."
        ),
        ("pretrained", "refuted", ""): _("Does not hold here: the agreement with human ratings may be chance."),
    }


def _on_learning() -> _Lines:
    return {
        ("weights", "holds", ""): _("Holds for W, the weights of the input. The output's, W′, are dropped."),
        ("weights", "refuted", ""): _("Does not hold: a product differs from the vector that was kept."),
        ("objectives", "holds", ""): _("Holds: with either, the loss falls on the same text."),
        ("objectives", "refuted", ""): _("Does not hold: the loss of one of them did not fall."),
        ("one-vector", "holds", ""): _("Holds: all occurrences are one point, and no mixture of senses shows in it."),
        ("one-vector", "qualified", ""): _(
            "Holds in that one point cannot tell senses apart. Does not hold in that it can contain them: they are "
            "found in it, mixed."
        ),
        ("one-vector", "refuted", ""): _("Does not hold: one vector told senses apart."),
        ("bilstm", "holds", ""): _("Holds: they find senses more often than chance does."),
        ("bilstm", "qualified", ""): _(
            "Holds in that they find senses more often than chance does. Does not hold in that it takes an LSTM: "
            "the mean of the surrounding words' static vectors finds as many."
        ),
        ("bilstm", "refuted", ""): _("Does not hold: they find senses no more often than chance does."),
    }
