"""The picker, on a page of its own, with real files; only sources that have to be waited for are made up."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.sources import Source, catalogue
from embedviz.sources.shelf import keep, remove, rename
from embedviz.ui.frame import source as module
from embedviz.ui.frame.source import source_names
from embedviz.ui.work.budget import budget
from embedviz.ui.work.jobs import jobs
from tests.waiting import WAIT, wait_until

DEFAULT = "glove-6b-50d"


def page() -> None:
    import streamlit as st

    from embedviz.errors import EmbedvizError
    from embedviz.ui.frame.current import current_source
    from embedviz.ui.frame.source import pick_source
    from embedviz.ui.widgets.controls import note_page

    note_page("page")
    pick_source()
    try:
        st.text(f"{current_source().shape}")
    except EmbedvizError as error:
        st.text(str(error))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return folder


def write(path: Path, rows: int = 3, dimensions: int = 2) -> None:
    path.write_text("".join(f"w{i} {'0.5 ' * dimensions}\n" for i in range(rows)))


def start(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    return settle(app.run())


def settle(app: AppTest) -> AppTest:
    wait_until(lambda: not app.get("progress") or not app.run().get("progress"), every=0.02)
    assert not app.exception
    return app


def pick(app: AppTest, id: str) -> AppTest:
    app.selectbox(key="source").set_value(id).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> tuple[str, str]:
    """What the picker says, and the shape that a page gets."""
    (text,) = app.text
    return app.selectbox(key="source").value, text.value


def test_the_built_in_source_is_the_default_and_not_in_the_url():
    app = start()
    assert shown(app) == (DEFAULT, "(400000, 50)")
    assert "source" not in app.query_params


def test_all_sources_are_offered_by_title(data):
    write(data / "b.txt")
    write(data / "a.txt")
    assert start().selectbox(key="source").options == ["GloVe 6B, 50 dimensions", "a.txt", "b.txt"]


def test_a_file_is_opened_by_a_link_and_by_hand(data):
    write(data / "a.txt")
    write(data / "a b & c?#%.txt", rows=4)
    app = start(source="file:a.txt")
    assert shown(app) == ("file:a.txt", "(3, 2)")
    picker = app.selectbox(key="source").proto  # the run that read the address was overtaken once the file was open
    assert (picker.set_value, picker.raw_value) == (True, "a.txt")
    settle(pick(app, "file:a b & c?#%.txt"))
    assert shown(app) == ("file:a b & c?#%.txt", "(4, 2)")
    assert app.query_params["source"] == "file:a b & c?#%.txt"


def test_a_source_is_told_with_its_size_as_it_is_written(data, as_read):
    write(data / "*a* $b$.txt")
    caption = as_read(start(source="file:*a* $b$.txt").sidebar.caption[0].value)
    assert caption.startswith("*a* $b$.txt: 3 words in 2 dimensions. GloVe text")


def test_an_unknown_id_gives_way_to_the_default_and_is_told(as_read):
    app = start(source="file:../../etc/passwd")
    assert shown(app) == (DEFAULT, "(400000, 50)")
    assert "There is no source “file:../../etc/passwd”" in as_read(app.error[0].value)
    assert "source" not in app.query_params


def test_a_broken_file_is_told_and_the_source_before_stays(data, as_read):
    write(data / "a.txt")
    (data / "broken.txt").write_text("one 1 2\ntwo 3\n")
    app = start(source="file:a.txt")
    settle(pick(app, "file:broken.txt"))
    told = as_read(app.error[0].value)
    assert re.fullmatch(
        r"broken.txt, line 2: 1 number, expected 2 as on line 1. Still showing a.txt. Library may .*", told
    )
    assert shown(app) == ("file:a.txt", "(3, 2)")
    assert app.query_params["source"] == "file:a.txt"


def test_a_broken_file_by_a_link_gives_way_to_the_default(data, as_read):
    (data / "broken.txt").write_text("one 1 2\ntwo 3\n")
    app = start(source="file:broken.txt")
    assert as_read(app.error[0].value).endswith("GloVe 6B, 50 dimensions. Library may read it differently.")
    assert shown(app) == (DEFAULT, "(400000, 50)")


def test_what_was_told_stays_until_it_is_dismissed(data):
    (data / "broken.txt").write_text("one 1 2\ntwo 3\n")
    app = start(source="file:broken.txt")
    assert len(app.run().error) == 1
    app.button(key="dismiss_notice").click().run()
    assert not app.error


def test_what_was_told_goes_with_the_next_choice(data):
    write(data / "a.txt")
    (data / "broken.txt").write_text("one 1 2\ntwo 3\n")
    app = settle(pick(start(source="file:broken.txt"), "file:a.txt"))
    assert not app.error
    assert not settle(pick(app, DEFAULT)).error


def test_a_broken_file_can_be_tried_again_once_it_is_mended(data):
    (data / "a.txt").write_text("one 1 2\ntwo 3\n")
    app = start(source="file:a.txt")
    write(data / "a.txt")
    settle(pick(app, "file:a.txt"))
    assert shown(app) == ("file:a.txt", "(3, 2)")
    assert not app.error


def test_a_file_that_changed_is_opened_anew(data):
    write(data / "a.txt")
    app = start(source="file:a.txt")
    write(data / "a.txt", rows=7)
    settle(app.run())
    assert shown(app) == ("file:a.txt", "(7, 2)")


def test_a_file_that_was_broken_while_it_was_the_source_stays_as_it_was(data, as_read):
    write(data / "a.txt")
    app = start(source="file:a.txt")
    (data / "a.txt").write_text("one 1 2\ntwo 3\n")
    settle(app.run())
    assert "line 2" in as_read(app.error[0].value)
    assert shown(settle(app.run())) == ("file:a.txt", "(3, 2)")


def test_a_file_that_was_removed_gives_way_to_the_default_and_is_told(data, as_read):
    write(data / "a.txt")
    app = start(source="file:a.txt")
    os.unlink(data / "a.txt")
    app.run()
    assert "There is no source “a.txt”" in as_read(app.error[0].value)
    assert shown(app) == (DEFAULT, "(400000, 50)")
    assert "source" not in app.query_params


def test_a_source_kept_can_get_another_title_while_it_is_chosen(toy):
    source = keep(toy, title="first", kind="upload")
    app = start(source=source.id)
    rename(source.id, "second")
    app.run()
    assert shown(app) == (source.id, "(6, 2)")
    assert app.sidebar.caption[0].value.startswith("second")
    assert "second" in app.selectbox(key="source").options


def test_an_upload_that_another_session_removed_gives_way_to_the_default(toy, as_read):
    source = keep(toy, title="mine", kind="upload")
    app = start(source=source.id)
    remove(source.id)
    app.run()
    assert "“mine”" in as_read(app.error[0].value)
    assert shown(app) == (DEFAULT, "(400000, 50)")


def test_sessions_share_what_is_open(data):
    write(data / "a.txt")
    start(source="file:a.txt")
    source = catalogue()["file:a.txt"]
    embedding = module.opened().find(source)
    start(source="file:a.txt")
    assert module.opened().find(source) is embedding is not None


def named(*titles: str) -> dict[str, Source]:
    return {str(i): Source(str(i), title, lambda _progress: None, "upload") for i, title in enumerate(titles)}


@pytest.mark.parametrize(
    "titles", [["a", "a"], ["a", "a", "a"], ["a", "a", "a (upload)"], ["a (upload)", "a", "a", "a (2)"]]
)
def test_sources_of_one_title_are_told_apart(titles: Sequence[str]):
    names = source_names(named(*titles))
    assert len(set(names.values())) == len(names) == len(titles)
    assert all(name.startswith(title) for name, title in zip(names.values(), titles, strict=True))
    assert names["0"] == titles[0]


# Sources that have to be waited for


class Slow:
    """A source that is read for as long as one wants."""

    def __init__(self, embedding: ev.Embedding) -> None:
        self.embedding = embedding
        self.error: Exception | None = None
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.times = 0

    def open(self, progress: Callable[[ev.Progress], None]) -> ev.Embedding:
        self.times += 1
        progress(ev.Progress("Reading slow.txt", 5_000_000, 20_000_000))
        self.begun.set()
        assert self.go_on.wait(WAIT)
        progress(ev.Progress("Reading slow.txt", 20_000_000, 20_000_000))
        if self.error is not None:
            raise self.error
        return self.embedding


@pytest.fixture
def slow(monkeypatch, toy) -> Iterator[Slow]:
    made = Slow(toy)
    source = Source("file:slow.txt", "slow.txt", made.open, "file", version=str(time.monotonic_ns()), ready=False)
    monkeypatch.setattr(module, "catalogue", lambda: {**catalogue(), source.id: source})
    yield made
    made.go_on.set()


def wait_until_over() -> str:
    """Wait for the job that reads, and return how it ended."""
    source = module.catalogue()["file:slow.txt"]
    job = jobs().find(("open", (source.id, source.version)))
    wait_until(lambda: job.state not in {"queued", "running"})
    return job.state


def begin(slow: Slow) -> AppTest:
    app = AppTest.from_function(page).run()
    pick(app, "file:slow.txt")
    assert slow.begun.wait(WAIT)
    return app.run()


def test_while_a_file_is_read_its_progress_in_bytes_stands_in_place_of_the_page(slow, as_read):
    app = begin(slow)
    (bar,) = app.get("progress")
    assert (bar.proto.value, as_read(bar.proto.text)) == (25, "Reading slow.txt 5 MB / 20 MB")
    assert not app.text
    slow.go_on.set()
    assert shown(settle(app)) == ("file:slow.txt", "(6, 2)")


def test_cancelling_leaves_the_source_before(slow):
    app = begin(slow)
    app.button(key="cancel_open").click().run()
    assert shown(app) == (DEFAULT, "(400000, 50)")
    assert [toast.value for toast in app.toast] == ["Reading slow\\.txt was cancelled\\."]
    slow.go_on.set()
    assert shown(app.run()) == (DEFAULT, "(400000, 50)")


def test_after_cancelling_it_can_be_read_again(slow):
    app = begin(slow)
    app.button(key="cancel_open").click().run()
    slow.go_on.set()
    wait_until_over()
    assert shown(settle(pick(app, "file:slow.txt"))) == ("file:slow.txt", "(6, 2)")
    assert slow.times == 2


def test_two_sessions_that_ask_for_one_file_wait_for_one_reading(slow):
    first, second = begin(slow), begin(slow)
    assert second.get("progress")
    slow.go_on.set()
    assert shown(settle(first)) == shown(settle(second)) == ("file:slow.txt", "(6, 2)")
    assert slow.times == 1


def test_one_that_fails_after_a_while_is_told_and_the_source_before_stays(slow, as_read):
    slow.error = ev.EmbedvizError("slow.txt, line 9: 1 number, expected 2")
    app = begin(slow)
    slow.go_on.set()
    settle(app)
    assert as_read(app.error[0].value).startswith("slow.txt, line 9: 1 number, expected 2.")
    assert shown(app) == (DEFAULT, "(400000, 50)")


def test_another_choice_while_a_file_is_read_is_followed_and_the_reading_cancelled(slow, data):
    write(data / "a.txt")
    app = begin(slow)
    pick(app, DEFAULT)
    assert shown(app) == (DEFAULT, "(400000, 50)")
    slow.go_on.set()
    assert wait_until_over() == "cancelled"


def test_embeddings_of_other_sources_stay_open_when_the_caches_are_cleared(data):
    write(data / "a.txt")
    app = start(source="file:a.txt")
    budget.cache_clear()
    assert shown(app.run()) == ("file:a.txt", "(3, 2)")
    np.testing.assert_array_equal(ev.open_source("file:a.txt").vectors, np.full((3, 2), 0.5))
