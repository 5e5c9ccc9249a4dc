"""What a source says of its words besides, as colors and as what stands beside a word."""

import numpy as np

from embedviz.embedding import Embedding
from embedviz.figures.space import Coloring
from embedviz.i18n import _, valued
from embedviz.ui.work.recent import remembered

PREFIX = "column:"
MOST_GROUPS = 24
MOST_NOTED, LONGEST_NOTE = 4, 28
# Counts differ by powers of ten: where the largest is so many times the median, their logarithm is drawn.
SKEWED = 50


def column_names(embedding: Embedding) -> dict[str, str]:
    """Return the columns of a source that words can be colored by, by id.

    Parameters
    ----------
    embedding : Embedding
        The source.

    Returns
    -------
    dict of str to str
        Names for a reader.
    """
    if embedding.columns is None:
        return {}
    return {f"{PREFIX}{name}": name for name in dict.fromkeys(embedding.columns.column_names)}


@remembered
def column_coloring(id: str, name: str, _embedding: Embedding) -> Coloring:  # noqa: ARG001
    """Return a column as the colors of the words: numbers on a scale, all else in groups.

    Parameters
    ----------
    id : str
        Of the words shown.
    name : str
        Of the column.
    _embedding : Embedding
        The m words shown.

    Returns
    -------
    Coloring
        One number a word. Of more than 24 groups the rarest have one color, gray, as what is empty.
    """
    import pyarrow as pa

    columns = _embedding.columns
    assert columns is not None  # noqa: S101 - asked only where there are some
    found = columns.column(columns.column_names.index(name))
    kind = found.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _numeric(name, np.asarray(found.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64))
    return _grouped(name, [None if value is None else str(value) for value in found.to_pylist()])


def notes_of(embedding: Embedding) -> list[str] | None:
    """Return what the columns say of each word, in one line.

    Parameters
    ----------
    embedding : Embedding
        The m words shown.

    Returns
    -------
    list of m str, or None
        The first four columns; None if there are none.
    """
    if embedding.columns is None or not embedding.columns.num_columns:
        return None
    found: list[str] = _notes(embedding.id, embedding)
    return found


@remembered
def _notes(id: str, _embedding: Embedding) -> list[str]:  # noqa: ARG001
    columns = _embedding.columns
    assert columns is not None  # noqa: S101 - asked only where there are some
    parts = [
        [valued(name, _short(value)) if value is not None else "" for value in column.to_pylist()]
        for name, column in list(zip(columns.column_names, columns.columns, strict=True))[:MOST_NOTED]
    ]
    return [" · ".join(filter(None, row)) for row in zip(*parts, strict=True)]


def _numeric(name: str, values: np.ndarray) -> Coloring:
    known = values[np.isfinite(values)]
    if len(known) and known.min() > 0 and known.max() > SKEWED * np.median(known):
        return Coloring(_("log₁₀ {name}").format(name=name), np.log10(values), "amount")
    return Coloring(name, values, "amount")


def _grouped(name: str, values: list[str | None]) -> Coloring:
    kinds, codes, counts = np.unique(
        np.array(["" if value is None else value for value in values], dtype=object), return_inverse=True,
        return_counts=True,
    )  # fmt: skip
    order = [int(i) for i in np.argsort(-counts, kind="stable") if kinds[i] != ""][:MOST_GROUPS]
    numbers = np.full(len(kinds), np.nan)
    numbers[order] = np.arange(len(order))
    return Coloring(name, numbers[codes], "group", names=[kinds[i] for i in order], rest=_("others"))


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_NOTE else f"{text[:LONGEST_NOTE]}…"
