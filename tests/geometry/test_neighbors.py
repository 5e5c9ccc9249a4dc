import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import UnknownWordError
from embedviz.geometry.neighbors import available, cosines_to, unit_vectors
from embedviz.geometry.scoring import METRICS
from embedviz.subwords import Subwords

WORDS = [
    "bank", "the", "king", "queen", "river", "money", "apple", "computer", "paris", "running", "blue", "seven", "of",
    "shakespeare", "dna", ",", "2008", "zebra", "very", "sandberger",
]  # fmt: skip

ANALOGIES = [
    (["king", "woman"], ["man"]),
    (["paris", "germany"], ["france"]),
    (["walking", "swam"], ["walked"]),
    (["bigger", "cold"], ["big"]),
    (["money", "river", "water"], []),
    (["france"], ["paris", "wine"]),
]


def brute_scores(vectors: np.ndarray, query: np.ndarray, metric: str) -> np.ndarray:
    """Higher is nearer, in float64; minus infinity where there is no direction."""
    if metric == "euclidean":
        return -np.linalg.norm(vectors - query, axis=1)
    if metric == "dot":
        return vectors @ query
    norms = np.linalg.norm(vectors, axis=1)
    with np.errstate(invalid="ignore"):
        cosines = vectors @ (query / np.linalg.norm(query)) / norms
    return np.where(norms > 0, cosines, -np.inf)


def brute_3cosmul(vectors: np.ndarray, positive: list[int], negative: list[int]) -> np.ndarray:
    """Equation 4 of Levy and Goldberg 2014 with similarities shifted to [0, 1], in float64."""
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    shifted = (1 + units @ units[positive + negative].T) / 2
    p = len(positive)
    scores = shifted[:, :p].prod(axis=1) / (shifted[:, p:] + 0.001).prod(axis=1)
    scores[positive + negative] = -np.inf
    return scores


def best(scores: np.ndarray, k: int) -> np.ndarray:
    return np.argsort(-scores, kind="stable")[:k]


def shown(scores: np.ndarray, metric: str) -> np.ndarray:
    return -scores if metric == "euclidean" else scores


# Against brute force over all of GloVe


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("words", [
    pytest.param(WORDS[::5], id="a few"),
    pytest.param([word for i, word in enumerate(WORDS) if i % 5], id="the others", marks=pytest.mark.exhaustive),
])  # fmt: skip
def test_neighbors_of_words_are_those_of_brute_force(glove, glove64, metric, words):
    for word in words:
        row = glove.index(word)
        scores = brute_scores(glove64, glove64[row], metric)
        scores[row] = -np.inf
        found = ev.neighbors(glove, word, 10, metric)
        assert found.positions.tolist() == best(scores, 10).tolist()
        assert found.words == tuple(glove.words[i] for i in found.positions)
        np.testing.assert_allclose(found.scores, shown(scores[found.positions], metric), atol=1e-12)


@pytest.mark.parametrize(("metric", "k"), [
    pytest.param(metric, k, marks=[] if (metric, k) in some else pytest.mark.exhaustive)
    for some in [{("cosine", 1), ("dot", 100), ("euclidean", 1000), ("cosine", 399_999)}]
    for metric in METRICS
    for k in (1, 100, 1000, 399_999)
])  # fmt: skip
def test_any_number_of_neighbors_is_that_of_brute_force(glove, glove64, metric, k):
    row = glove.index("bank")
    scores = brute_scores(glove64, glove64[row], metric)
    scores[row] = -np.inf
    found = ev.neighbors(glove, "bank", k, metric)
    assert len(set(found.positions)) == len(found) == k
    np.testing.assert_allclose(scores[found.positions], -np.sort(-scores)[:k], atol=1e-12)


@pytest.mark.parametrize("metric", METRICS)
def test_a_vector_finds_its_own_word_first(glove, metric):
    found = ev.neighbors(glove, glove["bank"], 3, metric)
    assert found.words[0] == "bank"
    assert found.words[1:] == ev.neighbors(glove, "bank", 2, metric).words


