"""How people write words and vectors as JSON: each way is made entries, a word's each."""

from collections.abc import Iterable, Iterator
from typing import Any

from embedviz import units
from embedviz.errors import FileError
from embedviz.formats.json_nested import is_one_vector, matrix_within, records_within, unnested
from embedviz.formats.json_text import MOST_WHOLE, JsonText
from embedviz.formats.json_values import is_matrix, is_number, is_numbered, is_row_of_names, is_vector
from embedviz.i18n import _

WORDS = (
    "words", "vocab", "vocabulary", "tokens", "word", "token", "index", "labels", "keys", "key_to_index",
    "index_to_key", "index2word", "documents", "texts", "ids",
)  # fmt: skip
VECTORS = ("vectors", "embeddings", "vector", "embedding", "values", "weights", "matrix", "data")
RECORDS = (
    "data", "rows", "records", "embeddings", "vectors", "words", "items", "results", "points", "matches", "hits",
)  # fmt: skip
ENVELOPES = ("hits", "result", "results", "response", "data")  # in which Elasticsearch, Qdrant and others hand them out
INNER = ("_source", "payload", "row", "metadata", "fields", "properties")  # of a record: what was put in

ACTIONS = ("index", "create", "update")  # of Elasticsearch's bulk, before a document each
UPDATED = ("doc", "upsert")  # in which the line after an update has its document

MOST_KINDS = 50  # rows or columns that are looked at

Entry = Any
"""A record (an object), or a list of the word and its vector, or of its numbers alone."""


def entries_of(text: JsonText, name: str) -> Iterator[Entry]:
    """Return the entries of a text, in its order.

    Parameters
    ----------
    text : JsonText
        At its beginning.
    name : str
        The file's, for messages.

    Returns
    -------
    iterator of object
        Lists that begin with the word, lists of numbers, or records.

    Raises
    ------
    FileError
        If it is no JSON, or none that holds vectors.
    """
    first = text.first_value()
    if first is not None and first[1]:
        return _of_lines(text.values())
    if text.next_sign() == "[":
        return _of_lines(text.items())
    if first is None:
        return _of_long_object(text, name)
    document = text.value()
    text.require_end()
    return iter(_of_object(document, name))


def _of_lines(values: Iterable[Any]) -> Iterator[Entry]:
    """Yield entries from values a line: records, or objects of words and vectors."""
    are_maps: bool | None = None
    for value in _unwrapped(iter(values)):
        if are_maps is None:
            are_maps = (
                isinstance(value, dict) and bool(value) and all(map(is_vector, value.values())) and _are_words(value)
            )
        if are_maps and isinstance(value, dict):
            yield from map(list, value.items())
        else:
            yield value


def _unwrapped(values: Iterator[Any]) -> Iterator[Any]:
    """Yield what lines hold: of Elasticsearch's bulk the documents with their ids, of OpenAI's batches the vectors."""
    for value in values:
        action = _action(value)
        body = _body(value)
        if action is not None:
            document = next(values, None)
            known = {"_id": action["_id"]} if "_id" in action else {}
            if isinstance(document, dict) and "update" in value:
                document = next((document[name] for name in UPDATED if isinstance(document.get(name), dict)), document)
            yield known | document if isinstance(document, dict) else document
        elif body is not None:
            for i, each in enumerate(body):
                name = value["custom_id"] if len(body) == 1 else f"{value['custom_id']}[{i}]"
                yield {"custom_id": name, "embedding": each.get("embedding")}
        else:
            yield value


def _action(value: Any) -> dict[str, Any] | None:
    """Return what a line says that comes before a document in Elasticsearch's bulk."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    name, said = next(iter(value.items()))  # of a name that is twice, the first
    is_action = name in ACTIONS and isinstance(said, dict) and all(key[:1] == "_" or key == "routing" for key in said)
    return said if is_action else None


def _body(value: Any) -> list[dict[str, Any]] | None:
    """Return the vectors of a line of what OpenAI's batches put out."""
    if not isinstance(value, dict) or not isinstance(value.get("custom_id"), str):
        return None
    found: Any = value
    for name in ("response", "body"):
        found = found.get(name)
        if not isinstance(found, dict):
            return None
    listed = found.get("data")
    return listed if isinstance(listed, list) and listed and all(isinstance(each, dict) for each in listed) else None


def _are_words(found: dict[str, Any]) -> bool:
    """Tell whether the names in an object of vectors are words, and not what the vectors are called."""
    return not any(name.lower() in VECTORS for name in found)


def _of_long_object(text: JsonText, name: str) -> Iterator[Entry]:
    """Yield the entries of an object that is not held as a whole, unless its form leaves no choice."""
    first = text.peek_member()
    is_map = first is not None and (
        is_vector(first[1])
        or (isinstance(first[1], dict) and not is_numbered(first[0]) and all(map(is_number, first[1].values())))
    )
    if is_map and first is not None and first[0].lower() not in (*WORDS, *VECTORS):
        return map(list, text.members())
    document = text.value(MOST_WHOLE)
    text.require_end()
    return iter(_of_object(document, name))


