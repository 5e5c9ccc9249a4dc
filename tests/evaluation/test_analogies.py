import numpy as np
import pytest

import embedviz as ev
from embedviz.evaluation.analogies import analogy_accuracy
from embedviz.evaluation.datasets import google_analogies
from embedviz.evaluation.intervals import wilson_interval

# Correct and asked in each section, counted by gensim 4.4.0 evaluate_word_analogies on these vectors with its defaults.
GENSIM = {
    "capital-common-countries": (401, 506),
    "capital-world": (3099, 4524),
    "currency": (73, 808),
    "city-in-state": (378, 2467),
    "family": (349, 506),
    "gram1-adjective-to-adverb": (151, 992),
    "gram2-opposite": (77, 812),
    "gram3-comparative": (690, 1332),
    "gram4-superlative": (321, 1122),
    "gram5-present-participle": (439, 1056),
    "gram6-nationality-adjective": (1376, 1599),
    "gram7-past-tense": (585, 1560),
    "gram8-plural": (798, 1332),
    "gram9-plural-verbs": (299, 870),
}


@pytest.fixture(scope="module")
def google():
    return google_analogies()


@pytest.mark.exhaustive
def test_glove_solves_as_many_google_analogies_as_gensim_counts(glove, google):
    found = analogy_accuracy(glove, google)
    assert {section.name: (section.solved, len(section.questions)) for section in found.sections} == GENSIM
    assert (found.total.solved, len(found.total.questions)) == (9036, 19_486)
    assert found.total.accuracy == pytest.approx(0.463717540798522, abs=1e-15)
    assert found.total.coverage == 19_486 / 19_544


def test_each_question_is_decided_as_gensim_decides_it(glove, keyed_vectors, google, written):
    some = {name: questions[::40] for name, questions in google.items()}
    _score, expected = keyed_vectors.evaluate_word_analogies(written(some), restrict_vocab=20_000)
    found = analogy_accuracy(glove, some, most_frequent=20_000)
    for section, theirs in zip(found.sections, expected[:-1], strict=True):
        assert section.name == theirs["section"]
        asked = [
            (tuple(word.upper() for word in words), right)
            for words, right in zip(section.questions, section.correct, strict=True)
        ]
        assert [words for words, right in asked if right] == theirs["correct"]
        assert [words for words, right in asked if not right] == theirs["incorrect"]
    assert 0 < found.total.coverage < 1


def test_the_answers_are_those_of_a_search_in_float64(glove, google):
    some = {"some": [words for questions in google.values() for words in questions[::200]]}
    found = analogy_accuracy(glove, some).sections[0]
    top = glove.top(300_000)
    for (a, b, c, d), answer, correct in zip(found.questions, found.answers, found.correct, strict=True):
        a, b, c, d = (word.lower() for word in (a, b, c, d))
        assert answer == ev.analogy(top, [b, c], [a], 1).words[0]
        assert correct == (answer == d)


@pytest.fixture(scope="module")
def cased() -> ev.Embedding:
    """Words in several cases, of vectors without any sense."""
    words = [f"w{i}" for i in range(40)] + [f"W{i}" for i in range(0, 40, 2)]
    order = np.random.default_rng(1).permutation(len(words))
    return ev.Embedding("cased", [words[i] for i in order], np.random.default_rng(0).standard_normal((60, 6)))


def test_case_is_ignored_as_in_gensim(cased, as_gensim, written):
    random = np.random.default_rng(2)
    questions = {"s": [tuple(f"{'wW'[random.integers(2)]}{i}" for i in random.integers(0, 40, 4)) for _ in range(1500)]}
    _score, expected = as_gensim(cased).evaluate_word_analogies(written(questions))
    section = analogy_accuracy(cased, questions).sections[0]
    assert section.coverage == 1
    assert section.solved > 10
    right = [words for words, correct in zip(section.questions, section.correct, strict=True) if correct]
    assert [tuple(word.upper() for word in words) for words in right] == expected[0]["correct"]
    for words, answer in zip(section.questions, section.answers, strict=True):
        assert answer.upper() not in {word.upper() for word in words[:3]}


def test_sections_keep_their_order_and_their_missing_questions(toy):
    sections = {
        "second": [("east", "north", "diagonal", "northeast"), ("east", "up", "west", "down")],
        "empty": [],
        "first": [("east", "north", "nowhere", "west")],
    }
    found = analogy_accuracy(toy, sections)
    assert [section.name for section in found.sections] == ["second", "empty", "first"]
    assert [len(section.questions) for section in found.sections] == [1, 0, 0]
    assert found.sections[0].missing == (("east", "up", "west", "down"),)
    assert found.sections[2].missing == (("east", "north", "nowhere", "west"),)  # a zero vector has no direction
    assert found.total.coverage == 1 / 3
    assert len(found.total.missing) == 2


def test_accuracy_comes_with_the_interval_of_its_count(glove, google):
    family = analogy_accuracy(glove, {"family": google["family"]}, most_frequent=20_000).total
    assert family.accuracy == family.solved / len(family.questions)
    assert family.interval == wilson_interval(family.solved, len(family.questions))
    assert family.interval.low < family.accuracy < family.interval.high


@pytest.mark.parametrize("sections", [{}, {"nothing": []}, {"unknown": [("a", "b", "c", "d")]}])
def test_without_a_question_that_can_be_asked_there_is_no_accuracy(toy, sections):
    total = analogy_accuracy(toy, sections).total
    assert total.questions == ()
    assert np.isnan(total.accuracy)
    assert np.isnan(total.interval).all()


@pytest.mark.parametrize("words", [("a", "b", "c"), ("a", "b", "c", "d", "e"), "abcd", ("a", "b", "c", 4)])
def test_a_question_without_four_words_is_refused_with_its_place(toy, words):
    with pytest.raises(ev.EmbedvizError, match="section 's', question 2: found"):
        analogy_accuracy(toy, {"s": [("a", "b", "c", "d"), words]})
