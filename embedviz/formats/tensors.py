"""safetensors files, with the words in the file itself or in a list beside it."""

import json
from collections.abc import Generator, Iterator, Sequence
from functools import partial

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import as_float32, plain_blocks, require_shape, row, shown
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.tensor_header import Tensor, read_tensors
from embedviz.formats.wordlist import find_words, with_words
from embedviz.i18n import _

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
TITLES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
NAMES = ("vectors", "embeddings", "embedding.weight", "embeddings.weight", "word_embeddings.weight", "weight")
WORDS = "words"
MAX_TENSORS_SHOWN = 8


def read_safetensors(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a matrix and its words from a safetensors file.

    Parameters
    ----------
    stream : ByteStream
        The file. The words are a tensor of bytes called ``words``, which hold a JSON list of strings; or else in a list
        beside the file.
    options : Options
        May name the tensor of the vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is damaged, has no matrix of floating-point numbers, or several and not one of them by a usual name; if
        the words are not strings, or not as many as there are vectors.
    """
    file = stream.plain()
    tensors, start = read_tensors(file)
    name = _choose(stream.name, tensors, options.tensor)
    dtype = tensors[name]["dtype"]
    m, n = require_shape(stream.name, tuple(tensors[name]["shape"]))
    blocks = plain_blocks(
        file,
        start + tensors[name]["data_offsets"][0],
        np.dtype(DTYPES[dtype]),
        (m, n),
        convert=_widened if dtype == "BF16" else as_float32,
    )
    listed = tensors.get(WORDS)
    if listed is not None and listed["dtype"] == "U8" and len(listed["shape"]) == 1:
        words = _words(file, start + listed["data_offsets"][0], listed["shape"][0], m)
        return Content(n, _rows(blocks, words), TITLES[dtype], total=m)
    beside = find_words(stream.path, n)
    rows = with_words(blocks, beside, stream.path, row)
    return Content(n, rows, TITLES[dtype], companions=(beside,), total=m)


def _rows(blocks: Iterator[np.ndarray], words: Sequence[str]) -> Generator[Rows, None, None]:
    done = 0
    for block in blocks:
        yield Rows(words[done : done + len(block)], block, partial(row, done))
        done += len(block)


def _widened(upper_halves: np.ndarray) -> np.ndarray:
    return (upper_halves.astype(np.uint32) << 16).view(np.float32)


def _choose(file: str, tensors: dict[str, Tensor], told: str | None) -> str:
    matrices = [name for name, tensor in tensors.items() if tensor["dtype"] in DTYPES and len(tensor["shape"]) == 2]
    if told is not None and told in matrices:
        return told
    if len(matrices) == 1 and told is None:
        return matrices[0]
    usual = ([name for name in matrices if f".{name}".endswith(f".{end}")] for end in NAMES)
    found = next(filter(None, usual), [])
    rows = [tensors[name]["shape"][0] for name in found]
    if told is None and rows and rows.count(max(rows)) == 1:
        return found[rows.index(max(rows))]
    listed = [
        f"{shortened(name)}: {tensor['dtype']} {shown(tuple(tensor['shape']))}" for name, tensor in tensors.items()
    ]
    if len(listed) > MAX_TENSORS_SHOWN:
        listed[MAX_TENSORS_SHOWN:] = ["…"]
    raise FileError(
        file,
        _(
            "its tensors are {tensors}; expected one m by n matrix of F64, F32, F16 or BF16, or among several one "
            "called vectors or embeddings"
        ).format(tensors=", ".join(listed)),
    )


def _words(file: PlainFile, start: int, count: int, m: int) -> list[str]:
    try:
        words = json.loads(file.bytes_at(start, count).decode())
    except (ValueError, RecursionError) as error:
        raise FileError(
            file.name, _("its tensor words is no JSON ({reason}); expected a list of strings").format(reason=error)
        ) from error
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise FileError(file.name, _("its tensor words is JSON, but no list of strings; expected one"))
    if len(words) != m:
        raise FileError(
            file.name,
            _("{found:,} words, expected {expected:,}, one for each vector in {file}").format(
                found=len(words), expected=m, file=file.name
            ),
        )
    return words
