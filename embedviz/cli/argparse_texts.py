"""What argparse says by itself, in the language in use."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from embedviz.cli.terminal import cells, wrapped
from embedviz.i18n import _, language, mark

TEXTS = (
    mark("usage: "),
    mark("options"),
    mark("positional arguments"),
    mark("show this help message and exit"),
    mark("show program's version number and exit"),
    mark("%(prog)s: error: %(message)s\n"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("expected %s argument"),
    mark("expected %s arguments"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("ignored explicit argument %r"),
    mark("invalid %(type)s value: %(value)r"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("not allowed with argument %s"),
    mark("one of the arguments %s is required"),
    mark("the following arguments are required: %s"),
    mark("unrecognized arguments: %s"),
)
"""In English. It looks them up by gettext in the domain of whole programs, in the language of the environment alone."""


_HEADING = re.compile("(?<=[\u3400-\u9fff]):$", re.MULTILINE)


class Formatter(argparse.HelpFormatter):
    """Breaks lines as the language in use breaks them: Chinese has no blanks, and its characters are two cells wide."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._width -= cells(_("usage: ")) - len(_("usage: "))  # what argparse counts as one cell each

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width) if language() == "zh" else super()._split_lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if language() != "zh":
            return super()._fill_text(text, width, indent)
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class ProgramFormatter(Formatter, argparse.RawDescriptionHelpFormatter):
    """Leaves what stands above and below the options in the lines that it is written in."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return argparse.RawDescriptionHelpFormatter._fill_text(self, text, width, indent)


class Parser(argparse.ArgumentParser):
    """Sets headings in its help as the language in use sets them; argparse puts a half-width colon after each."""

    def format_help(self) -> str:
        """Return the help."""
        return _HEADING.sub("：", super().format_help())


@contextmanager
def argparse_translated() -> Iterator[None]:
    """Let argparse say its own texts as all else is said, within a ``with``."""
    module: Any = argparse
    before = module._, module.ngettext
    module._ = _
    module.ngettext = lambda one, more, count: _(one if count == 1 else more)
    try:
        yield
    finally:
        module._, module.ngettext = before
