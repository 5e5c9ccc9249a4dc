"""Folders that models are published as: which file in one holds the vectors of its words."""

import json
from pathlib import Path
from typing import Any

from embedviz.errors import FileError, reason, shortened
from embedviz.formats.files import printable
from embedviz.formats.tensor_choice import NAMES
from embedviz.i18n import _, listed

MODEL, TOKENIZER, INDEX = "model.safetensors", "tokenizer.json", "model.safetensors.index.json"
REVISIONS = "snapshots"  # of a model in the cache of Hugging Face's hub
MODULES = ("0_StaticEmbedding", "0_WordEmbeddings", "0_Transformer")  # of sentence-transformers
ENDINGS = (".txt", ".vec", ".bin", ".npy", ".npz", ".parquet", ".safetensors", ".csv", ".ftz", ".arrow", ".feather")
LARGEST_INDEX = 64 << 20
MOST_NAMED = 8


def vectors_in(folder: Path) -> Path:
    """Return the file in a folder that holds vectors.

    Parameters
    ----------
    folder : Path
        Of a model: Model2Vec's, a snapshot of Hugging Face's hub or the model's folder in its cache, that of
        sentence-transformers' static embeddings; or one with a single file of tensors.

    Returns
    -------
    Path
        Of a model in several files the one with its token table.

    Raises
    ------
    FileError
        If there is none, or several and no model; it names what is there.
    """
    for place in (folder, *_snapshots(folder), *(folder / module for module in MODULES)):
        if (place / MODEL).is_file():
            return place / MODEL
        if (place / INDEX).is_file():
            return place / _part(place / INDEX)
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    except OSError as error:
        raise FileError(
            printable(folder.name), _("it cannot be read ({reason})").format(reason=reason(error))
        ) from error
    tensors = [path for path in found if path.suffix.lower() == ".safetensors"]
    if len(tensors) == 1:
        return tensors[0]
    if not found and (folder / "vocab" / "vectors").is_file():
        message = _(
            "it is a spaCy pipeline, whose vectors have hashes for words; expected them written as text, each "
            "nlp.vocab.strings[key] with nlp.vocab.vectors[key], for key in nlp.vocab.vectors"
        )
        raise FileError(printable(folder.name), message)
    if not found:
        raise FileError(printable(folder.name), _("it is a folder; expected a file of word vectors"))
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


def _part(index: Path) -> str:
    """Return which file of a model in several holds its token table."""
    try:
        with index.open("rb") as file:
            found: Any = json.loads(file.read(LARGEST_INDEX))
        parts = {str(name): str(part) for name, part in found["weight_map"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FileError(index.name, _("it names no tensors; expected a model's index")) from error
    for usual in NAMES:
        for name, part in parts.items():
            if f".{name}".endswith(f".{usual}") and Path(part).name == part:
                return part
    raise FileError(
        index.name, _("it names no table of tokens; expected one of {names}").format(names=listed(NAMES[:4]))
    )
