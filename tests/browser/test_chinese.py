"""A Chinese classroom in a real browser: trained, asked, measured and presented, in Chinese throughout."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from embedviz.i18n import _, spoken
from tests.browser.scenes import labels, wait_for_scene
from tests.browser.test_app import wait_until_idle
from tests.browser.test_present import LESSONS
from tests.latin import badly_set_in, english_in
from tests.servers import served

# All texts that are shown, and the names and hints of parts, but for icons, code, formulas and titles of works.
SEEN = """() => {
  const found = new Set();
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const isLeftOut = element.closest("script, style, code, em, .katex, [data-testid^=stIcon], [role=img]");
    const isIcon = getComputedStyle(element).fontFamily.includes("Material");
    if (!isLeftOut && !isIcon && isShown(element)) found.add(walk.currentNode.data.trim());
  }
  for (const name of ["title", "aria-label", "placeholder", "data-title"]) {
    for (const element of document.body.querySelectorAll(`[${name}]:not([role=img])`)) {
      if (isShown(element)) found.add(element.getAttribute(name));
    }
  }
  return [...found];
}"""


def expect_no_english(page: Page, *, least: int = 20) -> None:
    """Expect a page that has settled to say nothing in English, whoever says it: we, Streamlit or Plotly."""
    for _look in range(2):  # the next computation may begin where one has ended
        page.wait_for_function(
            "() => !document.querySelector('[data-testid=stProgress], [data-testid=stSpinner]')", timeout=60_000
        )
        wait_until_idle(page)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    seen: list[str] = page.evaluate(SEEN)
    assert len(seen) > least
    assert not {text[:200]: words for text in seen if (words := english_in(text))}
    assert not {text[:200]: parts for text in seen if (parts := badly_set_in(text))}


def saved_drawing(page: Page, key: str) -> str:
    """Return a chart as the button below it saves it as SVG."""
    with page.expect_download() as download:
        page.locator(f".st-key-{key}_box").get_by_role("button", name=_("Save as SVG")).click()
    assert re.fullmatch(r"[\w-]+\.svg", download.value.suggested_filename, re.ASCII)
    return download.value.path().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a server whose shelf is empty."""
    place = tmp_path_factory.mktemp("server")
    with served("app.py", place / "log.txt", EMBEDVIZ_CACHE=str(place / "cache")) as server:
        yield server.url


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_a_student_trains_on_chinese_text_and_walks_through_the_lessons(page: Page, url: str):
    with spoken("zh"):
        for model in ("skip-gram", "cbow"):  # a fresh install: the corpus is Chinese by itself
            page.goto(f"{url}/word2vec?lang=zh&model={model}")
            start = page.get_by_role("button", name=_("Start training"))
            expect(start).to_be_enabled()
            wait_until_idle(page)
            start.click()
            expect(page.get_by_role("heading", name=_("What was learned"))).to_be_visible(timeout=120_000)
            expect_no_english(page)
        page.get_by_role("textbox", name=_("Title")).fill("课堂")
        page.get_by_role("button", name=_("Save {model} and use it on every page").format(model="CBOW")).click()
        sidebar = page.get_by_test_id("stSidebar")
        expect(sidebar.get_by_text(re.compile("课堂.*1,343"))).to_be_visible()
        source = re.search(r"source=([^&]+)", page.url)
        assert source is not None

        def visit(path: str) -> None:
            page.goto(f"{url}/{path}{'&' if '?' in path else '?'}lang=zh&source={source[1]}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()

        visit("")
        page.get_by_text("论证：每课一图").click()
        expect(page.get_by_text("国王 − 男人 + 女人")).to_contain_text("王后")
        expect_no_english(page)
        visit("rank")
        expect(page.get_by_text("列满秩，50 = n").first).to_be_visible(timeout=5_000)
        expect_no_english(page)
        spectrum = saved_drawing(page, "spectrum")
        assert "奇异值" in spectrum
        assert "Noto Sans CJK SC" in spectrum  # among the fonts of its texts: one that has them
        visit("space?q=国王+-+男人+%2B+女人")
        wait_for_scene(page, 1_343)
        assert next(word for word in labels(page) if word not in ("国王", "男人", "女人")) == "王后"
        expect_no_english(page)

        # Presented by the arrows, from what was trained to the claims; test_present does it from the start.
        visit("word2vec?present=1")
        place = page.get_by_role("group", name=_("Presentation")).get_by_role("status")
        for lesson in LESSONS[LESSONS.index("word2vec") :]:
            expect(page).to_have_url(re.compile(rf"/{lesson}\?"))
            expect(place).to_have_text(re.compile(r"^1 / \d"))
            expect_no_english(page, least=5)
            page.keyboard.press("End")
            expect(place).to_have_text(re.compile(r"^(\d+) / \1$"))
            expect_no_english(page, least=5)
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", level=1)).to_contain_text("论断")
        expect_no_english(page)
