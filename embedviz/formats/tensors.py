"""safetensors files: vectors with their words, static models (Model2Vec), and the token tables of language models."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import partial
from math import prod
from pathlib import Path

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.each_word import are_words
from embedviz.formats.fence import require_inside
from embedviz.formats.files import printable
from embedviz.formats.list_files import find_words, without_compression
from embedviz.formats.matrix import as_float32, block_rows, plain_blocks, require_shape, row
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list_beside
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.tensor_choice import FLOATS, choose_tensor, matrices
from embedviz.formats.tensor_header import Tensor, read_tensors
from embedviz.formats.tokenizer import read_tokens, tokenizer_beside
from embedviz.i18n import _

DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I8": "<i1", "I16": "<i2", "I32": "<i4", "I64": "<i8",
    "U8": "<u1", "U16": "<u2", "U32": "<u4", "U64": "<u8",
}  # fmt: skip
WHOLE = ("I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64")
TITLES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I8": "int8"}
WORDS, MAPPING, WEIGHTS = "words", "mapping", "weights"
EMBEDDINGS = "embeddings"
USUAL = ("vectors", EMBEDDINGS)  # what is called so needs no word


def read_safetensors(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a matrix and its words from a safetensors file.

    Parameters
    ----------
    stream : ByteStream
        The file. The words are a tensor of bytes called ``words``, which hold a JSON list of strings; or else the
        tokens of a tokenizer.json or the words of a list beside the file. If the vectors are called ``embeddings``, a
        tensor ``mapping`` gives the row of each word, and ``weights`` what its vector is multiplied with, as in
        Model2Vec. If it holds vectors alone, all of one length, the name of each is its word.
    options : Options
        May name the tensor of the vectors.

    Returns
    -------
    Content
        Rows without a token are left out.

    Raises
    ------
    FileError
        If it is damaged, has no matrix of floating-point numbers, or several and not one of them by a usual name; if
        the words are not strings, or not as many as there are vectors.
    """
    file = stream.plain()
    tensors, start = read_tensors(file)
    model = _Model(file, tensors, start)
    if options.tensor is None and options.words is None and _are_words(tensors):
        return _of_words(stream.name, model)
    name = choose_tensor(stream.name, tensors, options.tensor)
    assumptions: list[Assumption] = []
    several = len(matrices(tensors))
    if several > 1 and options.tensor is None:
        assumptions.append(Assumption("tensor", {"name": name, "count": several}))
    elif options.tensor is None and name not in USUAL:
        assumptions.append(Assumption("only tensor", {"name": name}))
    k, n = require_shape(stream.name, tuple(tensors[name]["shape"]))
    blocks, m = model.blocks(name, (k, n)), k
    if name == EMBEDDINGS:
        blocks, m = _mapped_and_weighted(stream, model, blocks, (k, n), assumptions)
    title = TITLES[tensors[name]["dtype"]]
    if _has_words(tensors) and options.words is None:
        return Content(n, _rows(blocks, _words(model, m)), title, total=m, assumptions=assumptions)
    tokenizer = None if options.words else _tokenizer(stream.beside, n)
    if tokenizer is None:
        return with_list_beside(stream.beside, options.words, blocks, (m, n), dtype=title, assumptions=assumptions)
    tokens = read_tokens(tokenizer, m, stream.name)
    assumptions += [Assumption("word list", {"file": printable(tokenizer.name)}), *tokens.assumptions]
    return Content(n, _rows(blocks, tokens.words), title, companions=(tokenizer,), total=m, assumptions=assumptions)


def matrix_names(stream: ByteStream) -> list[str]:
    """Return the names of what may hold the vectors.

    Parameters
    ----------
    stream : ByteStream
        The file, not compressed.

    Returns
    -------
    list of str

    Raises
    ------
    FileError
        If it is damaged.
    """
    tensors, _start = read_tensors(stream.plain())
    return [] if _are_words(tensors) else matrices(tensors)


def _are_words(tensors: Mapping[str, Tensor]) -> bool:
    kinds = {(tensor["dtype"], tuple(tensor["shape"])) for tensor in tensors.values()}
    return all(dtype in FLOATS for dtype, _shape in kinds) and are_words(list(tensors), kinds)


def _of_words(file: str, model: "_Model") -> Content:
    """Return the content of a file with a tensor for each word: they are one matrix, in the order of their places."""
    words = sorted(model.tensors, key=lambda name: model.tensors[name]["data_offsets"])
    first = model.tensors[words[0]]
    m, n = require_shape(file, (len(words), first["shape"][-1]))
    rows = _rows(model.blocks(words[0], (m, n)), words)
    return Content(n, rows, TITLES[first["dtype"]], total=m, assumptions=[Assumption("array a word", {})])


