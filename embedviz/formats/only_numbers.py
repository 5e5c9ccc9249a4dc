"""Words that are numbers, all of them: a file may hold numbers of rows in the place of words, which is said."""

from collections.abc import Generator
from dataclasses import replace

from embedviz.assumptions import Assumption
from embedviz.formats.recognize import NUMBER
from embedviz.formats.rows import And, Content, Rows

FEWEST = 2  # words
SAID = ("numbers as words", "words in column")


def saying_what_words_are(content: Content) -> Content:
    """Return what is in a file so that it says at the end where all its words are numbers.

    Parameters
    ----------
    content : Content
        Of any reader.

    Returns
    -------
    Content
    """
    said: list[Assumption] = []

    def rows() -> Generator[Rows, None, None]:
        count, are_numbers = 0, True
        try:
            for some in content.rows:
                are_numbers = are_numbers and all(map(_is_number, some.words))
                count += len(some.words)
                yield some
        finally:
            content.rows.close()
            if are_numbers and count >= FEWEST and not any(each.kind in SAID for each in content.assumptions):
                said.append(Assumption("only numbers", {}))

    return replace(content, rows=rows(), assumptions=And(content.assumptions, said))


def _is_number(word: str) -> bool:
    return word.isascii() and NUMBER.fullmatch(word.encode()) is not None
