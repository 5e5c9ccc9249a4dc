"""``embedviz convert``: the same words and numbers in another format."""

import argparse
import sys
import warnings
from pathlib import Path

from embedviz import units
from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.terminal import ProgressLine, printable
from embedviz.formats.restrictions import SAVED_FORMATS
from embedviz.i18n import _


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    convert = reading_command(
        commands,
        "convert",
        _run,
        _("write it in another format"),
        _("Write the same words and the same float32 numbers."),
    )
    convert.add_argument(
        "out",
        metavar="OUT",
        help=_(
            "where to: .vec is word2vec text, .bin word2vec binary, .txt GloVe text, .tsv TSV with metadata beside it, "
            ".parquet, .safetensors; a further .gz compresses all but the last two"
        ),
    )
    convert.add_argument(
        "--format",
        choices=SAVED_FORMATS,
        metavar="F",
        help=", ".join(SAVED_FORMATS) + _("; by default what OUT ends in"),
    )


def _run(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.formats.replacing import require_writable
    from embedviz.formats.save import chosen_format, save

    # Or else fail before the input is read.
    chosen_format(Path(options.out), options.format)
    require_writable(Path(options.out).expanduser())
    embedding = opened(options, line)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", UserWarning)
        written = save(embedding, options.out, format=options.format, progress=line)
    line.clear()
    for warning in said:
        print(printable(str(warning.message)), file=sys.stderr)
    m, n = embedding.shape
    for path in written:
        size = path.stat().st_size
        print(
            _("{path}: {words}, {dimensions}, {size:,} bytes").format(
                path=printable(str(path)), words=units.words(m), dimensions=units.dimensions(n), size=size
            )
        )
