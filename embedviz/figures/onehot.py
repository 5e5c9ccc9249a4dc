"""Three one-hot vectors as the axes of space, in 3D, and flat for browsers without WebGL."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import CATEGORICAL, GRAY, LABEL_SIZE, label, layout, scene_axis

ARROW_HEAD = 0.12
HEIGHT = 420
FLAT_HEIGHT = 300
CAMERA = {"eye": {"x": 1.5, "y": 1.2, "z": 0.9}}


def basis_vectors(vectors: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw three vectors in R³ as arrows from the origin.

    Parameters
    ----------
    vectors : ndarray (3, 3)
        One a row.
    words : sequence of 3 str
        Their names.

    Returns
    -------
    go.Figure
    """
    traces: list[plot.Trace] = []
    for vector, word, color in zip(vectors, words, CATEGORICAL, strict=False):
        name = f"{label(word)} ({', '.join(f'{x:g}' for x in vector)})"
        x, y, z = np.outer([0.0, 1.0], vector).T
        traces.append(
            plot.scatter3d(
                x=x,
                y=y,
                z=z,
                mode="lines+text",
                line={"width": 8, "color": color},
                text=["", name],
                textposition="top center",
                textfont={"size": LABEL_SIZE},
                hoverinfo="text",
                showlegend=False,
            )
        )
        tip = {name: vector[i : i + 1] for i, name in enumerate("xyz")}
        direction = {name: ARROW_HEAD * vector[i : i + 1] for i, name in enumerate("uvw")}
        one_color = {"showscale": False, "colorscale": [[0, color], [1, color]], "hoverinfo": "skip"}
        traces.append(plot.cone(**tip, **direction, **one_color, anchor="tip", sizemode="raw", sizeref=1))
    x, y, z = np.vstack([vectors, vectors[:1]]).T
    equally_far = {"width": 3, "color": GRAY, "dash": "dash"}
    traces.append(plot.scatter3d(x=x, y=y, z=z, mode="lines", line=equally_far, hoverinfo="skip", showlegend=False))
    axes = {
        f"{name}axis": scene_axis(str(i + 1), ticks=(0, 1)) | {"range": [-0.05, 1.25]} for i, name in enumerate("xyz")
    }
    scene = {**axes, "aspectmode": "cube", "camera": CAMERA}
    return plot.figure(traces, layout(HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0}, scene=scene))


def flat_basis_vectors(vectors: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw the same as seen along the diagonal, from where the three axes look equally long.

    Parameters
    ----------
    vectors : ndarray (3, 3)
        One a row.
    words : sequence of 3 str
        Their names.

    Returns
    -------
    go.Figure
    """
    turns = np.radians([210.0, 330.0, 90.0])
    tips = vectors @ np.column_stack([np.cos(turns), np.sin(turns)])
    x, y = np.vstack([tips, tips[:1]]).T
    traces = [
        plot.scatter(x=x, y=y, mode="lines", line={"color": GRAY, "dash": "dash"}, hoverinfo="skip", showlegend=False)
    ]
    notes = []
    for vector, tip, word, color in zip(vectors, tips, words, CATEGORICAL, strict=False):
        name = f"{label(word)} ({', '.join(f'{x:g}' for x in vector)})"
        traces.append(
            plot.scatter(
                x=[0.0, tip[0]],
                y=[0.0, tip[1]],
                mode="lines+text",
                line={"width": 5, "color": color},
                text=["", name],
                textposition="top center" if tip[1] > 0 else "bottom center",
                textfont={"size": LABEL_SIZE},
                hoverinfo="skip",
                showlegend=False,
            )
        )
        notes.append(
            {"x": tip[0], "y": tip[1], "ax": 0.0, "ay": 0.0, "axref": "x", "ayref": "y", "text": "",
             "arrowcolor": color, "arrowwidth": 3, "arrowhead": 2}
        )  # fmt: skip
    hidden = {"visible": False, "range": [-1.6, 1.6]}
    axes = {"xaxis": hidden, "yaxis": {**hidden, "range": [-0.9, 1.3], "scaleanchor": "x"}}
    return plot.figure(traces, layout(FLAT_HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0}, annotations=notes, **axes))
