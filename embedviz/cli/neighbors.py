"""``embedviz neighbors``: the words nearest to a word or a sum of words."""

import argparse
from typing import TYPE_CHECKING

import numpy as np

from embedviz import units
from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.computing import add_scheduler, computing
from embedviz.cli.terminal import ProgressLine, listed, print_csv, printable, say
from embedviz.errors import EmbedvizError, ExpressionError, UnknownWordError
from embedviz.i18n import _, ended, sentences

if TYPE_CHECKING:
    from embedviz.geometry.expression import Expression


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    neighbors = reading_command(
        commands,
        "neighbors",
        _run,
        _("the words nearest to a word or a sum of words"),
        _("Search all words for the nearest ones, exactly."),
    )
    neighbors.add_argument(
        "query",
        nargs="*",
        metavar="WORD_OR_EXPRESSION",
        help=_(
            'a word, or words joined by + and - between spaces, such as "king - man + woman"; '
            "after -- where it begins with the name of an option"
        ),
    )
    neighbors.add_argument("-k", type=int, default=10, metavar="K", help=_("how many (default: 10)"))
    neighbors.add_argument(
        "--metric",
        choices=("cosine", "euclidean", "dot"),
        default="cosine",
        help=_("cosine of the angle, the default, Euclidean distance or dot product"),
    )
    add_scheduler(neighbors)
    neighbors.add_argument("--csv", action="store_true", help=_("as CSV"))


def _run(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.geometry.expression import Expression, quote
    from embedviz.geometry.neighbors import available, neighbors

    query = " ".join(options.query)
    expression = _parsed(query)
    embedding = opened(options, line)
    if isinstance(expression, ExpressionError):
        if query not in embedding:  # a word with spaces, whose quotes the shell has taken
            spellings = embedding.words.suggest(query)
            near = _("Similar spellings: {words}").format(words=listed(map(quote, spellings))) if spellings else ""
            hint = ended(expression.hint) if near else expression.hint
            raise EmbedvizError(sentences(ended(str(expression)), hint, near)) from expression
        expression = Expression((query,), ())
    try:
        vector = expression.vector(embedding, unit=options.metric == "cosine")
    except UnknownWordError as error:
        spellings = embedding.words.suggest(error.word)
        near = (
            _("similar spellings: {words}").format(words=listed(spellings)) if spellings else _("no similar spelling")
        )
        raise EmbedvizError(_("{problem}; {hint}").format(problem=error, hint=near)) from error
    known = {word for word in expression.words if word in embedding}
    for word in set(expression.words) - known:
        note = _("{word!r} is not among the {words} of the vocabulary; its vector is made from its n-grams")
        say(note.format(word=word, words=units.words(len(embedding))))
    k, left_out = options.k, 0
    if isinstance(embedding.vectors, np.ndarray):  # of vectors in parts to count them would take a pass of its own
        there_are = available(embedding, metric=options.metric, exclude=known)
        k = min(k, there_are)
        left_out = available(embedding, metric="dot", exclude=known) - there_are
    with computing(options, embedding, line) as executor:
        found = neighbors(embedding, vector, k, options.metric, exclude=known, progress=line, executor=executor)
    line.clear()
    if left_out:
        note = _("{count:,} zero vectors have no cosine and are left out")
        say(note.format(count=left_out))
    ranked = list(zip(range(1, len(found) + 1), found.words, found.scores.tolist(), strict=True))
    if options.csv:
        print_csv(["rank", "word", options.metric], ranked)
        return
    for rank, word, score in ranked:
        print(f"{rank:>{len(str(len(ranked)))}}  {score:.4f}  {printable(word)}")


def _parsed(query: str) -> "Expression | ExpressionError":
    from embedviz.geometry.expression import parse

    try:
        return parse(query)
    except ExpressionError as error:
        if " " not in query or query.rstrip().endswith(("+", "-")):  # no word can be meant: before the file is read
            raise
        return error
