"""What the server does when nobody is there: it gives memory back."""

import asyncio

from streamlit import runtime
from streamlit.runtime.runtime import RuntimeState

from embedviz.ui.work.budget import budget
from embedviz.ui.work.memory import settle

CHECK_SECONDS, IDLE_SECONDS = 10.0, 60.0
LEFT_BYTES = 16e6


async def rests_when_alone() -> None:
    """Let go of what is kept, but for the 16 MB used last, whenever nobody has been there for a minute.

    And again half a minute later, and then after twice as long each time: what was still at work when the last visitor
    left holds what it works on, and leaves it when it is over.
    """
    alone, due, pause = 0.0, IDLE_SECONDS, IDLE_SECONDS / 2
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        if _is_visited():
            alone, due, pause = 0.0, IDLE_SECONDS, IDLE_SECONDS / 2
            continue
        alone += CHECK_SECONDS
        if alone >= due:
            due, pause = due + pause, 2 * pause
            forget_those_who_left()
            await asyncio.to_thread(rest)


def forget_those_who_left() -> None:
    """Close the sessions that Streamlit keeps for whoever comes back: with nobody there it never looks at them again.

    To be called in the thread of the server's event loop.
    """
    if runtime.exists():
        server = runtime.get_instance()
        for session in (each.session.id for each in server._session_mgr.list_sessions()):
            if not server.is_active_session(session):
                server.close_session(session)


def rest() -> None:
    """Let go of what is kept, but for the 16 MB used last, trainings that go on, and what somebody holds."""
    settle()  # sessions that have ended hold themselves
    budget().shrink(LEFT_BYTES)
    settle()


def _is_visited() -> bool:
    return runtime.exists() and runtime.get_instance().state is RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED
