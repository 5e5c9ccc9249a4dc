"""Which file beside one of numbers holds their words: by its name, or as the only one that fits in length."""

import re
from collections.abc import Callable
from pathlib import Path

from embedviz.errors import FileError
from embedviz.formats.fence import leads_out
from embedviz.formats.list_files import find_beside, list_names, undecided, without_compression
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import count_lines, split_lines

LISTS = re.compile("meta|label|word|vocab", re.IGNORECASE)
ENDINGS = (".tsv", ".txt", ".csv")
MOST_LISTS = 20
VECTORS = re.compile("vectors|tensors|tensor|vecs", re.IGNORECASE)


def find_metadata(path: Path, n: int, count: Callable[[], int], *, is_tabbed: bool) -> Path:
    """Find the list of the words of a text of numbers alone.

    Parameters
    ----------
    path : Path
        The vectors.
    n : int
        Their dimensions.
    count : callable
        Counts them. It is called where there are several lists.
    is_tabbed : bool
        Whether tabs part the numbers, so that the list is called as for the projector.

    Returns
    -------
    Path
        By the usual names, unless its lines are too many or too few; then the only one that has as many, or one more
        for a header.

    Raises
    ------
    FileError
        If there is none, or it is not decided; it says what was looked for.
    """
    names = _metadata_names(path) if is_tabbed else list_names(path)
    try:
        usual = [find_beside(path, names, n)]
    except FileError:
        usual = []
    others = [other for other in _texts_beside(path) if other not in usual]
    likely = [other for other in others if LISTS.search(other.name)]
    if len(others) + len(usual) > 1 or others != likely:
        m = count()
        for some in (usual, likely, others):
            fitting = [found for found in some if _lines(found) in (m, m + 1)]
            if len(fitting) == 1:
                return find_beside(path, [fitting[0].name], n)
            if fitting:
                raise undecided(path, fitting)
    if not usual and len(likely) == 1:
        usual = likely  # what is wrong with its length is said as it is read
    return find_beside(path, [usual[0].name] if usual else names, n)


def _texts_beside(path: Path) -> list[Path]:
    found = [
        other
        for other in sorted(path.parent.iterdir())
        if other.name != path.name
        and without_compression(other).suffix.lower() in ENDINGS
        and other.is_file()
        and not leads_out(other)
    ]
    return sorted(found, key=lambda other: not LISTS.search(other.name))[:MOST_LISTS]


def _lines(path: Path) -> int:
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
