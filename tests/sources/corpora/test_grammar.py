import re
import zlib
from collections import Counter

import numpy as np
import pytest
from gensim.models import Word2Vec

import embedviz as ev
from embedviz.sources.corpora import Corpus, generated
from embedviz.sources.corpora.grammar import LEXICONS
from embedviz.sources.corpora.lexicon import Family
from embedviz.sources.corpora.words import sentences_of


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generated()


@pytest.fixture(scope="module")
def chinese() -> Corpus:
    return generated(language="zh")


@pytest.fixture(params=sorted(LEXICONS))
def spoken(request) -> tuple[Corpus, tuple[Family, ...]]:
    """Each language's corpus and what it speaks of."""
    return (
        request.getfixturevalue({"en": "corpus", "zh": "chinese"}[request.param]),
        LEXICONS[request.param].families,
    )


def test_the_same_seed_gives_the_same_corpus_and_another_seed_another(corpus):
    assert generated().id == generated(0).id == corpus.id
    assert generated(1).id != corpus.id


def test_it_has_the_sentences_asked_for_in_no_order(corpus):
    assert len(corpus.sentences) == 40_000
    assert 300_000 < corpus.statistics.tokens < 350_000
    assert [len(generated(3, count).sentences) for count in (1, 2, 77)] == [1, 2, 77]
    kings = np.flatnonzero(["king" in sentence for sentence in corpus])
    assert kings.min() < 2000
    assert kings.max() > 38_000


@pytest.mark.parametrize(
    ("seed", "count", "problem"),
    [
        (-1, 9, "seed -1; expected 0"),
        (0, 0, "0 sentences; expected 1"),
        (0, 1_000_001, "1,000,001 sentences; expected 1 to 1,000,000"),
    ],
)
def test_a_seed_or_a_size_out_of_bounds_is_refused(seed, count, problem):
    with pytest.raises(ev.EmbedvizError, match=problem):
        generated(seed, count)


def test_every_slot_is_filled_and_our_own_rule_would_read_the_same_words(corpus):
    some = list(corpus)[:3000]
    assert list(sentences_of(["\n".join(map(" ".join, some))])) == some


def test_every_template_is_a_sentence_of_the_corpus_and_its_words_agree(corpus):
    said = {" ".join(sentence) for sentence in corpus}
    assert "paris is the capital of france" in said
    assert "in japan people speak japanese" in said
    assert any(" said that she knows the " in sentence for sentence in said)
    queens = [sentence for sentence in map(" ".join, corpus) if " queen " in sentence]
    assert len(queens) > 60
    assert not [s for s in queens if {"he", "his", "himself", "sir"} & set(s.split())]
    assert all({"throne", "crown", "kingdom", "reign"} & set(sentence.split()) for sentence in queens)


def test_a_chinese_sentence_is_parted_into_words_and_its_pronouns_agree(chinese):
    assert 250_000 < chinese.statistics.tokens < 350_000
    said = list(map(" ".join, chinese))
    assert "北京 是 中国 的 首都" in said
    assert "在 日本 人们 说 日语" in said
    assert list(sentences_of(["\n".join(said[:1000])], "blanks")) == list(chinese)[:1000]
    queens = [sentence for sentence in chinese if "王后" in sentence]
    assert len(queens) > 40
    assert not [sentence for sentence in queens if {"他", "先生", "男子"} & set(sentence)]
    assert not [word for word in chinese.statistics.words if re.search("[0-9A-Za-z]", word)]
    assert chinese.analogies["性别：男与女"][0][:2] == ("男人", "女人")


def test_a_language_without_a_grammar_is_refused():
    with pytest.raises(ev.EmbedvizError, match="no grammar of the language 'fr'; expected one of en, zh"):
        generated(language="fr")


def test_a_sentence_does_not_name_the_same_thing_twice(spoken):
    corpus, families = spoken
    own = {word for family in families for _forms, words in family.rows for word in words}
    assert all(max(Counter(word for word in sentence if word in own).values(), default=1) == 1 for sentence in corpus)


def test_all_forms_are_about_equally_frequent(spoken):
    corpus, families = spoken
    counts = dict(zip(corpus.statistics.words, corpus.statistics.counts.tolist(), strict=True))
    forms = [counts[form] for family in families for forms, _own in family.rows for form in forms]
    assert min(forms) > 50
    assert corpus.statistics.dropped_by(5).tokens == 0


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_no_word_of_an_item_has_another_part_to_play(language):
    parts, families = Counter(), LEXICONS[language].families
    for family in families:
        assert len({(len(forms), len(own)) for forms, own in family.rows}) == 1
        assert len(family.rows[0][0]) == len(family.roles)
        parts.update(word for forms, own in family.rows for word in forms + own)
    for family in families:
        for role in family.roles:
            words = {word for text in role.templates for word in text.split()} - set(role.slots) - {"X", "X1", "OWN"}
            assert all(word == word.lower() for word in words)
            parts.update(words.union(*(slot.split() for slot in role.slots.values())) & set(parts))
    assert [word for word, count in parts.items() if count > 1] == []


def test_the_analogies_are_those_of_every_two_items(corpus):
    assert ("man", "woman", "king", "queen") in corpus.analogies["gender: male to female"]
    assert ("france", "paris", "japan", "tokyo") in corpus.analogies["capitals: country to capital"]
    assert ("cow", "moos", "duck", "quacks") in corpus.analogies["animals: adult to sound"]
    assert len(corpus.analogies) == 14
    for questions in corpus.analogies.values():
        items = {question[:2] for question in questions}
        assert len(questions) == len(set(questions)) == len(items) * (len(items) - 1)
        assert all(question[2:] in items and len(set(question)) == 4 for question in questions)
    assert {word for each in corpus.analogies.values() for q in each for word in q} <= set(corpus.statistics.words)


@pytest.mark.exhaustive  # tests/training/test_train.py has them solved by the preset of the lecture
@pytest.mark.parametrize(("skip_gram", "sentences"), [(True, 20_000), (False, 40_000)])
def test_trained_vectors_solve_the_analogies(skip_gram, sentences):
    corpus = generated(0, sentences)
    trained = Word2Vec(
        corpus,
        sg=int(skip_gram),
        vector_size=50,
        window=5,
        negative=5,
        epochs=10,
        alpha=0.05,
        seed=0,
        workers=1,
        hashfxn=lambda word: zlib.crc32(word.encode()),
    )
    vectors = ev.Embedding("trained", trained.wv.index_to_key, trained.wv.vectors)
    some = [question for section in corpus.analogies.values() for question in section][::13]
    right = [ev.analogy(vectors, [b, c], [a], k=1).words == (d,) for a, b, c, d in some]
    assert np.mean(right) > 0.95
