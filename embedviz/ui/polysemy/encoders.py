"""Encoders of the server: opened once, and told about on the Library page."""

from embedviz.context.catalogue import EncoderSource, encoders
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.weights import DIRECTIONS
from embedviz.errors import EmbedvizError
from embedviz.i18n import _, listed
from embedviz.ui.widgets.tables import Table
from embedviz.ui.work.opened import open_shared
from embedviz.ui.work.recent import remembered
from embedviz.units import size


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
            _("no encoder is called {id!r}; expected one of {known}").format(id=id, known=listed(encoders()))
        )
    return _opened(id, source.version, source)


def encoder_table() -> Table:
    """Return all encoders as a table.

    Returns
    -------
    dict of str to sequence
        Header to column; the last one is what keeps some from being opened, if anything does.
    """
    sources = list(encoders().values())
    shapes = [source.options for source in sources]
    table: Table = {
        _("encoder"): [source.title for source in sources],
        _("kind"): [_("biLM") if source.form == "elmo" else _("transformer") for source in sources],
        _("input"): [_input(source) for source in sources],
        _("layers"): [shape and shape.n_layers for shape in shapes],
        _("dimensions"): [shape and DIRECTIONS * shape.width for shape in shapes],
        _("cells"): [shape and shape.cells for shape in shapes],
        _("parameters"): ["" if source.parameters is None else f"{source.parameters:,}" for source in sources],
        _("file size"): [size(source.size) if source.size else "" for source in sources],
    }
    problems = [source.problem for source in sources]
    return table | ({_("problem"): problems} if any(problems) else {})


def _input(source: EncoderSource) -> str:
    if source.options is None:
        return _("word pieces") if source.form == "transformer" else ""
    if source.options.char_cnn is not None:
        return _("characters")
    return source.options.static.source if source.options.static is not None else _("a table of words")


@remembered
def _opened(id: str, version: str, _source: EncoderSource) -> Encoder:  # noqa: ARG001 - another version is another one
    encoder = _source.open()
    return encoder.sharing(open_shared) if isinstance(encoder, Elmo) else encoder
