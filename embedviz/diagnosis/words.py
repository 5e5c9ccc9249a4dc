"""What is wrong with words: those that are one but for their form, and those that are no words."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.vocabulary import folded

REPORTED_EVERY = 50_000
_UNUSUAL = re.compile(r"[^\x21-\x7e]")
_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)*(?:[eE][+\-]?\d+)?")
_CONTROL = ("Cc", "Zl", "Zp")


@dataclass(frozen=True, eq=False)
class Oddities:
    """Rows of words, ascending, by what is odd about them.

    Parameters
    ----------
    control : list of int
        With a control character, a break of lines or a byte order mark, or empty, or nothing but blanks.
    undecodable : list of int
        With bytes that are not UTF-8, or the mark that stands where such bytes were lost.
    mojibake : list of int
        UTF-8 that was read as Latin-1 or Windows-1252.
    numbers : list of int
        Numbers in digits.
    """

    control: list[int]
    undecodable: list[int]
    mojibake: list[int]
    numbers: list[int]


def oddities(words: Sequence[str], *, progress: ProgressCallback | None = None) -> Oddities:
    """Find words that hardly are any.

    Parameters
    ----------
    words : sequence of m str
        Any.
    progress : callable, optional
        Called with the words read. It may raise to cancel.

    Returns
    -------
    Oddities
        No word is in two of the lists.
    """
    found = Oddities([], [], [], [])
    for i, word in enumerate(words):
        if i % REPORTED_EVERY == 0:
            report(progress, _("Reading the words"), i, len(words))
        if not word or _UNUSUAL.search(word):
            if is_undecodable(word):
                found.undecodable.append(i)
            elif is_control(word):
                found.control.append(i)
            elif is_mojibake(word):
                found.mojibake.append(i)
        elif _NUMBER.fullmatch(word):
            found.numbers.append(i)
    return found


def is_control(word: str) -> bool:
    """Tell whether a word holds what is no part of any word, or nothing that can be seen."""
    return not word.strip() or any(c == "\ufeff" or unicodedata.category(c) in _CONTROL for c in word)


def is_undecodable(word: str) -> bool:
    """Tell whether a word holds bytes that were not UTF-8."""
    return any(c == "\ufffd" or "\ud800" <= c <= "\udfff" for c in word)


def is_mojibake(word: str) -> bool:
    """Tell whether a word, written as Latin-1 or Windows-1252, is UTF-8: what it was before it was read as that."""
    if word.isascii():
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            word.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def alike(
    words: Sequence[str], form: Callable[[str], str], *, progress: ProgressCallback | None = None
) -> dict[int, int]:
    """Find words that have one form with an earlier word.

    Parameters
    ----------
    words : sequence of m str
        Any.
    form : callable
        What words have in common that count as one.
    progress : callable, optional
        Called with the words read. It may raise to cancel.

    Returns
    -------
    dict of int to int
        Row to the first row of the same form, ascending.
    """
    m = len(words)
    # Numbers instead of the forms themselves, which would take more memory than the words.
    hashes = np.fromiter(_hashes(words, form, progress), dtype=np.int64, count=m)
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    shared = np.append(False, ranked[1:] == ranked[:-1])
    shared[:-1] |= shared[1:]
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for i in np.sort(order[shared]).tolist():
        earlier = first.setdefault(form(words[i]), i)
        if earlier != i:
            found[i] = earlier
    return found


def composed(word: str) -> str:
    """Return a word as Unicode composes it: two that look the same on every screen are the same then."""
    return word if word.isascii() else unicodedata.normalize("NFC", word)


def same_but_for_form(words: Sequence[str], *, progress: ProgressCallback | None = None) -> dict[str, dict[int, int]]:
    """Find words that are one with an earlier word but for their form.

    Parameters
    ----------
    words : sequence of m str
        Any.
    progress : callable, optional
        Called with the words read. It may raise to cancel.

    Returns
    -------
    dict of str to dict of int to int
        Row to the first row it is alike to; of "repeated-words", "composition", and "case", which stands for all that
        :func:`embedviz.vocabulary.folded` takes away. A row is under the first of them that holds.
    """
    by_form = alike(words, folded, progress=progress)
    found: dict[str, dict[int, int]] = {"repeated-words": {}, "composition": {}, "case": {}}
    seen: dict[str, int] = {}
    normalized: dict[str, int] = {}
    for i in sorted({*by_form, *by_form.values()}):
        word = words[i]
        same, alike_ = seen.setdefault(word, i), normalized.setdefault(composed(word), i)
        if same != i:
            found["repeated-words"][i] = same
        elif alike_ != i:
            found["composition"][i] = alike_
        elif i in by_form:
            found["case"][i] = by_form[i]
    return found


def _hashes(words: Sequence[str], form: Callable[[str], str], progress: ProgressCallback | None) -> Iterator[int]:
    for i, word in enumerate(words):
        if i % REPORTED_EVERY == 0:
            report(progress, _("Comparing the words"), i, len(words))
        yield hash(form(word))
