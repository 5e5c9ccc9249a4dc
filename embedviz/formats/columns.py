"""Which columns of a table hold the words, and which the numbers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.column_types import (
    is_any_bytes,
    is_bytes_type,
    is_list_of_texts,
    is_number_type,
    is_struct_with_vector,
    is_text_type,
    is_vector,
    is_whole_type,
)
from embedviz.i18n import _, listed

if TYPE_CHECKING:
    import pyarrow as pa

WORDS = (
    "word",
    "words",
    "token",
    "text",
    "index",
    "key",
    "__index_level_0__",
)  # pandas calls an unnamed index the last
SURE = ("word", "words", "token", "text")  # others may be the upper level of an index
VECTORS = ("vector", "vectors", "embedding", "embeddings", "values")
LISTS = ("word", "words", "token", "tokens", "text", "texts", "lemmas", "synonyms")  # not of one
COUNTS = ("count", "counts", "freq", "freqs", "frequency", "frequencies", "rank", "id", "index")
NUMBERS = ("id", "ids", "item", *WORDS)
MAX_COLUMNS_SHOWN = 8
FEWEST_NAMES = 3

_NUMBERED = re.compile(r"(.*?)(\d+)", re.DOTALL)


@dataclass(frozen=True)
class Columns:
    """The columns of a table that are read.

    Parameters
    ----------
    word : str
        Of the words.
    vectors : tuple of str
        Of the numbers: of lists, of texts such as "[0.1, 0.2]", or one for each dimension.
    kind : str
        Which of these: "lists", "texts" or "dimensions".
    assumptions : tuple of Assumption
        What the names do not tell.
    """

    word: str
    vectors: tuple[str, ...]
    kind: Literal["lists", "texts", "dimensions"]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class Contents:
    """What can be asked of a table before its columns are chosen.

    Parameters
    ----------
    written : callable
        From the name of a column of texts to whether the first of them is a vector.
    distinct : callable
        From the name of a column to whether all its texts differ.
    """

    written: Callable[[str], bool]
    distinct: Callable[[str], bool]


def choose_columns(file: str, schema: "pa.Schema", contents: Contents, told: str | None) -> Columns:
    """Choose the columns, by their types and names, and where these do not decide, by what is in them.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    schema : Schema
        Its columns.
    contents : Contents
        Of the table.
    told : str, optional
        The name of the column of vectors, if it is known.

    Returns
    -------
    Columns

    Raises
    ------
    FileError
        If no columns stand out; it lists them.
    """
    texts = [field.name for field in schema if is_text_type(field.type)]
    texts = texts or [
        field.name for field in schema if is_bytes_type(field.type)
    ]  # texts by programs that do not say so
    require_plain(file, schema)
    if not texts and not _whole(schema):
        expected = _("one of strings, called word")
        if len(dimensions_of(schema)) == len(schema) > 2 * sum(map(_is_numbered, schema.names)):
            expected = _("one of strings, called word; if the columns are called by the words, write it transposed")
        raise _undecided(file, schema, expected)
    vectors, kind = _vectors(file, schema, texts, contents, told)
    assumptions = []
    if kind == "dimensions":
        span: dict[str, str | int] = {
            "first": shortened(vectors[0]),
            "last": shortened(vectors[-1]),
            "count": len(vectors),
        }
        assumptions.append(Assumption("dimensions", span))
    elif kind == "texts":
        assumptions.append(Assumption("vectors as texts", {"name": shortened(vectors[0])}))
    word, is_plain = _word(file, schema, [name for name in texts if name not in vectors], vectors, contents)
    if not is_plain:
        assumptions.append(Assumption("words in column", {"name": shortened(word)}))
    return Columns(word, vectors, kind, tuple(assumptions))


def require_plain(file: str, schema: "pa.Schema") -> None:
    """Refuse a table without vectors or words of whose columns one holds them within others, with the way out.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    schema : Schema
        Its columns.

    Raises
    ------
    FileError
        If the words are lists of texts, or vectors are in structs only.
    """
    listed_words = [field.name for field in schema if is_list_of_texts(field.type) and field.name.lower() in LISTS]
    if listed_words and not any(is_text_type(field.type) for field in schema):
        message = _("its column {name} holds lists of words; expected one word in each row")
        raise FileError(file, message.format(name=shortened(listed_words[0])))
    within = [field.name for field in schema if is_struct_with_vector(field.type)]
    if within and not any(is_vector(field.type) for field in schema):
        message = _(
            "its column {name} holds the vectors in a struct; expected them in a column of their own: write "
            "table.flatten()"
        )
        raise FileError(file, message.format(name=shortened(within[0])))


def _vectors(
    file: str, schema: "pa.Schema", texts: Sequence[str], contents: Contents, told: str | None
) -> tuple[tuple[str, ...], Literal["lists", "texts", "dimensions"]]:
    lists = [field.name for field in schema if is_vector(field.type)]
    written = [] if lists else [name for name in texts if contents.written(name)]
    if told is not None:
        if schema.names.count(told) == 1 and told in lists:
            return (told,), "lists"
        if schema.names.count(told) == 1 and told in texts and contents.written(told):
            return (told,), "texts"
        raise _undecided(file, schema, _("one of lists of numbers, called {name}").format(name=shortened(told)))
    numbers = dimensions_of(schema)
    if numbers:  # beside them, a list that is not called a vector is one of labels or the like
        lists, written = ([name for name in names if name.lower() in VECTORS] for names in (lists, written))
    for fitting, kind in ((lists, "lists"), (written, "texts")):
        found = _one_of(schema, fitting, VECTORS)
        if found is not None:
            return (found,), "lists" if kind == "lists" else "texts"
    if not lists and not written and numbers:
        return numbers, "dimensions"
    _require_no_bytes(file, schema, texts)
    raise _undecided(file, schema, _("one of lists of numbers, called vector"))


def _require_no_bytes(file: str, schema: "pa.Schema", texts: Sequence[str]) -> None:
    """Refuse vectors that are only bytes, which do not tell of which numbers, with the way out."""
    held = [field.name for field in schema if is_any_bytes(field.type) and (field.name not in texts or len(texts) > 1)]
    found = _one_of(schema, held, VECTORS)
    if found is not None and (found.lower() in VECTORS or found not in texts):
        message = _(
            "its column {name} holds bytes, which do not say of which numbers they are; expected lists of numbers: "
            "write np.frombuffer(bytes, dtype).tolist() of each"
        )
        raise FileError(file, message.format(name=shortened(found)))


def dimensions_of(schema: "pa.Schema") -> tuple[str, ...]:
    """Return the columns of numbers that make vectors: those numbered in a row, by their numbers, or all floating ones.

    Parameters
    ----------
    schema : Schema
        Of the table.

    Returns
    -------
    tuple of str
        Empty, or at least two.
    """
    numeric = [field.name for field in schema if is_number_type(field.type)]
    groups: dict[str, list[str]] = {}
    for name in numeric:
        numbered = _NUMBERED.fullmatch(name)
        if numbered and not name.startswith("__index_level"):
            groups.setdefault(numbered[1], []).append(name)
    longest = max(groups.values(), key=len, default=[])
    by_number = sorted((int(name[len(_prefix(name)) :]), name) for name in longest)
    if len(longest) > 1 and [i for i, _name in by_number] == list(
        range(by_number[0][0], by_number[0][0] + len(longest))
    ):
        found = [name for _i, name in by_number]
    else:
        floating = [field.name for field in schema if is_number_type(field.type) and not is_whole_type(field.type)]
        found = [name for name in floating if name.lower() not in COUNTS]
    if len(found) < 2:  # a count or a score beside each word
        return ()
    return tuple(found) if len(set(found)) == len(found) and all(schema.names.count(n) == 1 for n in found) else ()


def are_dimensions(names: Sequence[str]) -> bool:
    """Tell whether names are those of dimensions: a text and numbers that count, such as dim0, dim1, dim2.

    Parameters
    ----------
    names : sequence of str
        Some, in their order.

    Returns
    -------
    bool
        Not where there are fewer than three.
    """
    found = [int(match[2]) for name in names if (match := _NUMBERED.fullmatch(name)) and len(match[2]) < 9]
    counting = len(found) == len(names) >= FEWEST_NAMES and found == list(range(found[0], found[0] + len(found)))
    return counting and len(set(map(_prefix, names))) == 1


def is_sequel(name: str, dimensions: Sequence[str]) -> bool:
    """Tell whether a column may be another dimension by its name.

    Parameters
    ----------
    name : str
        Of the column.
    dimensions : sequence of str
        Those of the dimensions.

    Returns
    -------
    bool
        Where these are numbered, it is one between or beside them; else any but those of counts.
    """
    prefixes = {_prefix(each) for each in dimensions}
    if len(prefixes) == 1 and all(_NUMBERED.fullmatch(each) for each in dimensions):
        return _NUMBERED.fullmatch(name) is not None and _prefix(name) in prefixes
    return name.lower() not in COUNTS


def _is_numbered(name: str) -> bool:
    return _NUMBERED.fullmatch(name) is not None


def _prefix(name: str) -> str:
    numbered = _NUMBERED.fullmatch(name)
    return numbered[1] if numbered else name


def _word(
    file: str, schema: "pa.Schema", texts: Sequence[str], vectors: Sequence[str], contents: Contents
) -> tuple[str, bool]:
    """Return the column of words, and whether its name or its being the only one tells so."""
    found = _one_of(schema, texts, WORDS)
    if found is not None and (found.lower() in SURE or len(texts) == 1):
        return found, True
    distinct = [name for name in texts if contents.distinct(name)] if len(set(texts)) == len(texts) else []
    if found is not None and (found in distinct or len(distinct) != 1):
        return found, True
    if len(distinct) == 1:
        return distinct[0], False
    if not texts:
        found = _one_of(schema, [name for name in _whole(schema) if name not in vectors], NUMBERS)
        if found is not None:
            return found, False
    raise _undecided(file, schema, _("one of strings, called word"))


def _whole(schema: "pa.Schema") -> list[str]:
    from pyarrow import types

    return [field.name for field in schema if types.is_integer(field.type)]


def _one_of(schema: "pa.Schema", fitting: Sequence[str], names: Sequence[str]) -> str | None:
    usual = [name for usual in names for name in fitting if name.lower() == usual]
    found = usual[:1] or list(fitting)
    return found[0] if len(found) == 1 and schema.names.count(found[0]) == 1 else None


def _undecided(file: str, schema: "pa.Schema", expected: str) -> FileError:
    columns = [f"{shortened(field.name)}: {shortened(str(field.type))}" for field in schema]
    if len(columns) > MAX_COLUMNS_SHOWN:
        columns[MAX_COLUMNS_SHOWN:] = ["…"]
    return FileError(
        file,
        _("the columns are {columns}; expected {expected}").format(columns=listed(columns), expected=expected),
    )
