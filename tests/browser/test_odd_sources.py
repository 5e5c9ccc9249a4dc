"""Slides of sources that are unlike GloVe, in a real browser: each fits, is whole, and can be read."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import embedviz as ev
from embedviz.formats.save import save
from tests.browser.conftest import NewPage
from tests.browser.test_present import IS_STILL, WINDOW, first_step_of, measured
from tests.pages.odd import MATRICES, STRANGE
from tests.servers import served

LESSONS = ["", "one_hot", "rank", "independence", "distance", "orthogonality"]
WIDEST = np.random.default_rng(0).standard_normal((5, 65_536))
SOURCES = {name: MATRICES[name] for name in ("one", "zeros", "mixed", "strange")} | {"widest": WIDEST}
LEAST_TYPE = 10
# What a page says where it has failed.
FAILURES = "[data-testid=stException], [data-testid=stAlertContentError]"


@pytest.fixture(scope="module")
def odd_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app on a folder of odd sources."""
    root = tmp_path_factory.mktemp("odd")
    (root / "data").mkdir()
    for name, matrix in SOURCES.items():
        words = STRANGE if name == "strange" else [f"w{i}" for i in range(len(matrix))]
        save(ev.Embedding(name, words, matrix), root / "data" / f"{name}.parquet")
    folders = {"EMBEDVIZ_DATA": str(root / "data"), "EMBEDVIZ_CACHE": str(root / "cache")}
    with served("app.py", root / "log.txt", **folders) as server:
        yield server.url


def check_step(page: Page, at: tuple[str, str, int]) -> None:
    """Check that the step shown fits, that nothing covers anything, and that its figures can be read."""
    found = measured(page)
    assert not found["overlaps"], at
    assert found["tooHigh"] <= 0, (at, found)
    assert found["tooWide"] <= 0, (at, found)
    assert found["covered"] <= 2, (at, found)
    assert page.locator(FAILURES).count() == 0, at
    for chart in found["charts"]:
        assert chart["right"] <= WINDOW["width"], (at, chart)
        assert chart["text"] is None or chart["text"] >= LEAST_TYPE, (at, chart)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "language", "theme"), [
    (name, *(("zh", "dark") if i % 2 else ("en", "light"))) for i, name in enumerate(SOURCES)
])  # fmt: skip
def test_every_step_fits_on_any_source(new_page: NewPage, odd_url: str, name: str, language: str, theme: str):
    page = new_page(viewport=WINDOW, color_scheme=theme)
    page.goto(f"{odd_url}/?source=file:{name}.parquet&lang={language}&present=1")
    output, title = page.locator(".embedviz-controls output"), page.locator(".stMain h1").first
    expect(output).to_be_visible()
    for i, lesson in enumerate(LESSONS):
        expect(page).to_have_url(first_step_of(lesson))
        page.wait_for_function(IS_STILL)
        check_step(page, (name, lesson, 1))
        steps = int(output.text_content().split("/")[1])
        for step in range(2, steps + 1):
            page.keyboard.press("ArrowRight")
            expect(output).to_have_text(f"{step} / {steps}")
            check_step(page, (name, lesson, step))
        if i + 1 < len(LESSONS):
            before = title.text_content()
            page.keyboard.press("ArrowRight")
            expect(title).not_to_have_text(before)
