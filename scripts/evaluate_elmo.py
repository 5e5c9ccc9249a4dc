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
    print(f"{'':28}" + "".join(f"{word.word:>8}" for word in words) + f"{'mean':>8}{'WiC dev':>9}")
    for name, encode, take in rungs(elmo):
        recalls = [nearest_sense_recall(take(vectors_of(word.targets, encode)), word.senses) for word in words]
        cosines = []
        for pairs in (train, dev):
            first, second = (
                take(vectors_of([getattr(p, side) for p in pairs], encode)) for side in ("first", "second")
            )
            lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
            cosines.append(np.einsum("pd,pd->p", first, second) / np.where(lengths > 0, lengths, 1))
        same = [np.array([pair.same for pair in pairs]) for pairs in (train, dev)]
        judged = pair_accuracy(cosines[0], same[0], cosines[1], same[1])
        print(
            f"{name:28}" + "".join(f"{r:8.3f}" for r in recalls) + f"{np.mean(recalls):8.3f}{judged.accuracy:9.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
