"""Every function that takes vectors takes them in every form, and answers alike."""

import dataclasses
import inspect

import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.algebra.rotation import random_rotation
from embedviz.vectors import as_matrix, as_vector, norms
from tests.test_signatures import FUNCTIONS, MACHINERY

M, N = 40, 4
RANDOM = np.random.default_rng(7)
X = RANDOM.standard_normal((M, N)).astype(np.float32)
OTHER = RANDOM.standard_normal((M, 3)).astype(np.float32)
SENSES = ["a", "b"] * (M // 2)
WORDS = [f"w{i}" for i in range(M)]
SPECTRUM = ev.spectrum(X)

# How to call each function that takes vectors, with f the function and v the vectors in some form.
CALLS = {
    "algebra.alignment.align": lambda f, v: f(v, v),
    "algebra.alignment.snapshot_rotations": lambda f, v: f([v, v]),
    "algebra.basis.word_basis": lambda f, v: f(v),
    "algebra.cka.linear_cka": lambda f, v: f(v, OTHER),
    "algebra.coloops.coloops": lambda f, v: f(v),
    "algebra.combination.sparse_combination": lambda f, v: f(v, X[0].tolist(), terms=3),
    "algebra.dependence.dependence": lambda f, v: f(v),
    "algebra.fullness.fullness": lambda f, v: f(v),
    "algebra.gram.gram": lambda f, v: f(v),
    "algebra.growth.rank_growth": lambda f, v: f(v),
    "algebra.ica.independent_components": lambda f, v: f(v),
    "algebra.norms.lengths_of": lambda f, v: f(v),
    "algebra.norms.norm_distribution": lambda f, v: f(v),
    "algebra.reduction.reduce_dimensions": lambda f, v: f(v, SPECTRUM, dimensions=2),
    "algebra.spectrum.oriented": lambda f, v: f(v),
    "algebra.spectrum.spectrum": lambda f, v: f(v, center=True),
    "algebra.subspace.span_distances": lambda f, v: f(v, X[:2].tolist()),
    "algebra.varimax.varimax": lambda f, v: f(v),
    "geometry.angles.angle_distributions": lambda f, v: f(v),
    "geometry.axes.axis_ends": lambda f, v: f(v, v),
    "geometry.clusters.clusters": lambda f, v: f(v, k=3),
    "geometry.coherence.coherence": lambda f, v: f(v),
    "geometry.faithfulness.faithfulness": lambda f, v: f(v, OTHER.tolist(), k=5),
    "geometry.faithfulness.shown_neighbors": lambda f, v: f(v, OTHER.tolist(), 0),
    "geometry.framing.framing": lambda f, v: f(v),
    "geometry.frequency.norms_by_frequency": lambda f, v: f(v),
    "geometry.hubness.hubness": lambda f, v: f(v, ks=(3,), metric="euclidean"),
    "geometry.intrinsic_dimension.intrinsic_dimension": lambda f, v: f(v),
    "geometry.invariance.invariance": lambda f, v: f(v, random_rotation(N)),
    "geometry.isotropy.isotropy": lambda f, v: f(v),
    "geometry.isotropy.mean_cosine": lambda f, v: f(v),
    "geometry.landmarks.spread_out": lambda f, v: f(v, k=5),
    "geometry.nearest_distances.nearest_distances": lambda f, v: f(v, k=3),
    "geometry.neighbors.cosines_to": lambda f, v: f(v, X[0].tolist()),
    "geometry.overlap.neighborhood_overlap": lambda f, v: f(v, OTHER, most=5),
    "geometry.projection.project": lambda f, v: f(v, "pca"),
    "geometry.projection.project_onto_span": lambda f, v: f(v, X[:2].tolist()),
    "geometry.regions.regions": lambda f, v: f(v, v, WORDS, k=3),
    "context.anisotropy.baseline": lambda f, v: f(v, WORDS),
    "context.centroids.nearest_centroid": lambda f, v: f(v, SENSES, permutations=5),
    "context.centroids.rounding": lambda f, v: f(v),
    "context.senses.cloud": lambda f, v: f(v, SENSES, permutations=5),
    "evaluation.senses.nearest_sense_recall": lambda f, v: f(v, SENSES),
    "training.walkthrough.step": lambda f, v: f(v, v, 0, 1, [2, 3], rate=0.1),
}
# Square matrices, mixes of layers, single vectors and pairs of samples, which an embedding is not.
LIKENESS = np.corrcoef(X)
OTHERWISE = {
    "claims.meaning.mantel": (lambda f, v: f(v, LIKENESS.tolist(), permutations=5), LIKENESS),
    "geometry.geodesic.geodesic": (lambda f, v: f(v), random_rotation(N).matrix),
    "context.mix.layer_shares": (lambda f, v: f(v), X[0]),
    "context.mix.mean_length": (lambda f, v: f(v, [1, 2]), np.stack([X, X + 1])),
    "context.mix.mix": (lambda f, v: f(v, [1, 2]), np.stack([X, X + 1])),
    "context.mix.plane_of_layers": (lambda f, v: f(v), np.stack([X, X**2])),
    "evaluation.intervals.spearman": (lambda f, v: f(v, OTHER[:, 1].tolist()), OTHER[:, 0]),
    "evaluation.intervals.spearman_interval": (lambda f, v: f(v, OTHER[:, 1].tolist(), resamples=9), OTHER[:, 0]),
    "geometry.neighbors.neighbors": (lambda f, v: f(ev.Embedding("x", WORDS, X), v, 3), X[0]),
}
NEEDS_WORDS = {
    path: function
    for path, function in FUNCTIONS.items()
    if str(next(iter(inspect.signature(function).parameters.values()), "")).startswith("embedding: embedviz.embedding")
    and function.__module__ not in MACHINERY
}


@pytest.fixture(params=["embedding", "memmap", "lists", "float64", "Fortran order"])
def form(request, tmp_path):
    """X in another form, and the array of the same numbers and type that it should be as good as."""
    if request.param == "embedding":
        return ev.Embedding("x", WORDS, X), X
    if request.param == "memmap":
        np.save(tmp_path / "x.npy", X)
        return np.load(tmp_path / "x.npy", mmap_mode="r"), X
    if request.param == "lists":
        return X.tolist(), X.astype(np.float64)
    if request.param == "float64":
        return X.astype(np.float64), X.astype(np.float64)
    return np.asfortranarray(X), X


def assert_same(found, expected):
    """Compare results field by field, to rounding: BLAS may sum what lies otherwise in memory in another order."""
    if isinstance(expected, ev.Embedding):
        found, expected = found.vectors, expected.vectors
    if dataclasses.is_dataclass(expected):
        for field in dataclasses.fields(expected):
            if field.name not in {"words", "precision"}:  # which only an embedding has
                assert_same(getattr(found, field.name), getattr(expected, field.name))
    elif isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for key in expected:
            assert_same(found[key], expected[key])
    elif isinstance(expected, tuple | list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float | np.ndarray):
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-12)
    else:
        assert found == expected


