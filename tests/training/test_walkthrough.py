import numpy as np
import pytest
from gensim.models import Word2Vec
from gensim.models.word2vec_inner import train_batch_cbow, train_batch_sg
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.training.walkthrough import Step, negative_samples, step, windows

SENTENCE = ["the", "queen", "sat", "on", "the", "throne"]
# gensim looks the sigmoid up in a table of 1,000 entries from -6 to 6, a few of them too early: at 0 it finds 0.494.
SIGMOID_ERROR = 0.01


@pytest.fixture(scope="module")
def weights() -> tuple[np.ndarray, np.ndarray]:
    """Input and output weights of six words in four dimensions."""
    return tuple(np.random.default_rng(0).normal(size=(2, 6, 4)).astype(np.float32))


def loss(inputs: np.ndarray, outputs: np.ndarray) -> float:
    """Mikolov et al. 2013, eq. 4, negated: rows of W, and of W' with the target first."""
    scores = outputs @ inputs.mean(axis=0)
    scores[0] *= -1
    return float(np.log1p(np.exp(scores)).sum())


def gradient(function, at: np.ndarray) -> np.ndarray:
    """By central differences."""
    found = np.empty_like(at)
    for i in np.ndindex(at.shape):
        change = np.zeros_like(at)
        change[i] = 1e-6
        found[i] = (function(at + change) - function(at - change)) / 2e-6
    return found


def test_a_window_has_the_words_around_its_center():
    found = windows(SENTENCE, window=2)[1]
    assert (found.center, found.contexts) == ("queen", ("the", "sat", "on"))
    assert (found.position, found.context_positions) == (1, (0, 2, 3))
    assert found.pairs == (("queen", "the"), ("queen", "sat"), ("queen", "on"))


def test_a_sentence_of_one_word_has_a_window_without_contexts():
    (found,) = windows(["alone"], window=5)
    assert found.contexts == found.pairs == ()


@given(st.lists(st.sampled_from("abc"), max_size=9), st.integers(1, 12))
def test_windows_are_as_wide_as_asked_and_each_sees_those_that_see_it(sentence, window):
    found = windows(sentence, window=window)
    assert [each.center for each in found] == sentence
    for each in found:
        assert each.contexts == tuple(sentence[j] for j in each.context_positions)
        assert all(each.position in found[j].context_positions for j in each.context_positions)
        expected = [j for j in range(len(sentence)) if 0 < abs(j - each.position) <= window]
        assert list(each.context_positions) == expected


def test_a_window_that_reaches_nowhere_is_refused():
    with pytest.raises(ev.EmbedvizError, match="window is -2; expected a whole number from 1"):
        windows(SENTENCE, window=-2)


def test_negative_samples_are_drawn_by_counts_to_the_power_of_three_quarters_without_the_target():
    counts = np.array([1_000, 300, 50, 0])
    drawn = np.bincount(negative_samples(counts, 1, k=20_000), minlength=4) / 20_000
    noise = np.array([1_000, 0, 50, 0]) ** 0.75
    np.testing.assert_allclose(drawn, noise / noise.sum(), atol=0.01)
    assert drawn[1] == drawn[3] == 0


def test_negative_samples_are_the_same_for_the_same_seed():
    counts = np.arange(1, 100)
    assert negative_samples(counts, 5, k=10, seed=3) == negative_samples(counts, 5, k=10, seed=3)
    assert negative_samples(counts, 5, k=10, seed=3) != negative_samples(counts, 5, k=10, seed=4)


def test_a_vocabulary_of_one_word_has_no_negative_samples():
    with pytest.raises(ev.EmbedvizError, match="no word besides the target"):
        negative_samples(np.array([7]), 0, k=5)


def test_the_hidden_layer_of_one_word_is_its_row_as_the_product_with_a_one_hot_vector_gives_it(weights):
    vectors, output = weights
    found = step(vectors, output, 2, 4, [0, 1], rate=0.1)
    np.testing.assert_array_equal(found.hidden, np.eye(6)[2] @ vectors)
    np.testing.assert_allclose(found.scores, (found.hidden @ output.T.astype(np.float64))[[4, 0, 1]], rtol=1e-14)


def test_one_prediction_worked_out_by_hand():
    vectors, output = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [np.log(3), 5.0]])
    found = step(vectors, output, inputs=0, target=1, negatives=[0], rate=0.4)
    np.testing.assert_allclose(found.scores, [np.log(3), 0])
    np.testing.assert_allclose(found.probabilities, [3 / 4, 1 / 2])
    np.testing.assert_allclose(found.losses, [np.log(4 / 3), np.log(2)])
    assert found.loss == pytest.approx(np.log(8 / 3))
    np.testing.assert_allclose(found.errors, [-1 / 4, 1 / 2])
    np.testing.assert_allclose(found.hidden_gradient, [-np.log(3) / 4, -5 / 4])
    np.testing.assert_allclose(found.output_gradients, [[-1 / 4, 0], [1 / 2, 0]])
    np.testing.assert_allclose(found.new_input_rows, [[1 + np.log(3) / 10, 1 / 2]])
    np.testing.assert_allclose(found.new_output_rows, [[np.log(3) + 1 / 10, 5], [-1 / 5, 0]])


