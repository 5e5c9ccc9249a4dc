"""The command line: ``python -m embedviz``."""

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, UnknownWordError
from embedviz.formats.restrictions import SAVED_FORMATS
from embedviz.i18n import _
from embedviz.terminal import ProgressLine, listed, print_csv, print_facts, printable

if TYPE_CHECKING:
    from io import TextIOWrapper

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
DONE, FAILED, INTERRUPTED = 0, 2, 130
SHOWN_WORDS = 5
SHOWN_ENERGIES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; those of the process unless given.

    Returns
    -------
    int
        The exit status: 0, 2 after an error, 130 if interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    line = ProgressLine(options.progress or sys.stderr.isatty())
    try:
        options.run(options, line)
        sys.stdout.flush()
    except KeyboardInterrupt:
        line.clear()
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads the output has seen enough
        _discard_output()
    except EmbedvizError as error:
        return _fail(line, str(error))
    except OSError as error:
        _discard_output()
        what = error.filename or _("the output cannot be written")
        return _fail(line, f"{what}: {error.strerror or error}")
    return DONE


def _fail(line: ProgressLine, message: str) -> int:
    line.clear()
    print(f"embedviz: {printable(message)}", file=sys.stderr)
    return FAILED


def _discard_output() -> None:
    # What is still buffered would fail once more when Python exits.
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m embedviz",
        description=_("See and measure the linear algebra of word embeddings, in any file of word vectors."),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands: _Commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND FILE", required=True)
    _command(commands, "info", _info, _("what a file holds"), _("Read a file whole and say what it holds."))
    _add_convert(commands)
    _add_spectrum(commands)
    _add_neighbors(commands)
    return parser


def _epilog() -> str:
    return _(
        """\
FILE is GloVe text, word2vec text or binary, a fastText model (.bin), TSV vectors with
their metadata, .npy with a list of words, Parquet, Arrow or safetensors, plain or
compressed by gzip, bzip2, xz or zstd; its content decides, not its name. Or it is the
name of a source, such as glove-6b-50d.

examples:
  python -m embedviz info vectors.txt.gz
  python -m embedviz convert GoogleNews-vectors-negative300.bin.gz news.parquet --limit 100000
  python -m embedviz spectrum glove-6b-50d --center
  python -m embedviz spectrum vectors.vec --csv > spectrum.csv
  python -m embedviz neighbors glove-6b-50d "king - man + woman" -k 5

exit status:
  0    all went well
  2    a file, a word or an option is not what it should be; one line on stderr says why
  130  interrupted by Ctrl-C

environment:
  EMBEDVIZ_CACHE  the folder where files that were read are kept, so that they open at
                  once from then on; by default "embedviz" in the user's cache folder
  EMBEDVIZ_DATA   a folder whose files are sources: file:NAME"""
    )


def _command(
    commands: _Commands, name: str, run: Callable[[argparse.Namespace, ProgressLine], None], help: str, description: str
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=help, description=description)
    added.set_defaults(run=run)
    added.add_argument("file", metavar="FILE", help=_("word vectors, or the name of a source"))
    added.add_argument("--limit", type=int, metavar="N", help=_("take only the first N words"))
    added.add_argument("--progress", action="store_true", help=_("show progress even if stderr is no terminal"))
    return added


