"""Waiting for what a page computes beside its run."""

from streamlit.testing.v1 import AppTest

from embedviz.ui.word2vec.training import runs
from embedviz.ui.work.jobs import jobs
from tests.ui.work.works import over
from tests.waiting import wait_until


def settle(app: AppTest) -> AppTest:
    """Run a page until no job is shown, as the browser would, but not while a job still goes on."""

    def is_settled() -> bool:
        if not app.get("progress"):
            return True
        started = [*jobs()._jobs.values(), *runs()._queue._jobs.values()]
        return all(map(over, started)) and not app.run().get("progress")

    wait_until(is_settled)
    assert not app.exception
    return app
