"""The address in a real browser: what the way back leads to, and the page's language."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_app import wait_until_idle


def go_to(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.exhaustive
def test_back_leads_from_page_to_page_and_to_each_as_it_was(shared_page: Page, app_url: str):
    page = shared_page
    page.goto(f"{app_url}/rank?lang=zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.goto(f"{app_url}/rank")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    first = page.get_by_role("slider").first
    first.press("ArrowLeft")
    expect(page).to_have_url(re.compile("first=100%2C000"))
    go_to(page, "One-hot")
    pages = page.evaluate("history.length")
    page.get_by_test_id("stMain").get_by_text("Euclidean distance", exact=True).click()
    expect(page).to_have_url(re.compile(r"/one_hot\?pair=distance$"))
    assert page.evaluate("history.length") == pages, "a choice is no page"
    go_to(page, "Distance")
    expect(page).to_have_url(re.compile("/distance$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/one_hot\?pair=distance$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("One-hot")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/rank\?first=100%2C000$"))
    expect(page.get_by_test_id("stSliderThumbValue").first).to_have_text("100,000")
    page.get_by_role("link", name="Next lesson: Independence").click()  # at the foot
    expect(page.get_by_role("heading", level=1)).to_contain_text("Independence")
    page.wait_for_function("document.querySelector('.stMain').scrollTop === 0")


@pytest.mark.exhaustive
def test_each_way_to_a_page_leads_to_its_top(shared_page: Page, app_url: str):
    """Also where what is left and what comes are one long page to the browser, as on a busy machine."""
    page = shared_page
    page.goto(app_url)
    page.add_style_tag(content=".stMainBlockContainer { min-height: 5000px !important; }")
    main, sidebar = page.get_by_test_id("stMain"), page.get_by_test_id("stSidebarNav")
    ways = (
        ("One-hot", main.get_by_role("link", name="Start lesson 1")),
        ("Rank", main.get_by_role("link", name="Next lesson: Rank")),
        ("Independence", sidebar.get_by_role("link", name="Independence")),
        ("Rank", page.go_back),
        ("Independence", page.go_forward),
    )
    for title, way in ways:
        if isinstance(way, Locator):
            way.wait_for()
        main.evaluate("(main) => main.scrollTo(0, main.scrollHeight)")
        assert main.evaluate("(main) => main.scrollTop") > 3000
        way.dispatch_event("click") if isinstance(way, Locator) else way()  # a click would scroll to it first
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        assert main.evaluate("(main) => main.scrollTop") == 0


@pytest.mark.exhaustive
def test_keys_begin_at_the_top_of_a_page_that_they_led_to(shared_page: Page, app_url: str):
    page = shared_page
    page.goto(f"{app_url}/rank")
    main = page.get_by_test_id("stMain")
    main.get_by_role("link", name="Next lesson: Independence").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Independence")
    expect(main).to_be_focused()
    assert main.evaluate("(main) => main.scrollTop") == 0
    wait_until_idle(page)
    page.keyboard.press("Tab")
    expect(main.get_by_role("button", name="Present")).to_be_focused()
