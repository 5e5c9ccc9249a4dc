"""The scene of points on Space in a real browser: what it says of the points is what is there."""

import io
import itertools
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import embedviz as ev
from embedviz.geometry.framing import framing
from embedviz.sources.maps import shipped_map
from tests.browser.plots import drag, middle
from tests.browser.scenes import HOVERED, LABELS, PLACES, VIEW, expect_labels, labels, place, seen, wait_for_scene
from tests.browser.test_app import BRIGHTNESS
from tests.ui.space.test_methods import PHONE

HOVERS = 200
CORNER = """() => {
  const { left, top } = document.querySelector(".embedviz-points").getBoundingClientRect();
  return [left, top];
}"""
IS_NAMED = """([x, y]) => {
  const { pointing: { pointer }, frames } = document.querySelector(".embedviz-scene").scene;
  return frames.hover === 0 && pointer && Math.hypot(pointer[0] - x, pointer[1] - y) < 0.1;
}"""
# The names of regions that are written, and what the list of regions holds.
REGIONS = """() => {
  const { writing, data, camera } = document.querySelector(".embedviz-scene").scene;
  return { written: writing.boxes.regions.map(({ name }) => name), all: data.regions, at: camera.pose.target };
}"""
# What a picture that is saved must show: the size of a screen, the text's color, where the title and the bar of colors
# are, and labels with the colors of their ground.
DRAWN = """() => {
  const { size, overlay, data, writing, legend } = document.querySelector(".embedviz-scene").scene;
  const { palette, steps } = legend.content;
  const { answers: [query, ...others] } = writing.boxes;
  return {
    size, ink: overlay.style.color.match(/\\d+/g).map(Number),
    title: overlay.measure(data.alt, overlay.style.bold).width,
    bar: [20, 125, 230].map((code) => [code / steps, [...palette.subarray(4 * code, 4 * code + 3)]]),
    pills: [[query, [194, 64, 138]], ...others.map((box) => [box, [224, 122, 31]])],
  };
}"""
# What the server sent, by websocket and over HTTP, since the last time.
COUNTED = {"bytes": 0}


@pytest.fixture
def whole(page: Page, app_url: str) -> Page:
    """The Space page that shows all words."""

    def count(bytes_: int) -> None:
        COUNTED["bytes"] += bytes_

    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: count(len(payload))))
    page.on("response", lambda answer: count(len(answer.body())) if "/scene/" in answer.url else None)
    page.goto(f"{app_url}/space?words=all&q=bank")
    wait_for_scene(page, 400_000)
    return page


def overlapping(boxes: list[dict]) -> list[tuple[str, str]]:
    return [
        (a["word"], b["word"])
        for a, b in itertools.combinations(boxes, 2)
        if a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]
    ]  # fmt: skip


@pytest.mark.exhaustive
def test_all_words_are_drawn_labels_do_not_overlap_and_little_is_sent(whole: Page, glove: ev.Embedding):
    expect(whole.get_by_text("400,000 words shown / 400,000")).to_be_visible()
    expect_labels(whole, "bank", first=True)
    expect_labels(whole, *ev.neighbors(glove, "bank", 10).words)
    for by in ((0, 0), (120, 40), (-60, 90)):
        drag(whole, middle(whole.locator(".embedviz-points")), by)
        wait_for_scene(whole)
        found = whole.evaluate(LABELS)
        assert overlapping([*found["answers"], *found["words"]]) == []
        assert len(found["words"]) > 5
    assert whole.evaluate("() => performance.memory.usedJSHeapSize") < 150e6

    COUNTED["bytes"] = 0
    box = whole.get_by_role("combobox", name="Word or expression")
    box.fill("river")
    box.press("Enter")
    whole.wait_for_function("() => document.querySelector('.embedviz-scene').scene.data.query === 'river'")
    wait_for_scene(whole)
    assert 0 < COUNTED["bytes"] < 40_000
    assert place(whole, "river") == pytest.approx(middle(whole.locator(".embedviz-points")), abs=2)  # flown to
    COUNTED["bytes"] = 0
    whole.get_by_test_id("stSelectbox").filter(has_text="Color").get_by_role("combobox").click()
    whole.get_by_role("option").nth(2).click()
    expect(whole.locator(".embedviz-legend")).to_contain_text("share of 15 neighbors lost")
    wait_for_scene(whole)
    assert 0 < COUNTED["bytes"] < 1_000_000

    whole.get_by_role("button", name="Whole picture").click()
    wait_for_scene(whole)
    afar, words = whole.evaluate(REGIONS), labels(whole)
    assert len(set(afar["written"])) > 3
    whole.get_by_role("combobox", name="Regions").select_option(afar["all"][0]["name"])
    wait_for_scene(whole)
    near = whole.evaluate(REGIONS)
    assert near["at"] == afar["all"][0]["at"]
    assert near["written"] == []  # they give way to words
    assert set(labels(whole)) - set(words)


