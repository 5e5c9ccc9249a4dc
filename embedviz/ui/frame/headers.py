"""What every answer of the server says of itself: no guessing of its type, and no page of others around it."""

import os
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

VARIABLE = "EMBEDVIZ_FRAME_ANCESTORS"
ITSELF = "'self'"
# A list of sources as Content-Security-Policy has it: 'self', 'none', *, https://school.example, https://*.school.example:8443
_SOURCE = re.compile(r"'self'|'none'|\*|(https?://)?(\*\.)?[A-Za-z0-9.-]+(:([0-9]{1,5}|\*))?/?")


class Headers:
    """Middleware that adds the headers to every answer over HTTP.

    Parameters
    ----------
    app : ASGI application
        What answers.

    Raises
    ------
    EmbedvizError
        If ``EMBEDVIZ_FRAME_ANCESTORS`` is no list of sources.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = f"frame-ancestors {frame_ancestors()}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers.append("Content-Security-Policy", self._policy)
            await send(message)

        await self._app(scope, receive, with_headers)


def frame_ancestors() -> str:
    """Return which pages may hold this one in a frame.

    Returns
    -------
    str
        ``'self'``, which is this server alone, unless ``EMBEDVIZ_FRAME_ANCESTORS`` names others.

    Raises
    ------
    EmbedvizError
        If that is no list of sources.
    """
    sources = os.environ.get(VARIABLE, "").split()
    for source in sources:
        if _SOURCE.fullmatch(source) is None:
            raise EmbedvizError(
                _("{variable} names {found!r}; expected addresses such as https://school.example, or 'self'").format(
                    variable=VARIABLE, found=source
                )
            )
    return " ".join(sources) or ITSELF
