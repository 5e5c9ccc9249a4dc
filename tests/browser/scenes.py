"""What the browser tests ask of a scene of points."""

import io
from contextlib import suppress
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

# Drawn, nothing moves, its labels are chosen, and the server has nothing more to say.
IS_STILL = """(words) => {
  const host = document.querySelector(".embedviz-scene");
  const isIdle = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
  if (!isIdle || host?.dataset.scene !== "drawn") return false;
  const { scene } = host;
  const isStill = !scene.camera.flight && scene.moved === 1 && scene.frames.asked === 0 && scene.isWhole
    && scene.writing.chosen.length > 0;
  return isStill && (words === null || scene.cloud.count === words);
}"""

# Where the points of some words are on the screen, all of them unless some are given.
PLACES = """async (indices) => {
  const host = document.querySelector(".embedviz-scene");
  const { scene } = host;
  const { projected } = await import(new URL(`${scene.data.code}/camera.js`, scene.base + "/").href);
  const { left, top } = host.getBoundingClientRect();
  return indices.map((i) => {
    const at = projected(scene.matrix, ...scene.cloud.place(i), scene.size.width, scene.size.height);
    return at && [at[0] + left, at[1] + top, at[2]];
  });
}"""

# The number of a word, which without an end would be looked for for ever where the words have not come yet.
NUMBER = """(word) => {
  const { cloud } = document.querySelector(".embedviz-scene").scene;
  const end = Math.max(cloud.count, ...cloud.extra.map(({ index }) => index + 1));
  for (let i = 0; i < end; i += 1) if (cloud.word(i) === word) return i;
  throw new Error(`none of the words is ${word}`);
}"""

# The labels as they are written: their boxes and words.
LABELS = """() => {
  const { writing, cloud } = document.querySelector(".embedviz-scene")?.scene ?? {};
  const boxes = writing?.boxes ?? { answers: [], words: [] };
  const read = ({ x, y, width, height, index }) => ({ x, y, width, height, word: cloud.word(index) });
  return { answers: boxes.answers.map(read), words: boxes.words.map(read) };
}"""

WRITES = f"""([words, isFirst]) => {{
  const {{ answers, words: others }} = ({LABELS})();
  const found = [...answers, ...others].map(({{ word }}) => word);
  return isFirst ? found[0] === words[0] : words.every((word) => found.includes(word));
}}"""

VIEW = "() => document.querySelector('.embedviz-scene').scene.camera.text"
HOVERED = "() => document.querySelector('.embedviz-scene').dataset.hovered"


def wait_for_scene(page: Page, words: int | None = None) -> None:
    """Wait until a scene is drawn, of so many words, and nothing moves any more."""
    page.wait_for_function(IS_STILL, arg=words)
    page.wait_for_timeout(200)
    page.wait_for_function(IS_STILL, arg=words)


def place(page: Page, word: str) -> tuple[float, float]:
    """Return where the point of a word is on the screen."""
    ((x, y, _away),) = page.evaluate(PLACES, [page.evaluate(NUMBER, word)])
    return x, y


def labels(page: Page) -> list[str]:
    """Return the words that are written, those of the answer first."""
    found: dict[str, list[dict[str, Any]]] = page.evaluate(LABELS)
    return [label["word"] for label in (*found["answers"], *found["words"])]


def expect_labels(page: Page, *words: str, first: bool = False) -> None:
    """Expect words to be written, or one before all others: what a page says comes to its scene a moment later."""
    with suppress(PlaywrightTimeoutError):
        page.wait_for_function(WRITES, arg=[words, first])
    found = labels(page)
    assert found[:1] == [*words] if first else {*words} <= {*found}


def seen(page: Page) -> np.ndarray:
    """Return the first scene as it is seen while nobody points at it, in shades of gray."""
    page.mouse.move(2, 2)
    wait_for_scene(page)
    picture = page.locator(".embedviz-scene").first.screenshot()
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"), dtype=float)