@pytest.mark.exhaustive
def test_two_hundred_points_are_named_rightly(whole: Page, glove: ev.Embedding):
    coordinates = shipped_map(glove.id).coordinates
    frame = framing(coordinates)
    places = whole.evaluate(PLACES, list(range(0, 400_000, 40)))
    box = whole.locator(".embedviz-points").bounding_box()
    assert box is not None
    units = np.rint((frame.units(coordinates) + 1) * 32767) / 32767 - 1
    corner = np.array([box["x"], box["y"]])
    low = corner + np.array([9, 90])
    high = np.minimum(corner + np.array([box["width"] - 9, box["height"] - 40]), [1280, 790])  # what is on the screen
    inside = [40 * i for i, at in enumerate(places) if at and (low < at[:2]).all() and (at[:2] < high).all()]
    picked = np.random.default_rng(0).choice(inside, HOVERS, replace=False)
    look = whole.evaluate(
        "() => { const { scene } = document.querySelector('.embedviz-scene'); "
        "const look = scene.appearance(1); return { ...look, matrix: [...look.matrix] }; }"
    )
    clip = np.column_stack([units, np.ones(len(units))]) @ np.array(look["matrix"]).reshape(4, 4)
    depth = np.where(clip[:, 3] > 0, clip[:, 3], np.inf)  # what is behind the eye is nowhere on the screen
    x = np.where(clip[:, 3] > 0, (0.5 + clip[:, 0] / depth / 2) * box["width"], np.inf)
    y = np.where(clip[:, 3] > 0, (0.5 - clip[:, 1] / depth / 2) * box["height"], np.inf)
    radius = np.clip(look["size"] * (look["reference"] / depth) ** 0.5, look["least"], look["most"]) / 2
    for point in picked:
        corner = np.array(whole.evaluate(CORNER))  # what stands above may have changed its height
        pointer = np.floor(corner + np.array([x[point], y[point]]))  # the mouse knows whole pixels only
        whole.mouse.move(*pointer)
        whole.wait_for_function(IS_NAMED, arg=(pointer - corner).tolist())
        at = np.floor(pointer - corner) + 0.5  # the middle of a pixel of the canvas
        named = glove.index(whole.evaluate(HOVERED))
        away = np.hypot(x - at[0], y - at[1])
        surely = np.flatnonzero(away < radius - 0.3)
        if len(surely):
            assert away[named] < radius[named] + 0.3
            assert depth[named] <= depth[surely].min() + 1e-9
        else:
            assert away[named] <= away.min() + 1


@pytest.fixture
def few(shared_page: Page, app_url: str) -> Page:
    """The Space page that shows 500 words."""
    shared_page.goto(f"{app_url}/space?words=500&q=bank")
    wait_for_scene(shared_page, 500)
    return shared_page


@pytest.mark.exhaustive
def test_keys_and_the_wheel_move_the_camera_and_the_house_leads_back(few: Page):
    few.get_by_role("button", name="Whole picture").click()
    wait_for_scene(few)
    home = few.evaluate(VIEW)
    scene = few.locator(".embedviz-points")
    for key in ("ArrowLeft", "Shift+ArrowUp", "+"):
        before = few.evaluate(VIEW)
        scene.press(key)
        assert few.evaluate(VIEW) != before
    before = few.evaluate(VIEW).split(",")
    few.keyboard.down("Shift")
    drag(few, middle(scene), (60, 40))  # which moves it, and does not turn it
    few.keyboard.up("Shift")
    moved = few.evaluate(VIEW).split(",")
    assert moved[:3] == before[:3]
    assert moved[3:] != before[3:]
    few.get_by_role("button", name="Flat, from above").click()
    wait_for_scene(few)
    assert few.evaluate(VIEW).endswith(",flat")
    few.get_by_role("button", name="Flat, from above").click()
    scene.press("Home")
    wait_for_scene(few)
    assert few.evaluate(VIEW) == home
    x, y = place(few, "police")
    few.mouse.move(x, y)
    few.wait_for_function(f"() => ({HOVERED})() !== ''")
    word = few.evaluate(HOVERED)
    few.mouse.wheel(0, -300)
    wait_for_scene(few)
    assert few.evaluate(VIEW) != home
    assert np.hypot(*np.subtract(place(few, word), (x, y))) < 12  # what is under the pointer stays there


