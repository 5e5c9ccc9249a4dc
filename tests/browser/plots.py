"""What the browser tests ask of charts."""

from playwright.sync_api import Locator, Page, expect

from tests.waiting import WAIT

QUIET_MS = 500  # longer than any debounce and rerun of the small apps
FRAME_MS = 20

EYE = """() => {
  const { eye } = document.querySelector(".js-plotly-plot")._fullLayout.scene._scene.getCamera();
  return [eye.x, eye.y, eye.z];
}"""


def drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Drag with the mouse, and wait until the camera has come to rest and was reported."""
    x, y = start
    page.mouse.move(x, y)
    page.wait_for_timeout(100)
    page.mouse.down()
    for step in range(1, 11):  # a hand is no faster: the scene turns by what it sees from frame to frame
        page.mouse.move(x + by[0] * step / 10, y + by[1] * step / 10)
        page.wait_for_timeout(FRAME_MS)
    page.mouse.up()
    page.wait_for_timeout(QUIET_MS)


def point_at(page: Page, place: Locator, shown: Locator) -> None:
    """Point at the middle of an element until what that shows is there: what is drawn anew has not seen the mouse."""
    for _look in range(int(1000 * WAIT / QUIET_MS)):
        place.scroll_into_view_if_needed()
        x, y = middle(place)
        page.mouse.move(x - 1, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(FRAME_MS)
        if shown.count():
            return
        page.wait_for_timeout(QUIET_MS)
    expect(shown).not_to_have_count(0)


def middle(locator: Locator) -> tuple[float, float]:
    """Return the middle of an element on the screen."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
