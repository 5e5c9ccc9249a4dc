"""Which files of a folder belong to others, by their names: lists of words, metadata, what lies beside a model."""

import hashlib
import os
import re
from collections.abc import Mapping

from embedviz.formats.list_files import COMPRESSED
from embedviz.formats.models import OF_MODELS, TOKENIZER

ARRAYS = (".npy", ".npz", ".safetensors")
TEXTS = (".txt", ".tsv", ".json", ".csv")

_LIST = re.compile(
    r"(?P<stem>.*?)[._-]?(?P<kind>words(?:list)?|vocab(?:ulary)?|tokens|word(?:2|_to_|_)(?:idx|index)|metadata|meta|labels?)"
    r"(?: ?\(\d+\))?(?:\.txt|\.tsv|\.npy|\.json|\.csv)?",
    re.IGNORECASE,
)
_PERHAPS_A_LIST = re.compile(
    "words?|vocab|meta|label|token", re.IGNORECASE
)  # every name that a reader looks for, and more


def versions_of(found: Mapping[str, os.stat_result]) -> dict[str, str]:
    """Give each file a version that changes with it, with a text of its stem and with any list of words.

    Parameters
    ----------
    found : mapping of str to os.stat_result
        The files of a folder, by name.

    Returns
    -------
    dict of str to str
        By name.
    """
    stamps = {
        name: f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"
        for name, status in found.items()
    }
    lists = hashlib.sha256(repr([(n, stamps[n]) for n in found if _PERHAPS_A_LIST.search(n)]).encode()).hexdigest()[:12]
    texts: dict[str, str] = {}
    for name, stamp in stamps.items():
        if _suffix(name) in TEXTS:
            texts[_stem(name)] = f"{texts.get(_stem(name), '')} {stamp}"
    return {name: f"{stamp}{texts.get(_stem(name), '')} {lists}" for name, stamp in stamps.items()}


def attached(found: Mapping[str, os.stat_result]) -> set[str]:
    """Tell which files are lists of words or metadata of others, by their names.

    A list with the name of its array is smaller than it. What is larger holds the same vectors as text.

    Parameters
    ----------
    found : mapping of str to os.stat_result
        The files of a folder, by name.

    Returns
    -------
    set of str
        Their names.
    """
    arrays = {
        _stem(name): status.st_size
        for name, status in found.items()
        if _suffix(name) in ARRAYS and not _LIST.fullmatch(_unpacked(name))
    }
    has_model = any(_suffix(name) == ".safetensors" for name in found)
    has_binary = any(_suffix(name) == ".bin" for name in found)
    has_tables = any(_suffix(name) == ".tsv" and not _LIST.fullmatch(_unpacked(name)) for name in found)
    others = set()
    for name, status in found.items():
        list_of = _LIST.fullmatch(_unpacked(name))
        if name in OF_MODELS:
            belongs = has_model or (name == TOKENIZER and bool(arrays))
        elif list_of and not list_of["kind"].lower().startswith(("meta", "label")):
            belongs = list_of["stem"] in arrays or (bool(arrays) and not list_of["stem"])
            belongs = belongs or (name == "vocab.txt" and has_binary)  # GloVe's own program writes such a pair
        elif list_of:
            belongs = has_tables or (bool(arrays) and list_of["kind"].lower().startswith("label"))
        else:
            belongs = _suffix(name) in TEXTS and status.st_size < arrays.get(_stem(name), 0)
        if belongs:
            others.add(name)
    return others


def _unpacked(name: str) -> str:
    root, ending = os.path.splitext(name)
    return root if ending.lower() in COMPRESSED else name


def _stem(name: str) -> str:
    return os.path.splitext(_unpacked(name))[0]


def _suffix(name: str) -> str:
    return os.path.splitext(_unpacked(name))[1].lower()
