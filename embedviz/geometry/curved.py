"""The projections that bend space to keep neighborhoods: PaCMAP, t-SNE and UMAP, each by its best library."""

import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, get_args

import numpy as np

from embedviz.arrays import require_finite
from embedviz.errors import EmbedvizError
from embedviz.extras import needs
from embedviz.geometry.listening import reporting_printed
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_matrix

CurvedMethod = Literal["pacmap", "tsne", "umap"]
METHODS: tuple[str, ...] = get_args(CurvedMethod)

MIN_VECTORS = 50
# The methods square numbers in float32. They do not depend on the scale, so that it may be changed.
VANISHING, OVERFLOWING = 1e-12, 1e12
PERPLEXITY = 30.0
TSNE_ITERATIONS = 1000
# Of more vectors, in at most two dimensions, openTSNE lays out t-SNE: its forces are interpolated on a grid.
MOST_BY_SCIKIT = 2_000
EARLY_ITERATIONS, LATER_ITERATIONS, EXAGGERATION = 250, 500, 12
REPORTED_ITERATIONS = 10
PACMAP_ITERATIONS = (100, 100, 250)
UMAP_EPOCHS = 200
_ALONE = threading.Lock()
"""numba's usual threading layer ends the process where two threads are in it at once."""


def embed(matrix: Vectors, method: str, n_components: int, seed: int, progress: ProgressCallback | None) -> np.ndarray:
    """Compute a curved picture; see :func:`embedviz.geometry.projection.project`.

    Parameters
    ----------
    matrix : Embedding or array-like (m, n)
        At least 50 vectors.
    method : {"pacmap", "tsne", "umap"}
        The library's method.
    n_components : int
        c.
    seed : int
        The same seed gives the same picture.
    progress : callable, optional
        Called between iterations. It may raise to cancel.

    Returns
    -------
    ndarray (m, c) float32
    """
    vectors = np.array(as_matrix(matrix), order="C")
    if len(vectors) < MIN_VECTORS:
        raise EmbedvizError(
            _("{m} vectors for a curved projection; expected at least {least}").format(
                m=len(vectors), least=MIN_VECTORS
            )
        )
    require_finite(vectors)
    largest = float(np.abs(vectors).max())
    if not VANISHING < largest < OVERFLOWING:
        vectors, _exponent = leveled(vectors)
    vectors = vectors.astype(np.float32)
    if (vectors == vectors[0]).all():
        raise EmbedvizError(_("all {m:,} vectors are equal; expected different ones to lay out").format(m=len(vectors)))
    run: Callable[..., np.ndarray] = {"pacmap": _pacmap, "tsne": _tsne, "umap": _umap}[method]
    with _ALONE:
        return np.ascontiguousarray(run(vectors, n_components, seed, progress), dtype=np.float32)


def _pacmap(vectors: np.ndarray, n_components: int, seed: int, progress: ProgressCallback | None) -> np.ndarray:
    if progress is not None:
        progress(Progress(_("Loading PaCMAP; the first time after installing it is compiled, about 20 seconds"), 0, 1))
    with needs("app", "PaCMAP"):
        import pacmap

    with (
        _without_warnings("pacmap.pacmap"),  # that there is a seed
        reporting_printed(progress, r"Iteration:\s*(\d+)", sum(PACMAP_ITERATIONS), _("PaCMAP, iteration")),
        warnings.catch_warnings(action="ignore"),
    ):
        reducer = pacmap.PaCMAP(
            n_components=n_components, num_iters=PACMAP_ITERATIONS, random_state=seed, verbose=progress is not None
        )
        return np.asarray(reducer.fit_transform(vectors))


@contextmanager
def _without_warnings(logger: str) -> Iterator[None]:
    """Keep warnings that a library logs from standard error."""
    found = logging.getLogger(logger)
    level = found.level
    found.setLevel(logging.ERROR)
    try:
        yield
    finally:
        found.setLevel(level)


