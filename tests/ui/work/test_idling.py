import asyncio
import contextlib

import pytest

from embedviz.ui.work import idling
from tests.loops import run


@pytest.mark.parametrize(
    ("visits", "rests"),
    [
        pytest.param([False] * 4, 0, id="not before nobody has been there for a while"),
        pytest.param([False] * 5, 1, id="once nobody has been there for a while"),
        pytest.param([False] * 39, 4, id="again for what was at work then, and ever more seldom"),
        pytest.param([False, False, True] * 4, 0, id="not while visitors come and go"),
        pytest.param([False] * 5 + [True] + [False] * 5, 2, id="again after another visit"),
    ],
)
def test_memory_is_given_back(monkeypatch, visits, rests):
    coming, rested = iter(visits), []
    monkeypatch.setattr(idling, "CHECK_SECONDS", 2.0**-13)
    monkeypatch.setattr(idling, "IDLE_SECONDS", 5 * 2.0**-13)
    monkeypatch.setattr(idling, "rest", lambda: rested.append(1))

    def is_visited() -> bool:
        try:
            return next(coming)
        except StopIteration:
            raise asyncio.CancelledError from None

    monkeypatch.setattr(idling, "_is_visited", is_visited)

    async def alone() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await idling.rests_when_alone()

    run(alone())
    assert len(rested) == rests


def test_without_a_server_nobody_is_there():
    assert not idling._is_visited()
