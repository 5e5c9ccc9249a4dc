"""What a reader of files is told, where it would find it out by itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """What is known of a file beforehand; None is what the reader finds out.

    Parameters
    ----------
    tensor : str, optional
        The name of what holds the vectors where a file holds several matrices: a tensor, an array, a column.
    encoding : str, optional
        In which the words are spelled, by Python's name.
    separator : str, optional
        What parts the columns of a table written as text.
    header : bool, optional
        Whether the first row of such a table names its columns.
    words : str, optional
        The path of the list of words, where it is not looked for beside the vectors.
    """

    tensor: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header: bool | None = None
    words: str | None = None


NOTHING_TOLD = Options()
