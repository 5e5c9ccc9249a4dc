"""The scene of points in a real browser: what it says of the points is what is there."""

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
from tests.browser.scenes import HOVERED, LABELS, PLACES, VIEW, labels, place, wait_for_scene

HOVERS = 200
CORNER = """() => {
  const { left, top } = document.querySelector(".embedviz-points").getBoundingClientRect();
  return [left, top];
}"""
IS_NAMED = """([x, y]) => {
  const { pointing: { pointer }, frames } = document.querySelector(".embedviz-scene").scene;
  return frames.hover === 0 && pointer && Math.hypot(pointer[0] - x, pointer[1] - y) < 0.1;
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
    assert labels(whole)[0] == "bank"
    assert set(labels(whole)) >= set(ev.neighbors(glove, "bank", 10).words)
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
    assert 0 < COUNTED["bytes"] < 50_000
    COUNTED["bytes"] = 0
    whole.get_by_test_id("stSelectbox").filter(has_text="Color").get_by_role("combobox").click()
    whole.get_by_role("option").nth(2).click()
    expect(whole.locator(".embedviz-legend")).to_contain_text("share of 15 neighbors lost")
    wait_for_scene(whole)
    assert 0 < COUNTED["bytes"] < 1_000_000


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
    assert place(few, word) == pytest.approx(place(few, word), abs=1)
    assert np.hypot(*np.subtract(place(few, word), (x, y))) < 12  # what is under the pointer stays there


@pytest.mark.exhaustive
def test_a_lost_context_comes_back_with_the_same_picture(few: Page):
    lose = """() => {
      const { gl } = document.querySelector(".embedviz-scene").scene.points;
      const lost = gl.getExtension("WEBGL_lose_context");
      lost.loseContext();
      setTimeout(() => lost.restoreContext(), 200);
    }"""
    few.evaluate(lose)
    few.wait_for_function("() => document.querySelector('.embedviz-scene').scene.points.gl.isContextLost()")
    few.wait_for_function("() => !document.querySelector('.embedviz-scene').scene.points.gl.isContextLost()")
    wait_for_scene(few)
    x, y = place(few, "banks") if "banks" in labels(few) else place(few, "police")
    few.mouse.move(x, y)
    few.wait_for_function(f"() => ({HOVERED})() !== ''")


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["PNG", "SVG", "HTML"])
def test_the_scene_is_saved(few: Page, kind: str):
    with few.expect_download() as saved:
        few.locator(".embedviz-saves").get_by_text(kind, exact=True).click()
    content = saved.value.path().read_bytes()
    assert saved.value.suggested_filename == f"space.{kind.lower()}"
    if kind == "PNG":
        box = few.locator(".embedviz-scene").bounding_box()
        assert box is not None
        width, height = (int.from_bytes(content[i : i + 4], "big") for i in (16, 20))
        assert (width, height) == (2 * round(box["width"]), 2 * round(box["height"]))
    else:
        assert b"bank" in content
    few.wait_for_timeout(300)


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
def test_a_flat_picture_full_screen_and_no_motion_where_none_is_wanted(new_page, serve):
    page = new_page(reduced_motion="reduce")
    page.goto(f"{serve(POINTS_APP)}/?kind=flat&m=300")
    wait_for_scene(page, 300)
    expect(page.get_by_role("button", name="Flat, from above")).to_be_hidden()
    is_flat = "() => document.querySelector('.embedviz-scene').scene.camera.isFlat"
    assert page.evaluate(is_flat)
    before = page.evaluate(VIEW)
    drag(page, middle(page.locator(".embedviz-points")), (60, 40))  # which moves it, and does not turn it
    assert page.evaluate(VIEW).split(",")[:3] == before.split(",")[:3]
    assert page.evaluate(VIEW) != before
    page.evaluate(
        "() => { const { scene } = document.querySelector('.embedviz-scene'); scene.flown = 0; "
        "const fly = scene.camera.fly.bind(scene.camera); "
        "scene.camera.fly = (...given) => { fly(...given); scene.flown += scene.camera.flight ? 1 : 0; }; }"
    )
    page.get_by_role("button", name="Whole picture").click()
    assert page.evaluate("() => document.querySelector('.embedviz-scene').scene.flown") == 0
    assert page.evaluate(VIEW) == before
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('embedviz-scene')")
    page.wait_for_function("() => document.querySelector('.embedviz-scene').scene.size.height === innerHeight")
    wait_for_scene(page)
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")


POINTS_APP = "tests/browser/apps/points.py"


# Of one scene among several: where its first word is on the screen, once nothing moves and it is labeled.
FIRST = """async (host) => {
  const { scene } = host;
  const isStill = () => host.dataset.scene === "drawn" && scene.frames.asked === 0 && scene.writing.chosen.length > 0;
  for (const end = performance.now() + 30_000; !isStill() && performance.now() < end;) {
    await new Promise(requestAnimationFrame);
  }
  const { projected } = await import(new URL(`${scene.data.code}/camera.js`, scene.base + "/").href);
  const { left, top } = host.getBoundingClientRect();
  const [x, y] = projected(scene.matrix, ...scene.cloud.place(0), scene.size.width, scene.size.height);
  return { at: [left + x, top + y], label: scene.cloud.word(scene.writing.chosen[0]) };
}"""


@pytest.mark.exhaustive
def test_one_two_or_three_points_and_equal_ones_are_drawn_named_and_clicked(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?kind=few")
    page.wait_for_function("() => document.querySelectorAll('[data-scene=drawn]').length === 4")
    for host, key in zip(page.locator(".embedviz-scene").all(), ("one", "two", "three", "same"), strict=True):
        host.scroll_into_view_if_needed()
        found = host.evaluate(FIRST)
        assert found["label"] == "w0"
        page.mouse.click(*found["at"])
        expect(page.get_by_text(re.compile(rf"clicked=w\d+ of {key}"))).to_be_visible()


@pytest.mark.exhaustive
def test_two_tabs_of_one_page_draw_and_do_not_disturb_each_other(new_page, serve):
    first, second = tabs = [new_page(), new_page()]
    for tab in tabs:
        tab.goto(f"{serve(POINTS_APP)}/?m=400")
        wait_for_scene(tab, 400)
    places, view = second.evaluate(PLACES, [7]), second.evaluate(VIEW)
    assert first.evaluate(PLACES, [7]) == places
    drag(first, middle(first.locator(".embedviz-points")), (60, 30))
    first.get_by_role("radio", name="1", exact=True).click()
    wait_for_scene(first, 400)
    assert first.evaluate(VIEW) != view
    first.wait_for_function("() => document.querySelector('.embedviz-scene').scene.has.places")
    second.mouse.move(*middle(second.locator(".embedviz-points")))
    wait_for_scene(second, 400)
    assert (second.evaluate(PLACES, [7]), second.evaluate(VIEW)) == (places, view)
    second.get_by_role("radio", name="1", exact=True).click()
    second.wait_for_function(
        "(key) => document.querySelector('.embedviz-scene').scene.has.places === key",
        arg=first.evaluate("() => document.querySelector('.embedviz-scene').scene.has.places"),
    )


@pytest.mark.exhaustive
def test_a_point_far_outside_does_not_shrink_the_rest_and_can_be_flown_to(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?kind=far&m=500")
    wait_for_scene(page, 500)
    spread = np.ptp([at[:2] for at in page.evaluate(PLACES, list(range(499)))], axis=0)
    assert spread.min() > 300
    page.get_by_role("button", name="1 point lies far outside").click()
    wait_for_scene(page)
    page.mouse.move(*place(page, "w499"))
    page.wait_for_function(f"() => ({HOVERED})() === 'w499'")


@pytest.mark.exhaustive
def test_points_travel_to_their_new_places(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?m=400")
    wait_for_scene(page, 400)
    before = page.evaluate(PLACES, [7])
    page.evaluate(
        "() => { const { scene } = document.querySelector('.embedviz-scene'); scene.ways = []; "
        "const draw = scene.draw.bind(scene); scene.draw = (now) => { draw(now); scene.ways.push(scene.moved); }; }"
    )
    page.get_by_role("radio", name="1", exact=True).click()
    page.wait_for_function(
        "() => document.querySelector('.embedviz-scene').scene.ways.some((way) => way > 0 && way < 1)"
    )
    wait_for_scene(page, 400)
    assert page.evaluate(PLACES, [7]) != before


@pytest.mark.exhaustive
def test_three_million_points_are_drawn_and_named(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?m=3000000")
    wait_for_scene(page, 3_000_000)
    assert page.evaluate("() => performance.memory.usedJSHeapSize") < 200e6
    assert labels(page)[0] == "w0"
    page.mouse.move(*place(page, "w0"))
    page.wait_for_function(f"() => ({HOVERED})() !== ''")


@pytest.mark.exhaustive
def test_scenes_of_a_group_turn_together_and_have_one_view_in_the_address(page: Page, serve):
    views = "() => [...document.querySelectorAll('.embedviz-scene')].map((host) => host.scene.camera.text)"
    page.goto(f"{serve(POINTS_APP)}/?kind=twins&m=60")
    page.wait_for_function("() => document.querySelectorAll('[data-scene=drawn]').length === 2")
    wait_for_scene(page, 60)
    before = page.evaluate(views)[0]
    for side, by in enumerate([(60, 30), (-40, 20)]):
        drag(page, middle(page.locator(".embedviz-points").nth(side)), by)
        first, second = page.evaluate(views)
        assert first == second != before
        before = first
    page.mouse.move(2, 2)
    wait_for_scene(page, 60)
    seen = page.locator(".embedviz-scene").first.screenshot()
    page.goto(page.url)
    page.wait_for_function("() => document.querySelectorAll('[data-scene=drawn]').length === 2")
    assert page.evaluate(views) == [before, before]
    page.mouse.move(2, 2)
    wait_for_scene(page, 60)
    again = page.locator(".embedviz-scene").first.screenshot()
    one, other = (np.asarray(Image.open(io.BytesIO(each)).convert("L"), dtype=float) for each in (seen, again))
    assert one.std() > 10  # there is something to see
    assert np.abs(one - other).mean() < 1  # but for the digits that the address leaves out
