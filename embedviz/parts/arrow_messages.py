"""What a message of an Arrow stream says of itself before its body, which pyarrow tells only with the body read."""

import struct
from dataclasses import dataclass

import pyarrow as pa

BATCH = 3  # of the kinds of messages
MOST_BYTES = 64 << 20  # of a description


@dataclass(frozen=True)
class Description:
    """A message without its body.

    Parameters
    ----------
    is_batch : bool
        Whether it is one of rows.
    rows : int
        How many they are.
    stop : int
        Where the message ends.
    """

    is_batch: bool
    rows: int
    stop: int


def read_description(prefix: bytes, source: pa.NativeFile, start: int) -> Description:
    """Read the description of a message.

    Parameters
    ----------
    prefix : bytes
        The first eight bytes of the message.
    source : NativeFile
        What it is in.
    start : int
        Where it begins there.

    Returns
    -------
    Description

    Raises
    ------
    ArrowInvalid
        If it is damaged or cut.

    References
    ----------
    Apache Arrow, columnar format 1.5: encapsulated message format; its Message.fbs, for the order of fields.
    """
    try:
        mark, length = struct.unpack("<Ii", prefix)
        if mark != 0xFFFFFFFF or not 0 < length <= MOST_BYTES:
            raise ValueError(length)
        data = source.read_at(length, start + len(prefix))
        (message,) = struct.unpack_from("<I", data)
        kind, body = _number("<B", data, message, 1), _number("<q", data, message, 3)
        batch = _place(data, message, 2)
        batch += struct.unpack_from("<I", data, batch)[0]
        rows = _number("<q", data, batch, 0) if kind == BATCH else 0
        if body < 0 or rows < 0:
            raise ValueError(body)
    except (struct.error, ValueError) as error:
        raise pa.ArrowInvalid(f"no message at byte {start}") from error
    return Description(kind == BATCH, rows, start + len(prefix) + length + body)


def _number(form: str, data: bytes, table: int, field: int) -> int:
    place = _place(data, table, field)
    return struct.unpack_from(form, data, place)[0] if place else 0


def _place(data: bytes, table: int, field: int) -> int:
    """Return where a field of a flatbuffer's table is, 0 if it is left out, as one of the usual value is."""
    names = table - struct.unpack_from("<i", data, table)[0]
    slot = 4 + 2 * field
    if slot >= struct.unpack_from("<H", data, names)[0]:
        return 0
    offset = struct.unpack_from("<H", data, names + slot)[0]
    return table + offset if offset else 0
