"""Every public computation at other scales: what it gives there is what it gives at 1, times a power of the scale."""

import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.algebra.basis import word_basis
from embedviz.algebra.coloops import coloops
from embedviz.algebra.combination import sparse_combination
from embedviz.algebra.ica import independent_components
from embedviz.algebra.reduction import reduce_dimensions
from embedviz.algebra.subspace import span_distances
from embedviz.algebra.varimax import varimax
from embedviz.context.anisotropy import baseline
from embedviz.context.centroids import nearest_centroid
from embedviz.context.senses import cloud
from embedviz.geometry.angles import angle_distributions
from embedviz.geometry.axes import axis_ends
from embedviz.geometry.clusters import clusters
from embedviz.geometry.coherence import coherence
from embedviz.geometry.landmarks import spread_out
from embedviz.geometry.neighbors import cosines_to
from embedviz.geometry.scoring import METRICS
from embedviz.scaling import leveled

SCALES = [1e-300, 1e-200, 1e-30, 1e30, 1e200, 1e300]
Result = Mapping[str, tuple[int, object]]

rng = np.random.default_rng(0)
MATRIX = rng.standard_normal((60, 6)) @ np.diag([3.0, 2, 1, 1, 0.5, 0.5]) + 0.3
OTHER = rng.standard_normal((60, 6)) + MATRIX
PICTURE = MATRIX[:, :2] + 0.1 * rng.standard_normal((60, 2))
WORDS = [f"w{i}" for i in range(60)]
SENSES = ["river", "money"] * 30


def _spectrum(center: bool) -> Callable[[np.ndarray], Result]:
    def measures(X: np.ndarray) -> Result:
        found = ev.spectrum(X, center=center)
        return {
            "singular values": (1, found.singular_values),
            "right vectors": (0, found.right_vectors),
            "norm": (1, found.norm),
            "tolerance": (1, found.tolerance()),
            "storage floor": (1, found.storage_floor),
            "ranks": (0, [found.rank(), found.rank(0.2), found.stored_rank, found.rounding_only]),
            "condition": (0, found.condition_number),
            "shapes": (0, [found.effective_rank, found.stable_rank, found.participation_ratio, *found.energies]),
        }

    return measures


def _gram(X: np.ndarray) -> Result:
    found = ev.gram(X[:5])
    return {
        "cosines": (0, found.cosines),
        "range": (0, found.cosine_range),
        "norms": (1, found.norms),
        "distances": (1, found.distances),
    }


def _growth(X: np.ndarray) -> Result:
    found = ev.rank_growth(X)
    return {"novelty": (0, found.novelty[:6]), "ranks": (0, found.ranks), "first": (0, found.first_dependent)}


def _dependence(k: int) -> Callable[[np.ndarray], Result]:
    def measures(X: np.ndarray) -> Result:
        found = ev.dependence(X[:k])
        shown = {"rank": (0, [found.rank, found.nullity]), "values": (1, found.singular_values)}
        if found.independent:
            return shown | {"residual": (0, found.residual)}
        return shown | {"terms": (0, found.terms), "solved": (0, found.solved)}

    return measures


def _word_basis(X: np.ndarray) -> Result:
    found = word_basis(X)
    return {
        "positions": (0, found.positions),
        "values": (1, found.singular_values),
        "condition": (0, found.condition_number),
        "vectors": (1, found.vectors),
        "coordinates": (0, found.coordinates(X[7]).coefficients),
        "leading": (0, found.leading(X[7], 3).residual),
    }


def _combination(X: np.ndarray) -> Result:
    found = sparse_combination(X[1:], X[0], terms=4)
    return {
        "positions": (0, found.positions),
        "coefficients": (0, found.coefficients),
        "residual": (0, found.residual),
    }


def _alignment(X: np.ndarray) -> Result:
    found = ev.align(X, OTHER)
    itself = ev.align(X, X[::-1].copy())
    return {
        "rotation": (0, found.rotation),
        "cosines": (0, found.cosines),
        "correlation": (0, found.correlation),
        "values": (1, found.singular_values),
        "unique": (0, found.unique),
        "residuals": (1, itself.residuals),
        "relative": (0, [itself.relative_residual, *itself.relative_residuals]),
        "angle": (0, itself.median_angle),
        "own correlation": (0, itself.correlation),
    }


