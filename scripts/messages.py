"""Bring the catalogues in step with the code: ``python scripts/messages.py``.

Collects the messages of the code, merges them into each ``embedviz/locale/*/LC_MESSAGES/embedviz.po`` (what is new is
left empty, what is gone is dropped), and compiles those. Then translate what is empty, and run it again.
"""

import io
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from embedviz import __version__  # noqa: E402 - a script finds the package only now
from embedviz.i18n import CATALOGUES, DOMAIN, FOLDER  # noqa: E402 - a script finds the package only now

KEYWORDS = {"_": None, "mark": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}
METHODS = [("pages/**.py", "python"), ("embedviz/**.py", "python")]
WIDTH = 120


def path_of(language: str, ending: str) -> Path:
    """Return where the catalogue of a language is: its source, "po", or compiled, "mo"."""
    return FOLDER / CATALOGUES[language] / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def in_code() -> Catalog:
    """Return all messages of the code, each with the files it is in."""
    catalog = Catalog(project="embedviz", charset="utf-8")
    found = extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS)
    for file, _line, message, _comments, context in sorted(found, key=lambda each: each[:2]):
        catalog.add(message, locations=[(file, None)], context=context)
    return catalog


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it stands in the repository."""
    with path_of(language, "po").open("rb") as file:
        return read_po(file, locale=CATALOGUES[language])


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def translation_of(message: Message) -> str:
    """Return the translation of a message, of one that goes with a count the form for many."""
    return message.string if isinstance(message.string, str) else message.string[-1]


def update(language: str) -> int:
    """Merge the code's messages into a catalogue, compile it, and return how many have no translation yet."""
    path = path_of(language, "po")
    path.parent.mkdir(parents=True, exist_ok=True)
    known = read(language) if path.exists() else Catalog(locale=CATALOGUES[language])
    catalog = Catalog(
        locale=CATALOGUES[language],
        project="embedviz",
        charset="utf-8",
        fuzzy=False,
        header_comment="# The messages of embedviz.",
        version=__version__,
        msgid_bugs_address="none",
        last_translator="embedviz",
        language_team=CATALOGUES[language],
        # Not today's: the same messages make the same files.
        creation_date=known.creation_date,
        revision_date=known.creation_date,
    )
    for message in in_code():
        if message.id:
            before = known.get(message.id, message.context)
            string = translation_of(before) if before else ""
            if message.pluralizable:  # the other languages here have one form
                string = (string,)
            added = catalog.add(message.id, string, message.locations, context=message.context)
            added.flags.discard("python-format")  # guessed from a "%"; the messages are for str.format
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, omit_header=False, include_lineno=False, sort_by_file=True)
    path_of(language, "mo").write_bytes(compiled(read(language)))
    return sum(not translation_of(message) for message in catalog if message.id)


if __name__ == "__main__":
    for language in CATALOGUES:
        print(f"{language}: {update(language):,} messages without a translation")
