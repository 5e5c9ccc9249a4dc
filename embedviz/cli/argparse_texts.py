"""What argparse says by itself, in the language in use."""

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from embedviz.i18n import _, mark

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
