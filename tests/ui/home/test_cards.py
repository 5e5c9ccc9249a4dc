import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.home.cards import MOST_DIMENSIONS


@pytest.fixture
def card(sent):
    """Draw one card of the page on a matrix; return its text, and its figure if there is one."""

    def script(name, embedding):
        from embedviz.ui.home import cards as home

        getattr(home, name)(embedding)

    def draw(name: str, vectors: np.ndarray, words: list[str] | None = None) -> tuple[str, dict | None]:
        words = words or [f"w{i}" for i in range(len(vectors))]
        app = AppTest.from_function(
            script, args=(name, ev.Embedding(f"{vectors.shape}{vectors.sum()}{words[0]}", words, vectors))
        )
        app.run(timeout=60)
        assert not app.exception
        charts = app.get("plotly_chart")
        text = " ".join(element.value for element in (*app.caption, *app.markdown))
        return text, sent(charts[0].proto.spec) if charts else None

    return draw


def test_words_of_letters_go_first_into_the_identity(card):
    _text, drawn = card("one_hot_words", np.eye(8), [",", "the", ".", "of", "42", "to", "and", "in"])
    assert drawn["layout"]["yaxis"]["ticktext"] == ["the", "of", "to", "and", "in", ","]
    text, drawn = card("one_hot_words", np.eye(1), ["?"])
    assert "rank **1**" in text
    np.testing.assert_array_equal(drawn["data"][0]["z"], [[1]])


@pytest.mark.parametrize(("vectors", "said"), [
    (np.random.default_rng(0).standard_normal((30, 10)), "**10** of the 10 singular values of the 30 × 10 matrix"),
    (np.ones((30, 10)), "**1** of the 10 singular values of the 30 × 10 matrix"),
    (np.zeros((3, 10)), "**0** of the 3 singular values of the 3 × 10 matrix"),
])  # fmt: skip
def test_the_rank_is_said_of_the_whole_matrix(card, vectors, said):
    assert said in card("rank", vectors)[0]


def test_a_witness_is_drawn_where_there_is_one_by_count(card):
    vectors = np.random.default_rng(1).standard_normal((9, 8)).astype(np.float32)
    text, drawn = card("independence", vectors)
    assert "Any **9** words in 8 dimensions" in text
    assert np.linalg.norm(drawn["data"][0]["y"] @ vectors) < 1e-12
    text, drawn = card("independence", vectors[:8])
    assert drawn is None
    assert "n + 1 = 9 words to be dependent by count; the source has 8" in text
    assert "Rank **8** of 8" in text


def test_in_very_many_dimensions_no_witness_is_computed(card):
    wide = np.random.default_rng(2).standard_normal((MOST_DIMENSIONS + 2, MOST_DIMENSIONS + 1))
    text, drawn = card("independence", wide)
    assert drawn is None
    assert f"Any **{MOST_DIMENSIONS + 2}** words" in text
    assert "No figure" in text


def test_the_mean_angle_is_that_of_all_pairs(card):
    vectors = np.random.default_rng(3).standard_normal((40, 5)) + 1
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    angles = np.degrees(np.arccos((units @ units.T)[np.triu_indices(40, 1)]))
    text, _drawn = card("orthogonality", vectors)
    said = re.search(r"([\d.]+)° ± ([\d.]+)°", text)
    assert (said[1], said[2]) == (f"{angles.mean():.1f}", f"{angles.std():.1f}")


@pytest.mark.parametrize(("vectors", "said"), [
    (np.ones((1, 3)), "one word has no angle"),
    (np.ones((3, 1)), "in one dimension"),
    (np.zeros((3, 3)), "fewer than two vectors are nonzero"),
])  # fmt: skip
def test_where_there_is_no_angle_that_is_said(card, vectors, said):
    text, drawn = card("orthogonality", vectors)
    assert drawn is None
    assert said in text


def test_an_analogy_is_solved_where_its_words_are(card):
    words = ["man", "king", "woman", "queen", "cat"]
    text, drawn = card("word2vec", np.array([[1.0, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [1, 1, -3]]), words)
    assert "Nearest among all other words (2): **queen**" in text
    assert drawn["data"][0]["text"] == ["man", "king", "woman", "queen"]
    text, drawn = card("word2vec", np.eye(3))
    assert drawn is None
    assert "No figure" in text


def test_neighbors_are_those_of_the_usual_word_or_of_the_first(card):
    vectors = np.array([[1.0, 0], [0, 1], [1, 1]])
    text, drawn = card("distance", vectors, ["dog", "cat", "rat"])
    assert "Among all other words (2), **rat** is nearest to “cat”, cosine **0.71**" in text
    assert drawn["layout"]["yaxis"]["ticktext"] == ["rat", "dog"]
    assert "nearest to “w0”" in card("distance", vectors)[0]
    text, drawn = card("distance", vectors[:1])
    assert drawn is None
    assert "No figure: no other word has a nonzero vector" in text


def test_a_word_the_source_has_is_one_static_point_whose_senses_are_a_guess(card):
    text, drawn = card("polysemy", np.eye(2), ["apple", "bank"])
    assert "With the static vector, one point for all, it is **50%**" in text
    assert "xaxis2" in drawn["layout"]
    text, drawn = card("polysemy", np.eye(2))
    assert "The word is not in the source" in text
    assert "xaxis2" not in drawn["layout"]
