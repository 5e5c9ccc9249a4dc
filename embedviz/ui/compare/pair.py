"""Two sources side by side, and the same words of both, ready to be compared."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from embedviz.algebra.shared import SharedVocabulary, paired_vocabulary, shared_vocabulary
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.sources.bilingual import bilingual_pairs
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.controls import step_slider
from embedviz.ui.work.awaiting import remembered_or_awaited
from embedviz.ui.work.recent import Recent, remembered

USUAL_WORDS = 10_000
STEPS = (100, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
# 133,000 words in 300 dimensions: copies of them in float32 take 160 MB a side.
MOST_NUMBERS = 40_000_000
# Words of both together. To number more takes longer than a tenth of a second, and the page does not wait.
SHARED_AT_ONCE = 500_000
_SHARED = Recent()


@dataclass(frozen=True, eq=False)
class Pair:
    """Two sources and what they have in common.

    Parameters
    ----------
    first, second : Embedding
        Whole.
    names : tuple of 2 str
        What they are called; not Markdown.
    shared : SharedVocabulary
        Their common words, or those of our list that both have.
    listed : bool
        Whether one is Chinese and the other is not, so that the words are paired by our list.
    """

    first: Embedding
    second: Embedding
    names: tuple[str, str]
    shared: SharedVocabulary = field(repr=False)
    listed: bool = False


@dataclass(frozen=True, eq=False)
class Compared:
    """The vectors of the same s words in two sources.

    Parameters
    ----------
    id : str
        Names these vectors.
    first : Embedding (s, p)
        A word a row, none of them zero.
    second : Embedding (s, q)
        The same words in the same order.
    zero : int
        How many words were left out because one of their vectors is zero.
    """

    id: str
    first: Embedding
    second: Embedding
    zero: int


def pair_of(first: Embedding, second: Embedding, names: tuple[str, str]) -> Pair | None:
    """Return two sources with their common words, found by a job where they have many.

    Parameters
    ----------
    first, second : Embedding
        The sources.
    names : tuple of 2 str
        What they are called.

    Returns
    -------
    Pair or None
        None as long as the words are not found; what there is to say then has been drawn.
    """
    listed = is_chinese(first) != is_chinese(second)

    def work(progress: ProgressCallback) -> SharedVocabulary:
        progress(Progress(_("Finding the shared words"), 0, 1))
        return paired_vocabulary(first, second, list_for(first)) if listed else shared_vocabulary(first, second)

    shared: SharedVocabulary | None = remembered_or_awaited(
        _SHARED,
        (first.id, second.id, listed),
        work,
        name="shared",
        place="shared",
        at_once=len(first) + len(second) <= SHARED_AT_ONCE,
    )
    return None if shared is None else Pair(first, second, names, shared, listed)


def list_for(first: Embedding) -> tuple[tuple[str, str], ...]:
    """Return our bilingual list, the language of an embedding first.

    Parameters
    ----------
    first : Embedding
        Chinese or not.

    Returns
    -------
    tuple of (str, str)
    """
    return tuple(each[::-1] for each in bilingual_pairs()) if is_chinese(first) else bilingual_pairs()


def both(pair: Pair, i: int) -> str:
    """Return what a shared word is called: in both languages where a list pairs them.

    Parameters
    ----------
    pair : Pair
        The sources.
    i : int
        Which of the shared words.

    Returns
    -------
    str
    """
    word = pair.shared.words[i]
    return f"{word}/{pair.second.words[pair.shared.rows_b[i]]}" if pair.listed else word


def choose_words(pair: Pair) -> Compared | None:
    """Draw how many of the shared words to compare, and whether at their own length.

    Parameters
    ----------
    pair : Pair
        With at least one common word.

    Returns
    -------
    Compared or None
        None if no shared word has a vector other than zero in both; that has been said.
    """
    k, wider = len(pair.shared), max(pair.first.shape[1], pair.second.shape[1])
    most = min(k, max(1, MOST_NUMBERS // wider))
    steps = [step for step in STEPS if step < most] + [most]
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        count = _choose_count(steps)
    with right:
        unit = st.toggle(
            _("Scale every vector to length 1"),
            value=True,
            key="unit",
            bind=bound("unit", on_or_off),
            help=_("Sources differ in the lengths of their vectors, which cosines ignore."),
        )
    found = _compared(pair.first.id, pair.second.id, count, unit, pair)
    if found is None:
        st.info(
            _("Every shared word has a zero vector in one of the two: there is nothing to compare."),
            icon=":material/info:",
        )
    elif found.zero:
        st.caption(
            _("Shared words left out because a vector is zero, which has no direction: {count:,}.").format(
                count=found.zero
            )
        )
    return found


def _choose_count(steps: list[int]) -> int:
    if len(steps) == 1:  # a slider needs two ends
        st.caption(_("Shared words compared: {count:,}.").format(count=steps[0]))
        return steps[0]
    usual = max(step for step in steps if step <= max(USUAL_WORDS, steps[0]))
    return step_slider(_("First shared words compared"), steps, usual, key="shared")


def _prepared(embedding: Embedding, rows: np.ndarray, *, unit: bool) -> np.ndarray:
    vectors = embedding.vectors[rows]
    if not unit:
        return vectors
    scaled = np.empty(vectors.shape, dtype=np.float32)
    for part, block in row_blocks(vectors):
        scaled[part] = unit_rows(block)
    return scaled


# The ids are the key; arguments that begin with an underscore are not looked at.
@remembered
def _compared(a: str, b: str, count: int, unit: bool, _pair: Pair) -> Compared | None:
    rows_a, rows_b = _pair.shared.rows_a[:count], _pair.shared.rows_b[:count]
    directed = (_pair.first.norms[rows_a] > 0) & (_pair.second.norms[rows_b] > 0)
    if not directed.any():
        return None
    kept = np.flatnonzero(directed)
    words = [both(_pair, i) for i in kept.tolist()] if _pair.listed else _pair.shared.words.take(kept)
    id = f"{a}|{b}/{count}/{'unit' if unit else 'raw'}"
    sides = [
        Embedding(
            f"{id}/{side}",
            words,
            _prepared(each, rows[directed], unit=unit),
            checked=True,
            by_frequency=_pair.first.by_frequency,
        )
        for side, each, rows in (("first", _pair.first, rows_a), ("second", _pair.second, rows_b))
    ]
    return Compared(id, sides[0], sides[1], int(np.count_nonzero(~directed)))
