"""A scene of points of a small app in a real browser: few points, many, flat, far away, in two tabs, on their way."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from embedviz.ui.space.methods import BROWSER_BYTES
from tests.browser.plots import drag, middle
from tests.browser.scenes import HOVERED, PLACES, VIEW, expect_labels, place, seen, wait_for_scene

POINTS_APP = "tests/browser/apps/points.py"
KEYS = "() => document.querySelector('.embedviz-scene').scene.has.places"
# From then on: how far the points were in each frame, and where the eighth comes from.
WATCH = """() => {
  const { scene } = document.querySelector(".embedviz-scene");
  const draw = Object.getPrototypeOf(scene).draw;
  Object.assign(scene, { ways: [], from: null });
  scene.draw = (now) => {
    const { before } = scene.points.parts;
    if (before) scene.from = scene.cloud.unit(before, 3 * 7);
    draw.call(scene, now);
    scene.ways.push(scene.moved);
  };
}"""
HAS_TRAVELED = "() => document.querySelector('.embedviz-scene').scene.ways.some((way) => way > 0 && way < 1)"
UNIT = "(i) => { const { scene } = document.querySelector('.embedviz-scene'); return scene.cloud.place(i); }"
FROM = "() => document.querySelector('.embedviz-scene').scene.from"


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
    page.evaluate(WATCH)
    key = page.evaluate(KEYS)
    page.get_by_role("radio", name="1", exact=True).click()
    page.wait_for_function(f"(key) => ({KEYS})() !== key", arg=key)
    wait_for_scene(page, 300)
    assert set(page.evaluate("() => document.querySelector('.embedviz-scene').scene.ways")) == {1}
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.classList.contains('embedviz-scene')")
    page.wait_for_function("() => document.querySelector('.embedviz-scene').scene.size.height === innerHeight")
    wait_for_scene(page)
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")


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
    second.mouse.move(*middle(second.locator(".embedviz-points")))
    wait_for_scene(second, 400)
    assert (second.evaluate(PLACES, [7]), second.evaluate(VIEW)) == (places, view)
    second.get_by_role("radio", name="1", exact=True).click()
    second.wait_for_function(f"(key) => ({KEYS})() === key", arg=first.evaluate(KEYS))


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
def test_points_travel_to_their_new_places_also_from_one_source_to_another(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?m=400")
    wait_for_scene(page, 400)
    for choice, then in (("1", 7), ("B", 17)):  # of B the eighth word is the eighteenth of A
        before = page.evaluate(UNIT, then)
        page.evaluate(WATCH)
        page.get_by_role("radio", name=choice, exact=True).click()
        page.wait_for_function(HAS_TRAVELED)
        wait_for_scene(page, 400)
        assert page.evaluate(FROM) == before != page.evaluate(UNIT, 7)
    expect_labels(page, "w10", first=True)
    page.mouse.move(*place(page, "w409"))  # which A has not
    page.wait_for_function(f"() => ({HOVERED})() !== ''")
    said = page.evaluate("() => document.querySelector('.embedviz-scene').scene.pointing.said")
    assert said == [f"said of {page.evaluate(HOVERED)}"]


@pytest.mark.exhaustive
def test_three_million_points_are_drawn_and_named(page: Page, serve):
    page.goto(f"{serve(POINTS_APP)}/?m=3000000")
    wait_for_scene(page, 3_000_000)
    rest = 60e6  # the frame around it
    assert page.evaluate("() => performance.memory.usedJSHeapSize") < BROWSER_BYTES * 3_000_000 + rest < 200e6
    expect_labels(page, "w0", first=True)
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
    before_leaving = seen(page)
    page.goto(page.url)
    page.wait_for_function("() => document.querySelectorAll('[data-scene=drawn]').length === 2")
    assert page.evaluate(views) == [before, before]
    assert before_leaving.std() > 10  # there is something to see
    assert np.abs(seen(page) - before_leaving).mean() < 1  # but for the digits that the address leaves out
