import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.space import truth
from embedviz.ui.space.methods import COUNTS, CURVED, MOST_WORDS, counts_for
from embedviz.ui.space.picture import picture
from embedviz.ui.space.truth import every_trust, sampled_trust


@given(st.integers(1, 60_000) | st.just(MOST_WORDS + 1), st.sampled_from(["pca", "axes", "random", *CURVED]))
def test_counts_rise_to_the_most_there_are_or_the_method_can_do(m, method):
    words = range(m)  # only how many there are counts
    counts = counts_for(words, method)
    assert counts == sorted(set(counts))
    assert counts[-1] == min(m, CURVED[method].most_words if method in CURVED else MOST_WORDS)
    assert set(counts[:-1]) == {count for count in COUNTS if count < counts[-1]}


@pytest.mark.parametrize("method", ["pca", "random"])
def test_a_flat_picture_is_that_of_the_library(glove, method):
    found = picture(glove, method, 1000, seed=3)
    expected = ev.project(glove.top(1000), method, seed=3)
    np.testing.assert_array_equal(found.projection.coordinates, expected.coordinates)
    assert found.embedding is glove
    assert list(found.shown.words) == list(glove.words[:1000])
    for title, share in zip(found.titles, expected.explained_variance, strict=True):
        assert f"{share:.1%}" in title


def test_another_seed_is_another_random_picture(glove):
    first, second = (picture(glove, "random", 500, seed) for seed in (0, 1))
    assert first.key != second.key
    assert not np.allclose(first.projection.coordinates, second.projection.coordinates)


def test_trust_is_that_of_the_library(glove):
    found = picture(glove, "pca", 500, 0)
    expected = ev.faithfulness(found.shown.vectors, found.projection.coordinates)
    assert every_trust(found).trustworthiness == expected.trustworthiness
    np.testing.assert_array_equal(every_trust(found).kept, expected.kept)


def test_trust_in_a_sample_is_kept_apart_from_trust_in_all(glove, monkeypatch):
    monkeypatch.setattr(truth, "SAMPLE", 100)
    found = picture(glove, "pca", 500, 0)
    assert [len(judged(found).positions) for judged in (every_trust, sampled_trust)] == [500, 100]


def page(embedding, out) -> None:
    from embedviz.ui.space.picture import picture

    out.append(picture(embedding, "axes", 6, 0))


def axes(embedding: ev.Embedding) -> tuple[AppTest, list]:
    out: list = []
    app = AppTest.from_function(page, kwargs={"embedding": embedding, "out": out}).run()
    return app, out


def test_three_axes_are_asked_for_and_the_picture_is_of_their_span(glove):
    app, out = axes(glove)
    for number, typed in ((1, "king - man"), (2, "paris"), (3, "red + blue")):
        app.text_input(key=f"axis{number}").set_value(typed).run()
    assert not app.exception
    directions = [glove["king"] - glove["man"], glove["paris"], glove["red"] + glove["blue"]]
    expected = ev.project_onto_span(glove.top(6), np.stack(directions).astype(np.float64))
    np.testing.assert_allclose(out[-1].projection.coordinates, expected.coordinates, atol=1e-5)
    assert out[-1].key != out[0].key


def test_axes_have_defaults_that_the_vocabulary_knows(glove):
    _app, out = axes(glove)
    assert out[-1].projection.coordinates.shape == (6, 3)


def test_axes_of_a_vocabulary_without_those_words_are_its_first_words():
    words = ["a b", "+", "c", "d", "e", "f"]
    app, out = axes(ev.Embedding("odd", words, np.eye(6, 4, dtype=np.float32) + 1))
    assert not app.exception
    assert out[-1].projection.coordinates.shape == (6, 3)


@pytest.mark.parametrize("vectors", [np.ones((6, 4)), np.eye(6, 1) + 1, np.outer(np.arange(1, 7), [1.0, 2])])
def test_where_fewer_than_three_vectors_are_independent_fewer_axes_are_asked_for(vectors):
    app, out = axes(ev.Embedding("line", list("abcdef"), vectors))
    assert not app.exception
    assert len(app.text_input) == 1
    assert out[-1].projection.coordinates.shape == (6, 3)
    assert not out[-1].projection.coordinates[:, 1:].any()