@pytest.mark.exhaustive
def test_a_wheel_that_passes_by_turns_the_page_unless_a_key_is_held(few: Page):
    few.locator("h1").click()  # whatever had the focus
    scene, hint = few.locator(".embedviz-points"), few.locator(".embedviz-hint")
    before, top = few.evaluate(VIEW), "() => document.querySelector('.stMain').scrollTop"
    start = few.evaluate(top)
    few.mouse.move(*middle(scene))
    few.mouse.wheel(0, 100)
    expect(hint).to_contain_text("hold Ctrl")
    few.wait_for_function(f"(start) => ({top})() > start", arg=start)
    assert few.evaluate(VIEW) == before
    expect(hint).to_be_hidden()
    few.keyboard.down("Control")
    few.mouse.move(*middle(scene))
    few.mouse.wheel(0, 100)
    few.keyboard.up("Control")
    wait_for_scene(few)
    assert few.evaluate(VIEW) != before
    expect(hint).to_be_hidden()


@pytest.mark.exhaustive
def test_a_lost_context_comes_back_with_the_same_picture_and_the_ground_may_change(few: Page):
    before = seen(few)
    assert before.std() > 10  # there is something to see
    lose = """() => {
      const { gl } = document.querySelector(".embedviz-scene").scene.points;
      const lost = gl.getExtension("WEBGL_lose_context");
      lost.loseContext();
      setTimeout(() => lost.restoreContext(), 200);
    }"""
    few.evaluate(lose)
    few.wait_for_function("() => document.querySelector('.embedviz-scene').scene.points.gl.isContextLost()")
    few.wait_for_function("() => !document.querySelector('.embedviz-scene').scene.points.gl.isContextLost()")
    assert np.abs(seen(few) - before).mean() < 0.1
    x, y = place(few, "banks") if "banks" in labels(few) else place(few, "police")
    few.mouse.move(x, y)
    few.wait_for_function(f"() => ({HOVERED})() !== ''")
    few.emulate_media(color_scheme="dark")
    few.wait_for_function(f"() => ({BRIGHTNESS})() < 30")
    assert np.median(seen(few)) < 30
    few.emulate_media(color_scheme="light")
    few.wait_for_function(f"() => ({BRIGHTNESS})() > 240")
    assert np.abs(seen(few) - before).mean() < 0.1


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["PNG", "SVG", "HTML"])
def test_the_scene_is_saved(few: Page, kind: str):
    shown = few.evaluate(DRAWN)
    with few.expect_download() as saved:
        few.locator(".embedviz-saves").get_by_text(kind, exact=True).click()
    content = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == f"space.{kind.lower()}"
    if kind == "PNG":
        expect_whole(np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=float), shown)
    else:
        assert b"bank" in content
    few.wait_for_timeout(300)


def expect_whole(picture: np.ndarray, shown: dict) -> None:
    """Expect a picture of twice the size of the screen, with its title, its legend and the answer's labels."""
    width, height = shown["size"]["width"], shown["size"]["height"]
    assert picture.shape == (2 * height, 2 * width, 3)
    title = picture[2 * 8 : 2 * 24, 2 * 12 : 2 * (12 + shown["title"])]
    inked = np.abs(title - shown["ink"]).max(axis=2) < 40
    assert inked.any(axis=0).mean() > 0.5  # letters from its start to its end
    for share, color in shown["bar"]:
        found = picture[2 * 30, round(2 * (width - 12 - 168 * (1 - share)))]
        assert np.abs(found - color).max() < 12
    assert len(shown["pills"]) > 5
    for box, color in shown["pills"]:
        found = picture[round(2 * (box["y"] + box["height"] / 2)), round(2 * (box["x"] + 2))]
        assert np.abs(found - color).max() < 12


