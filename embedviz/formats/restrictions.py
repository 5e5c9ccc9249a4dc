"""Which words a file format cannot hold, and why; and which columns of what is said of them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from embedviz.errors import FileError, shortened
from embedviz.formats.recognize import BYTE_ORDER_MARK, NUMBER, title
from embedviz.i18n import _, listed
from embedviz.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

SavedFormat = Literal["word2vec", "word2vec-binary", "glove", "tsv", "parquet", "safetensors"]
SAVED_FORMATS: tuple[SavedFormat, ...] = get_args(SavedFormat)

MAX_BYTES = (1 << 16) - 1  # every reader takes so many
CHECKED_AT_ONCE = 1 << 13

MOST_NAMED = 8
_SEVERAL = re.compile(r"[\t\r\n]")

Restriction = Literal["empty", "line break", "control", "tab", "space", "outer blank", "number", "long", "mark"]
_TEXT: tuple[Restriction, ...] = ("empty", "line break", "outer blank", "number", "long")
_RESTRICTIONS: dict[SavedFormat, tuple[Restriction, ...]] = {
    "word2vec": _TEXT,
    "word2vec-binary": ("empty", "line break", "control", "space", "long"),
    "glove": (*_TEXT, "mark"),
    "tsv": ("empty", "line break", "tab", "long", "mark"),
    "parquet": ("long",),
    "safetensors": ("long",),
}
# In RE2, where $ is the end of the text.
_PATTERNS: dict[Restriction, str] = {
    "empty": r"^$",
    "line break": r"[\r\n]",
    "control": r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
    "tab": r"\t",
    "space": r" ",
    "outer blank": r"^[ \t]|[ \t]$",
    "number": rf"[ \t](?i:{NUMBER.pattern.decode()})$",
    "mark": rf"^{BYTE_ORDER_MARK.decode()}",
}


def require_holdable(words: Vocabulary, format: SavedFormat, name: str) -> None:
    """Refuse words that would not be read again as they are.

    Parameters
    ----------
    words : Vocabulary
        All that a file is to hold, in its order.
    format : str
        Of the file.
    name : str
        Of the file, for messages.

    Raises
    ------
    FileError
        At the first such word. It says why, and which formats can hold that word.
    """
    for start in range(0, len(words), CHECKED_AT_ONCE):
        block = words[start : start + CHECKED_AT_ONCE]
        found = _first_broken(block, format, start == 0)
        if found is None:
            continue
        position, restriction = found
        word = block[position]
        others = [title(other) for other in SAVED_FORMATS if _first_broken([word], other, True) is None]
        raise FileError(
            name,
            _("{format} cannot hold the word {word!r}: {reason}").format(
                format=title(format), word=shortened(word), reason=_reason(restriction)
            )
            + (_("; these can: {formats}").format(formats=listed(others)) if others else ""),
            _("word {number:,}").format(number=start + position + 1),
        )


def holdable_columns(columns: "pa.Table | None", format: SavedFormat) -> tuple[list[str], list[str]]:
    """Tell which columns of what is said of the words a file can hold.

    Parameters
    ----------
    columns : Table or None
        As :attr:`embedviz.embedding.Embedding.columns`.
    format : str
        Of the file.

    Returns
    -------
    list of str
        Those that it holds: all in Parquet; in the metadata of TSV all without tabs and line breaks; elsewhere none.
    list of str
        Those that are left behind.
    """
    names = [] if columns is None else list(columns.column_names)
    if format == "parquet":
        return names, []
    held = [name for name in names if format == "tsv" and _is_one_line(name, columns)]
    return held, [name for name in names if name not in held]


def left_behind(columns: "pa.Table | None", format: SavedFormat) -> str:
    """Say which columns a file does not hold.

    Parameters
    ----------
    columns, format
        As for :func:`holdable_columns`.

    Returns
    -------
    str
        Empty if it holds all.
    """
    names = holdable_columns(columns, format)[1]
    if not names:
        return ""
    shown = listed(map(shortened, names[:MOST_NAMED]), goes_on=len(names) > MOST_NAMED)
    return _("{format} has no room for the words' other columns; left behind: {names} ({count:,})").format(
        format=title(format), names=shown, count=len(names)
    )


def _is_one_line(name: str, columns: "pa.Table | None") -> bool:
    import pyarrow.compute as pc

    if columns is None or _SEVERAL.search(name):
        return False
    found = pc.match_substring_regex(columns.column(name).cast("string"), _SEVERAL.pattern)
    return not pc.any(found).as_py()


def _first_broken(
    words: Sequence[str], format: SavedFormat, at_start: bool
) -> tuple[int, Restriction | Literal["surrogate"]] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        array = pa.array(words, pa.string())
    except UnicodeEncodeError:
        return next(i for i, word in enumerate(words) if not _encodable(word)), "surrogate"
    for restriction in _RESTRICTIONS[format]:
        if restriction == "mark":
            if not at_start:
                continue
            array = array[:1]
        position = pc.index(_breaking(array, restriction), True).as_py()
        if position >= 0:
            return position, restriction
    return None


def _breaking(words: "pa.StringArray", restriction: Restriction) -> "pa.BooleanArray":
    import pyarrow.compute as pc

    if restriction == "long":
        return pc.greater(pc.binary_length(words), MAX_BYTES)
    return pc.match_substring_regex(words, _PATTERNS[restriction])


def _encodable(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _reason(restriction: Restriction | Literal["surrogate"]) -> str:
    return {
        "empty": _("it is empty"),
        "line break": _("it holds a line break"),
        "control": _("it holds a control character"),
        "tab": _("it holds a tab"),
        "space": _("it holds a space"),
        "outer blank": _("it begins or ends with a blank"),
        "number": _("it ends in what would be read as a number of its vector"),
        "long": _("it is longer than {bytes:,} bytes").format(bytes=MAX_BYTES),
        "mark": _("at the beginning of a file its first character is a byte order mark"),
        "surrogate": _("it holds half of a surrogate pair, which is not a character"),
    }[restriction]
