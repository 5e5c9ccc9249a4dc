"""The present mode: a lesson as steps on the whole screen, in large type."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.widgets.assets import asset
from embedviz.ui.widgets.presenting import set_presenting

_PRESENT, _STEP = "present", "step"

_controls = st.components.v2.component(
    "embedviz.present",
    js=asset("widgets/dom.js", "frame/present.js"),
    css=asset("frame/present_controls.css"),
    isolate_styles=False,
)


def presentation(*, offered: bool) -> None:
    """Draw the button that turns the present mode on or, in it, what leads from step to step and out of it.

    A step begins at each ``st.header`` of the page; what stands before the first one is the first step. Nothing else
    is asked of a page. The mode and the step stand in the URL.

    Parameters
    ----------
    offered : bool
        Whether the page that is about to run is one to be presented.
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
            on_click=_enter,
        )
        return
    st.html(f"<style>{asset('frame/present.css')}</style>")
    labels = {
        "controls": _("Presentation"),
        "previous": _("Previous step"),
        "next": _("Next step"),
        "leave": _("Leave the presentation"),
        "place": _("Step {step} of {steps}"),
    }
    _controls(key="embedviz_controls", data={"labels": labels}, on_left_change=_leave)


def _enter() -> None:
    st.query_params[_PRESENT] = "1"


def _leave() -> None:
    for name in (_PRESENT, _STEP):
        st.query_params.pop(name, None)
