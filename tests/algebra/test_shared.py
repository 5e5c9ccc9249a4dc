import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.shared import shared_vocabulary

vocabularies = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12)


def embedding(words: list[str]) -> ev.Embedding:
    return ev.Embedding("".join(words), words, np.ones((len(words), 1)))


@given(vocabularies, vocabularies)
def test_the_words_are_those_of_both_sets_in_the_order_of_the_first(a, b):
    found = shared_vocabulary(embedding(a), embedding(b))
    assert set(found.words) == set(a) & set(b)
    assert all(isinstance(each, ev.Vocabulary) for each in (found.words, found.only_a, found.only_b))  # two buffers
    assert list(found.words) == sorted(found.words, key=a.index)
    assert found.rows_a.tolist() == [a.index(word) for word in found.words]
    assert found.rows_b.tolist() == [b.index(word) for word in found.words]
    assert set(found.only_a) == set(a) - set(b)
    assert set(found.only_b) == set(b) - set(a)
    assert found.repeated == (len(a) - len(set(a)), len(b) - len(set(b)))
    assert found.shares == pytest.approx((len(found) / len(set(a)), len(found) / len(set(b))))
