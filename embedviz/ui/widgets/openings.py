"""Which words a page opens on: they follow the language of the source, not that of the reader."""

from embedviz.embedding import Embedding
from embedviz.i18n import language

CHINESE = {
    "the cat sat on a mat": "猫 在 沙发 上",
    "king man woman queen": "国王 男人 女人 王后",
    "man king woman": "男人 国王 女人",
    "france germany italy": "法国 德国 意大利",
    "cat dog king queen": "猫 狗 国王 王后",
    "king - man + woman": "国王 - 男人 + 女人",
    "woman - man": "女人 - 男人",
    "good - bad": "长 - 短",
    "city": "城市",
    "king": "国王",
    "queen": "王后",
    "cat": "猫",
    "bank": "银行",
    "paris": "巴黎",
    "mother": "母亲",
    "government": "政府",
}
"""What pages open on in English, and what says the same in Chinese, in words parted by blanks."""


def opening(embedding: Embedding, words: str) -> str:
    """Return what to open on with a source: the words in the language of which it has more.

    Parameters
    ----------
    embedding : Embedding
        The source.
    words : str
        In English, parted by blanks; signs may stand between them.

    Returns
    -------
    str
        They, or their counterpart in Chinese. Of a source that has as many of either, those in the reader's language.
        They may be unknown to the source all the same.
    """
    counterpart = CHINESE.get(words)
    if counterpart is None:
        return words
    english, chinese = (_known(embedding, each) for each in (words, counterpart))
    return counterpart if chinese > english or (chinese == english and language() == "zh") else words


def _known(embedding: Embedding, words: str) -> int:
    return sum(word in embedding for word in words.split() if word not in ("+", "-"))
