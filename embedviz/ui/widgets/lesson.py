"""The parts that a lesson is made of: question, verdict, steps, one thing to try, and what stands aside."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from embedviz.i18n import _


def question(text: str) -> None:
    """Draw what a page asks, right below its title.

    Parameters
    ----------
    text : str
        Markdown, one or two sentences.
    """
    with st.container(key="embedviz_question"):
        st.markdown(text)


def verdict(answer: str, why: str = "") -> None:
    """Draw the answer, computed, and what it rests on.

    Parameters
    ----------
    answer : str
        One sentence; its first word is yes or no where the question asks that.
    why : str
        Markdown.
    """
    with st.container(key="embedviz_verdict", gap="small"):
        st.subheader(answer, anchor=False)
        if why:
            st.markdown(why)


def told(text: str) -> None:
    """Draw what is read at the desk and said at the lectern: while a lesson is presented, it stands aside.

    Parameters
    ----------
    text : str
        Markdown, a sentence or two.
    """
    with st.container(key="embedviz_told"):
        st.markdown(text)


def step(title: str, *, help: str | None = None) -> DeltaGenerator:
    """Return a part of a lesson, under a heading of its own; when the lesson is presented, it has the screen to itself.

    Parameters
    ----------
    title : str
        Short.
    help : str, optional
        The terms used, for the question mark at its side.

    Returns
    -------
    DeltaGenerator
        To be entered by ``with``.
    """
    part = st.container()
    part.header(title, divider="gray", help=help)
    return part


def part(key: str, *, border: bool = False) -> DeltaGenerator:
    """Return a part of a panel under More; when the panel is presented, it has the screen to itself.

    Parameters
    ----------
    key : str
        Unique on the page. The title is the subheader in it, or the first words in bold type.
    border : bool
        Whether to draw a line around it.

    Returns
    -------
    DeltaGenerator
        To be entered by ``with``.
    """
    return st.container(key=f"embedviz_part_{key}", border=border)


def aside(key: str, title: str = "", *, is_lazy: bool = False) -> ExpanderContainer:
    """Return a fold for what is read only when asked for: formulas, conventions.

    Parameters
    ----------
    key : str
        Unique on the page.
    title : str
        Of the fold; by default that of formulas and terms.
    is_lazy : bool
        Whether the page runs anew when it is opened, so that what takes time, or is a chart, is not made before.

    Returns
    -------
    ExpanderContainer
        To be entered by ``with``; if it is lazy, its ``open`` tells whether it is open.
    """
    return _fold(key, title or _("Formulas and terms"), ":material/function:", is_lazy=is_lazy)


def table_aside(key: str, title: str, draw: Callable[[], None]) -> None:
    """Offer a table, made and sent once its fold is opened: in a closed one it would hold up the page all the same.

    Parameters
    ----------
    key : str
        Unique on the page.
    title : str
        Of the fold.
    draw : callable
        Draws the table, and what belongs to it.
    """
    fold = _fold(key, title, ":material/table:", is_lazy=True)
    if fold.open:
        with fold:
            draw()


def _fold(key: str, title: str, icon: str, *, is_lazy: bool) -> ExpanderContainer:
    return st.expander(
        title, key=f"embedviz_aside_{key}", icon=icon, type="compact", on_change="rerun" if is_lazy else "ignore"
    )


def trial(text: str) -> None:
    """Draw the one thing to try on a page.

    Parameters
    ----------
    text : str
        Markdown, an invitation.
    """
    with st.container(key="embedviz_trial"):
        st.markdown(_(":material/touch_app: **Try it.** {text}").format(text=text))
