"""Training in a real browser, on a server of its own."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

import embedviz as ev
from tests.browser.test_app import expect_frame, wait_until_idle
from tests.servers import served
from tests.waiting import WAIT

# Where a word is on the way, of the places at all moments.
PLACE = "() => { const { scene } = document.querySelector('.embedviz-scene'); return [...scene.placeNow(0)]; }"
# The words of the title, of the sentence with its window and of the predictions, as they are seen: left and upper edge
SEEN = """() => {
  const isSeen = (element) => getComputedStyle(element).visibility !== "hidden" && element.textContent;
  const texts = document.querySelectorAll(".st-key-window_hand :is([class*=_said] p, .embedviz-ahead)");
  return [document.querySelector("h1"), ...texts].filter(isSeen).map((text) => {
    const found = [];
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      const rects = [...range.getClientRects()];
      const word = walk.currentNode.data.trim();
      if (word && rects.length) found.push([word, rects.length, Math.round(rects[0].left), Math.round(rects[0].top)]);
    }
    return found;
  });
}"""
RESTED_MS = 4_000
# The size of a slide's type, and how much its charts are magnified, once they are fitted anew from another size.
FITTED = """async (scale) => {
  const root = document.documentElement;
  const charts = [...document.querySelectorAll("[data-embedviz-step=here] [data-testid=stElementContainer]")]
    .filter((element) => element.style.getPropertyValue("--embedviz-scale"));
  for (const chart of charts) chart.style.setProperty("--embedviz-scale", scale);
  const mark = document.createElement("i");
  charts[0].append(mark);
  mark.remove();
  await new Promise((done) => setTimeout(done, 500));
  return [root.style.getPropertyValue("--embedviz-type"), charts[0].style.getPropertyValue("--embedviz-scale")].join();
}"""
LONG = "model=skip-gram&dimensions=20&epochs=900"
SHORT = "model=cbow&dimensions=20&epochs=2"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a server whose shelf is empty at first."""
    place = tmp_path_factory.mktemp("server")
    with served("app.py", place / "log.txt", EMBEDVIZ_CACHE=str(place / "cache")) as server:
        yield server.url


def start(page: Page, url: str, query: str) -> None:
    page.goto(f"{url}/word2vec?{query}")
    button = page.get_by_role("button", name="Start training")
    expect(button).to_be_enabled()
    wait_until_idle(page)
    button.click()


def watched(page: Page) -> int:
    """Return the epoch that the page says is learned, once it says so."""
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_have_text(re.compile(r"Skip-gram: Epoch \d+ of 900, [\d,]+ words per second, \d+ s left"))
    found = re.search(r"Epoch (\d+)", bar.text_content() or "")
    assert found is not None
    return int(found.group(1))


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop and keep the result").click()
    expect(page.get_by_role("heading", name="What was learned")).to_be_visible()
    expect(page.get_by_role("heading", name="Save as a source")).to_be_visible()
    wait_until_idle(page)


def wait_for_moments(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('[data-scene=drawn] .embedviz-moments')?.offsetHeight")


@pytest.mark.exhaustive
def test_the_way_from_the_start_of_a_training_to_a_file(page: Page, url: str, tmp_path):
    start(page, url, f"{LONG}&more=prediction")  # a link into a server that nobody has visited
    expect_frame(page)
    expect(page.locator(".st-key-loss .scatterlayer path").first).to_be_attached()
    expect(page.get_by_role("button", name="Start training")).to_be_hidden()  # the form has folded
    watching = (page.get_by_test_id("stProgress"), page.locator(".st-key-loss"), page.locator(".st-key-movement"))
    for part in watching:  # on one screen
        expect(part.first).to_be_in_viewport(ratio=0.99)

    # The rest of the page is usable meanwhile.
    page.get_by_role("radiogroup", name="Step through").get_by_role("radio", name="CBOW").click()
    expect(page.get_by_text("h is the mean of")).to_be_visible()

    before = watched(page)
    page.reload()
    assert watched(page) >= before
    expect(page).to_have_url(re.compile("run="))

    stop(page)
    expect(page.get_by_text("Stopped early.")).to_be_visible()
    wait_for_moments(page)
    slider, moment = page.get_by_role("slider", name="Epoch"), page.locator(".embedviz-moments output")
    end, last = moment.text_content() or "", page.evaluate(PLACE)
    drawn, below = page.locator(".st-key-movement canvas.embedviz-points").bounding_box(), slider.bounding_box()
    assert drawn["y"] + drawn["height"] <= below["y"], "the slider lies on the words"
    slider.press("Home")
    expect(moment).to_have_text("epoch 0")
    assert page.evaluate(PLACE) != last
    expect(page).to_have_url(re.compile("moment=0"))
    page.get_by_role("button", name="Play").click()
    expect(moment).to_have_text(end)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate(PLACE) == last
    expect(page).not_to_have_url(re.compile("moment="))

    title = page.get_by_role("textbox", name="Title")
    title.fill("My vectors")
    page.get_by_role("button", name="Save Skip-gram and use it on every page").click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("My vectors: 1,030 words in 20 dimensions")).to_be_visible()
    expect(page.get_by_text("Skip-gram is saved as My vectors.")).to_be_visible()

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Rank").click()
    expect(page.get_by_role("heading", name="Yes: full column rank, 20 = n.")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Word2vec").click()
    expect(page.get_by_role("heading", name="What was learned")).to_be_visible()

    page.get_by_role("link", name="The Library exports it as a file.").click()
    page.get_by_role("button", name="Write the file").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("^Download My_vectors")).click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert ev.load(file).shape == (1_030, 20)


