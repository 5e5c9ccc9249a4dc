"""The lessons in their order: for the navigation, for the foot of each page, and for who presents them."""

from typing import NamedTuple

import streamlit as st

from embedviz.i18n import _


class Lesson(NamedTuple):
    """A page of the lecture.

    Parameters
    ----------
    script : str
        Below ``pages``.
    path : str
        In the address; empty for the first.
    title : str
        For a reader.
    icon : str
        A Material symbol.
    """

    script: str
    path: str
    title: str
    icon: str


def lessons() -> tuple[Lesson, ...]:
    """Return the pages of the lecture, from Home to the claims.

    Returns
    -------
    tuple of Lesson
    """
    return (
        Lesson("learn/home.py", "", _("Home"), ":material/home:"),
        Lesson("learn/one_hot.py", "one_hot", _("One-hot"), ":material/grid_on:"),
        Lesson("learn/rank.py", "rank", _("Rank"), ":material/stairs:"),
        Lesson("learn/independence.py", "independence", _("Independence"), ":material/account_tree:"),
        Lesson("learn/distance.py", "distance", _("Distance"), ":material/straighten:"),
        Lesson("learn/orthogonality.py", "orthogonality", _("Orthogonality"), ":material/square_foot:"),
        Lesson("learn/word2vec.py", "word2vec", _("Word2vec"), ":material/model_training:"),
        Lesson("learn/polysemy.py", "polysemy", _("Polysemy"), ":material/call_split:"),
        Lesson("learn/claims.py", "claims", _("Claims"), ":material/fact_check:"),
    )


def around(path: str) -> tuple[Lesson | None, Lesson | None]:
    """Return the lessons before and after a page.

    Parameters
    ----------
    path : str
        Of the page, in the address.

    Returns
    -------
    tuple of Lesson or None
        None at either end, and twice for a page that is no lesson.
    """
    listed = lessons()
    places = [i for i, each in enumerate(listed) if each.path == path]
    if not places:
        return None, None
    at = places[0]
    return (listed[at - 1] if at else None), (listed[at + 1] if at + 1 < len(listed) else None)


def foot(path: str) -> None:
    """Draw the ways to the previous and to the next lesson below a page.

    Parameters
    ----------
    path : str
        Of the page, in the address.
    """
    before, after = around(path)
    if before is None and after is None:
        return
    with st.container(key="embedviz_foot", horizontal=True, horizontal_alignment="distribute"):
        if before is not None:
            st.page_link(before.script, label=before.title, icon=":material/arrow_back:")
        if after is not None:
            label = _("Next lesson: **{title}**").format(title=after.title)
            st.page_link(after.script, label=label, icon=":material/arrow_forward:", icon_position="right")
