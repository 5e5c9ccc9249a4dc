"""What the file is."""

import hashlib

import numpy as np

import embedviz
from embedviz.algebra.reductions import report
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import shortened
from embedviz.formats.layouts import layout
from embedviz.i18n import _
from embedviz.markup import facts, listed, note
from embedviz.progress import ProgressCallback
from embedviz.reporting.section import Section, Subject
from embedviz.units import size
from embedviz.vectors import as_embedding

SHOWN = 12
WORDS_AT_ONCE = 10_000


def build(subject: Subject) -> Section:
    """Say what was read, and by which checksum it is known again."""
    embedding, origin = subject.embedding, subject.embedding.origin
    m, n = embedding.shape
    precision = "" if embedding.precision is None else embedding.precision.title
    sum_ = checksum(embedding, progress=subject.progress)
    named: list[tuple[str, object]] = [(_("name"), subject.name)]
    data: dict[str, object] = {"name": subject.name, "id": embedding.id, "words": m, "dimensions": n, "sha256": sum_}
    if origin is not None:
        named.append((_("format"), origin.title))
        named += [(_("layout"), laid_out)] if (laid_out := layout(embedding)) else []
        named.append((_("size of the file"), size(origin.size)))
        named += [(_("number type"), origin.numbers)]
        data |= {"format": origin.format, "bytes": origin.size, "number_type": origin.dtype}
    elif embedding.note:
        named.append((_("source"), _(embedding.note)))
    named += [(_("words"), f"{m:,}"), (_("dimensions"), f"{n:,}"), (_("rounded to"), precision or _("nothing found"))]
    if origin is not None:
        assumed = [str(each) for each in origin.assumptions]
        named += [
            (_("rows dropped because their word is a duplicate"), f"{origin.duplicates:,}"),
            (_("words that are not UTF-8"), f"{origin.undecodable:,}"),
            (_("assumed while reading"), "; ".join(assumed) or _("nothing")),
        ]
        data |= {"duplicates_dropped": origin.duplicates, "undecodable": origin.undecodable, "assumed": assumed}
    first, last = _some(embedding.words[:SHOWN]), _some(embedding.words[max(0, m - SHOWN) :])
    named += [(_("first words"), listed(first)), (_("last words"), listed(last))]
    named += [(_("SHA-256 of words and numbers"), sum_), ("embedviz", embedviz.__version__)]
    data |= {"precision": precision or None, "first_words": first, "last_words": last}
    data |= {"embedviz": embedviz.__version__, "note": embedding.note}
    said = note(
        _("The checksum is of the words, each as UTF-8 and a zero byte, and then of the rows as little-endian float32.")
    )
    return Section((facts(named), said), data, commands=(subject.command("info"),))


def checksum(embedding: Embedding, *, progress: ProgressCallback | None = None) -> str:
    """Return the SHA-256 of words and numbers, which no format and no order in memory changes.

    Parameters
    ----------
    embedding : Embedding (m, n)
        Read in blocks.
    progress : callable, optional
        Called with the rows read. It may raise to cancel.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    EmbedvizError
        If it has no words.
    """
    found = hashlib.sha256()
    words = as_embedding(embedding).words
    for start in range(0, len(words), WORDS_AT_ONCE):
        part = words[start : start + WORDS_AT_ONCE]
        found.update("".join(f"{word}\0" for word in part).encode("utf-8", "surrogateescape"))
    for rows, block in row_blocks(embedding.vectors):
        found.update(np.ascontiguousarray(block, dtype="<f4").tobytes())
        report(progress, _("Computing the checksum"), rows.stop, len(words))
    return found.hexdigest()


def _some(words: tuple[str, ...]) -> list[str]:
    return [shortened(word) for word in words]
