"""The Polysemy page in a real browser: a word is chosen, a sentence edited, a corpus encoded."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from embedviz.context.examples import polysemous
from tests.browser.plots import point_at
from tests.browser.test_app import wait_until_idle

CLOUDS = """() => ["cloud-left", "cloud-right"].map((key) => {
  const host = [...document.querySelectorAll("[data-scene=drawn]")].find(({ scene }) => scene.data.key === key);
  return (host?.scene.writing.boxes.notes ?? []).map((note) => note.text).join(" ");
})"""
# The scenes of which points are lit, and how many.
LIT = """() => [...document.querySelectorAll("[data-scene=drawn][data-naming]")].map(({ scene }) =>
  `${scene.data.key} ${scene.named.lit.length}`).join(", ")"""
# Where the first point of the edited sentence is, once it has come there.
EDITED = """() => {
  const scenes = [...document.querySelectorAll("[data-scene=drawn]")].map((host) => host.scene);
  const scene = scenes.find(({ data }) => data.key === "cloud-edited");
  return scene?.moved === 1 && scene.has.places === scene.data.places ? scene.placeNow(0) : null;
}"""


def told(part: Locator) -> str:
    return part.text_content() or ""


@pytest.fixture
def polysemy(shared_page: Page, app_url: str) -> Page:
    """The page on the word "bat"."""
    if "word=bat" not in shared_page.url:
        shared_page.goto(f"{app_url}/polysemy?word=bat&more=all")
    expect(shared_page.get_by_role("heading", level=1)).to_have_text("Polysemy")
    expect(shared_page.locator(".st-key-activations .heatmaplayer image").first).to_be_attached()
    wait_until_idle(shared_page)
    return shared_page


@pytest.mark.exhaustive
def test_one_point_stands_beside_a_cloud(polysemy: Page):
    expect(polysemy.get_by_text(re.compile(r"\d+ occurrences, one point\. Rank 1"))).to_be_visible()
    expect(polysemy.get_by_text(re.compile(r"(\d+) occurrences, \1 points\."))).to_be_visible()
    polysemy.wait_for_function(f"() => ({CLOUDS})()[0].includes('one point')")
    assert "one point" not in polysemy.evaluate(CLOUDS)[1]
    phrase = polysemy.locator("a[href='#mark-cloud-right-right']")
    point_at(polysemy, phrase, polysemy.locator("[data-scene=drawn][data-naming]"))
    polysemy.wait_for_function(
        f"(count) => ({LIT})() === `cloud-right ${{count}}`", arg=re.sub(r"\D", "", told(phrase))
    )
    polysemy.mouse.move(0, 0)
    polysemy.wait_for_function(f"() => ({LIT})() === ''")


@pytest.mark.exhaustive
def test_an_edit_is_followed_and_undone(polysemy: Page):
    edited = polysemy.get_by_role("textbox", name="Edit the sentence")
    expect(polysemy.get_by_text("The tokens that were not edited moved by 0%")).to_be_visible()
    proposed = edited.input_value()
    polysemy.get_by_role("button", name="Undo").click()
    expect(polysemy.get_by_text("Nothing is edited yet")).to_be_visible()
    expect(edited).not_to_have_value(proposed)
    wait_until_idle(polysemy)
    before, place = edited.input_value(), polysemy.wait_for_function(EDITED).json_value()
    edited.fill(before.replace(" bat", " broken bat"))
    edited.press("Enter")
    expect(polysemy.get_by_text("The tokens that were not edited moved by 0%")).to_be_visible()
    polysemy.wait_for_function(f"(place) => ({EDITED})() && String(({EDITED})()) !== String(place)", arg=place)
    expect(polysemy.locator(".st-key-movement .xtick").filter(has_text="broken")).to_have_count(1)
    polysemy.get_by_role("button", name="Undo").click()
    expect(edited).to_have_value(before)
    polysemy.wait_for_function(f"(place) => String(({EDITED})()) === String(place)", arg=place)
    expect(polysemy.get_by_text("Nothing is edited yet")).to_be_visible()


@pytest.mark.exhaustive
def test_the_mix_is_drawn_when_its_fold_is_opened(polysemy: Page):
    points, fold = polysemy.locator(".st-key-mixture path.point"), polysemy.locator(".st-key-embedviz_aside_mix")
    expect(points).to_have_count(0)
    fold.locator("summary").click()
    expect(points).to_have_count(len(polysemous()["bat"]))
    expect(fold.get_by_text("Shares of the layers: 34%, 33%, 33%. Mean length")).to_be_visible()
    fold.locator("summary").click()
    expect(points).to_have_count(0)


@pytest.mark.exhaustive
def test_the_corpus_is_encoded_on_request_and_its_nearest_occurrences_shown(polysemy: Page):
    polysemy.get_by_role("button", name="Encode the corpus").click()
    expect(polysemy.get_by_role("button", name="nearest-occurrences.csv")).to_be_visible(timeout=90_000)
    expect(polysemy.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.exhaustive
def test_markup_in_ones_own_sentences_stays_text(polysemy: Page):
    polysemy.goto(polysemy.url.replace("word=bat", "word=own"))
    box = polysemy.get_by_role("textbox", name="Your sentences, one per line")
    box.fill("a | The <img src=x onerror=alert(1)> table **bold**.\nb | A $x$ table :red[x].\na | <b>My</b> table.")
    polysemy.on("dialog", lambda _dialog: pytest.fail("markup was run"))
    box.press("Control+Enter")
    expect(polysemy.get_by_text(re.compile("3 occurrences, 3 points"))).to_be_visible()
    expect(polysemy.locator("img[src=x]")).to_have_count(0)


@pytest.mark.exhaustive
def test_without_webgl_every_cloud_is_flat_and_says_so(new_page, browser_without_webgl, app_url: str):
    page = new_page(browser_without_webgl)
    page.goto(f"{app_url}/polysemy?word=bat")
    for key in ("cloud-left", "cloud-right", "cloud-edited"):
        expect(page.locator(f".st-key-{key}-flat .main-svg").first).to_be_visible()
    expect(page.get_by_text("This browser has no WebGL 2")).to_have_count(3)
    expect(page.locator(".embedviz-scene")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Edit the sentence")).not_to_have_value("")
    phrase, lit = (
        page.locator("a[href='#mark-cloud-right-right']"),
        page.locator(".st-key-cloud-right-flat .embedviz-lit"),
    )
    point_at(page, phrase, lit)
    expect(lit).to_have_count(int(re.sub(r"\D", "", told(phrase))))
    page.mouse.move(0, 0)
    expect(lit).to_have_count(0)
