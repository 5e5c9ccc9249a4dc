"""What was found of the health of vectors, in the reader's language."""

from embedviz.diagnosis.finding import Health, HealthFinding, Kind, Severity
from embedviz.i18n import _, listed, sentences


def severities() -> dict[Severity, str]:
    """Return how bad a finding is, for a reader, by id.

    Returns
    -------
    dict of str to str
    """
    return {"fault": _("fault"), "warning": _("warning"), "note": _("note")}


def titles() -> dict[Kind, str]:
    """Return what a finding is of, for a reader, by id.

    Returns
    -------
    dict of str to str
    """
    return {
        "zero-rows": _("Zero vectors"),
        "norms": _("Extreme norms"),
        "duplicates": _("Identical vectors"),
        "near-duplicates": _("Nearly identical vectors"),
        "isolated": _("Isolated words"),
        "hubs": _("Hubs"),
        "constant-dimensions": _("Constant dimensions"),
        "dominant-dimensions": _("Dominant dimensions"),
        "precision": _("Rounded numbers"),
        "repeated-words": _("Repeated words"),
        "composition": _("Words that look the same"),
        "case": _("Words that differ in form only"),
        "control-characters": _("Control characters"),
        "undecodable": _("Undecodable bytes"),
        "mojibake": _("Mojibake"),
        "numbers": _("Numbers"),
    }


def sentence(finding: HealthFinding) -> str:
    """Say what was found, by how much, and what it does.

    Parameters
    ----------
    finding : HealthFinding
        Any.

    Returns
    -------
    str
        Plain text.
    """
    said = _sentences()[finding.kind].format(
        count=finding.count, examined=finding.examined, examples=listed(finding.examples), **finding.numbers
    )
    return " ".join(said.split())


def limit(health: Health, kind: Kind) -> str:
    """Say of how many rows something could be looked for.

    Parameters
    ----------
    health : Health
        With such a limit.
    kind : str
        What was looked for.

    Returns
    -------
    str
    """
    return _("{title}: looked for in {examined:,} of {m:,} rows; comparing the others would take too long.").format(
        title=titles()[kind], examined=health.limits[kind], m=len(health.embedding)
    )


def summary(health: Health) -> str:
    """Say how much was found.

    Parameters
    ----------
    health : Health
        Any.

    Returns
    -------
    str
        Plain text.
    """
    counts = dict.fromkeys(severities(), 0)
    for finding in health.findings:
        counts[finding.severity] += 1
    if not health.findings:
        return _("Nothing was found.")
    return sentences(
        _("Kinds of faults: {fault}; of warnings: {warning}; of notes: {note}.").format(**counts),
        *(limit(health, kind) for kind in health.limits),
    )


def _sentences() -> dict[Kind, str]:
    return {
        "zero-rows": _(
            "Words whose vector is zero: {count:,}. They have no direction, so no cosine and no neighbors by it."
        ),
        "norms": _(
            "Vectors far shorter or longer than the others: {count:,}; {short:,} below {low:.3g}, {long:,} above "
            "{high:.3g}. The median norm is {median:.3g}."
        ),
        "duplicates": _(
            "Vectors equal to that of an earlier word, to the last bit: {count:,}. Vectors that occur more than once: "
            "{groups:,}."
        ),
        "near-duplicates": _(
            "Vectors within {radius:.3g} of an earlier word's, which is 1% of the typical distance from the mean: "
            "{count:,}."
        ),
        "isolated": _(
            "Words farther than {radius:.3g} from every other, three times the median distance to the nearest: "
            "{count:,}."
        ),
        "hubs": _(
            "Of the first {examined:,} words, those among the {k} nearest of {least} others or more: {count:,}. On "
            "average it is {k}."
        ),
        "constant-dimensions": _("Dimensions that hold one number for all words: {count:,} of {examined:,}."),
        "dominant-dimensions": _(
            "Dimensions with more than five times their even share of the squared norms: {count:,} of "
            "{examined:,}. The largest share is {share:.1%}, where {even:.2%} would be even: they dominate the "
            "cosines."
        ),
        "precision": _("The numbers were rounded before they became float32: {examples}."),
        "repeated-words": _("Words that occur earlier in the list: {count:,}. Only the first is found by its name."),
        "composition": _(
            "Words that look like an earlier one and are written with other code points, composed or decomposed: "
            "{count:,}."
        ),
        "case": _("Words that differ from an earlier one only by case, width, “_” or special letters: {count:,}."),
        "control-characters": _("Words that are empty or hold control characters: {count:,}."),
        "undecodable": _("Words with bytes that are not UTF-8, as the file has another encoding: {count:,}."),
        "mojibake": _("Words that are UTF-8 read as Latin-1 or Windows-1252: {count:,}."),
        "numbers": _("Words that are numbers in digits: {count:,}."),
    }