@pytest.mark.exhaustive
def test_a_box_a_line_and_the_legend_choose_words(few: Page):
    count = re.compile(r"^(\d+) words selected")

    def chosen() -> int:
        wait_for_scene(few)
        found = count.match(few.get_by_text(count).inner_text())
        assert found
        return int(found[1])

    box = few.locator(".embedviz-points").bounding_box()
    assert box is not None
    few.get_by_role("button", name="Select words in a box").click()
    drag(few, (box["x"] + 20, box["y"] + 60), (box["width"] - 40, box["height"] - 90))
    in_box = chosen()
    at = few.evaluate(PLACES, list(range(500)))
    inside = [
        x for x, y, _away in filter(None, at)
        if box["x"] + 20 < x < box["x"] + box["width"] - 20 and box["y"] + 60 < y < box["y"] + box["height"] - 30
    ]  # fmt: skip
    assert abs(in_box - len(inside)) <= 12  # and the words of the answer that the picture lacks
    expect(few).to_have_url(re.compile("chosen="))
    few.get_by_test_id("stSelectbox").filter(has_text="Color").get_by_role("combobox").click()
    few.get_by_role("option", name="Selection").click()
    expect(few.locator(".embedviz-legend-groups button")).to_have_text(["selected", "others"])
    others = few.locator(".embedviz-legend-groups").get_by_role("button", name="others")
    others.click()
    expect(few).to_have_url(re.compile("view_hidden=255"))
    few.goto(few.url)
    assert chosen() == in_box
    expect(others).to_have_attribute("aria-pressed", "false")
    others.click()
    assert "view_hidden" not in few.url
    few.get_by_role("button", name="Select words by drawing around them").click()
    few.mouse.move(box["x"] + 20, box["y"] + 60)
    few.mouse.down()
    for x, y in ((box["width"] - 20, 60), (20, box["height"] - 60), (22, 80)):
        few.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    few.mouse.up()
    expect(few.get_by_text(f"{in_box} words selected")).to_have_count(0)
    assert 0 < chosen() < in_box
    expect(few.get_by_role("button", name="selection.csv")).to_be_visible()
    few.get_by_role("button", name="Clear", exact=True).click()
    expect(few.get_by_text(count)).to_have_count(0)
    most = few.get_by_role("slider", name="Hide what is above")
    most.fill("100")
    expect(few).to_have_url(re.compile(r"view_hidden=0\.100"))
    few.goto(few.url)
    wait_for_scene(few, 500)
    expect(most).to_have_value("100")
    few.get_by_role("button", name="Select words in a box").click()
    few.locator(".embedviz-points").press("Enter")
    wait_for_scene(few)
    assert 0 < chosen() <= 12 + 500 * 100.5 / 249


@pytest.mark.exhaustive
def test_a_phone_begins_with_20_000_words_follows_the_fingers_and_shows_all_on_request(new_page, app_url: str):
    page = new_page(user_agent=PHONE, has_touch=True, viewport={"width": 390, "height": 844})
    page.goto(f"{app_url}/space?q=bank&lang=en")
    wait_for_scene(page, 20_000)
    expect(page.get_by_text("20,000 words shown / 400,000")).to_be_attached()
    page.locator(".embedviz-points").scroll_into_view_if_needed()
    x, y = middle(page.locator(".embedviz-points"))
    touches = page.context.new_cdp_session(page)

    def move(*fingers: list[tuple[float, float]]) -> tuple[list[str], list[str]]:
        """Put fingers on the screen, move each along its places, and lift them; return the views before and after."""
        before = page.evaluate(VIEW).split(",")
        for i, kind in enumerate(["touchStart", *["touchMove"] * (len(fingers[0]) - 1)]):
            points = [{"x": way[i][0], "y": way[i][1], "id": number} for number, way in enumerate(fingers)]
            touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        wait_for_scene(page)
        return before, page.evaluate(VIEW).split(",")

    before, turned = move([(x, y), (x + 30, y + 10), (x + 60, y + 20)])
    assert before[:2] != turned[:2]
    assert before[2:] == turned[2:]
    before, near = move([(x - 20, y), (x - 40, y), (x - 80, y)], [(x + 20, y), (x + 40, y), (x + 80, y)])
    assert near[:2] == before[:2]
    assert float(near[2]) == pytest.approx(float(before[2]) / 4, rel=0.05)
    at = place(page, "banks")
    page.touchscreen.tap(*at)
    page.wait_for_function("() => document.querySelector('.embedviz-scene').scene.data.query !== 'bank'")
    page.get_by_test_id("stSelectbox").filter(has_text="Words shown").get_by_role("combobox").click()
    page.get_by_role("option", name="all 400,000").click()
    wait_for_scene(page, 400_000)
