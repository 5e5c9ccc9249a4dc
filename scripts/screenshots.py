"""Take the README's screenshots and its moving picture: ``python scripts/screenshots.py``, or some of them by name.

Needs Chromium and a Chinese font (``apt-get install fonts-wqy-microhei``); starts the app by itself and writes
``docs/*.png`` and ``docs/scene.webp``. Pillow, which writes the latter, comes with Streamlit.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import embedviz as ev  # noqa: E402 - a script finds the package only now
from embedviz.i18n import _, spoken  # noqa: E402
from embedviz.sources.corpora import generated  # noqa: E402

FOLDER = ROOT / "docs"
with socket.socket() as probe:  # a free port: another app's pages would be taken for these
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
ADDRESS = f"http://127.0.0.1:{PORT}"
SIZE = {"width": 1280, "height": 800}
CHINESE = "lang=zh&source=file:生成的中文.vec"
SHOTS = {
    "home": "/",
    "one-hot": "/one_hot",
    "rank": "/rank",
    "independence": "/independence",
    "orthogonality": "/orthogonality",
    "distance": "/distance?word=cat",
    "space": "/space?q=bank&color=cluster&words=all",
    "space-dark": "/space?q=king+-+man+%2B+woman&method=axes&words=all",
    "compare": "/compare?with=skip-gram",
    "word2vec": "/word2vec",
    "polysemy": "/polysemy",
    "polysemy-dark": "/polysemy?word=mouse",
    "claims": "/claims",
    "rank-present": "/rank?present=1&step=2",
    "claims-zh": f"/claims?{CHINESE}",
    "home-zh": f"/?{CHINESE}",
    "rank-zh": f"/rank?{CHINESE}",
    "space-zh": f"/space?{CHINESE}&q=国王+-+男人+%2B+女人",
    "word2vec-zh": f"/word2vec?{CHINESE}",
    "compare-zh": "/compare?lang=zh&with=file:生成的中文.vec",
    "library": "/library?source=file:glove-50k.vec",
}
SCENE = "scene"
SCENE_PATH = "/space?q=bank&color=cluster&words=all"
SCENE_SIZE = {"width": 1440, "height": 900}
FRAMES, FRAME_MS, QUALITY = 72, 90, 40
MOST_BYTES = 3_000_000
# A round about the map, nearer to the answer on the way; what is written is chosen anew now and then, as at rest.
STAND = """async ([share, isAtRest]) => {
  const { scene } = document.querySelector(".embedviz-scene");
  const near = (1 - Math.cos(2 * Math.PI * share)) / 2;
  const home = scene.camera.home();
  const place = scene.cloud.place(scene.marks.queries[0]);
  scene.camera.flight = null;
  scene.camera.pose = {
    yaw: home.yaw + 2 * Math.PI * share,
    pitch: home.pitch,
    distance: home.distance * Math.exp(-1.5 * near),
    target: place.map((v) => v * near),
  };
  scene.look();
  if (isAtRest) scene.rest();
  for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
}"""
IS_DONE = """() => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning" """
ALL_CLAIMS = """() => !/Computing|computed:|正在计算/.test(document.querySelector(".stMain").textContent)"""
CHROMIUM_ARGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def start_app(place: Path) -> subprocess.Popen[bytes]:
    """Start the app on a data folder with one file, and wait until it answers."""
    data = place / "data"
    data.mkdir()
    ev.save(ev.open_source("glove-6b-50d").top(50_000), data / "glove-50k.vec")
    chinese = ev.train(generated(language="zh"), "skip-gram", 50, epochs=10, learning_rate=0.05, snapshots=1)
    ev.save(chinese.embedding, data / "生成的中文.vec")
    environment = os.environ | {"EMBEDVIZ_DATA": str(data), "EMBEDVIZ_CACHE": str(place / "cache")}
    options = ["--server.headless=true", f"--server.port={PORT}", "--server.address=127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(f"{ADDRESS}/_stcore/health"):  # noqa: S310 - our own server
                return process
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    process.kill()
    raise SystemExit("the app did not start")


def shoot(page: Page, name: str, path: str) -> None:
    """Open a page of the app, wait until it has been drawn, and save a picture."""
    page.goto(ADDRESS + path)
    page.wait_for_selector("h1")
    page.wait_for_function(IS_DONE)
    if name.startswith("compare"):
        page.wait_for_selector("[data-scene=drawn]", timeout=300_000)
    if name.startswith("claims"):
        page.wait_for_function(ALL_CLAIMS, timeout=300_000)
    page.wait_for_timeout(6_000)  # 3D charts are drawn after the page is done
    if name.startswith("word2vec"):
        with spoken("zh" if name.endswith("-zh") else "en"):
            start, learned = _("Start training"), page.get_by_role("heading", name=_("What was learned"))
        page.get_by_role("button", name=start).click()
        learned.wait_for(timeout=300_000)
        learned.evaluate("(heading) => heading.scrollIntoView()")
        page.wait_for_timeout(6_000)
    page.screenshot(path=FOLDER / f"{name}.png")


def film(page: Page) -> None:
    """Go once round the scene of the Space page, and save what is seen as a moving picture."""
    page.goto(ADDRESS + SCENE_PATH)
    page.wait_for_selector("[data-scene=drawn]", timeout=300_000)
    page.wait_for_function(IS_DONE)
    page.wait_for_timeout(6_000)
    scene = page.locator(".embedviz-scene")
    frames = []
    for i in range(FRAMES):
        page.evaluate(STAND, [i / FRAMES, i % 6 == 0])
        frames.append(Image.open(io.BytesIO(scene.screenshot())).convert("RGB"))
    path = FOLDER / f"{SCENE}.webp"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=FRAME_MS, loop=0, quality=QUALITY)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes; expected at most {MOST_BYTES:,}")


def main() -> None:
    """Take all screenshots, and the moving picture."""
    FOLDER.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as place:
        app = start_app(Path(place))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
                for name in sys.argv[1:] or [SCENE, *SHOTS]:
                    if name == SCENE:
                        film(browser.new_page(viewport=SCENE_SIZE, color_scheme="light"))
                        continue
                    path = SHOTS[name]
                    scheme = "dark" if name.endswith("dark") else "light"
                    shoot(browser.new_page(viewport=SIZE, color_scheme=scheme), name, path)
                browser.close()
        finally:
            app.terminate()
            app.wait()


if __name__ == "__main__":
    main()
