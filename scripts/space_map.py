"""Lay out all words of the shipped GloVe by PaCMAP in three dimensions or two, for the first views of the Space page.

    python scripts/space_map.py 3
    python scripts/space_map.py 2

It writes ``embedviz/sources/maps/glove-6b-50d.3d.npz``, or ``….2d.npz``, and prints its card. The layout takes two
minutes on two quiet cores and 1.4 GB, and how much of each word's neighborhood it keeps some more.
"""

import json
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

import faiss
import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).parents[1]))

import embedviz as ev
from embedviz.geometry.framing import framing
from embedviz.sources.maps import map_file

SOURCE, SEED, K = "glove-6b-50d", 0, 15
BLOCK = 20_000
CELLS, FITTED, PROBED = 1_000, 60_000, 60
CHECKED = 400


def layout(glove: ev.Embedding, dimensions: int) -> tuple[np.ndarray, dict[str, int]]:
    """Return where the words lie, (m, 3) or (m, 2) float32, and what it took: seconds, and seconds of a processor."""
    began, used = time.perf_counter(), time.process_time()
    coordinates = ev.project(glove, "pacmap", dimensions, SEED).coordinates
    took = {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - used}
    return coordinates, {name: round(value) for name, value in took.items()}


def kept(vectors: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, float]:
    """Return how many of each word's 15 nearest neighbors are among its 15 nearest in the picture.

    The neighbors among the vectors are looked for in the 60 nearest of 1,000 cells; those in the picture are exact.

    Returns
    -------
    counts : ndarray (m,) uint8
    recall : float
        Share of the true 15 nearest that were found, of 400 words drawn at random.
    """
    coarse = faiss.IndexFlatL2(vectors.shape[1])
    index = faiss.IndexIVFFlat(coarse, vectors.shape[1], CELLS)
    rng = np.random.default_rng(SEED)
    index.train(vectors[np.sort(rng.choice(len(vectors), FITTED, replace=False))])
    index.add(vectors)
    index.nprobe = PROBED
    tree = cKDTree(picture)
    counts = np.empty(len(vectors), dtype=np.uint8)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, start + BLOCK)
        _distances, true = index.search(vectors[rows], K + 1)
        _distances, shown = tree.query(picture[rows], K + 1, workers=-1)
        for i, (near, seen) in enumerate(zip(true.tolist(), shown.tolist(), strict=True), start=start):
            counts[i] = min(K, len((set(near) & set(seen)) - {i}))
        print(f"{min(start + BLOCK, len(vectors)):,} / {len(vectors):,}", flush=True)
    checked = np.sort(rng.choice(len(vectors), CHECKED, replace=False))
    exact = faiss.IndexFlatL2(vectors.shape[1])
    exact.add(vectors)
    found, true = (each.search(vectors[checked], K + 1)[1] for each in (index, exact))
    return counts, float(np.mean([len(set(a) & set(b)) / (K + 1) for a, b in zip(found, true, strict=True)]))


def write(glove: ev.Embedding, coordinates: np.ndarray, took: dict[str, int]) -> None:
    """Judge a layout, write it, and print its card."""
    frame = framing(coordinates)
    picture = frame.units(coordinates)
    counts, recall = kept(np.ascontiguousarray(glove.vectors), picture)
    judged = ev.faithfulness(glove, picture, k=K, sample=1_000)
    card = {
        "source": SOURCE,
        "method": "pacmap",
        "dimensions": coordinates.shape[1],
        "seed": SEED,
        **took,
        "trustworthiness": round(judged.trustworthiness, 4),
        "kept": round(float(counts.mean()) / K, 4),
        "kept_exactly_of_1000": round(judged.mean_kept, 4),
        "recall": round(recall, 4),
        "versions": {name: version(name) for name in ("pacmap", "numba", "numpy", "faiss-cpu")},
        "machine": platform.machine(),
    }
    path = map_file(SOURCE, coordinates.shape[1])
    np.savez_compressed(
        path, places=frame.steps(coordinates), outside=frame.outside, outside_units=picture[frame.outside], kept=counts,
        card=np.array(json.dumps(card)),
    )  # fmt: skip
    print(json.dumps(card, indent=2), f"{path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Make the map of so many dimensions as the command says."""
    dimensions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    glove = ev.open_source(SOURCE)
    write(glove, *layout(glove, dimensions))


if __name__ == "__main__":
    main()
