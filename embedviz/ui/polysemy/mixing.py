"""ELMo's mix of layers on the Polysemy page: its sliders, and the cloud that follows while one of them is moved."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import numpy as np
import streamlit as st

from embedviz.context.mix import layer_shares, mean_length, plane_of_layers
from embedviz.figures.mixing import by_sense, mixed_cloud
from embedviz.i18n import _, listed
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.widgets.address import bound, decimal
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.hand import Travel, answer, reach
from embedviz.units import number, percentages

LEAST, MOST, STEP = -5.0, 5.0, 0.5
PLACES = np.arange(LEAST, MOST + STEP / 2, STEP)
LEAST_GAMMA, MOST_GAMMA, STEP_OF_GAMMA = 0.1, 3.0, 0.1
GAMMAS = np.arange(LEAST_GAMMA, MOST_GAMMA + STEP_OF_GAMMA / 2, STEP_OF_GAMMA)
DECIMALS = 5
_KEY = "mixture"


def mix_in_the_plane() -> AbstractContextManager[object]:
    """Return the container of the sliders and of what follows them."""
    return st.container(key=f"{_KEY}_hand")


def mix_sliders(n_layers: int) -> tuple[list[float], float]:
    """Draw a slider for each layer's weight in ELMo's mix, and for its factor.

    Parameters
    ----------
    n_layers : int
        Layers, token vectors included.

    Returns
    -------
    weights : list of float
        Before the softmax.
    gamma : float
    """
    st.latex(r"\mathrm{ELMo}_k=\gamma\sum_{j=0}^{L}s_j\,h_{k,j},\qquad s=\operatorname{softmax}(w)")
    st.caption(
        _(
            "hₖⱼ is the vector of token k in layer j, wⱼ a weight that a task would learn, γ a factor for all "
            "(Peters et al. 2018, eq. 1)."
        )
    )
    columns = st.columns(n_layers + 1)
    weights = [
        column.slider(
            f"w{_subscript(layer)}", LEAST, MOST, 0.0, STEP, key=f"w{layer}",
            bind=bound(f"w{layer}", decimal(LEAST, MOST)),
        )
        for layer, column in enumerate(columns[:-1])
    ]  # fmt: skip
    tied = bound("gamma", decimal(LEAST_GAMMA, MOST_GAMMA))
    gamma = columns[-1].slider("γ", LEAST_GAMMA, MOST_GAMMA, 1.0, STEP_OF_GAMMA, key="gamma", bind=tied)
    return weights, gamma


def follow_the_mix(layers: Sequence[np.ndarray], weights: Sequence[float], gamma: float, chosen: Chosen) -> None:
    """Draw the occurrences in the mix, in one plane for all mixes, and what the mix is made of.

    Parameters
    ----------
    layers : sequence of l ndarray (k, d)
        The occurrences in each layer.
    weights : sequence of l float
        Of the sliders.
    gamma : float
        Of its slider.
    chosen : Chosen
        The k occurrences.
    """
    in_order = np.asarray(layers, dtype=np.float64)[:, np.concatenate([*by_sense(chosen.senses).values()])]
    plane = plane_of_layers(in_order)
    travels = [travel(in_order, plane, weights, gamma, layer) for layer in range(len(weights))]
    travels.append(travel_of_gamma(in_order, weights, gamma))
    answer(_KEY, travels[0])
    across, down = travels[0].points[travels[0].here] if travels[0].points else ([], [])
    chart(
        mixed_cloud(np.column_stack([across, down]), chosen.senses, plane),
        key=_KEY,
        alt=_("The occurrences in the mix of the layers, in a plane"),
    )
    for layer, each in enumerate(travels):
        reach(f"{_KEY}{layer}", each, within=_KEY)


def travel(layers: np.ndarray, plane: np.ndarray, weights: Sequence[float], gamma: float, layer: int) -> Travel:
    """Return what each place of a layer's slider makes of the mix.

    Parameters
    ----------
    layers : ndarray (l, k, d)
        The occurrences in each layer.
    plane : ndarray (l, k, 2)
        As :func:`plane_of_layers` has it.
    weights : sequence of l float
        Of all sliders now.
    gamma : float
        Of its slider now.
    layer : int
        Whose slider is moved.

    Returns
    -------
    Travel
    """
    texts, points = [], []
    for weight in PLACES.tolist():
        now = [*weights[:layer], weight, *weights[layer + 1 :]]
        texts.append(_said(layers, now, gamma))
        across, down = np.tensordot(layer_shares(now), plane, axes=1).round(DECIMALS).T.tolist()
        points.append((across, down))
    here = int(np.abs(PLACES - weights[layer]).argmin())
    return Travel(f"w{layer}", here, texts, points=points)


def travel_of_gamma(layers: np.ndarray, weights: Sequence[float], gamma: float) -> Travel:
    """Return what each place of the factor's slider makes of the mix: a length, and nothing of the picture.

    Parameters
    ----------
    layers, weights, gamma
        As for :func:`travel`.

    Returns
    -------
    Travel
    """
    texts = [_said(layers, weights, each) for each in GAMMAS.tolist()]
    return Travel("gamma", int(np.abs(GAMMAS - gamma).argmin()), texts)


def _said(layers: np.ndarray, weights: Sequence[float], gamma: float) -> str:
    shares = listed(f"**{share}**" for share in percentages(layer_shares(weights).tolist()))
    return _(
        "Shares of the layers: {shares}. Mean length of the vectors: **{length}**. γ scales all lengths alike, so it "
        "changes neither a cosine nor the picture, which fills its frame."
    ).format(shares=shares, length=number(gamma * mean_length(layers, weights)))


def _subscript(digits: int) -> str:
    return str(digits).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
