"""The addresses at which browsers fetch what scenes are made of."""

from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from embedviz.ui.scene.buffers import buffers

_FOREVER = "max-age=31536000, immutable"
_MODULES = {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "js").glob("*.js"))}
_DIGEST = blake2b(b"\0".join(_MODULES.values()), digest_size=12).hexdigest()

CODE = f"scene/code/{_DIGEST}"
"""Where the scripts are, below the address of the server; the name of one follows."""


async def _send_buffer(request: Request) -> Response:
    found = buffers().find(request.path_params["key"])
    if found is None:
        return _nothing()
    # Said also of what is not compressed: else Streamlit would compress it, with much effort, at each request.
    encoding = "gzip" if found.is_compressed else "identity"
    headers = {"Cache-Control": f"private, {_FOREVER}", "Content-Encoding": encoding}
    return Response(found.body, headers=headers, media_type="application/octet-stream")


async def _send_module(request: Request) -> Response:
    found = _MODULES.get(request.path_params["name"])
    if found is None or request.path_params["digest"] != _DIGEST:
        return _nothing()
    return Response(found, headers={"Cache-Control": f"public, {_FOREVER}"}, media_type="text/javascript")


def _nothing() -> Response:
    return PlainTextResponse("Not found", 404, headers={"Cache-Control": "no-store"})


# A path may stand before them: that of `server.baseUrlPath`, or of a proxy.
SCENE_ROUTES = [
    Route(before + path, endpoint)
    for before in ("", "/{before:path}")
    for path, endpoint in (("/scene/code/{digest}/{name}", _send_module), ("/scene/{key}", _send_buffer))
]
"""For ``st.App(routes=...)``."""
