"""Words and vectors as other libraries hold them in memory: gensim's KeyedVectors, tables of Arrow."""

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.extras import needs
from embedviz.i18n import _, listed
from embedviz.subwords import Subwords

if TYPE_CHECKING:
    import pyarrow as pa

USUAL_WORDS = ("word", "words", "token", "tokens", "key")
USUAL_VECTORS = ("vector", "vectors", "embedding", "embeddings")


def id_of(kind: str, words: Sequence[str], vectors: np.ndarray) -> str:
    """Return an id that names these very words and numbers.

    Parameters
    ----------
    kind : str
        What it begins with.
    words : sequence of m str
        The words.
    vectors : ndarray (m, n)
        Their vectors.

    Returns
    -------
    str
        Such as "gensim/5f1d...".
    """
    digest = blake2b("\n".join(words).encode(errors="surrogatepass"), digest_size=8)
    digest.update(np.ascontiguousarray(vectors).data)
    return f"{kind}/{digest.hexdigest()}"


def of_gensim(source: Any) -> tuple[list[str], np.ndarray, Subwords | None]:
    """Take words, vectors and n-grams from gensim.

    Parameters
    ----------
    source : KeyedVectors, or a model that has some as ``wv``
        A model's own.

    Returns
    -------
    words : list of m str
    vectors : ndarray (m, n) float32
        A copy, which further training does not change.
    subwords : Subwords or None
        Of FastText's.

    Raises
    ------
    EmbedvizError
        If it is neither.
    """
    keyed = getattr(source, "wv", source)
    if not all(hasattr(keyed, name) for name in ("index_to_key", "vectors")):
        raise EmbedvizError(
            _("{found}; expected gensim's KeyedVectors, or a model that has them as wv").format(
                found=type(source).__name__
            )
        )
    # Keys may be numbers, as Doc2Vec's are.
    words = [str(key) for key in keyed.index_to_key]
    vectors = np.array(keyed.vectors[: len(words)], dtype=np.float32, order="C")
    ngrams = getattr(keyed, "vectors_ngrams", None)
    if ngrams is None or not len(ngrams):
        return words, vectors, None
    return words, vectors, Subwords(int(keyed.min_n), int(keyed.max_n), np.array(ngrams, dtype=np.float32))


def to_gensim(words: Sequence[str], vectors: np.ndarray) -> Any:
    """Hand words and vectors to gensim.

    Parameters
    ----------
    words : sequence of m str
        Of a word that occurs twice the first counts.
    vectors : ndarray (m, n) float32
        Copied.

    Returns
    -------
    KeyedVectors

    Raises
    ------
    MissingExtraError
        If gensim is not installed.
    """
    with needs("app", _("handing vectors to gensim")):
        from gensim.models import KeyedVectors

    rows: dict[str, int] = {}
    for row, word in enumerate(words):
        rows.setdefault(word, row)
    first = list(rows.values())
    keyed = KeyedVectors(vectors.shape[1], count=0)
    keyed.add_vectors(list(rows), np.array(vectors[first], dtype=np.float32))
    return keyed


def of_arrow(source: Any, words: str | None, vectors: str | None) -> tuple[list[str], np.ndarray, "pa.Table | None"]:
    """Take words and vectors from a table of Arrow.

    Parameters
    ----------
    source : pyarrow.Table, RecordBatch, or what hands out an Arrow stream, as data frames of polars and pandas do
        With a column of texts, and one of lists of numbers or several of numbers, one a dimension.
    words, vectors : str or None
        Names of the columns; None takes what has a usual name, or is the only one of its kind.

    Returns
    -------
    words : list of m str
    vectors : ndarray (m, n)
    columns : Table or None
        All others.

    Raises
    ------
    EmbedvizError
        If there are no such columns, or several and none is named; if a word or a number is missing, or rows differ in
        length.
    """
    import pyarrow as pa

    try:
        table = source if isinstance(source, pa.Table) else pa.table(source)
    except (TypeError, ValueError, pa.ArrowException) as error:
        found = type(source).__name__
        raise EmbedvizError(
            _("{found}; expected a table of Arrow, or what can be made one").format(found=found)
        ) from error
    is_text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    word = _column(table, words, USUAL_WORDS, lambda kind: any(each(kind) for each in is_text), _("texts"))
    if word is None:
        raise EmbedvizError(_("no column of {kind} among {names}").format(kind=_("texts"), names=_names(table)))
    vector = _column(table, vectors, USUAL_VECTORS, _is_list, _("lists of numbers"))
    if vector is not None:
        numbers = _matrix(_filled(table[vector], vector), vector)
        return _filled(table[word], word).to_pylist(), numbers, _others(table, {word, vector})
    names = [field.name for field in table.schema if _is_number(field.type)]
    if not names:
        raise EmbedvizError(
            _("no column of {kind} among {names}").format(kind=_("lists of numbers"), names=_names(table))
        )
    numbers = np.stack([_filled(table[name], name).to_numpy() for name in names], axis=1)
    return _filled(table[word], word).to_pylist(), numbers, _others(table, {word, *names})


def _others(table: "pa.Table", taken: Collection[str]) -> "pa.Table | None":
    found = table.select([name for name in table.column_names if name not in taken])
    return found if found.num_columns else None


def _column(table: "pa.Table", named: str | None, usual: Sequence[str], fits: Any, kind: str) -> str | None:
    fitting = [field.name for field in table.schema if fits(field.type)]
    if named is not None:
        if named not in fitting:
            raise EmbedvizError(
                _("no column of {kind} is called {name!r}; expected one of {names}").format(
                    kind=kind, name=named, names=listed(fitting) or _names(table)
                )
            )
        return named
    chosen = [name for name in fitting if name.lower() in usual] or fitting
    if len(chosen) > 1:
        raise EmbedvizError(
            _("several columns of {kind}: {names}; expected the name of one").format(kind=kind, names=listed(chosen))
        )
    return chosen[0] if chosen else None


def _is_list(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(each(kind) for each in lists) and _is_number(kind.value_type)


def _is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return pa.types.is_floating(kind) or pa.types.is_integer(kind)


def _filled(column: "pa.ChunkedArray", name: str) -> "pa.ChunkedArray":
    if column.null_count:
        raise EmbedvizError(
            _("{count:,} rows of the column {name!r} are empty; expected none").format(
                count=column.null_count, name=name
            )
        )
    return column


def _matrix(column: "pa.ChunkedArray", name: str) -> np.ndarray:
    import pyarrow.compute as pc

    lengths = pc.list_value_length(column).unique().to_pylist()
    if len(lengths) > 1:
        raise EmbedvizError(
            _("vectors of {low} to {high} numbers in the column {name!r}; expected the same in each").format(
                low=min(lengths), high=max(lengths), name=name
            )
        )
    numbers = _filled(pc.list_flatten(column), name).to_numpy()
    return numbers.reshape(len(column), lengths[0] if lengths else 0)


def _names(table: "pa.Table") -> str:
    return listed(table.column_names)
