"""A reader's own sentences in Chinese, on the Polysemy page: how their words are told, and words to keep whole."""

import streamlit as st

from embedviz.context.tokens import Token, segmented, tokenize
from embedviz.errors import EmbedvizError, MissingExtraError
from embedviz.i18n import _
from embedviz.sources.corpora import Dictionary, read_dictionary
from embedviz.sources.corpora.segmenter import segmenter
from embedviz.ui.widgets.script import say_if_traditional
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import remembered

LONGEST_DICTIONARY = 200_000
LONGEST_JUDGED = 20_000
SHOWN_WORDS = 30
OWN_CHINESE = (
    "水分",
    "含水 | 树叶蒸发水分，根再从土里吸水。\n"
    "含水 | 面团的水分太多，捏不成形。\n"
    "含水 | 运动以后要及时补充水分。\n"
    "虚假 | 这份报告里的数字有不少水分。\n"
    "虚假 | 他的成绩没有水分，是一分一分考出来的。\n"
    "虚假 | 挤掉水分以后，产量并没有增加。",
)
"""What the boxes hold at first on a Chinese source: a word, and sentences with it."""


def kept_whole(word: str) -> Dictionary:
    """Draw the box for words to keep whole; say what is wrong with it, and do without it then.

    Parameters
    ----------
    word : str
        The word that is looked at, which is one of them.

    Returns
    -------
    tuple of (str, int or None)
    """
    typed = st.text_area(
        _("Words that the Chinese segmenter is not to split, one per line"),
        max_chars=LONGEST_DICTIONARY,
        height=80,
        key="own_dictionary",
        help=_("A user dictionary as jieba reads it: a word, then its frequency and its part of speech."),
    )
    try:
        own = read_dictionary(typed)
    except EmbedvizError as error:
        st.warning(plain(error), icon=":material/edit:")
        own = ()
    try:
        return own + read_dictionary(word)
    except EmbedvizError:  # no word that a segmenter could know
        return own


def segmented_and_told(dictionary: Dictionary, texts: tuple[str, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return the tokens of texts in Chinese, and say how they were told.

    Parameters
    ----------
    dictionary : tuple of (str, int or None)
        Words to keep whole.
    texts : tuple of s str
        The sentences.

    Returns
    -------
    tuple of s tuple of Token
        Without a segmenter each character is one.
    """
    try:
        found = _segmented(dictionary, texts)
    except MissingExtraError as error:
        st.info(plain(error), icon=":material/translate:")
        st.caption(_("Each Chinese character is a token here."))
        return tuple(map(tokenize, texts))
    say_if_traditional("".join(texts)[:LONGEST_JUDGED])
    if found:
        words = plain(" / ".join(token.text for token in found[0][:SHOWN_WORDS]))
        st.caption(_("Chinese is segmented; the first sentence reads: {words}").format(words=words))
    return found


@remembered
def _segmented(dictionary: Dictionary, texts: tuple[str, ...]) -> tuple[tuple[Token, ...], ...]:
    segment = segmenter(dictionary)
    return tuple(segmented(text, segment) for text in texts)
