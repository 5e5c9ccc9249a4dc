"""The first line of word2vec's formats: how many words, how many dimensions."""

from embedviz import units
from embedviz.errors import FileError
from embedviz.formats.recognize import HEADER, start_of_text
from embedviz.formats.rows import MAX_DIMENSION, MAX_WORDS
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _


def read_header(stream: ByteStream, bytes_a_number: int | None) -> tuple[int, int]:
    """Read the header, and refuse one that cannot be true.

    Parameters
    ----------
    stream : ByteStream
        At its beginning; afterwards at the first word.
    bytes_a_number : int or None
        How many bytes a number takes at least; None where it does not matter whether the file can hold all.

    Returns
    -------
    m, n : int
        Words, dimensions.

    Raises
    ------
    FileError
        If there is none, or it promises nothing, more than embedviz can hold, or far more than the file can hold.
    """
    header = HEADER.match(stream.head, start_of_text(stream.head))
    if header is None:
        raise FileError(stream.name, _("no header; expected the numbers of words and of dimensions"), _first_line())
    m, n = int(header[1]), int(header[2])
    if not 0 < m <= MAX_WORDS or not 0 < n <= MAX_DIMENSION:
        raise FileError(
            stream.name,
            _(
                "the header promises {words} in {dimensions}; expected 1 to {most_words} in 1 to {most_dimensions}"
            ).format(
                words=units.words(m),
                dimensions=units.dimensions(n),
                most_words=units.words(MAX_WORDS),
                most_dimensions=units.dimensions(MAX_DIMENSION),
            ),
            _first_line(),
        )
    a_word = 0 if bytes_a_number is None else 1 + n * bytes_a_number
    if not stream.compression and promised_at_least(m) * a_word > stream.size - header.end():
        raise FileError(
            stream.name,
            _(
                "the header promises {words} in {dimensions}, which take at least {needed:,} bytes; {found:,} follow"
            ).format(
                words=units.words(m),
                dimensions=units.dimensions(n),
                needed=m * a_word,
                found=stream.size - header.end(),
            ),
            _first_line(),
        )
    stream.read(header.end())
    return m, n


def promised_at_least(promised: int) -> int:
    """Return how few words a file may hold whose header promises some: published headers are off by one and more.

    Parameters
    ----------
    promised : int
        Words.

    Returns
    -------
    int
    """
    return promised - promised // 4


def most_promised(promised: int) -> int:
    """Return how many words a file may hold whose header promises some.

    Parameters
    ----------
    promised : int
        Words.

    Returns
    -------
    int
    """
    return min(promised + promised // 4, MAX_WORDS)


def otherwise_many(name: str, promised: int, found: int) -> FileError:
    """Return the error of a file that holds far more or fewer words than its header promises.

    Parameters
    ----------
    name : str
        The file's.
    promised, found : int
        Words.

    Returns
    -------
    FileError
    """
    return FileError(
        name,
        _("the header on line 1 promises {words}, found {found:,}").format(words=units.words(promised), found=found),
    )


def _first_line() -> str:
    return _("line {line:,}").format(line=1)
