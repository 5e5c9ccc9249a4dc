"""What every place that vectors come from offers: sources, which have an id and can be opened."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from embedviz.embedding import Embedding
from embedviz.progress import ProgressCallback

Kind = Literal["built-in", "file", "upload", "trained"]


@dataclass(frozen=True)
class Source:
    """An entry of the catalogue.

    Parameters
    ----------
    id : str
        Names the source in URLs and in :func:`embedviz.open_source`: "glove-6b-50d", "file:NAME", "upload:SLUG",
        "trained:SLUG".
    title : str
        For a reader; the name of a file.
    open : callable
        Opens it; takes ``progress``. Not compared.
    kind : str
        "built-in", "file" (of the data folder), "upload" or "trained".
    version : str
        Changes when what would be opened changes.
    size : int
        Its bytes on disk; 0 if that is not known.
    ready : bool
        Whether it opens at once; else its file has to be read first.
    """

    id: str
    title: str
    open: Callable[[ProgressCallback | None], Embedding] = field(compare=False)
    kind: Kind
    version: str = ""
    size: int = 0
    ready: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What tells apart all that was ever opened: id and version."""
        return self.id, self.version


def is_printable(name: str) -> bool:
    """Tell whether a name can be shown, put into a URL and written to a file.

    Parameters
    ----------
    name : str
        Any.

    Returns
    -------
    bool
        False if it holds a control character, a line break or bytes that are not UTF-8.
    """
    return name.isprintable() or not any(  # the former is faster, and stricter
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name
    )
