"""How people said that a source's file is to be read, where its reader would take something else for granted."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path, PurePath

from embedviz.errors import FileError
from embedviz.formats.fence import is_inside
from embedviz.formats.files import printable
from embedviz.formats.options import Options
from embedviz.i18n import _
from embedviz.sources.notes import noted, take_note

FILE = "read-as.json"


def tell(id: str, options: Options) -> None:
    """Keep how a source's file is to be read, for all who use this server and until it is told otherwise.

    It is kept beside the cache: the folder of the file is its owner's.

    Parameters
    ----------
    id : str
        Of the source.
    options : Options
        All None takes back what was told.

    Raises
    ------
    EmbedvizError
        If it cannot be kept.
    """
    take_note(FILE, id, as_json(options) or None)


def told() -> dict[str, Options]:
    """Return what was told of sources.

    Returns
    -------
    dict of str to Options
        By id; a source that nothing was told of is not in it.
    """
    return {id: of_json(said) for id, said in noted(FILE).items() if isinstance(said, dict)}


def placed(options: Options, file: Path) -> Options:
    """Return options for the reader of a file: what is told of a source names the list of words, and no path.

    Parameters
    ----------
    options : Options
        As told of a source.
    file : Path
        The file, beside which the list is.

    Returns
    -------
    Options

    Raises
    ------
    FileError
        If there is no such list beside it.
    """
    if options.words is None:
        return options
    words = file.parent / PurePath(options.words).name
    if words.name != options.words or not words.is_file() or not is_inside(words):
        raise FileError(
            printable(options.words), _("it is not beside {file}; expected a list of its words").format(file=file.name)
        )
    return replace(options, words=str(words))


def as_json(options: Options) -> dict[str, object]:
    """Return what of the options is told, for JSON.

    Parameters
    ----------
    options : Options
        Any.

    Returns
    -------
    dict of str to str or bool
        Without what is None.
    """
    return {name: value for name, value in asdict(options).items() if value is not None}


def of_json(found: object) -> Options:
    """Return options from what :func:`as_json` gave.

    Parameters
    ----------
    found : object
        What a file held. Names and values that are none of the options' are passed over.

    Returns
    -------
    Options
    """
    if not isinstance(found, Mapping):
        return Options()
    kinds = {field.name: bool if "bool" in str(field.type) else str for field in fields(Options)}
    return Options(**{name: found[name] for name in kinds if isinstance(found.get(name), kinds[name])})
