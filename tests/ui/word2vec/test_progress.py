import pytest

import embedviz as ev
from embedviz.sources.corpora import generated
from embedviz.training.settings import Settings
from embedviz.ui.word2vec.progress import _progress
from embedviz.ui.word2vec.training import Run

CORPUS = generated(0, 3_000)
SHORT = Settings(dimensions=8, epochs=2, snapshots=2)
CBOW = Settings(model="cbow", dimensions=8, epochs=2, snapshots=2)


def test_progress_goes_from_nothing_to_all_over_both_models():
    run = Run(CORPUS, [SHORT, CBOW])
    shares = []

    def report(now: ev.Progress) -> None:
        run.job.progress = now
        run.job.state = "running"
        shares.append(_progress(run)[0])

    run(report)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
