import numpy as np
import pytest

from embedviz.context.anisotropy import baseline
from embedviz.errors import EmbedvizError


def tokens(k: int, m: int) -> list[str]:
    return [f"w{i % m}" for i in range(k)]


def test_it_is_the_mean_cosine_of_pairs_of_different_words():
    X = np.random.default_rng(0).standard_normal((40, 6)) + 1
    found = baseline(X, tokens(40, 40))
    cosines = [
        X[i] @ X[j] / np.linalg.norm(X[i]) / np.linalg.norm(X[j]) for i in range(40) for j in range(40) if i != j
    ]
    assert found.mean_cosine == pytest.approx(np.mean(cosines))
    assert found.words == 40


def test_each_word_counts_once_whatever_its_case():
    rng = np.random.default_rng(0)
    X = np.concatenate([np.tile([1.0, 0.0], (500, 1)), [[0.0, 1.0]]])
    found = baseline(X, [str(word) for word in rng.choice(["The", "the"], 500)] + ["bank"])
    assert found.words == 2
    assert found.mean_cosine == pytest.approx(0)


def test_even_directions_have_none_and_a_common_one_shows():
    X = np.random.default_rng(0).standard_normal((5000, 50)).astype(np.float32)
    words = tokens(5000, 2500)
    assert baseline(X, words).mean_cosine == pytest.approx(0, abs=0.005)
    assert baseline(X + 1, words).mean_cosine == pytest.approx(0.5, abs=0.01)
    assert baseline(X, words).words == 1000


def test_all_occurrences_explain_what_their_singular_values_say():
    X = np.random.default_rng(1).standard_normal((30, 8)) + 0.5
    found = baseline(X, tokens(30, 30))
    values = np.linalg.svd(X, compute_uv=False)
    assert found.explainable_variance(30) == pytest.approx(values[0] ** 2 / (values**2).sum())
    assert found.explainable_variance(99) == found.explainable_variance(30)
    assert found.explainable_variance(1) == pytest.approx(1)


def test_few_occurrences_are_explained_as_many_draws_say():
    rng = np.random.default_rng(2)
    X = rng.standard_normal((50, 8))
    shares = []
    for _draw in range(2000):
        values = np.linalg.svd(X[rng.choice(50, 5, replace=False)], compute_uv=False)
        shares.append(values[0] ** 2 / (values**2).sum())
    found = baseline(X, tokens(50, 50))
    assert found.explainable_variance(5) == pytest.approx(np.mean(shares), abs=5 * np.std(shares) / 400**0.5)
    assert found.explainable_variance(5) == found.explainable_variance(5)


def test_the_seed_chooses_the_occurrences_and_zeros_are_left_out():
    X = np.random.default_rng(3).standard_normal((100, 4))
    X[::2] = 0
    words = tokens(100, 20)
    one, same, other = (baseline(X, words, seed=seed) for seed in (1, 1, 2))
    assert one.mean_cosine == same.mean_cosine != other.mean_cosine
    assert one.words == 10


@pytest.mark.parametrize(
    ("vectors", "words", "message"),
    [
        (np.ones((2, 2)), ["a"], "1 words and 2 vectors; expected the same number of each"),
        (np.array([[np.nan], [1.0]]), ["a", "b"], "NaN or infinity"),
        (np.ones((0, 2)), [], "m vectors in n dimensions"),
    ],
)
def test_what_cannot_be_compared_is_refused(vectors, words, message):
    with pytest.raises(EmbedvizError, match=message):
        baseline(vectors, words)


def test_there_is_none_where_there_are_no_two_words():
    X = np.random.default_rng(4).standard_normal((30, 4))
    assert baseline(X, tokens(30, 10)) is not None
    assert baseline(X, ["bank", "Bank"] * 15) is None
    assert baseline(np.zeros((2, 4)), ["a", "b"]) is None


@pytest.mark.parametrize("vectors", [np.array([[np.nan], [1.0]]), np.ones((3, 1))])
def test_a_baseline_of_what_is_wrong_is_refused_all_the_same(vectors):
    with pytest.raises(EmbedvizError, match=r"NaN or infinity|expected the same number"):
        baseline(vectors, ["a", "b"])


def test_a_baseline_of_nothing_is_refused():
    with pytest.raises(EmbedvizError, match="the baseline of 0 occurrences; expected at least 1"):
        baseline(np.eye(2), ["a", "b"]).explainable_variance(0)
