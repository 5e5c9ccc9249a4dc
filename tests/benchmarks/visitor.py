"""A visitor of the app without a browser: Streamlit's own protocol, over a websocket to a real server."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import DoubleArray, StringArray
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

MAIN = 0  # the first number of a delta's path; 1 is the sidebar
DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass(frozen=True)
class Widget:
    """A widget as the server sent it.

    Parameters
    ----------
    kind : str
        Streamlit's name of its element.
    proto : Message
        The element.
    fragment : str
        The id of the fragment that a change of it reruns; empty where it reruns the page.
    """

    kind: str
    proto: Message
    fragment: str

    @property
    def key(self) -> str:
        """The key that the script gave it."""
        return str(self.proto.id).split("-", 2)[-1]


class Visitor:
    """One session: it opens pages, and changes the widgets of the main part of the page it is on.

    It keeps no messages from one run to the next, so that the server sends every figure whole, each time; a browser
    asks only for those that have changed.

    Parameters
    ----------
    url : str
        The server's address.
    words : sequence of str
        What is written into text boxes.
    seed : int
        Of all choices.

    Attributes
    ----------
    choose : random.Random
        What it chooses by.
    pages : dict of str to str
        Streamlit's hash of each page's script, by the page's name in the URL.
    widgets : dict of str to Widget
        Those of the page it is on, by key.
    query : str
        What stands in the URL.
    failures : list of str
        The messages of all exceptions.
    """

    def __init__(self, url: str, words: Sequence[str], seed: int) -> None:
        self._url = url.replace("http://", "ws://") + "/_stcore/stream"
        self._words = words
        self.choose = random.Random(seed)  # noqa: S311 - choices of a test
        self._state = ClientState()
        self._socket: ClientConnection | None = None
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, Widget] = {}
        self.failures: list[str] = []

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, subprotocols=["streamlit"], max_size=None, proxy=None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    @property
    def query(self) -> str:
        return self._state.query_string

    async def open(self, page: str) -> None:
        """Open a page by its name in the URL, and wait until its script has finished."""
        self._state = ClientState(page_name=page, page_script_hash=self.pages.get(page, ""))
        await self._run()

    async def change(self, key: str) -> None:
        """Give a widget a value at random, and wait until the script has finished."""
        widget = self.widgets[key]
        state = DRAWS[widget.kind](widget.proto, self.choose, self._words)
        state.id = widget.proto.id
        there = {other.proto.id for other in self.widgets.values()} - {state.id}
        kept = [other for other in self._state.widget_states.widgets if other.id in there]
        del self._state.widget_states.widgets[:]
        self._state.widget_states.widgets.extend([*kept, state])
        self._state.fragment_id = widget.fragment
        await self._run()

    async def _run(self) -> None:
        await self._socket.send(BackMsg(rerun_script=self._state).SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._socket.recv())
            kind = message.WhichOneof("type")
            if kind == "new_session" and not self._state.fragment_id:
                self.widgets.clear()
            elif kind == "navigation":
                self._state.page_script_hash = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "page_info_changed":
                self._state.query_string = message.page_info_changed.query_string
            elif kind == "delta":
                self._note(message.delta, message.metadata.delta_path[0])
            elif kind == "script_finished" and message.script_finished in DONE:
                return

    def _note(self, delta: Delta, part: int) -> None:
        kind = delta.new_element.WhichOneof("type")
        if kind == "exception":
            self.failures.append(delta.new_element.exception.message)
        elif kind in DRAWS and part == MAIN:
            widget = Widget(kind, getattr(delta.new_element, kind), delta.fragment_id)
            if not widget.proto.form_id and not getattr(widget.proto, "disabled", False):
                self.widgets[widget.key] = widget


Draw = Callable[[Message, random.Random, Sequence[str]], WidgetState]


def _text(proto: Message, choose: random.Random, words: Sequence[str]) -> WidgetState:
    """Write as many words as there are."""
    count = len((proto.value if proto.set_value else proto.default).split()) or 1
    return WidgetState(string_value=" ".join(choose.sample(words, count)))


def _option(proto: Message, choose: random.Random, _words: Sequence[str]) -> WidgetState:
    return WidgetState(string_value=choose.choice(proto.options))


def _segment(proto: Message, choose: random.Random, _words: Sequence[str]) -> WidgetState:
    return WidgetState(string_array_value=StringArray(data=[choose.choice(proto.options).content]))


def _slide(proto: Message, choose: random.Random, _words: Sequence[str]) -> WidgetState:
    if proto.options:
        return WidgetState(string_array_value=StringArray(data=[choose.choice(proto.options)]))
    step = choose.randint(0, round((proto.max - proto.min) / proto.step))
    return WidgetState(double_array_value=DoubleArray(data=[proto.min + step * proto.step]))


def _number(proto: Message, choose: random.Random, _words: Sequence[str]) -> WidgetState:
    low = int(proto.min) if proto.has_min else 0
    high = min(low + 100, int(proto.max)) if proto.has_max else low + 100
    return WidgetState(double_value=choose.randint(low, high))


def _check(_proto: Message, choose: random.Random, _words: Sequence[str]) -> WidgetState:
    return WidgetState(bool_value=choose.random() < 0.5)


DRAWS: dict[str, Draw] = {
    "text_input": _text,
    "selectbox": _option,
    "radio": _option,
    "button_group": _segment,
    "slider": _slide,
    "number_input": _number,
    "checkbox": _check,
}
