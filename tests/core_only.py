"""What the core does without the extras, and what it says where it needs one; run by its path in an environment.

Packages named after it are hidden, as if they were not installed: ``python tests/core_only.py gensim sklearn``.
Prints JSON: numbers that were computed, and the message of each refusal by what was called.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.modules.update(dict.fromkeys(sys.argv[1:]))  # an import of what is None there fails

import numpy as np  # noqa: E402 - only now is hidden what is to be

import embedviz as ev  # noqa: E402
from embedviz.algebra.ica import independent_components  # noqa: E402
from embedviz.context.transformer import Transformer  # noqa: E402
from embedviz.evaluation.datasets import google_analogies  # noqa: E402
from embedviz.geometry.clusters import clusters  # noqa: E402
from embedviz.sources.corpora import lee  # noqa: E402
from embedviz.sources.corpora.words import sentences_of  # noqa: E402
from embedviz.subwords import Subwords  # noqa: E402
from embedviz.workers.cluster import connect  # noqa: E402

vectors = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
embedding = ev.Embedding("drawn", [f"w{i}" for i in range(60)], vectors)


def figures() -> None:
    import embedviz.figures.spectrum  # noqa: F401


def pages() -> None:
    import embedviz.ui.frame.page  # noqa: F401


CALLS: dict[str, Callable[[], object]] = {
    "word2vec": lambda: ev.train([["to", "be", "or", "not", "to", "be"]] * 9, dimensions=2),
    "n-grams": lambda: Subwords(3, 6, vectors).vector("unseen"),
    "handing over": embedding.to_gensim,
    "k-means": lambda: clusters(vectors),
    "FastICA": lambda: independent_components(vectors),
    "PaCMAP": lambda: ev.project(vectors, "pacmap"),
    "t-SNE": lambda: ev.project(vectors, "tsne"),
    "t-SNE of many": lambda: ev.project(np.tile(vectors, (40, 1)), "tsne", 2),
    "UMAP": lambda: ev.project(vectors, "umap"),
    "biLM": lambda: ev.Elmo.load(),
    "transformer": lambda: Transformer("owner/model"),
    "Chinese": lambda: list(sentences_of("国王和王后住在宫殿里。王子还很年轻。")),
    "articles": lee,
    "analogies": google_analogies,
    "figures": figures,
    "pages": pages,
    "cluster": lambda: connect("tcp://localhost:8786"),
    "URL": lambda: ev.open_dataset("memory://folder"),
}


def refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except ev.EmbedvizError as error:
        return f"{type(error).__name__}: {error}"
    return ""


with TemporaryDirectory() as folder:
    loaded = []
    for ending in ("vec", "bin", "txt.gz", "tsv", "parquet", "safetensors"):
        ev.save(embedding, Path(folder) / f"drawn.{ending}")
        loaded.append(bool(np.array_equal(ev.load(Path(folder) / f"drawn.{ending}").vectors, vectors)))

print(
    json.dumps(
        {
            "version": ev.__version__,
            "singular_values": ev.spectrum(embedding).singular_values.tolist(),
            "nearest": list(ev.neighbors(embedding, "w0", k=3).words),
            "dependent": not ev.dependence(vectors[:6]).independent,
            "loaded": loaded,
            "sound": not ev.health(embedding).findings,
            "report": list(ev.report(embedding).data),
            "refused": {name: refusal(call) for name, call in CALLS.items()},
        }
    )
)
