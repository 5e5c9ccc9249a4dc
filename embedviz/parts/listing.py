"""Which files of a folder are the parts of one data set, as Hugging Face, BigQuery and Spark write them."""

import json
import re
from contextlib import suppress
from fnmatch import fnmatch

from pyarrow import fs

from embedviz.errors import EmbedvizError, FileError, reason, shortened
from embedviz.formats.storing import META
from embedviz.i18n import _, listed
from embedviz.parts.names import is_part

UNFINISHED = "_temporary"
STATE, LARGEST_STATE = "state.json", 16 << 20
_SHARD = re.compile(r"(?P<split>.*?)-?(?P<number>\d{5,})-of-(?P<count>\d{5,})\D*")
_DIGITS = re.compile(r"(\d+)")
SHOWN = 5


def parts_in(filesystem: fs.FileSystem, path: str) -> list[fs.FileInfo]:
    """Return the parts of a data set, in the order of the numbers in their names.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        What they are in.
    path : str
        Of their folder; of one file; or a pattern such as ``folder/train-*.parquet``.

    Returns
    -------
    list of FileInfo
        Parquet and Arrow files, and folders that embedviz has written. What else is there, and whatever begins with
        "_" or ".", is no part.

    Raises
    ------
    EmbedvizError
        If there is no part; if they lie in folders of their own, belong to several splits, or one of a numbered row is
        missing; if what wrote them has not finished.
    """
    folder, _slash, pattern = path.rpartition("/") if "*" in path.rpartition("/")[2] else (path, "", "*")
    name = folder.rpartition("/")[2]
    try:
        itself = filesystem.get_file_info(folder)
        if itself.type == fs.FileType.NotFound:
            raise FileError(name, _("there is no such file or folder; expected a folder of Parquet or Arrow files"))
        found = _inside(filesystem, itself)
        if not found and itself.type == fs.FileType.File:
            return [itself]
        if any(each.base_name == META for each in found):
            return [itself]
        folders = [each for each in found if each.type == fs.FileType.Directory and each.base_name[:1] not in "._"]
        inside = {each.base_name: filesystem.get_file_info(fs.FileSelector(each.path)) for each in folders}
    except EmbedvizError:
        raise
    except Exception as error:  # every file system raises its own
        raise FileError(name, _("it cannot be listed ({reason})").format(reason=reason(error))) from error
    if any(each.base_name == UNFINISHED for each in found):
        raise FileError(name, _("it holds _temporary: what writes it has not finished, or failed; expected all parts"))
    kept = _kept(filesystem, name, found)
    stores = [each for each in folders if any(file.base_name == META for file in inside[each.base_name])]
    parts = [each for each in found if each.type == fs.FileType.File and is_part(each.base_name)] + stores
    parts = [each for each in parts if kept is None or each.base_name in kept]
    parts = [each for each in parts if fnmatch(each.base_name, pattern)]
    own = {each.base_name for each in stores}
    nested = [each for each, files in inside.items() if each not in own and any(is_part(f.base_name) for f in files)]
    if nested and pattern == "*":
        text = _("parts lie in its folders {names}; expected all in one folder: open one of these")
        raise FileError(name, text.format(names=_listed(nested)))
    if not parts:
        text = _("it holds no Parquet or Arrow file{pattern}; found {names}")
        others = _listed([each.base_name for each in found]) or _("nothing")
        raise FileError(name, text.format(pattern="" if pattern == "*" else f" {pattern}", names=others))
    _require_one_row(name, [each.base_name for each in parts])
    return sorted(parts, key=lambda each: _in_order(each.base_name))


def _kept(filesystem: fs.FileSystem, folder: str, found: list[fs.FileInfo]) -> set[str] | None:
    """Return the files of a data set that Hugging Face's ``save_to_disk`` wrote; None of any other folder."""
    info = next((each for each in found if each.base_name == STATE), None)
    if info is None:
        return None
    try:
        with filesystem.open_input_file(info.path) as source:
            state = json.loads(source.read(LARGEST_STATE))
        indices = state.get("_indices_data_files") or state.get("_indices_files")
        names = {each["filename"] for each in state["_data_files"]}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # of something else
    if indices:
        message = _("its rows are chosen and ordered by indices beside them; expected dataset.flatten_indices() saved")
        raise FileError(folder, message)
    return names


def _inside(filesystem: fs.FileSystem, itself: fs.FileInfo) -> list[fs.FileInfo]:
    """Return what is in a folder; nothing of a file."""
    if itself.type != fs.FileType.File:
        return list(filesystem.get_file_info(fs.FileSelector(itself.path)))
    if is_part(itself.base_name):
        return []
    with suppress(Exception):  # every file system raises its own
        return list(filesystem.get_file_info(fs.FileSelector(itself.path)))  # over HTTP all is a file
    return []


def _require_one_row(folder: str, names: list[str]) -> None:
    """Refuse parts of several splits, such as train and test, and a numbered row in which one is missing."""
    shards = [shard for shard in map(_SHARD.fullmatch, names) if shard]
    rows = {(shard["split"], shard["count"]) for shard in shards}
    if len(rows) > 1 or (rows and len(shards) < len(names)):
        splits = sorted(
            {f"{split or '*'}-*" for split, _count in rows} | ({"*"} if len(shards) < len(names) else set())
        )
        text = _("its files belong to several sets: {names}; expected one, as by the pattern {example}")
        example = f"{folder}/{next((split for split in splits if split != '*'), '*')}"
        raise FileError(folder, text.format(names=_listed(splits), example=example))
    if rows:
        count = int(next(iter(rows))[1])
        missing = sorted(set(range(count)) - {int(shard["number"]) for shard in shards})
        if missing:
            text = _("of {count:,} parts {missing:,} are missing, the first is number {first:05d}; expected all")
            raise FileError(folder, text.format(count=count, missing=len(missing), first=missing[0]))


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(each), "") if each.isdigit() else (-1, each) for each in _DIGITS.split(name)]


def _listed(names: list[str]) -> str:
    return listed(map(shortened, sorted(names)[:SHOWN]), goes_on=len(names) > SHOWN)
