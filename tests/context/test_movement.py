import numpy as np
import pytest

import embedviz as ev
from embedviz.context.movement import movement
from embedviz.context.static import ContextAverage, Static


@pytest.fixture(scope="module")
def elmo() -> ev.Elmo:
    return ev.Elmo.load()


def words(text: str) -> list[str]:
    return text.split()


def test_an_unchanged_sentence_stays(elmo):
    found = movement(elmo, words("the bank of the river"), words("the bank of the river"))
    assert not found.edited.any()
    np.testing.assert_allclose(found.moved, 0, atol=1e-6)


def test_layer_0_moves_only_where_the_word_changed_and_the_others_around_it(elmo):
    found = movement(elmo, words("he sat on the bank of the river"), words("he sat on the bank of the city"))
    np.testing.assert_array_equal(found.edited, [False] * 7 + [True])
    np.testing.assert_allclose(found.moved[0, :7], 0, atol=1e-6)
    assert (found.moved[0, 7:] > 0.1).all()
    assert (found.moved[1:, :7] > 1e-3).all()
    assert (found.spread[1:] > found.spread[0]).all()


def test_the_share_is_that_of_the_two_encodings(elmo):
    before, after = words("a light rain fell"), words("a light lamp fell")
    one, two = (layers.astype(np.float64) for layers in elmo.encode([before, after]))
    found = movement(elmo, before, after)
    for layer in range(3):
        for t in range(4):
            expected = np.sqrt(((two[layer, t] - one[layer, t]) ** 2).sum() / (one[layer, t] ** 2).sum())
            assert found.moved[layer, t] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_word_put_in_has_no_place_it_came_from(glove):
    found = movement(Static(glove), words("the bank"), words("the old bank"))
    np.testing.assert_array_equal(found.edited, [False, True, False])
    np.testing.assert_array_equal(found.moved, [[0, np.nan, 0]])


def test_a_word_taken_out_moves_what_was_around_it(glove):
    found = movement(ContextAverage(glove), words("the old river bank"), words("the river bank"))
    assert found.tokens == ("the", "river", "bank")
    assert not found.edited.any()
    assert (found.moved > 0).all()


@pytest.mark.parametrize(("before", "after"), [("", ""), ("", "the bank"), ("the bank", ""), ("qxzw", "the")])
def test_nothing_to_compare_is_no_error(glove, before, after):
    found = movement(Static(glove), words(before), words(after))
    assert found.moved.shape == (1, len(words(after)))
    assert not np.isfinite(found.moved).any()
    assert np.isnan(found.spread).all()
