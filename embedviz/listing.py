"""Lists of words as callers give them: a text is one word or no sentence, never its letters."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

Sentence = Sequence[str]


def as_words(words: Iterable[str]) -> list[str]:
    """Return words as a list.

    Parameters
    ----------
    words : iterable of str, or str
        A text alone is one word.

    Returns
    -------
    list of str
    """
    return [words] if isinstance(words, str) else list(words)


def as_sentences(corpus: Iterable[Sentence | np.ndarray]) -> Iterator[Sentence]:
    """Yield sentences as lists, whatever sequence each came as.

    Parameters
    ----------
    corpus : iterable
        Of lists and tuples of words, arrays of NumPy, columns of pandas, cells of Arrow.

    Yields
    ------
    list or tuple of str

    Raises
    ------
    EmbedvizError
        If one is a text, or no list of words at all; it says which. Whether its words are texts is not looked at.
    """
    for number, sentence in enumerate(corpus, 1):
        words = _words(sentence)
        if words is None:
            if isinstance(sentence, str):
                message = _("sentence {number:,} is one text; expected a list of words, such as its split()")
                raise EmbedvizError(message.format(number=number))
            raise EmbedvizError(
                _("sentence {number:,} is of type {type}; expected a list of words").format(
                    number=number, type=type(sentence).__name__
                )
            )
        yield words


def _words(sentence: object) -> Sentence | None:
    if isinstance(sentence, list | tuple):
        return sentence
    if isinstance(sentence, np.ndarray):
        if sentence.ndim != 1 or sentence.dtype.kind not in "UOST":
            return None
        try:
            return (np.char.decode(sentence, "utf-8") if sentence.dtype.kind == "S" else sentence).tolist()
        except UnicodeDecodeError:
            return None
    found = next((getattr(sentence, name)() for name in ("as_py", "tolist") if hasattr(sentence, name)), None)
    return found if isinstance(found, list) else None
