"""A visitor of the app without a browser: Streamlit's own protocol, over a websocket to a real server."""

import asyncio
import os
import random
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import DoubleArray, FileUploaderState, FileURLsRequest, StringArray, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.asyncio.client import ClientConnection, connect

from embedviz.ui.work.visitor import COOKIE, new_name

MAIN = 0  # the first number of a delta's path; 1 is the sidebar
POLL_SECONDS = 0.4
XSRF = "_streamlit_xsrf"
BOUNDARY = "a-line-that-is-in-no-file"
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
    """One session of a visitor: it opens pages, and changes the widgets of the main part of the page it is on.

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
    tab_of : Visitor, optional
        Another session of the same visitor, as in another tab; a visitor of its own, unless given.

    Attributes
    ----------
    choose : random.Random
        What it chooses by.
    pages : dict of str to str
        Streamlit's hash of each page's script, by the page's name in the URL.
    widgets : dict of str to Widget
        Those of the page it is on, by key, whose values can be drawn at random.
    controls : dict of str to Widget
        All of the page, by key.
    polled : str
        The fragment that a browser would run again soon; empty if there is none.
    progress : str
        What stands at the progress bar that was drawn last.
    query : str
        What stands in the URL.
    alerts : list of str
        What was told in boxes.
    failures : list of str
        The messages of all exceptions.
    """

    def __init__(self, url: str, words: Sequence[str], seed: int, tab_of: "Visitor | None" = None) -> None:
        self._server = url
        self._url = url.replace("http://", "ws://") + "/_stcore/stream"
        self._token = tab_of._token if tab_of is not None else generate_xsrf_token_string(os.urandom(16))
        self._name = tab_of._name if tab_of is not None else new_name()
        self._session = ""
        self._words = words
        self.choose = random.Random(seed)  # noqa: S311 - choices of a test
        self._state = ClientState()
        self._socket: ClientConnection | None = None
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, Widget] = {}
        self.controls: dict[str, Widget] = {}
        self.polled = ""
        self.progress = ""
        self.alerts: list[str] = []
        self.failures: list[str] = []

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self._url,
            subprotocols=["streamlit"],
            additional_headers={"Cookie": self._cookies},
            max_size=None,
            proxy=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    @property
    def _cookies(self) -> str:
        return f"{XSRF}={self._token}; {COOKIE}={self._name}"

    @property
    def query(self) -> str:
        return self._state.query_string

    async def open(self, page: str, query: str = "") -> None:
        """Open a page by its name in the URL, and wait until its script has finished."""
        self._state = ClientState(page_name=page, page_script_hash=self.pages.get(page, ""), query_string=query)
        await self._run()

    async def change(self, key: str) -> None:
        """Give a widget a value at random, and wait until the script has finished."""
        widget = self.widgets[key]
        await self._send(widget, DRAWS[widget.kind](widget.proto, self.choose, self._words))

    async def write(self, key: str, text: str) -> None:
        """Write into a box."""
        await self._send(self.controls[key], WidgetState(string_value=text))

    async def press(self, key: str) -> None:
        """Press a button, also one that sends a form."""
        await self._send(self.controls[key], WidgetState(trigger_value=True))

    async def attach(self, key: str, name: str, content: bytes) -> None:
        """Send a file to an uploader."""
        asked = FileURLsRequest(request_id="1", file_names=[name], session_id=self._session)
        await self._socket.send(BackMsg(file_urls_request=asked).SerializeToString())
        urls = None
        while urls is None:
            message = ForwardMsg.FromString(await self._socket.recv())
            if message.WhichOneof("type") == "file_urls_response":
                urls = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, urls.upload_url, name, content)
        info = UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)
        state = WidgetState(file_uploader_state_value=FileUploaderState(uploaded_file_info=[info]))
        await self._send(self.controls[key], state)

    async def poll(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Run what a browser would run again and again, for so long; return whether that ended before."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self.polled and not until() and loop.time() < deadline:
            await asyncio.sleep(POLL_SECONDS)
            self._state.fragment_id, self._state.is_auto_rerun = self.polled, True
            await self._run()
            self._state.is_auto_rerun = False
        return not self.polled or until()

    def _put(self, url: str, name: str, content: bytes) -> None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Cookie": self._cookies,
            "X-Xsrftoken": self._token,
        }
        request = urllib.request.Request(self._server + url, body, headers, method="PUT")  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=120):  # noqa: S310
            pass

    async def _send(self, widget: Widget, state: WidgetState) -> None:
        state.id = widget.proto.id
        there = {other.proto.id for other in self.controls.values()} - {state.id}
        kept = [each for each in self._state.widget_states.widgets if each.id in there and not each.trigger_value]
        del self._state.widget_states.widgets[:]
        self._state.widget_states.widgets.extend([*kept, state])
        self._state.fragment_id = widget.fragment
        await self._run()

    async def _run(self) -> None:
        await self._socket.send(BackMsg(rerun_script=self._state).SerializeToString())
        of_fragment = bool(self._state.fragment_id)
        while True:
            message = ForwardMsg.FromString(await self._socket.recv())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._session = message.new_session.initialize.session_id or self._session
                if not of_fragment:
                    self.polled = ""
                    self.widgets.clear()
                    self.controls.clear()
            elif kind == "auto_rerun":
                self.polled = message.auto_rerun.fragment_id
            elif kind == "navigation":
                self._state.page_script_hash = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "page_info_changed":
                self._state.query_string = message.page_info_changed.query_string
            elif kind == "delta":
                self._note(message.delta, message.metadata.delta_path[0])
            elif kind == "script_finished" and message.script_finished in DONE:
                return
            elif kind == "script_finished":
                of_fragment = False  # it asked for another run, which is of the page

    def _note(self, delta: Delta, part: int) -> None:
        kind = delta.new_element.WhichOneof("type")
        if kind == "exception":
            self.failures.append(delta.new_element.exception.message)
        elif kind == "alert":
            self.alerts.append(delta.new_element.alert.body)
        elif kind == "progress":
            self.progress = delta.new_element.progress.text
        elif kind in CONTROLS and part == MAIN:
            widget = Widget(kind, getattr(delta.new_element, kind), delta.fragment_id)
            self.controls[widget.key] = widget
            if kind in DRAWS and not widget.proto.form_id and not getattr(widget.proto, "disabled", False):
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
CONTROLS = {*DRAWS, "text_area", "button", "file_uploader"}
