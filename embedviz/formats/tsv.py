"""The pair of files that TensorFlow's embedding projector reads: numbers in one, words in another.

gensim's ``word2vec2tensor`` writes such a pair, and so does :func:`embedviz.formats.save.save`.
"""

import re
from collections.abc import Generator
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.line_blocks import in_order, read_lines
from embedviz.formats.lines import LineError, Lines
from embedviz.formats.list_files import find_beside, find_words, list_names, without_compression
from embedviz.formats.matrix import require_shape
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.recognize import COMMENTS, HEADER
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import count_lines, split_lines
from embedviz.i18n import _

LISTS = re.compile("meta|label|word|vocab", re.IGNORECASE)
MOST_LISTS = 20
VECTORS = re.compile("vectors|tensors|tensor|vecs", re.IGNORECASE)


def read_tsv(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a text of n numbers a line, without words or a header, and the metadata beside it.

    Parameters
    ----------
    stream : ByteStream
        The vectors.
    options : Options
        May name the list of words; then a first line of their number and the dimensions is a header.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If a line holds something else, or more or fewer numbers than line 1; if there is no metadata, or it has more or
        fewer rows.
    """
    header = HEADER.match(stream.head) if options.words else None
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
    metadata = _metadata(stream, n, is_tabbed) if not options.words else find_words(stream.path, n, options.words)
    blocks = _saying(in_order(partial(_vectors, n=n), chain([first], lines)), assumptions)
    count = partial(_count, stream, above=above)
    return with_list(n, blocks, metadata, stream.path, _line, dtype="text", count=count, assumptions=assumptions)


def _metadata(stream: ByteStream, n: int, is_tabbed: bool) -> Path:
    """Return the list beside a file: by the usual names, or else the only one that has as many lines."""
    path = stream.path
    try:
        return find_beside(path, _metadata_names(path) if is_tabbed else list_names(path), n)
    except FileError:
        likely = [
            other.name
            for other in sorted(path.parent.iterdir())
            if LISTS.search(other.name) and other.name != path.name and other.suffix.lower() in (".tsv", ".txt", ".csv")
        ][:MOST_LISTS]
        m = _count(stream) if len(likely) > 1 else 0
        fitting = [name for name in likely if len(likely) == 1 or _listed(path.with_name(name)) in (m, m + 1)]
        if len(fitting) != 1:
            raise
        return find_beside(path, fitting, n)


def _count(read: ByteStream, *, above: int = 0) -> int:
    """Return how many lines of vectors the text has that is being read, blank ones at its end not counted."""
    with ByteStream(read.path) as stream:
        if read.encoding:
            stream.recode(read.encoding)
        if read.has_returns:
            stream.with_line_feeds()
        if read.parting:
            stream.with_plain_spaces(read.parting)
        return sum(map(len, read_lines(stream, 1))) - above


def _listed(path: Path) -> int:
    """Return how many lines a list of words has; none if it is no such list."""
    try:
        with ByteStream(path) as stream:
            return count_lines(split_lines(stream))
    except FileError:
        return 0


def _metadata_names(path: Path) -> list[str]:
    stem = without_compression(path).stem
    replaced = [VECTORS.sub(word, stem) for word in ("metadata", "meta")] if VECTORS.search(stem) else []
    stems = [*(stem + ending for ending in ("_metadata", ".metadata", "-metadata")), *replaced, "metadata"]
    return list(dict.fromkeys(f"{stem}.tsv" for stem in stems))


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
