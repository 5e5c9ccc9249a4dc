"""ELMo's mix of the layers of an encoder."""

import numpy as np
from numpy.typing import ArrayLike

from embedviz.algebra.spectrum import oriented
from embedviz.arrays import real_array, require_finite
from embedviz.errors import EmbedvizError
from embedviz.i18n import _


def layer_shares(weights: ArrayLike) -> np.ndarray:
    """Return the softmax of weights: what share each layer has in a mix.

    Parameters
    ----------
    weights : array-like (l,)
        Any numbers; minus infinity leaves a layer out. To mix by shares that are known, give their logarithms.

    Returns
    -------
    ndarray (l,) float64
        None negative; their sum is 1.

    Raises
    ------
    EmbedvizError
        If there are none, one is NaN or infinite, or all are minus infinity.
    """
    w = real_array(weights).astype(np.float64)
    if w.ndim != 1 or not len(w):
        raise EmbedvizError(_("weights of shape {shape}; expected one number per layer").format(shape=w.shape))
    if np.isnan(w).any() or not np.isfinite(w.max()):
        raise EmbedvizError(
            _("weights {found}; expected numbers, where minus infinity leaves a layer out").format(found=w.tolist())
        )
    powers = np.exp(w - w.max())
    return powers / powers.sum()


def plane_of_layers(layers: ArrayLike) -> np.ndarray:
    """Return points of all layers in one plane, in which a mix of layers is the same mix of their points.

    Parameters
    ----------
    layers : array-like (l, k, d)
        k vectors in each of l layers.

    Returns
    -------
    ndarray (l, k, 2) float64
        Each layer without its mean, along the first two principal directions of all together; 0 along those that there
        are not.

    Raises
    ------
    EmbedvizError
        If it is not such an array, or not finite.
    """
    layers = require_finite(np.asarray(real_array(layers)).astype(np.float64))
    if layers.ndim != 3 or not layers.size:
        raise EmbedvizError(
            _("an array of shape {shape}; expected one of shape (l, k, d), k vectors in each of l layers").format(
                shape=layers.shape
            )
        )
    centered = layers - layers.mean(axis=1, keepdims=True)
    _left, _values, directions = np.linalg.svd(centered.reshape(-1, layers.shape[2]), full_matrices=False)
    axes = oriented(directions[:2])
    found = np.zeros((*layers.shape[:2], 2))
    found[:, :, : len(axes)] = centered @ axes.T
    return found


def mean_length(layers: ArrayLike, weights: ArrayLike) -> float:
    """Return the mean length of k vectors in a mix of layers.

    Parameters
    ----------
    layers : array-like (l, k, d)
        k vectors in each of l layers.
    weights : array-like (l,)
        See :func:`layer_shares`.

    Returns
    -------
    float
        In float64, for a gamma of 1.
    """
    mixed = np.tensordot(layer_shares(weights), np.asarray(real_array(layers), dtype=np.float64), axes=1)
    return float(np.linalg.norm(mixed, axis=-1).mean())


def mix(layers: ArrayLike, weights: ArrayLike, *, gamma: float = 1.0) -> np.ndarray:
    """Mix layers into one vector a token: γ·Σⱼ sⱼ·hⱼ with s = softmax(weights).

    Parameters
    ----------
    layers : array-like (l, ..., d)
        The vectors h of l layers, as an encoder returns them.
    weights : array-like (l,)
        See :func:`layer_shares`.
    gamma : float
        Scales the whole; finite.

    Returns
    -------
    ndarray (..., d)
        Computed in float64, then of the type of the layers.

    Raises
    ------
    EmbedvizError
        If there are not as many weights as layers, a number is not one there is, or the mix is not finite in that type.

    References
    ----------
    M. E. Peters et al., Deep contextualized word representations, NAACL 2018, eq. 1.
    """
    shares = layer_shares(weights)
    layers = np.asarray(real_array(layers))
    if layers.ndim < 2 or len(layers) != len(shares):
        raise EmbedvizError(
            _("{weights} weights for layers of shape {shape}; expected as many weights as layers").format(
                weights=len(shares), shape=layers.shape
            )
        )
    if not np.isfinite(gamma):
        raise EmbedvizError(_("gamma is {found}; expected a finite number").format(found=gamma))
    with np.errstate(over="ignore"):
        mixed = gamma * np.tensordot(shares, layers, axes=1)
        return require_finite(mixed.astype(layers.dtype if np.issubdtype(layers.dtype, np.floating) else np.float64))
