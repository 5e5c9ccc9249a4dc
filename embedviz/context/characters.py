"""A token's vector from its characters: ELMo's character CNN."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedviz.blas import one_blas_thread
from embedviz.context.blocks import FEW_ROWS, Blocks
from embedviz.context.options import BEGIN, END, CharCnnOptions
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback

BEGIN_SENTENCE, END_SENTENCE, BEGIN_WORD, END_WORD, PADDING = range(256, 261)
MARKED = {BEGIN: (BEGIN_SENTENCE,), END: (END_SENTENCE,)}

THREADS = 2
MOST_TOKENS = FEW_ROWS
BLOCK_BYTES = 16 << 20


def character_ids(token: str, longest: int) -> list[int]:
    """Return what stands for the characters of a token, as far as it goes.

    Parameters
    ----------
    token : str
        What UTF-8 cannot hold, a lone surrogate, is left out.
    longest : int
        Characters kept, the two that mark where the word begins and ends included.

    Returns
    -------
    list of int
        Of the first bytes in UTF-8, between the two marks. bilm-tf's ids are larger by 1, since its 0 stands for no
        token; here there is none of that kind.
    """
    characters = MARKED.get(token) or token.encode(errors="ignore")[: longest - 2]
    return [BEGIN_WORD, *characters, END_WORD]


class CharacterCnn:
    """Convolutions over the characters of a token, the largest output of each, highway layers and a projection.

    Parameters
    ----------
    options : CharCnnOptions
        Its shape.
    weights : mapping of str to ndarray float32
        Its numbers, by the names in the file.

    References
    ----------
    Y. Kim, Y. Jernite, D. Sontag and A. M. Rush, Character-aware neural language models, AAAI 2016.
    """

    def __init__(self, options: CharCnnOptions, weights: Mapping[str, np.ndarray]) -> None:
        self._longest = options.max_characters_per_token
        self._widest = max(width for width, _number in options.filters)
        self._relu = options.activation == "relu"
        self._embedding = weights["char_embed"]
        kernels = [weights[f"CNN/W_cnn_{i}"][0] for i in range(len(options.filters))]
        self._filters = [(len(kernel), kernel.reshape(-1, kernel.shape[2])) for kernel in kernels]
        self._slowest_first = np.argsort([-kernel.size for _width, kernel in self._filters], kind="stable").tolist()
        self._bias = np.concatenate([weights[f"CNN/b_cnn_{i}"] for i in range(len(kernels))])
        self._highways = [
            [
                (Blocks(weights[f"CNN_high_{i}/W_{gate}"]), weights[f"CNN_high_{i}/b_{gate}"])
                for gate in ("carry", "transform")
            ]
            for i in range(options.n_highway)
        ]
        projected = "CNN_proj/W_proj" in weights
        self._projection = (weights["CNN_proj/W_proj"], weights["CNN_proj/b_proj"]) if projected else None
        self._width = len(weights["CNN_proj/b_proj"]) if projected else options.n_filters

    def vectors(self, tokens: Sequence[str], progress: ProgressCallback | None = None) -> np.ndarray:
        """Return the vectors of tokens.

        Parameters
        ----------
        tokens : sequence of u str
            Each costs its time; so each should come once.
        progress : callable, optional
            Called with the tokens done. It may raise to cancel.

        Returns
        -------
        ndarray (u, w) float32
        """
        ids = [character_ids(token, self._longest) for token in tokens]
        vectors = np.empty((len(tokens), self._width), np.float32)
        done = 0
        with one_blas_thread(), ThreadPoolExecutor(THREADS, thread_name_prefix="embedviz-cnn") as executor:
            for places, block in self._blocks(ids):
                x = self._highway(self._convolve(self._embedding[block], executor), executor)
                vectors[places] = x if self._projection is None else _affine(x, self._projection)
                done += len(places)
                if progress is not None:
                    progress(Progress(_("Reading the characters of words"), done, len(tokens)))
        return vectors

    def known(self, tokens: Sequence[str]) -> int:
        """Return how many of some tokens are known: all, as each has its characters."""
        return len(tokens)

    def _blocks(self, ids: list[list[int]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield places in the list, and the ids (b, characters) there, those of long tokens first.

        Windows that hold nothing but padding all give the same: as soon as there is one, no more are needed.
        """
        lengths = np.array([len(each) for each in ids], dtype=int)
        order = np.argsort(-lengths, kind="stable")
        start = 0
        while start < len(order):
            characters = min(self._longest, int(lengths[order[start]]) + self._widest)
            numbers = max(len(kernel) + kernel.shape[1] for _width, kernel in self._filters)
            count = max(1, min(MOST_TOKENS, BLOCK_BYTES // (4 * characters * numbers)))
            places = order[start : start + count]
            block = np.full((len(places), characters), PADDING)
            for row, place in zip(block, places, strict=True):
                row[: lengths[place]] = ids[place]
            yield places, block
            start += count

    def _convolve(self, characters: np.ndarray, executor: Executor) -> np.ndarray:
        """Return the largest output of each filter, (b, filters), over characters (b, characters, d)."""
        convolved = {i: executor.submit(_largest, characters, self._filters[i]) for i in self._slowest_first}
        pooled = np.concatenate([convolved[i].result() for i in range(len(convolved))], axis=1)
        pooled += self._bias
        return np.maximum(pooled, 0, out=pooled) if self._relu else np.tanh(pooled, out=pooled)

    def _highway(self, x: np.ndarray, executor: Executor) -> np.ndarray:
        """Return x (b, filters) after the highway layers (Srivastava et al. 2015, eq. 3)."""
        for gates in self._highways:
            carry, transform = executor.map(partial(_gate, x), gates)
            x = x + sigmoid(carry) * (np.maximum(transform, 0) - x)
        return x


@np.errstate(over="ignore", invalid="ignore")  # the caller sees that in the numbers
def _largest(characters: np.ndarray, filters: tuple[int, np.ndarray]) -> np.ndarray:
    """Return the largest output (b, filters) of filters of one width over characters (b, characters, d)."""
    width, kernel = filters
    count, length, d = characters.shape
    windows = sliding_window_view(characters.reshape(count, -1), width * d, axis=1)[:, ::d]
    outputs = windows.reshape(-1, width * d) @ kernel
    largest: np.ndarray = outputs.reshape(count, length - width + 1, -1).max(axis=1)
    return largest


@np.errstate(over="ignore", invalid="ignore")
def _gate(x: np.ndarray, gate: tuple[Blocks, np.ndarray]) -> np.ndarray:
    weight, bias = gate
    return weight.after(x) + bias


@np.errstate(over="ignore", invalid="ignore")
def _affine(x: np.ndarray, projection: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    weight, bias = projection
    return x @ weight + bias


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1/(1 + exp(-x)), by way of tanh, which does not overflow and is faster.

    Parameters
    ----------
    x : ndarray
        Any shape.

    Returns
    -------
    ndarray
    """
    return 0.5 * np.tanh(0.5 * x) + 0.5
