"""The rule by which a text becomes sentences of words."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Literal, get_args

from embedviz.errors import EmbedvizError
from embedviz.i18n import _, listed
from embedviz.sources.corpora.dictionary import Dictionary
from embedviz.sources.corpora.segmenter import segmenter

Tokens = Literal["words", "blanks"]
"""What a word of a text is: a run of letters, marks and digits in lower case, or all that stands between blanks."""
TOKENS: tuple[Tokens, ...] = get_args(Tokens)

LONGEST_SENTENCE = 10_000  # of a longer one gensim would drop the rest in silence
LONGEST_WORD = 100
SAMPLE = 100_000
LONGEST_RUN = 1_000_000

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3041-\u30ff"
_UNSPACED = re.compile(f"[{_HAN}{_KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")  # and Thai, Lao, Burmese, Khmer
_HAN_RUN = re.compile(f"([{_HAN}]+)")
_SOME_KANA = re.compile(f"[{_KANA}]")

# Bounded and without overlap, so that no text, however made up, takes more than linear time.
_END = "[.!?…][\"'”’»)\\]]{0,3}"
_FULL_WIDTH_END = "[。！？][”’」』）]{0,3}"
_SENTENCE_END = re.compile(rf"{_END}(?=\s|\Z)|{_FULL_WIDTH_END}|\n[^\S\n]*+(?=\n)")
_END_WITHIN = re.compile(rf"{_END}\s+\S|{_FULL_WIDTH_END}\s*[^\s”’」』）]")
_LINE_END = re.compile("\n")

_SAME = {"’": "'", "‐": "-", "‑": "-", "_": " ", "\u00ad": ""}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_FULL_WIDTH = re.compile("[\uff10-\uff5a]")


def sentences_of(pieces: Iterable[str], tokens: Tokens = "words", dictionary: Dictionary = ()) -> Iterator[list[str]]:
    """Split a text into sentences, and those into words.

    Words are runs of letters, marks and digits, in lower case (Unicode, NFC) and of half width, with apostrophes,
    hyphens and joiners between them: "mother-in-law", "l'homme". What is longer than 100 characters is no word.
    Chinese, unless its words stand apart already, is segmented by rjieba.

    If fewer than one line in five holds the end of a sentence before its own end, each line is a sentence. Otherwise
    sentences end at a full stop, exclamation or question mark or ellipsis before white space, after those of Chinese,
    and at blank lines. Both are told by the first 100,000 characters. A sentence longer than 10,000 words becomes
    several.

    With ``tokens="blanks"`` each line is a sentence and all that stands between blanks a word, as it is: "New_York",
    "C++", "#tag". So texts are read whose words were told apart before, as gensim's LineSentence reads them.

    Parameters
    ----------
    pieces : iterable of str
        The text, cut anywhere. Lines end with a line feed.
    tokens : {"words", "blanks"}
        What a word is.
    dictionary : tuple of (str, int or None)
        Words that the segmenter of Chinese is to know besides its own, see
        :func:`embedviz.sources.corpora.dictionary.read_dictionary`.

    Yields
    ------
    list of str
        1 to 10,000 words.

    Raises
    ------
    MissingExtraError
        If the text is Chinese and rjieba is not installed.
    EmbedvizError
        If the text is in another script that does not part words, or ``tokens`` is neither of the two.
    """
    if tokens not in TOKENS:
        raise EmbedvizError(
            _("the tokens are {found!r}; expected one of {known}").format(found=tokens, known=listed(TOKENS))
        )
    blocks = _blocks(pieces)
    first = next(blocks, None)
    if first is None:
        return
    sample = first[:SAMPLE]
    has_lines = tokens == "blanks" or _is_one_sentence_a_line(sample)
    end = _LINE_END if has_lines else _SENTENCE_END
    words: Callable[[str], list[str]] = str.split if tokens == "blanks" else _reader(sample, dictionary)
    pending: list[str] = []
    for block in chain([first], blocks):
        *ended, rest = end.split(block)
        for part in ended:
            pending += words(part)
            yield from _pieces(pending)
            pending = []
        pending += words(rest)
        if len(pending) > LONGEST_SENTENCE:
            *full, pending = _pieces(pending)
            yield from full
    yield from _pieces(pending)


def _pieces(sentence: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(sentence), LONGEST_SENTENCE):
        yield sentence[start : start + LONGEST_SENTENCE]


def _blocks(pieces: Iterable[str]) -> Iterator[str]:
    """Cut a text before white space, so that no word or end of a sentence is cut in two.

    All blocks but the last are as long as a sample. Where there is no white space for a million characters, a block
    ends with its piece.
    """
    rest = ""
    for piece in pieces:
        text = rest + piece
        end = len(text.rstrip())
        if end == len(text):
            head, *tail = text.rsplit(None, 1) or [""]
            end = len(head) if tail else 0
        if end < SAMPLE:
            if len(text) < LONGEST_RUN:
                rest = text
                continue
            if text.isspace():
                rest = "\n\n" if text.count("\n") > 1 else "\n" if "\n" in text else " "
                continue
            end = len(text)
        yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _is_one_sentence_a_line(sample: str) -> bool:
    lines = [line for line in sample.split("\n") if not line.isspace() and line]
    return sum(_END_WITHIN.search(line) is not None for line in lines) * 5 < len(lines)


def _reader(sample: str, dictionary: Dictionary) -> Callable[[str], list[str]]:
    """Return what splits a part of a text into words, by what the script of a sample of it is."""
    runs = _UNSPACED.findall(sample)
    characters = sum(map(len, runs))
    if 2 * characters <= sum(map(str.isalpha, sample)):
        return _spaced_words
    if 20 * len(_SOME_KANA.findall(sample)) < sum(map(len, _HAN_RUN.findall(sample))):
        return _spaced_words if characters < 3 * len(runs) else _chinese(dictionary)
    if characters < 8 * len(runs):
        return _spaced_words
    raise EmbedvizError(
        _(
            "the words are not separated: {count:,} characters in {runs:,} runs; expected text with spaces, or Chinese"
        ).format(count=characters, runs=len(runs))
    )


def _spaced_words(text: str) -> list[str]:
    return _composed(_word().findall(_cleaned(text)))


def _cleaned(text: str) -> str:
    for sign, same in _SAME.items():
        text = text.replace(sign, same)
    if not text.isascii() and _FULL_WIDTH.search(text):
        text = text.translate(_HALF_WIDTH)
    return text.lower()


def _composed(words: list[str]) -> list[str]:
    words = [word for word in words if len(word) <= LONGEST_WORD]
    # Only now: to put the marks on one letter in order takes quadratic time.
    text = "\n".join(words)
    return words if text.isascii() else unicodedata.normalize("NFC", text).split("\n")


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    # Python's \w lacks the marks, without which no word of Hindi is whole.
    marks = "".join(c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in ("Mn", "Mc"))
    return re.compile(rf"\w[\w{marks}]*(?:['\-\u200c\u200d][\w{marks}]+)*")


def _chinese(dictionary: Dictionary) -> Callable[[str], list[str]]:
    cut = segmenter(tuple((_cleaned(word), frequency) for word, frequency in dictionary))

    def words(text: str) -> list[str]:
        found: list[str] = []
        for i, part in enumerate(_HAN_RUN.split(_cleaned(text))):
            found += cut(part) if i % 2 else _word().findall(part)
        return _composed(found)

    return words
