"""The app in a real browser."""

import csv
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from embedviz import i18n
from tests.browser.plots import drag, middle, point_at
from tests.browser.scenes import HOVERED, VIEW, expect_labels, place, wait_for_scene

PAGES = {
    "": "See the linear algebra of word embeddings",
    "one_hot": "One-hot",
    "rank": "Rank",
    "independence": "Independence",
    "orthogonality": "Orthogonality",
    "word2vec": "Word2vec",
    "distance": "Distance",
    "polysemy": "Polysemy",
    "claims": "The fifteen claims",
    "space": "Space",
    "compare": "Compare",
    "library": "Library",
}
TITLES = {"": "Home", "claims": "Claims"}
"""In the browser's tab, where it is not the heading."""
CHARTS = {
    "": 1, "one_hot": 5, "rank": 2, "independence": 2, "orthogonality": 2, "word2vec": 0, "distance": 2, "polysemy": 4,
    "claims": 0, "space": 1, "compare": 7, "library": 1,
}  # fmt: skip
TOOLS = ("space", "compare", "library")
TRAINING = ("claims", "compare")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
FEW = "words=500"  # enough to click at, and quick to draw

# Of the page's ground, from 0 for black to 255.
BRIGHTNESS = """() => {
  const ground = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
  const [r, g, b] = ground.match(/\\d+/g).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


# What is drawn into tables.
NOTE_DRAWN = """window.drawn = new Set();
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function fillText(text, ...place) {
  window.drawn.add(text);
  return draw.call(this, text, ...place);
};"""

# Whether the page and its main part are no wider than the window.
FITS = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return document.scrollingElement.scrollWidth <= innerWidth && main.scrollWidth <= main.clientWidth;
}"""

# Charts whose marks are on the screen: SVG has paths, a 3D scene has pixels that are not transparent.
DRAWN = """() => [...document.querySelectorAll(".js-plotly-plot")].filter((plot) => {
  const scene = plot._fullLayout?.scene?._scene?.glplot;
  const marks = ".heatmaplayer image, .scatterlayer path, .barlayer path";
  return scene ? scene.cameraParams : plot.querySelectorAll(marks).length > 0;
}).length + document.querySelectorAll("[data-scene=drawn]").length"""


def wait_until_idle(page: Page) -> None:
    page.wait_for_function(
        """() => {
          const app = document.querySelector("[data-testid=stApp]")?.dataset;
          const isStale = document.querySelector("[data-stale=true], [data-testid=stSkeleton]");
          return app?.testScriptState === "notRunning" && app.testConnectionState === "CONNECTED" && !isStale;
        }"""
    )