def _cka(X: np.ndarray) -> Result:
    found = [ev.linear_cka(*pair) for pair in ((X, OTHER), (X[:4], OTHER[:4]), (np.ones_like(X) * X[0], OTHER))]
    return {"values": (0, [each.value for each in found]), "chance": (0, [each.chance for each in found])}


def _top(X: np.ndarray) -> Result:
    found = all_but_the_top(ev.spectrum(X, center=True), removed=2)
    return {"mean": (1, found.mean), "rest": (1, found.apply(X))}


def _varimax(X: np.ndarray) -> Result:
    found = varimax(X)
    return {"rotation": (0, found.rotation), "converged": (0, found.converged)}


def _reduction(X: np.ndarray) -> Result:
    return {"coordinates": (1, reduce_dimensions(X, ev.spectrum(X), dimensions=3))}


def _projection(X: np.ndarray) -> Result:
    pca, random, span = ev.project(X), ev.project(X, "random"), ev.project_onto_span(X, X[:2])
    return {
        "pca": (1, pca.coordinates),
        "shares": (0, [*pca.explained_variance, *random.explained_variance]),
        "losses": (0, [*pca.losses, *random.losses, *span.losses]),
        "random": (1, random.coordinates),
        "span": (1, span.coordinates),
        "placed": (1, pca.place(X[:3] / 2, X)),
    }


def _faithfulness(X: np.ndarray) -> Result:
    found, small = ev.faithfulness(X, PICTURE, k=5), ev.faithfulness(MATRIX, X[:, :2], k=5)
    return {"trust": (0, [found.trustworthiness, small.trustworthiness]), "kept": (0, found.kept)}


def _angles(X: np.ndarray) -> Result:
    removal = all_but_the_top(ev.spectrum(X, center=True), removed=1)
    plain, rest = angle_distributions(X, without=(None, removal))
    return {
        "counts": (0, [plain.counts, rest.counts]),
        "means": (0, [plain.mean, rest.mean, plain.cosine_deviation]),
        "undirected": (0, [plain.undirected, rest.undirected]),
    }


def _coherence(X: np.ndarray) -> Result:
    found = coherence(X)
    return {"values": (0, found.values), "pairs": (0, found.pairs)}


def _overlap(X: np.ndarray) -> Result:
    found = ev.neighborhood_overlap(X, OTHER, most=5)
    return {"first": (0, found.first), "cosines": (0, found.cosines)}


def _axes(X: np.ndarray) -> Result:
    found = axis_ends(X, X, k=5)
    return {
        "ends": (0, [found.low, found.high]),
        "values": (0, found.low_values),
        "moments": (0, [found.skewness, found.kurtosis, found.low_likeness]),
    }


def _picks(X: np.ndarray) -> Result:
    return {
        "landmarks": (0, spread_out(X, k=5)),
        "clusters": (0, clusters(X, k=3)),
        "cosines": (0, cosines_to(X, X[0])),
    }


def _queries(X: np.ndarray) -> Result:
    embedding = ev.Embedding("fixed", WORDS, MATRIX)
    found = [ev.neighbors(embedding, X[0] / 2, k=5, metric=metric) for metric in ("cosine", "dot")]
    return {
        "cosine": (0, found[0].scores),
        "dot": (1, found[1].scores),
        "words": (0, [int(word[1:]) for each in found for word in each.words]),
    }


def _senses(X: np.ndarray) -> Result:
    found = cloud(X, SENSES, baseline=baseline(X, WORDS), permutations=20)
    return {
        "cosines": (0, found.cosines),
        "self-similarity": (0, [found.self_similarity, found.corrected_self_similarity]),
        "variance": (0, [found.max_explainable_variance, found.corrected_max_explainable_variance]),
        "ranks": (0, [found.rank, found.centered_rank]),
        "silhouette": (0, found.silhouette),
        "centroid": (0, nearest_centroid(X, SENSES, permutations=20).accuracy),
    }