@pytest.mark.exhaustive
def test_two_who_train_at_once_take_turns(new_page, url: str):
    first, second = new_page(), new_page()
    start(first, url, LONG)
    watched(first)
    start(second, url, SHORT)
    expect(second.get_by_test_id("stProgress")).to_contain_text("place 1 in the queue")
    stop(first)
    expect(second.get_by_role("heading", name="What was learned")).to_be_visible()
    expect(second.get_by_text("Stopped early.")).to_have_count(0)


@pytest.mark.exhaustive
def test_a_training_that_is_cancelled_leaves_nothing(page: Page, url: str):
    start(page, url, LONG)
    watched(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The training was cancelled")).to_be_visible()
    expect(page.get_by_role("heading", name="What was learned")).to_have_count(0)
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", ["word2vec?lang=zh", "word2vec?lang=zh&present=1"])
def test_a_window_and_all_that_is_learned_from_it_follow_the_hand(shared_page: Page, app_url: str, path: str):
    page = shared_page
    page.goto(f"{app_url}/{path}")
    slider = page.locator(".st-key-position [role=group] > [data-orientation]")
    slider.wait_for()
    wait_until_idle(page)
    box = slider.bounding_box()
    assert box is not None
    left, across, y = box["x"], box["width"], box["y"] + box["height"] / 2
    last = int(page.locator(".st-key-position input").get_attribute("max") or "0")
    before = page.evaluate(SEEN)
    page.mouse.move(left + across / (last - 1), y)  # it stands at the second word
    page.mouse.down()
    page.mouse.move(left + across * (last - 2) / (last - 1), y, steps=5)
    expect(page.locator(".st-key-position input")).to_have_value(str(last - 1))
    page.wait_for_function("() => document.querySelectorAll('.embedviz-ahead strong').length >= 3")
    held = page.evaluate(SEEN)
    assert "position" not in page.url, "the server has not been asked"
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"position={last - 1}"))
    page.wait_for_function("() => !document.querySelector('.embedviz-is-ahead')")
    wait_until_idle(page)
    after = page.evaluate(SEEN)
    assert len(before) == len(held) == len(after) == 4
    assert before != held == after
    assert all(lines == 1 for text in after for _word, lines, _left, _top in text), "no word is cut"


@pytest.mark.exhaustive
def test_the_slide_of_a_training_that_is_over_comes_to_rest(page: Page, url: str):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{url}/word2vec?present=1&step=2")
    expect(page.locator(".embedviz-controls output")).to_have_text("2 / 2")
    wait_until_idle(page)
    page.get_by_role("button", name="Start training").filter(visible=True).click()
    expect(page.locator(".embedviz-controls output")).to_have_text("2 / 3", timeout=1000 * WAIT)
    expect(page.locator("[data-embedviz-step=here] [data-scene=drawn]")).to_be_visible()
    page.wait_for_timeout(RESTED_MS)
    fitted = {page.evaluate(FITTED, scale) for scale in ("0.800", "1.042", "1.135", "1.600")}
    assert len(fitted) == 1, "fitted anew, the slide has another size, which has it fitted anew"
