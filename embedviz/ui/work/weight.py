"""How many bytes an object keeps in memory, part by part, so that what two objects share counts once."""

import mmap
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import count, islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

LARGE, SAMPLE = 64, 32
SMALL = 512
OURS = {"embedviz", "scipy"}
_NOTHING = (type(None), bool, Enum, type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)
_TEXTS = (str, bytes, bytearray)
_NUMBERS = (int, float, complex)
_SEQUENCES = (tuple, list)
_COLLECTIONS = (tuple, list, set, frozenset, Mapping)
_remainders = count(-1, -1)  # no object has such an id

Parts = dict[int, int]


def parts(*things: object) -> Parts:
    """Return what objects consist of.

    Parameters
    ----------
    *things : object
        Any.

    Returns
    -------
    dict of int to int
        The ``id`` of each part to its bytes, and under one more number, which is negative and unique, those of all
        parts of less than 512 bytes. Arrays count exactly, as the memory that they or whatever they are a view of have
        allocated; maps of files count nothing, as the system takes those pages back when it needs them. Of a collection
        of more than 64 texts, numbers, or collections and records of such, the bytes are estimated from 32 of them.
    """
    found: Parts = {}
    small = 0
    seen: set[int] = set()
    waiting = list(things)
    while waiting:
        each = waiting.pop()
        if isinstance(each, memoryview):
            each = each.obj
        if isinstance(each, np.ndarray):
            each = _owner(each)
        if isinstance(each, _NOTHING) or id(each) in seen:
            continue
        seen.add(id(each))
        size, inside = _own(each)
        if size >= SMALL:
            found[id(each)] = size
        else:
            small += size
        waiting.extend(inside)
    found[next(_remainders)] = small
    return found


def weight(*things: object) -> int:
    """Return the bytes of all that objects consist of, see :func:`parts`."""
    return sum(parts(*things).values())


def _owner(array: np.ndarray) -> object:
    """Return what holds the memory of an array; None for a map of a file."""
    held: Any = array
    while isinstance(held, np.ndarray) and held.base is not None:
        held = held.base
        if isinstance(held, memoryview):
            held = held.obj
    return None if isinstance(held, (mmap.mmap, np.memmap)) else held


def _own(thing: Any) -> tuple[int, list[object]]:
    """Return the bytes of an object without its parts, and these parts."""
    if isinstance(thing, np.ndarray):
        return max(sys.getsizeof(thing), thing.nbytes), thing.ravel().tolist() if thing.dtype.hasobject else []
    if isinstance(thing, (*_TEXTS, *_NUMBERS)):
        return sys.getsizeof(thing), []
    if isinstance(thing, _COLLECTIONS):
        return _collection(thing)
    if is_dataclass(thing) or type(thing).__module__.partition(".")[0] in OURS:
        return sys.getsizeof(thing), list(_attributes(thing))
    if hasattr(thing, "parameters") and hasattr(thing, "buffers"):  # a network of torch
        return sum(each.nbytes for each in (*thing.parameters(), *thing.buffers())), []
    sizes = (getattr(thing, name, None) for name in ("nbytes", "size"))  # of tensors and tables; of buffers
    return next((size for size in sizes if isinstance(size, int)), sys.getsizeof(thing)), []


def _collection(thing: Any) -> tuple[int, list[object]]:
    own = sys.getsizeof(thing)
    if len(thing) > LARGE:
        drawn = [list(_drawn(each)) for each in _members(thing)]
        if all(_is_plain(each) for members in drawn for each in members):
            return own + round(sum(len(thing) * _plain(members) / len(members) for members in drawn)), []
    return own, [each for members in _members(thing) for each in members]


def _members(thing: Any) -> list[Any]:
    return [thing.keys(), thing.values()] if isinstance(thing, Mapping) else [thing]


def _drawn(members: Any) -> Any:
    """Return some of many: spread evenly where that takes no pass over them all."""
    return members[:: len(members) // SAMPLE] if isinstance(members, _SEQUENCES) else islice(members, SAMPLE)


def _is_plain(thing: object) -> bool:
    """Tell whether something is text, a number, or a collection or record of those."""
    if isinstance(thing, (tuple, list, set, frozenset)):
        return all(map(_is_plain, islice(thing, SAMPLE)))
    if thing is None or isinstance(thing, (*_TEXTS, *_NUMBERS)):
        return True
    return is_dataclass(thing) and not isinstance(thing, type) and all(map(_is_plain, _attributes(thing)))


def _plain(members: Sequence[object]) -> float:
    """Return the bytes of members: of what several hold, as a word in a list and in its index, each has its share."""
    total = 0.0
    for each, references in zip(members, _references(members), strict=True):
        total += sys.getsizeof(each) / max(1, references - _OURS)
        if isinstance(each, (tuple, list, set, frozenset)) and each:
            some = list(islice(each, SAMPLE))
            total += len(each) * _plain(some) / len(some)
        elif is_dataclass(each):
            total += _plain(list(_attributes(each))) + sys.getsizeof(getattr(each, "__dict__", 0))
    return total


def _references(members: Sequence[object]) -> list[int]:
    return [sys.getrefcount(each) for each in members]


_OURS = _references([object()])[0]  # of what nobody else refers to


def _attributes(thing: object) -> Iterator[object]:
    yield from vars(thing).values() if hasattr(thing, "__dict__") else ()
    if is_dataclass(thing) and not hasattr(thing, "__dict__"):  # with slots
        yield from (getattr(thing, field.name) for field in fields(thing))
