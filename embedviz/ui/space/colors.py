"""What the colors of the points on the Space page mean."""

from dataclasses import replace

import numpy as np

from embedviz.embedding import Embedding
from embedviz.figures.space import Coloring
from embedviz.geometry.clusters import clusters
from embedviz.geometry.expression import Expression
from embedviz.geometry.neighbors import cosines_to
from embedviz.i18n import _
from embedviz.ui.space.columns import PREFIX, column_coloring, column_names
from embedviz.ui.space.picture import Picture
from embedviz.ui.space.points import Answer, Points
from embedviz.ui.space.selection import Selection
from embedviz.ui.space.truth import every_trust
from embedviz.ui.widgets.order import place_name
from embedviz.ui.work.awaiting import remembered_or_awaited
from embedviz.ui.work.recent import Recent, remembered

CLUSTERS = 10
# Numbers of the words shown. Of more, k-means takes longer than a fifth of a second, and the page does not wait.
CLUSTERED_AT_ONCE = 1_500_000
_CLUSTERS = Recent()


def color_names(embedding: Embedding) -> dict[str, str]:
    """Return what points can be colored by, by id.

    Parameters
    ----------
    embedding : Embedding
        Of the points.

    Returns
    -------
    dict of str to str
        Names for a reader.
    """
    return {
        "frequency": _("Frequency") if embedding.by_frequency else _("Place in the file"),
        "cluster": _("Cluster"),
        "error": _("Projection error"),
        "similarity": _("Similarity to the query"),
        "selection": _("Selection"),
        **column_names(embedding),
    }


def coloring(
    kind: str, found: Picture, drawn: Points, answered: Answer | None, chosen: Selection | None = None
) -> Coloring:
    """Return the colors of points.

    Parameters
    ----------
    kind : str
        A key of :func:`color_names`. Without a query "similarity" gives way to "frequency", without a selection
        "selection", and "error" and "cluster" as long as they have not been found.
    found : Picture
        The picture.
    drawn : Points
        Its p points.
    answered : Answer or None
        The query.
    chosen : Selection, optional
        What is selected.

    Returns
    -------
    Coloring
    """
    shown = found.shown
    groups = _clusters(shown) if kind == "cluster" else None
    if groups is not None:
        return Coloring(_("cluster of directions"), drawn.fill(groups), "group")
    if kind in column_names(shown):
        colored = column_coloring(shown.id, kind.removeprefix(PREFIX), shown)
        return replace(colored, values=drawn.fill(colored.values))
    if kind == "selection" and chosen is not None:
        return _selected(found, drawn, chosen)
    error = _error(found, drawn) if kind == "error" else None
    if error is not None:
        return error
    if kind == "similarity" and answered is not None:
        query = answered.expression.vector(found.embedding, unit=True)
        of_placed = cosines_to(drawn.placed_vectors, query) if drawn.placed else np.empty(0)
        cosines = _cosines(shown.id, answered.expression, shown, query)
        return Coloring(_("cosine to the query"), drawn.with_placed(cosines, of_placed), "amount")
    return Coloring(place_name(found.embedding), 1 + _rows(found, drawn), "rank", (1, len(shown)))


def _rows(found: Picture, drawn: Points) -> np.ndarray:
    """Return the rows of the points' words in the source, (p,) float64; NaN for words outside of the vocabulary."""
    words = found.embedding
    placed = [words.index(word) if word in words else np.nan for word in drawn.placed]
    return np.concatenate([np.arange(len(found.shown)), placed])


def _selected(found: Picture, drawn: Points, chosen: Selection) -> Coloring:
    of = np.where(np.isin(_rows(found, drawn), chosen.rows), 0.0, np.nan)
    return Coloring(_("selection"), of, "group", names=[_("selected")], rest=_("others"))


def _error(found: Picture, drawn: Points) -> Coloring | None:
    m, projection = len(found.shown), found.projection
    if projection.linear is not None and projection.losses is not None:
        of_placed = projection.linear.losses(drawn.placed_vectors) if drawn.placed else np.empty(0)
        return Coloring(_("share of length lost"), drawn.with_placed(projection.losses, of_placed), "amount")
    if found.whole is not None:
        return Coloring(_("share of 15 neighbors lost"), drawn.fill(1 - found.whole.kept[:m]), "amount", (0.0, 1.0))
    judged = every_trust(found)
    if judged is None:
        return None
    return Coloring(_("share of 15 neighbors lost"), drawn.fill(1 - judged.kept), "amount")


def _clusters(shown: Embedding) -> np.ndarray | None:
    vectors = shown.vectors
    found: np.ndarray | None = remembered_or_awaited(
        _CLUSTERS,
        shown.id,
        lambda progress: clusters(vectors, k=CLUSTERS, progress=progress),
        name="clusters",
        place="clusters",
        at_once=vectors.size <= CLUSTERED_AT_ONCE,
    )
    return found


@remembered
def _cosines(id: str, expression: Expression, _shown: Embedding, _query: np.ndarray) -> np.ndarray:  # noqa: ARG001
    return cosines_to(_shown, _query)
