"""Waiting for what a page computes beside its run."""

import time

from streamlit.testing.v1 import AppTest

from embedviz.ui.work.jobs import jobs

MOST_SECONDS = 120


def settle(app: AppTest) -> AppTest:
    """Run a page until no job is shown, as the browser would, but not while a job still goes on."""
    deadline = time.monotonic() + MOST_SECONDS
    while app.get("progress"):
        time.sleep(0.02)
        while any(job.state in {"queued", "running"} for job in list(jobs()._jobs.values())):
            assert time.monotonic() < deadline, "the job does not end"
            time.sleep(0.02)
        assert time.monotonic() < deadline, "the page waits for no job"
        app.run()
    assert not app.exception
    return app