@pytest.mark.parametrize("path", CALLS)
def test_every_form_gives_what_the_array_gives(path, form):
    given, array = form
    function = FUNCTIONS[path]
    assert_same(CALLS[path](function, given), CALLS[path](function, array))


NO_VECTORS = [
    (X * 1j, "complex64, shape (40, 4); expected real numbers"),
    ([["1", "2"]], "expected real numbers"),
    ([[1.0, None]], "object, shape (1, 2); expected real numbers"),
    ([[1.0, 2.0], [3.0]], "rows of different lengths"),
    (X[0], "shape (4,); expected one of shape (m, n)"),
    (np.ma.masked_less(X, 0), "are masked"),
    ({"a": 1}, "expected real numbers"),
]


@pytest.mark.parametrize("path", CALLS)
def test_what_are_no_vectors_is_refused_not_cut(path):
    for vectors, message in NO_VECTORS:
        with pytest.raises(ev.EmbedvizError) as caught:
            CALLS[path](FUNCTIONS[path], vectors)
        assert message in str(caught.value)


@pytest.mark.parametrize("path", OTHERWISE)
def test_other_numbers_come_as_arrays_or_lists_and_are_not_cut_either(path):
    call, numbers = OTHERWISE[path]
    function = FUNCTIONS[path]
    assert_same(call(function, numbers.astype(np.float64).tolist()), call(function, numbers.astype(np.float64)))
    with pytest.raises(ev.EmbedvizError, match="expected real numbers"):
        call(function, numbers * 1j)


