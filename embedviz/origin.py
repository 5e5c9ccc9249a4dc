"""Where vectors come from: the file they were read from, and what was seen while reading it."""

from dataclasses import dataclass

from embedviz.assumptions import Assumption
from embedviz.i18n import _, pgettext
from embedviz.units import size


@dataclass(frozen=True)
class Origin:
    """The file that vectors were read from, and what was seen while reading it.

    Parameters
    ----------
    format : str
        Its format, in English: a server opens a file once for readers of several languages, see :attr:`title`.
    size : int
        Its bytes on disk.
    dtype : str
        Its own type of number: "text", "float32", "float16".
    duplicates : int
        Rows left out because their word had occurred before.
    undecodable : int
        Words that are not UTF-8; what could not be decoded is escaped.
    seconds : float
        How long it took to read the file, the first time.
    assumptions : tuple of Assumption
        What the reader took for granted; the ``str`` of each is for a reader of texts.
    """

    format: str
    size: int
    dtype: str
    duplicates: int
    undecodable: int
    seconds: float
    assumptions: tuple[Assumption, ...] = ()

    @property
    def title(self) -> str:
        """Its format, in the reader's language."""
        return _(self.format)

    @property
    def numbers(self) -> str:
        """Its type of number, in the reader's language."""
        return pgettext("type of number", "text") if self.dtype == "text" else self.dtype

    @property
    def described(self) -> str:
        """What the file is, in the reader's language: "GloVe text, 171 MB"."""
        return _("{format}, {size}").format(format=self.title, size=size(self.size))
