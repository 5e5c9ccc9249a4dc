"""The search box in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.plots import QUIET_MS

APPS = "tests/browser/apps"


@pytest.fixture
def words(shared_page: Page, serve) -> Page:
    shared_page.goto(serve(f"{APPS}/search.py"))
    expect(shared_page.get_by_role("combobox", name="Words")).to_be_visible()
    return shared_page


def type_text(page: Page, text: str) -> Locator:
    box = page.get_by_role("combobox", name="Words")
    box.press("End")
    box.press_sequentially(text, delay=20)
    return page.get_by_role("option")


def expect_committed(page: Page, text: str, query: str) -> None:
    expect(page.get_by_text(f"text={text!r} runs=2")).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page).to_have_url(re.compile(rf"\?q={re.escape(query)}$"))
    page.get_by_role("combobox", name="Words").blur()
    page.wait_for_timeout(QUIET_MS)
    expect(page.get_by_text("runs=2")).to_be_visible()


def test_completion_by_keyboard(words: Page):
    options = type_text(words, "ki")
    expect(options).to_have_count(4)
    expect(words.get_by_text("runs=1")).to_be_visible()  # typing does not rerun the page
    box = words.get_by_role("combobox", name="Words")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    box.press("Enter")
    expect_committed(words, "kingdom", "kingdom")


def test_completion_by_mouse_inside_an_expression(words: Page):
    options = type_text(words, "king - man + wo")
    expect(options).to_have_count(2)
    options.nth(0).click()
    expect_committed(words, "king - man + woman", "king+-+man+%2B+woman")


@pytest.mark.exhaustive
def test_tab_takes_the_highlighted_completion(words: Page):
    options = type_text(words, "ki")
    expect(options).to_have_count(4)
    words.keyboard.press("ArrowUp")
    words.keyboard.press("Tab")
    expect_committed(words, "kind", "kind")


def test_enter_without_a_highlight_commits_what_was_typed(words: Page):
    options = type_text(words, "kin")
    expect(options).to_have_count(4)
    words.keyboard.press("Enter")
    expect_committed(words, "kin", "kin")


def test_escape_closes_and_keeps_the_text(words: Page):
    options = type_text(words, "ki")
    expect(options).to_have_count(4)
    words.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(words.get_by_role("combobox", name="Words")).to_have_value("ki")
    words.keyboard.press("ArrowDown")  # asks again
    expect(options).to_have_count(4)
    expect(words.get_by_text("runs=1")).to_be_visible()


@pytest.mark.exhaustive
def test_typing_on_takes_the_highlight_away(words: Page):
    expect(type_text(words, "ki")).to_have_count(4)
    words.keyboard.press("ArrowDown")
    words.keyboard.press("n")
    words.keyboard.press("Enter")
    expect_committed(words, "kin", "kin")


def test_the_same_text_typed_again_is_completed_again_and_the_clear_button_closes(words: Page):
    below = words.get_by_role("button", name="Below")
    options = type_text(words, "ki")
    expect(options).to_have_count(4)
    place = below.bounding_box()
    words.keyboard.press("Backspace")
    words.keyboard.press("Backspace")
    expect(options).to_have_count(0)
    assert below.bounding_box() == place  # the list lies over what follows
    expect(type_text(words, "ki")).to_have_count(4)
    words.get_by_role("button", name="Clear entry").click()
    expect(options).to_have_count(0)
    expect(words.get_by_role("combobox", name="Words")).to_have_value("")


def test_a_late_answer_to_an_older_text_is_ignored(words: Page):
    type_text(words, "b")
    words.wait_for_timeout(150)  # asked; this app takes its time to answer "b"
    words.keyboard.press("Escape")
    words.wait_for_timeout(QUIET_MS)
    expect(words.get_by_role("option")).to_have_count(0)


def test_words_are_text_not_html(words: Page):
    options = type_text(words, "<")
    expect(options.locator(".embedviz-word")).to_have_text("<b>bold</b>")


@pytest.mark.exhaustive
def test_touch_chooses_a_completion(new_page, serve):
    page = new_page(has_touch=True, viewport={"width": 390, "height": 780}, color_scheme="dark")
    page.goto(serve(f"{APPS}/search.py"))
    page.get_by_role("combobox", name="Words").tap()
    options = type_text(page, "ki")
    expect(options).to_have_count(4)
    options.nth(2).tap()
    expect_committed(page, "kings", "kings")


@pytest.mark.exhaustive
def test_value_comes_from_the_url(shared_page: Page, serve):
    page = shared_page
    page.goto(f"{serve(f'{APPS}/search.py')}/?q=bank")
    expect(page.get_by_text("text='bank' runs=1")).to_be_visible()
