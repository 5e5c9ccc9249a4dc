import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.context import encodings
from embedviz.context.anisotropy import baseline
from embedviz.context.elmo import Elmo
from embedviz.context.static import ContextAverage, Static
from embedviz.context.tokens import tokenize
from embedviz.processes.calling import call_apart, processes_allowed
from embedviz.ui.polysemy import encodings as kept
from embedviz.ui.polysemy import ladder
from embedviz.ui.polysemy.encodings import encoded
from embedviz.ui.polysemy.examples import Chosen, shipped_words
from embedviz.ui.polysemy.ladder import Ladder
from embedviz.ui.work.budget import budget
from embedviz.ui.work.jobs import Jobs
from embedviz.ui.work.weight import weight
from tests.ui.work.works import Work
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    budget.cache_clear()


@pytest.fixture(scope="module")
def elmo() -> Elmo:
    return Elmo.load()


@pytest.fixture(scope="module")
def chosen() -> Chosen:
    return shipped_words()[0]


@pytest.fixture(scope="module")
def embedding(chosen) -> ev.Embedding:
    words = sorted({word for sentence in chosen.sentences for word in sentence})
    return ev.Embedding("of this test", words, np.random.default_rng(0).normal(size=(len(words), 8)))


@pytest.mark.parametrize("at_once", [4_000, 1, 30])
def test_what_is_kept_is_of_all_vectors_those_that_the_page_needs(monkeypatch, elmo, chosen, embedding, at_once):
    monkeypatch.setattr(encodings, "TOKENS_AT_ONCE", at_once)
    words = [word for sentence in chosen.distinct for word in sentence]
    for encoder in (elmo, Static(embedding), ContextAverage(embedding)):
        reports = []
        found = encodings.encode_occurrences(
            encoder, chosen.distinct, chosen.rows, chosen.positions, progress=reports.append
        )
        every = encoder.encode(chosen.distinct)
        for i, (row, position) in enumerate(zip(chosen.rows, chosen.positions, strict=True)):
            np.testing.assert_allclose(found.vectors[:, i], every[row][:, position], atol=1e-5)
        whole = np.concatenate(every, axis=1)
        for layer in range(len(encoder.layers)):
            one, other = baseline(whole[layer], words), baseline(found.others[layer], found.words)
            assert one.mean_cosine == pytest.approx(other.mean_cosine, abs=1e-5)
            assert one.explainable_variance(9) == pytest.approx(other.explainable_variance(9), abs=1e-5)
        done = [each.done for each in reports if each.total == len(chosen.distinct)]  # others: of opening the vectors
        assert done == sorted(done)
        assert done[-1] == len(chosen.distinct)


def test_a_sentence_in_which_a_word_occurs_often_is_encoded_once(elmo):
    tokens = tokenize("Bank on a bank by the bank.")
    found = Chosen("bank", ("text",) * 3, (tokens,) * 3, (0, 3, 6), ("",) * 3)
    assert len(found.distinct) == 1
    assert found.n_tokens == 8
    (every,) = elmo.encode(found.distinct)
    np.testing.assert_array_equal(encoded(elmo, found).vectors, every[:, [0, 3, 6]])


def test_of_long_texts_a_small_part_is_kept():
    words = [f"w{i}" for i in range(3_000)]
    static = Static(ev.Embedding("words", words, np.ones((len(words), 16))))
    tokens = [tokenize(" ".join(words[i * 199 % 2_800 :][:199]) + " table") for i in range(100)]
    found = Chosen("table", tuple(map(str, range(100))), tuple(tokens), (199,) * 100, ("",) * 100)
    seen = encoded(static, found)
    assert seen.others.shape == (1, 1_000, 16)
    assert weight(seen.vectors, seen.others) < 0.06 * sum(each.nbytes for each in static.encode(found.distinct))


def page() -> None:
    import streamlit as st

    from embedviz.context.elmo import Elmo
    from embedviz.ui.polysemy.examples import shipped_words
    from embedviz.ui.polysemy.ladder import Ladder, measured

    elmo = Elmo.load()
    rungs = Ladder(shipped_words()[1], st.session_state["embedding"], elmo, [0.0] * 3, 1.0, None)
    if measured(rungs):
        st.session_state["found"] = [each.cloud.self_similarity for each in rungs.rungs()]
        st.text("ready")


def run_until(app: AppTest, condition) -> AppTest:
    wait_until(lambda: condition(app) or condition(app.run()), every=0.02)
    assert not app.exception
    return app


def test_what_takes_long_is_a_job_that_can_be_cancelled_and_gives_the_same(monkeypatch, embedding, elmo):
    app = AppTest.from_function(page)
    app.session_state["embedding"] = embedding
    monkeypatch.setattr(ladder, "SHORT_MULTIPLICATIONS", 0)
    monkeypatch.setattr("embedviz.ui.work.jobs.SLICE_SECONDS", 1000.0)
    queue, busy = Jobs(), Work()  # in that of the server it would wait for what another test has left
    monkeypatch.setattr("embedviz.ui.work.awaiting.jobs", lambda: queue)
    queue.start("of another", busy, "another session")  # until which is over it is not done before it is cancelled
    app.run()
    assert app.get("progress")
    next(button for button in app.button if button.label == "Cancel").click().run()
    run_until(app, lambda app: app.info)
    assert "cancelled" in app.info[0].value
    busy.go_on.set()
    app.button(key="encode_again").click().run()
    run_until(app, lambda app: app.text)
    assert app.run().text[0].value == "ready"
    assert not app.get("progress")
    own = Ladder(shipped_words()[1], embedding, elmo, [0.0] * 3, 1.0, None)
    assert app.session_state["found"] == [each.cloud.self_similarity for each in own.rungs()]


def test_what_is_short_is_measured_at_once(embedding):
    app = AppTest.from_function(page)
    app.session_state["embedding"] = embedding
    assert app.run().text[0].value == "ready"


def test_a_bilm_encodes_much_in_a_process_of_its_own_to_the_same_bits(monkeypatch, elmo, chosen):
    called = []

    def noted(*what: object, **named: object) -> encodings.Encoding:
        called.append(what[1])
        return call_apart(*what, **named)

    monkeypatch.setattr(kept, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(kept, "call_apart", noted)
    here = kept._encode(elmo, chosen, None)
    assert called == []
    with processes_allowed(4 << 30):
        there = kept._encode(elmo, chosen, lambda _now: None)
    assert called == [elmo]
    np.testing.assert_array_equal(there.vectors, here.vectors)
    np.testing.assert_array_equal(there.others, here.others)
    assert there.words == here.words
