"""The numbers that decide claims: what they are, and how they are written, the same wherever they stand."""

from embedviz.claims.finding import Finding
from embedviz.i18n import _
from embedviz.units import number, percentage

_SHARES = {"share", "overlap", "accuracy", "spelled", "fall"}
"""Numbers that decide and are written in percent."""


def deciding_name(finding: Finding) -> str:
    """Return what the number that decides a claim is.

    Parameters
    ----------
    finding : Finding
        With such a number.

    Returns
    -------
    str
    """
    return {
        ("orthogonal", "largest"): _("the largest dot product of two"),
        ("identity", "rank"): _("the rank"),
        ("waste", "zeros"): _("the zeros in a vector"),
        ("unlike", "range"): _("the range of the cosines"),
        ("contexts", "rho"): _("Spearman's ρ of contexts and vectors"),
        ("dependent", "residual"): _("the residual of the witness"),
        ("dependent", "rank"): _("the rank"),
        ("rank", "share"): _("the rank as a share of m"),
        ("axes", "share"): _("the share of axes that beat random ones"),
        ("distance", "overlap"): _("the share of the cosine's neighbors"),
        ("table", "repeated"): _("the rows that repeat an earlier one"),
        ("pretrained", "spelled"): _("the share of pairs as spelled"),
        ("pretrained", "low"): _("the lower bound of ρ"),
        ("weights", "difference"): _("the largest difference of product and row"),
        ("objectives", "fall"): _("the smaller relative fall of the loss"),
        ("one-vector", "accuracy"): _("the share of senses found"),
        ("bilstm", "accuracy"): _("the share of senses found"),
    }[finding.claim, finding.decided_by]


def deciding_number(finding: Finding) -> str:
    """Return the number that decides a claim as a reader sees it, the same wherever it stands.

    Parameters
    ----------
    finding : Finding
        With such a number.

    Returns
    -------
    str
    """
    return _written(finding, finding.numbers[finding.decided_by])


def bound(finding: Finding) -> str:
    """Return what the number that decides a claim is compared with, written as that number is.

    Parameters
    ----------
    finding : Finding
        With such a number.

    Returns
    -------
    str
    """
    return _written(finding, finding.bound)


def _written(finding: Finding, value: float) -> str:
    if finding.decided_by in _SHARES:
        return percentage(value, digits=2)
    return f"{value:g}" if isinstance(value, float) and value == round(value) else number(value)
