"""What the parts of a data set say of themselves: rows, columns, dimensions."""

import platform
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from embedviz.errors import FileError
from embedviz.formats.cells import lists_of
from embedviz.formats.column_types import is_text_type, is_vector
from embedviz.formats.columns import Columns, Contents, choose_columns
from embedviz.formats.matrix import row
from embedviz.formats.store import read_meta
from embedviz.formats.written import is_written, width_of
from embedviz.i18n import _
from embedviz.parts.arrow_files import open_part
from embedviz.parts.filesystems import is_local
from embedviz.parts.place import Part, PartPlace, id_of, numbered, part_of
from embedviz.parts.rows import LEAST_BUFFER, damaged
from embedviz.progress import Progress, ProgressCallback

READERS = 16
MAPPED_ROWS = 8_192
NO_COLUMNS = Columns("word", ("vector",), "lists", ())


def describe(
    filesystem: fs.FileSystem, found: Sequence[fs.FileInfo], told: str | None, progress: ProgressCallback | None
) -> PartPlace:
    """Look at every part: what it holds, and that all hold the same.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        What they are in.
    found : sequence of FileInfo
        In their order.
    told : str, optional
        The name of the column of vectors, if it is known.
    progress : callable, optional
        Called with the parts looked at. It may raise to cancel.

    Returns
    -------
    PartPlace

    Raises
    ------
    FileError
        If one is damaged, has other columns or other dimensions than the first, or none has a row.
    """
    columns = next((columns for info in found if (columns := _columns(filesystem, info, told)) is not None), NO_COLUMNS)
    described: list[Part] = []
    widths: dict[str, int] = {}
    sizes: list[int] = []
    with ThreadPoolExecutor(READERS) as readers:
        try:
            for part, n, groups in readers.map(partial(_described, filesystem, columns), found):
                described.append(part)
                sizes += groups
                if part.rows:
                    widths[part.name] = n
                if progress is not None:
                    progress(Progress(_("Looking at the parts"), len(described), len(found)))
        except BaseException:
            readers.shutdown(cancel_futures=True)
            raise
    if not widths:
        raise FileError(described[0].name, _("no part has a row; expected at least one word and its vector"))
    first, n = next(iter(widths.items()))
    other = next((name for name, width in widths.items() if width != n), None)
    if other is not None:
        raise FileError(
            other,
            _("vectors of {found:,} dimensions; expected {n:,} as in {first}").format(
                found=widths[other], n=n, first=first
            ),
        )
    parts = numbered(described)
    m = sum(part.rows for part in parts)
    firsts = tuple(accumulate(sizes[:-1], initial=0))
    return PartPlace(filesystem, parts, (m, n), columns, id_of(parts, columns), platform.node(), firsts)


def _columns(filesystem: fs.FileSystem, info: fs.FileInfo, told: str | None) -> Columns | None:
    """Return the columns of a file that has rows; None of anything else."""
    if info.type == fs.FileType.Directory:
        return None
    part = Part(info.path, 0, 0, 0, 0, "")
    with damaged(part), _file(filesystem, info) as file:
        if not file.metadata.num_rows:
            return None

        def written(name: str) -> bool:
            batch = next(file.iter_batches(1, columns=[name]), None)
            return batch is not None and is_written(pc.cast(batch.column(0), "string")[0].as_py() or "")

        def distinct(name: str) -> bool:
            found = file.read([name]).column(0)
            return len(pc.unique(found)) == len(found)

        return replace(choose_columns(part.name, file.schema_arrow, Contents(written, distinct), told), assumptions=())


def _described(filesystem: fs.FileSystem, columns: Columns, info: fs.FileInfo) -> tuple[Part, int, list[int]]:
    """Return a part, its dimensions, and the rows of each of its row groups."""
    if info.type == fs.FileType.Directory:
        return _described_store(filesystem, info)
    named = Part(info.path, 0, 0, 0, 0, "")
    with damaged(named), _file(filesystem, info) as file:
        rows = file.metadata.num_rows
        n = 0
        if rows:  # what has none may lack types as well
            _require_columns(named, file.schema_arrow, columns)
            n = _width(named, file, columns)
        groups = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
        return part_of(filesystem, info, rows, "file"), n, [size for size in groups if size]


def _described_store(filesystem: fs.FileSystem, info: fs.FileInfo) -> tuple[Part, int, list[int]]:
    if not is_local(filesystem):
        raise FileError(info.base_name, _("vectors as embedviz keeps them have to be on this machine's own disk"))
    m, n = read_meta(Path(info.path)).shape
    # It is mapped, and read from any row on.
    return part_of(filesystem, info, m, "store"), n, [min(MAPPED_ROWS, m - at) for at in range(0, m, MAPPED_ROWS)]


def _file(filesystem: fs.FileSystem, info: fs.FileInfo) -> Any:
    return open_part(filesystem, info.path, buffer_size=LEAST_BUFFER)


def _require_columns(part: Part, schema: pa.Schema, columns: Columns) -> None:
    for name in (columns.word, *columns.vectors):
        if schema.names.count(name) != 1:
            raise FileError(
                part.name, _("no column is called {name}; expected it as in the first part").format(name=name)
            )
    kind = schema.field(columns.word).type
    if not is_text_type(kind) and not pa.types.is_integer(kind):
        raise FileError(
            part.name, _("its column {name} is of {kind}; expected texts").format(name=columns.word, kind=kind)
        )


def _width(part: Part, file: Any, columns: Columns) -> int:
    if columns.kind == "dimensions":
        return len(columns.vectors)
    (name,) = columns.vectors
    kind = file.schema_arrow.field(name).type
    if pa.types.is_fixed_size_list(kind):
        return int(kind.list_size)
    first = next(file.iter_batches(1, columns=[name], use_threads=False)).column(0)
    if columns.kind == "texts":
        found = width_of(part.name, pc.cast(first, "string")[0].as_py(), row(0, 0))
    elif is_vector(kind):
        found = pc.list_value_length(lists_of(part.name, first, 0))[0].as_py()
    else:
        raise FileError(
            part.name, _("its column {name} is of {kind}; expected lists of numbers").format(name=name, kind=kind)
        )
    if not found:
        raise FileError(part.name, _("its first row has no vector; expected one"))
    return int(found)
