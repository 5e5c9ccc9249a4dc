"""The present mode: a lesson as steps on the whole screen, in large type."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.lessons import lessons
from embedviz.ui.widgets.assets import asset
from embedviz.ui.widgets.component import component
from embedviz.ui.widgets.presenting import set_presenting

_PRESENT, _STEP = "present", "step"

_controls = component(
    "embedviz.present",
    "widgets/dom.js",
    "frame/present_fit.js",
    "frame/present_controls.js",
    "frame/present.js",
    css="frame/present_controls.css",
)


def presentation(path: str, *, offered: bool) -> None:
    """Draw the button that turns the present mode on or, in it, what leads from step to step and out of it.

    A step begins at each ``st.header`` of the page; what is before the first one is the first step. The mode and the
    step are in the URL. From the last step of a lesson the way leads to the first of the next.

    Parameters
    ----------
    path : str
        Of the page that is about to run, in the address.
    offered : bool
        Whether that page is one to be presented.
    """
    is_on = offered and st.query_params.get(_PRESENT) == "1"
    set_presenting(is_on)
    if not offered:
        return
    if not is_on:
        st.button(
            _("Present"),
            key="embedviz_present",
            icon=":material/slideshow:",
            type="tertiary",
            help=_("One step at a time, in large type. Arrow keys move, Escape leaves."),
            on_click=enter,
        )
        return
    st.html(f"<style>{asset('frame/present.css')}</style>")
    labels = {
        "controls": _("Presentation"),
        "contents": _("List of steps (L)"),
        "details": _("Formulas, tables and notes (D)"),
        "previous": _("Previous step"),
        "next": _("Next step"),
        "leave": _("Leave the presentation"),
        "place": _("Step {step} of {steps}"),
    }
    paths = [each.path for each in lessons()]
    at = paths.index(path) if path in paths else -1
    data = {"labels": labels, "page": path, "lessons": [each.title for each in lessons()], "at": at}
    _controls(key="embedviz_controls", data=data, on_left_change=_leave)
    _ways(at)


def _ways(at: int) -> None:
    """Draw the links that the script follows: to each lesson, and to the last step of the one before."""
    on = {_PRESENT: "1"}
    with st.container(key="embedviz_ways"):
        for each in lessons():
            st.page_link(each.script, query_params=on)
        if at > 0:
            st.page_link(lessons()[at - 1].script, query_params=on | {_STEP: "last"})


def enter() -> None:
    """Turn the present mode on, from the next run."""
    st.query_params[_PRESENT] = "1"


def _leave() -> None:
    for name in (_PRESENT, _STEP):
        st.query_params.pop(name, None)
