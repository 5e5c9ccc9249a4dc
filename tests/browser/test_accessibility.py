"""Every page against the rules of axe-core, its focus and targets, in both themes; its height, what moves on it."""

import re
from contextlib import suppress
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.overlap import SAVING_COVERS
from tests.browser.reach import SMALL, UNSEEN
from tests.browser.test_app import FITS, PAGES, TOOLS, expect_ground, expect_page, wait_until_idle

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Streamlit's own: its navigation is a list of lists in <div>s, and its drop zone has a role beside its label.
STREAMLITS = {
    ("list", "stSidebarNav"),
    ("listitem", "stSidebarNav"),
    ("presentation-role-conflict", "stFileUploaderDropzone"),
}
# What a rule looks at that colors decide; all others find the same on either ground.
OF_COLORS = ["color-contrast", "link-in-text-block"]
# Every violation of some rules, of all unless given, with the nearest part of the page around it that has a name.
VIOLATIONS = """async (rules) => {
  const asked = rules ? { runOnly: rules } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...asked });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) => {
    const path = [target.at(-1)].flat();
    const element = path.length === 1 ? document.querySelector(path[0]) : null;
    const nav = element?.closest("[data-testid=stSidebarNav]");
    return [id, (nav ?? element?.closest("[data-testid]"))?.dataset.testid ?? "", html.slice(0, 150), failureSummary];
  }));
}"""
# Buttons whose text differs less from their color than 4.5:1 (WCAG 2.2, 1.4.3), which axe leaves undecided.
PALE = r"""() => {
  const light = ([r, g, b]) => [r, g, b].map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const of = (color) => color.match(/[\d.]+/g).map(Number);
  return [...document.querySelectorAll("[data-testid^=stBaseButton-primary]:not(:disabled)")].flatMap((button) => {
    const [text, ground] = [button.querySelector("p") ?? button, button]
      .map((e, i) => light(of(getComputedStyle(e)[i ? "backgroundColor" : "color"])));
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    return contrast < 4.5 ? [[button.textContent, contrast]] : [];
  });
}"""
# Texts of charts on the ground of the page with less than that: axe looks at none of them.
PALE_IN_CHARTS = r"""() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (...colors) => {
    for (const color of colors) {
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  };
  const ground = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
  return [...document.querySelectorAll(".js-plotly-plot text:not(.heatmap-label)")].flatMap((text) => {
    const box = text.parentElement.querySelector("rect.bg");
    const isBoxed = box && getComputedStyle(box).fillOpacity > 0;
    if (!text.textContent.trim() || !text.checkVisibility() || isBoxed) return [];
    const { fill, fillOpacity } = getComputedStyle(text);
    const [shown, behind] = [light(ground, fill), light(ground)];
    const contrast = (Math.max(shown, behind) + 0.05) / (Math.min(shown, behind) + 0.05);
    return contrast < 4.5 || fillOpacity < 1 ? [[text.textContent, fill, contrast]] : [];
  });
}"""
# Colors fade from ground to ground, on a busy machine for longer than one would wait. In a closed panel, where nothing
# is drawn, that never ends.
HAVE_FADED = """() => !document.getAnimations().some((each) => each instanceof CSSTransition
  && each.playState === "running" && each.effect.target.checkVisibility())"""
# How far what is seen moves, as browsers sum it up (Cumulative Layout Shift), from the first moment of a page on.
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });"""
MOST_SHIFT = 0.1
DRAWN_MS = 10_000
HIGHEST = 1_700  # of a lesson before More, on a screen 1,280 wide
# Charts that Plotly drew again because their margins were too narrow.
DRAWN_AGAIN = """() => [...document.querySelectorAll(".js-plotly-plot")]
  .filter((plot) => plot._fullLayout._redrawFromAutoMarginCount !== undefined)
  .map((plot) => plot.closest("[class*=st-key-]").className)"""
HEIGHT = """() => document.querySelector(".st-key-embedviz_more").getBoundingClientRect().top
  + document.querySelector(".stMain").scrollTop"""


@pytest.fixture(scope="module")
def measured(tab: tuple[Page, list[str]]) -> Page:
    tab[0].add_init_script(WATCH_SHIFTS)
    return tab[0]


def whole(page: Page, address: str) -> None:
    """Open a page and wait until nothing of it is computed any more."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    wait_until_idle(page)
    expect(page.get_by_role("progressbar")).to_have_count(0)


