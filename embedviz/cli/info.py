"""``embedviz info``: what a file holds."""

import argparse
from typing import TYPE_CHECKING

from embedviz import units
from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.terminal import ProgressLine, listed, print_facts, printable
from embedviz.i18n import _, ngettext
from embedviz.i18n import listed as among

if TYPE_CHECKING:
    from embedviz.embedding import Embedding

SHOWN_WORDS = 5
SHOWN_COLUMNS = 8


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    reading_command(commands, "info", _run, _("what a file holds"), _("Read a file whole and say what it holds."))


def _run(options: argparse.Namespace, line: ProgressLine) -> None:
    import numpy as np

    from embedviz.formats.layouts import layout

    embedding = opened(options, line)
    m, n = embedding.shape
    low, median, high = np.quantile(embedding.norms, [0, 0.5, 1])
    origin = embedding.origin
    facts = [(_("file"), printable(options.file))]
    if origin is None:
        facts.append((_("source"), _(embedding.note) if embedding.note else ""))
    else:
        facts.append((_("format"), origin.title))
        facts += [(_("layout"), laid_out)] if (laid_out := layout(embedding)) else []
        facts += [(_("bytes"), f"{origin.size:,}"), (_("number type"), origin.numbers)]
    facts += [
        (_("words"), f"{m:,}"),
        (_("dimensions"), f"{n:,}"),
        *([] if embedding.precision is None else [(_("rounded to"), embedding.precision.title)]),
        (_("norms"), _("min {low:.4g}, median {median:.4g}, max {high:.4g}").format(low=low, median=median, high=high)),
    ]
    if embedding.subwords is not None:
        facts.append((_("n-grams"), f"{len(embedding.subwords.vectors):,}"))
    if origin is not None:
        facts += [
            (
                _("duplicates"),
                ngettext("{count:,} row left out", "{count:,} rows left out", origin.duplicates).format(
                    count=origin.duplicates
                ),
            ),
            (_("not UTF-8"), units.words(origin.undecodable)),
            *([(_("encoding"), likely)] if origin.undecodable and (likely := _likely(embedding)) else []),
            (_("first read in"), _("{seconds:.2f} s").format(seconds=origin.seconds)),
            *((_("assumed"), printable(str(assumption))) for assumption in origin.assumptions),
        ]
    if embedding.columns is not None:
        facts.append((_("columns"), listed(embedding.columns.column_names[:SHOWN_COLUMNS])))
    facts += [
        (_("first words"), listed(embedding.words[:SHOWN_WORDS])),
        (_("last words"), listed(embedding.words[max(0, m - SHOWN_WORDS) :])),
    ]
    print_facts(facts)


def _likely(embedding: "Embedding") -> str:
    """Return in which encodings words that are not UTF-8 may be spelled, and how to have them read so."""
    from embedviz.formats.previews import previews

    names = [name for name in previews(embedding.words) if name]
    return _("perhaps {names}: --encoding {first}").format(names=among(names), first=names[0]) if names else ""