class _Model:
    """The tensors of a file."""

    def __init__(self, file: PlainFile, tensors: Mapping[str, Tensor], start: int) -> None:
        self.file, self.tensors, self._start = file, tensors, start

    def blocks(self, name: str, shape: tuple[int, int]) -> Iterator[np.ndarray]:
        """Return a matrix that begins with a tensor in blocks of float32."""
        dtype = self.tensors[name]["dtype"]
        place = self._start + self.tensors[name]["data_offsets"][0]
        return plain_blocks(
            self.file,
            place,
            np.dtype(DTYPES[dtype]),
            shape,
            convert=_widened if dtype == "BF16" else as_float32,
        )

    def vector(self, name: str, dtypes: Sequence[str]) -> np.ndarray | None:
        """Return all numbers of a tensor, or None if there is none so called, of such a type, with one column."""
        tensor = self.tensors.get(name)
        if tensor is None or tensor["dtype"] not in dtypes or tensor["shape"][1:] not in ([], [1]):
            return None
        length = prod(tensor["shape"])
        place = self._start + tensor["data_offsets"][0]
        found = self.file.array_at(place, np.dtype(DTYPES[tensor["dtype"]]), length)
        return _widened(found) if tensor["dtype"] == "BF16" else found


def _mapped_and_weighted(
    stream: ByteStream,
    model: _Model,
    blocks: Iterator[np.ndarray],
    shape: tuple[int, int],
    assumptions: list[Assumption],
) -> tuple[Iterator[np.ndarray], int]:
    """Return the vectors that Model2Vec gives its tokens, and how many they are."""
    (k, n), m = shape, shape[0]
    mapping, weights = model.vector(MAPPING, WHOLE), model.vector(WEIGHTS, (*FLOATS, *WHOLE))
    if mapping is not None:
        m, _n = require_shape(stream.name, (len(mapping), n))
        if mapping.min() < 0 or mapping.max() >= k:
            raise FileError(
                stream.name,
                _("its mapping leads to row {row:,}; expected rows from 0 to {last:,}").format(
                    row=int(mapping.max() if mapping.max() >= k else mapping.min()), last=k - 1
                ),
            )
        stream.require_ratio(4 * m * n)
        with stream.scratch() as copy:
            for block in blocks:
                copy.write(block.data)
            copy.flush()
            blocks = _gathered(np.memmap(copy, "<f4", "r", 0, shape), mapping)
        assumptions.append(Assumption("mapping", {}))
    if weights is not None:
        if len(weights) != m:
            raise FileError(
                stream.name,
                _("{found:,} weights, expected {expected:,}, one for each token").format(
                    found=len(weights), expected=m
                ),
            )
        blocks = _weighted(blocks, weights)
        assumptions.append(Assumption("weights", {}))
    return blocks, m


def _gathered(matrix: np.ndarray, mapping: np.ndarray) -> Iterator[np.ndarray]:
    step = block_rows(matrix.shape[1])
    for start in range(0, len(mapping), step):
        yield np.asarray(matrix[mapping[start : start + step]])


def _weighted(blocks: Iterator[np.ndarray], weights: np.ndarray) -> Iterator[np.ndarray]:
    done = 0
    for block in blocks:
        with np.errstate(
            invalid="ignore", over="ignore"
        ):  # what is not finite is refused with its place, as everywhere
            weighted = block * weights[done : done + len(block), None]
        yield as_float32(weighted)
        done += len(block)


def _rows(blocks: Iterator[np.ndarray], words: Sequence[str | None]) -> Generator[Rows, None, None]:
    done = 0
    for block in blocks:
        some = words[done : done + len(block)]
        named = [i for i, word in enumerate(some) if word is not None]
        if len(named) == len(some):
            yield Rows([word for word in some if word is not None], block, partial(row, done))
        elif named:
            yield Rows([some[i] or "" for i in named], block[named], partial(_row_of, done, named))
        done += len(block)


def _row_of(before: int, named: Sequence[int], index: int) -> str:
    return row(before, named[index])


def _widened(upper_halves: np.ndarray) -> np.ndarray:
    return (upper_halves.astype(np.uint32) << 16).view(np.float32)


# Words


def _tokenizer(path: Path, n: int) -> Path | None:
    """Return the tokenizer beside a file, unless a list of words has the very name of the file."""
    found = tokenizer_beside(path)
    if found is None:
        return None
    try:
        if find_words(path, n).name.startswith(without_compression(path).stem):
            return None
    except FileError:
        pass
    require_inside(found, path)
    return found


def _has_words(tensors: Mapping[str, Tensor]) -> bool:
    listed = tensors.get(WORDS)
    return listed is not None and listed["dtype"] == "U8" and len(listed["shape"]) == 1


def _words(model: _Model, m: int) -> list[str]:
    file = model.file.name
    listed = model.vector(WORDS, ("U8",))
    try:
        words = json.loads(b"" if listed is None else listed.tobytes().decode())
    except (ValueError, RecursionError) as error:
        raise FileError(
            file, _("its tensor words is not JSON ({reason}); expected a list of strings").format(reason=error)
        ) from error
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise FileError(file, _("its tensor words is JSON, but not a list of strings; expected one"))
    if len(words) != m:
        raise FileError(
            file,
            _("{found}, expected {expected:,}, one for each vector in {file}").format(
                found=units.words(len(words)), expected=m, file=file
            ),
        )
    return words