def found_at_last(page: Page, code: str) -> list:
    """Return what is found once charts have been drawn on the ground that the page has now, if anything is."""
    with suppress(TimeoutError):
        page.wait_for_function(f"() => ({code})().length === 0", timeout=DRAWN_MS)
    return page.evaluate(code)


def expect_for_all(page: Page, *, with_frame: bool = True) -> None:
    """Expect that what is seen breaks no rule on either ground, and that fingers and the keyboard reach all of it.

    The page follows the system from one ground to the other while it is open. The focus in the sidebar, which is the
    same beside every page, can be left to one of them.
    """
    page.evaluate(AXE)
    small = page.evaluate(SMALL)
    broken, unseen, pale = [], [], []
    covered = page.evaluate(SAVING_COVERS)
    for ground, rules in (("light", None), ("dark", OF_COLORS)):
        page.emulate_media(color_scheme=ground)
        expect_ground(page, ground)
        page.wait_for_timeout(300)
        page.wait_for_function(HAVE_FADED)
        pale += [(ground, *each) for code in (PALE, PALE_IN_CHARTS) for each in found_at_last(page, code)]
        broken += [(ground, *each) for each in page.evaluate(VIOLATIONS, rules) if tuple(each[:2]) not in STREAMLITS]
    page.keyboard.press("Tab")  # without a key no focus is shown
    for ground in ("dark", "light"):
        page.emulate_media(color_scheme=ground)
        expect_ground(page, ground)
        unseen += [(ground, each) for each in page.evaluate(UNSEEN, with_frame)]
    assert not broken
    assert not pale, "texts of buttons and charts with a contrast of less than 4.5:1"
    assert not covered, "the buttons that save a chart lie on them"
    assert not small, "targets of less than 24 px"
    assert not unseen, "no focus is seen on them"


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", [pytest.param(path, id=path or "home") for path in PAGES])
def test_a_page_breaks_no_rule_is_reached_by_all_is_not_too_high_and_comes_to_rest(
    measured: Page, app_url: str, path: str
):
    whole(measured, f"{app_url}/{path}")
    expect_page(measured, path)
    shifted = measured.evaluate("window.shifted")
    if path not in TOOLS:
        assert measured.evaluate(HEIGHT) <= HIGHEST
        assert measured.evaluate(DRAWN_AGAIN) == []
    expect_for_all(measured, with_frame=not path)
    expect_page(measured, path)  # drawn on the other ground too
    measured.wait_for_function(FITS)
    assert shifted <= MOST_SHIFT


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", [
    pytest.param("one_hot?more=all&lang=zh", id="one_hot"),
    pytest.param("polysemy?more=all&lang=zh", id="polysemy"),
    pytest.param("distance?present=1&step=2&lang=zh", id="a slide"),
])  # fmt: skip
def test_what_is_opened_and_what_is_presented_break_no_rule(measured: Page, app_url: str, path: str):
    whole(measured, f"{app_url}/{path}")
    expect_for_all(measured)


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", [pytest.param("library", id="a table"), pytest.param("", id="a chart")])
def test_the_focus_follows_a_table_or_chart_onto_the_whole_screen_and_back(page: Page, app_url: str, path: str):
    page.goto(f"{app_url}/{path}")
    wait_until_idle(page)
    fill, leave = page.get_by_role("button", name=re.compile("^Fullscreen")), re.compile("^Close fullscreen")
    fill.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=leave)).to_be_focused()
    page.keyboard.press("Escape")
    expect(fill.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=leave)).to_be_focused()
    page.keyboard.press("Enter")
    expect(fill.first).to_be_focused()


@pytest.mark.exhaustive
def test_the_glossary_breaks_no_rule_and_gives_the_focus_back(page: Page, app_url: str):
    whole(page, f"{app_url}/one_hot")
    opener = page.get_by_role("button", name="Glossary")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    wait_until_idle(page)
    expect_for_all(page)
    page.get_by_role("dialog").get_by_role("button", name="Close").focus()  # the keys were tried elsewhere too
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
