"""The encoders there are: the shipped biLM, and those in folders of the data folder."""

import json
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from embedviz.context.elmo import SHIPPED, Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.options import ElmoOptions, read_options
from embedviz.context.transformer import Transformer
from embedviz.context.weights import char_cnn_shapes, lstm_shapes, static_shapes
from embedviz.errors import EmbedvizError
from embedviz.formats.files import printable
from embedviz.i18n import _, valued
from embedviz.sources.folder import data_folder
from embedviz.sources.source import is_printable

DEFAULT_ENCODER = "elmo-small"
PREFIX = "folder:"
MOST_FOLDERS = 200
HDF5 = (".hdf5", ".h5")
CONFIG, LONGEST_CONFIG = "config.json", 1 << 20
SAFETENSORS = ("model.safetensors", "model.safetensors.index.json")

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
    version : str
        Changes when what would be opened changes.
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
    version: str = ""
    size: int = 0
    options: ElmoOptions | None = None
    problem: str = ""

    @property
    def parameters(self) -> int | None:
        """Numbers in the file of weights, as the options of a biLM have it."""
        if self.options is None:
            return None
        shapes = lstm_shapes(self.options)
        if self.options.char_cnn is not None:
            shapes |= char_cnn_shapes(self.options.char_cnn, self.options.width)
        if self.options.static is not None:
            shapes |= static_shapes(self.options.static, self.options.width)
        return sum(math.prod(shape) for shape in shapes.values())


def encoders() -> dict[str, EncoderSource]:
    """List the encoders; of those in folders only the names and options are read.

    A folder right under the data folder is taken for a biLM if it has an ``options.json`` or an HDF5 file, for a
    transformer if it has a ``config.json``. Before ``options.json`` may stand more, as in the names of the files that
    the authors of ELMo publish.

    Returns
    -------
    dict of str to EncoderSource
        By id, the shipped biLM first.
    """
    found = [_bilm(SHIPPED, DEFAULT_ENCODER, _("embedviz biLM, small"))]
    for folder in _folders():
        try:
            source = _in_folder(folder)
        except OSError:  # gone by now, or not to be read
            continue
        if source is not None:
            found.append(source)
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
    title = folder.name
    id = PREFIX + title
    files = _files(folder)
    is_bilm = any(_is_options(path) or path.suffix.lower() in HDF5 for path in files)
    is_transformer = any(path.name == CONFIG and not _is_static(path) for path in files)
    if is_bilm and is_transformer:
        problem = _("files of a biLM and of a transformer (config.json), expected those of one")
        return _broken(id, title, "transformer", problem)
    if is_bilm:
        return _bilm(folder, id, title)
    return _transformer(folder, id, title) if is_transformer else None


def _is_static(config: Path) -> bool:
    """Tell whether a configuration is that of a Model2Vec model: a source of word vectors, and no encoder."""
    try:
        with config.open("rb") as file:
            found = json.loads(file.read(LONGEST_CONFIG))
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    # The first of them had no type, but what was done to their vectors.
    return found.get("model_type") == "model2vec" or ("apply_pca" in found and "model_type" not in found)


def _bilm(folder: Path, id: str, title: str) -> EncoderSource:
    files = _files(folder)
    described = [path for path in files if _is_options(path)]
    if len(described) != 1:
        problem = _("{count} files of options (options.json), expected 1").format(count=len(described))
        return _broken(id, title, "elmo", problem)
    try:
        options = read_options(described[0])
    except EmbedvizError as error:
        return _broken(id, title, "elmo", str(error))
    arrays = [path for path in files if path.suffix.lower() in HDF5]
    tables = [path for path in arrays if "embedding" in path.name.lower()]
    weights = [path for path in arrays if "weights" in path.name.lower()]
    weights = weights or [path for path in arrays if path not in tables]
    if len(weights) != 1:
        problem = _("{count} files of weights (.hdf5), expected 1").format(count=len(weights))
        return _broken(id, title, "elmo", problem, options)
    pair = {}
    if options.char_cnn is None and options.static is None:
        words = [path for path in files if "vocab" in path.name.lower() and path.suffix.lower() == ".txt"]
        if len(tables) != 1 or len(words) != 1:
            problem = _("{tables} files of embeddings and {words} of vocabulary, expected one of each").format(
                tables=len(tables), words=len(words)
            )
            return _broken(id, title, "elmo", problem, options)
        pair = {"vocabulary_file": words[0], "embedding_file": tables[0]}
    opening = partial(Elmo.load, described[0], weights[0], **pair)
    read = [described[0], weights[0], *pair.values()]
    return EncoderSource(id, title, "elmo", opening, _version(read), _size(weights), options)


def _transformer(folder: Path, id: str, title: str) -> EncoderSource:
    files = _files(folder)
    names = {path.name for path in files}
    # Unlike a biLM's, its files are chosen by the library that reads them.
    outside = sorted(path.name for path in folder.iterdir() if not _is_inside(folder, path))
    if outside:
        problem = _("{file} is a link out of the folder, expected a file in it").format(file=printable(outside[0]))
    elif names.isdisjoint(SAFETENSORS):
        pickled = any(path.suffix in (".bin", ".pt", ".pth") for path in files)
        problem = (
            _("weights as a pickle, which can run any code; expected model.safetensors")
            if pickled
            else _("no model.safetensors")
        )
    elif not any(name.startswith(("tokenizer", "vocab")) or name.endswith(".model") for name in names):
        problem = _("no tokenizer.json")
    else:
        size = _size([path for path in files if path.suffix == ".safetensors"])
        return EncoderSource(id, title, "transformer", partial(Transformer, folder), _version(files), size)
    return _broken(id, title, "transformer", problem)


def _broken(id: str, title: str, form: Form, problem: str, options: ElmoOptions | None = None) -> EncoderSource:
    return EncoderSource(id, title, form, partial(_refuse, title, problem), options=options, problem=problem)


def _refuse(title: str, problem: str) -> Encoder:
    raise EmbedvizError(valued(title, problem))


def _is_options(path: Path) -> bool:
    return path.name.endswith("options.json")


def _files(folder: Path) -> list[Path]:
    """Return the regular files of a folder, by name; none that is hidden, and none that is a link out of it."""
    visible = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    return [path for path in visible if path.is_file() and _is_inside(folder, path)]


def _is_inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _size(files: list[Path]) -> int:
    return sum(path.stat().st_size for path in files)


def _version(files: list[Path]) -> str:
    states = [(path.name, path.stat()) for path in files]
    return " ".join(
        f"{name}-{state.st_size}-{state.st_mtime_ns}-{state.st_ctime_ns}-{state.st_ino}" for name, state in states
    )
