"""Encoders of the server: opened once, and told about on the Library page."""

from collections.abc import Sequence

import streamlit as st

from embedviz.context.catalogue import EncoderSource, encoders
from embedviz.context.encoder import Encoder
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.units import size

MOST_OPEN = 3


def open_encoder(id: str) -> Encoder:
    """Return an encoder, opened once for all sessions.

    Parameters
    ----------
    id : str
        In the catalogue.

    Returns
    -------
    Encoder

    Raises
    ------
    EmbedvizError
        If there is none of that id, or it cannot be opened.
    """
    source = encoders().get(id)
    if source is None:
        raise EmbedvizError(
            _("no encoder is called {id!r}; expected one of {known}").format(id=id, known=", ".join(encoders()))
        )
    return _opened(id, source.size, source)


def encoder_table() -> dict[str, Sequence[object]]:
    """Return all encoders as a table.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    rows = list(encoders().values())
    shapes = [source.options for source in rows]
    return {
        _("encoder"): [source.title for source in rows],
        _("kind"): [_("biLM") if source.form == "elmo" else _("transformer") for source in rows],
        _("input"): [_input(source) for source in rows],
        _("layers"): [shape and shape.n_layers for shape in shapes],
        _("cells"): [shape and shape.cells for shape in shapes],
        _("dimensions"): [shape and 2 * shape.width for shape in shapes],
        _("file size"): [size(source.size) if source.size else "" for source in rows],
        _("problem"): [source.problem for source in rows],
    }


def _input(source: EncoderSource) -> str:
    if source.options is None:
        return ""
    if source.options.char_cnn is not None:
        return _("characters")
    return source.options.static.source if source.options.static is not None else _("a table of words")


# A folder whose weights have another size is another encoder.
@st.cache_resource(max_entries=MOST_OPEN, show_spinner=False)
def _opened(id: str, size: int, _source: EncoderSource) -> Encoder:  # noqa: ARG001
    return _source.open()
