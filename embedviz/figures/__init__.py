"""Plotly figures: a result goes in, a figure comes out; nothing is computed here."""

from embedviz.extras import needs
from embedviz.i18n import _

with needs("app", _("a figure")):
    import plotly  # noqa: F401 - each figure's module does; here, so that one place says how to get it
