import asyncio
import runpy

from starlette.responses import PlainTextResponse
from streamlit.testing.v1 import AppTest

from embedviz.ui.work.uploaded import LARGEST, PATH, UploadRoom, held, most_held
from tests.loops import run
from tests.servers import ROOT


def test_what_was_taken_over_is_held_by_streamlit_no_more_and_reads_as_before():
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

        from embedviz.ui.work.uploaded import taken_over

        context = get_script_run_ctx()
        held, record = context.uploaded_file_mgr, UploadedFileRec("1", "a.txt", "text/plain", b"one 1 2")
        held.add_file(context.session_id, record)
        st.text(len(held.get_files(context.session_id, ["1"])))
        file = UploadedFile(record, None)
        taken_over([file])
        st.text(len(held.get_files(context.session_id, ["1"])))
        st.text(file.read().decode())

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["1", "0", "one 1 2"]


async def status(room: UploadRoom, length: object, method: str = "PUT", path: str = f"/base{PATH}session/it") -> int:
    """What is answered to whoever sends a file of so many bytes."""
    told: list[int] = []

    async def note(message) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    headers = [(b"content-length", str(length).encode())]
    await room({"type": "http", "method": method, "path": path, "headers": headers}, None, note)
    return told[0]


def test_files_for_which_there_is_no_room_are_refused_before_they_are_read():
    async def keep(scope, receive, send) -> None:
        await asyncio.sleep(0)
        await PlainTextResponse("kept")(scope, receive, send)

    room = UploadRoom(keep, lambda: 60, lambda: 100)

    async def sent(*lengths: object) -> list[int]:
        return await asyncio.gather(*(status(room, length) for length in lengths))

    assert run(sent(30, 30, 10)) == [200, 413, 200]  # what is on its way counts
    assert run(sent(40)) == [200]
    assert run(sent(41, "", "-1", 10**30)) == [413, 411, 411, 413]
    assert run(status(room, 41, method="GET")) == 200
    assert run(status(room, 41, path="/rank")) == 200


def test_one_file_has_room_on_any_machine_and_the_server_asks(monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_MEMORY_GB", "0.1")
    assert most_held() == LARGEST > 200 << 20
    monkeypatch.setenv("EMBEDVIZ_MEMORY_GB", "2")
    assert most_held() == 1e9
    assert held() == 0
    assert UploadRoom in [each.cls for each in runpy.run_path(str(ROOT / "app.py"))["app"]._user_middleware]
