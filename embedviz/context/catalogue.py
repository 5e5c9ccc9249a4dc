"""The encoders there are: the shipped biLM, and those in folders of the data folder."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from embedviz.context.elmo import OPTIONS, SHIPPED, WEIGHTS, Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.options import ElmoOptions, read_options
from embedviz.context.transformer import Transformer
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.sources.folder import data_folder
from embedviz.sources.source import is_printable

DEFAULT_ENCODER = "elmo-small"
PREFIX = "folder:"
MOST_FOLDERS = 200

Form = Literal["elmo", "transformer"]


@dataclass(frozen=True)
class EncoderSource:
    """An encoder that can be opened.

    Parameters
    ----------
    id : str
        Names it in URLs: "elmo-small", "folder:NAME".
    title : str
        For a reader.
    form : str
        "elmo" or "transformer".
    open : callable
        Opens it. Not compared.
    size : int
        Bytes of its weights on disk.
    options : ElmoOptions or None
        Of a biLM, where they can be read.
    problem : str
        Why it cannot be opened, as far as that is seen without reading its weights; empty if nothing speaks against it.
    """

    id: str
    title: str
    form: Form
    open: Callable[[], Encoder] = field(compare=False, repr=False)
    size: int = 0
    options: ElmoOptions | None = None
    problem: str = ""


def encoders() -> dict[str, EncoderSource]:
    """List the encoders; of those in folders only the names and options are read.

    A folder right under the data folder is taken for a biLM if it has an ``options.json``, for a transformer if it has
    a ``config.json`` and a ``model.safetensors``.

    Returns
    -------
    dict of str to EncoderSource
        By id, the shipped biLM first.
    """
    size = (SHIPPED / WEIGHTS).stat().st_size
    found = [
        EncoderSource(
            DEFAULT_ENCODER, _("embedviz biLM, small"), "elmo", Elmo.load, size, read_options(SHIPPED / OPTIONS)
        )
    ]
    found += [source for folder in _folders() if (source := _in_folder(folder)) is not None]
    return {source.id: source for source in found}


def _folders() -> list[Path]:
    root = data_folder()
    if root is None:
        return []
    try:
        with os.scandir(root) as entries:
            named = sorted(
                entry.name for entry in entries if not entry.name.startswith(".") and is_printable(entry.name)
            )
    except OSError:
        return []
    paths = [root / name for name in named[: 10 * MOST_FOLDERS]]
    return [path for path in paths if path.is_dir() and path.resolve().is_relative_to(root)][:MOST_FOLDERS]


def _in_folder(folder: Path) -> EncoderSource | None:
    names = {path.name for path in _files(folder)}
    title = folder.name
    if OPTIONS in names:
        return _bilm(folder, title)
    if {"config.json", "model.safetensors"} <= names:
        size = (folder / "model.safetensors").stat().st_size
        return EncoderSource(PREFIX + title, title, "transformer", partial(Transformer, folder), size)
    return None


def _bilm(folder: Path, title: str) -> EncoderSource:
    weights = [path for path in _files(folder) if path.suffix.lower() in (".hdf5", ".h5")]
    tables = [path for path in weights if "embedding" in path.name.lower()]
    weights = [path for path in weights if path not in tables]
    words = [path for path in _files(folder) if "vocab" in path.name.lower() and path.suffix.lower() == ".txt"]
    broken = partial(EncoderSource, PREFIX + title, title, "elmo", partial(_refuse, title))
    try:
        options = read_options(folder / OPTIONS)
    except EmbedvizError as error:
        return broken(problem=str(error))
    if len(weights) != 1:
        problem = _("{count} files of weights (.hdf5) beside options.json, expected 1").format(count=len(weights))
        return broken(options=options, problem=problem)
    if len(tables) > 1 or len(words) > 1 or bool(tables) != bool(words):
        problem = _("{tables} files of embeddings and {words} of vocabulary, expected one of each or none").format(
            tables=len(tables), words=len(words)
        )
        return broken(options=options, problem=problem)
    pair = {"vocabulary_file": words[0], "embedding_file": tables[0]} if tables else {}
    opening = partial(Elmo.load, folder / OPTIONS, weights[0], **pair)
    return EncoderSource(PREFIX + title, title, "elmo", opening, weights[0].stat().st_size, options)


def _files(folder: Path) -> list[Path]:
    """Return the regular files of a folder, by name; none that is a link out of it."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return []
    inside = folder.resolve()
    return [path for path in found if path.is_file() and path.resolve().is_relative_to(inside)]


def _refuse(title: str) -> Encoder:
    source = encoders().get(PREFIX + title)
    raise EmbedvizError(f"{title}: {source.problem if source is not None else _('the folder is gone')}")