def _add_convert(commands: _Commands) -> None:
    convert = _command(
        commands,
        "convert",
        _convert,
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


def _add_spectrum(commands: _Commands) -> None:
    spectrum = _command(
        commands,
        "spectrum",
        _spectrum,
        _("its singular values and ranks"),
        _("Compute the singular values of its matrix, exactly."),
    )
    spectrum.add_argument("--center", action="store_true", help=_("subtract the mean vector first"))
    spectrum.add_argument(
        "--rtol",
        type=_tolerance,
        metavar="X",
        help=_("tolerance of the rank, relative to the largest singular value; by default max(m, n) eps of float64"),
    )
    spectrum.add_argument("--csv", action="store_true", help=_("only the singular values, as CSV"))


def _add_neighbors(commands: _Commands) -> None:
    neighbors = _command(
        commands,
        "neighbors",
        _neighbors,
        _("the words nearest to a word or a sum of words"),
        _("Search all words for the nearest ones, exactly."),
    )
    neighbors.add_argument(
        "query",
        metavar="WORD_OR_EXPRESSION",
        help=_('a word, or words joined by + and - between spaces, such as "king - man + woman"'),
    )
    neighbors.add_argument("-k", type=int, default=10, metavar="K", help=_("how many (default: 10)"))
    neighbors.add_argument(
        "--metric",
        choices=("cosine", "euclidean", "dot"),
        default="cosine",
        help=_("cosine of the angle, the default, Euclidean distance or dot product"),
    )
    neighbors.add_argument("--csv", action="store_true", help=_("as CSV"))


def _info(options: argparse.Namespace, line: ProgressLine) -> None:
    import numpy as np

    embedding = _opened(options, line)
    m, n = embedding.shape
    low, median, high = np.quantile(embedding.norms, [0, 0.5, 1])
    origin = embedding.origin
    facts = [(_("file"), printable(options.file))]
    if origin is None:
        facts.append((_("source"), embedding.note))
    else:
        facts += [(_("format"), origin.format), (_("bytes"), f"{origin.size:,}"), (_("number type"), origin.dtype)]
    facts += [
        (_("words"), f"{m:,}"),
        (_("dimensions"), f"{n:,}"),
        (_("norms"), _("min {low:.4g}, median {median:.4g}, max {high:.4g}").format(low=low, median=median, high=high)),
    ]
    if embedding.subwords is not None:
        facts.append((_("n-grams"), f"{len(embedding.subwords.vectors):,}"))
    if origin is not None:
        facts += [
            (_("duplicates"), _("{count:,} rows left out").format(count=origin.duplicates)),
            (_("not UTF-8"), _("{count:,} words").format(count=origin.undecodable)),
            (_("first read in"), _("{seconds:.2f} s").format(seconds=origin.seconds)),
        ]
    facts += [
        (_("first words"), listed(embedding.words[:SHOWN_WORDS])),
        (_("last words"), listed(embedding.words[max(0, m - SHOWN_WORDS) :])),
    ]
    print_facts(facts)


def _convert(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.formats.save import chosen_format, save

    chosen_format(Path(options.out), options.format)  # or else fail before the input is read
    embedding = _opened(options, line)
    written = save(embedding, options.out, format=options.format, progress=line)
    line.clear()
    m, n = embedding.shape
    for path in written:
        size = path.stat().st_size
        print(
            _("{path}: {m:,} words, {n:,} dimensions, {size:,} bytes").format(
                path=printable(str(path)), m=m, n=n, size=size
            )
        )


def _spectrum(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.algebra.spectrum import spectrum

    embedding = _opened(options, line)
    found = spectrum(embedding, center=options.center, progress=line)
    line.clear()
    values, energies = found.singular_values, found.energies
    if options.csv:
        print_csv(
            ["k", "singular_value", "energy"],
            ([k, float(values[k - 1]), float(energies[k - 1])] for k in range(1, len(values) + 1)),
        )
        return
    m, n = found.shape
    shown = [k for k in SHOWN_ENERGIES if k < len(values)]
    print_facts(
        [
            (_("matrix"), _("{m:,} words x {n:,} dimensions").format(m=m, n=n)),
            (_("rank"), f"{found.rank(options.rtol):,}"),
            (_("tolerance"), f"{found.tolerance(options.rtol):.4g}"),
            (_("storage floor"), f"{found.storage_floor:.4g}"),
            (_("effective rank"), f"{found.effective_rank:.4f}"),
            (_("stable rank"), f"{found.stable_rank:.4f}"),
            (_("participation ratio"), f"{found.participation_ratio:.4f}"),
            (_("condition number"), f"{found.condition_number:.6g}"),
            *((_("energy of the first {k}").format(k=k), f"{found.energy(k):.4%}") for k in shown),
        ]
    )
    print(_("singular values"))
    for k, value in enumerate(values, 1):
        print(f"{k:>{len(str(len(values)))}}  {value:.10g}")


def _neighbors(options: argparse.Namespace, line: ProgressLine) -> None:
    import numpy as np

    from embedviz.geometry.expression import parse
    from embedviz.geometry.neighbors import neighbors

    expression = parse(options.query)
    embedding = _opened(options, line)
    try:
        vector = expression.vector(embedding, unit=options.metric == "cosine")
    except UnknownWordError as error:
        spellings = embedding.words.spelled_like(error.word)
        near = _("spelled like it: {words}").format(words=listed(spellings)) if spellings else _("no spelling is near")
        raise EmbedvizError(f"{error}; {near}") from error
    known = {word for word in expression.words if word in embedding}
    for word in set(expression.words) - known:
        note = _("{word!r} is not among the {m:,} words of the vocabulary; its vector is made from its n-grams")
        print("embedviz:", printable(note.format(word=word, m=len(embedding))), file=sys.stderr)
    available = int(np.count_nonzero(embedding.norms)) - len(known)
    found = neighbors(embedding, vector, min(options.k, available), options.metric, exclude=known)
    ranked = list(zip(range(1, len(found) + 1), found.words, found.scores.tolist(), strict=True))
    if options.csv:
        print_csv(["rank", "word", options.metric], ranked)
        return
    for rank, word, score in ranked:
        print(f"{rank:>{len(str(len(ranked)))}}  {score:.4f}  {printable(word)}")


def _opened(options: argparse.Namespace, line: ProgressLine) -> Embedding:
    from embedviz.formats.load import load
    from embedviz.sources.catalogue import catalogue, open_source

    if not os.path.lexists(options.file) and options.file in catalogue():
        embedding = open_source(options.file, progress=line)
        embedding = embedding if options.limit is None else embedding.top(options.limit)
    else:
        embedding = load(options.file, limit=options.limit, progress=line)
    line.clear()
    return embedding


def _tolerance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(_("{text!r}; expected a number from 0 to 1").format(text=text))
    return value


if __name__ == "__main__":
    sys.exit(main())
