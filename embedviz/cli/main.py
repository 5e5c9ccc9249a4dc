"""The program: its commands, its help, and how it ends."""

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import embedviz
from embedviz.cli import app, convert, dimension, health, info, neighbors, report, spectrum
from embedviz.cli.argparse_texts import Parser, ProgramFormatter, argparse_translated
from embedviz.cli.command import Commands
from embedviz.cli.terminal import ProgressLine, say
from embedviz.errors import EmbedvizError, places, reason
from embedviz.i18n import LANGUAGES, _, language, listed, nearest_language, spoken, valued

if TYPE_CHECKING:
    from io import TextIOWrapper

DONE, FAILED, INTERRUPTED = 0, 2, 130
COMMANDS = (app, info, health, report, convert, spectrum, dimension, neighbors)


def main(arguments: Sequence[str] | None = None, *, program: str = "embedviz") -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; those of the process unless given. None at all asks for the help.
    program : str
        What its help calls it.

    Returns
    -------
    int
        The exit status: 0, 1 if :mod:`health` found what it was to fail on, 2 after an error, 130 if interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    with spoken(_language(given)):
        return _run(given or ["--help"], program)


def _run(arguments: list[str], program: str) -> int:
    with argparse_translated():
        options = _options(_parser(program), arguments)
    line = ProgressLine(options.progress or sys.stderr.isatty())
    try:
        status: int = options.run(options, line) or DONE
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        line.clear()
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads the output has seen enough
        _discard_output()
    except EmbedvizError as error:
        noted = listed(places(error))
        return _fail(line, _("{problem} ({note})").format(problem=error, note=noted) if noted else str(error))
    except OSError as error:
        _discard_output()
        what = str(error.filename or _("the output cannot be written"))
        return _fail(line, valued(what, reason(error)))
    return DONE


def _language(arguments: Sequence[str]) -> str:
    """Return the language to speak, before there is a parser to ask: what --lang says, else the locale."""
    for given, following in pairwise([*arguments, ""]):
        if given == "--lang" and following in LANGUAGES:
            return following
        if given.startswith("--lang=") and given.removeprefix("--lang=") in LANGUAGES:
            return given.removeprefix("--lang=")
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if nearest_language(named.partition(".")[0].replace("_", "-")) == "zh" else language()


def _options(parser: argparse.ArgumentParser, given: list[str]) -> argparse.Namespace:
    """Return the options; what is none of them, as a word that begins with "-", is the query where one is missing."""
    options, others = parser.parse_known_args(given)
    query = getattr(options, "query", None)
    if query is not None:
        cut = others.index("--") if "--" in others else len(others)
        before, is_cut = others[:cut], cut < len(others)
        if not query or query[-1] in ("+", "-"):
            taken = [] if any(other.startswith("--") for other in before) else before
            query, before = [*query, *taken], before[len(taken) :]
        if "--" in given and (is_cut or not query):  # what argparse takes for none of it, or for nothing at all
            query = [*query, *given[given.index("--") + 1 :]]
        options.query, others = query, before
    if others:
        parser.error(_("unrecognized arguments: {arguments}").format(arguments=" ".join(others)))
    return options


def _fail(line: ProgressLine, message: str) -> int:
    line.clear()
    say(message)
    return FAILED


def _discard_output() -> None:
    # What is still buffered would fail once more when Python exits.
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser(program: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = Parser(
        program,
        description=_("See and measure the linear algebra of word embeddings, in any file of word vectors."),
        epilog=_epilog().format(program=program),
        formatter_class=ProgramFormatter,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"embedviz {embedviz.__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument("--lang", choices=tuple(LANGUAGES), help=_("language of the messages (default: the locale's)"))
    commands: Commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


def _epilog() -> str:
    return _(
        """\
FILE is GloVe text or binary, word2vec text or binary, a fastText model (.bin, .ftz), CSV
or another table as text, JSON or JSON lines, TSV vectors with their metadata, .npy, .npz or
numbers as text with a list of words, Parquet, Arrow, safetensors with a list of words or a
tokenizer.json, plain or compressed by gzip, bzip2, xz or zstd; its content decides, not its
name. Or it is the folder of a model, such as Model2Vec's or a snapshot of Hugging Face's
hub; or a folder of Parquet files that make one data set, its URL, or a pattern. Or it is
the name of a source, such as glove-6b-50d, or of a file in EMBEDVIZ_DATA.

examples:
  {program} app --data folder/with/vectors
  {program} info vectors.txt.gz
  {program} info vectors.txt --encoding gb18030
  {program} health vectors.txt.gz --fail-on zero-rows,duplicates
  {program} report vectors.txt.gz -o report.html
  {program} convert GoogleNews-vectors-negative300.bin.gz news.parquet --limit 100000
  {program} spectrum glove-6b-50d --center
  {program} spectrum vectors.vec --csv > spectrum.csv
  {program} dimension glove-6b-50d --limit 20000
  {program} neighbors glove-6b-50d "king - man + woman" -k 5
  {program} spectrum folder/of/parts --scheduler tcp://host:8786

exit status:
  0    all went well
  1    health found what --fail-on names
  2    a file, a word or an option is not what it should be; one line on stderr says why
  130  interrupted by Ctrl-C

environment:
  EMBEDVIZ_CACHE  the folder where files that were read are kept, so that they open at
                  once from then on; by default "embedviz" in the user's cache folder
  EMBEDVIZ_DATA   a folder whose files are sources: file:NAME
  EMBEDVIZ_SCHEDULER  a dask scheduler whose workers compute, such as tcp://host:8786"""
    )
