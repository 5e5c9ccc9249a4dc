"""What one-hot vectors cost."""

import streamlit as st

from embedviz.algebra.onehot import StorageCost
from embedviz.i18n import _
from embedviz.units import size


def price(m: int, n: int) -> None:
    """Draw what m words take as one-hot and as dense vectors.

    Parameters
    ----------
    m, n : int
        Words, and dimensions of the dense vectors.
    """
    cost = StorageCost(m, n)
    times = f"{cost.ratio:,.0f}" if cost.ratio >= 100 else f"{cost.ratio:.3g}"
    places = [column for _row in range(2) for column in st.columns(2)]
    for column, label, value, help_ in zip(
        places,
        (_("one-hot, m²"), _("dense, m·n"), _("times larger"), _("nonzero coordinates")),
        (size(cost.one_hot_bytes), size(cost.dense_bytes), times, _("1 of {m:,}").format(m=m)),
        (
            _("{m:,} × {m:,} coordinates, 4 bytes each.").format(m=m),
            _("{m:,} × {n:,} coordinates, 4 bytes each.").format(m=m, n=n),
            _("m/n."),
            _("In each one-hot vector; the rest are zero."),
        ),
        strict=True,
    ):
        column.metric(label, value, help=help_)
