"""The name that a browser is given."""

import re
import runpy

import pytest

from embedviz.ui.frame.visits import Visits
from embedviz.ui.work.visitor import COOKIE, new_name
from tests.loops import run
from tests.servers import ROOT


def given(cookie: str = "", type: str = "text/html; charset=utf-8", kind: str = "http") -> list[str]:
    """The cookies that an answer sets."""
    messages: list[dict] = []

    async def answer(_scope, _receive, send) -> None:
        await send({"type": f"{kind}.response.start", "status": 200, "headers": [(b"content-type", type.encode())]})

    async def keep(message) -> None:
        messages.append(message)

    scope = {"type": kind, "headers": [(b"cookie", cookie.encode())] if cookie else []}
    run(Visits(answer)(scope, None, keep))
    return [value.decode() for name, value in messages[0]["headers"] if name.lower() == b"set-cookie"]


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="no cookie"),
        pytest.param("a=b; c", id="others"),
        pytest.param(f"{COOKIE}=nonsense", id="no name"),
        pytest.param(f"{COOKIE}x={'0' * 32}", id="another key"),
    ],
)
def test_a_browser_without_a_name_is_given_one_that_no_script_reads(cookie):
    (one,), (other,) = given(cookie), given(cookie)
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; HttpOnly; SameSite=Lax", one)
    assert one != other


def test_it_keeps_the_name_that_it_has():
    assert given(f"a=b; {COOKIE}={new_name()}; c=d") == []


def test_only_pages_give_names():
    assert given(type="text/javascript") == []
    assert given(kind="websocket") == []


def test_the_server_gives_them():
    layers = runpy.run_path(str(ROOT / "app.py"))["app"]._user_middleware
    assert Visits in [each.cls for each in layers]
