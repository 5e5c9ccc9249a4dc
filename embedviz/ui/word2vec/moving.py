"""Chosen words in 3D as they move while a network learns."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.algebra.alignment import snapshot_rotations
from embedviz.errors import EmbedvizError
from embedviz.figures.extent import equal_limits
from embedviz.figures.motion import flat_positions_by_epoch, positions_by_epoch
from embedviz.figures.space import Highlight
from embedviz.figures.style import CATEGORICAL
from embedviz.geometry.following import followed
from embedviz.geometry.framing import cube
from embedviz.i18n import _
from embedviz.training.result import Training
from embedviz.ui.scene.drawing import Drawing, Moments, Note
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.scene.paint import painted
from embedviz.ui.scene.points import Cloud, scene_of_points
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import remembered

# Enough to say how the whole turned from one snapshot to the next.
ALIGNED_WORDS = 2_000
HEIGHT = "30rem"


def moving_words(training: Training, words: Sequence[str], *, key: str = "movement", height: str = HEIGHT) -> None:
    """Draw words as they move from snapshot to snapshot, during a training or after it.

    Each new snapshot is one more moment: where the reader looks at the last, the words travel on to it.

    Parameters
    ----------
    training : Training
        With at least one snapshot.
    words : sequence of str
        From 1 to 12 of its words.
    key : str
        Unique on the page.
    height : str
        As CSS has it.
    """
    try:
        positions = _positions(training, words)
    except EmbedvizError as error:
        st.info(plain(error), icon=":material/info:")
        return
    epochs = [record.epoch for record in training.history]
    colors = [CATEGORICAL[i % len(CATEGORICAL)] for i in range(len(words))]
    alt = _("The words chosen, in three dimensions, at each epoch")
    notes = [Note(i, word, color) for i, (word, color) in enumerate(zip(words, colors, strict=True))]
    name = (training.embedding.id, tuple(words))
    is_drawn = scene_of_points(
        Cloud(("moving", *name), ("moving", *words), words, positions[-1], ()),
        painted(range(len(words)), dict(zip(words, colors, strict=True)), named=False),
        Highlight([], [], None),
        key=key,
        alt=alt,
        query=None,
        place_text="",
        figure=lambda _moment: positions_by_epoch(positions, words, epochs),
        height=height,
        frame=cube(equal_limits(positions.reshape(-1, positions.shape[2]))),
        drawing=Drawing(notes=notes),
        moments=Moments(
            positions,
            [_("epoch {epoch}").format(epoch=f"{epoch:.4g}") for epoch in epochs],
            _("Epoch"),
            list(enumerate(colors)),
            len(epochs) - 1,
        ),
    )
    if not is_drawn:
        say_flat()
        flat: go.Figure = flat_positions_by_epoch(positions, words, epochs)
        chart(flat, key=f"{key}_flat", alt=alt)


def _positions(training: Training, words: Sequence[str]) -> np.ndarray:
    """Return where words are at each record, (s, k, 3)."""
    rows = [training.embedding.index(word) for word in words]
    rotations = _rotations(training.embedding.id, training)
    moments = [
        each[rows].astype(np.float64) @ rotation for each, rotation in zip(training.snapshots, rotations, strict=True)
    ]
    return followed(np.stack(moments))


# The id is the key; arguments that begin with an underscore are not looked at.
@remembered
def _rotations(id: str, _training: Training) -> np.ndarray:  # noqa: ARG001
    return snapshot_rotations([each[:ALIGNED_WORDS].astype(np.float32) for each in _training.snapshots])
