"""HTML made of texts, all of them escaped: words of a vocabulary may be anything."""

import re
from collections.abc import Iterable, Sequence
from html import escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Html(str):
    """Text that is HTML already; everything else is escaped."""

    __slots__ = ()


def visible(text: object) -> str:
    r"""Return a text without what a page would swallow or obey: control characters, half surrogates.

    Parameters
    ----------
    text : object
        Taken as ``str``.

    Returns
    -------
    str
        These as escapes, such as ``\x07``.
    """
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in str(text))


def escaped(text: object) -> Html:
    """Return a text as HTML that shows it as it is."""
    return text if isinstance(text, Html) else Html(escape(visible(text)))


def paragraph(text: object) -> Html:
    """Return a paragraph; what stands between ** is strong, as sentences that pages share have it."""
    strong = _BOLD.sub(r"<strong>\1</strong>", escaped(text))
    return Html(f"<p>{strong}</p>")


def note(text: object) -> Html:
    """Return a paragraph in small type."""
    return Html(f'<p class="note">{escaped(text)}</p>')


def listed(words: Iterable[object]) -> Html:
    """Return words that are told apart whatever they hold."""
    return Html(" ".join(f'<span class="word">{escaped(word)}</span>' for word in words))


def command(text: str) -> Html:
    """Return a command as a block."""
    return Html(f"<pre>{escaped(text)}</pre>")


def facts(named: Iterable[tuple[object, object]]) -> Html:
    """Return a table of names and values."""
    rows = "".join(f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(value)}</td></tr>' for name, value in named)
    return Html(f'<table class="facts"><tbody>{rows}</tbody></table>')


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Html:
    """Return a table with a header."""
    head = "".join(f'<th scope="col">{escaped(each)}</th>' for each in header)
    body = "".join(f"<tr>{''.join(f'<td>{escaped(each)}</td>' for each in row)}</tr>" for row in rows)
    return Html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
