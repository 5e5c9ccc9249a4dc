"""Measure how well a biLM tells senses apart: ``python scripts/evaluate_elmo.py SENSES [--folder OUT]``.

SENSES holds ``coarse/`` (words of CoarseWSD-20) and ``wic/`` (Word-in-Context), see :mod:`embedviz.evaluation.senses`.
Beside the biLM stand the same network untrained, the static vectors, and the average of the context's.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import embedviz as ev
from embedviz.context.encoder import Encoder
from embedviz.context.static import ContextAverage
from embedviz.evaluation.senses import (
    nearest_sense_recall,
    pair_accuracy,
    read_coarse,
    read_wic,
    vectors_of,
)

Encode = Callable[[Sequence[Sequence[str]]], Sequence[np.ndarray]]


def rungs(elmo: ev.Elmo) -> Iterator[tuple[str, Encode, Callable[[np.ndarray], np.ndarray]]]:
    """Yield what is compared: a name, an encoder, and what to take of its layers (k, l, d)."""
    average: Encoder = ContextAverage(ev.open_source("glove-6b-50d"))
    yield "context average", average.encode, lambda layers: layers[:, 0]
    for name, network in (("untrained", elmo.untrained(seed=0)), ("trained", elmo)):
        for layer in range(1, len(elmo.layers)):
            yield f"{name}, layer {layer}", network.encode, lambda layers, layer=layer: layers[:, layer]
        yield f"{name}, mean of all layers", network.encode, lambda layers: layers.mean(axis=1)
        yield f"{name}, mean without layer 0", network.encode, lambda layers: layers[:, 1:].mean(axis=1)
        if elmo.options.n_layers > 1 and elmo.options.use_skip_connections:
            # What the last LSTM itself says, before what it read was added to it: a mix of weights 1 and -1.
            yield f"{name}, last LSTM alone", network.encode, lambda layers: layers[:, -1] - layers[:, -2]


def cosines(first: np.ndarray, second: np.ndarray, center: np.ndarray | float) -> np.ndarray:
    """Return the cosines (p,) of pairs of vectors (p, d), once a center is taken off; 0 where one is zero."""
    first, second = first - center, second - center
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return np.einsum("pd,pd->p", first, second) / np.where(lengths > 0, lengths, 1)


def main() -> None:
    """Print a line a rung."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("senses", type=Path)
    parser.add_argument("--folder", type=Path, help="with options.json and weights.hdf5 (default: the shipped biLM)")
    given = parser.parse_args()
    files = (given.folder / "options.json", given.folder / "weights.hdf5") if given.folder else ()
    elmo = ev.Elmo.load(*files)
    words = read_coarse(given.senses / "coarse")
    train, dev = (read_wic(given.senses / "wic" / part) for part in ("train", "dev"))
    same = [np.array([pair.same for pair in pairs]) for pairs in (train, dev)]
    heads = f"{'mean':>8}{'WiC dev':>9}{'centered':>9}"
    print(f"{'':28}" + "".join(f"{word.word:>8}" for word in words) + heads)
    for name, encode, take in rungs(elmo):
        recalls = [nearest_sense_recall(take(vectors_of(word.targets, encode)), word.senses) for word in words]
        pairs = [
            [take(vectors_of([getattr(pair, side) for pair in part], encode)) for side in ("first", "second")]
            for part in (train, dev)
        ]
        judged = [
            pair_accuracy(cosines(*pairs[0], center), same[0], cosines(*pairs[1], center), same[1]).accuracy
            for center in (0.0, np.mean(pairs[0], axis=(0, 1)))
        ]
        print(
            f"{name:28}"
            + "".join(f"{r:8.3f}" for r in [*recalls, np.mean(recalls)])
            + "".join(f"{j:9.3f}" for j in judged),
            flush=True,
        )


if __name__ == "__main__":
    main()