def _coloops(X: np.ndarray) -> Result:
    lone = np.vstack([X[:5], X[0] * 2])
    found = coloops(lone)
    return {"positions": (0, found.positions), "rank": (0, found.rank)}


def _hubs(X: np.ndarray) -> Result:
    found = {metric: ev.hubness(X, ks=[3], metric=metric)[3] for metric in METRICS}
    return {metric: (0, hubs.occurrences) for metric, hubs in found.items()}


COMPUTATIONS: dict[str, Callable[[np.ndarray], Result]] = {
    "spectrum": _spectrum(center=False),
    "centered spectrum": _spectrum(center=True),
    "gram": _gram,
    "rank growth": _growth,
    "dependence of 5": _dependence(5),
    "dependence of 7": _dependence(7),
    "word basis": _word_basis,
    "sparse combination": _combination,
    "alignment": _alignment,
    "linear CKA": _cka,
    "all but the top": _top,
    "varimax": _varimax,
    "reduction": _reduction,
    "projection": _projection,
    "faithfulness": _faithfulness,
    "angles": _angles,
    "coherence": _coherence,
    "overlap": _overlap,
    "axes": _axes,
    "landmarks, clusters, cosines": _picks,
    "neighbors of a vector": _queries,
    "senses": _senses,
    "coloops": _coloops,
    "hubs": _hubs,
}


@pytest.fixture(scope="module")
def at_1() -> Callable[[str], Result]:
    found: dict[str, Result] = {}

    def get(name: str) -> Result:
        if name not in found:
            found[name] = COMPUTATIONS[name](MATRIX)
        return found[name]

    return get


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", COMPUTATIONS)
def test_a_computation_gives_at_any_scale_what_it_gives_at_1(name, scale, at_1):
    with warnings.catch_warnings(action="error", category=RuntimeWarning):
        found = COMPUTATIONS[name](MATRIX * scale)
    for measure, (power, expected) in at_1(name).items():
        value = np.asarray(found[measure][1], dtype=np.float64)
        expected = np.asarray(expected, dtype=np.float64)
        largest = np.nanmax(np.abs(expected), initial=0)
        np.testing.assert_allclose(
            value / scale**power, expected, rtol=1e-6, atol=1e-6 * largest, err_msg=f"{name}: {measure}"
        )


# What rounding sends another way is compared at powers of two, which round nothing.
POWERS = [-1000, -100, 100, 1000]


@pytest.mark.parametrize("exponent", POWERS)
def test_independent_components_are_the_same(exponent):
    plain, scaled = (independent_components(X).coordinates for X in (MATRIX, np.ldexp(MATRIX, exponent)))
    np.testing.assert_array_equal(scaled, plain)


@pytest.mark.parametrize("exponent", POWERS)
def test_a_curved_picture_is_that_of_numbers_near_1_and_so_is_what_is_placed_in_it(exponent):
    near_1, _own = leveled(MATRIX)
    plain, scaled = (ev.project(X, "tsne", 2) for X in (near_1, np.ldexp(near_1, exponent)))
    np.testing.assert_array_equal(scaled.coordinates, plain.coordinates)
    others = near_1[:3] / 2
    placed = scaled.place(np.ldexp(others, exponent), np.ldexp(near_1, exponent))
    np.testing.assert_allclose(placed, plain.place(others, near_1), rtol=1e-6)


# At the edges


@pytest.mark.parametrize("name", [name for name in COMPUTATIONS if name != "varimax"])
def test_multiples_of_the_smallest_number_are_told_from_zeros(name):
    whole = np.round(MATRIX * 2**20)
    tiny, plain = COMPUTATIONS[name](whole * 5e-324), COMPUTATIONS[name](whole)
    for measure, (power, expected) in plain.items():
        if power == 0 and name not in {"word basis"}:  # lengths are known to half of the smallest number
            value = np.asarray(tiny[measure][1], dtype=np.float64)
            expected = np.asarray(expected, dtype=np.float64)
            largest = np.nanmax(np.abs(expected), initial=0)
            np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-4 * largest, err_msg=f"{name}: {measure}")


