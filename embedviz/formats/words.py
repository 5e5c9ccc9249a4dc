"""Words from the bytes that a file spells them with."""

from collections.abc import Sequence

from embedviz.formats.encodings import escaped


def decode(spellings: Sequence[bytes], separator: bytes) -> tuple[list[str], Sequence[int]]:
    """Decode words from UTF-8, with escapes for what is not.

    Parameters
    ----------
    spellings : sequence of b bytes
        At least one.
    separator : bytes
        An ASCII character that none of them holds.

    Returns
    -------
    words : list of b str
    undecodable : sequence of int
        Which are not UTF-8, from 0.
    """
    try:
        return separator.join(spellings).decode().split(separator.decode()), ()  # at once: four times as fast
    except UnicodeDecodeError:
        words = list(map(escaped, spellings))
        return words, [i for i, word in enumerate(words) if word.encode() != spellings[i]]
