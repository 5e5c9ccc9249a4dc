"""What the commands that read word vectors have in common."""

import argparse
import os
from collections.abc import Callable
from typing import TypeAlias

from embedviz.cli.argparse_texts import Formatter
from embedviz.cli.terminal import ProgressLine
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace, ProgressLine], int | None]


def reading_command(commands: Commands, name: str, run: Run, help: str, description: str) -> argparse.ArgumentParser:
    """Add a command that reads word vectors.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    name : str
        What it is called by.
    run : callable
        Takes the options and the line of progress.
    help, description : str
        What it does: in the list of commands, and in its own help.

    Returns
    -------
    ArgumentParser
        For options of its own.
    """
    added = commands.add_parser(name, help=help, description=description, formatter_class=Formatter)
    added.set_defaults(run=run)
    added.add_argument("file", metavar="FILE", help=_("word vectors, or the name of a source"))
    added.add_argument("--limit", type=int, metavar="N", help=_("take only the first N words"))
    added.add_argument(
        "--vectors",
        metavar="NAME",
        help=_(
            "take the vectors from the tensor, array, column or file in an archive of this name, where FILE holds "
            "several"
        ),
    )
    added.add_argument(
        "--encoding", metavar="E", help=_("read the words of FILE in this encoding, such as gb18030, not in UTF-8")
    )
    added.add_argument(
        "--sep",
        metavar="S",
        type=_separator,
        help=_("read FILE as a table whose columns are separated by S, or by tab"),
    )
    added.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help=_("whether the first row of such a table names its columns"),
    )
    added.add_argument(
        "--words", metavar="LIST", help=_("take the words from this list, where FILE holds vectors alone")
    )
    added.add_argument("--progress", action="store_true", help=_("show progress even if stderr is not a terminal"))
    return added


def _separator(text: str) -> str:
    named = {"tab": "\t", "\\t": "\t", "space": " "}.get(text, text)
    if len(named) != 1:
        raise argparse.ArgumentTypeError(_("{text!r}; expected one character, or tab, or space").format(text=text))
    return named


def opened(options: argparse.Namespace, line: ProgressLine) -> Embedding:
    """Open the file or the source that a command is given.

    Parameters
    ----------
    options : Namespace
        Of a command that :func:`reading_command` added.
    line : ProgressLine
        Shows how far it is.

    Returns
    -------
    Embedding

    Raises
    ------
    EmbedvizError
        If it cannot be opened.
    """
    from embedviz.formats.load import load
    from embedviz.parts.dataset import holds_parts, open_dataset
    from embedviz.sources.catalogue import catalogue, open_source
    from embedviz.sources.folder import PREFIX, path_of

    sources = {} if os.path.lexists(options.file) else catalogue()
    id = next((id for id in (options.file, f"{PREFIX}{options.file}") if id in sources), None)
    told = {
        "tensor": options.vectors,
        "encoding": options.encoding,
        "separator": options.sep,
        "header": options.header,
        "words": options.words,
    }
    if id is not None and all(value is None for value in told.values()):
        embedding = open_source(id, progress=line)
        embedding = embedding if options.limit is None else embedding.top(options.limit)
    elif id is not None and not id.startswith(PREFIX):
        raise EmbedvizError(_("{id} is not a file, so options for reading a file do not apply").format(id=id))
    elif id is None and holds_parts(options.file):
        if any(value is not None for name, value in told.items() if name != "tensor"):
            raise EmbedvizError(
                _("{file} holds parts; expected no option of how to read text").format(file=options.file)
            )
        embedding = open_dataset(options.file, vectors=options.vectors, progress=line)
        embedding = embedding if options.limit is None else embedding.top(options.limit)
    else:
        file = options.file if id is None else path_of(id.removeprefix(PREFIX))
        embedding = load(file, limit=options.limit, progress=line, **told)
    line.clear()
    return embedding