@pytest.mark.parametrize(("positive", "negative"), ANALOGIES)
def test_3cosadd_is_what_gensim_answers(glove, keyed_vectors, positive, negative):
    found = ev.analogy(glove, positive, negative)
    expected = keyed_vectors.most_similar(positive=positive, negative=negative, topn=10)
    assert list(found.words) == [word for word, _score in expected]
    np.testing.assert_allclose(found.scores, [score for _word, score in expected], atol=1e-6)


@pytest.mark.parametrize(("positive", "negative"), [
    pytest.param(*words, marks=pytest.mark.exhaustive if i % 2 else []) for i, words in enumerate(ANALOGIES)
])  # fmt: skip
def test_3cosmul_is_the_formula_of_levy_and_goldberg(glove, glove64, positive, negative):
    rows = [[glove.index(word) for word in side] for side in (positive, negative)]
    scores = brute_3cosmul(glove64, *rows)
    found = ev.analogy(glove, positive, negative, method="3cosmul")
    assert found.positions.tolist() == best(scores, 10).tolist()
    np.testing.assert_allclose(found.scores, scores[found.positions], rtol=1e-12)


def test_king_minus_man_plus_woman_is_queen(glove):
    for method in ("3cosadd", "3cosmul"):
        assert ev.analogy(glove, ["king", "woman"], ["man"], k=1, method=method).words == ("queen",)


# Where float32 is not enough


@pytest.mark.parametrize("n", [3, 50, 300])
@pytest.mark.parametrize("metric", METRICS)
def test_near_ties_that_float32_puts_in_the_wrong_order_come_in_the_right_one(named, metric, n):
    rng = np.random.default_rng(n)
    query = rng.standard_normal(n).astype(np.float32)
    # Products change with the difference to the query, cosines and distances only with its square.
    spread = 1e-6 if metric == "dot" else 1e-4
    vectors = (query + spread * rng.standard_normal((2000, n))).astype(np.float32)
    exact = brute_scores(vectors.astype(np.float64), query.astype(np.float64), metric)
    rough = vectors @ query
    if metric == "cosine":
        rough = rough / np.linalg.norm(vectors, axis=1)
    elif metric == "euclidean":
        rough = rough - (vectors**2).sum(axis=1) / 2
    assert best(rough, 10).tolist() != best(exact, 10).tolist()
    assert ev.neighbors(named(vectors), query, 10, metric).positions.tolist() == best(exact, 10).tolist()


@pytest.mark.parametrize("negatives", [1, 2])
def test_3cosmul_holds_where_it_divides_by_almost_nothing(named, negatives):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        question = rng.standard_normal((2, 3))
        opposite = -question[1] + 1e-4 * rng.standard_normal((300, 3))
        vectors = np.vstack([question, question[1], opposite]).astype(np.float32)
        negative = [1, 2][:negatives]
        scores = brute_3cosmul(vectors.astype(np.float64), [0], negative)
        found = ev.analogy(named(vectors), ["w0"], [f"w{i}" for i in negative], method="3cosmul")
        np.testing.assert_allclose(found.scores, scores[best(scores, 10)], rtol=1e-9)


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([2, 11, 511, 512, 513, 1100]),
    st.sampled_from([1, 2, 49, 50, 300]),
    st.sampled_from(METRICS),
    st.data(),
)
def test_any_matrix_has_the_neighbors_of_brute_force(named, seed, m, n, metric, data):
    # Few different small numbers: duplicates, exact ties and, in few dimensions, zero rows.
    vectors = np.random.default_rng(seed).integers(-1, 2, (m, n))
    vectors[:2] = 1
    query = data.draw(st.integers(0, m - 1).filter(lambda row: vectors[row].any()))
    scores = brute_scores(vectors.astype(np.float64), vectors[query].astype(np.float64), metric)
    scores[query] = -np.inf
    k = data.draw(st.integers(1, int(np.isfinite(scores).sum())))
    found = ev.neighbors(named(vectors), f"w{query}", k, metric)
    assert len(set(found.positions)) == k
    np.testing.assert_allclose(found.scores, shown(scores[found.positions], metric), atol=1e-12)
    np.testing.assert_allclose(scores[found.positions], -np.sort(-scores)[:k], atol=1e-12)


