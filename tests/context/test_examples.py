import re
from collections import Counter
from itertools import groupby

import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from embedviz.context.examples import SENSES, SHIPPED, Example, polysemous
from embedviz.context.tokens import find_occurrences, tokenize

LESSON = """bank spring bat mouse crane apple play seal match light plant bass pitcher palm rock star ring court letter
club cell jaguar file duck"""


def by_sense(examples: tuple[Example, ...]) -> dict[str, list[str]]:
    senses: dict[str, list[str]] = {}
    for each in examples:
        senses.setdefault(each.sense, []).append(each.sentence)
    return senses


def forms(sentence: str) -> list[str]:
    """The tokens, lower-case."""
    return [token.form.lower() for token in tokenize(sentence)]


def cues(sentences: list[str], word: str) -> Counter[str]:
    """In how many of the sentences each content word stands."""
    known = ENGLISH_STOP_WORDS | {word}
    return Counter(form for each in sentences for form in set(forms(each)) - known if form.isalpha())


def test_the_senses_are_named_once_each():
    assert list(SENSES) == sorted({each.sense for examples in polysemous().values() for each in examples})


def test_the_lesson_has_the_words_it_speaks_of():
    assert set(LESSON.split()) <= set(polysemous())


@pytest.mark.parametrize("word", polysemous())
def test_a_word_has_two_to_four_senses_in_balance(word):
    senses = by_sense(polysemous()[word])
    counts = [len(sentences) for sentences in senses.values()]
    assert 2 <= len(senses) <= 4
    assert sum(counts) >= 12
    assert min(counts) >= 5
    assert max(counts) <= 1.5 * min(counts)
    assert all(1 <= len(sense.split()) <= 3 for sense in senses)


def test_some_words_have_four_senses():
    assert sum(len(by_sense(examples)) == 4 for examples in polysemous().values()) >= 2


@pytest.mark.parametrize("word", polysemous())
def test_the_sentences_of_a_sense_stand_together(word):
    runs = [sense for sense, _run in groupby(each.sense for each in polysemous()[word])]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize("word", polysemous())
def test_the_word_stands_once_in_each_of_its_sentences(word):
    found = find_occurrences([tokenize(each.sentence) for each in polysemous()[word]], word)
    assert [each.sentence for each in found.occurrences] == list(range(len(polysemous()[word])))


@pytest.mark.parametrize("word", polysemous())
def test_the_word_does_not_always_stand_at_the_same_place(word):
    for sense, sentences in by_sense(polysemous()[word]).items():
        places = Counter(forms(sentence).index(word) for sentence in sentences)
        assert len(places) >= 3, sense


@pytest.mark.parametrize("word", polysemous())
def test_no_cue_gives_a_sense_away(word):
    for sense, sentences in by_sense(polysemous()[word]).items():
        cue, count = cues(sentences, word).most_common(1)[0]
        assert count <= len(sentences) / 2, f"{sense}: {cue}"


def test_a_cue_is_counted_once_a_sentence_and_a_stop_word_never():
    assert cues(["The bank had money, and money grew.", "Money!"], "bank") == {"money": 2, "grew": 1}


def test_no_sentence_is_there_twice():
    sentences = [each.sentence.casefold() for examples in polysemous().values() for each in examples]
    assert len(set(sentences)) == len(sentences)


def test_sentences_read_as_edited_prose():
    for examples in polysemous().values():
        for each in examples:
            assert re.fullmatch(r'["A-Z].*[.!?]"?', each.sentence), each.sentence
            assert each.sentence.count('"') % 2 == 0, each.sentence
            assert "  " not in each.sentence
            assert 7 <= len(each.sentence.split()) <= 18, each.sentence


def test_clitics_and_quotation_marks_are_among_them():
    tokens = Counter(form for examples in polysemous().values() for each in examples for form in forms(each.sentence))
    assert tokens["n't"] >= 10
    assert tokens["'s"] >= 10
    assert tokens['"'] >= 10


def test_glove_knows_the_words_and_nearly_all_that_surrounds_them(glove):
    assert all(word in glove for word in polysemous())
    tokens = [form for examples in polysemous().values() for each in examples for form in forms(each.sentence)]
    assert sum(form in glove for form in tokens) >= 0.99 * len(tokens)


def test_every_line_of_the_file_is_read_as_it_stands():
    header, *lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    assert header == "word\tsense\tsentence"
    read = [f"{word}\t{e.sense}\t{e.sentence}" for word, examples in polysemous().items() for e in examples]
    assert read == lines
