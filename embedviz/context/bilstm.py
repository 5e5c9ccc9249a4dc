"""Layers of LSTM cells with projection that read many sentences at once, from both ends.

Numbers of a batch lie in the order in which they are read, and without gaps: first those of all sentences at the first
step, then those at the second of the sentences that have one, and so on. With the longest sentence first, each step
takes the first so many of the sentences, and nothing is computed for what is not there.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from embedviz.context.options import ElmoOptions
from embedviz.context.weights import DIRECTIONS, LstmWeights

GATES = 4


@dataclass(frozen=True, eq=False)
class State:
    """What each sentence of b has left in the cells.

    Parameters
    ----------
    c : ndarray (2, layers, b, cells) float32
        The cells' states.
    h : ndarray (2, layers, b, w) float32
        Their outputs, after the projection.
    """

    c: np.ndarray = field(repr=False)
    h: np.ndarray = field(repr=False)

    @classmethod
    def zeros(cls, options: ElmoOptions, b: int) -> "State":
        """Return the state in which nothing has been read."""
        return cls(
            np.zeros((DIRECTIONS, options.n_layers, b, options.cells), np.float32),
            np.zeros((DIRECTIONS, options.n_layers, b, options.width), np.float32),
        )

    def __len__(self) -> int:
        return self.c.shape[2]

    def of(self, rows: np.ndarray | slice) -> "State":
        """Return a copy of what some sentences have left."""
        return State(self.c[:, :, rows].copy(), self.h[:, :, rows].copy())

    def set(self, rows: np.ndarray | slice, other: "State") -> None:
        """Put in place what some sentences have left."""
        self.c[:, :, rows], self.h[:, :, rows] = other.c, other.h


class BiLstm:
    """All layers in both directions.

    Parameters
    ----------
    options : ElmoOptions
        Their shape.
    weights : sequence of 2 sequence of LstmWeights
        Their numbers, by direction and layer.
    """

    def __init__(self, options: ElmoOptions, weights: Sequence[Sequence[LstmWeights]]) -> None:
        self._layers = [[_Layer(options, layer) for layer in direction] for direction in weights]
        self._skips = options.use_skip_connections

    def read(self, vectors: np.ndarray, lengths: np.ndarray, state: State, executor: Executor) -> np.ndarray:
        """Read sentences.

        Parameters
        ----------
        vectors : ndarray (n, w) float32
            Of all tokens, one sentence after the other.
        lengths : ndarray (b,) int
            Tokens of each, at least 1, the longest first. Their sum is n.
        state : State
            What the cells hold before; afterwards, what each sentence has left at its own end.
        executor : Executor
            Where the directions run.

        Returns
        -------
        ndarray (2, layers, n, w) float32
            What each direction and layer hands on at each token, in the order of the vectors.
        """
        outputs = np.empty((DIRECTIONS, state.c.shape[1], *vectors.shape), np.float32)
        orders, counts = reading_orders(lengths)

        def read_one_way(direction: int) -> None:
            order = orders[direction]
            x = vectors[order]
            with np.errstate(over="ignore", invalid="ignore"):  # the caller sees that in the numbers
                for i, layer in enumerate(self._layers[direction]):
                    read = layer.read(x, counts, state.c[direction, i], state.h[direction, i])
                    x = read + x if i and self._skips else read
                    outputs[direction, i, order] = x

        list(executor.map(read_one_way, range(DIRECTIONS)))
        return outputs


def reading_orders(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the order in which the tokens of a batch are read.

    Parameters
    ----------
    lengths : ndarray (b,) int
        Tokens of each sentence, the longest first; the sentences lie one after the other.

    Returns
    -------
    orders : ndarray (2, n) int
        Places of the tokens as they are read forward, and as they are read from each sentence's own end.
    counts : ndarray (steps,) int
        How many sentences have a token at each step.
    """
    steps = np.arange(lengths[0])[:, np.newaxis]
    there = steps < lengths
    starts = np.cumsum(lengths) - lengths
    forward, backward = starts + steps, starts + lengths - 1 - steps
    return np.stack([forward[there], backward[there]]), there.sum(axis=1)


class _Layer:
    """One layer in one direction.

    tanh serves for all gates, since 1/(1 + exp(-x)) = (1 + tanh(x/2))/2: the halves are taken in the weights, and the
    three sigmoid gates (input, forget, output) are moved before the candidate, which goes through tanh alone.
    """

    def __init__(self, options: ElmoOptions, weights: LstmWeights) -> None:
        c, w = options.cells, options.width
        i, j, f, o = np.split(weights.W_0, GATES, axis=1)
        weight = np.concatenate([i / 2, f / 2, o / 2, j], axis=1)
        i, j, f, o = np.split(weights.B, GATES)
        self._bias = np.concatenate([i / 2, (f + 1) / 2, o / 2, j])
        self._of_input, self._of_output = weight[:w], weight[w:]
        self._projection = weights.W_P_0
        self._cells, self._cell_clip, self._proj_clip = c, options.cell_clip, options.proj_clip

    def read(self, x: np.ndarray, counts: np.ndarray, c: np.ndarray, h: np.ndarray) -> np.ndarray:
        """Read x (n, w) in reading order, counts (steps,) at a step; c (b, cells) and h (b, w) are overwritten."""
        of_input = x @ self._of_input
        of_input += self._bias
        outputs = np.empty_like(x)
        gates = np.empty((len(c), of_input.shape[1]), np.float32)
        start = 0
        for count in counts.tolist():
            at_step = slice(start, start + count)
            np.matmul(h[:count], self._of_output, out=gates[:count])
            gates[:count] += of_input[at_step]
            self._step(gates[:count], c[:count], outputs[at_step])
            h[:count] = outputs[at_step]
            start += count
        return outputs

    def _step(self, gates: np.ndarray, c: np.ndarray, h: np.ndarray) -> None:
        """Take one step (Sak et al. 2014, without peepholes); gates, c and h are overwritten."""
        cells = self._cells
        np.tanh(gates, out=gates)
        sigmoids = gates[:, : 3 * cells]
        sigmoids += 1
        sigmoids *= 0.5
        i, f, o, j = (gates[:, start : start + cells] for start in range(0, GATES * cells, cells))
        c *= f
        i *= j
        c += i
        _clip(c, self._cell_clip)
        np.tanh(c, out=j)
        if self._projection is None:
            np.multiply(j, o, out=h)
        else:
            o *= j
            np.matmul(o, self._projection, out=h)
            _clip(h, self._proj_clip)


def _clip(x: np.ndarray, most: float | None) -> None:
    """Bring x into [-most, most]; np.clip takes three times as long on as few numbers."""
    if most is not None:
        np.minimum(x, most, out=x)
        np.maximum(x, -most, out=x)
