"""Small matrices over words: the identity, cosines, distances."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import DIVERGING, FROM_ZERO, LABEL_SIZE, SEQUENTIAL, Colors, label, layout, scale
from embedviz.i18n import _, listed, valued
from embedviz.units import Readable

ROW_HEIGHT = 32
MAX_NUMBERED = 12
LONGEST_NAME = 16  # a matrix is half as wide as a page
ROW_OF_NUMBERS, LEAST_NUMBER = 108, 9  # type sizes: of all numbers in a row together, and of one
WRITTEN_OUT = 0.1, 100.0  # the largest number of a matrix whose numbers two decimals tell, in a cell's width


def identity(vectors: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw one-hot vectors as rows of zeros and ones.

    Parameters
    ----------
    vectors : ndarray (k, k)
        The identity matrix.
    words : sequence of k str
        One a row.

    Returns
    -------
    go.Figure
    """
    columns = [_("coordinate {number}").format(number=j + 1) for j in range(vectors.shape[1])]
    return _heatmap(vectors, words, columns, "%{z:.0f}", FROM_ZERO, (0, 1), False)


def coordinates(vectors: np.ndarray, words: Sequence[str], *, most_numbered: int = MAX_NUMBERED) -> go.Figure:
    """Draw dense vectors as rows of colors, diverging from 0.

    Parameters
    ----------
    vectors : ndarray (k, n)
        One a row.
    words : sequence of k str
        One a row.
    most_numbered : int
        Dimensions that have their numbers in the cells; at most as many as any matrix has.

    Returns
    -------
    go.Figure
        Very large and very small numbers are written in units of a power of ten, which is named above them.
    """
    columns = [_("coordinate {number}").format(number=j + 1) for j in range(vectors.shape[1])]
    most = float(np.abs(vectors).max()) or 1.0
    note = "" if vectors.any() else _("every coordinate is 0")
    least, greatest = WRITTEN_OUT
    unit = 1.0 if least <= most < greatest else 10.0 ** math.floor(math.log10(most))
    values, most = vectors / unit, most / unit
    written = len(columns) <= most_numbered
    return _heatmap(
        values, words, columns, "%{z:.2f}", DIVERGING, (-most, most), False, note, unit=unit, written=written
    )


def cosines(values: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw pairwise cosines, diverging from 0.

    Parameters
    ----------
    values : ndarray (k, k)
        In [-1, 1].
    words : sequence of k str
        In the order of the rows.

    Returns
    -------
    go.Figure
    """
    note = "" if np.isfinite(values).any() else _("no cosines: every vector is zero")
    return _heatmap(values, words, words, "%{z:.2f}", DIVERGING, (-1, 1), True, note)


def distances(values: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw pairwise Euclidean distances.

    Parameters
    ----------
    values : ndarray (k, k)
        At least 0.
    words : sequence of k str
        In the order of the rows.

    Returns
    -------
    go.Figure
    """
    return _heatmap(values, words, words, "%{z:.2f}", SEQUENTIAL, (0, float(np.nanmax(values)) or 1.0), True)


def cells(
    values: np.ndarray,
    names: np.ndarray,
    colors: Colors,
    limits: tuple[float, float],
    number: str,
    **settings: object,
) -> plot.Trace:
    """Return a matrix as colors, with numbers in the cells where there is room for them.

    Parameters
    ----------
    values : ndarray (r, c)
        NaN leaves a hole.
    names : ndarray (r, c, 2) of object
        What meets in a cell, escaped: the row and the column.
    colors : sequence of str or of (float, str)
        From the lower limit to the upper one, evenly or each at its share of the way.
    limits : (float, float)
        Values beyond look like them.
    number : str
        How a value is written, as Plotly's templates have it.
    **settings
        Further settings of the trace, which go before these.

    Returns
    -------
    dict
    """
    few = values.shape[1] <= MAX_NUMBERED
    return plot.heatmap(
        **{
            "z": values,
            "colorscale": scale(colors),
            "zmin": limits[0],
            "zmax": limits[1],
            "texttemplate": number if few else None,
            "textfont": {"size": LABEL_SIZE},
            "customdata": names,
            "hovertemplate": valued(listed(["%{customdata[0]}", "%{customdata[1]}"]), number) + "<extra></extra>",
            "showscale": False,
            "xgap": 2 if few else 0,
            "ygap": 2,
            **settings,
        }
    )


def _heatmap(
    values: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    number: str,
    colors: Colors,
    limits: tuple[float, float],
    column_labels: bool,
    note: str = "",
    *,
    unit: float = 1.0,
    written: bool = True,
) -> go.Figure:
    across_names, down_names = [[label(name, LONGEST_NAME) for name in names] for names in (columns, rows)]
    # Arrays of objects: Plotly looks at each entry of a list.
    pairs = np.empty((len(rows), len(columns), 2), dtype=object)
    pairs[:, :, 0], pairs[:, :, 1] = np.array(down_names, dtype=object)[:, None], across_names
    # Numbers of neighboring cells do not touch, also on a slide, where the figure is drawn half as wide.
    size = min(LABEL_SIZE, max(LEAST_NUMBER, ROW_OF_NUMBERS // max(len(columns), 1)))
    unwritten = {} if written else {"texttemplate": None}
    heatmap = cells(values, pairs, colors, limits, number, textfont={"size": size}, **unwritten)
    power, notes = f"{Readable(unit):.0e}", _noted(note)
    if unit != 1:
        heatmap["hovertemplate"] = heatmap["hovertemplate"].replace(number, f"{number}·{power}")
        above = {"xref": "x domain", "x": 0, "yref": "y domain", "y": 1, "yanchor": "bottom", "showarrow": False}
        notes.append({**above, "text": _("in units of {power}").format(power=power)})
    # Positions rather than words on the axes, so that a word may occur twice.
    across = {
        "tickvals": list(range(len(columns))) if column_labels else [],
        "ticktext": across_names if column_labels else [],
        "range": [-0.5, len(columns) - 0.5],  # of cells without a number Plotly would make other axes
        "side": "top",
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "tickangle": -45 if len(columns) > 4 else 0,
        "fixedrange": True,
    }
    down = {
        "tickvals": list(range(len(rows))),
        "ticktext": down_names,
        "ticks": "",  # or a stroke stands behind each word, as if it were a hyphen
        "range": [len(rows) - 0.5, -0.5],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticksuffix": "  ",
    }
    top = 82 if column_labels else 28 if unit != 1 else 13
    height = max(3, len(rows)) * ROW_HEIGHT + top + 8
    return plot.figure([heatmap], layout(height, margin={"t": top}, xaxis=across, yaxis=down, annotations=notes))


def _noted(note: str) -> list[dict[str, object]]:
    """Return what writes into the middle of a matrix why it is empty."""
    middle = {"xref": "x domain", "x": 0.5, "yref": "y domain", "y": 0.5, "showarrow": False}
    return [{**middle, "text": note}] if note else []
