"""What a biLM is made of: the file ``options.json`` of bilm-tf."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedviz.errors import FileError, reason, shortened
from embedviz.formats.files import printable
from embedviz.i18n import _

BEGIN, END, UNKNOWN = MARKERS = ("<S>", "</S>", "<UNK>")
"""The tokens that mark where a sentence begins and ends, and the one for words that are not known."""

ACTIVATIONS = ("relu", "tanh")
MAX_FILE = 1 << 20
MAX_DIMENSIONS, MAX_LAYERS, MAX_CHARACTERS, MAX_CLIP = 65_536, 100, 1_000, 1_000_000
FEWEST_CHARACTERS = 3  # where the word begins, one byte, where it ends


@dataclass(frozen=True)
class CharCnnOptions:
    """The character CNN.

    Parameters
    ----------
    embedding_dim : int
        Dimensions of a character.
    filters : tuple of (int, int)
        Of each kind of filter the width in characters and how many there are.
    n_highway : int
        Highway layers.
    activation : str
        "relu" or "tanh".
    max_characters_per_token : int
        Two of these mark where the word begins and ends.
    """

    embedding_dim: int
    filters: tuple[tuple[int, int], ...]
    n_highway: int
    activation: str
    max_characters_per_token: int

    @property
    def n_filters(self) -> int:
        """Filters in all."""
        return sum(number for _width, number in self.filters)


@dataclass(frozen=True)
class StaticOptions:
    """Static vectors that go in, where there is no character CNN.

    Parameters
    ----------
    source : str
        Id of a source of the catalogue.
    n_dimensions : int
        Dimensions of its vectors.
    """

    source: str
    n_dimensions: int


@dataclass(frozen=True)
class ElmoOptions:
    """The shape of a biLM.

    Parameters
    ----------
    cells : int
        c, cells of a layer in each direction; "dim" in the file.
    width : int
        w, numbers that a layer hands on in each direction, and that a token's vector has; "projection_dim" in the file.
    n_layers : int
        Layers of LSTMs.
    cell_clip, proj_clip : float or None
        No cell's state, and no number after the projection, gets larger than that; None leaves them alone.
    use_skip_connections : bool
        Whether a layer above the first adds its input to its output.
    char_cnn : CharCnnOptions or None
        How tokens get their vectors from their characters.
    static : StaticOptions or None
        Where the tokens' vectors come from otherwise. If both are None, they come from a table.
    """

    cells: int
    width: int
    n_layers: int
    cell_clip: float | None
    proj_clip: float | None
    use_skip_connections: bool
    char_cnn: CharCnnOptions | None
    static: StaticOptions | None


def read_options(path: Path) -> ElmoOptions:
    """Read ``options.json``.

    Parameters
    ----------
    path : Path
        The file. Keys that inference does not need are not looked at.

    Returns
    -------
    ElmoOptions

    Raises
    ------
    FileError
        If it cannot be read, is no JSON, lacks a key, or a value is not what it should be.
    """
    file = printable(path.name)
    whole = _Section(file, "", _json_object(path, file))
    lstm = whole.section("lstm")
    cells = lstm.whole("dim", MAX_DIMENSIONS)
    options = ElmoOptions(
        cells=cells,
        width=lstm.whole("projection_dim", cells),
        n_layers=lstm.whole("n_layers", MAX_LAYERS),
        cell_clip=lstm.clip("cell_clip"),
        proj_clip=lstm.clip("proj_clip"),
        use_skip_connections=lstm.truth("use_skip_connections"),
        char_cnn=_char_cnn(whole.section("char_cnn")) if whole.has("char_cnn") else None,
        static=_static(whole.section("static")) if whole.has("static") else None,
    )
    if options.char_cnn and options.static:
        raise FileError(file, _('it has both "char_cnn" and "static"; expected one of them'))
    return options


def _json_object(path: Path, file: str) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise FileError(file, _("it cannot be read ({reason})").format(reason=reason(error))) from error
    if len(text) > MAX_FILE:
        raise FileError(file, _("more than {most:,} bytes; expected the options of a biLM").format(most=MAX_FILE))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError(
            file, _("it is not JSON ({reason}); expected the options of a biLM").format(reason=error)
        ) from error
    if not isinstance(found, dict):
        raise FileError(file, _("it holds {found}; expected an object").format(found=_shown(found)))
    return found


def _char_cnn(section: "_Section") -> CharCnnOptions:
    most = section.whole("max_characters_per_token", MAX_CHARACTERS, least=FEWEST_CHARACTERS)
    return CharCnnOptions(
        embedding_dim=section.section("embedding").whole("dim", MAX_DIMENSIONS),
        filters=section.filters("filters", most),
        n_highway=section.whole("n_highway", MAX_LAYERS, least=0) if section.has("n_highway") else 0,
        activation=section.one_of("activation", ACTIVATIONS),
        max_characters_per_token=most,
    )


def _static(section: "_Section") -> StaticOptions:
    if section.values.get("special") != list(MARKERS):
        raise section.problem("special", json.dumps(MARKERS))
    source = section.values.get("source")
    if not isinstance(source, str) or not source:
        raise section.problem("source", _("the id of a source"))
    return StaticOptions(source, section.whole("n_dimensions", MAX_DIMENSIONS))


class _Section:
    """An object in the file.

    Parameters
    ----------
    file : str
        The file's name.
    path : str
        The keys that lead to it, each with a dot behind it.
    values : dict
        What it holds.
    """

    def __init__(self, file: str, path: str, values: dict[str, Any]) -> None:
        self.file, self.path, self.values = file, path, values

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def problem(self, key: str, expected: str) -> FileError:
        name = f'"{self.path}{key}"'
        if key not in self.values:
            return FileError(self.file, _("no {name}; expected {expected}").format(name=name, expected=expected))
        found = _shown(self.values[key])
        return FileError(
            self.file, _("{name} is {found}; expected {expected}").format(name=name, found=found, expected=expected)
        )

    def section(self, key: str) -> "_Section":
        values = self.values.get(key)
        if not isinstance(values, dict):
            raise self.problem(key, _("an object"))
        return _Section(self.file, f"{self.path}{key}.", values)

    def whole(self, key: str, most: int, least: int = 1) -> int:
        value = self.values.get(key)
        if not _is_whole(value, least, most):
            raise self.problem(key, _("a whole number from {least:,} to {most:,}").format(least=least, most=most))
        return int(self.values[key])

    def clip(self, key: str) -> float | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MAX_CLIP:
            raise self.problem(key, _("a number above 0 and up to {most:,}").format(most=MAX_CLIP))
        return float(value)

    def truth(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.problem(key, _("true or false"))
        return value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self.values.get(key)
        if value not in known:
            raise self.problem(key, _(" or ").join(f'"{each}"' for each in known))
        return str(value)

    def filters(self, key: str, widest: int) -> tuple[tuple[int, int], ...]:
        pairs = self.values.get(key)
        if not (
            isinstance(pairs, list)
            and 0 < len(pairs) <= MAX_LAYERS
            and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
            and all(_is_whole(width, 1, widest) and _is_whole(number, 1, MAX_DIMENSIONS) for width, number in pairs)
        ):
            raise self.problem(
                key, _("a list of pairs [width, number of filters], no wider than {widest}").format(widest=widest)
            )
        return tuple((width, number) for width, number in pairs)


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _shown(value: Any) -> str:
    return shortened(json.dumps(value))
