from collections.abc import Iterator
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.work import awaiting
from embedviz.ui.work import jobs as module
from tests.ui.work.works import Work, over
from tests.waiting import WAIT, wait_until


@pytest.fixture(autouse=True)
def queue(monkeypatch) -> module.Jobs:
    """A queue of the test's own, in which nothing has another's beside it because a busy machine is slow."""
    monkeypatch.setattr(module, "SLICE_SECONDS", 1000.0)
    found = module.Jobs()
    for place in (module, awaiting):
        monkeypatch.setattr(place, "jobs", lambda: found)
    return found


@pytest.fixture
def offered(queue) -> Iterator[tuple[AppTest, Work, str]]:
    """A page that offers a computation, the computation, and its key, which no other test uses."""

    def page(key, work) -> None:
        import streamlit as st

        from embedviz.ui.work.awaiting import result_of

        result = result_of(key, work, label="Compute", note="This takes a while.")
        st.text(f"result={result}")

    work, key = Work(), str(uuid4())
    app = AppTest.from_function(page, kwargs={"key": key, "work": work})
    yield app.run(), work, key
    work.go_on.set()
    job = queue.find(key)
    if job is not None:
        wait_until(lambda: over(job))


def buttons(app: AppTest) -> list[str]:
    assert not app.exception
    return [button.key for button in app.button]


def test_nothing_runs_before_it_is_asked_for(offered):
    app, work, key = offered
    assert buttons(app) == ["start_job"]
    assert app.button[0].label == "Compute"
    assert "This takes a while." in app.info[0].value
    assert app.text[0].value == "result=None"
    assert module.jobs().find(key) is None
    assert work.runs == 0


def test_once_started_its_progress_is_shown_and_then_its_result(offered):
    app, work, key = offered
    app.button(key="start_job").click().run()
    assert work.begun.wait(WAIT)
    app.run()
    assert buttons(app) == ["cancel_job"]
    assert (app.get("progress")[0].proto.value, app.get("progress")[0].proto.text) == (37, "Working 3 / 8")
    assert app.text[0].value == "result=None"
    work.go_on.set()
    wait_until(lambda: over(module.jobs().find(key)))
    app.run()
    assert buttons(app) == []
    assert app.text[0].value == "result=result"


def test_cancel_stops_it_and_offers_it_again(offered):
    app, work, key = offered
    app.button(key="start_job").click().run()
    assert work.begun.wait(WAIT)
    app.run().button(key="cancel_job").click().run()
    assert buttons(app) == ["start_job"]
    work.go_on.set()
    job = module.jobs().find(key)
    wait_until(lambda: over(job))
    assert job.state == "cancelled"
    assert buttons(app.run()) == ["start_job"]


def test_cancel_leaves_it_to_another_session_that_waits(offered):
    app, work, key = offered
    app.button(key="start_job").click().run()
    assert work.begun.wait(WAIT)
    module.jobs().start(key, work, "another session")
    app.run().button(key="cancel_job").click().run()
    assert buttons(app) == ["start_job"]
    work.go_on.set()
    wait_until(lambda: over(module.jobs().find(key)))
    assert app.run().text[0].value == "result=result"


def test_what_another_session_computes_is_waited_for_too(offered):
    app, work, key = offered
    job = module.jobs().start(key, work, "another session")
    assert work.begun.wait(WAIT)
    assert buttons(app.run()) == ["cancel_job"]
    job.leave("another session")
    work.go_on.set()
    wait_until(lambda: over(job))
    assert app.run().text[0].value == "result=result"
    assert work.runs == 1


def test_a_job_whose_browser_was_closed_is_cancelled(offered, monkeypatch):
    _app, work, key = offered
    job = module.jobs().start(key, work, "closed session")
    assert work.begun.wait(WAIT)
    monkeypatch.setattr(module, "_is_open", lambda _session: False)
    monkeypatch.setattr(module, "RELOAD_SECONDS", 0.0)
    work.go_on.set()
    wait_until(lambda: over(job))
    assert job.state == "cancelled"


def test_one_that_waits_for_another_says_so(offered):
    app, work, _key = offered
    other = Work()
    module.jobs().start(str(uuid4()), other, "another session", kind="long")
    assert other.begun.wait(WAIT)
    app.button(key="start_job").click().run()
    assert app.get("progress")[0].proto.text == "Waiting for other computations: place 1 in the queue"
    other.go_on.set()
    work.go_on.set()


def test_a_failure_is_shown_with_its_message_and_can_be_tried_again(offered):
    app, work, key = offered
    work.error = ev.EmbedvizError("49 numbers, expected 50")
    work.go_on.set()
    app.button(key="start_job").click().run()
    wait_until(lambda: over(module.jobs().find(key)))
    app.run()
    assert [error.value for error in app.error] == ["49 numbers, expected 50"]
    assert buttons(app) == ["start_job"]
    work.error = None
    app.button(key="start_job").click().run()
    wait_until(lambda: over(module.jobs().find(key)))
    assert app.run().text[0].value == "result=result"


@pytest.mark.parametrize("kind", ["asked for by a button", "started at once"])
def test_a_page_that_is_left_lets_its_job_give_way_and_has_it_done_again_when_it_is_back(kind):
    def page(key, work, kind, shows) -> None:
        import streamlit as st

        from embedviz.ui.work.awaiting import awaited, noting_what_is_shown, result_of

        with noting_what_is_shown():
            if shows[0]:
                asks = kind == "asked for by a button"
                st.text(result_of(key, work, label="x", note="y") if asks else awaited(key, work, place="here"))

    work, waiting, key, shows = Work(), Work(), str(uuid4()), [True]
    app = AppTest.from_function(page, kwargs={"key": key, "work": work, "kind": kind, "shows": shows}).run()
    if kind == "asked for by a button":
        app.button(key="start_job").click().run()
    assert work.begun.wait(WAIT)
    app.run()
    job = module.jobs().find(key)
    assert job.is_shown
    shows[0] = False
    app.run()
    assert (job.is_shown, job.is_awaited) == (False, True)
    queue = "long" if kind == "asked for by a button" else "short"
    another = module.jobs().start(str(uuid4()), waiting, "another session", kind=queue)
    work.go_on.set()
    wait_until(lambda: over(job))
    waiting.go_on.set()
    wait_until(lambda: over(another))
    assert (job.gave_way, another.state) == (True, "done")
    shows[0] = True
    app.run()
    again = module.jobs().find(key)
    wait_until(lambda: over(again))
    assert not app.run().exception
    assert (app.text[0].value, work.runs) == ("result", 2)
