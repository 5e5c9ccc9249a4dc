"""The health of the file."""

from embedviz.diagnosis.check import health
from embedviz.diagnosis.data import as_data
from embedviz.diagnosis.texts import sentence, severities, summary
from embedviz.i18n import _
from embedviz.markup import listed, paragraph, table
from embedviz.reporting.section import Section, Subject

# Rows are listed by the command; a report of a million of them would help nobody.
LISTED = 100


def build(subject: Subject) -> Section:
    """Look for what may be wrong."""
    found = health(subject.embedding, progress=subject.progress)
    names, data = severities(), as_data(found)
    for each in data["findings"]:
        each["rows"], each["rows_left_out"] = each["rows"][:LISTED], max(0, len(each["rows"]) - LISTED)
    rows = ([names[each.severity], sentence(each), listed(each.examples)] for each in found.findings)
    shown = [table([_("severity"), _("finding"), _("examples")], rows)] if found.findings else []
    return Section(
        (paragraph(summary(found)), *shown),
        {"findings": data["findings"], "limits": data["limits"]},
        _(
            "All rows are checked, exactly; hubs only among the first 5,000 words. The documentation of ev.health "
            "defines each finding."
        ),
        (subject.command("health"),),
    )
