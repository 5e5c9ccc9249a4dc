"""The report as a whole: which sections it has, and how it becomes a file."""

import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedviz import units
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, FileError
from embedviz.formats.files import printable
from embedviz.formats.replacing import replacing, require_writable
from embedviz.i18n import LANGUAGES, _, listed, spoken
from embedviz.listing import as_words
from embedviz.markup import paragraph
from embedviz.progress import Progress, ProgressCallback
from embedviz.reporting import (
    assertions,
    dimension,
    evaluation,
    faults,
    isotropy,
    lengths,
    neighbors,
    picture,
    rank,
    source,
)
from embedviz.reporting.page import page
from embedviz.reporting.section import Build, Section, Subject
from embedviz.vectors import as_embedding

ENDINGS = ("", ".html", ".htm", ".json")
BUILDS: Mapping[str, Build] = {
    "source": source.build,
    "rank": rank.build,
    "dimension": dimension.build,
    "isotropy": isotropy.build,
    "norms": lengths.build,
    "neighbors": neighbors.build,
    "hubs": neighbors.build_hubs,
    "health": faults.build,
    "map": picture.build,
    "evaluation": evaluation.build,
    "claims": assertions.build,
}
"""The sections in their order, by id."""


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What was found out about an embedding.

    Parameters
    ----------
    name : str
        What the vectors are called in commands.
    language : str
        Of its texts.
    html : str
        The page.
    data : mapping of str to object
        The same numbers by section: texts, numbers, None, lists and mappings.
    """

    name: str
    language: str
    html: str
    data: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Report({self.name!r}, {', '.join(self.data)}; {len(self.html):,} characters)"

    def to_json(self) -> str:
        """Return the numbers as JSON, in ASCII: NaN and infinity are null."""
        return json.dumps(self.data, indent=2, allow_nan=False)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page, or the numbers if the name ends in ".json".

        Parameters
        ----------
        path : str or path-like
            Of the file: ".html", ".htm", ".json" or no ending. One that is there is replaced once the new one is whole.

        Returns
        -------
        Path

        Raises
        ------
        EmbedvizError
            If it has another ending, or cannot be written.
        """
        target = report_path(path)
        text = self.to_json() + "\n" if target.suffix.lower() == ".json" else self.html
        with replacing([target]) as (draft,):
            draft.write_text(text, encoding="utf-8", newline="\n")
        return target


def report(
    embedding: Embedding,
    path: str | os.PathLike[str] | None = None,
    *,
    language: str = "en",
    words: Iterable[str] = (),
    sections: Iterable[str] | None = None,
    name: str | None = None,
    progress: ProgressCallback | None = None,
) -> Report:
    """Find out what there is to say of an embedding, and write it as one page that needs no network.

    Parameters
    ----------
    embedding : Embedding (m, n)
        A memory map is read in blocks: millions of words take time, not memory.
    path : str or path-like, optional
        Of the page (".html", ".htm" or no ending), or with the ending ".json" of its numbers. Nothing is written unless
        given; where nothing could be, that is said before anything is computed.
    language : {"en", "zh"}
        Of the page.
    words : iterable of str, or str
        Words whose neighbors to show besides those of the first ones.
    sections : iterable of str, or str, optional
        Keys of :data:`BUILDS`, in any order; all unless given.
    name : str, optional
        What the commands in the page call the vectors, such as the path of their file; the id unless given.
    progress : callable, optional
        Called throughout. It may raise to cancel; then nothing is written.

    Returns
    -------
    Report

    Raises
    ------
    EmbedvizError
        If there is no such language or section, or the file cannot be written. What cannot be computed of these
        vectors, or needs an extra that is not installed, is said in its section.
    """
    embedding = as_embedding(embedding)
    if language not in LANGUAGES:
        raise EmbedvizError(
            _("no language is called {language!r}; expected one of {languages}").format(
                language=language, languages=listed(LANGUAGES)
            )
        )
    chosen = tuple(BUILDS if sections is None else as_words(sections))
    unknown = [id for id in chosen if id not in BUILDS]
    if unknown:
        raise EmbedvizError(
            _("no section is called {section!r}; expected one of {sections}").format(
                section=unknown[0], sections=listed(BUILDS)
            )
        )
    if path is not None:
        report_path(path)  # or else fail before all is computed
    subject = Subject(embedding, name or embedding.id, tuple(as_words(words)), progress)
    with spoken(language):
        built = _built(subject, [id for id in BUILDS if id in chosen])
        m, n = embedding.shape
        title = _("Report on {name}").format(name=subject.name)
        subtitle = _("{words}, {dimensions}. Every number was computed from these vectors.").format(
            words=units.words(m), dimensions=units.dimensions(n)
        )
        found = Report(
            subject.name,
            language,
            page(title, subtitle, built),
            {id: as_json(section.data) for id, _title, section in built},
        )
        if path is not None:
            found.save(path)
    return found


def report_path(path: str | os.PathLike[str]) -> Path:
    """Return where a report goes, or refuse it before minutes are spent on what is to be in it.

    Parameters
    ----------
    path : str or path-like
        Where it is to be written.

    Returns
    -------
    Path

    Raises
    ------
    EmbedvizError
        If it has the ending of something else, or could not be written.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() not in ENDINGS:
        raise FileError(
            printable(target.name),
            _("no report goes with the ending {ending!r}; expected one of {endings}").format(
                ending=target.suffix, endings=" ".join(filter(None, ENDINGS))
            ),
        )
    require_writable(target)
    return target


def _built(subject: Subject, ids: Sequence[str]) -> list[tuple[str, str, Section]]:
    names, found = titles(), []
    for number, id in enumerate(ids):
        if subject.progress is not None:
            subject.progress(Progress(names[id], number, len(ids)))
        try:
            section = BUILDS[id](subject)
        except EmbedvizError as error:
            section = Section((paragraph(error),), {"error": str(error)})
        found.append((id, names[id], section))
    return found


def titles() -> dict[str, str]:
    """Return what the sections are called, by id.

    Returns
    -------
    dict of str to str
    """
    return {
        "source": _("What it is"),
        "rank": _("Rank and spectrum"),
        "dimension": _("Intrinsic dimension"),
        "isotropy": _("Isotropy"),
        "norms": _("Norms"),
        "neighbors": _("Nearest neighbors"),
        "hubs": _("Hubs"),
        "health": _("Health"),
        "map": _("Map"),
        "evaluation": _("Evaluation"),
        "claims": _("Claims"),
    }


def as_json(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Parameters
    ----------
    value : object
        Texts, numbers, arrays, sequences and mappings, within each other.

    Returns
    -------
    object
        Without NumPy; NaN and infinity as None, half surrogates as they are, which ASCII escapes.
    """
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return as_json(value.tolist())
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, np.generic):
        return as_json(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
