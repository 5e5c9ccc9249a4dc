"""How long a browser takes to draw words as points, in the scene and by Plotly: ``python -m tests.benchmarks.scenes``.

For the Space page with all words of GloVe, and for each number of points: seconds from asking for a page that was open
before to the first frame, milliseconds a frame of all points and one while they move, and megabytes of JavaScript heap.
Name numbers to measure those only; Plotly is measured up to 400,000, where it takes gigabytes. What is over its bar
makes the command fail; the bars are for two quiet cores without a graphics card.

    python -m tests.benchmarks.scenes 10000 50000 400000 3000000
"""

import math
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import BrowserContext, sync_playwright

from embedviz.figures.space import Coloring, Highlight, space
from tests.browser.conftest import CHROMIUM_ARGS
from tests.servers import served

COUNTS = (10_000, 50_000, 400_000, 3_000_000)
MOST_BY_PLOTLY = 400_000
LIMIT_MS = 180_000
FRAMES = 5
SPACE = "/space?words=all&q=bank"


@dataclass(frozen=True)
class Measures:
    """What a picture takes, or may take at most.

    Parameters
    ----------
    first : float
        Seconds to the first frame.
    frame, moving : float
        Milliseconds a frame of all points, and one while they move.
    heap : float
        Megabytes.
    """

    first: float
    frame: float
    moving: float
    heap: float

    def __str__(self) -> str:
        return f"{self.first:>10.2f} s  {self.frame:>6.0f} ms  {self.moving:>6.0f} ms  {self.heap:>5.0f} MB"

    def over(self, bar: "Measures") -> list[str]:
        """Name what is more than it may be."""
        return [f"{name} {value:.1f}, at most {vars(bar)[name]:g}" for name, value in vars(self).items()
                if value > vars(bar)[name]]  # fmt: skip


# Space looks at "bank", and most words lie outside of the view. Of a scene by itself all are in it: it takes twice the
# time, but they are drawn so only where they rest, and nobody waits for the frame.
BARS = {
    ("Space", 400_000): Measures(6, 200, 200, 150),
    ("scene", 400_000): Measures(6, math.inf, 200, 150),
    ("scene", 3_000_000): Measures(8, math.inf, 200, 200),
}
IS_DRAWN = "() => document.querySelector('[data-scene=drawn]') !== null"
# A frame has ended once one of its pixels can be read.
FRAME = """(frames) => {
  const { scene } = document.querySelector(".embedviz-scene");
  const { gl } = scene.points;
  const pixel = new Uint8Array(4);
  const began = performance.now();
  for (let i = 0; i < frames; i += 1) {
    scene.camera.orbit(0.02, 0);
    scene.points.draw(scene.appearance(scene.scale));
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  }
  return (performance.now() - began) / frames;
}"""
# As the hand turns it: what takes too long is drawn in part, by what the frames before took.
MOVING = """async (frames) => {
  const { scene } = document.querySelector(".embedviz-scene");
  const { gl } = scene.points;
  const pixel = new Uint8Array(4);
  let ms = 0;
  for (let i = -5; i < frames; i += 1) {
    const began = performance.now();
    scene.camera.orbit(0.02, 0);
    scene.move();
    scene.draw(began);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    if (i >= 0) ms += performance.now() - began;
    while (scene.pace.watched !== null) await new Promise(requestAnimationFrame);
  }
  return ms / frames;
}"""
PLOTLY_IS_DRAWN = "() => document.querySelector('.js-plotly-plot canvas')?.closest('.js-plotly-plot').drawn === true"
# Plotly draws in the browser's own turn, which is over when the next but one begins.
PLOTLY_FRAME = """async (frames) => {
  const chart = document.querySelector(".js-plotly-plot");
  const began = performance.now();
  for (let i = 0; i < frames; i += 1) {
    const angle = 0.02 * (i + 1);
    await Plotly.relayout(chart, { "scene.camera.eye": { x: Math.cos(angle), y: Math.sin(angle), z: 0.6 } });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
  return (performance.now() - began) / frames;
}"""
HEAP = "() => performance.memory.usedJSHeapSize / 1e6"


def measured(context: BrowserContext, address: str, is_drawn: str, frame: str, moving: str) -> Measures:
    """Open a page, and measure it."""
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_function(is_drawn)
    first = time.perf_counter() - began
    page.wait_for_timeout(2_000)  # flights end
    found = [float(page.evaluate(script, FRAMES)) for script in (frame, moving)]
    result = Measures(first, *found, float(page.evaluate(HEAP)))
    page.close()
    return result


def by_plotly(place: Path, m: int) -> str:
    """Write the same points as a page of Plotly, and return its address."""
    points = np.random.default_rng(0).standard_normal((m, 3)).astype(np.float32)
    colors = Coloring("number", np.arange(m, dtype=float), "rank")
    figure = space(points, [f"w{i}" for i in range(m)], colors, ["x", "y", "z"], Highlight([], [], None))
    path = place / f"{m}.html"
    done = "document.querySelector('.js-plotly-plot').drawn = true;"
    figure.write_html(path, post_script=f"requestAnimationFrame(() => requestAnimationFrame(() => {{ {done} }}));")
    return path.as_uri()


def main(counts: list[int]) -> None:
    """Print a line a measurement."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    broken = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        args = [*CHROMIUM_ARGS, "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        print(f"{'points':>10}  {'drawn by':8}  {'first frame':>12}  {'a frame':>9}  {'moving':>9}  {'heap':>8}")

        def show(m: int, name: str, found: Measures) -> None:
            print(f"{m:>10,}  {name:8}  {found}", flush=True)
            bar = BARS.get((name, m))
            broken.extend(f"{name}, {m:,}: {each}" for each in (found.over(bar) if bar else ()))

        with served("app.py", place / "app.txt") as server:
            address = server.url + SPACE
            measured(context, address, IS_DRAWN, FRAME, MOVING)  # from then on it is warm
            show(400_000, "Space", measured(context, address, IS_DRAWN, FRAME, MOVING))
        with served("tests/browser/apps/points.py", place / "points.txt") as server:
            measured(context, f"{server.url}/?m=100", IS_DRAWN, FRAME, MOVING)
            for m in counts:
                asked = f"{server.url}/?m={m}", IS_DRAWN, FRAME, MOVING
                show(m, "scene", measured(context, *asked))
                if m <= MOST_BY_PLOTLY:
                    asked = by_plotly(place, m), PLOTLY_IS_DRAWN, PLOTLY_FRAME, PLOTLY_FRAME
                    show(m, "Plotly", measured(context, *asked))
        browser.close()
    if broken:
        raise SystemExit("over the bar:\n" + "\n".join(broken))


if __name__ == "__main__":
    main([int(given) for given in sys.argv[1:]] or list(COUNTS))
