"""What parts the words of Chinese: jieba's dictionary and model, by rjieba, with a reader's own words."""

from collections.abc import Callable
from functools import lru_cache

from embedviz.extras import needs
from embedviz.i18n import _
from embedviz.sources.corpora.dictionary import Dictionary

Segment = Callable[[str], list[str]]
"""Parts a run of Chinese characters; joined, the words are the run again."""


def segmenter(dictionary: Dictionary = ()) -> Segment:
    """Return what parts Chinese into words.

    Parameters
    ----------
    dictionary : tuple of (str, int or None)
        Words to know besides its own, see :func:`embedviz.sources.corpora.dictionary.read_dictionary`.

    Returns
    -------
    callable
        From a text to its words.

    Raises
    ------
    MissingExtraError
        If rjieba is not installed.
    """
    with needs("chinese", _("Chinese text")):
        from rjieba import cut
    return _with(dictionary) if dictionary else cut


@lru_cache(maxsize=1)  # to read the common dictionary anew takes some tenths of a second
def _with(dictionary: Dictionary) -> Segment:
    from rjieba import Jieba

    own = Jieba()  # the common one belongs to all readers
    for word, frequency in dictionary:
        own.add_word(word.lower(), frequency, None)
    return own.cut
