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
from embedviz.scaling import unit_rows

Encode = Callable[[Sequence[Sequence[str]]], Sequence[np.ndarray]]
Take = Callable[[np.ndarray], np.ndarray]


def encoders(elmo: ev.Elmo) -> Iterator[tuple[Encode, dict[str, Take]]]:
    """Yield what is compared: an encoder, and by the names of its rungs what to take of its layers (k, l, d)."""
    average: Encoder = ContextAverage(ev.open_source("glove-6b-50d"))
    yield average.encode, {"context average": lambda layers: layers[:, 0]}
    takes: dict[str, Take] = {
        f"layer {layer}": lambda layers, layer=layer: layers[:, layer] for layer in range(1, len(elmo.layers))
    }
    takes["mean of all layers"] = lambda layers: layers.mean(axis=1)
    takes["mean without layer 0"] = lambda layers: layers[:, 1:].mean(axis=1)
    if elmo.options.n_layers > 1 and elmo.options.use_skip_connections:
        # What the last LSTM itself says, before what it read was added to it: a mix of weights 1 and -1.
        takes["last LSTM alone"] = lambda layers: layers[:, -1] - layers[:, -2]
    for name, network in (("untrained", elmo.untrained(seed=0)), ("trained", elmo)):
        yield network.encode, {f"{name}, {rung}": take for rung, take in takes.items()}


def cosines(pairs: np.ndarray) -> np.ndarray:
    """Return the cosine (p,) of each of p pairs of vectors (2, p, d); 0 where one is zero."""
    first, second = map(unit_rows, pairs)
    return np.einsum("pd,pd->p", first, second)


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
    print(f"{'':32}" + "".join(f"{word.word:>8}" for word in words) + heads)
    for encode, takes in encoders(elmo):
        of_words = [vectors_of(word.targets, encode) for word in words]
        of_pairs = [
            [vectors_of([getattr(pair, side) for pair in part], encode) for side in ("first", "second")]
            for part in (train, dev)
        ]
        for name, take in takes.items():
            recalls = [
                nearest_sense_recall(take(vectors), word.senses) for vectors, word in zip(of_words, words, strict=True)
            ]
            pairs = [np.stack([take(vectors) for vectors in sides]).astype(np.float64) for sides in of_pairs]
            judged = [
                pair_accuracy(cosines(pairs[0] - center), same[0], cosines(pairs[1] - center), same[1]).accuracy
                for center in (0.0, pairs[0].mean(axis=(0, 1)))
            ]
            print(
                f"{name:32}"
                + "".join(f"{r:8.3f}" for r in [*recalls, np.mean(recalls)])
                + "".join(f"{j:9.3f}" for j in judged),
                flush=True,
            )


if __name__ == "__main__":
    main()
