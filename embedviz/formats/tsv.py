"""The pair of files that TensorFlow's embedding projector reads: numbers in one, words in another.

gensim's ``word2vec2tensor`` writes such a pair, and so does :func:`embedviz.formats.save.save`.
"""

import re
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.lines import LineError, Lines, in_order, read_lines
from embedviz.formats.matrix import require_shape
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import find_beside, with_words, without_compression
from embedviz.i18n import _

VECTORS = re.compile("vectors|tensors|tensor|vecs", re.IGNORECASE)


def read_tsv(stream: ByteStream) -> Content:
    """Read a text of n numbers a line, without words or a header, and the metadata beside it.

    Parameters
    ----------
    stream : ByteStream
        The vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If a line holds something else, or more or fewer numbers than line 1; if there is no metadata, or it has more or
        fewer rows.
    """
    lines = read_lines(stream, 1)
    first = next(lines, None)
    if first is None:
        raise FileError(stream.name, _("only blanks; expected numbers"))
    __, n = require_shape(stream.name, (1, int(first.counts[0])))
    metadata = find_beside(stream.path, _metadata_names(stream.path), n)
    blocks = in_order(partial(_vectors, n=n), chain([first], lines))
    return Content(n, with_words(blocks, metadata, stream.path, _line), dtype="text", companions=(metadata,))


def _metadata_names(path: Path) -> list[str]:
    stem = without_compression(path).stem
    replaced = [VECTORS.sub(word, stem) for word in ("metadata", "meta")] if VECTORS.search(stem) else []
    stems = [*(stem + ending for ending in ("_metadata", ".metadata", "-metadata")), *replaced, "metadata"]
    return list(dict.fromkeys(f"{stem}.tsv" for stem in stems))


def _vectors(lines: Lines, n: int) -> np.ndarray:
    unequal = np.flatnonzero(lines.counts != n)
    good = int(unequal[0]) if len(unequal) else len(lines)
    vectors = lines.numbers(n, good)  # what is wrong on an earlier line comes first
    if good < len(lines):
        raise LineError(
            lines,
            good,
            _("{found:,} numbers, expected {n:,} as on line 1").format(found=int(lines.counts[good]), n=n),
        )
    return vectors


def _line(before: int, index: int) -> str:
    return _("line {line:,}").format(line=before + index + 1)
