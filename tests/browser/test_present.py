"""The present mode and the saving of charts in a real browser."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from embedviz.i18n import FONTS
from tests.browser.overlap import STEP_OVERLAPS
from tests.browser.plots import EYE, drag, middle, point_at
from tests.browser.scenes import wait_for_scene
from tests.waiting import WAIT

WINDOW = {"width": 1280, "height": 720}
LESSONS = ["", "one_hot", "rank", "independence", "distance", "orthogonality", "word2vec", "polysemy", "claims"]
# Of the step shown: what is too much for the window, and its charts: height, size of the smallest text, right edge.
MEASURED = """() => {
  const FIGURES = ".js-plotly-plot, canvas, [data-testid=stTable], .st-key-window_said";
  const main = document.querySelector(".stMain");
  const here = [...document.querySelectorAll("[data-embedviz-step=here]")].filter((part) => part.offsetParent);
  const buttons = document.querySelector(".embedviz-controls").getBoundingClientRect();
  const figures = here.flatMap((part) => [...part.querySelectorAll(FIGURES)])
    .filter((figure) => figure.offsetParent);
  const charts = figures.filter((figure) => figure.matches(".js-plotly-plot")).map((plot) => {
    const { height, right } = plot.getBoundingClientRect();
    const sizes = [...plot.querySelectorAll("text")].filter((text) => text.textContent)
      .map((text) => height / plot.offsetHeight * Number.parseFloat(getComputedStyle(text).fontSize));
    return { height, right, text: Math.min(...sizes) };
  });
  const struck = here.flatMap((part) => [...part.querySelectorAll("h2 span:first-child")]).filter((text) => {
    const line = text.closest("[data-testid=stElementContainer]").querySelector("hr");
    return line && text.offsetParent && line.getBoundingClientRect().top < text.getBoundingClientRect().bottom;
  }).map((text) => text.textContent);
  const cut = here.flatMap((part) => [...part.querySelectorAll(".dvn-scroller")])
    .filter((rows) => rows.offsetParent && rows.scrollHeight > rows.clientHeight + 1).length;
  return {
    struck,
    cut,
    tooHigh: main.scrollHeight - main.clientHeight,
    tooWide: main.scrollWidth - main.clientWidth,
    covered: Math.max(0, ...here.map((part) => part.getBoundingClientRect().bottom)) - buttons.top,
    figures: figures.length,
    charts,
  };
}"""
IS_STILL = """() => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning" &&
  ![...document.querySelectorAll("[data-testid=stSkeleton]")].some((each) => each.offsetParent)"""
NUMBERS_BELOW = """() => [...document.querySelectorAll("[data-embedviz-step=here] .xtick text")].map((text) => {
  const { left, top, right, bottom } = text.getBoundingClientRect();
  return [left, top, right, bottom];
})"""
IS_AWAY = "() => document.activeElement.closest('[data-embedviz-step=away]') !== null"
SETTLED_MS = 500
TYPE = "() => getComputedStyle(document.documentElement).fontSize"


def place(page: Page) -> Locator:
    return page.get_by_role("group", name="Presentation").get_by_role("status")


def first_step_of(lesson: str) -> re.Pattern[str]:
    """Return what matches the address of a lesson's first step, which names none."""
    return re.compile(rf"/{lesson}\?(?!.*step=)")


def measured(page: Page) -> dict:
    """Return what the step shown measures, once it fits: where others are at work, it takes its place by and by."""
    for _look in range(int(1000 * WAIT / SETTLED_MS)):
        page.wait_for_timeout(SETTLED_MS)
        found = page.evaluate(MEASURED) | {"overlaps": page.evaluate(STEP_OVERLAPS)}
        if max(found["tooHigh"], found["tooWide"]) <= 0 and found["covered"] <= 2 and not found["overlaps"]:
            break
    return found


def expect_fit(page: Page) -> dict:
    """Expect the step shown to fit the window, and return what it measures."""
    found, step = measured(page), page.locator(".embedviz-controls output").text_content()
    assert not found["overlaps"], (step, "one lies on the other")
    assert not found["struck"], (step, "the line below a heading crosses it")
    assert found["tooHigh"] <= 0, (step, found)
    assert found["tooWide"] <= 0, (step, found)
    assert found["covered"] <= 2, (step, found)
    assert not found["cut"], (step, "a table shows only some of its rows")
    for chart in found["charts"]:
        assert chart["right"] <= WINDOW["width"], (step, chart)
        assert chart["text"] is None or chart["text"] >= 11, (step, chart)
    return found


