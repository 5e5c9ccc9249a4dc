"""Which tensor of a model holds the vectors of its words."""

from collections.abc import Mapping

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
    "in_embeddings.weight",
    "in_embedding.weight",
    "in_embed.weight",
    "input_embeddings.weight",
    "input_embedding.weight",
    "center_embeddings.weight",
    "center_embedding.weight",
    "target_embeddings.weight",
    "target_embedding.weight",
    "embedding.weight",
    "embeddings.weight",
    "weight",
)
OUTPUTS = ("lm_head", "embed_out", "output", "decoder", "v_embeddings", "position", "wpe", "token_type")
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
        named = [name for name in found if name == told] or [name for name in found if f".{name}".endswith(f".{told}")]
        if len(named) == 1:
            return named[0]
        raise _undecided(file, tensors, _("a matrix called {name}").format(name=shortened(told)))
    if len(found) == 1:
        return found[0]
    for usual in NAMES:
        named = [name for name in found if f".{name}".endswith(f".{usual}")]
        named = [name for name in named if not _is_output(name)] or named[: usual != NAMES[-1]]
        rows = [tensors[name]["shape"][0] for name in named]
        if rows and rows.count(max(rows)) == 1:
            return named[rows.index(max(rows))]
        if rows:
            break
    raise _undecided(
        file,
        tensors,
        _(
            "one m by n matrix of F64, F32, F16 or BF16, or among several one called vectors or embeddings, or as a "
            "token table is"
        ),
    )


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


def _undecided(file: str, tensors: Mapping[str, Tensor], expected: str) -> FileError:
    named = [
        f"{shortened(name)}: {tensor['dtype']} {shown(tuple(tensor['shape']))}" for name, tensor in tensors.items()
    ]
    if len(named) > MAX_TENSORS_SHOWN:
        named[MAX_TENSORS_SHOWN:] = ["…"]
    return FileError(
        file,
        _("its tensors are {tensors}; expected {expected}").format(tensors=listed(named), expected=expected),
    )
