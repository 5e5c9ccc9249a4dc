"""The page's own style in Streamlit's HTML."""

import pytest

from embedviz.ui.frame import first_paint
from embedviz.ui.frame.first_paint import SOON_NEEDED, FirstPaint
from tests.loops import run

PAGE = b'<html><head></head><body><div id="root"></div></body></html>'
HTML = (b"content-type", b"text/html; charset=utf-8")


def answered(
    *parts: bytes, headers: tuple[tuple[bytes, bytes], ...] = (HTML,), status: int = 200, path: str = "/"
) -> tuple[dict[bytes, bytes], bytes]:
    """Headers and body that arrive of an answer in parts, and the encodings that its application was offered."""
    arrived: list[dict] = []

    async def answer(scope, _receive, send) -> None:
        assert not [name for name, _value in scope["headers"] if name == b"accept-encoding"]
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
            await send({"type": "http.response.body", "body": part, "more_body": left > 0})

    async def keep(message) -> None:
        arrived.append(message)

    asked = [(b"accept", b"text/html"), (b"accept-encoding", b"gzip")]
    run(FirstPaint(answer)({"type": "http", "path": path, "headers": asked}, None, keep))
    return dict(arrived[0]["headers"]), b"".join(each["body"] for each in arrived[1:])


@pytest.mark.parametrize("parts", [(PAGE,), (PAGE[:20], PAGE[20:])], ids=["whole", "in-two-parts"])
def test_the_page_has_its_style_behind_all_others(parts):
    headers, body = answered(*parts, headers=(HTML, (b"content-length", b"60"), (b"etag", b"old")))
    assert body.startswith(PAGE[:-14] + b"<link rel")
    assert body.count(b"modulepreload") == len(SOON_NEEDED)
    assert body.endswith(b"</style></body></html>")
    assert b".stMainBlockContainer" in body
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"<body></body>", (HTML,), 200, id="another-page"),
        pytest.param(PAGE, ((b"content-type", b"text/plain"),), 200, id="not-html"),
        pytest.param(PAGE, (HTML,), 404, id="not-found"),
        pytest.param(PAGE, (HTML, (b"content-encoding", b"gzip")), 200, id="compressed-all-the-same"),
        pytest.param(PAGE, (HTML, (b"content-length", b"1000000")), 200, id="a-download"),
    ],
)
def test_all_else_is_left_as_it_is(body, headers, status):
    assert answered(body, headers=headers, status=status) == (dict(headers), body)


@pytest.mark.parametrize(
    ("path", "base", "is_told"),
    [
        pytest.param("/rank", "", True, id="a-page"),
        pytest.param("/", "", False, id="the-root"),
        pytest.param("/rank/", "", False, id="a-folder"),
        pytest.param("/a/rank", "", False, id="below-a-folder"),
        pytest.param("/a", "a", False, id="the-root-of-a-server-below-a-path"),
    ],
)
def test_a_page_by_its_name_is_told_the_address_of_the_server(path, base, is_told, monkeypatch):
    monkeypatch.setattr(first_paint, "get_option", {"server.baseUrlPath": base}.__getitem__)
    _headers, body = answered(PAGE, path=path)
    assert (b"BACKEND_BASE_URL" in body) == is_told