def steps_that_fit(page: Page) -> Iterator[dict]:
    """Expect all steps to fit the window, one after the other, and yield what they measure."""
    output = page.locator(".embedviz-controls output")
    expect(output).to_be_visible()
    page.wait_for_function(IS_STILL)
    page.wait_for_timeout(SETTLED_MS)
    steps = int(output.text_content().split("/")[1])
    for step in range(1, steps + 1):
        expect(output).to_have_text(f"{step} / {steps}")
        yield expect_fit(page)
        page.keyboard.press("ArrowRight")


@pytest.fixture
def opened(shared_page: Page, app_url: str) -> Callable[..., Page]:
    """Open a page of the app, in a window and on a ground."""

    def start(path: str, *, theme: str = "light", window: ViewportSize = WINDOW) -> Page:
        shared_page.emulate_media(color_scheme=theme)
        shared_page.set_viewport_size(window)
        shared_page.goto(f"{app_url}/{path}")
        return shared_page

    return start


@pytest.fixture
def rank(opened: Callable[..., Page]) -> Page:
    page = opened("rank?present=1&step=2")
    expect(place(page)).to_have_text("2 / 3")
    return page


def test_arrow_keys_walk_through_the_steps_and_the_url_keeps_the_place(rank: Page):
    heading = rank.get_by_role("heading", name="One word at a time")
    expect(heading).to_be_visible()
    expect(rank.get_by_test_id("stSidebar")).to_be_hidden()
    rank.wait_for_function(IS_STILL)
    assert expect_fit(rank)["charts"]
    for _stop in range(9):  # past the buttons, to what the step holds
        rank.keyboard.press("Tab")
        assert not rank.evaluate(IS_AWAY), "the keys come to a step that is not shown"
    rank.evaluate("document.activeElement.blur()")
    rank.keyboard.press("ArrowLeft")
    expect(place(rank)).to_have_text("1 / 3")
    expect(heading).to_be_hidden()
    expect(rank).to_have_url(first_step_of("rank"))
    rank.get_by_text("Log scale").click()  # a rerun
    rank.wait_for_url("**log=true**")
    expect(place(rank)).to_have_text("1 / 3")
    points = rank.locator("[data-embedviz-step=here] .scatterlayer .point")
    expect(points.nth(9)).to_be_visible()  # after the rerun
    rank.wait_for_function(IS_STILL)
    point_at(rank, points.nth(9), rank.locator(".hovertext").filter(has_text="10"))

    formula = rank.get_by_text("Formulas and terms")
    expect(formula).to_be_hidden()
    rank.keyboard.press("d")
    expect(formula).to_be_visible()
    rank.keyboard.press("d")
    expect(formula).to_be_hidden()


def test_the_numbers_of_a_chart_are_painted_where_they_belong(opened: Callable[..., Page]):
    page = opened("independence?present=1")
    expect(place(page)).to_have_text("1 / 2")
    expect_fit(page)
    page.wait_for_function(IS_STILL)
    page.wait_for_timeout(SETTLED_MS)
    boxes = page.evaluate(NUMBERS_BELOW)
    with Image.open(BytesIO(page.screenshot())) as seen:
        brightness = [seen.convert("L").crop(box).getextrema() for box in boxes]
    assert len(boxes) == 4
    assert all(low < high for low, high in brightness), brightness  # a chart made smaller had its texts elsewhere


@pytest.mark.exhaustive
def test_the_last_arrow_of_a_lesson_leads_to_the_next_and_back(rank: Page):
    rank.keyboard.press("End")
    expect(place(rank)).to_have_text("3 / 3")
    rank.keyboard.press("ArrowRight")
    expect(rank.get_by_role("heading", name="Independence")).to_be_visible()
    expect(place(rank)).to_have_text("1 / 2")
    expect(rank).to_have_url(first_step_of("independence"))
    rank.keyboard.press("ArrowLeft")
    expect(rank.get_by_role("heading", name="float32 against float64")).to_be_visible()
    expect(place(rank)).to_have_text("3 / 3")
    expect(rank).to_have_url(re.compile(r"/rank\?.*step=3"))
    rank.keyboard.press("l")
    rank.get_by_role("navigation").get_by_role("button", name="1. Rank").click()
    expect(place(rank)).to_have_text("1 / 3")


@pytest.mark.exhaustive
def test_the_button_leads_in_and_escape_leads_out(opened: Callable[..., Page]):
    page = opened("orthogonality?more=coherence", theme="dark")
    page.get_by_role("button", name="Present").click()
    expect(place(page)).to_have_text("1 / 3")  # the panel that is open is a step
    page.keyboard.press("End")
    expect(page.get_by_text("How many nearly orthogonal vectors fit", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"orthogonality\?.*step=3"))
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.get_by_role("heading", name="A change of basis")).to_be_visible()
    expect(page).to_have_url(re.compile(r"orthogonality\?more=coherence$"))
    expect(page.get_by_role("button", name="Present")).to_be_focused()


