"""How long a browser takes to draw words as points, in the scene and by Plotly: ``python -m tests.benchmarks.scenes``.

For each number of points: seconds from asking for the page to the first frame, milliseconds a frame, and megabytes of
JavaScript heap. Name numbers to measure those only; Plotly is measured up to 400,000, where it takes gigabytes.

    python -m tests.benchmarks.scenes 10000 50000 400000 3000000
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from embedviz.figures.space import Coloring, Highlight, space
from tests.browser.conftest import CHROMIUM_ARGS
from tests.servers import served

COUNTS = (10_000, 50_000, 400_000, 3_000_000)
MOST_BY_PLOTLY = 400_000
LIMIT_MS = 180_000
FRAMES = 5
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


def measured(browser: Browser, address: str, is_drawn: str, frame: str) -> tuple[float, float, float]:
    """Return seconds to the first frame, milliseconds a frame, and megabytes of heap."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(LIMIT_MS)
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_function(is_drawn)
    first = time.perf_counter() - began
    result = first, float(page.evaluate(frame, FRAMES)), float(page.evaluate(HEAP))
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
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        args = [*CHROMIUM_ARGS, "--enable-precise-memory-info"]
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        print(f"{'points':>10}  {'drawn by':8}  {'first frame':>12}  {'a frame':>9}  {'heap':>8}")
        with served("tests/browser/apps/points.py", place / "log.txt") as server:
            measured(browser, f"{server.url}/?m=100", IS_DRAWN, FRAME)  # a warm page
            for m in counts:
                kinds = [("scene", f"{server.url}/?m={m}", IS_DRAWN, FRAME)]
                if m <= MOST_BY_PLOTLY:
                    kinds.append(("Plotly", by_plotly(place, m), PLOTLY_IS_DRAWN, PLOTLY_FRAME))
                for name, *asked in kinds:
                    first, frame, heap = measured(browser, *asked)
                    print(f"{m:>10,}  {name:8}  {first:>10.2f} s  {frame:>6.0f} ms  {heap:>5.0f} MB", flush=True)
        browser.close()


if __name__ == "__main__":
    main([int(given) for given in sys.argv[1:]] or list(COUNTS))
