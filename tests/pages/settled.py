"""Waiting for what a page computes beside its run."""

from streamlit.testing.v1 import AppTest

from embedviz.ui.work.jobs import jobs
from tests.waiting import wait_until


def settle(app: AppTest) -> AppTest:
    """Run a page until no job is shown, as the browser would, but not while a job still goes on."""

    def is_settled() -> bool:
        if not app.get("progress"):
            return True
        over = not any(job.state in {"queued", "running"} for job in list(jobs()._jobs.values()))
        return over and not app.run().get("progress")

    wait_until(is_settled, every=0.02)
    assert not app.exception
    return app
