"""The bytes that scenes are made of, and the routes that send them."""

import gzip

import pytest
from starlette.applications import Starlette

from embedviz.ui.scene.buffers import Buffers, buffers
from embedviz.ui.scene.routes import CODE, SCENE_ROUTES
from embedviz.ui.work.budget import Budget
from tests import answers
from tests.answers import Answer

APP = Starlette(routes=SCENE_ROUTES)


def get(path: str) -> Answer:
    """Ask the routes for a path."""
    (answer,) = answers.get(APP, path)
    return answer


def new(limit: float = 1e9) -> Buffers:
    return Buffers(Budget(lambda: limit))


def test_equal_content_has_one_key_and_another_server_another():
    store = new()
    assert store.put(b"places") == store.put(b"places") != store.put(b"words")
    assert new().put(b"places") != store.put(b"places")


def test_what_has_a_name_is_made_once():
    store, made = new(), []
    keys = {store.named("cloud", lambda: made.append(1) or b"places") for _time in range(3)}
    assert len(keys) == len(made) == 1


def test_the_oldest_give_way_and_what_has_a_name_is_made_again():
    store = new(limit=25_000)
    first = store.named("first", lambda: b"1" * 10_000)
    second = store.put(b"2" * 10_000)
    assert store.find(first) is not None  # which counts as use
    third = store.put(b"3" * 10_000)
    assert [store.find(key) is not None for key in (first, second, third)] == [True, False, True]
    for digit in b"4567":
        store.put(bytes([digit]) * 10_000)
    assert store.find(first) is None
    assert store.named("first", lambda: b"1" * 10_000) == first
    assert store.find(first).body == b"1" * 10_000


@pytest.mark.parametrize("before", ["", "/base", "/a/proxy/8501"])
def test_a_browser_gets_what_was_put_in_for_good(before):
    plain, packed = buffers().put(b"places"), buffers().put(b"words" * 99, compressed=True)
    for key, content, encoding in ((plain, b"places", "identity"), (packed, b"words" * 99, "gzip")):
        status, headers, body = get(f"{before}/scene/{key}")
        assert status == 200
        assert (gzip.decompress(body) if encoding == "gzip" else body) == content
        assert headers["content-encoding"] == encoding
        assert "immutable" in headers["cache-control"]
    _status, headers, body = get(f"{before}/{CODE}/main.js")
    assert headers["content-type"].startswith("text/javascript")
    assert b"createScene" in body


@pytest.mark.parametrize(
    "path",
    [
        "scene/", "scene", "scene/0000", "scene/" + 48 * "0", "scene/../../app.py", f"{CODE}/", f"{CODE}/other.js",
        f"{CODE}/../routes.py", "scene/code/0/main.js", f"{CODE}/../buffers.py",
    ],
)  # fmt: skip
def test_there_is_nothing_else(path):
    status, headers, _body = get(f"/{path}")
    assert status == 404
    assert "immutable" not in headers.get("cache-control", "")
