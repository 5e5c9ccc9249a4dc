"""The headers of the server's answers."""

import runpy
import urllib.error
import urllib.request

import pytest

from embedviz.errors import EmbedvizError
from embedviz.ui.frame.headers import VARIABLE, Headers
from embedviz.ui.scene.routes import CODE
from tests.loops import run
from tests.servers import ROOT, served


def sent(*given: tuple[bytes, bytes], type: str = "http") -> list[tuple[bytes, bytes]]:
    """The headers of an answer that had some of its own."""
    messages: list[dict] = []

    async def answer(_scope, _receive, send) -> None:
        await send({"type": f"{type}.response.start", "status": 200, "headers": list(given)})

    async def keep(message) -> None:
        messages.append(message)

    run(Headers(answer)({"type": type}, None, keep))
    return messages[0]["headers"]


def test_every_answer_says_that_its_type_is_its_type_and_who_may_frame_it():
    found = dict(sent((b"content-type", b"text/html")))
    assert found[b"x-content-type-options"] == b"nosniff"
    assert found[b"content-security-policy"] == b"frame-ancestors 'self'"
    assert found[b"content-type"] == b"text/html"


def test_a_policy_of_the_answer_itself_is_kept_beside_it():
    policies = [value for name, value in sent((b"content-security-policy", b"sandbox")) if b"policy" in name]
    assert policies == [b"sandbox", b"frame-ancestors 'self'"]


def test_what_is_not_http_is_left_alone():
    assert sent(type="websocket") == []


@pytest.mark.parametrize("allowed", ["https://school.example", "'self' https://*.school.example:8443", "*", "'none'"])
def test_who_starts_the_server_may_allow_others(monkeypatch, allowed):
    monkeypatch.setenv(VARIABLE, f" {allowed} ")
    assert dict(sent())[b"content-security-policy"] == f"frame-ancestors {allowed}".encode()


@pytest.mark.parametrize(
    "wrong", ["self;", "https://a.example; script-src *", "https://a/b/c", "'unsafe-inline'", "a\nb:"]
)
def test_what_is_no_list_of_addresses_is_refused(monkeypatch, wrong):
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(EmbedvizError, match=r"EMBEDVIZ_FRAME_ANCESTORS names .*; expected addresses"):
        sent()


def test_the_server_sends_them(tmp_path):
    assert runpy.run_path(str(ROOT / "app.py"))["app"]._user_middleware[0].cls is Headers
    with served("app.py", tmp_path / "log.txt") as server:
        found = ["/", "/rank", "/_stcore/health", "/_stcore/host-config", f"/{CODE}/main.js", f"/course/{CODE}/main.js"]
        missing = ["/scene/nothing", "/export/nothing/it", "/media/nothing.html"]
        for path in (*found, *missing):
            try:
                answer = urllib.request.urlopen(server.url + path)  # noqa: S310 - a server of this test
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                assert (answer.status < 400) == (path in found), path
                assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"], path
                assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"], path
