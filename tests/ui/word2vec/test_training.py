import threading
from dataclasses import replace

import numpy as np
import pytest

import embedviz as ev
from embedviz.sources.corpora import from_text, generated
from embedviz.training.settings import Settings
from embedviz.training.train import train
from embedviz.ui.word2vec import training as module
from embedviz.ui.word2vec.training import Runs
from embedviz.ui.work import lane
from embedviz.ui.work.budget import Budget
from embedviz.ui.work.recent import Recent
from tests.waiting import wait_until

CORPUS = generated(0, 3_000)
SHORT = Settings(dimensions=8, epochs=2, snapshots=2)
LONG = Settings(dimensions=8, epochs=1_000, snapshots=2)
CBOW = Settings(model="cbow", dimensions=8, epochs=2, snapshots=2)


@pytest.fixture
def runs():
    """Trainings whose threads are over when the test is."""
    found = Runs()
    start = found.start
    started = []

    def noted(*args):
        started.append(start(*args))
        return started[-1]

    found.start = noted
    yield found
    for run in started:
        run.discard()
    found._queue._lanes["short"]._executor.shutdown(wait=True)


def test_a_run_trains_each_model_as_the_library_does(runs):
    run = runs.start(CORPUS, [SHORT, CBOW], "a")
    wait_until(lambda: run.is_over)
    assert [each.model for each in run.trainings] == ["skip-gram", "cbow"]
    assert all(each.finished for each in run.trainings)
    alone = train(CORPUS, "skip-gram", 8, epochs=2, snapshots=2)
    np.testing.assert_array_equal(run.trainings[0].embedding.vectors, alone.embedding.vectors)


def test_a_run_of_much_work_trains_in_a_process_of_its_own(runs, monkeypatch):
    monkeypatch.setattr(module, "WORTH_A_PROCESS", module.work_of(LONG, CORPUS.statistics.tokens))
    called = []
    monkeypatch.setattr(module, "train_aside", lambda *_what, progress: called.append(progress) or train(CORPUS))
    run = runs.start(CORPUS, [SHORT, replace(LONG, model="cbow")], "a")
    wait_until(lambda: run.is_over)
    assert len(called) == 1
    assert [each.model for each in run.trainings] == ["skip-gram", "skip-gram"]
    assert run.trainings[1].finished


def test_a_run_that_is_stopped_keeps_what_it_has_learned_and_begins_no_other_model(runs):
    run = runs.start(CORPUS, [LONG, CBOW], "a")
    wait_until(lambda: run.trainings)
    run.stop()
    wait_until(lambda: run.is_over)
    (training,) = run.trainings
    assert not run.is_discarded
    assert not training.finished
    assert 0 < training.history[-1].epoch < 1_000


def test_a_run_that_is_discarded_ends(runs):
    run = runs.start(CORPUS, [LONG], "a")
    wait_until(lambda: run.trainings)
    run.discard()
    assert run.is_discarded
    wait_until(lambda: run.job.state == "cancelled")


def test_a_second_run_waits_for_the_first_and_one_discarded_meanwhile_is_never_begun(runs):
    first, second, third = (
        runs.start(CORPUS, [each], name) for each, name in ((LONG, "a"), (SHORT, "b"), (SHORT, "c"))
    )
    wait_until(lambda: first.trainings)
    assert (second.job.state, third.job.state) == ("queued", "queued")
    second.discard()
    first.stop()
    wait_until(lambda: third.is_over)
    assert second.trainings == ()
    assert third.trainings[0].finished


def test_a_text_that_cannot_be_trained_fails_with_its_reason_and_the_next_is_not_disturbed(runs):
    bad = runs.start(from_text("word word word", "one word"), [SHORT], "a")
    good = runs.start(CORPUS, [SHORT], "b")
    wait_until(lambda: good.is_over)
    assert bad.job.state == "failed"
    assert "min_count" in bad.job.error or "word" in bad.job.error
    assert good.trainings[0].finished


@pytest.mark.exhaustive
def test_a_second_visitor_s_short_training_ends_before_the_first_one_s_long_ones(runs, monkeypatch):
    monkeypatch.setattr(lane, "SLICE_SECONDS", 0.0)
    long = [runs.start(CORPUS, [LONG], f"tab {i}", "a") for i in range(3)]
    wait_until(lambda: long[0].trainings)
    short = runs.start(CORPUS, [SHORT], "b")
    wait_until(lambda: short.is_over)
    assert [each.job.state for each in long] == ["running", "queued", "queued"]
    alone = train(CORPUS, "skip-gram", 8, epochs=2, snapshots=2)
    np.testing.assert_array_equal(short.trainings[0].embedding.vectors, alone.embedding.vectors)
    at = long[0].job.progress.so_far.history[-1].epoch
    wait_until(lambda: long[0].job.progress.so_far.history[-1].epoch > at or long[0].is_over)


@pytest.mark.parametrize(
    ("allowed", "most"), [("", 20_000_000_000), ("1e6", 1_000_000), ("-3", 20_000_000_000), ("inf", 20_000_000_000)]
)
def test_more_work_than_a_server_allows_is_refused_with_both_numbers(monkeypatch, allowed, most):
    monkeypatch.setenv(module.LIMIT, allowed)
    assert module.most_work() == most
    settings = [Settings(dimensions=100, epochs=10), Settings(model="cbow", dimensions=100, epochs=10)]
    module.require_work(most // 2_000, settings)
    with pytest.raises(
        ev.EmbedvizError, match=rf"is {most + 2_000:,}; this server allows at most {most:,} per training"
    ):
        module.require_work(most // 2_000 + 1, settings)


def test_a_run_gives_way_to_others_but_not_while_it_goes_on_or_a_tab_shows_it(runs):
    budget = Budget(lambda: 1)
    runs._runs = Recent(budget)
    left, shown = (runs.start(CORPUS, [SHORT], name) for name in "ab")
    active = runs.start(CORPUS, [LONG], "c")
    wait_until(lambda: active.trainings)
    left.job.leave("a")
    first, second, third = (each.id for each in (left, shown, active))
    wait_until(lambda: shown.is_over)
    budget.shrink(0)
    assert budget._kept.keys() == {(runs._runs._name, id) for id in (second, third)}
    assert runs.find(first) is left  # for as long as somebody holds it
    shown.job.leave("b")
    active.discard()


def test_no_thread_is_left_once_a_run_was_stopped(runs):
    run = runs.start(CORPUS, [LONG], "a")
    wait_until(lambda: run.trainings)
    run.stop()
    wait_until(lambda: run.is_over)
    assert not [
        each for each in threading.enumerate() if each.name.startswith(("embedviz-measuring", "embedviz-training"))
    ]