def expect_page(page: Page, path: str, language: str = "en") -> None:
    """Expect a page of the app, whole: its heading, its charts, the app's frame, and nothing that went wrong."""
    i18n.speak(language)
    heading, title = i18n._(PAGES[path]), i18n._(TITLES.get(path, PAGES[path]))
    i18n.speak("en")
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page).to_have_title(f"{title} · embedviz")
    # Compare trains a network first, after which the server computes what was asked for before.
    page.wait_for_function(f"(count) => ({DRAWN})() === count", arg=CHARTS[path], timeout=120_000)
    wait_until_idle(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def expect_frame(page: Page) -> None:
    """Expect the links to all pages and the source beside a page."""
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(len(PAGES))
    expect(page.get_by_test_id("stSidebar").get_by_text("GloVe 6B", exact=False).first).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def expect_ground(page: Page, ground: str) -> None:
    """Expect the page to be light or dark."""
    bound = "> 240" if ground == "light" else "< 30"
    page.wait_for_function(f"() => ({BRIGHTNESS})() {bound}")


def expect_presenting_where_there_is_room(page: Page, path: str) -> None:
    """Expect a lesson to be offered for presenting, but not on a phone; Home offers the whole lecture."""
    if path and path not in TOOLS:
        offers = page.locator(".st-key-embedviz_present button").filter(visible=True)
        expect(offers).to_have_count(int(page.viewport_size == WIDE))


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Word or expression")


def first_cells(page: Page) -> Locator:
    """Return the cells of the first column of the first table: the grid is a canvas with a table for screen readers."""
    return page.get_by_test_id("stDataFrame").first.locator("canvas [role=gridcell][aria-colindex='1']")


@pytest.fixture
def space(shared_page: Page, app_url: str) -> Page:
    """The Space page that looks at "bank"; projection, color and camera may be those of the last test."""
    if "/space?" not in shared_page.url or FEW not in shared_page.url:
        shared_page.emulate_media(color_scheme="light")
        shared_page.set_viewport_size(WIDE)
        shared_page.goto(f"{app_url}/space?{FEW}&q=bank&lang=en")
    else:
        box(shared_page).fill("bank")
        box(shared_page).press("Enter")
    wait_for_scene(shared_page)
    expect_labels(shared_page, "bank")
    return shared_page


def test_the_way_from_the_start_to_the_answer(shared_page: Page, app_url: str):
    page = shared_page
    page.goto(app_url)
    expect_page(page, "")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Space").click()
    wait_for_scene(page)

    box(page).press_sequentially("ban", delay=20)
    page.get_by_role("option", name=re.compile("^bank ")).click()
    expect(first_cells(page).filter(has_text=re.compile("^banks$"))).to_have_count(1)
    wait_for_scene(page)
    expect_labels(page, "bank", "banks")
    expect(page).to_have_url(re.compile("q=bank"))
    page.get_by_test_id("stDataFrame").first.hover()  # its words leave by our own button, which guards them
    expect(page.get_by_role("button", name="Fullscreen").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV", include_hidden=True).first).to_be_hidden()

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Rank").click()
    expect_page(page, "rank")
    expect(page.get_by_role("heading", name="Yes: full column rank, 50 = n.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_chosen_on_space_is_read_whole(page: Page, app_url: str, language: str):
    page.goto(f"{app_url}/space?lang={language}")
    wait_for_scene(page)
    fields = page.locator(".stMain").get_by_role("combobox")
    cut = fields.evaluate_all("(all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.value)")
    assert fields.count() >= 3
    assert not cut


@pytest.mark.exhaustive
def test_a_click_on_a_point_makes_it_the_query(space: Page):
    x, y = place(space, "banks")
    space.mouse.move(x, y)
    space.wait_for_function(f"() => ({HOVERED})()")
    word = space.evaluate(HOVERED)
    assert word != "bank"
    space.mouse.click(x, y)
    expect(box(space)).to_have_value(word)
    wait_for_scene(space)
    expect_labels(space, word, first=True)


@pytest.mark.exhaustive
def test_the_camera_stays_when_the_color_changes_and_stands_in_the_address(space: Page):
    before = space.evaluate(VIEW)
    drag(space, middle(space.locator(".embedviz-scene")), (80, 40))
    turned = space.evaluate(VIEW)
    assert turned != before
    expect(space).to_have_url(re.compile(f"view={turned.replace(',', '%2C')}"))
    space.get_by_test_id("stSelectbox").filter(has_text="Color").get_by_role("combobox").click()
    space.get_by_role("option").nth(1).click()
    expect(space.locator(".embedviz-legend-groups button")).to_have_count(10)
    wait_for_scene(space)
    assert space.evaluate(VIEW) == turned
    expect(space).to_have_url(re.compile("view="))
    space.goto(space.url)
    wait_for_scene(space)
    assert space.evaluate(VIEW) == turned


@pytest.mark.exhaustive  # tests/browser/test_word2vec.py opens another page of a server that nobody has visited
@pytest.mark.parametrize("path", ["rank", "space"])
def test_a_link_into_a_server_that_nobody_has_visited_shows_its_page_in_the_frame(page: Page, fresh_url: str, path):
    page.goto(f"{fresh_url}/{path}")
    expect_page(page, path)
    expect_frame(page)


Visit = Callable[[str, str], Page]


@pytest.fixture
def visit(shared_page: Page, app_url: str) -> Visit:
    """Come to a page from the one before, by its link: a tab that is open already is drawn in a third of the time."""

    def come(path: str, language: str) -> Page:
        spoken = "zh" if "lang=zh" in shared_page.url else "en"
        if shared_page.url == "about:blank" or language != spoken or not path:
            shared_page.goto(f"{app_url}/{path}?q=bank&lang={language}")
        else:  # where the window is narrow the links are hidden
            shared_page.get_by_test_id("stSidebarNav").locator(f"a[href$='/{path}']").dispatch_event("click")
        expect_page(shared_page, path, language)
        return shared_page

    return come


def visits() -> list[object]:
    """Every page in each language; in the short suite half of them, and the densest, but for what trains networks."""
    densest = sorted(PAGES, key=CHARTS.__getitem__)[-3:]
    in_turn = sorted(PAGES, key="claims".__eq__)  # at last what computes on, which what the others compute waits for
    return [
        pytest.param(
            path,
            language,
            ground,
            id=f"{path or 'home'}-{language}-{ground}",
            marks=[pytest.mark.exhaustive] * (path in TRAINING or (path not in densest and place % 2 != turn)),
        )
        for turn, (language, ground) in enumerate([("en", "light"), ("zh", "dark")])
        for place, path in enumerate(in_turn)
    ]


@pytest.mark.parametrize(("path", "language", "ground"), visits())
def test_every_page_is_drawn_on_its_ground_and_on_a_phone_does_not_scroll_sideways(
    shared_page: Page, visit: Visit, path: str, language: str, ground: str
):
    shared_page.emulate_media(color_scheme=ground)
    page = visit(path, language)
    expect_ground(page, ground)
    page.wait_for_function(FITS)
    expect_presenting_where_there_is_room(page, path)
    page.set_viewport_size(PHONE if page.viewport_size == WIDE else WIDE)  # in which the next page is seen first
    page.wait_for_function(FITS)
    expect_page(page, path, language)
    expect_presenting_where_there_is_room(page, path)


@pytest.mark.exhaustive  # tests/pages/test_space.py corrects it too
def test_an_unknown_word_is_told_and_a_click_on_a_spelling_corrects_it(space: Page):
    box(space).fill("queeen")
    box(space).press("Enter")
    expect(space.get_by_test_id("stAlert").filter(has_text="queeen")).to_be_visible()
    expect(first_cells(space).filter(has_text=re.compile("^banks$"))).to_have_count(1)  # the last answer stays
    space.get_by_role("button", name=re.compile(r"^queen \(")).click()
    expect(box(space)).to_have_value("queen")
    expect(space.get_by_test_id("stAlert").filter(has_text="queeen")).to_have_count(0)
    expect(first_cells(space).first).to_have_text("princess")


@pytest.mark.exhaustive
def test_a_table_can_be_taken_away(space: Page):
    with space.expect_download() as saved:
        space.get_by_role("button", name="neighbors.csv").click()
    rows = list(csv.reader(saved.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert saved.value.suggested_filename == "neighbors.csv"
    assert rows[1][0] == "banks"
    assert len(rows) == 11


@pytest.mark.exhaustive
def test_negative_numbers_of_a_table_have_a_minus_sign_and_words_keep_their_hyphen(page: Page, app_url: str):
    page.add_init_script(NOTE_DRAWN)
    page.goto(f"{app_url}/one_hot?more=row")
    page.locator("[data-testid=stDataFrame] canvas").last.scroll_into_view_if_needed()
    page.wait_for_function("() => window.drawn.has('−0.412')")
    assert not [text for text in page.evaluate("[...window.drawn]") if re.match(r"-\d", text)]
    page.evaluate(
        "document.createElement('canvas').getContext('2d').fillText('-1', 0, 0)"
    )  # from the left, as words are
    assert "-1" in page.evaluate("[...window.drawn]")


@pytest.mark.exhaustive
def test_without_webgl_the_picture_is_flat_and_says_so(new_page, browser_without_webgl: Browser, app_url: str):
    page = new_page(browser_without_webgl)
    page.goto(f"{app_url}/space?{FEW}&q=bank")
    expect(page.get_by_text("WebGL")).to_be_visible()
    expect(page.locator(".st-key-flat .scatterlayer .points path").nth(400)).to_be_attached()
    expect(page.locator(".st-key-flat .scatterlayer text").filter(has_text=re.compile("^bank$"))).to_be_visible()
    expect(page.locator(".embedviz-scene")).to_have_count(0)
    page.goto(f"{app_url}/one_hot")
    expect(page.locator(".st-key-axes-flat .main-svg").first).to_be_visible()
    expect(page.get_by_text("This browser has no WebGL 2").first).to_be_visible()
    expect(page.locator(".embedviz-scene")).to_have_count(0)


@pytest.mark.exhaustive
def test_the_rank_follows_the_hand_at_once_and_the_server_agrees(page: Page, app_url: str):
    page.goto(f"{app_url}/rank")
    knob, ahead = page.locator(".st-key-spectrum_hand .embedviz-knob"), page.locator(".embedviz-ahead")
    said = page.locator(".st-key-spectrum_said p")
    expect(said).to_contain_text("Rank 50: 50 of 50 singular values")
    x, y = middle(knob)
    wait_until_idle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 20)
    page.mouse.move(x, y - 40)
    expect(ahead).to_contain_text("Rank 43: 43 of 50 singular values")
    assert "rtol" not in page.url  # the server has not been asked
    moved = page.locator(".st-key-spectrum_box path.point").nth(49)
    expect(moved).to_have_css("fill", "rgb(224, 122, 31)")
    text = ahead.text_content() or ""
    page.mouse.up()
    expect(said).to_have_text(text)
    expect(ahead).to_be_empty()
    expect(page).to_have_url(re.compile("rtol"))

    page.keyboard.press("ArrowLeft")  # the slider has the focus
    expect(said).not_to_have_text(text)
    wait_until_idle(page)
    point_at(page, page.get_by_role("link", name="smallest is"), page.locator(".embedviz-lit"))
    expect(page.locator(".embedviz-lit")).to_have_count(1)
    expect(moved).to_have_class(re.compile("embedviz-lit"))
