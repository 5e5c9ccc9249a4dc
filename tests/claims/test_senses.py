import numpy as np
import pytest

import embedviz as ev
from embedviz.claims.senses import bilstm, occurrences, one_vector
from embedviz.context.examples import polysemous
from embedviz.context.static import ContextAverage


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def accuracy(vectors: np.ndarray, senses: tuple[str, ...]) -> float:
    """Leave-one-out accuracy of the nearest centroid, by hand."""
    X, labels, names = vectors.astype(np.float64), np.array(senses), sorted(set(senses))
    hits = 0
    for i in range(len(X)):
        rest = np.arange(len(X)) != i
        means = np.stack([X[rest & (labels == name)].mean(axis=0) for name in names])
        cosines = unit(means - means.mean(axis=0)) @ unit(X[i] - means.mean(axis=0))
        hits += names[int(cosines.argmax())] == labels[i]
    return hits / len(X)


@pytest.fixture(params=["glove", "trained"])
def source(request: pytest.FixtureRequest) -> ev.Embedding:
    return request.getfixturevalue(request.param)


def vectors(encoder, word) -> np.ndarray:
    """The occurrences of a word in every layer, layers first, in float64."""
    encoded = encoder.encode(word.sentences)
    found = [each[:, at] for each, at in zip(encoded, word.positions, strict=True)]
    return np.stack(found, axis=1).astype(np.float64)


@pytest.fixture(scope="module")
def networks() -> list[dict[str, np.ndarray]]:
    """What our biLM makes of the occurrences of each word, trained and untrained."""
    elmo = ev.Elmo.load()
    return [{word.word: vectors(each, word) for word in occurrences()} for each in (elmo, elmo.untrained(0))]


def test_every_shipped_sentence_has_its_word_once_more_or_less_spelled():
    found = occurrences()
    assert [each.word for each in found] == list(polysemous())
    assert sum(len(each.senses) for each in found) == sum(map(len, polysemous().values()))
    assert all(each.sentences[i][at] == each.word for each in found for i, at in enumerate(each.positions))


def test_the_bilstm_finds_senses_as_often_as_brute_force_says(source, against, networks):
    found = bilstm(source, against.contextual)
    (trained, raw), around = networks, ContextAverage(source)
    looked = {
        "accuracy": lambda word: trained[word.word][1:].mean(axis=0),
        "layer_1": lambda word: trained[word.word][1],
        "layer_2": lambda word: trained[word.word][2],
        "untrained": lambda word: raw[word.word][1:].mean(axis=0),
        "around": lambda word: vectors(around, word)[0],
    }
    for name, of in looked.items():
        expected = np.mean([accuracy(of(word), word.senses) for word in occurrences()])
        assert found.numbers[name] == pytest.approx(expected, abs=1e-3)
    assert found.value > found.bound > found.numbers["low"] > 0
    assert found.verdict == ("qualified" if found.numbers["around"] >= found.value else "holds")


def test_chance_is_what_shuffled_senses_give(against):
    assert np.mean(against.contextual.permuted) == pytest.approx(0.38, abs=0.03)
    assert against.contextual.accuracy > against.contextual.permuted.max()


def test_one_vector_does_no_better_than_guessing_and_holds_the_senses_mixed(source):
    found = one_vector(source)
    words = [word for word in occurrences() if word.word in source]
    guess = np.mean([1 / len(set(word.senses)) for word in words])
    assert found.value == pytest.approx(guess)
    assert (found.numbers["rank"], found.numbers["words"]) == (1, len(words))
    around = ContextAverage(source)
    own = np.stack([source[word.word].astype(np.float64) for word in words])
    means, owners = [], []
    for i, word in enumerate(words):
        rows = vectors(around, word)[0]
        for sense in sorted(set(word.senses)):
            means.append(rows[[s == sense for s in word.senses]].mean(axis=0))
            owners.append(i)
    nearest = (unit(means - np.mean(means, axis=0)) @ unit(own - own.mean(axis=0)).T).argmax(axis=1)
    assert found.numbers["mixed"] == pytest.approx(np.mean(nearest == np.array(owners)))


def test_glove_holds_the_senses_mixed(glove):
    assert (one_vector(glove).verdict, one_vector(glove).case) == ("qualified", "mixed")


def test_vectors_drawn_at_random_hold_nothing(glove, against):
    words = [word.word for word in occurrences()] + list(glove.words[:5_000])
    words = list(dict.fromkeys(words))
    noise = ev.Embedding("noise", words, np.random.default_rng(0).standard_normal((len(words), 20)))
    assert (one_vector(noise).verdict, one_vector(noise).case) == ("holds", "alone")
    told = bilstm(noise, against.contextual)
    assert (told.verdict, told.case) == ("holds" if told.numbers["around"] < told.value else "qualified", "beside")


def test_a_source_without_the_words_cannot_tell(named, against):
    strange = named(np.random.default_rng(0).standard_normal((40, 5)))
    assert (one_vector(strange).verdict, one_vector(strange).value) == ("untold", None)
    assert (bilstm(strange, against.contextual).verdict, bilstm(strange, against.contextual).case) == ("holds", "alone")
