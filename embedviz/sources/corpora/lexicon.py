"""What the generated corpus speaks of: families of words whose forms differ in the same way."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One of the forms that every item of a family has, and what is said of it.

    Parameters
    ----------
    name : str
        Names the form.
    templates : tuple of str
        Sentences. X is the form, X1 the first of its item, OWN one of the words of its item, and any other word in
        capitals a slot.
    slots : mapping of str to str
        The words that may fill a slot, parted by spaces.
    """

    name: str
    templates: tuple[str, ...]
    slots: Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """Items with one form a role and some words of their own.

    An item's own words appear around each of its forms alike, and a role's templates and slots around that form of each
    item alike. So the offset between two forms is the same for all items, as far as training finds what is there.

    Parameters
    ----------
    name : str
        For a reader.
    roles : tuple of Role
        Two or more.
    items : str
        A line an item: its forms, in the order of the roles, a bar, its own words.
    """

    name: str
    roles: tuple[Role, ...]
    items: str

    @property
    def rows(self) -> list[tuple[list[str], list[str]]]:
        """The forms of each item and its own words."""
        return [(forms.split(), own.split()) for forms, own in (line.split("|") for line in self.items.splitlines())]


@dataclass(frozen=True)
class Lexicon:
    """All that a generated corpus speaks of, in one language.

    Parameters
    ----------
    families : tuple of Family
        No word has two parts to play.
    section : str
        What the analogies from one role of a family to another are called, with the fields family, first and second.
    """

    families: tuple[Family, ...]
    section: str
