"""What the browser tests ask of a 3D chart."""

from playwright.sync_api import Locator, Page

QUIET_MS = 500  # longer than any debounce and rerun of the small apps
FRAME_MS = 20

EYE = """() => {
  const { eye } = document.querySelector(".js-plotly-plot")._fullLayout.scene._scene.getCamera();
  return [eye.x, eye.y, eye.z];
}"""

# Where each word's point is on the screen: its coordinates through the model, view and projection matrices.
POINTS = """() => {
  const plot = document.querySelector(".js-plotly-plot");
  const { glplot, container, dataScale } = plot._fullLayout.scene._scene;
  const { model, view, projection } = glplot.cameraParams;
  const through = (m, v) => [0, 1, 2, 3].map((i) => m[i] * v[0] + m[4 + i] * v[1] + m[8 + i] * v[2] + m[12 + i] * v[3]);
  const { x, y, width, height } = container.getBoundingClientRect();
  const trace = plot._fullData[0];
  return Object.fromEntries(Array.from(trace.customdata, (word, i) => {
    const point = [trace.x[i] * dataScale[0], trace.y[i] * dataScale[1], trace.z[i] * dataScale[2], 1];
    const [cx, cy, , w] = [model, view, projection].reduce((v, m) => through(m, v), point);
    return [word, [x + (0.5 + 0.5 * cx / w) * width, y + (0.5 - 0.5 * cy / w) * height]];
  }));
}"""

# The components listen from the moment that they have found the drawn chart.
IS_READY = """(points) => {
  const plot = document.querySelector(".js-plotly-plot");
  const isDrawn = plot?._fullLayout?.scene?._scene?.glplot?.cameraParams;
  const isHeard = plot?._ev?._events?.plotly_unhover;
  const isIdle = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
  return isDrawn && isHeard && isIdle && (points === null || plot._fullData[0].customdata.length === points);
}"""


def wait_for_plot(page: Page, points: int | None = None) -> None:
    """Wait until a chart is drawn, with so many points, and listened to."""
    page.wait_for_function(IS_READY, arg=points)
    page.wait_for_timeout(150)


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


def middle(locator: Locator) -> tuple[float, float]:
    """Return the middle of an element on the screen."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
