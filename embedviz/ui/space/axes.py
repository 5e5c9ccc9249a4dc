"""The axes of a picture: words of choice, and what the axes are called."""

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.geometry.expression import Expression, parse, quote
from embedviz.geometry.projection import Projection
from embedviz.i18n import _
from embedviz.ui.space.methods import AXES_SHOWN
from embedviz.ui.widgets.openings import opening
from embedviz.ui.widgets.queries import ask
from embedviz.ui.work.results import growth_of
from embedviz.units import Readable

DEFAULT_AXES = ("woman - man", "good - bad", "city")
# Share of a vector outside the span of others, under which it makes no axis that a reader is offered.
LEAST_NOVELTY = 0.01


def ask_axes(embedding: Embedding) -> list[Expression] | None:
    """Draw search boxes for the words, or sums of words, that are to be the axes.

    Parameters
    ----------
    embedding : Embedding
        Whose words are known.

    Returns
    -------
    list of Expression, or None
        Three, or as many as the first words have independent vectors; None if one is missing.
    """
    adding = np.flatnonzero(growth_of(embedding).novelty > LEAST_NOVELTY)
    independent = list(dict.fromkeys(embedding.words[int(i)] for i in adding))[:AXES_SHOWN]
    if not independent:
        st.info(_("The first words have zero vectors, which cannot be axes."), icon=":material/block:")
        return None
    usual = [opening(embedding, axis) for axis in DEFAULT_AXES]
    known = all(word in embedding for axis in usual for word in parse(axis).words)
    defaults = usual if known and len(independent) == AXES_SHOWN else map(quote, independent)
    expressions = []
    columns, notices = st.columns(AXES_SHOWN), st.container()
    for number, (column, default) in enumerate(zip(columns, defaults, strict=False), start=1):
        with column:
            expressions.append(
                ask(
                    embedding,
                    key=f"axis{number}",
                    label=_("Axis {number}").format(number=number),
                    default=default,
                    notices=notices,
                )
            )
    found = [expression for expression in expressions if expression is not None]
    return found if len(found) == len(expressions) else None


def axis_titles(projection: Projection) -> list[str]:
    """Return what the axes of a projection are called, with the share of the variance where that is known.

    Parameters
    ----------
    projection : Projection
        In c dimensions.

    Returns
    -------
    list of c str
    """
    shares = projection.explained_variance
    if shares is None:
        return [_("axis {number}").format(number=i + 1) for i in range(projection.coordinates.shape[1])]
    return [
        _("axis {number} ({share:.1%})").format(number=i + 1, share=Readable(share)) for i, share in enumerate(shares)
    ]
