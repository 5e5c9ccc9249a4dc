"""The densest pages on a phone: nothing lies on another, is cut off, or is too small for a finger."""

import pytest
from playwright.sync_api import Page, expect

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
