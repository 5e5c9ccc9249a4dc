"""What the browser is told of the page before Streamlit draws it, so that nothing moves once it is seen."""

import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.config import get_option
from streamlit.file_util import get_static_dir

from embedviz.ui.widgets.assets import asset

END = b"</body>"  # behind the styles that Streamlit adds to the head
ROOT = b'id="root"'  # of Streamlit's own page
SOON_NEEDED = ("PlotlyChart", "BidiComponent", "ButtonGroup", "Slider", "Selectbox", "Checkbox", "Metric", "DataFrame")
"""Streamlit's scripts of elements on nearly every page: each is fetched when first drawn, and takes its room then."""
# Left alone, Streamlit's script asks for its server below the page's name, is refused, and looks above it a tenth of a
# second later.
BASE = '<script>window.__streamlit = {...window.__streamlit, BACKEND_BASE_URL: new URL(".", location).href}</script>'
MOST_BYTES = 100_000
"""Longer answers are no page of Streamlit's, but something that is downloaded."""


class FirstPaint:
    """Middleware that puts into Streamlit's HTML the page's own style, and the scripts that it will ask for.

    Sent as an element of the app the style came a second after the first texts, which moved then. Where the server is
    asked for a page by its name, the browser is told of the server's address as well.

    Parameters
    ----------
    app : ASGI application
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        style = asset("frame/first_paint.css", "frame/page.css", "frame/reach.css")
        self._added = f"{_hints()}<style>{style}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def with_style(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
                return
            if not held:
                await send(message)
                return
            held.append(message)
            if message["type"] != "http.response.body" or not message.get("more_body", False):
                for each in self._styled(held, BASE if _is_below_root(scope) else ""):
                    await send(each)
                held.clear()

        await self._app(_uncompressed(scope), receive, with_style)

    def _styled(self, held: list[Message], script: str) -> list[Message]:
        start, *rest = held
        body = b"".join(each.get("body", b"") for each in rest)
        if ROOT not in body or END not in body:
            return held
        body = body.replace(END, self._added + script.encode() + END)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Length"] = str(len(body))
        for name in ("ETag", "Last-Modified"):  # of the page without the style
            if name in headers:
                del headers[name]
        return [{**start, "headers": headers.raw}, {"type": "http.response.body", "body": body}]


def _hints() -> str:
    scripts = Path(get_static_dir(), "static", "js")
    found = [file.name for name in SOON_NEEDED for file in sorted(scripts.glob(f"{name}.*.js"))]
    return "".join(f'<link rel="modulepreload" fetchpriority="low" href="./static/js/{name}">' for name in found)


def _is_below_root(scope: Scope) -> bool:
    """Tell whether the folder of an address is the server's own, as the browser knows it, with what a proxy adds."""
    return re.fullmatch("/[^/]+", scope["path"]) is not None and not get_option("server.baseUrlPath")


def _uncompressed(scope: Scope) -> Scope:
    """Return what is asked for, as it is where that is a page: what is compressed cannot be added to."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != b"accept-encoding"]}


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return (
        message["status"] == 200
        and headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
        and int(headers.get("content-length", 0)) <= MOST_BYTES
    )
