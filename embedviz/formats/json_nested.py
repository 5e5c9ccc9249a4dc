"""Records of JSON deep within others, as APIs and databases hand them out: what is obvious is found, wherever it is."""

from collections.abc import Callable, Iterator
from typing import Any

from embedviz.formats.json_values import FEW

DEEPEST = 6
FORMS = ("float", "values", "vector", "embedding", "dense", "default", "value", "v")
"""What a vector is called in an object that holds nothing else, or other forms of the same."""

PACKED = ("int", "uint", "binary", "ubinary")  # forms that are coarser

IsVector = Callable[[Any], bool]


def unnested(record: Any, is_vector: IsVector) -> Any:
    """Return a record with what is within its objects, if it has no vector itself.

    Parameters
    ----------
    record : object
        Of any kind.
    is_vector : callable
        Tells whether a value is a vector.

    Returns
    -------
    object
        The same where it is no object, holds a vector, or none within.
    """
    if not isinstance(record, dict) or any(map(is_vector, record.values())):
        return record
    found: dict[str, Any] = {}
    for path, value in _leaves(record, is_vector, ()):
        name = next(name for name in (path[-1], ".".join(path)) if name not in found or name == ".".join(path))
        found[name] = value
    return found if any(map(is_vector, found.values())) else record


def records_within(found: dict[str, Any], is_vector: IsVector) -> list[Any] | None:
    """Return the only records with vectors that are somewhere in an object.

    Parameters
    ----------
    found : dict
        Parsed.
    is_vector : callable
        As for :func:`unnested`.

    Returns
    -------
    list of dict, or None
        None if there are none, or more than one list of them.
    """
    lists = list(_lists(found, is_vector, 0))
    return lists[0] if len(lists) == 1 else None


def is_one_vector(found: dict[str, Any], is_vector: IsVector) -> bool:
    """Tell whether an object is a record whose vector is in an object by its form: {"embedding": {"values": […]}}."""
    inner = [value for value in found.values() if isinstance(value, dict)]
    return len(inner) == 1 and len(inner[0]) == 1 and _of_one_form(inner[0], is_vector) is not None


def matrix_within(value: Any, is_matrix: IsVector) -> Any:
    """Return a matrix that is in a list of one, or in an object by the form of its numbers; else what is given.

    Parameters
    ----------
    value : object
        Parsed.
    is_matrix : callable
        Tells whether a value is a list of vectors.

    Returns
    -------
    object
    """
    if isinstance(value, list) and len(value) == 1 and is_matrix(value[0]):
        return value[0]
    if isinstance(value, dict):
        matrices = [name for name in value if is_matrix(value[name])]
        name = next((form for form in FORMS if form in matrices), matrices[0] if len(matrices) == 1 else "")
        return value.get(name, value)
    return value


def _leaves(
    record: dict[str, Any], is_vector: IsVector, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in record.items():
        value = _plain(value)
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0]
        if not isinstance(value, dict) or len(path) == DEEPEST:
            yield (*path, name), value
            continue
        vector = _of_one_form(value, is_vector)
        if vector is None:
            yield from _leaves(value, is_vector, (*path, name))
        else:
            yield (*path, name), vector


def _of_one_form(value: dict[str, Any], is_vector: IsVector) -> Any:
    """Return the vector of an object that holds nothing but one, perhaps in several forms; None of any other."""
    vectors = [name for name, each in value.items() if is_vector(each)]
    form = next((form for form in FORMS if form in vectors), "")
    has_others = any(isinstance(each, str) for name, each in value.items() if name not in vectors)
    are_forms = all(name in FORMS or name.startswith(PACKED) for name in vectors)
    return value[form] if form and are_forms and not has_others else None


def _plain(value: Any) -> Any:
    """Return what is in a list of objects that hold one number each by the same name, as MongoDB and BigQuery write."""
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(each, dict) for each in value):
        return value
    names = {name for each in value for name in each}
    return [next(iter(each.values())) for each in value] if len(names) == 1 and all(value) else value


def _lists(value: Any, is_vector: IsVector, depth: int) -> Iterator[list[Any]]:
    """Yield the lists of records with vectors in a value, the outermost."""
    if depth > DEEPEST or not value:
        return
    if isinstance(value, list):
        if all(isinstance(each, dict) and _has_vector(each, is_vector) for each in value[:FEW]):
            yield value
        return
    if not isinstance(value, dict):
        return
    inner = list(value.values())
    is_keyed = depth > 0 and all(isinstance(each, dict) and any(map(is_vector, each.values())) for each in inner)
    if is_keyed and not any(name in FORMS for name in value):
        yield [{"key": name} | each for name, each in value.items()]
        return
    for each in inner:
        if isinstance(each, dict | list):
            yield from _lists(each, is_vector, depth + 1)


def _has_vector(record: dict[str, Any], is_vector: IsVector) -> bool:
    return any(map(is_vector, unnested(record, is_vector).values()))
