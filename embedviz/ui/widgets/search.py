"""A search box that completes words while one types."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from embedviz.ui.widgets.address import any_text, bound
from embedviz.ui.widgets.component import component

_completions = component("embedviz.search", "widgets/dom.js", "widgets/search.js", css="widgets/search.css")


@dataclass(frozen=True)
class Completion:
    """One way to go on.

    Parameters
    ----------
    text : str
        The whole new content of the box.
    word : str
        The word that is offered.
    detail : str
        What is said beside the word, for example its rank.
    """

    text: str
    word: str
    detail: str


def search_box(
    label: str,
    *,
    key: str,
    complete: Callable[[str], Sequence[Completion]],
    placeholder: str = "",
    help: str | None = None,
) -> str:
    """Draw a text input whose value stands in the URL, with completions below it.

    Parameters
    ----------
    label : str
        What is asked for.
    key : str
        The input's key and its name in the URL.
    complete : callable
        Gives the completions, best first, of the text typed so far. It is called while the user types, and does not
        rerun the page.
    placeholder : str
        What an empty box shows.
    help : str, optional
        A tooltip beside the label.

    Returns
    -------
    str
        The text last committed, by Enter, by leaving the box or by choosing a completion.
    """
    box = f"{key}_box"
    with st.container(key=box, gap=None):
        text = st.text_input(
            label,
            key=key,
            type="search",
            autocomplete="off",
            placeholder=placeholder,
            help=help,
            bind=bound(key, any_text),
        )
        _answer(f"{key}_completions", box, complete)
    return text


@st.fragment
def _answer(key: str, box: str, complete: Callable[[str], Sequence[Completion]]) -> None:
    # What was typed is read before the component is drawn, because the answer travels in the component's data.
    typed = st.session_state[key].typed if key in st.session_state else None
    completions = [asdict(completion) for completion in complete(typed)] if typed else []
    data = {"box": box, "typed": typed, "completions": completions}
    _completions(key=key, data=data, on_typed_change=lambda: None)
