import numpy as np
import pytest

import embedviz as ev
from embedviz.sources.corpora import from_text, generated
from embedviz.training.apart import train_apart
from embedviz.training.result import StopTraining, TrainingProgress
from embedviz.training.settings import Settings
from embedviz.training.train import train

CORPUS = generated(0, 3_000)


@pytest.mark.exhaustive
def test_a_process_learns_what_is_learned_here_and_tells_all_measurements():
    seen = []
    found = train_apart(CORPUS, Settings(dimensions=8, epochs=3, snapshots=3), progress=seen.append)
    expected = train(CORPUS, "skip-gram", 8, epochs=3, snapshots=3)
    assert found.embedding.id == expected.embedding.id
    assert (found.embedding.note, list(found.embedding.words)) == (
        expected.embedding.note,
        list(expected.embedding.words),
    )
    assert [(each.epoch, each.loss) for each in found.history] == [(each.epoch, each.loss) for each in expected.history]
    for one, other in zip(found.snapshots, expected.snapshots, strict=True):
        np.testing.assert_array_equal(one, other)
        assert not one.flags.writeable
    np.testing.assert_array_equal(found.output, expected.output)
    assert found.finished
    reports = [each for each in seen if isinstance(each, TrainingProgress)]
    told = [len(each.so_far.history) for each in reports]
    assert told == sorted(told)
    assert reports[-1].so_far is found


@pytest.mark.exhaustive
def test_a_process_that_is_to_stop_gives_what_it_has_learned_and_one_that_is_cancelled_nothing():
    def stop(now: ev.Progress) -> None:
        if isinstance(now, TrainingProgress) and len(now.so_far.history) > 1:
            raise StopTraining

    long = Settings(dimensions=8, epochs=1_000, snapshots=100)
    found = train_apart(CORPUS, long, progress=stop)
    assert 0 < found.history[-1].epoch < 1_000

    def cancel(now: ev.Progress) -> None:
        if isinstance(now, TrainingProgress):
            raise ev.Cancelled

    with pytest.raises(ev.Cancelled):
        train_apart(CORPUS, long, progress=cancel)
    with pytest.raises(ev.EmbedvizError, match="expected at least 2"):
        train_apart(from_text("word word word", "one word"), long, progress=stop)