def _of_object(found: Any, name: str) -> Iterable[Entry]:
    if not isinstance(found, dict) or not found:
        raise _no_vectors(name)
    values = list(found.values())
    if isinstance(found.get("columns"), list) and isinstance(found.get("data"), list):
        return _split(found)
    words = next((found[key] for key in WORDS if isinstance(found.get(key), list | dict)), None)
    matrices = (matrix_within(found.get(key), is_matrix) for key in VECTORS)
    vectors = next((matrix for matrix in matrices if is_matrix(matrix)), None)
    if isinstance(words, list) and len(words) == 1 and isinstance(words[0], list) and vectors is not None:
        words = words[0]  # of one question, as a database answers several
    if isinstance(words, list) and vectors is None:
        vectors = next((rows for key in VECTORS if (rows := _rows_of(found.get(key), len(words)))), None)
    if words is not None and vectors is not None and words is not vectors and not is_matrix(words):
        return _zipped(words, vectors, name)
    within = _within(found)
    if within is not None:
        return within
    if is_one_vector(found, is_vector):
        return [found]
    deep = records_within(found, is_vector)
    if deep is not None:
        return deep
    if all(isinstance(value, dict) for value in values):
        return _of_objects(found, name)
    if all(map(is_vector, values)) and (len(values) > 1 or _are_words(found)):
        return map(list, found.items())
    listed = next((found[key] for key in RECORDS if _are_entries(found.get(key))), None)
    if listed is not None:
        return listed
    if any(map(is_vector, values)):
        return [found]
    raise _no_vectors(name)


def flattened(record: Entry) -> Entry:
    """Return a record with what was put in beside what a database says of it.

    Parameters
    ----------
    record : object
        Of any kind.

    Returns
    -------
    object
        The same where it is no object, or holds no other by a name of :data:`INNER`.
    """
    if not isinstance(record, dict):
        return record
    record = unnested(record, _is_vector_of_any_form)
    inner = [name for name in INNER if isinstance(record.get(name), dict) and not _are_numbers(record[name])]
    if not inner:
        return record
    outer = {name: value for name, value in record.items() if name not in inner}
    return {key: value for name in inner for key, value in record[name].items()} | outer


def _is_vector_of_any_form(value: Any) -> bool:
    return is_vector(value) or (isinstance(value, dict) and _are_numbers(value))


def _rows_of(value: Any, count: int) -> list[list[Any]]:
    """Return the vectors of so many words that stand in one list, end to end."""
    if not isinstance(value, list) or not is_vector(value) or not count or len(value) % count or len(value) <= count:
        return []
    n = len(value) // count
    return [value[start : start + n] for start in range(0, len(value), n)]


def _are_numbers(found: dict[str, Any]) -> bool:
    return bool(found) and all(type(value) in (int, float) for value in found.values())


def _within(found: dict[str, Any]) -> list[Any] | None:
    """Return the records of an answer, or the vectors by their words: in an object in the object, or in one in that."""
    for key in (*ENVELOPES, *VECTORS):
        inner = found.get(key)
        if isinstance(inner, dict):
            is_column = all(isinstance(value, dict) for value in found.values())
            if inner and not is_column and all(map(is_vector, inner.values())) and _are_words(inner):
                return list(map(list, inner.items()))
            listed = next((inner[name] for name in RECORDS if _are_entries(inner.get(name))), None)
            return _within(inner) if listed is None else listed
    return None


def _are_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict | list)


def _zipped(words: Any, vectors: list[Any], name: str) -> Iterable[Entry]:
    listed = words
    if isinstance(words, dict):
        if sorted(words.values(), key=str) != sorted(range(len(words)), key=str):
            raise FileError(name, _("the numbers of its words are not row numbers; expected 0, 1, 2, …"))
        listed = sorted(words, key=words.__getitem__)
    if len(listed) != len(vectors):
        raise FileError(
            name,
            _("{found}, expected {expected:,}, one for each vector in {file}").format(
                found=units.words(len(listed)), expected=len(vectors), file=name
            ),
        )
    return ([word, vector] for word, vector in zip(listed, vectors, strict=True))


def _split(found: dict[str, Any]) -> Iterable[Entry]:
    """Return the records of what pandas writes with ``orient="split"``."""
    columns = list(map(str, found["columns"]))
    rows = found["data"]
    index = found.get("index")
    has_words = isinstance(index, list) and len(index) == len(rows) and all(isinstance(each, str) for each in index)
    return (
        ({"index": index[i]} if has_words and index is not None else {})
        | (dict(zip(columns, row, strict=False)) if isinstance(row, list) else {})
        for i, row in enumerate(rows)
    )


def _of_objects(found: dict[str, dict[str, Any]], name: str) -> Iterable[Entry]:
    """Return the records of objects in an object: a row each, or a column each, as pandas writes either."""
    outer, inner = list(found), list(next(iter(found.values())))
    kinds = [{_kind(value) for value in each.values()} for each in list(found.values())[:MOST_KINDS]]
    if any(len(each) > 1 for each in kinds):  # a record each
        by_column, by_row = False, True
    elif any("number" not in each for each in kinds):  # a column each
        by_column, by_row = True, False
    else:
        by_column = is_row_of_names(outer) and not is_row_of_names(inner)
        by_row = is_row_of_names(inner) and not is_row_of_names(outer)
    by_row = by_row and not all(name.lower() in (*WORDS, *VECTORS) for name in outer)
    if by_column:
        return (_indexed(row, inner) | {column: values.get(row) for column, values in found.items()} for row in inner)
    if by_row:
        return (_indexed(word, outer) | row for word, row in found.items())
    raise FileError(
        name, _("objects in an object, which may be rows or columns; expected the dimensions to be called 0, 1, 2, …")
    )


def _indexed(name: str, names: list[str]) -> dict[str, Any]:
    """Return the name of a row as a member of its record, unless all rows are only numbered."""
    return {} if all(map(str.isdecimal, names[:MOST_KINDS])) and names[0] in ("0", "1") else {"index": name}


def _kind(value: Any) -> str:
    return "number" if type(value) in (int, float) else type(value).__name__


def _no_vectors(name: str) -> FileError:
    return FileError(name, _("it is {found}; expected a file of word vectors").format(found=_("JSON")))
