"""The layouts of files of word vectors, written block by block."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from embedviz.formats.restrictions import SavedFormat

if TYPE_CHECKING:
    import pyarrow as pa

# Of all float32 the one whose shortest decimal, 7.038531e-26, becomes its neighbor when read as a float64 first, as
# gensim does (and embedviz): it lies that close to the middle of the two.
READ_WRONG, READ_RIGHT = np.uint32(0x15AE43FD).view(np.float32), "7.0385307e-26"
PARQUET_BLOCKS_A_ROW_GROUP = 8
SAFETENSORS_HEADER_BYTES = 256


@dataclass(frozen=True)
class Block:
    """Some of the rows to write.

    Parameters
    ----------
    words : sequence of b str
        Their words.
    vectors : ndarray (b, n) float32
        C-contiguous and little-endian.
    columns : Table, optional
        What else is said of the words, b rows.
    """

    words: Sequence[str]
    vectors: np.ndarray
    columns: "pa.Table | None" = None


Shape = tuple[int, int]
Writer = Callable[[Sequence[BinaryIO], Shape, Iterator[Block]], None]
"""Takes the files to write to, the shape (m, n) of the whole matrix, and all its rows."""


def write_word2vec(files: Sequence[BinaryIO], shape: Shape, blocks: Iterator[Block]) -> None:
    """Write a line with m and n, then a line a word: the word and its numbers."""
    files[0].write(b"%d %d\n" % shape)
    write_glove(files, shape, blocks)


def write_glove(files: Sequence[BinaryIO], _shape: Shape, blocks: Iterator[Block]) -> None:
    """Write a line a word: the word and its numbers."""
    import pyarrow.compute as pc

    for i, block in enumerate(blocks):
        files[0].write(_lines(pc.binary_join_element_wise(_strings(block.words), _numbers(block, i == 0, " "), " ")))


def write_word2vec_binary(files: Sequence[BinaryIO], shape: Shape, blocks: Iterator[Block]) -> None:
    """Write a line with m and n, then of each word the word, a space and the bytes of its vector."""
    import pyarrow as pa
    import pyarrow.compute as pc

    files[0].write(b"%d %d\n" % shape)
    for block in blocks:
        b, n = block.vectors.shape
        rows = pa.FixedSizeBinaryArray.from_buffers(pa.binary(4 * n), b, [None, pa.py_buffer(block.vectors)])
        words = _strings(block.words).cast(pa.binary())
        files[0].write(_joined(pc.binary_join_element_wise(words, rows.cast(pa.binary()), b" "), b""))


def write_tsv(files: Sequence[BinaryIO], _shape: Shape, blocks: Iterator[Block]) -> None:
    """Write a line of numbers a word to one file, and to another the words, with what else is said of them."""
    import pyarrow.compute as pc

    vectors, metadata = files
    for i, block in enumerate(blocks):
        vectors.write(_lines(_numbers(block, i == 0, "\t")))
        cells = [_strings(block.words)]
        if block.columns is not None:
            if i == 0:
                names = ["word", *(_free(name, ["word"]) for name in block.columns.column_names)]
                metadata.write("\t".join(names).encode() + b"\n")
            cells += [column.combine_chunks().cast("string").fill_null("") for column in block.columns.columns]
        metadata.write(_lines(pc.binary_join_element_wise(*cells, "\t")))


def write_parquet(files: Sequence[BinaryIO], shape: Shape, blocks: Iterator[Block]) -> None:
    """Write a table of the columns ``word`` and ``vector``, and of what else is said of the words."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    _m, n = shape
    own = [pa.field("word", pa.string(), False), pa.field("vector", pa.list_(pa.float32(), n), False)]

    def table(block: Block) -> pa.Table:
        vectors = pa.FixedSizeListArray.from_arrays(pa.array(block.vectors.ravel()), n)
        found = pa.table([_strings(block.words), vectors], schema=pa.schema(own))
        others = block.columns or pa.table({})
        for name, column in zip(others.column_names, others.columns, strict=True):
            found = found.append_column(_free(name, found.column_names), column)
        return found

    first = table(next(blocks))
    blocks_left = map(table, blocks)
    with pq.ParquetWriter(files[0], first.schema, use_dictionary=first.column_names[len(own) :]) as writer:
        group = [first, *islice(blocks_left, PARQUET_BLOCKS_A_ROW_GROUP - 1)]
        while group:
            writer.write_table(pa.concat_tables(group))
            group = list(islice(blocks_left, PARQUET_BLOCKS_A_ROW_GROUP))


def write_safetensors(files: Sequence[BinaryIO], shape: Shape, blocks: Iterator[Block]) -> None:
    """Write two tensors: ``vectors``, and ``words`` with the UTF-8 of a JSON list of them."""
    (file,) = files
    m, n = shape
    # The header says how long the words are; where each tensor begins is known without it.
    data = 8 + SAFETENSORS_HEADER_BYTES
    vectors_end, words_end = data, data + 4 * m * n
    opening = b"["
    for block in blocks:
        file.seek(vectors_end)
        vectors_end += file.write(block.vectors.data)
        file.seek(words_end)
        listed = json.dumps(list(block.words), ensure_ascii=False, separators=(",", ":"))
        words_end += file.write(opening + listed[1:-1].encode())
        opening = b","
    words_end += file.write(b"]")
    ends = [0, vectors_end - data, words_end - data]
    tensors = {
        "vectors": {"dtype": "F32", "shape": [m, n], "data_offsets": ends[:2]},
        "words": {"dtype": "U8", "shape": [ends[2] - ends[1]], "data_offsets": ends[1:]},
    }
    file.seek(0)
    file.write(SAFETENSORS_HEADER_BYTES.to_bytes(8, "little"))
    file.write(json.dumps(tensors).encode().ljust(SAFETENSORS_HEADER_BYTES))


WRITERS: dict[SavedFormat, Writer] = {
    "word2vec": write_word2vec,
    "word2vec-binary": write_word2vec_binary,
    "glove": write_glove,
    "tsv": write_tsv,
    "parquet": write_parquet,
    "safetensors": write_safetensors,
}


def _free(name: str, taken: Sequence[str]) -> str:
    return f"{name} (2)" if name in taken else name


def _strings(words: Sequence[str]) -> "pa.StringArray":
    import pyarrow as pa

    return pa.array(words, pa.string())


def _numbers(block: Block, is_first: bool, separator: str) -> "pa.StringArray":
    """Return the numbers of each row, joined."""
    import pyarrow as pa
    import pyarrow.compute as pc

    b, n = block.vectors.shape
    decimals = pa.array(block.vectors.ravel()).cast(pa.string())
    if is_first:
        # Arrow writes 2.0 as 2, and two whole numbers alone on the first line would be taken for a header.
        decimals = pa.concat_arrays([pa.array(map(str, block.vectors[0]), pa.string()), decimals[n:]])
    if (np.abs(block.vectors) == READ_WRONG).any():
        decimals = pc.replace_substring_regex(decimals, r"^(-?)7\.038531e-26$", rf"\1{READ_RIGHT}")
    rows = pa.ListArray.from_arrays(pa.array(np.arange(0, b * n + 1, n, dtype=np.int32)), decimals)
    return pc.binary_join(rows, separator)


def _lines(lines: "pa.StringArray") -> memoryview:
    import pyarrow.compute as pc

    return _joined(pc.binary_join_element_wise(lines, "", "\n"), "")


def _joined(pieces: "pa.Array", separator: str | bytes) -> memoryview:
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(pieces)], pa.int32()), pieces), separator)
    return memoryview(whole[0].as_buffer())
