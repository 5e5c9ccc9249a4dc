"""The rows of a table as text, as Arrow reads them: in batches, without blank lines and rows of empty cells."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, reason, shortened
from embedviz.formats.arrow_guard import MAX_WORD
from embedviz.formats.dialect import Dialect
from embedviz.formats.matrix import row
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20
BLANK_LINES = (b"\n\n", b"\n\r\n")
BLANK = Assumption("blank lines in table", {})
_REFUSED = re.compile(
    r"In CSV column #(\d+): Row #(\d+): CSV conversion error to double: invalid value '(.*)'", re.DOTALL
)


def read_batches(
    stream: ByteStream, dialect: Dialect, schema: "pa.Schema", said: list[Assumption]
) -> Iterator["pa.RecordBatch"]:
    """Read a table.

    Parameters
    ----------
    stream : ByteStream
        At its first row.
    dialect : Dialect
        How it is written.
    schema : Schema
        Its columns, each of numbers or of texts.
    said : list of Assumption
        What is left out is added.

    Yields
    ------
    RecordBatch
        Texts are bytes.

    Raises
    ------
    FileError
        If a row has more or fewer cells than the first, or one in a column of numbers is none.
    """
    import pyarrow as pa
    from pyarrow import csv

    names = [f"{i}" for i in range(len(dialect.names))]  # those of the file may be the same twice
    types = {
        name: pa.binary() if pa.types.is_string(field.type) else pa.float64()
        for name, field in zip(names, schema, strict=True)
    }
    try:
        reader = csv.open_csv(
            pa.PythonFile(_Readable(stream, dialect, said), mode="r"),
            csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK,
                column_names=names,
                skip_rows=int(dialect.is_short),
                skip_rows_after_names=int(dialect.header and not dialect.is_short),
            ),
            csv.ParseOptions(delimiter=dialect.separator, quote_char=dialect.quote, newlines_in_values=True),
            csv.ConvertOptions(
                column_types=types, null_values=[""], strings_can_be_null=False, decimal_point=dialect.decimal
            ),
        )
        for batch in reader:
            if dialect.is_short:
                _require_no_escapes(stream.name, batch.column(0))
            rows = pa.RecordBatch.from_arrays(batch.columns, names=list(dialect.names))
            filled = _filled(rows)
            if filled is not rows and BLANK not in said:
                said.append(BLANK)
            yield filled
    except pa.ArrowException as error:
        raise _unreadable(stream.name, dialect, reason(error)) from error


def _unreadable(file: str, dialect: Dialect, reason: str) -> FileError:
    refused = _REFUSED.match(reason)
    if refused is None:
        return FileError(file, _("it cannot be read as a table ({reason})").format(reason=reason))
    message = _("{cell!r} in the column {name}, which otherwise holds numbers; expected a number")
    name = shortened(dialect.names[int(refused[1])])
    place = row(0, int(refused[2]) - 1 - int(dialect.header))  # Arrow counts from 1, and the header too
    return FileError(file, message.format(cell=shortened(refused[3]), name=name), place)


def _filled(rows: "pa.RecordBatch") -> "pa.RecordBatch":
    """Return the rows of which at least one cell is not empty: spreadsheets write others below and between."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = [column for column in rows.columns if not pa.types.is_binary(column.type)]
    if not numbers or not all(column.null_count for column in numbers):
        return rows
    texts = [pc.equal(pc.binary_length(column), 0) for column in rows.columns if pa.types.is_binary(column.type)]
    is_empty = [pc.is_null(column) for column in numbers] + texts
    found = is_empty[0]
    for each in is_empty[1:]:
        found = pc.and_(found, each)
    return rows.filter(pc.invert(found)) if pc.any(found).as_py() else rows


def _require_no_escapes(file: str, words: "pa.Array") -> None:
    """Refuse words with a backslash in a table of R, which writes one before quotes and leaves others as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at = pc.index(pc.match_substring(words, "\\"), True).as_py() if pa.types.is_binary(words.type) else -1
    if at >= 0:
        word = shortened(words[at].as_py().decode(errors="replace"))
        message = _('a backslash in {word}, as R writes it before quotes; expected none: write with qmethod = "double"')
        raise FileError(file, message.format(word=word))


class _Readable(io.RawIOBase):
    """A stream as Arrow reads it, without blank lines; quotes in quotes are doubled unless it is R's."""

    def __init__(self, stream: ByteStream, dialect: Dialect, said: list[Assumption]) -> None:
        self._stream = stream
        self._said = said
        self._escaped = b"\\" + dialect.quote.encode()
        mark, quote = re.escape(dialect.separator.encode()), dialect.quote.encode()
        pattern = rb"(?:\A|[\n%b])(%b[^%b\n]*\\%b[^%b\r\n%b])" % (mark, *4 * [quote], mark)
        self._escape = None if dialect.is_short else re.compile(pattern)
        self._line = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(BLOCK if size < 0 else size)
        if self._escape is not None and self._escaped in data:
            found = self._escape.search(self._line + data)
            if found is not None:
                raise FileError(
                    self._stream.name,
                    _("a backslash before a quote in {cell}; expected quotes in quotes doubled").format(
                        cell=shortened(found[1].decode(errors="replace"))
                    ),
                )
        if BLANK not in self._said and any(blank in data.rstrip() for blank in BLANK_LINES):
            self._said.append(BLANK)
        self._line = data[-MAX_WORD:].rpartition(b"\n")[2]
        return data
