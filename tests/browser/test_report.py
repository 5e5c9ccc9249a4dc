"""A report, opened from the disk with the network off."""

import pytest

import embedviz as ev
from tests.diagnosis.planted import sound

SECTIONS = ["source", "rank", "dimension", "norms", "neighbors", "health"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_asks_for_nothing_and_prints(browser, tmp_path, language):
    words, vectors = sound(300, 12)
    words[:2] = ['"><img src="http://127.0.0.1:9/x.png">', "<script>document.title = 'run'</script>"]
    found = ev.report(
        ev.Embedding("hostile", words, vectors), tmp_path / "report.html", language=language, sections=SECTIONS
    )
    context = browser.new_context(offline=True, viewport={"width": 900, "height": 700})
    try:
        page = context.new_page()
        requests, errors = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        address = (tmp_path / "report.html").as_uri()
        page.goto(address)
        assert page.locator("section").count() == len(found.data)
        assert page.locator("svg").count() == 2
        assert page.locator("img, script").count() == 0
        assert "hostile" in page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= 900
        page.locator("nav a").last.click()
        assert [each for each in requests if not each.startswith("data:")] == [address]
        assert errors == []
        page.set_viewport_size({"width": 360, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.pdf(format="A4").startswith(b"%PDF")
    finally:
        context.close()
