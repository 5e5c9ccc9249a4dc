"""``embedviz health``: what may be wrong with a file, for people and for continuous integration."""

import argparse
import json
from typing import TYPE_CHECKING

from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.terminal import ProgressLine, listed, print_facts, printable
from embedviz.i18n import _, valued

if TYPE_CHECKING:
    from embedviz.diagnosis.finding import Health

FOUND = 1


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    health = reading_command(
        commands,
        "health",
        _run,
        _("what may be wrong with it"),
        _(
            "Look for zero, identical and nearly identical vectors, extreme norms, isolated words, hubs, constant "
            "and dominant dimensions, and malformed or repeated words."
        ),
    )
    health.add_argument("--json", action="store_true", help=_("print the findings as JSON"))
    health.add_argument(
        "--fail-on",
        metavar="KINDS",
        type=_kinds,
        default=(),
        help=_(
            "exit with status 1 if one of these is found, such as zero-rows,duplicates; fault and warning select "
            "all findings of that severity"
        ),
    )
    health.add_argument(
        "--without", metavar="KINDS", type=_kinds, help=_("with --output: which to take out; by default all rows found")
    )
    health.add_argument(
        "-o", "--output", metavar="OUT", help=_("write a copy without what was found, in the format of its ending")
    )


def _run(options: argparse.Namespace, line: ProgressLine) -> int:
    from embedviz.diagnosis.check import health
    from embedviz.diagnosis.data import as_data
    from embedviz.formats.save import save

    found = health(opened(options, line), progress=line)
    if options.output is not None:
        save(found.without(*(options.without or ())), options.output, progress=line)
    line.clear()
    if options.json:
        print(json.dumps(as_data(found), indent=2, ensure_ascii=True))
    else:
        _print(found)
    return FOUND if options.fail_on and found.matching(*options.fail_on) else 0


def _print(found: "Health") -> None:
    from embedviz.diagnosis.texts import sentence, severities, summary

    names = severities()
    for finding in found.findings:
        print(valued(names[finding.severity], finding.kind))
        print(f"  {printable(sentence(finding))}")
        if finding.examples and finding.kind != "precision":
            print(f"  {listed(finding.examples)}")
    print_facts([(_("summary"), summary(found))])


def _kinds(text: str) -> tuple[str, ...]:
    from embedviz.diagnosis.finding import require_kinds
    from embedviz.errors import EmbedvizError

    kinds = tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        require_kinds(*kinds)
    except EmbedvizError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return kinds
