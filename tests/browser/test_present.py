"""The present mode and the saving of charts in a real browser."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.plots import EYE, drag, middle

WINDOW = {"width": 1280, "height": 720}
# Of the charts of the step shown: their height on the screen, the size of their smallest text, whether they are whole.
CHARTS = """() => [...document.querySelectorAll("[data-embedviz-step=here] .js-plotly-plot")].map((plot) => {
  const { height, right } = plot.getBoundingClientRect();
  const scale = height / plot.offsetHeight;
  const sizes = [...plot.querySelectorAll("text")].filter((text) => text.textContent)
    .map((text) => scale * Number.parseFloat(getComputedStyle(text).fontSize));
  return { height, text: Math.min(...sizes), isWhole: right <= innerWidth };
})"""
IS_DRAWN = "() => document.querySelector('[data-embedviz-step=here] .js-plotly-plot .main-svg text')"


def place(page: Page) -> Locator:
    return page.get_by_role("group", name="Presentation").get_by_role("status")


def step_in_url(page: Page) -> str | None:
    return parse_qs(urlsplit(page.url).query).get("step", [None])[0]


@pytest.fixture
def rank(new_page, app_url: str) -> Page:
    page = new_page(viewport=WINDOW)
    page.goto(f"{app_url}/rank?present=1&step=3")
    expect(place(page)).to_have_text("3 / 6")
    return page


def test_arrow_keys_walk_through_the_steps_and_the_url_keeps_the_place(rank: Page):
    heading = rank.get_by_role("heading", name="One word at a time")
    expect(heading).to_be_visible()
    expect(rank.get_by_test_id("stSidebar")).to_be_hidden()
    rank.wait_for_function(IS_DRAWN)
    rank.wait_for_function(f"() => ({CHARTS})()[0].height >= 550")
    (chart,) = rank.evaluate(CHARTS)
    assert chart["text"] == pytest.approx(18, abs=0.1)
    assert chart["isWhole"]

    rank.keyboard.press("ArrowLeft")
    expect(place(rank)).to_have_text("2 / 6")
    expect(heading).to_be_hidden()
    assert step_in_url(rank) == "2"
    rank.get_by_text("Log scale").click()  # a rerun
    rank.wait_for_url("**log=true**")
    expect(place(rank)).to_have_text("2 / 6")
    assert step_in_url(rank) == "2"

    rank.keyboard.press("End")
    expect(place(rank)).to_have_text("6 / 6")
    rank.keyboard.press("ArrowLeft")
    box = rank.get_by_role("combobox", name="Word")
    box.click()
    box.press("ArrowLeft")  # moves in the text
    expect(place(rank)).to_have_text("5 / 6")
    box.press("Escape")
    rank.keyboard.press("ArrowLeft")
    expect(place(rank)).to_have_text("4 / 6")


def test_the_pointer_finds_what_is_under_it_in_a_magnified_chart(rank: Page):
    rank.keyboard.press("ArrowLeft")
    points = rank.locator("[data-embedviz-step=here] .scatterlayer .point")
    points.nth(9).scroll_into_view_if_needed()
    rank.mouse.move(*middle(points.nth(9)))
    expect(rank.locator(".hovertext").first).to_contain_text("10")


def test_page_down_shows_all_of_a_step_before_the_next(rank: Page):
    rank.get_by_role("button", name="Previous step").click()
    expect(place(rank)).to_have_text("2 / 6")
    rank.locator("body").press("PageDown")
    rank.wait_for_function("() => document.querySelector('.stMain').scrollTop > 0")
    expect(place(rank)).to_have_text("2 / 6")
    for _press in range(4):
        rank.wait_for_timeout(700)  # it glides
        if place(rank).text_content() == "3 / 6":
            break
        rank.keyboard.press("PageDown")
    expect(place(rank)).to_have_text("3 / 6")


def test_the_button_leads_in_and_escape_leads_out(new_page, app_url: str):
    page = new_page(viewport=WINDOW, color_scheme="dark")
    page.goto(f"{app_url}/orthogonality")
    page.get_by_role("button", name="Present").click()
    expect(place(page)).to_have_text("1 / 5")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    assert step_in_url(page) == "2"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.get_by_role("heading", name="A change of basis")).to_be_visible()
    assert urlsplit(page.url).query == ""
    expect(page.get_by_role("button", name="Present")).to_be_visible()


@pytest.fixture
def axes(shared_page: Page, app_url: str) -> Locator:
    """The buttons under the 3D chart of One-hot."""
    if shared_page.url == "about:blank":
        shared_page.goto(f"{app_url}/one_hot?words=cat+dog+king")
    shared_page.wait_for_function(
        "() => document.querySelector('.st-key-axes .js-plotly-plot')?._fullLayout.scene._scene"
    )
    return shared_page.locator(".st-key-axes_box").get_by_role("group", name="Save the chart")


def saved(page: Page, buttons: Locator, kind: str) -> tuple[str, Path]:
    with page.expect_download() as download:
        buttons.get_by_role("button", name=f"Save as {kind}").click()
    return download.value.suggested_filename, download.value.path()


def test_a_picture_is_twice_the_size_of_the_screen(shared_page: Page, axes: Locator):
    name, path = saved(shared_page, axes, "PNG")
    content = path.read_bytes()
    assert name == "axes.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width = shared_page.locator(".st-key-axes .js-plotly-plot").evaluate("(plot) => plot._fullLayout.width")
    assert int.from_bytes(content[16:20], "big") == 2 * width


def test_a_drawing_holds_the_space_as_an_image(shared_page: Page, axes: Locator):
    name, path = saved(shared_page, axes, "SVG")
    content = path.read_text(encoding="utf-8")
    assert name == "axes.svg"
    assert content.startswith("<svg")
    assert "data:image/png" in content
    flat = shared_page.locator(".st-key-identity_box").get_by_role("group", name="Save the chart")
    name, path = saved(shared_page, flat, "SVG")
    assert name == "identity.svg"
    assert ">king</text>" in path.read_text(encoding="utf-8")


def test_a_page_is_drawn_alone_and_seen_from_where_the_reader_looked(
    shared_page: Page, axes: Locator, new_page, tmp_path: Path
):
    chart = shared_page.locator(".st-key-axes .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    drag(shared_page, middle(chart), (60, 30))
    eye = chart.evaluate("({ _fullLayout }) => { const { eye } = _fullLayout.scene._scene.getCamera(); return eye; }")
    name, path = saved(shared_page, axes, "HTML page")
    assert name == "axes.html"
    file = tmp_path / name
    file.write_bytes(path.read_bytes())
    alone = new_page(offline=True)
    alone.goto(file.as_uri())
    alone.wait_for_function("() => document.querySelector('.js-plotly-plot')?._fullLayout?.scene?._scene?.glplot")
    assert alone.evaluate(EYE) == pytest.approx([eye["x"], eye["y"], eye["z"]], abs=0.01)
    expect(alone.locator(".modebar-btn[data-title*='loud']")).to_have_count(0)