def test_of_equal_words_the_more_frequent_comes_first(named):
    embedding = named(np.tile([[1.0, 2.0], [2.0, 1.0]], (700, 1)))
    assert ev.neighbors(embedding, np.array([1.0, 2.0]), 5).positions.tolist() == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("scale", [1e-15, 1e15])
@pytest.mark.parametrize("metric", METRICS)
def test_scale_does_not_matter(named, scale, metric):
    vectors = np.random.default_rng(0).standard_normal((600, 5)).astype(np.float32)
    plain = ev.neighbors(named(vectors), "w0", 10, metric)
    # A power of two changes no digit.
    scaled = np.ldexp(vectors, round(np.log2(scale)))
    assert ev.neighbors(named(scaled), "w0", 10, metric).words == plain.words


# By hand, and what is refused


def test_cosines_distances_and_products_worked_out_by_hand(toy):
    by_angle = ev.neighbors(toy, "east", 4)
    assert by_angle.words == ("diagonal", "northeast", "north", "west")
    np.testing.assert_allclose(by_angle.scores, [np.sqrt(0.5), 0.6, 0, -1])
    by_distance = ev.neighbors(toy, "east", 5, "euclidean")
    assert by_distance.words == ("diagonal", "nowhere", "north", "west", "northeast")
    np.testing.assert_allclose(by_distance.scores, np.sqrt([2, 4, 5, 9, 17]))
    by_product = ev.neighbors(toy, "east", 5, "dot")
    assert by_product.words == ("northeast", "diagonal", "north", "nowhere", "west")
    np.testing.assert_array_equal(by_product.scores, [6, 2, 0, 0, -2])


def test_a_zero_row_is_no_neighbor_by_cosine_but_is_one_by_distance_and_product(toy):
    with pytest.raises(ev.EmbedvizError, match="5 neighbors; expected 1 to 4"):
        ev.neighbors(toy, "east", 5)
    for metric in ("euclidean", "dot"):
        assert "nowhere" in ev.neighbors(toy, "east", 5, metric).words
    assert "nowhere" not in ev.analogy(toy, ["east"], ["north"], 3).words
    assert "nowhere" not in ev.analogy(toy, ["east"], ["north"], 3, method="3cosmul").words


def test_excluded_words_are_passed_over(toy):
    assert ev.neighbors(toy, "east", 2, exclude=["diagonal"]).words == ("northeast", "north")


