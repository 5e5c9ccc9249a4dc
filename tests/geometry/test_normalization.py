import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

import embedviz as ev
from embedviz.errors import UnknownWordError
from embedviz.geometry.normalization import normalization


def test_all_columns_are_those_of_scipy(glove, glove64):
    found = normalization(glove, "cat", most_frequent=3_000)
    rows, query = glove64[found.positions], glove64[[glove.index("cat")]]
    length = np.linalg.norm(query)
    units, unit = rows / np.linalg.norm(rows, axis=1)[:, None], query / length
    assert found.positions.tolist() == [i for i in range(3_000) if i != glove.index("cat")]
    np.testing.assert_allclose(found.cosines, 1 - cdist(rows, query, "cosine")[:, 0], atol=1e-12)
    np.testing.assert_allclose(found.raw_distances, cdist(rows, query)[:, 0] / length, rtol=1e-12)
    np.testing.assert_allclose(found.distances, cdist(units, unit)[:, 0], rtol=1e-12)
    np.testing.assert_allclose(found.products, (units @ unit.T)[:, 0], atol=1e-12)


@pytest.mark.parametrize("word", ["cat", "the", "sandberger"])
def test_on_glove_the_identity_holds_to_rounding_and_all_agree_but_only_at_length_1(glove, word):
    found = normalization(glove, word, most_frequent=10_000)
    assert found.deviation < 5e-15
    assert found.agrees
    assert found.raw_deviation > 1
    assert found.raw_steps_back > 1_000
    np.testing.assert_allclose(found.predicted, 2 - 2 * found.cosines)
    np.testing.assert_array_equal(np.argsort(found.distances), np.argsort(-found.products))


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 300), st.sampled_from([-120, 0, 100]))
def test_for_any_vectors_the_identity_holds_and_the_orders_agree(named, seed, m, n, exponent):
    vectors = np.ldexp(np.random.default_rng(seed).standard_normal((m, n)), exponent)
    found = normalization(named(vectors), "w0")
    assert found.deviation <= found.rounding
    assert found.agrees


def test_what_is_out_of_order_is_seen():
    query = np.array([1.0, 0])
    rows = np.array([[10.0, 1], [1, 1]])  # the first is nearer by cosine, the second by distance
    found = normalization(ev.Embedding("three", list("abc"), np.vstack([query, rows])), "a")
    assert found.order.tolist() == [0, 1]
    assert found.raw_steps_back == 1
    assert found.agrees
    np.testing.assert_allclose(found.raw_distances, [np.sqrt(82), 1])


def test_equal_vectors_are_no_disagreement(named):
    found = normalization(named(np.tile([1.0, 2, 3], (50, 1))), "w3")
    assert found.agrees
    assert found.raw_steps_back == 0


def test_zero_vectors_and_the_word_itself_are_left_out(toy):
    assert normalization(toy, "east").positions.tolist() == [1, 2, 3, 5]
    assert normalization(toy, "diagonal", most_frequent=2).positions.tolist() == [0, 1]


def test_what_cannot_be_scaled_or_compared_is_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="'nowhere' is zero"):
        normalization(toy, "nowhere")
    with pytest.raises(ev.EmbedvizError, match="no other word"):
        normalization(toy.top(1), "east")
    with pytest.raises(UnknownWordError, match="'south'"):
        normalization(toy, "south")
