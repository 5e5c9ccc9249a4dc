"""What an application answers, without a server."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp

from tests.loops import run

Answer = tuple[int, Headers, bytes]


def get(app: ASGIApp, *paths: str) -> list[Answer]:
    """Ask an application for paths, for all at once; return the status, the headers and the body of each answer."""

    async def ask(path: str) -> Answer:
        messages: list[dict] = []
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict:
            return next(asked, None) or await asyncio.Future()  # nobody hangs up

        async def send(message: dict) -> None:
            messages.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "root_path": ""}
        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in messages)
        return messages[0]["status"], Headers(raw=messages[0]["headers"]), body

    async def ask_all() -> list[Answer]:
        return await asyncio.gather(*map(ask, paths))

    return run(ask_all())
