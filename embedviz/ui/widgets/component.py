"""Components of our own in the browser, and what they are sent: JSON, for Streamlit makes text of what is none."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from embedviz.ui.widgets.assets import asset


def component(name: str, *scripts: str, css: str | None = None) -> Callable[..., Any]:
    """Register a component of the page, which the page's styles reach.

    Parameters
    ----------
    name : str
        Unique in the app.
    *scripts : str
        Paths below ``embedviz/ui``, joined in this order.
    css : str, optional
        Such a path.

    Returns
    -------
    callable
        Draws it, as Streamlit's own does; its ``data`` goes through :func:`as_json`.
    """
    styles = None if css is None else asset(css)
    draw = st.components.v2.component(name, js=asset(*scripts), css=styles, isolate_styles=False)
    return lambda *, data=None, **options: draw(data=None if data is None else as_json(data), **options)


def as_json(value: object, at: str = "data") -> Any:
    """Return a value as JSON has it: numbers, arrays and tuples of NumPy's and Python's kinds as numbers and lists.

    Parameters
    ----------
    value : object
        Of dictionaries with text as keys, sequences, NumPy's arrays, text, numbers, truths and None.
    at : str
        Where it stands, for the message.

    Returns
    -------
    dict, list, str, int, float, bool or None

    Raises
    ------
    TypeError
        If it holds something else: Streamlit would send all of it as the text that Python prints.
    ValueError
        If it holds a number that is not finite, for which JSON has no sign.
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{at} is {value}; expected a finite number")
        return value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: as_json(each, f"{at}.{key}") for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each, f"{at}[{i}]") for i, each in enumerate(value)]
    raise TypeError(f"{at} is a {type(value).__name__}; expected what JSON has")