@pytest.mark.parametrize("k", [0, -1, 400_000, 10**9])
@pytest.mark.parametrize("metric", METRICS)
def test_a_k_out_of_range_is_refused(glove, k, metric):
    with pytest.raises(ev.EmbedvizError, match="expected 1 to 399,999"):
        ev.neighbors(glove, "bank", k, metric)


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_an_analogy_cannot_have_more_answers_than_other_words(toy, method):
    assert len(ev.analogy(toy, ["east"], ["north"], 3, method)) == 3
    with pytest.raises(ev.EmbedvizError, match="4 neighbors; expected 1 to 3"):
        ev.analogy(toy, ["east"], ["north"], 4, method)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (np.zeros(2), "zero: it has no direction"),
        ("nowhere", "zero: it has no direction"),
        (np.array([np.nan, 1]), "NaN or infinity"),
        (np.array([np.inf, 1]), "NaN or infinity"),
        (np.ones(3), r"shape \(3,\); expected one of shape \(2,\)"),
        (np.ones((1, 2)), r"shape \(1, 2\); expected one of shape \(2,\)"),
        (1.0, r"shape \(\); expected one of shape \(2,\)"),
    ],
)
def test_a_query_that_is_no_direction_is_refused(toy, query, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        ev.neighbors(toy, query, 1)


def test_the_zero_vector_has_distances_and_products(toy):
    assert ev.neighbors(toy, np.zeros(2), 2, "euclidean").words == ("nowhere", "north")
    assert ev.neighbors(toy, np.zeros(2), 2, "dot").scores.tolist() == [0, 0]


def test_by_product_a_longer_vector_is_nearer_than_the_word_itself(toy):
    assert ev.neighbors(toy, toy["east"], 2, "dot").words == ("northeast", "east")


@given(st.integers(0, 2**32 - 1), st.integers(-140, 120), st.integers(-140, 120))
def test_products_are_in_order_however_large_or_small_the_vectors_are(named, seed, exponent, other):
    rng = np.random.default_rng(seed)
    vectors = np.ldexp(rng.standard_normal((200, 5)), np.where(np.arange(200) % 2, exponent, other)[:, None])
    vectors = vectors.astype(np.float32)
    scores = brute_scores(vectors.astype(np.float64), vectors[0].astype(np.float64), "dot")
    scores[0] = -np.inf
    found = ev.neighbors(named(vectors), "w0", 10, "dot")
    np.testing.assert_allclose(found.scores, -np.sort(-scores)[:10], rtol=1e-12)


@pytest.mark.parametrize("metric", ["manhattan", "", "Cosine"])
def test_an_unknown_metric_is_refused(toy, metric):
    with pytest.raises(ev.EmbedvizError, match=f"no metric is called '{metric}'; expected cosine, euclidean or dot"):
        ev.neighbors(toy, "east", 1, metric)


def test_an_unknown_method_is_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="no method is called 'add'; expected 3cosadd or 3cosmul"):
        ev.analogy(toy, ["east"], [], 1, "add")


@pytest.mark.parametrize(
    "ask",
    [
        lambda e: ev.neighbors(e, "south"),
        lambda e: ev.neighbors(e, "east", 1, exclude=["south"]),
        lambda e: ev.analogy(e, ["south"], []),
        lambda e: ev.analogy(e, ["east"], ["south"], method="3cosmul"),
    ],
    ids=["the query", "left out", "added", "subtracted"],
)
def test_an_unknown_word_is_refused(toy, ask):
    with pytest.raises(UnknownWordError, match="'south'"):
        ask(toy)


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_an_analogy_needs_words_with_directions(toy, method):
    with pytest.raises(ev.EmbedvizError, match="expected at least one"):
        ev.analogy(toy, [], [], 1, method)
    with pytest.raises(ev.EmbedvizError, match="'nowhere' is zero"):
        ev.analogy(toy, ["east"], ["nowhere"], 1, method)


def test_words_that_cancel_leave_no_direction(toy):
    with pytest.raises(ev.EmbedvizError, match="no direction"):
        ev.analogy(toy, ["east", "west"], [], 1)


def test_unit_vectors_worked_out_by_hand(toy):
    np.testing.assert_allclose(unit_vectors(toy, ["northeast", "west"]), [[0.6, 0.8], [-1, 0]])


def test_cosines_to_a_vector_equal_brute_force_and_are_nan_without_direction(glove, glove64, toy):
    expected = brute_scores(glove64[:5000], glove64[100], "cosine")
    np.testing.assert_allclose(cosines_to(glove.vectors[:5000], glove64[100]), expected, atol=1e-6)
    np.testing.assert_allclose(cosines_to(toy.vectors, toy["east"]), [1, 0, 0.6, -1, np.nan, np.sqrt(0.5)], rtol=1e-6)


# Words outside the vocabulary


@pytest.fixture(scope="module")
def parted() -> ev.Embedding:
    """Sixty words, and vectors of n-grams for all others of at least three letters."""
    random = np.random.default_rng(0)
    vectors, parts = (random.standard_normal((count, 8), dtype=np.float32) for count in (60, 100))
    return ev.Embedding("parted", [f"w{i}" for i in range(60)], vectors, subwords=Subwords(5, 6, parts))


