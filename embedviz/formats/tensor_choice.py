"""Which tensor of a model holds the vectors of its words: by its name, whatever the widths."""

import re
from collections.abc import Collection, Mapping, Sequence

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import shown
from embedviz.formats.tensor_header import Tensor
from embedviz.i18n import _, listed

FLOATS = ("F64", "F32", "F16", "BF16")
# The first of these that there is, by the end of its name. What a model multiplies its output with has none of them.
NAMES = (
    "vectors",
    "embeddings",  # Model2Vec
    "word_embeddings.weight",  # BERT and its kin
    "embed_tokens.weight",  # LLaMA, Mistral, Qwen, Gemma
    "wte.weight",  # GPT-2
    "tok_embeddings.weight",  # ModernBERT
    "word_embedding.weight",  # XLNet
    "token_embedding.weight",  # CLIP
    "token_embeddings.weight",
    "embed_in.weight",  # GPT-NeoX
    "shared.weight",  # T5, BART
    "u_embeddings.weight",  # skip-gram as it is written in PyTorch, beside v_embeddings
    "embedding.weight",
    "embeddings.weight",
)
OUTPUTS = ("lm_head", "embed_out", "output", "decoder", "v_embeddings", "position", "wpe", "token_type")
# Where none is called so, what the parts of its name say: a table of what goes in, not of what comes out.
TABLES = frozenset({
    "emb", "embs", "embed", "embeds", "embedding", "embeddings", "embedder", "wte", "vector", "vectors", "vec", "vecs",
    "lookup", "in", "input", "inputs", "center", "centre", "target", "ivectors", "syn0",
})  # fmt: skip
OTHERS = frozenset({
    "out", "output", "outputs", "context", "contexts", "ctx", "outside", "v", "neg", "negative", "head", "fc", "linear",
    "proj", "projection", "decoder", "prime", "ovectors", "syn1", "syn1neg", "hidden", "ih", "hh", "rnn", "lstm", "gru",
    "attn", "attention", "mlp", "ffn", "dense", "conv", "norm", "pooler", "position", "positions", "positional", "pos",
    "wpe", "type", "types", "segment", "segments", "rel", "relative", "rotary", "time", "timestep", "char", "chars",
    "character", "characters", "byte", "bytes", "patch", "image", "vision", "visual", "audio", "speaker", "entity",
    "label", "labels", "class", "classes", "bias", "biases", "o",
})  # fmt: skip
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+(?:\d+(?:neg)?)?|\d+")
MAX_TENSORS_SHOWN = 8


def choose_tensor(file: str, tensors: Mapping[str, Tensor], told: str | None) -> str:
    """Choose the matrix of the words' vectors, by its name, whatever the widths.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    tensors : mapping of str to Tensor
        All there are, by name.
    told : str, optional
        The name, or the end of it, if it is known.

    Returns
    -------
    str
        The name.

    Raises
    ------
    FileError
        If there is none, or no name stands out; it lists the tensors.
    """
    found = matrices(tensors)
    if told is not None:
        named = named_so(found, told)
        if len(named) == 1:
            return named[0]
        raise _undecided(file, tensors, _("a matrix called {name}").format(name=shortened(told)))
    tables = {name: tensor["shape"][0] for name, tensor in tensors.items() if len(tensor["shape"]) == 2}
    chosen = token_table(tables)
    if chosen not in found and not (chosen and _is_named_so(chosen)):  # or else the table is there, and cannot be read
        chosen = found[0] if len(found) == 1 else token_table({name: tables[name] for name in found})
    if chosen is not None and chosen in found:
        return chosen
    raise _undecided(
        file,
        tensors,
        _(
            "one m by n matrix of F64, F32, F16 or BF16, or among several one called vectors or embeddings, or as a "
            "token table is, or the name of one"
        ),
    )


def token_table(rows: Mapping[str, int]) -> str | None:
    """Return which matrix is the table of what goes into a model.

    Parameters
    ----------
    rows : mapping of str to int
        How many rows each has, by its name. Of several tables the longest is taken.

    Returns
    -------
    str or None
        None where no name stands out.
    """
    for usual in NAMES:
        named = [name for name in rows if f".{name}".endswith(f".{usual}")]
        if named:
            return _longest([name for name in named if not _is_output(name)] or named, rows)
    outer = [name for name in rows if not _is_of_layer(name)]
    parts = {name: frozenset(part.lower() for part in _PART.findall(name)) for name in outer}
    tables = [name for name in outer if parts[name] & TABLES and not parts[name] & OTHERS]
    if tables:
        return _longest(tables, rows)
    others = [name for name in outer if not parts[name] & OTHERS]  # a table by any name, and what comes out
    return others[0] if len(others) == 1 and len(outer) == len(rows) else None


def named_so(names: Collection[str], told: str) -> list[str]:
    """Return which names are the one that is told, or end in it.

    Parameters
    ----------
    names : collection of str
        Of tensors.
    told : str
        A name, or its last parts, with or without the ".weight" that PyTorch ends it with.

    Returns
    -------
    list of str
    """
    for ending in (told, f"{told}.weight"):
        found = [n for n in names if n == ending] or [n for n in names if f".{n}".endswith(f".{ending}")]
        if found:
            return found
    return []


def matrices(tensors: Mapping[str, Tensor]) -> list[str]:
    """Return the names of the matrices of numbers: of floating point, or the whole ones that Model2Vec writes.

    Parameters
    ----------
    tensors : mapping of str to Tensor
        By name.

    Returns
    -------
    list of str
    """
    return [
        name
        for name, tensor in tensors.items()
        if len(tensor["shape"]) == 2 and (tensor["dtype"] in FLOATS or (name, tensor["dtype"]) == ("embeddings", "I8"))
    ]


def _is_output(name: str) -> bool:
    return any(part.startswith(output) for part in name.split(".") for output in OUTPUTS)


def _is_of_layer(name: str) -> bool:
    """Tell whether a tensor is one of those that each layer has: "layers.0.mlp.up_proj.weight"."""
    return any(part.isdecimal() for part in name.split("."))


def _is_named_so(name: str) -> bool:
    """Tell whether a name is one of a token table, whatever else there is."""
    return any(f".{name}".endswith(f".{usual}") for usual in NAMES)


def _longest(names: Sequence[str], rows: Mapping[str, int]) -> str | None:
    lengths = [rows[name] for name in names]
    return names[lengths.index(max(lengths))] if lengths.count(max(lengths)) == 1 else None


def _undecided(file: str, tensors: Mapping[str, Tensor], expected: str) -> FileError:
    order = sorted(tensors, key=lambda name: (len(tensors[name]["shape"]) != 2, _is_of_layer(name)))
    named = [
        f"{shortened(name)}: {tensors[name]['dtype']} {shown(tuple(tensors[name]['shape']))}"
        for name in order[: MAX_TENSORS_SHOWN + 1]
    ]
    if len(named) > MAX_TENSORS_SHOWN:
        named[MAX_TENSORS_SHOWN:] = ["…"]
    return FileError(
        file,
        _("its tensors are {tensors}; expected {expected}").format(tensors=listed(named), expected=expected),
    )
