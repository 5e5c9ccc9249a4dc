"""Folders that models are published as: which file in one holds the vectors of its words."""

import json
from pathlib import Path
from typing import Any

from embedviz.errors import FileError, reason, shortened
from embedviz.formats.files import printable
from embedviz.formats.list_files import LIKELY
from embedviz.formats.tensor_choice import NAMES, named_so, token_table
from embedviz.i18n import _, listed

MODEL, TOKENIZER, INDEX = "model.safetensors", "tokenizer.json", "model.safetensors.index.json"
REVISIONS = "snapshots"  # of a model in the cache of Hugging Face's hub
# What models are published with beside their tensors.
OF_MODELS = (TOKENIZER, "tokenizer_config.json", "config.json", "special_tokens_map.json", "modules.json")
LISTED_MODULES = "modules.json"  # of sentence-transformers
MODULES = ("0_StaticEmbedding", "0_WordEmbeddings", "0_Transformer")
UNREADABLE = (
    "pytorch_model.bin", "pytorch_model-*.bin", "*.pt", "*.pth", "*.ckpt", "*.gguf", "*.h5", "*.onnx", "*.msgpack",
)  # fmt: skip
ENDINGS = (".txt", ".vec", ".bin", ".npy", ".npz", ".parquet", ".safetensors", ".csv", ".ftz", ".arrow", ".feather")
PARTS = (".parquet", ".arrow")
LARGEST_INDEX = 64 << 20
MOST_NAMED = 8


def vectors_in(folder: Path, tensor: str | None = None) -> Path:
    """Return the file in a folder that holds vectors.

    Parameters
    ----------
    folder : Path
        Of a model: Model2Vec's, a snapshot of Hugging Face's hub or the model's folder in its cache, that of
        sentence-transformers' static embeddings; or one with a single file of tensors, or of vectors.
    tensor : str, optional
        The tensor that is asked for.

    Returns
    -------
    Path
        Of a model in several files the one with its token table, or with the tensor.

    Raises
    ------
    FileError
        If there is none, or several and no model; it names what is there.
    """
    for place in (folder, *_snapshots(folder), *(folder / module for module in _modules(folder))):
        if (place / MODEL).is_file():
            return place / MODEL
        if (place / INDEX).is_file():
            return place / _part(place / INDEX, tensor)
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    except OSError as error:
        raise FileError(
            printable(folder.name), _("it cannot be read ({reason})").format(reason=reason(error))
        ) from error
    tensors = [path for path in found if path.suffix.lower() == ".safetensors"]
    if len(tensors) == 1:
        return tensors[0]
    no_lists = [path for path in found if not LIKELY.search(path.name)]
    unreadable = next((path for kind in UNREADABLE for path in sorted(folder.glob(kind)) if path.is_file()), None)
    if unreadable is not None and no_lists in ([], [unreadable]):
        return unreadable  # whoever reads it says what it is, and the way out
    found = no_lists or found
    if len(found) == 1:
        return found[0]
    if not found and (folder / "vocab" / "vectors").is_file():
        message = _(
            "it is a spaCy pipeline, whose vectors have hashes for words; expected them written as text, each "
            "nlp.vocab.strings[key] with nlp.vocab.vectors[key], for key in nlp.vocab.vectors"
        )
        raise FileError(printable(folder.name), message)
    if not found:
        raise FileError(printable(folder.name), _("it is a folder; expected a file of word vectors"))
    if all(path.suffix.lower() in PARTS for path in found):
        message = _("it is a folder of parts; expected it to be opened as one data set, by embedviz.open_dataset")
        raise FileError(printable(folder.name), message)
    named = listed((printable(shortened(path.name)) for path in found[:MOST_NAMED]), goes_on=len(found) > MOST_NAMED)
    raise FileError(
        printable(folder.name),
        _("it is a folder that holds {files}; expected a file of word vectors, or a folder with {model}").format(
            files=named, model=MODEL
        ),
    )


def _snapshots(folder: Path) -> list[Path]:
    """Return the versions of a model in the hub's cache, the one that its main branch names first."""
    kept = folder / REVISIONS
    if not kept.is_dir():
        return []
    try:
        main = (folder / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        main = ""
    found = sorted(path for path in kept.iterdir() if path.is_dir())
    return sorted(found, key=lambda path: path.name != main)


def _modules(folder: Path) -> list[str]:
    """Return the folders of the modules of a model of sentence-transformers that may hold its tokens' vectors."""
    try:
        with (folder / LISTED_MODULES).open("rb") as file:
            paths = [module["path"] for module in json.loads(file.read(LARGEST_INDEX))]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        paths = []
    first = [path for path in paths[:1] if isinstance(path, str) and path and Path(path).name == path]
    return list(dict.fromkeys([*first, *MODULES]))


def _part(index: Path, tensor: str | None) -> str:
    """Return which file of a model in several holds its token table, or a tensor that is asked for."""
    try:
        with index.open("rb") as file:
            found: Any = json.loads(file.read(LARGEST_INDEX))
        parts = {str(name): str(part) for name, part in found["weight_map"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FileError(index.name, _("it names no tensors; expected a model's index")) from error
    inside = {name: part for name, part in parts.items() if Path(part).name == part}
    if tensor is None:
        name = token_table({name: -place for place, name in enumerate(inside)})  # the first, as no rows are told
    else:
        name = next(iter(named_so(inside, tensor)), None)
    if name is not None:
        return inside[name]
    if tensor is not None:
        raise FileError(
            index.name,
            _("it names no tensor {name}; expected one of those of the model").format(name=shortened(tensor)),
        )
    raise FileError(
        index.name, _("it names no table of tokens; expected one of {names}").format(names=listed(NAMES[:4]))
    )
