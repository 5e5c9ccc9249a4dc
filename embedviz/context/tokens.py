"""Text to tokens in the manner of the Penn Treebank, as the corpora of GloVe and the biLM were tokenized."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

_MARK = "\u0300"  # stands for every mark, so that patterns need not list them
_APOSTROPHES = "’‘ʼ＇"
_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys("“”„＂", '"'),
        **dict.fromkeys("–—", "--"),
        **dict.fromkeys("‐‑", "-"),
        "…": "...",
        "\u00ad": "",
    }
)

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}

_UNSPACED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HAN_RUN = re.compile(f"{_HAN.pattern}+")
_LETTER = rf"(?:[^\W_{_UNSPACED}]{_MARK}*)"
_WORD = rf"{_LETTER}+(?:['&\-‐‑\u200c\u200d\u00ad]{_LETTER}+)*"
_ALWAYS = "ph.d mrs mr ms dr prof jr sr st inc ltd corp co vs etc rev hon gen col capt lt sgt gov sen rep messrs"
_BEFORE_NUMBERS = "nos no fig vol pp p ch jan feb mar apr jun jul aug sept sep oct nov dec"


def _one_of(words: str) -> str:
    return "|".join(map(re.escape, words.split()))


# Bounded or without overlap, so that no text, however made up, takes more than linear time.
_TOKEN = re.compile(
    "|".join(
        [
            r"(?:https?://|www\.)\S{1,2000}(?<![.,;:!?'\")\]}>])",
            r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,64})+",
            r"[\w\-]{1,64}\.(?:com|org|net|edu|gov)\b",
            rf"\d+(?:[.,:/]\d+)+{_LETTER}*",
            rf"(?:[^\W\d_]\.)+[^\W\d_](?:\.|(?!\w))(?:-{_LETTER}+)*",
            rf"(?:{_one_of(_ALWAYS)})\.(?!\w)",
            rf"(?:{_one_of(_BEFORE_NUMBERS)})\.(?=\s*\d)",
            r"(?-i:[A-HJ-Z])\.(?=\s+(?-i:[A-Z]))",  # an initial
            r"'n'(?!\w)",
            r"'t(?=(?:is|was)\b)",
            r"'(?:n|em|til|cause|bout|\d\ds?)(?![\w'])",
            r"'(?:s|m|d|ll|re|ve)(?![\w'])",
            rf"(?P<word>{_WORD})",
            r"\.{2,}|-{2,}|``|''",
            "[\U0001f1e6-\U0001f1ff]{2}",
            rf"\S{_MARK}*(?:\u200d[^\s\w]{_MARK}*)*",
        ]
    ),
    re.IGNORECASE,
)
_CLITICS = ("n't", "'ll", "'re", "'ve", "'s", "'m", "'d")


@dataclass(frozen=True)
class Token:
    """A token and where it stands in its text.

    Parameters
    ----------
    text : str
        As written: ``source[start:end]``.
    start, end : int
        Offsets in characters.
    """

    text: str
    start: int
    end: int

    @property
    def form(self) -> str:
        """As the corpora spell it, which is what encoders should be given: straight quotes, "--" for a dash."""
        return self.text.translate(_STRAIGHT) or self.text


@dataclass(frozen=True)
class Occurrence:
    """Where a word occurs.

    Parameters
    ----------
    sentence : int
        Which sentence, from 0.
    position : int
        Which of its tokens, from 0.
    """

    sentence: int
    position: int


@dataclass(frozen=True)
class Found:
    """The occurrences of a word in some sentences.

    Parameters
    ----------
    occurrences : tuple of Occurrence
        All, in order.
    missing : tuple of int
        The sentences that lack the word.
    """

    occurrences: tuple[Occurrence, ...]
    missing: tuple[int, ...]


def tokenize(text: str) -> tuple[Token, ...]:
    """Split a text into tokens in the manner of the Penn Treebank.

    Punctuation stands apart, but for that of numbers (1,000.50), abbreviations (U.S., Mr.), words with a hyphen, and
    addresses. Clitics stand apart: do n't, let 's, Bill 's. Where the corpora of GloVe differ from the Penn Treebank
    they are followed: "cannot" and "gonna" stay whole, quotes stay as written, and what a slash joins is parted. Of
    Chinese and Japanese each character is a token, of other scripts without spaces each run.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    tuple of Token
        In order. They hold every character that is not white space.

    References
    ----------
    M. P. Marcus, B. Santorini and M. A. Marcinkiewicz, Building a large annotated corpus of English: the Penn Treebank,
    Computational Linguistics 19, 1993.
    """
    shape = text if text.isascii() else "".join(map(_shape, text))
    return tuple(
        Token(text[start:end], start, end)
        for match in _TOKEN.finditer(shape)
        for start, end in (_parted(match[0], match.start()) if match["word"] else [match.span()])
    )


def is_chinese_text(text: str) -> bool:
    """Tell whether most letters of a text are Chinese characters.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    bool
    """
    return 2 * len(_HAN.findall(text)) > sum(map(str.isalpha, text))


def segmented(text: str, segment: Callable[[str], list[str]]) -> tuple[Token, ...]:
    """Split a text into tokens, its Chinese into words.

    Parameters
    ----------
    text : str
        Any. Where its Chinese stands in runs of fewer than three characters, blanks between them, they part the words.
    segment : callable
        Parts a run of Chinese characters, see :func:`embedviz.sources.corpora.segmenter.segmenter`.

    Returns
    -------
    tuple of Token
        As of :func:`tokenize`, but for Chinese.
    """
    runs = [match.span() for match in _HAN_RUN.finditer(text)]
    written_apart = sum(end - start for start, end in runs) < 3 * len(runs) and any(map(str.isspace, text.strip()))
    found = [token for token in tokenize(text) if not _HAN.fullmatch(token.text)]
    for start, end in runs:
        words = [text[start:end]] if written_apart else segment(text[start:end])
        ends = accumulate(map(len, words), initial=start)
        found += [Token(text[begin:stop], begin, stop) for begin, stop in pairwise(ends)]
    return tuple(sorted(found, key=lambda token: token.start))


def parted(text: str) -> tuple[str, tuple[Token, ...]]:
    """Read a sentence of Chinese whose words are parted by blanks.

    Parameters
    ----------
    text : str
        Such as "我 喜欢 苹果 。".

    Returns
    -------
    tuple of str and tuple of Token
        The sentence as it is printed, without the blanks, and its words there.
    """
    words = text.split()
    ends = list(accumulate(map(len, words), initial=0))
    return "".join(words), tuple(
        Token(word, start, end) for word, (start, end) in zip(words, pairwise(ends), strict=True)
    )


def find_occurrences(sentences: Sequence[Sequence[Token | str]], word: str) -> Found:
    """Find a word in sentences, whatever the case and width of its letters and the shape of its apostrophes.

    Parameters
    ----------
    sentences : sequence of sequence of Token or str
        Of tokens.
    word : str
        One token; white space around it does not count.

    Returns
    -------
    Found

    Raises
    ------
    EmbedvizError
        If the word is blank.
    """
    wanted = _key(word.strip())
    if not wanted:
        raise EmbedvizError(_("no word to look for; expected one"))
    occurrences, missing = [], []
    keys: dict[str, str] = {}  # of each word once: a text repeats the few that it has
    for i, sentence in enumerate(sentences):
        texts = [token if isinstance(token, str) else token.text for token in sentence]
        keys |= {text: _key(text) for text in {*texts} - keys.keys()}
        here = [Occurrence(i, position) for position, text in enumerate(texts) if keys[text] == wanted]
        occurrences += here
        if not here:
            missing.append(i)
    return Found(tuple(occurrences), tuple(missing))


def _shape(character: str) -> str:
    """Return what a character counts as, itself or another one."""
    if character in _APOSTROPHES:
        return "'"
    # Skin tones and the letters of flags change the emoji before them, as marks do.
    changes = "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f"
    return _MARK if changes or unicodedata.category(character)[0] == "M" else character


def _parted(word: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where a word without its clitics, and each of those, starts and ends."""
    if "'" not in word:  # as all clitics have one
        yield start, start + len(word)
        return
    bounds = [len(word)]
    while clitic := next((c for c in _CLITICS if word[max(0, bounds[-1] - 3) : bounds[-1]].lower().endswith(c)), ""):
        if bounds[-1] == len(clitic):  # nothing before it
            break
        bounds.append(bounds[-1] - len(clitic))
    bounds.append(0)
    for begin, end in pairwise(reversed(bounds)):
        yield start + begin, start + end


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_STRAIGHT).translate(_HALF_WIDTH)).casefold()