def library_of(method: str, m: int, n_components: int) -> str:
    """Return the distribution that computes a curved picture.

    Parameters
    ----------
    method : {"pacmap", "tsne", "umap"}
        The method.
    m, n_components : int
        Of how many vectors, and in how many dimensions.

    Returns
    -------
    str
        As it is installed: t-SNE of more than 2,000 vectors in at most two dimensions is by openTSNE.
    """
    if method == "tsne" and m > MOST_BY_SCIKIT and n_components <= 2:
        return "openTSNE"
    return {"pacmap": "pacmap", "tsne": "scikit-learn", "umap": "umap-learn"}[method]


def _tsne(vectors: np.ndarray, n_components: int, seed: int, progress: ProgressCallback | None) -> np.ndarray:
    if library_of("tsne", len(vectors), n_components) == "openTSNE":
        return _tsne_of_many(vectors, n_components, seed, progress)
    with needs("app", "t-SNE"):
        from sklearn.manifold import TSNE

    with reporting_printed(progress, r"Iteration (\d+):", TSNE_ITERATIONS, _("t-SNE, iteration")):
        reducer = TSNE(
            n_components=n_components,
            perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
            max_iter=TSNE_ITERATIONS,
            method="barnes_hut" if n_components <= 3 else "exact",
            random_state=seed,
            verbose=2 if progress is not None else 0,
        )
        return np.asarray(reducer.fit_transform(vectors))


def _tsne_of_many(vectors: np.ndarray, n_components: int, seed: int, progress: ProgressCallback | None) -> np.ndarray:
    with needs("tsne", _("t-SNE of more than {most:,} vectors in two dimensions").format(most=MOST_BY_SCIKIT)):
        from openTSNE import TSNEEmbedding, affinity, initialization

    def report(stage: str, done: int) -> None:
        if progress is not None:
            progress(Progress(stage, done, EARLY_ITERATIONS + LATER_ITERATIONS))

    def reporter(before: int) -> Callable[[int, float, np.ndarray], None]:
        stage = _("t-SNE, Kullback-Leibler divergence {divergence:.3f}, iteration")
        return lambda iteration, divergence, _places: report(stage.format(divergence=divergence), before + iteration)

    report(_("t-SNE, nearest neighbors"), 0)
    affinities = affinity.PerplexityBasedNN(vectors, PERPLEXITY, n_jobs=-1, random_state=seed)
    report(_("t-SNE, initial positions"), 0)
    start = initialization.pca(vectors, n_components, random_state=seed)
    places = TSNEEmbedding(start, affinities, n_jobs=-1, random_state=seed)
    # 0.8 throughout, and a step that grows with m (Belkina et al. 2019).
    shared = {"inplace": True, "momentum": 0.8, "learning_rate": "auto", "callbacks_every_iters": REPORTED_ITERATIONS}
    places.optimize(EARLY_ITERATIONS, exaggeration=EXAGGERATION, callbacks=reporter(0), **shared)
    places.optimize(LATER_ITERATIONS, callbacks=reporter(EARLY_ITERATIONS), **shared)
    return np.array(places)


def _umap(vectors: np.ndarray, n_components: int, seed: int, progress: ProgressCallback | None) -> np.ndarray:
    if progress is not None:
        progress(Progress(_("Loading UMAP; the first time it is compiled, about 30 seconds"), 0, 1))
    with needs("umap", "UMAP"):
        from umap import UMAP

    with (
        reporting_printed(progress, r"(\d+)\s*/\s*\d+", UMAP_EPOCHS, _("UMAP, epoch")) as listener,
        warnings.catch_warnings(action="ignore"),
    ):
        reducer = UMAP(
            n_components=n_components,
            n_epochs=UMAP_EPOCHS,
            random_state=seed,
            verbose=progress is not None,
            tqdm_kwds={"file": listener, "mininterval": 0, "miniters": 10},
        )
        return np.asarray(reducer.fit_transform(vectors))
