"""The words that a reader has selected in the scene: kept, in the address, in a table, and as a color."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.geometry.isotropy import mean_cosine
from embedviz.i18n import _, ngettext, sentences
from embedviz.scaling import unit_rows
from embedviz.ui.space.points import Points
from embedviz.ui.widgets.address import refuse
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.tables import COUNTS, Table, draw_table, number_format
from embedviz.ui.work.recent import remembered

KEY = "chosen"
LISTED = 1_000
LONGEST = 6_000
"""Letters in the address: three thousand words and more. A selection of more words is not in it."""
MOST_BITS = 35
"""Of the distance from one row to the next: what is longer is no row, and would take long to be added up."""
_KEPT = "space_chosen"


@dataclass(frozen=True, eq=False)
class Selection:
    """Words of a source.

    Parameters
    ----------
    source : str
        Its id.
    rows : ndarray (s,) int
        Theirs, ascending.
    text : str or None
        As it stands in the address; None if it would be too long.
    """

    source: str
    rows: np.ndarray
    text: str | None


def select(embedding: Embedding, drawn: Points, points: np.ndarray) -> None:
    """Keep what was selected in the scene. Words outside of the vocabulary are left out.

    Parameters
    ----------
    embedding : Embedding
        The source.
    drawn : Points
        What the scene shows.
    points : ndarray (s,) int
        Those selected.
    """
    m = len(drawn.shown)
    placed = [drawn.word(int(i)) for i in points[points >= m]]
    known = [embedding.index(word) for word in placed if word in embedding]
    _keep(embedding, np.union1d(points[points < m], np.array(known, dtype=int)))


def unselect() -> None:
    """Forget the selection."""
    st.session_state.pop(_KEPT, None)
    st.query_params.pop(KEY, None)


def current_selection(embedding: Embedding) -> Selection | None:
    """Return what is selected: by the address, or in the scene before.

    Parameters
    ----------
    embedding : Embedding
        The source.

    Returns
    -------
    Selection or None
        None if nothing is.
    """
    kept: Selection | None = st.session_state.get(_KEPT)
    wanted = st.query_params.get(KEY)
    if wanted is not None and (kept is None or kept.text != wanted):
        rows = decoded(wanted, len(embedding))
        if rows is None:
            refuse(KEY, wanted)
            unselect()
            return None
        _keep(embedding, rows)
    elif kept is not None and kept.source != embedding.id:
        unselect()
    elif kept is not None and kept.text is not None and wanted is None:
        st.query_params[KEY] = kept.text
    return st.session_state.get(_KEPT)


def _keep(embedding: Embedding, rows: np.ndarray) -> None:
    if not len(rows):
        unselect()
        return
    kept = Selection(embedding.id, rows, encoded(rows))
    st.session_state[_KEPT] = kept
    if kept.text is None:
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = kept.text


def encoded(rows: np.ndarray) -> str | None:
    """Write rows as a text for the address.

    Parameters
    ----------
    rows : ndarray (s,) int
        Ascending, each once.

    Returns
    -------
    str or None
        Base 64 of the compressed distances from one row to the next; None if longer than 6,000 letters.
    """
    if len(rows) > LONGEST * 6:
        return None
    bytes_ = bytearray()
    for step in np.diff(rows, prepend=-1).tolist():
        while step > 127:
            bytes_.append(step & 127 | 128)
            step >>= 7
        bytes_.append(step)
    text = base64.urlsafe_b64encode(zlib.compress(bytes(bytes_), 9)).decode().rstrip("=")
    return text if len(text) <= LONGEST else None


def decoded(text: str, m: int) -> np.ndarray | None:
    """Read rows from the address.

    Parameters
    ----------
    text : str
        As :func:`encoded` wrote it, or anything.
    m : int
        How many rows there are.

    Returns
    -------
    ndarray (s,) int, or None
        None if they are not written so, or there are no such rows.
    """
    if len(text) > LONGEST:
        return None
    try:
        unpacking = zlib.decompressobj()
        written = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        bytes_ = unpacking.decompress(written, 10 * LONGEST)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if not unpacking.eof:
        return None
    rows, row, step, shift = [], -1, 0, 0
    for byte in bytes_:
        step |= (byte & 127) << shift
        shift += 7
        if shift > MOST_BITS:
            return None
        if byte & 128:
            continue
        row += step
        if not step or row >= m:
            return None
        rows.append(row)
        step = shift = 0
    return np.array(rows, dtype=int) if rows and not shift else None


def selection_table(embedding: Embedding, chosen: Selection) -> None:
    """Draw the selected words: what is known of each, and how alike they are.

    Parameters
    ----------
    embedding : Embedding
        The source.
    chosen : Selection
        Of s words.
    """
    count = len(chosen.rows)
    head, forget = st.columns([5, 1], vertical_alignment="center")
    said = ngettext("**{count:,} word selected.**", "**{count:,} words selected.**", count).format(count=count)
    if count > 1:
        alike = _("The mean cosine of two of them is {own:.3f}; of two of all {m:,} words, {all:.3f}.").format(
            own=mean_cosine(embedding.vectors[chosen.rows]), m=len(embedding),
            all=_mean_cosine_of_all(embedding.id, embedding),
        )  # fmt: skip
        said = sentences(said, alike)
    if chosen.text is None:
        said = sentences(said, _("There are too many to fit into the address."))
    head.markdown(said)
    forget.button(_("Clear"), key="space_unselect", on_click=unselect, type="tertiary")
    table = statistics(embedding, chosen.rows, chosen.rows[:LISTED])
    draw_table(table, height=240, formats=_as_they_are(table, embedding))
    if count > LISTED:
        st.caption(_("The first {listed:,} are listed; the file has all.").format(listed=LISTED))
    csv_button(partial(statistics, embedding, chosen.rows, chosen.rows), name="selection")


def statistics(embedding: Embedding, rows: np.ndarray, listed: np.ndarray) -> Table:
    """Return what is known of some words.

    Parameters
    ----------
    embedding : Embedding
        The source.
    rows : ndarray (s,) int
        The words selected.
    listed : ndarray (t,) int
        Those of them that the table is to have.

    Returns
    -------
    dict of str to sequence
        Word, place, length, cosine to the mean direction of those selected, and what the source says besides.
    """
    center = unit_rows(embedding.vectors[rows].astype(np.float64)).sum(axis=0, keepdims=True)
    units = unit_rows(embedding.vectors[listed].astype(np.float64))
    cosines = units @ unit_rows(center)[0]
    table: Table = {
        _("word"): [embedding.words[int(row)] for row in listed],
        place_name(embedding): (listed + 1).tolist(),
        _("length"): embedding.norms[listed].astype(float).round(3).tolist(),
        _("cosine to their mean"): cosines.round(3).tolist(),
    }
    if embedding.columns is not None:
        besides = embedding.columns.take(listed)
        for name, column in zip(besides.column_names, besides.columns, strict=True):
            table.setdefault(name, column.to_pylist())
    return table


def _as_they_are(table: Table, embedding: Embedding) -> dict[str, str]:
    """Return the formats of what a source says of its words in whole numbers: they may be years."""
    besides = embedding.columns.column_names if embedding.columns is not None else []
    return {name: "%d" for name in besides if number_format(table[name]) == COUNTS}


@remembered
def _mean_cosine_of_all(id: str, _embedding: Embedding) -> float:  # noqa: ARG001
    return mean_cosine(_embedding.vectors)
