"""The pair of files that TensorFlow's embedding projector reads: numbers in one, words in another.

gensim's ``word2vec2tensor`` writes such a pair, and so does :func:`embedviz.formats.save.save`.
"""

from collections.abc import Generator
from contextlib import closing
from functools import partial
from itertools import chain

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.line_blocks import in_order, read_lines
from embedviz.formats.lines import LineError, Lines
from embedviz.formats.list_files import find_words
from embedviz.formats.matrix import require_shape
from embedviz.formats.metadata_files import find_metadata
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.recognize import COMMENTS, HEADER, is_above_numbers
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _


def read_tsv(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a text of n numbers a line, without words or a header, and the metadata beside it.

    Parameters
    ----------
    stream : ByteStream
        The vectors.
    options : Options
        May name the list of words. Then a first line of their number and the dimensions is a header, as it is where all
        others are rows of so many numbers.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If a line holds something else, or more or fewer numbers than line 1; if there is no metadata, or it has more or
        fewer rows.
    """
    header = HEADER.match(stream.head) if options.words or is_above_numbers(stream.head) else None
    if header is not None:
        stream.read(header.end())
    assumptions: list[Assumption] = []
    comments = COMMENTS.match(stream.head) if header is None else None
    if comments is not None:
        stream.read(comments.end())
        assumptions.append(Assumption("comments", {"count": comments[0].count(b"\n")}))
    above = int(header is not None) + (0 if comments is None else comments[0].count(b"\n"))
    lines = read_lines(stream, 1 + above)
    first = next(lines, None)
    if first is None:
        raise FileError(stream.name, _("only blanks; expected numbers"))
    __, n = require_shape(stream.name, (1, int(first.counts[0])))
    is_tabbed = b"\t" in first.top(1).text
    count = partial(_count, stream, above=above)
    if options.words:
        metadata = find_words(stream.beside, n, options.words)
    else:
        metadata = find_metadata(stream.beside, n, count, is_tabbed=is_tabbed)
    blocks = _saying(in_order(partial(_vectors, n=n), chain([first], lines)), assumptions)
    return with_list(n, blocks, metadata, stream.beside, _line, dtype="text", count=count, assumptions=assumptions)


def _count(read: ByteStream, *, above: int = 0) -> int:
    """Return how many lines of vectors the text has that is being read, blank ones at its end not counted."""
    with read.again() as stream:
        return sum(map(len, read_lines(stream, 1))) - above


def _saying(
    blocks: Generator[tuple[np.ndarray, bool], None, None], said: list[Assumption]
) -> Generator[np.ndarray, None, None]:
    """Yield vectors, and say where blank lines between them were left out."""
    has_gaps = False
    with closing(blocks):
        for vectors, is_behind_gap in blocks:
            if is_behind_gap and not has_gaps:
                has_gaps = True
                said.append(Assumption("blank lines in table", {}))
            yield vectors


def _vectors(lines: Lines, n: int) -> tuple[np.ndarray, bool]:
    unequal = np.flatnonzero(lines.counts != n)
    good = int(unequal[0]) if len(unequal) else len(lines)
    vectors = lines.numbers(n, good)  # what is wrong on an earlier line comes first
    if good < len(lines):
        raise LineError(
            lines,
            good,
            _("{found}, expected {n:,} as on line 1").format(found=units.numbers(int(lines.counts[good])), n=n),
        )
    return vectors, bool(lines.behind_gaps())


def _line(before: int, index: int) -> str:
    return _("line {line:,}").format(line=before + index + 1)