@pytest.mark.parametrize("inputs", [[2], [2, 5, 0]])
def test_gradients_are_those_of_finite_differences(weights, inputs):
    found = step(*weights, inputs, 4, [0, 1, 3], rate=0.1)
    assert found.loss == pytest.approx(loss(found.input_rows, found.output_rows))
    by_outputs = gradient(lambda outputs: loss(found.input_rows, outputs), found.output_rows)
    np.testing.assert_allclose(found.output_gradients, by_outputs, atol=1e-8)
    by_hidden = gradient(lambda hidden: loss(hidden[None], found.output_rows), found.hidden)
    np.testing.assert_allclose(found.hidden_gradient, by_hidden, atol=1e-8)


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(0, 4), st.floats(1e-6, 1e-3))
def test_a_small_step_lowers_the_loss(seed, c, k, rate):
    random = np.random.default_rng(seed)
    vectors, output = random.normal(size=(2, 6, 3))
    inputs, negatives = random.integers(6, size=c), random.integers(5, size=k)
    found = step(vectors, output, inputs, 5, negatives, rate=rate)
    assert found.new_loss < found.loss
    assert found.new_loss == pytest.approx(loss(found.new_input_rows, found.new_output_rows))


def test_a_word_drawn_twice_is_one_row_that_takes_both_steps(weights):
    vectors, output = weights
    once = step(vectors, output, 2, 4, [0], rate=0.1)
    twice = step(vectors, output, 2, 4, [0, 0], rate=0.1)
    np.testing.assert_allclose(twice.new_output_rows[1] - output[0], 2 * (once.new_output_rows[1] - output[0]))
    np.testing.assert_array_equal(twice.new_output_rows[1], twice.new_output_rows[2])


def test_a_negative_sample_that_is_the_target_is_left_out(weights):
    assert step(*weights, 2, 4, [4, 1, 4], rate=0.1).outputs == (4, 1)


def test_scores_beyond_any_sigmoid_are_no_trouble():
    vectors, output = np.array([[1e3], [1.0]]), np.array([[-1e3], [1e3]])
    found = step(vectors, output, 0, 0, [1], rate=0.1)
    np.testing.assert_array_equal(found.probabilities, [0, 1])
    assert found.loss == 2e6
    np.testing.assert_array_equal(found.errors, [-1, 1])


def gensim_model(window: int, *, cbow: bool) -> Word2Vec:
    """A network whose negative samples are all "noise", with weights that are not zero."""
    model = Word2Vec(vector_size=4, window=window, min_count=1, negative=1, sample=0, sg=int(not cbow), seed=1)
    model.build_vocab_from_freq({"a": 5, "b": 4, "c": 3, "noise": 2})
    model.cum_table = np.array([0, 0, 0, 2**31 - 1], dtype=np.uint32)
    random = np.random.default_rng(1)
    model.wv.vectors[:], model.syn1neg[:] = random.normal(size=(2, 4, 4), scale=0.6)
    return model


def follow(vectors: np.ndarray, output: np.ndarray, taken: Step) -> None:
    vectors[list(taken.inputs)] = taken.new_input_rows
    output[list(taken.outputs)] = taken.new_output_rows


def require_same_steps(model: Word2Vec, taken: list[tuple[list[int], int]], learn) -> None:
    """Take steps with word "noise" as negative sample; gensim must come to the same weights."""
    rate = 0.5
    vectors, output = model.wv.vectors.astype(np.float64), model.syn1neg.astype(np.float64)
    before = vectors.copy(), output.copy()
    for inputs, target in taken:
        follow(vectors, output, step(vectors, output, inputs, target, [3], rate=rate))
    learn(rate)
    largest = max(np.abs(vectors).max(), np.abs(output).max())
    allowed = 2 * len(taken) * SIGMOID_ERROR * rate * largest  # of the target and of the negative sample
    for found, expected, start in ((model.wv.vectors, vectors, before[0]), (model.syn1neg, output, before[1])):
        np.testing.assert_allclose(found, expected, atol=allowed)
        assert np.abs(expected - start).max() > 5 * allowed


def test_steps_of_skip_gram_are_gensim_s():
    model = gensim_model(window=1, cbow=False)
    work = np.zeros(4, dtype=np.float32)
    # gensim predicts each word from its context, which gives the same pairs.
    taken = [([1], 0), ([0], 1)]
    require_same_steps(model, taken, lambda rate: train_batch_sg(model, [["a", "b"]], rate, work, False))


def test_steps_of_cbow_are_gensim_s():
    model = gensim_model(window=1, cbow=True)
    work, hidden = np.zeros((2, 4), dtype=np.float32)
    taken = [([1], 0), ([0, 2], 1), ([1], 2)]
    require_same_steps(model, taken, lambda rate: train_batch_cbow(model, [["a", "b", "c"]], rate, work, hidden, False))


def test_a_network_whose_output_weights_are_zero_says_one_half_of_each_word(weights):
    found = step(weights[0], np.zeros((6, 4)), 2, 4, [0, 1, 3], rate=0.1)
    np.testing.assert_array_equal(found.probabilities, np.full(4, 0.5))
    assert found.loss == pytest.approx(4 * np.log(2))
    np.testing.assert_array_equal(found.new_input_rows[0], found.hidden)  # only the output weights learn at first


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"inputs": 6}, "row 6 of 6; expected one from 0"),
        ({"target": -1}, "row -1 of 6"),
        ({"negatives": [9]}, "row 9 of 6"),
        ({"inputs": []}, "a prediction from no word"),
        ({"rate": float("nan")}, "the learning rate is nan; expected a positive number"),
        ({"rate": 0.0}, "the learning rate is 0.0"),
        ({"output": np.zeros((6, 3))}, r"output weights of shape \(6, 3\)"),
        ({"vectors": np.full((6, 4), np.nan)}, "NaN"),
    ],
)
def test_what_is_no_prediction_is_refused(weights, changed, message):
    asked = {"vectors": weights[0], "output": weights[1], "inputs": 2, "target": 4, "negatives": [0], "rate": 0.1}
    with pytest.raises(ev.EmbedvizError, match=message):
        step(**{**asked, **changed})
