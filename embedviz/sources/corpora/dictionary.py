"""A reader's own words for the segmenter: a file as jieba reads it."""

import unicodedata

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

Dictionary = tuple[tuple[str, int | None], ...]
"""Words, and how often each is said to occur; None leaves that to the segmenter, which then keeps the word whole."""

MOST_ENTRIES = 100_000
LONGEST_ENTRY = 20
SHOWN = 40


def read_dictionary(text: str) -> Dictionary:
    """Read a user dictionary.

    Parameters
    ----------
    text : str
        A word a line; after it, parted by blanks, its frequency and its part of speech, as jieba's dictionaries have
        them, or neither.

    Returns
    -------
    tuple of (str, int or None)
        Each word once, the last line of it.

    Raises
    ------
    EmbedvizError
        If a line is no such entry, or there are more than 100,000.
    """
    entries: dict[str, int | None] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        word, *rest = line.split()
        if not _is_entry(word, rest):
            found = line.strip()
            raise EmbedvizError(
                _(
                    "line {line:,} of the dictionary: found {found!r}, expected a word of at most {most} letters, then "
                    "its frequency and its part of speech if you like, with blanks between"
                ).format(line=number, found=found[:SHOWN] + "…" * (len(found) > SHOWN), most=LONGEST_ENTRY)
            )
        entries[word] = int(rest[0]) if rest and rest[0].isdecimal() else None
        if len(entries) > MOST_ENTRIES:
            raise EmbedvizError(
                _("more than {most:,} words in the dictionary; expected no more").format(most=MOST_ENTRIES)
            )
    return tuple(entries.items())


def _is_entry(word: str, rest: list[str]) -> bool:
    """Tell whether a line names a word: "云计算", "云计算 5", "云计算 n", "云计算 5 n"."""
    if len(word) > LONGEST_ENTRY or len(rest) > 2:
        return False
    if not all(unicodedata.category(character)[0] in "LMN" or character in "·-+#." for character in word):
        return False
    frequency, tag = (rest[0], rest[1:]) if rest and rest[0].isdecimal() else ("0", rest)
    return len(frequency) < 10 and len(tag) < 2 and all(each.isascii() and each.isalnum() for each in tag)
