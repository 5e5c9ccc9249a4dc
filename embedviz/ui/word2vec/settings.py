"""The form of a training: presets, and settings that stand in the URL."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.training.settings import BOUNDS, MODELS, Model, Settings
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.corpora import CorpusKind

BOTH = "both"
PRESETS: dict[str, dict[str, Any]] = {
    "lecture": {"dimensions": 50, "window": 5, "negative": 5, "epochs": 10, "min_count": 5, "learning_rate": 0.05},
    "fine": {"dimensions": 100, "window": 5, "negative": 10, "epochs": 20, "min_count": 5, "learning_rate": 0.05},
    "small-text": {"dimensions": 50, "window": 5, "negative": 5, "epochs": 40, "min_count": 3, "learning_rate": 0.05},
}
_COMMON: dict[str, Any] = {"model": BOTH, "seed": 0}
_VALUES = "training_values"


def settings_form(kind: CorpusKind, *, busy: bool) -> tuple[tuple[Settings, ...], bool]:
    """Draw the form of a training.

    Parameters
    ----------
    kind : str
        Of the corpus; it decides which preset is the default.
    busy : bool
        Whether a training of this session goes on, so that no other can be started.

    Returns
    -------
    tuple of (tuple of Settings, bool)
        What is asked for, of each model, and whether to start now.
    """
    usual = "lecture" if kind in ("generated", "chinese") else "small-text"
    names: dict[str, str] = {"lecture": _("Lecture"), "fine": _("Fine"), "small-text": _("Small text")}
    preset = choose(_("Preset"), {usual: names[usual]} | names, key="preset", as_buttons=True)
    values, complaints = _values(preset)
    for complaint in complaints:
        st.warning(plain(complaint), icon=":material/edit:")
    with st.form("training", border=True):
        models = {BOTH: _("Both, side by side")} | {str(model): name for model, name in model_names().items()}
        st.segmented_control(
            _("Model"),
            list(models),
            format_func=models.__getitem__,
            key=_key(preset, "model"),
            default=values["model"],
            required=True,
        )
        first, second = st.columns(4), st.columns(4, vertical_alignment="bottom")
        for column, (name, (label, meaning)) in zip((*first, *second[:3]), _fields().items(), strict=True):
            with column:
                _number(name, label, values[name], key=_key(preset, name), help=meaning)
        with second[3]:
            start = st.form_submit_button(
                _("Start training"), icon=":material/play_arrow:", type="primary", disabled=busy, width="stretch"
            )
    if start:
        values = {name: st.session_state[_key(preset, name)] for name in values}
        st.session_state[_VALUES] = preset, values, []
        _into_url(preset, values)
    models_asked = MODELS if values["model"] == BOTH else (cast("Model", values["model"]),)
    return tuple(Settings(**{**values, "model": model}) for model in models_asked), start


def model_names() -> dict[Model, str]:
    """Return the models, for a reader.

    Returns
    -------
    dict of str to str
    """
    return {"skip-gram": _("Skip-gram"), "cbow": _("CBOW")}


def _key(preset: str, name: str) -> str:
    """Return the key of an input: each preset has inputs of its own, which begin with its values.

    A value set from here would be lost with a run that another overtakes; set in every run, it would undo what is typed
    and not yet sent.
    """
    return f"training_{preset}_{name}"


def _number(name: str, label: str, value: float, *, key: str, help: str) -> None:
    low, high = BOUNDS[name]
    if name == "learning_rate":
        st.number_input(label, low, high, float(value), step=0.005, format="%.4f", key=key, help=help)
    else:
        st.number_input(label, int(low), int(high), int(value), step=1, key=key, help=help)


def _fields() -> dict[str, tuple[str, str]]:
    return {
        "dimensions": (_("Dimensions n"), _("The width of the hidden layer. The rank is at most n.")),
        "window": (_("Window"), _("How many words a context extends to each side.")),
        "negative": (_("Negative samples k"), _("Number of random words drawn for each word to be predicted.")),
        "epochs": (_("Epochs"), _("Passes over the corpus.")),
        "min_count": (_("min_count"), _("Words that occur less often are left out.")),
        "learning_rate": (_("Learning rate α"), _("At the beginning; it falls linearly to 0.0001.")),
        "seed": (_("Seed"), _("The same seed gives the same vectors.")),
    }


def _values(preset: str) -> tuple[dict[str, Any], list[str]]:
    """Return the values that the form has now, and what was wrong with those of the URL."""
    state = st.session_state
    kept_preset, values, complaints = state.get(_VALUES, (None, {}, []))
    if kept_preset != preset:
        values, complaints = {**PRESETS[preset], **_COMMON}, []
        if kept_preset is None:
            for name in values:
                complaint = _from_url(name, values)
                complaints = [*complaints, *complaint]
        _into_url(preset, values)
        state[_VALUES] = preset, values, complaints
    return values, complaints


def _from_url(name: str, values: dict[str, Any]) -> list[str]:
    """Take one value from the URL, and return what is wrong with it."""
    text = st.query_params.get(name)
    if text is None:
        return []
    try:
        if name == "model":
            if text not in (BOTH, *MODELS):
                Settings(model=cast("Model", text))
            value: Any = text
        else:
            given: dict[str, Any] = {name: _as_number(text)}
            value = asdict(Settings(**given))[name]
    except EmbedvizError as error:
        return [_("{problem}. {default} is used instead.").format(problem=error, default=values[name])]
    values[name] = value
    return []


def _as_number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _into_url(preset: str, values: Mapping[str, Any]) -> None:
    usual = {**PRESETS[preset], **_COMMON}
    for name, value in values.items():
        if value != usual[name]:
            st.query_params[name] = str(value)
        else:
            st.query_params.pop(name, None)