@pytest.mark.parametrize("path", sorted(NEEDS_WORDS))
@pytest.mark.parametrize("vectors", [pytest.param(X, id="array"), pytest.param(X.tolist(), id="lists")])
def test_what_needs_words_says_so_to_vectors_without(path, vectors):
    function = NEEDS_WORDS[path]
    required = [p for p in inspect.signature(function).parameters.values() if p.default is inspect.Parameter.empty]
    by_position = [p for p in required if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    by_keyword = {p.name: 1 for p in required if p.kind is inspect.Parameter.KEYWORD_ONLY}
    with pytest.raises(ev.EmbedvizError, match="has no words; expected an Embedding"):
        function(vectors, *(["w0"] for _each in by_position[1:]), **by_keyword)


def test_every_public_function_that_takes_vectors_is_tried():
    taking = {
        path
        for path, function in FUNCTIONS.items()
        if any("_SupportsArray" in str(each) for each in inspect.signature(function).parameters.values())
        and function.__module__ not in MACHINERY
    }
    assert taking == {*CALLS, *OTHERWISE}


def test_truth_values_count_as_0_and_1():
    hot = np.eye(3, dtype=bool)
    assert ev.spectrum(hot).rank() == 3
    np.testing.assert_array_equal(ev.gram(hot).products, np.eye(3))


def test_a_query_is_refused_with_both_shapes_and_never_cut():
    toy = ev.Embedding("x", WORDS, X)
    assert ev.neighbors(toy, X[0].tolist(), 3).words == ev.neighbors(toy, X[0], 3).words
    with pytest.raises(ev.EmbedvizError, match=r"shape \(3,\); expected one of shape \(4,\)"):
        ev.neighbors(toy, [1, 2, 3])
    with pytest.raises(ev.EmbedvizError, match="complex128"):
        ev.neighbors(toy, [1, 2, 3, 4j])
    with pytest.raises(ev.EmbedvizError, match="complex128"):
        ev.Embedding("x", ["w"], [[1j]])


def test_methods_take_every_form(form):
    given, array = form
    centered = ev.spectrum(X, center=True)
    removal, picture, basis = all_but_the_top(centered, removed=1), ev.project(X), ev.word_basis(X)
    np.testing.assert_allclose(removal.apply(given), removal.apply(array))
    np.testing.assert_allclose(picture.place(given, X), picture.place(array, X))
    np.testing.assert_allclose(picture.linear.losses(given), picture.linear.losses(array))
    assert basis.coordinates(X[0].tolist()).residual == basis.coordinates(X[0]).residual
    np.testing.assert_array_equal(norms(given), norms(array))


def test_a_memory_map_is_handed_on_and_not_read(tmp_path):
    shape = 2_000_000, 300  # 2.4 GB, of which the file holds nothing
    mapped = np.memmap(tmp_path / "sparse.bin", dtype=np.float32, mode="w+", shape=shape)
    assert as_matrix(mapped) is mapped
    assert np.shares_memory(as_matrix(mapped[:1000]), mapped)


def test_a_vector_is_a_copy():
    vector = np.ones(3)
    as_vector(vector, 3)[0] = 2
    assert vector[0] == 1