@pytest.mark.parametrize("metric", METRICS)
def test_the_neighbors_of_an_unseen_word_are_those_of_its_vector(parted, metric):
    found = ev.neighbors(parted, "unseen", 60, metric, exclude=())
    scores = brute_scores(parted.vectors.astype(np.float64), parted["unseen"].astype(np.float64), metric)
    np.testing.assert_array_equal(found.positions, best(scores, 60))
    np.testing.assert_allclose(found.scores, shown(scores, metric)[found.positions])


def test_excluding_an_unseen_word_excludes_nothing(parted):
    words = ev.neighbors(parted, "w0", 10).words
    assert ev.neighbors(parted, "w0", 10, exclude=["unseen"]).words == words
    assert words[0] not in ev.neighbors(parted, "w0", 10, exclude=["unseen", words[0]]).words


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_an_analogy_may_ask_with_unseen_words(parted, method):
    found = ev.analogy(parted, ["unseen", "w1"], ["other"], 59, method)
    assert set(found.words) == set(parted.words) - {"w1"}
    units = unit_vectors(parted, ["unseen", "w1", "other"])
    np.testing.assert_allclose(units[0], parted["unseen"] / np.linalg.norm(parted["unseen"]), rtol=1e-6)
    cosines = parted.vectors @ units.T / np.linalg.norm(parted.vectors, axis=1, keepdims=True)
    if method == "3cosadd":
        scores = cosines @ [1, 1, -1] / np.linalg.norm([1, 1, -1] @ units)
    else:
        shifted = (1 + cosines) / 2
        scores = shifted[:, 0] * shifted[:, 1] / (shifted[:, 2] + 0.001)
    np.testing.assert_allclose(found.scores, scores[found.positions], rtol=1e-5, atol=1e-6)
    assert (np.diff(found.scores) <= 0).all()


def test_a_word_without_any_vector_is_unknown(parted):
    for ask in (
        lambda: ev.neighbors(parted, "at"),
        lambda: ev.neighbors(parted, "w0", exclude=["at"]),
        lambda: ev.analogy(parted, ["w0"], ["at"]),
        lambda: ev.analogy(parted, ["w0"], ["at"], method="3cosmul"),
    ):
        with pytest.raises(UnknownWordError, match="'at'"):
            ask()


# Zero vectors


@pytest.fixture
def padded() -> ev.Embedding:
    vectors = [[0, 0], [3, 4], [0, 0], [6, 7], [-1, 1]]
    return ev.Embedding("padded", ["<pad>", "a", "<unk>", "b", "c"], np.array(vectors, dtype=np.float32))


def test_zero_vectors_are_at_a_distance_and_have_a_product(padded):
    found = ev.neighbors(padded, "a", 4, "euclidean")
    assert found.words == ("b", "<pad>", "<unk>", "c")
    np.testing.assert_allclose(found.scores, [np.sqrt(18), 5, 5, 5])
    found = ev.neighbors(padded, "a", 4, "dot")
    assert found.words == ("b", "c", "<pad>", "<unk>")
    np.testing.assert_allclose(found.scores, [46, 1, 0, 0])


def test_only_the_cosine_leaves_zero_vectors_out(padded):
    assert [available(padded, metric=metric, exclude=["a"]) for metric in METRICS] == [2, 4, 4]
    assert [available(padded, metric=metric, exclude=["<pad>"]) for metric in METRICS] == [3, 4, 4]
    assert ev.neighbors(padded, "a", 2).words == ("b", "c")
    with pytest.raises(ev.EmbedvizError, match="3 neighbors; expected 1 to 2"):
        ev.neighbors(padded, "a", 3)
    # The other zero vector is at no distance from the first.
    assert ev.neighbors(padded, "<pad>", 1, "euclidean").words == ("<unk>",)
