"""How a file was read, in a few words: what its reader found out, took for granted, or was told."""

from embedviz.embedding import Embedding
from embedviz.errors import shortened
from embedviz.formats.layouts import layout
from embedviz.formats.options import Options
from embedviz.i18n import _, listed, pgettext

MOST_NAMED = 8
SEPARATORS = ("\t", ",", ";", "|", " ")


def assumed(embedding: Embedding, told: Options) -> list[str]:
    """Return what is to be known of how a file was read.

    Parameters
    ----------
    embedding : Embedding
        What was read.
    told : Options
        What its reader was told.

    Returns
    -------
    list of str
        A few words each, not Markdown; empty for what came from no file.
    """
    origin = embedding.origin
    if origin is None:
        return []
    precision = embedding.precision
    return [
        origin.title,
        *filter(None, [layout(embedding)]),
        *map(str, origin.assumptions),
        *_besides(embedding),
        *_spelling(embedding, told.encoding),
        _("numbers: {type}").format(type=origin.numbers)
        if precision is None
        else _("numbers: {type}, rounded to {precision}").format(type=origin.numbers, precision=precision.title),
        _("no row left out")
        if not origin.duplicates
        else _("rows left out because their word is in an earlier row: {count:,}").format(count=origin.duplicates),
    ]


def _besides(embedding: Embedding) -> list[str]:
    names = [] if embedding.columns is None else [shortened(name) for name in embedding.columns.column_names]
    if not names:
        return []
    shown = listed(names[:MOST_NAMED], goes_on=len(names) > MOST_NAMED)
    return [_("columns besides the vectors, kept for colors, filters and hover texts: {names}").format(names=shown)]


def _spelling(embedding: Embedding, encoding: str | None) -> list[str]:
    count = 0 if embedding.origin is None else embedding.origin.undecodable
    if encoding is not None:
        unread = _("words that cannot be read as {name} and keep their bytes as escapes: {count:,}")
        return [unread.format(name=encoding, count=count)] if count else []
    if not count:
        return [_("words in UTF-8")]
    return [_("words that are not UTF-8, their bytes shown as escapes: {count:,}").format(count=count)]


def told_in_words(told: Options) -> list[str]:
    """Return what a reader was told.

    Parameters
    ----------
    told : Options
        Any.

    Returns
    -------
    list of str
        A few words for each of the options that are not None, not Markdown.
    """
    said = []
    if told.encoding is not None:
        said.append(_("words in {encoding}").format(encoding=told.encoding))
    if told.separator is not None:
        said.append(_("columns separated by {separator}").format(separator=separator_names()[told.separator]))
    if told.header is not None:
        said.append(_("the first row names the columns") if told.header else _("no header"))
    if told.tensor is not None:
        said.append(_("vectors from {name}").format(name=told.tensor))
    if told.words is not None:
        said.append(_("words from {file}").format(file=told.words))
    return said


class _Named(dict[str, str]):
    def __missing__(self, separator: str) -> str:
        return separator


def separator_names() -> dict[str, str]:
    """Return the separators that are offered, for a reader; any other stands for itself.

    Returns
    -------
    dict of str to str
    """
    names = {
        "\t": pgettext("character", "tab"),
        ",": _("comma"),
        ";": _("semicolon"),
        "|": _("vertical bar"),
        " ": pgettext("character", "space"),
    }
    return _Named({separator: names[separator] for separator in SEPARATORS})
