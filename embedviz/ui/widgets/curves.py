"""Lines of a chart."""

import numpy as np

from embedviz.figures.training import Curve


def spectrum_curve(name: str, values: np.ndarray) -> Curve:
    """Return singular values as a line.

    Parameters
    ----------
    name : str
        For the legend.
    values : ndarray (r,)
        Descending.

    Returns
    -------
    Curve
    """
    return Curve(name, np.arange(1, len(values) + 1), values)
