"""Controls that more than one panel uses, and what their values mean."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.ui.widgets.address import PAGE, belong, bound, is_late, one_of, refuse, whole, wrote

Id = TypeVar("Id", bound=str)

DEFAULT_TOLERANCE = "max(m, n)·ε"
# Fine where the singular values of trained vectors lie, a hundredth and more of the largest.
TOLERANCES: dict[str, float | None] = {DEFAULT_TOLERANCE: None} | {
    text: float(text)
    for text in (
        *(f"{digit}e-{e}" for e in range(16, 2, -1) for digit in (1, 2, 5)),
        *(f"{digits / 10:g}e-{e}" for e in (2, 1) for digits in range(10, 100)),
    )
}
_ARRIVED = "embedviz_arrived"


def note_page(url_path: str) -> None:
    """Note which page is run, so that controls can tell a page just opened from one that is rerun.

    Parameters
    ----------
    url_path : str
        Of the page.
    """
    st.session_state[_ARRIVED] = st.session_state.get(PAGE) != url_path
    st.session_state[PAGE] = url_path


def has_arrived() -> bool:
    """Tell whether the page has just been opened, by a link or from another page.

    Returns
    -------
    bool
    """
    return bool(st.session_state.get(_ARRIVED, True))


def choose(label: str, names: Mapping[Id, str], *, key: str, as_buttons: bool = False, default: Id | None = None) -> Id:
    """Draw a choice that stands in the URL by its id; ``bind`` would put the translated name there.

    Parameters
    ----------
    label : str
        What is chosen.
    names : mapping of str to str
        Ids to names for a reader.
    key : str
        The widget's key and its name in the URL.
    as_buttons : bool
        A row of buttons instead of a list.
    default : str, optional
        An id, which the URL leaves out; the first unless given.

    Returns
    -------
    str
        The id.
    """
    default = next(iter(names)) if default is None else default
    seen, before = f"{key}_seen", f"{key}_chosen"
    wanted = st.query_params.get(key)
    belong(key)
    late = not has_arrived() and wanted != st.session_state.get(seen) and is_late(key, wanted)
    if has_arrived() and wanted is None:
        st.session_state[key] = st.session_state.get(before, default)
    elif (wanted != st.session_state.get(seen) and not late) or key not in st.session_state:
        if wanted is not None and wanted not in names:
            refuse(key, wanted)
        st.session_state[key] = wanted if wanted in names else default
    # Set in every run: what was set in one that another overtook never came to the browser, which would show the first.
    current = st.session_state[key]
    st.session_state[key] = current if current in names else default
    if as_buttons:
        chosen = st.segmented_control(label, list(names), format_func=names.__getitem__, key=key, required=True)
    else:
        chosen = st.selectbox(label, list(names), format_func=names.__getitem__, key=key)
    assert chosen is not None  # noqa: S101 - both always have a value
    in_url = None if chosen == default else chosen
    if in_url != st.session_state.get(seen):
        wrote(key, st.session_state.get(seen))
    if late:
        st.query_params[key] = chosen  # so that the browser is told again, whatever else is on its way there
    if in_url is None:
        st.query_params.pop(key, None)
    elif in_url != wanted:
        st.query_params[key] = in_url
    st.session_state[seen], st.session_state[before] = in_url, chosen
    return chosen


def first_words(embedding: Embedding) -> int:
    """Draw a control for how many of the first words to look at.

    Parameters
    ----------
    embedding : Embedding
        Of m words in n dimensions.

    Returns
    -------
    int
        From 1 to m; m unless chosen otherwise.
    """
    m, n = embedding.shape
    steps = {1, 2, 5, 10, n // 2, n - 1, n, n + 1, 2 * n, 10 * n, 1_000, 10_000, 100_000, m}
    label = _("First words by frequency") if embedding.by_frequency else _("First words of the file")
    return step_slider(label, sorted(k for k in steps if 1 <= k <= m), m, key="first")


def step_slider(label: str, steps: Sequence[int], usual: int, *, key: str) -> int:
    """Draw a slider over some whole numbers, that stands in the address.

    Parameters
    ----------
    label : str
        What is counted.
    steps : sequence of int
        At least two, ascending.
    usual : int
        The default, one of them.
    key : str
        The widget's key and its name in the address.

    Returns
    -------
    int
    """
    tied = bound(key, one_of(f"{step:,}" for step in steps))
    return st.select_slider(label, steps, usual, format_func="{:,}".format, key=key, bind=tied)


def up_to(most: int, *, label: str, usual: int, key: str) -> int:
    """Draw a control for a number from 1 to the most there can be.

    Parameters
    ----------
    most : int
        At least 1.
    label : str
        What is counted.
    usual : int
        The default, if there can be so many.
    key : str
        The widget's key and its name in the URL.

    Returns
    -------
    int
    """
    if most == 1:  # a slider needs two ends
        st.caption(_("{label}: only 1 is possible.").format(label=label))
        return 1
    if st.session_state.get(key, 1) > most:  # chosen where there was more
        st.session_state[key] = most
    return st.slider(label, 1, most, min(usual, most), key=key, bind=bound(key, whole(1, most)))


def tolerance() -> float | None:
    """Draw a control for the relative tolerance of a rank.

    Returns
    -------
    float or None
        Relative to the largest singular value; None for the default, max(m, n)·eps of float64.
    """
    tied = bound("rtol", one_of(TOLERANCES))
    return TOLERANCES[st.select_slider(_("Tolerance, relative to σ₁"), list(TOLERANCES), key="rtol", bind=tied)]
