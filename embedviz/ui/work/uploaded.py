"""Files that a browser sent, which Streamlit keeps in memory until they are added or the tab is closed."""

from collections.abc import Callable, Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from embedviz.ui.work.budget import limit_in_bytes

PATH = "/_stcore/upload_file/"
LARGEST = 201 << 20
"""As ``server.maxUploadSize`` has it, and what stands around a file on its way: one has room on any machine."""
SHARE = 0.5


def taken_over(files: Iterable[UploadedFile]) -> None:
    """Let Streamlit drop files now; whoever holds them reads them as before.

    Parameters
    ----------
    files : iterable of UploadedFile
        As ``st.file_uploader`` returned them in this run.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def held() -> int:
    """Return the bytes of all files that were sent and that nobody has added yet."""
    files = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(files, MemoryUploadedFileManager):
        return 0
    return sum(len(file.data) for sent in list(files.file_storage.values()) for file in list(sent.values()))


def most_held() -> float:
    """Return how many bytes of such files there may be: half as many as what is kept may take, but room for one."""
    return max(SHARE * limit_in_bytes(), LARGEST)


class UploadRoom:
    """Middleware that refuses files for which there is no room in memory, before anything of them is read.

    Parameters
    ----------
    app : ASGI application
        What answers.
    taken, most : callable
        Return how many bytes are held, and how many may be.
    """

    def __init__(self, app: ASGIApp, taken: Callable[[], int] = held, most: Callable[[], float] = most_held) -> None:
        self._app, self._taken, self._most = app, taken, most
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, unless it is a file and there is no room."""
        if scope["type"] != "http" or scope["method"] != "PUT" or PATH not in scope["path"]:
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            await PlainTextResponse("Say how long it is", 411)(scope, receive, send)
            return
        if self._taken() + self._coming + int(length) > self._most():
            refusal = "No room: others have sent files that they have not added yet. Try again later."
            await PlainTextResponse(refusal, 413)(scope, receive, send)
            return
        self._coming += int(length)
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming -= int(length)
