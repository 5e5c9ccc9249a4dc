import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev
from embedviz.evaluation import threecosadd
from embedviz.evaluation.threecosadd import NO_ANSWER, solve

small_embeddings = npst.arrays(
    np.int64, st.tuples(st.integers(4, 12), st.integers(1, 4)), elements=st.integers(-3, 3)
).filter(lambda vectors: (vectors != 0).any(axis=1).sum() >= 4)


def brute_force(vectors: np.ndarray, a: int, b: int, c: int) -> set[int]:
    """All rows with the highest cosine, up to rounding, in float64."""
    with np.errstate(invalid="ignore"):
        units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    query = units[b] - units[a] + units[c]
    if np.linalg.norm(query) < 1e-9:
        return set()
    cosines = units @ query / np.linalg.norm(query)
    cosines[[a, b, c]] = np.nan
    return set(np.flatnonzero(cosines >= np.nanmax(cosines) - 1e-9).tolist())


@given(small_embeddings, st.data())
def test_the_answer_is_that_of_brute_force_with_ties_and_zero_vectors(vectors, data):
    rows = st.sampled_from(np.flatnonzero((vectors != 0).any(axis=1)).tolist())
    asked = data.draw(st.lists(st.tuples(rows, rows, rows, rows), min_size=1, max_size=5))
    embedding = ev.Embedding("e", [f"w{i}" for i in range(len(vectors))], vectors)
    answers, correct = solve(embedding, [[[row] for row in words] for words in asked])
    for words, answer, right in zip(asked, answers, correct, strict=True):
        best = brute_force(vectors.astype(float), *words[:3])
        if best:
            assert answer in best
            assert right == (answer == words[3])


@pytest.mark.parametrize(("questions", "words"), [(3, 7), (1000, 1)])
def test_blocks_of_any_size_give_the_same_answers(glove, monkeypatch, questions, words):
    top = glove.top(60)
    asked = [[[row] for row in rows] for rows in np.random.default_rng(0).integers(0, 60, (50, 4)).tolist()]
    expected = solve(top, asked)
    monkeypatch.setattr(threecosadd, "QUESTIONS_AT_ONCE", questions)
    monkeypatch.setattr(threecosadd, "WORDS_AT_ONCE", words)
    for found, each in zip(solve(top, asked), expected, strict=True):
        np.testing.assert_array_equal(found, each)


def test_what_float32_cannot_tell_apart_is_decided_in_float64():
    near = np.float32(1) + np.array([0, 1, 2, 3], dtype=np.float32) * np.float32(2**-23)
    vectors = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], *([1e-4, value, 1e-4] for value in near)], dtype=np.float32)
    embedding = ev.Embedding("near", list("abcdefg"), vectors)
    expected = ev.analogy(embedding, ["b", "b"], ["a"], 4).positions
    assert sorted(expected) == [3, 4, 5, 6]
    assert np.ptp(ev.analogy(embedding, ["b", "b"], ["a"], 4).scores) < 1e-10
    for d in range(3, 7):
        answers, correct = solve(embedding, [[[0], [1], [1], [d]]])
        assert correct[0] == (d == expected[0])
        assert not correct[0] or answers[0] == d


def test_no_spelling_of_the_question_is_an_answer_in_float64_either():
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0.1, 1, 0], [0.1, 1, 1e-9]])
    embedding = ev.Embedding("e", ["a", "b", "B", "d", "near d"], vectors)
    answers, correct = solve(embedding, [[[0], [1, 2], [1, 2], [3]], [[0], [1, 2], [1, 2], [4]]])
    assert set(answers.tolist()) <= {3, 4}
    assert correct.sum() == 1


def test_the_best_spelling_of_the_answer_counts_and_no_spelling_of_the_question():
    vectors = np.array([[1, 0], [0, 1], [-1, 0.1], [-1, 1], [-1, 0.9], [0.5, -1]])
    embedding = ev.Embedding("e", ["a", "b", "d", "B", "D", "far"], vectors)
    answers, correct = solve(embedding, [[[0], [1, 3], [1, 3], [2, 4]]])
    assert correct[0]
    assert answers[0] == 4


def test_a_question_without_direction_has_no_answer(named):
    vectors = named(np.array([[1, 1, 0], [1, 0, 1], [0, 1, -1], [0, 0, 1], [1, 0, 0]]))
    answers, correct = solve(vectors, [[[0], [1], [2], [3]], [[1], [0], [2], [3]]])
    assert answers[0] == NO_ANSWER  # b + c is a
    assert answers[1] != NO_ANSWER
    assert not correct[0]


def test_a_question_that_leaves_no_word_has_no_answer(named):
    answers, correct = solve(named(np.eye(2)), [[[0], [1], [1], [0]]])
    assert answers.tolist() == [NO_ANSWER]
    assert correct.tolist() == [False]


def test_progress_is_reported_in_order_and_to_the_end(glove):
    reports: list[ev.Progress] = []
    asked = [[[row] for row in rows] for rows in np.random.default_rng(0).integers(0, 1000, (2000, 4)).tolist()]
    solve(glove.top(20_000), asked, progress=reports.append)
    done = [each.done for each in reports]
    assert done == sorted(done)
    assert (reports[-1].done, reports[-1].total) == (40, 40)


def test_cancelling_stops_at_once_and_leaves_no_thread(glove, cancel_at, monkeypatch, left_running):
    finished = []
    solve_block = threecosadd._solve_block
    monkeypatch.setattr(threecosadd, "_solve_block", lambda *given: finished.append(solve_block(*given)))
    asked = [[[row] for row in rows] for rows in np.random.default_rng(0).integers(0, 1000, (20_000, 4)).tolist()]
    with pytest.raises(ev.Cancelled):
        solve(glove, asked, progress=cancel_at(0))
    assert finished == []
    assert not left_running()


def test_memory_does_not_grow_with_the_vocabulary(glove):
    asked = [[[row] for row in rows] for rows in np.random.default_rng(0).integers(0, 1000, (1500, 4)).tolist()]
    solve(glove.top(2000), asked)  # what is imported and cached once does not count
    assert len(glove.norms) == 400_000
    tracemalloc.start()
    solve(glove, asked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20  # all cosines would be 2.4 GB, and the vectors of length 1 another 80 MB


def test_no_questions_have_no_answers(toy):
    answers, correct = solve(toy, [])
    assert len(answers) == len(correct) == 0
