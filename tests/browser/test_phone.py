"""The densest pages on a phone: nothing lies on another, is cut off, or is too small for a finger or in its way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fingers import Place, at, wipe
from tests.browser.overlap import PAGE_OVERLAPS
from tests.browser.reach import SMALL
from tests.browser.test_app import FITS, PHONE, wait_until_idle

TWELVE = "cat+dog+king+queen+river+bank+money+apple+mouse+piano+paris+france"


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", [
    pytest.param(f"one_hot?words={TWELVE}", id="one_hot"),
    pytest.param("polysemy?more=ladder", id="polysemy"),
    pytest.param("claims?lang=zh", id="claims"),
])  # fmt: skip
def test_a_phone_shows_every_part_by_itself(shared_page: Page, app_url: str, path: str):
    shared_page.set_viewport_size(PHONE)
    shared_page.goto(f"{app_url}/{path}")
    shared_page.get_by_role("heading", level=1).wait_for()
    wait_until_idle(shared_page)
    expect(shared_page.get_by_role("progressbar")).to_have_count(0)
    shared_page.wait_for_function(FITS)
    assert not shared_page.evaluate(PAGE_OVERLAPS)
    assert not shared_page.evaluate(SMALL), "targets of less than 24 px"


# Of each title and sentence of several lines the last line, as far as it is one character, with its mark.
LONELY = """() => [...document.querySelectorAll(".stMain :is(h1, h2, h3, p)")].map((text) => {
  if (!text.checkVisibility({ visibilityProperty: true }) || text.querySelector(".katex")) return "";
  const lines = new Map();
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    for (const [i, letter] of [...walk.currentNode.data].entries()) {
      const range = document.createRange();
      range.setStart(walk.currentNode, i);
      range.setEnd(walk.currentNode, i + 1);
      const { top, bottom, width } = range.getBoundingClientRect();
      const line = [...lines.keys()].find((each) => Math.abs(each - (top + bottom) / 2) < 8) ?? (top + bottom) / 2;
      if (width) lines.set(line, (lines.get(line) ?? "") + letter);
    }
  }
  const last = lines.get(Math.max(...lines.keys())) ?? "";
  return lines.size > 1 && last.trim().length < 3 ? text.textContent : "";
}).filter(Boolean)"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", ["?lang=zh", "rank?lang=zh"])
def test_no_title_or_sentence_of_chinese_ends_in_a_line_of_one_character(shared_page: Page, app_url: str, path: str):
    shared_page.set_viewport_size(PHONE)
    shared_page.goto(f"{app_url}/{path}")
    shared_page.get_by_role("heading", level=1).wait_for()
    wait_until_idle(shared_page)
    assert not shared_page.evaluate(LONELY)
    shared_page.add_style_tag(content=".stMain * { text-wrap-style: auto !important; }")
    assert shared_page.evaluate(LONELY), "what would be without"


# Buttons with a text, as wide as they are and as their place is.
WIDTHS = """() => [...document.querySelectorAll(".stMain .stButton button")]
  .filter((button) => button.checkVisibility())
  .map((button) => [button.getBoundingClientRect().width, button.closest(".stButton").getBoundingClientRect().width])"""


@pytest.mark.exhaustive
def test_buttons_with_a_help_keep_their_size_and_only_the_marks_of_help_are_made_larger(page: Page, app_url: str):
    page.goto(f"{app_url}/rank")
    page.get_by_role("button", name="Ask NumPy").wait_for()
    wait_until_idle(page)
    widths = page.evaluate(WIDTHS)
    assert len(widths) >= 2
    assert all(own == pytest.approx(room, abs=0.5) for own, room in widths)
    assert not page.evaluate(SMALL)


SCROLLED = "() => Math.round(document.querySelector('.stMain').scrollTop)"
LEAST_WAY = 60
# Asked again and again: a page that was wiped moves on after the finger has left it.
IS_AT_REST = f"""() => {{
  const [before, now] = [window.scrolledBefore, ({SCROLLED})()];
  window.scrolledBefore = now;
  return before === now;
}}"""
VIEW = "() => JSON.stringify(document.querySelector('.embedviz-scene').scene.camera.forPlotly)"


def wipe_up(page: Page, place: Place) -> None:
    """Wipe upward from a place, and wait until the page has moved with the finger and rests."""
    before = page.evaluate(SCROLLED)
    x, y = place
    wipe(page, ((x, y), (x + 3, y - 140)))
    page.wait_for_timeout(100)
    page.wait_for_function(f"(least) => ({SCROLLED})() > least", arg=before + LEAST_WAY)
    page.wait_for_function(IS_AT_REST, polling=200)


@pytest.mark.exhaustive
def test_a_finger_moves_the_page_over_a_figure_and_a_figure_it_takes_hold_of(new_page, app_url: str):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{app_url}/rank")
    knob, said = page.locator(".st-key-spectrum_hand .embedviz-knob"), page.locator(".st-key-spectrum_said p")
    expect(said).to_contain_text("Rank 50:")
    wait_until_idle(page)
    bar = page.locator(".st-key-first [role=group] > [data-orientation]")
    wipe_up(page, at(bar))
    wipe_up(page, at(page.locator(".st-key-spectrum .js-plotly-plot")))
    assert "?" not in page.url, "nothing was chosen"
    x, y = at(knob)
    wipe(page, ((x, y), (x, y - 40)))
    expect(said).to_contain_text(re.compile("Rank 4[0-8]:"))
    x, y = at(bar)
    page.touchscreen.tap(x, y)
    expect(page).to_have_url(re.compile("first=51"))
    wait_until_idle(page)
    wipe(page, (at(bar), (x + 60, y)))
    expect(page).to_have_url(re.compile("first=(500|1%2C000)"))

    page.goto(f"{app_url}/one_hot")
    scene = page.locator("[data-scene=drawn]")
    expect(scene).to_be_attached()
    wait_until_idle(page)
    place = at(scene)
    view = page.evaluate(VIEW)
    wipe_up(page, place)
    assert page.evaluate(VIEW) == view
    x, y = at(scene)
    before = page.evaluate(SCROLLED)
    wipe(page, ((x, y), (x + 80, y + 30)))
    turned = page.evaluate(VIEW)
    assert turned != view
    wipe(page, ((x - 20, y), (x - 80, y)), ((x + 20, y), (x + 80, y)))
    assert page.evaluate(VIEW) != turned
    assert abs(page.evaluate(SCROLLED) - before) < 10
