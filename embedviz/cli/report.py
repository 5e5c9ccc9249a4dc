"""``embedviz report``: one page on a file, to be sent to colleagues."""

import argparse

from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.terminal import ProgressLine, printable
from embedviz.i18n import LANGUAGES, _, language


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    report = reading_command(
        commands,
        "report",
        _run,
        _("a one-page report to send to colleagues"),
        _(
            "Write a report on the vectors as one page that needs no network: rank, spectrum, intrinsic dimension, "
            "isotropy, norms, neighbors, hubs, health, a map, evaluation, claims."
        ),
    )
    report.add_argument("-o", "--output", metavar="OUT", help=_("the page; with the ending .json, its numbers"))
    report.add_argument("--json", action="store_true", help=_("print its numbers as JSON"))
    report.add_argument("--language", choices=tuple(LANGUAGES), default=language(), help=_("language of the page"))
    report.add_argument(
        "--only",
        metavar="SECTIONS",
        type=lambda text: [part.strip() for part in text.split(",")],
        help=_("only these sections, such as rank,health"),
    )
    report.add_argument(
        "--word",
        action="append",
        default=[],
        metavar="WORD",
        help=_("a word whose neighbors to show besides the first words'; may be given more than once"),
    )


def _run(options: argparse.Namespace, line: ProgressLine) -> int | None:
    from embedviz.errors import EmbedvizError
    from embedviz.reporting.make import report, report_path

    if options.output is None and not options.json:
        raise EmbedvizError(_("nowhere to write to; expected -o report.html, or --json"))
    if options.output is not None:
        report_path(options.output)  # or else fail before the input is read
    found = report(
        opened(options, line),
        options.output,
        language=options.language,
        words=options.word,
        sections=options.only,
        name=options.file,
        progress=line,
    )
    line.clear()
    if options.json:
        print(found.to_json())
    else:
        print(printable(_("{file}: {count:,} sections").format(file=options.output, count=len(found.data))))
    return None
