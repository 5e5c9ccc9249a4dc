"""A real Chromium on a real Streamlit server."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.servers import served

WAIT_MS = 45_000  # a busy machine must not fail an expectation
CHROMIUM_ARGS = [
    "--no-sandbox",  # containers and CI run as root
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",  # WebGL without a GPU
    "--disable-gpu-compositing",  # which without a GPU takes four times the processor's time
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# What Streamlit asks a server that has ended, which a test may outlive by a page.
STREAMLIT_PROBES = ("/_stcore/health", "/_stcore/host-config")

Serve = Callable[[str], str]
Launch = Callable[..., Browser]
NewPage = Callable[..., Page]
OpenTab = Callable[..., tuple[Page, list[str]]]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser's tests in one process of pytest-xdist: they share a server. Exhaustive files are shared out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            is_short = item.get_closest_marker("exhaustive") is None
            item.add_marker(pytest.mark.xdist_group("browser" if is_short else f"browser {item.path.stem}"))


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start a script's server, once a session, and give its address."""
    addresses: dict[str, str] = {}
    with ExitStack() as servers:

        def start(script: str) -> str:
            if script not in addresses:
                log = tmp_path_factory.mktemp("server") / "log.txt"
                addresses[script] = servers.enter_context(served(script, log)).url
            return addresses[script]

        yield start


@pytest.fixture
def fresh_url(tmp_path: Path) -> Iterator[str]:
    """Address of the app on a server that nobody has visited yet."""
    with served("app.py", tmp_path / "log.txt") as server:
        yield server.url


@pytest.fixture(scope="session")
def app_url(serve: Serve) -> str:
    """Address of the app itself."""
    return serve("app.py")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, for the session."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Launch]:
    """Launch a Chromium, with arguments of its own if any are given."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"none of {', '.join(names)} is installed")
    browsers: list[Browser] = []

    def start(*args: str) -> Browser:
        browsers.append(playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGS, *args]))
        return browsers[-1]

    yield start
    for browser in browsers:
        browser.close()


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Browser:
    """The Chromium that the tests share."""
    return launch()


@pytest.fixture(scope="session")
def browser_without_webgl(launch: Launch) -> Browser:
    """A Chromium that cannot draw in 3D."""
    return launch("--disable-3d-apis")


@pytest.fixture(scope="session")
def context_of() -> Iterator[Callable[..., BrowserContext]]:
    """Return the context of a browser with some options; it is shared, so that scripts are downloaded once."""
    contexts: dict[tuple[int, str], BrowserContext] = {}

    def find(browser: Browser, **options: object) -> BrowserContext:
        key = (id(browser), repr(sorted(options.items())))
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
            contexts[key].set_default_timeout(WAIT_MS)
        return contexts[key]

    yield find
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="session")
def open_tab(context_of: Callable[..., BrowserContext]) -> OpenTab:
    """Open a page, and give it with the list of what goes wrong on it: errors, and requests to another host."""

    def is_error(message: ConsoleMessage) -> bool:
        has_ended = "ERR_CONNECTION_REFUSED" in message.text and message.location["url"].endswith(STREAMLIT_PROBES)
        return message.type == "error" and not has_ended

    def is_foreign(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in {"data", "blob", "file"} and parts.hostname not in {"127.0.0.1", "localhost"}

    def start(browser: Browser, **options: object) -> tuple[Page, list[str]]:
        errors: list[str] = []
        page = context_of(browser, **{"viewport": {"width": 1280, "height": 800}, **options}).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if is_error(message) else None)
        page.on("request", lambda request: errors.append(f"asks {request.url}") if is_foreign(request.url) else None)
        page.on("websocket", lambda socket: errors.append(f"asks {socket.url}") if is_foreign(socket.url) else None)
        return page, errors

    return start


@pytest.fixture
def new_page(browser: Browser, open_tab: OpenTab) -> Iterator[NewPage]:
    """Open pages; an error on the console or in a script, or a request to another host, fails the test.

    ``new_page(color_scheme="dark", viewport={"width": 390, "height": 844})``: any option of a Playwright context.
    """
    default = browser
    tabs: list[tuple[Page, list[str]]] = []

    def start(browser: Browser = default, **options: object) -> Page:
        tabs.append(open_tab(browser, **options))
        return tabs[-1][0]

    yield start
    for page, _errors in tabs:
        page.close()
    errors = [error for _page, errors in tabs for error in errors]
    assert not errors, "the page reported errors:\n" + "\n".join(errors)


@pytest.fixture(scope="module")
def tab(browser: Browser, open_tab: OpenTab) -> Iterator[tuple[Page, list[str]]]:
    """A page that the tests of a module share, because a chart in 3D takes seconds to load."""
    page, errors = open_tab(browser)
    yield page, errors
    page.close()


@pytest.fixture
def shared_page(tab: tuple[Page, list[str]]) -> Iterator[Page]:
    """The module's page, wherever the last test left it, blank at first; it fails a test as a new page does."""
    page, errors = tab
    errors.clear()
    yield page
    assert not errors, "the page reported errors:\n" + "\n".join(errors)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A light page, 1280 x 800."""
    return new_page()