@pytest.mark.exhaustive
def test_the_type_is_as_large_before_a_scene_as_beside_it(opened: Callable[..., Page], shared_page: Page):
    held: list[Route] = []
    shared_page.route("**/main.js", lambda route: held.append(route))
    page = opened("space?words=500&present=1")
    expect(place(page)).to_have_text("1 / 2")
    while not held:
        page.wait_for_timeout(100)
    before = page.evaluate(TYPE)
    for route in held:
        route.continue_()
    shared_page.unroute("**/main.js")
    wait_for_scene(page, 500)
    expect_fit(page)
    assert page.evaluate(TYPE) == before == "20px"


@pytest.mark.exhaustive
@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh", "dark")])
@pytest.mark.parametrize("lesson", LESSONS)
def test_every_step_fits_the_window(opened: Callable[..., Page], lesson: str, language: str, theme: str):
    page = opened(f"{lesson}?present=1&lang={language}", theme=theme)
    for step, found in enumerate(steps_that_fit(page), start=1):
        assert found["figures"] or step > 1, "the question comes with its figure"


@pytest.mark.exhaustive
def test_every_step_of_a_comparison_fits_the_window(opened: Callable[..., Page]):
    page = opened("compare?with=skip-gram&present=1")  # which is trained first
    page.locator("[data-embedviz-step] .js-plotly-plot").first.wait_for(state="attached", timeout=120_000)
    assert len(list(steps_that_fit(page))) == 9


@pytest.fixture
def axes(shared_page: Page, opened: Callable[..., Page]) -> Locator:
    """The scene of One-hot."""
    if "/one_hot?" not in shared_page.url:
        opened("one_hot?words=cat+dog+king", window={"width": 1280, "height": 800})
    scene = shared_page.locator("[data-scene=drawn]")
    expect(scene).to_be_attached()
    return scene


def saved(page: Page, place: Locator, kind: str) -> tuple[str, Path]:
    with page.expect_download() as download:
        place.get_by_role("button", name=f"Save as {kind}").click()
    return download.value.suggested_filename, download.value.path()


def test_a_picture_is_twice_the_size_of_the_screen(shared_page: Page, axes: Locator):
    name, path = saved(shared_page, axes, "PNG")
    content = path.read_bytes()
    assert name == "axes.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") == 2 * axes.evaluate("(scene) => scene.clientWidth")


def test_a_drawing_holds_the_points_as_an_image_and_its_arrows_and_texts_as_they_are(shared_page: Page, axes: Locator):
    name, path = saved(shared_page, axes, "SVG")
    content = path.read_text(encoding="utf-8")
    assert name == "axes.svg"
    assert content.startswith("<svg")
    assert "data:image/png" in content
    assert ">king (0, 0, 1)</text>" in content
    assert content.count("<line") > 9
    assert 'stroke-width="1"' not in content, "a line leads from a word to where nothing is"
    assert all(font in content for font in FONTS.split(", "))
    flat = shared_page.locator(".st-key-identity_box").get_by_role("group", name="Save the chart")
    name, path = saved(shared_page, flat, "SVG")
    assert name == "identity.svg"
    content = path.read_text(encoding="utf-8")
    assert ">king</text>" in content
    assert all(font in content for font in FONTS.split(", "))


@pytest.mark.exhaustive
def test_a_page_is_drawn_alone_and_seen_from_where_the_reader_looked(
    shared_page: Page, axes: Locator, new_page, tmp_path: Path
):
    axes.scroll_into_view_if_needed()
    drag(shared_page, middle(axes), (60, 30))
    eye = axes.evaluate("(host) => { const { eye } = host.scene.camera.forPlotly; return [eye.x, eye.y, eye.z]; }")
    name, path = saved(shared_page, axes, "an HTML page")
    assert name == "axes.html"
    file = tmp_path / name
    file.write_bytes(path.read_bytes())
    alone = new_page(offline=True)
    alone.goto(file.as_uri())
    alone.wait_for_function("() => document.querySelector('.js-plotly-plot')?._fullLayout?.scene?._scene?.glplot")
    assert alone.evaluate(EYE) == pytest.approx(eye, abs=0.01)
    expect(alone.locator(".modebar-btn[data-title*='loud']")).to_have_count(0)
