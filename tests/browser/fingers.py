"""Fingers on a touch screen, which Playwright's own touch screen only taps with."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page

from tests.browser.plots import middle

Place = tuple[float, float]
MOVES, PAUSE_MS = 8, 16


def at(locator: Locator) -> Place:
    """Scroll an element into the middle of the screen, and return its middle."""
    locator.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    return middle(locator)


def wipe(page: Page, *ways: tuple[Place, Place]) -> None:
    """Move fingers over the screen at once, each from a place to a place, and lift them."""
    screen = page.context.new_cdp_session(page)

    def touch(kind: str, places: Sequence[Place]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [start for start, _end in ways])
    for move in range(1, MOVES + 1):
        part = move / MOVES
        touch("touchMove", [(x + (u - x) * part, y + (v - y) * part) for (x, y), (u, v) in ways])
        page.wait_for_timeout(PAUSE_MS)
    touch("touchEnd", [])
    screen.detach()
