"""The 3D chart and the search box in a real browser."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.plots import EYE, POINTS, QUIET_MS, drag, middle, wait_for_plot

APPS = "tests/browser/apps"


@pytest.fixture
def full(shared_page: Page, serve) -> Page:
    if not shared_page.url.startswith(serve(f"{APPS}/scene.py")):
        shared_page.goto(serve(f"{APPS}/scene.py"))
    else:
        shared_page.get_by_role("link", name="Other").click()
        shared_page.get_by_role("button", name="Start over").click()
        expect(shared_page.get_by_text("started_over=True")).to_be_visible()
        shared_page.get_by_role("link", name="Full").click()
    wait_for_plot(shared_page, 5)
    expect(shared_page.get_by_text("runs=1", exact=True)).to_be_visible()
    return shared_page


def choose_points(page: Page, points: int) -> None:
    page.get_by_role("radio", name=str(points), exact=True).click()
    wait_for_plot(page, points)


def test_camera_stays_when_the_figure_changes(full: Page):
    before = full.evaluate(EYE)
    drag(full, middle(full.locator(".js-plotly-plot")), (60, 30))
    turned = full.evaluate(EYE)
    assert turned != pytest.approx(before, abs=0.1)
    expect(full.get_by_text("runs=1")).to_be_visible()  # a camera move does not rerun the page

    choose_points(full, 9)
    assert full.evaluate(EYE) == pytest.approx(turned, abs=0.01)
    expect(full.get_by_text("runs=2")).to_be_visible()


@pytest.mark.exhaustive
def test_camera_stays_on_a_rerun_and_the_chart_is_not_drawn_again(full: Page):
    drag(full, middle(full.locator(".js-plotly-plot")), (60, 30))
    turned = full.evaluate(EYE)
    plot = full.locator(".js-plotly-plot").element_handle()
    full.get_by_text("Unrelated").click()
    expect(full.get_by_text("runs=2")).to_be_visible()
    full.wait_for_timeout(QUIET_MS)
    assert full.evaluate("(plot) => plot.isConnected", plot)
    assert full.evaluate(EYE) == pytest.approx(turned, abs=0.01)


@pytest.mark.exhaustive
def test_camera_stays_when_the_user_comes_back_to_the_page(full: Page):
    drag(full, middle(full.locator(".js-plotly-plot")), (60, 30))
    turned = full.evaluate(EYE)
    full.get_by_role("link", name="Other").click()
    expect(full.get_by_text("Nothing here")).to_be_visible()
    full.get_by_role("link", name="Full").click()
    wait_for_plot(full, 5)
    assert full.evaluate(EYE) == pytest.approx(turned, abs=0.01)


@pytest.mark.exhaustive
def test_camera_is_reported_when_the_drag_ends_beside_the_chart(full: Page):
    drag(full, middle(full.locator(".js-plotly-plot")), (0, 300))
    turned = full.evaluate(EYE)
    choose_points(full, 9)
    assert full.evaluate(EYE) == pytest.approx(turned, abs=0.01)


@pytest.mark.exhaustive
def test_modebar_resets_the_camera_for_good(full: Page):
    before = full.evaluate(EYE)
    plot = full.locator(".js-plotly-plot")
    drag(full, middle(plot), (60, 30))
    plot.hover()
    plot.locator("[data-title='Reset camera to default']").click()
    full.wait_for_timeout(QUIET_MS)
    choose_points(full, 9)
    assert full.evaluate(EYE) == pytest.approx(before, abs=0.01)


def test_click_gives_the_word_once(full: Page):
    full.mouse.click(*full.evaluate(POINTS)["word3"])
    expect(full.get_by_text("clicked=word3 clicks=1")).to_be_visible()
    expect(full.get_by_text("runs=2")).to_be_visible()
    full.get_by_text("Unrelated").click()
    expect(full.get_by_text("runs=3")).to_be_visible()
    expect(full.get_by_text("clicked=word3 clicks=1")).to_be_visible()


@pytest.mark.exhaustive
def test_drag_that_starts_on_a_point_does_not_click(full: Page):
    drag(full, full.evaluate(POINTS)["word3"], (40, 40))
    expect(full.get_by_text("clicked=None clicks=0")).to_be_visible()
    expect(full.get_by_text("runs=1")).to_be_visible()


def test_companions_take_no_room(full: Page):
    chart = full.locator(".st-key-words-3d").bounding_box()
    box = full.locator(".st-key-words-3d_box").bounding_box()
    assert chart is not None
    assert chart == box


@pytest.mark.exhaustive
def test_click_in_a_fragment_reruns_the_fragment(shared_page: Page, serve):
    page = shared_page
    page.goto(f"{serve(f'{APPS}/scene.py')}/nested")
    wait_for_plot(page, 5)
    page.mouse.click(*page.evaluate(POINTS)["word1"])
    expect(page.get_by_text("clicked=word1 clicks=1")).to_be_visible()
    expect(page.get_by_text("page_runs=1")).to_be_visible()


@pytest.mark.exhaustive
def test_camera_stays_in_a_fragment(shared_page: Page, serve):
    page = shared_page
    page.goto(f"{serve(f'{APPS}/scene.py')}/nested")
    wait_for_plot(page, 5)
    drag(page, middle(page.locator(".js-plotly-plot")), (60, 30))
    turned = page.evaluate(EYE)
    choose_points(page, 9)
    assert page.evaluate(EYE) == pytest.approx(turned, abs=0.01)
    expect(page.get_by_text("page_runs=1")).to_be_visible()


EYES = """() => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => {
  const { eye } = plot._fullLayout.scene._scene.getCamera();
  return [eye.x, eye.y, eye.z];
})"""


@pytest.mark.exhaustive
def test_charts_of_a_group_turn_together_and_keep_their_camera(shared_page: Page, serve):
    page = shared_page
    page.goto(f"{serve(f'{APPS}/scene.py')}/twins")
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 2")
    wait_for_plot(page, 5)
    page.wait_for_timeout(QUIET_MS)
    before = page.evaluate(EYES)[0]
    for side, by in enumerate([(60, 30), (-40, 20)]):
        drag(page, middle(page.locator(".js-plotly-plot").nth(side)), by)
        first, second = page.evaluate(EYES)
        assert first == pytest.approx(second, abs=1e-6)
        assert first != pytest.approx(before, abs=0.1)
        before = first
    page.get_by_role("link", name="Other").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()
    page.get_by_role("link", name="Twins").click()
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 2")
    wait_for_plot(page, 5)
    page.wait_for_timeout(QUIET_MS)
    assert page.evaluate(EYES) == [pytest.approx(before, abs=0.01)] * 2


@pytest.mark.exhaustive  # tests/browser/test_app.py opens a page of the app so
@pytest.mark.parametrize("path", ["", "nested"])
def test_without_webgl(new_page, browser_without_webgl: Browser, serve, path: str):
    page = new_page(browser_without_webgl)
    page.goto(f"{serve(f'{APPS}/scene.py')}/{path}")
    expect(page.get_by_text("webgl=False")).to_be_visible()
    expect(page.locator(".stPlotlyChart")).to_have_count(0)


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
    assert page.url.endswith(f"?q={query}")
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
    place = below.bounding_box()
    options = type_text(words, "ki")
    expect(options).to_have_count(4)
    assert below.bounding_box() == place  # the list lies over what follows
    words.keyboard.press("Backspace")
    words.keyboard.press("Backspace")
    expect(options).to_have_count(0)
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
