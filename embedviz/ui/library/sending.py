"""Files on their way to browsers: piece by piece from the disk, whatever their size.

Streamlit would read each whole, keep it in memory, and have all sessions wait while it looks at it.
"""

import os
import secrets
import threading
import weakref
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from embedviz.formats.files import state_of

CHUNK = 1 << 20
_links: "weakref.WeakValueDictionary[str, Download]" = weakref.WeakValueDictionary()


class Download:
    """A file that browsers can fetch, also after it has given way to newer ones.

    Parameters
    ----------
    path : Path
        Held open as long as this is there.

    Attributes
    ----------
    address : str
        Below that of the server; nobody can guess it.
    size : int
        In bytes.

    Raises
    ------
    OSError
        If it is not there any more.
    """

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        weakref.finalize(self, os.close, descriptor)
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._state = state_of(os.fstat(descriptor))
        self.name, self.size = path.name, os.fstat(descriptor).st_size
        key = secrets.token_urlsafe(24)
        self.address = f"export/{key}/{quote(path.name)}"
        _links[key] = self

    def is_of(self, path: Path) -> bool:
        """Tell whether a path is that of the file, as it is."""
        try:
            return state_of(os.stat(path)) == self._state
        except OSError:
            return False

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the content."""
        start = 0
        while piece := await run_in_threadpool(self._piece, start):
            yield piece
            start += len(piece)

    def _piece(self, start: int) -> bytes:
        with self._lock:
            os.lseek(self._descriptor, start, os.SEEK_SET)
            return os.read(self._descriptor, CHUNK)


async def _send(request: Request) -> Response:
    found = _links.get(request.path_params["key"])
    if found is None:
        return PlainTextResponse("Not found", 404, headers={"Cache-Control": "no-store"})
    headers = {
        "Content-Length": str(found.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Encoding": "identity",  # or Streamlit compresses it
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(found.pieces(), headers=headers, media_type="application/octet-stream")


# A path may stand before them: that of `server.baseUrlPath`, or of a proxy.
EXPORT_ROUTES = [Route(f"{before}/export/{{key}}/{{name}}", _send) for before in ("", "/{before:path}")]
"""For ``st.App(routes=...)``."""
