"""Some words of a file under each encoding that they may be spelled in, for a reader to recognize."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from embedviz.formats.encodings import escaped, likely_encodings, recoded

SHOWN = 10
LOOKED_AT = 2_000


def previews(words: Iterable[str], encoding: str | None = None, k: int = SHOWN) -> dict[str, list[str]]:
    """Return words as the likely encodings have them, the likeliest first.

    Parameters
    ----------
    words : iterable of str
        Of an embedding, in its order.
    encoding : str, optional
        In which they were read, if they were told to be in another than UTF-8; it is among those returned.
    k : int
        How many words at most.

    Returns
    -------
    dict of str to list of str
        From an encoding's name to the same k words, the first that are not plain ASCII. Under the empty name they stand
        with their bytes as escapes. Empty where all words are UTF-8.
    """
    doubtful = list(islice(_escaped_words(words, encoding), LOOKED_AT))
    if not doubtful:
        return {}
    likely = likely_encodings(doubtful)
    names = dict.fromkeys(chain(likely, [encoding] if encoding else []))
    return {"": doubtful[:k]} | {name: list(recoded(doubtful[:k], name)[0]) for name in names}


def _escaped_words(words: Iterable[str], encoding: str | None) -> Iterator[str]:
    for word in words:
        if word.isascii():
            if "\\x" not in word:
                continue
            yield word
        elif encoding is not None:
            spelled = escaped(word.encode(encoding, errors="replace"))
            if "\\x" in spelled:
                yield spelled
        elif "\\x" in word:
            yield word