@pytest.mark.parametrize("low", [1e-300, 1e-200, 1.0])
@pytest.mark.parametrize("high", [1.0, 1e200, 1e300])
def test_vectors_of_different_scales_have_their_exact_cosines(low, high):
    lengths = np.array([low, high, low, high])
    vectors = np.array([[3.0, 4, 0], [4.0, 3, 0], [0, 0, 5.0], [-3.0, -4, 0]]) * lengths[:, None]
    expected = [[1, 0.96, 0, -1], [0.96, 1, 0, -0.96], [0, 0, 1, 0], [-1, -0.96, 0, 1]]
    np.testing.assert_allclose(ev.gram(vectors).cosines, expected, atol=1e-15)
    np.testing.assert_allclose(ev.gram(vectors).norms, 5 * lengths, rtol=1e-15)
    assert ev.rank_growth(vectors).ranks.tolist() == [1, 2, 3, 3]


@pytest.mark.parametrize("exponent", [-600, -300, 0, 300, 500])
def test_a_determinant_is_that_of_fractions_where_float64_holds_it(exponent):
    whole = np.array([[1.0, 2, 3], [0, 1, 4], [5, 6, 0]])  # of determinant 1, and its Gram matrix too
    exact = Fraction(2) ** (6 * exponent)
    found = ev.gram(np.ldexp(whole, exponent)).determinant
    if Fraction(5e-324) <= exact <= Fraction(1.7e308):
        assert found == pytest.approx(float(exact), rel=1e-9)
    else:
        assert found == (np.inf if exponent > 0 else 0)


@pytest.mark.parametrize("value", [3e38, 1e-30, 1e-40, 1e-44])
@pytest.mark.parametrize("metric", METRICS)
def test_neighbors_at_the_ends_of_float32_are_those_of_float64(value, metric):
    vectors = (np.random.default_rng(1).uniform(-1, 1, (300, 8)) * value).astype(np.float32)
    embedding = ev.Embedding("edge", [f"w{i}" for i in range(300)], vectors)
    wide = vectors.astype(np.float64)
    scores = {
        "cosine": wide @ wide[0] / np.linalg.norm(wide, axis=1) / np.linalg.norm(wide[0]),
        "euclidean": -np.linalg.norm(wide - wide[0], axis=1),
        "dot": wide @ wide[0],
    }[metric]
    expected = [i for i in np.argsort(-scores, kind="stable") if i][:10]
    found = ev.neighbors(embedding, "w0", k=10, metric=metric)
    assert found.positions.tolist() == expected
    np.testing.assert_allclose(np.abs(found.scores), np.abs(scores[expected]), rtol=1e-9)


def test_a_short_vector_among_long_ones_is_found_by_its_direction():
    vectors = np.random.default_rng(2).standard_normal((300, 8)).astype(np.float32)
    vectors[7] = vectors[0] * np.float32(1e-41)
    embedding = ev.Embedding("mixed", [f"w{i}" for i in range(300)], vectors)
    assert ev.neighbors(embedding, "w0", k=1).words == ("w7",)
    assert ev.analogy(embedding, ["w0"], [], 1, method="3cosmul").words == ("w7",)


@pytest.mark.parametrize("value", [1e38, 3e38])
def test_what_is_made_of_the_largest_numbers_of_float32_is_finite(value):
    vectors = (np.random.default_rng(3).uniform(-1, 1, (100, 16)) * value).astype(np.float32)
    vectors[0] = value
    embedding = ev.Embedding("edge", [f"w{i}" for i in range(100)], vectors)
    pca = ev.project(embedding)
    wide = vectors.astype(np.float64)
    np.testing.assert_allclose(
        pca.coordinates, (wide - wide.mean(axis=0)) @ pca.linear.axes.T, rtol=1e-5, atol=value / 1e5
    )
    assert pca.explained_variance.sum() <= 1
    assert np.isfinite(ev.align(embedding, embedding).residuals).all()
    distances = span_distances(embedding, vectors[1:3])
    assert np.isfinite(distances.distances).all()
    assert 0 <= distances.median("share") <= 1
    if value == 3e38:
        with pytest.raises(ev.EmbedvizError, match=r"expected at most 3\.4·10³⁸, the largest number of float32"):
            ev.low_rank(embedding, ev.spectrum(embedding), k=1)
