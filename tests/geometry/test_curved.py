import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

import embedviz as ev
from embedviz.errors import MissingExtraError
from embedviz.geometry import curved
from embedviz.geometry.curved import METHODS

umap_installed = getattr(find_spec("umap"), "loader", None) is not None
# One process compiles PaCMAP, the first time that it is used: in a fresh environment that takes twenty seconds.
pytestmark = pytest.mark.xdist_group("curved")
installed = [
    pytest.param(method, marks=[pytest.mark.exhaustive] * (method == "pacmap"))
    for method in METHODS
    if method != "umap" or umap_installed
]


@pytest.fixture(scope="module")
def clusters() -> np.ndarray:
    """Three well separated clouds of 40 points in 10 dimensions."""
    rng = np.random.default_rng(0)
    return np.repeat(np.eye(3, 10) * 30, 40, axis=0) + rng.standard_normal((120, 10))


@pytest.fixture(scope="module")
def picture(clusters) -> ev.Projection:
    return ev.project(clusters, "tsne", 2)


@pytest.mark.parametrize("method", installed)
def test_a_curved_picture_keeps_clusters_together(clusters, method):
    found = ev.project(clusters, method, 2)
    assert found.coordinates.shape == (120, 2)
    assert found.coordinates.dtype == np.float32
    assert found.method == method
    assert found.linear is found.losses is found.explained_variance is None
    assert trustworthiness(clusters, found.coordinates, n_neighbors=10) > 0.9
    nearest = np.linalg.norm(found.coordinates[:, None] - found.coordinates, axis=2).argsort(axis=1)[:, 1]
    np.testing.assert_array_equal(nearest // 40, np.arange(120) // 40)


@pytest.mark.parametrize("method", installed)
def test_progress_rises_by_iterations_and_reaches_nearly_all_of_them(clusters, method):
    reports = []
    ev.project(clusters, method, 2, progress=reports.append)
    stage = reports[-1].stage
    done = [report.done for report in reports if report.stage == stage]
    assert done == sorted(done)
    assert len(set(done)) > 5
    assert 0.9 <= reports[-1].fraction <= 1


@pytest.mark.parametrize("method", installed)
def test_without_progress_nothing_is_printed_nor_logged(clusters, method, capsys, caplog):
    ev.project(clusters, method, 2)
    assert capsys.readouterr().out == ""
    assert caplog.records == []


@pytest.mark.parametrize("method", installed)
def test_with_progress_nothing_is_printed_and_the_picture_is_the_same(clusters, method, capsys):
    plain = ev.project(clusters, method, 2).coordinates
    np.testing.assert_array_equal(ev.project(clusters, method, 2, progress=lambda _: None).coordinates, plain)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("method", installed)
def test_it_can_be_cancelled_midway_and_leaves_standard_output_as_it_was(clusters, method, cancel_at):
    before = sys.stdout
    with pytest.raises(ev.Cancelled):
        ev.project(clusters, method, 2, progress=cancel_at(100))
    assert sys.stdout is before


@pytest.mark.parametrize("method", installed)
def test_fewer_vectors_than_50_are_refused(method):
    with pytest.raises(ev.EmbedvizError, match="49 vectors for a curved projection; expected at least 50"):
        ev.project(np.random.default_rng(0).standard_normal((49, 5)), method)
    assert ev.project(np.random.default_rng(0).standard_normal((50, 5)), method).coordinates.shape == (50, 3)


def test_a_vector_that_is_placed_lies_among_its_neighbors(clusters, picture):
    others = clusters[::7] + 0.1
    for i, point in enumerate(picture.place(others, clusters)):
        near = np.linalg.norm(clusters - others[i], axis=1).argsort()[:5]
        low, high = picture.coordinates[near].min(axis=0), picture.coordinates[near].max(axis=0)
        assert (low - 1e-5 <= point).all()
        assert (point <= high + 1e-5).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_vector_that_is_in_the_picture_is_placed_where_it_is(clusters, picture, dtype):
    vectors = clusters.astype(np.float32).astype(dtype)
    placed = picture.place(vectors[:20], vectors)
    np.testing.assert_allclose(placed, picture.coordinates[:20], rtol=1e-5)


def test_a_vector_that_many_share_is_placed_amid_them(picture, clusters):
    vectors = clusters.astype(np.float32)
    vectors[:8] = vectors[0]
    point = picture.place(vectors[:1], vectors)[0]
    assert (picture.coordinates[:8].min(axis=0) <= point + 1e-5).all()
    assert (point <= picture.coordinates[:8].max(axis=0) + 1e-5).all()


@pytest.mark.skipif(umap_installed, reason="umap-learn is installed")
def test_umap_says_how_to_install_it(clusters):
    with pytest.raises(MissingExtraError, match=r'UMAP needs an optional package .*: pip install .*\[umap\]"'):
        ev.project(clusters, "umap")


@pytest.fixture
def by_opentsne(monkeypatch) -> None:
    """Few vectors are laid out by t-SNE as many are."""
    pytest.importorskip("openTSNE")
    monkeypatch.setattr(curved, "MOST_BY_SCIKIT", 50)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("by_opentsne")
def test_tsne_of_many_vectors_keeps_clusters_apart_says_its_divergence_and_gives_the_same_again(
    clusters, cancel_at, monkeypatch
):
    from openTSNE.affinity import PerplexityBasedNN

    for stage in ("EARLY_ITERATIONS", "LATER_ITERATIONS"):  # clusters so far apart need no more
        monkeypatch.setattr(curved, stage, 150)
    reports = []
    places = ev.project(clusters, "tsne", 2, progress=reports.append).coordinates
    squares = ((places[:, None].astype(np.float64) - places) ** 2).sum(axis=2)
    of = np.arange(120) // 40
    apart = np.where(of[:, None] == of, np.inf, squares)
    assert np.sort(squares, axis=1)[:, 1].max() < apart.min()  # and so no chain of neighbors leads across

    near = np.asarray(PerplexityBasedNN(clusters.astype(np.float32), 30, random_state=0).P.todense())
    shown = 1 / (1 + squares)
    np.fill_diagonal(shown, 0)
    terms = near[near > 0] * np.log(near[near > 0] / (shown / shown.sum())[near > 0])
    said = [re.search(r"divergence ([\d.]+)", report.stage) for report in reports]
    assert float(said[-1][1]) == pytest.approx(terms.sum(), rel=0.01)
    assert reports[-1].fraction == 1
    assert [report.done for report in reports] == sorted(report.done for report in reports)

    np.testing.assert_array_equal(ev.project(clusters, "tsne", 2).coordinates, places)
    assert not np.array_equal(ev.project(clusters, "tsne", 2, seed=1).coordinates, places)
    with pytest.raises(ev.Cancelled):
        ev.project(clusters, "tsne", 2, progress=cancel_at(30))


def test_tsne_of_many_vectors_says_how_to_install_what_it_needs(monkeypatch, clusters):
    monkeypatch.setattr(curved, "MOST_BY_SCIKIT", 50)
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(MissingExtraError, match=r't-SNE of more than 50 vectors .*: pip install .*\[tsne\]"'):
        ev.project(clusters, "tsne", 2)
    assert [curved.library_of("tsne", m, c) for m, c in ((50, 2), (51, 3), (51, 2))] == [
        "scikit-learn", "scikit-learn", "openTSNE",
    ]  # fmt: skip


@pytest.mark.parametrize("method", installed)
@pytest.mark.parametrize("value", [0.0, 3.0])
def test_equal_vectors_are_refused(method, value):
    with pytest.raises(ev.EmbedvizError, match="all 60 vectors are equal"):
        ev.project(np.full((60, 4), value), method)


@pytest.mark.parametrize("method", installed)
@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_numbers_whose_squares_leave_the_range_of_float32_do_not_matter(clusters, method, scale):
    found = ev.project(clusters * scale, method, 2)
    assert trustworthiness(clusters, found.coordinates, n_neighbors=10) > 0.9


def test_threads_lay_out_one_after_the_other(monkeypatch, clusters):
    inside, most = [], []

    def lay_out(vectors, n_components, *_rest):
        inside.append(1)
        time.sleep(0.01)
        most.append(len(inside))
        inside.pop()
        return vectors[:, :n_components]

    monkeypatch.setattr(curved, "_pacmap", lay_out)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda seed: ev.project(clusters, "pacmap", seed=seed), range(3)))
    assert most == [1, 1, 1]
