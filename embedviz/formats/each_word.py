"""Files with an array for each word, under its name, as a dictionary of vectors is saved."""

import re
from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)
_PARAMETERS = (".weight", ".bias")
MAX_WORD = 1 << 16


def are_words(names: Sequence[str], kinds: Iterable[tuple[str, tuple[int, ...]]]) -> bool:
    """Tell whether the arrays of a file are vectors, a word's each.

    Parameters
    ----------
    names : sequence of str
        Of the arrays.
    kinds : iterable of tuple of str and tuple of int
        The type and the shape of each.

    Returns
    -------
    bool
        Whether they are two at least, all of one type and of one shape, (n,) or (1, n), and have other names than those
        that are only numbered, as NumPy's arr_0, or the parameters of a model.
    """
    found = set(kinds)
    if len(names) < 2 or len(found) != 1 or max(map(len, names)) > MAX_WORD:
        return False
    ((_dtype, shape),) = found
    if not shape or shape[-1] < 1 or shape[:-1] not in ((), (1,)):
        return False
    return not _are_numbered(names) and not all(name.endswith(_PARAMETERS) for name in names)


def _are_numbered(names: Sequence[str]) -> bool:
    matches = [_NUMBERED.fullmatch(name) for name in names]
    return all(match is not None and len(match[2]) < 9 for match in matches) and len({m and m[1] for m in matches}) == 1
