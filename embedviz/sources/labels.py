"""What stands on a kept embedding: its title, how it came, and a note."""

import json
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from embedviz.errors import EmbedvizError
from embedviz.formats.staging import beside
from embedviz.i18n import _
from embedviz.sources.source import is_printable

LONGEST_TITLE = 80
LONGEST_LABEL = 1 << 16
LONGEST_STEM = 32
LONGEST_NOTE = 4_000  # whose characters take up to 12 bytes of a label
LABEL = "label.json"

Shelved = Literal["upload", "trained"]

_READING = re.compile(r"(?:read-[0-9a-f]{8}-[0-9]+-[0-9a-f]{8}-[0-9a-f]{16})?", re.ASCII)


@dataclass(frozen=True)
class Label:
    """The label of a kept embedding.

    Parameters
    ----------
    title : str
        For a reader.
    kind : str
        "upload" or "trained".
    note : str
        Where the vectors come from; may be empty.
    file : str
        Name of the file that was sent, if it is kept to be read anew; else empty.
    told : mapping of str to str or bool
        How it was said to be read, as :func:`embedviz.sources.told.as_json` gives it.
    reading : str
        Name of the folder in it that holds what was read the last time; empty for the first.
    """

    title: str
    kind: Shelved
    note: str = ""
    file: str = ""
    told: Mapping[str, object] = field(default_factory=dict)
    reading: str = ""


def read_label(folder: Path) -> Label:
    """Read the label in a folder.

    Parameters
    ----------
    folder : Path
        Of a kept embedding.

    Returns
    -------
    Label
        Titled as the folder is named if there is none that can be read.
    """
    unreadable = Label(folder.name, "upload")
    try:
        with (folder / LABEL).open("rb") as file:
            found = json.loads(file.read(LONGEST_LABEL))
        later = {name: found[name] for name in ("file", "told", "reading") if name in found}
        label = Label(found["title"], found["kind"], found["note"], **later)
        sound = all(
            (
                label.kind in ("upload", "trained"),
                isinstance(label.note, str),
                checked_title(label.title),
                PurePath(label.file).name == label.file,
                isinstance(label.told, dict),
                _READING.fullmatch(label.reading),
            )
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return unreadable
    return label if sound else unreadable


def write_label(folder: Path, label: Label) -> None:
    """Write a label into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Of a kept embedding.
    label : Label
        Instead of the one that may be there.
    """
    draft = beside(folder)
    draft.write_text(json.dumps(asdict(label)), encoding="utf-8")
    os.replace(draft, folder / LABEL)


def checked_title(title: str) -> str:
    """Return a title without blanks around it.

    Parameters
    ----------
    title : str
        As typed.

    Returns
    -------
    str

    Raises
    ------
    EmbedvizError
        If it is empty, too long, or holds what cannot be shown.
    """
    title = title.strip()
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise EmbedvizError(
            _("a title of {length} characters; expected 1 to {longest}").format(
                length=len(title), longest=LONGEST_TITLE
            )
        )
    if not is_printable(title):
        raise EmbedvizError(
            _("the title {title!r} holds a line break or control character; expected none").format(title=title)
        )
    return title


def slug_of(title: str) -> str:
    """Return a name for a folder, made of a title and chance.

    Parameters
    ----------
    title : str
        Any.

    Returns
    -------
    str
        Letters, digits and hyphens of ASCII.
    """
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", ascii_only))[:LONGEST_STEM].strip("-")
    return f"{stem or 'vectors'}-{secrets.token_hex(4)}"
