"""The header of a safetensors file: eight bytes of length, then JSON that gives each tensor its type, shape and place.

The library would map the file to look at it, and a mapped file that somebody cuts ends the process.
"""

import json
from math import prod
from typing import TypedDict

from embedviz.errors import FileError
from embedviz.formats.plain import PlainFile
from embedviz.i18n import _, valued

MAX_HEADER = 16 << 20
MAX_REASON = 200
MAX_AXES = 32
LENGTH_BYTES = 8
METADATA = "__metadata__"
# Bits of a number; of two smaller types four and eight make whole bytes.
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64,
    "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
}  # fmt: skip


class Tensor(TypedDict):
    """What the header says of a tensor."""

    dtype: str
    shape: list[int]
    data_offsets: list[int]


def read_tensors(file: PlainFile) -> tuple[dict[str, Tensor], int]:
    """Read a header, and compare all that it says with itself and with the size of the file.

    Parameters
    ----------
    file : PlainFile
        Of safetensors.

    Returns
    -------
    tensors : dict of str to Tensor
        By name, in the order of the header.
    start : int
        The place that ``data_offsets`` count from.

    Raises
    ------
    FileError
        If it is damaged, or contradicts itself or the file.
    """
    if file.size < LENGTH_BYTES:
        raise _damaged(file, "header too small")
    length = int.from_bytes(file.bytes_at(0, LENGTH_BYTES), "little")
    if length > MAX_HEADER:
        raise FileError(
            file.name,
            _("a header of {length:,} bytes; expected at most {most:,}").format(length=length, most=MAX_HEADER),
        )
    start = LENGTH_BYTES + length
    if start > file.size:
        raise _damaged(file, f"header of {length:,} bytes in a file of {file.size:,}")
    try:
        tensors = json.loads(file.bytes_at(LENGTH_BYTES, length))
    except (ValueError, RecursionError) as error:
        raise _damaged(file, str(error)) from error
    if not isinstance(tensors, dict):
        raise _damaged(file, "header is no object")
    tensors.pop(METADATA, None)
    for name, tensor in tensors.items():
        problem = _problem(tensor)
        if problem:
            raise _damaged(file, valued(name, problem))
    _require_all_bytes(file, tensors, file.size - start)
    return tensors, start


def _problem(tensor: object) -> str:
    """Return what is wrong with the description of a tensor by itself, or nothing."""
    if not isinstance(tensor, dict) or set(tensor) != set(Tensor.__annotations__):
        return "expected a dtype, a shape and data_offsets"
    dtype, shape, offsets = tensor["dtype"], tensor["shape"], tensor["data_offsets"]
    if not isinstance(dtype, str) or dtype not in BITS:
        return f"unknown dtype {dtype!r}"
    if not _are_sizes(shape):
        return f"shape {shape}"
    if not _are_sizes(offsets) or len(offsets) != 2:
        return f"data_offsets {offsets}"
    if 8 * (offsets[1] - offsets[0]) != BITS[dtype] * prod(shape):
        return f"data_offsets {offsets} for the shape {shape} of {dtype}"
    return ""


def _are_sizes(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) <= MAX_AXES
        and all(type(size) is int and 0 <= size < 1 << 63 for size in found)
    )


def _require_all_bytes(file: PlainFile, tensors: dict[str, Tensor], size: int) -> None:
    end = 0
    for begin, stop in sorted(tuple(tensor["data_offsets"]) for tensor in tensors.values()):
        if begin != end:
            raise _damaged(file, f"a tensor begins at byte {begin:,} of the data, the one before it ends at {end:,}")
        end = stop
    if end != size:
        raise _damaged(file, f"tensors of {end:,} bytes in all, {size:,} are there")


def _damaged(file: PlainFile, reason: str) -> FileError:
    return FileError(file.name, _("it is damaged or cannot be read ({reason})").format(reason=reason[:MAX_REASON]))
