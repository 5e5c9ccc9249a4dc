"""What a section of a report is made of and what it is made from."""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.embedding import Embedding
from embedviz.markup import Html
from embedviz.progress import ProgressCallback
from embedviz.sources.catalogue import catalogue


@dataclass(frozen=True, eq=False)
class Section:
    """One section.

    Parameters
    ----------
    blocks : tuple of Html
        One after the other.
    data : mapping of str to object
        The same numbers, for JSON: texts, numbers, None, lists and mappings; NumPy's own and NaN are made these.
    exactness : str
        How exact the numbers are.
    commands : tuple of str
        What repeats them.
    """

    blocks: tuple[Html, ...]
    data: Mapping[str, Any]
    exactness: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Subject:
    """What a report is on.

    Parameters
    ----------
    embedding : Embedding (m, n)
        The vectors.
    name : str
        What a command calls them: a path, or the id of a source.
    words : tuple of str
        Words to show the neighbors of, besides the first ones.
    progress : callable or None
        Called throughout. It may raise to cancel.
    """

    embedding: Embedding
    name: str
    words: tuple[str, ...] = ()
    progress: ProgressCallback | None = field(default=None, repr=False)

    @cached_property
    def spectrum(self) -> Spectrum:
        """Of the matrix as it is; several sections use it."""
        return spectrum(self.embedding, progress=self.progress)

    def command(self, command: str, *more: str) -> str:
        """Return a command line on these vectors.

        Parameters
        ----------
        command : str
            Such as "spectrum".
        *more : str
            What follows the name.

        Returns
        -------
        str
        """
        return " ".join(["embedviz", command, shlex.quote(self.name), *map(shlex.quote, more)])

    def python(self, expression: str, imports: str = "") -> str:
        """Return a command line that evaluates Python on these vectors.

        Parameters
        ----------
        expression : str
            Of ``x``, the vectors, and ``ev``, the library.
        imports : str
            A statement that it needs.

        Returns
        -------
        str
        """
        named = json.dumps(self.name, ensure_ascii=False)  # in double quotes, as the shell's are single
        opened = f"ev.open_source({named})" if self.name in catalogue() else f"ev.load({named})"
        program = "; ".join(filter(None, ["import embedviz as ev", imports, f"x = {opened}", f"print({expression})"]))
        return f"python -c {shlex.quote(program)}"


Build = Callable[[Subject], Section]
