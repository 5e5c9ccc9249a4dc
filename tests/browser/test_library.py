"""Files as sources, in a real browser: a folder of them on a server of its own."""

import bz2
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from safetensors.numpy import save_file

import embedviz as ev
from tests.browser.scenes import wait_for_scene
from tests.browser.test_app import wait_until_idle
from tests.servers import served

WORDS = 20_000
HEADINGS = {"": "See the linear algebra", "one_hot": "One-hot", "rank": "Rank", "space": "Space", "library": "Library"}


def as_text(embedding: ev.Embedding) -> str:
    rows = zip(embedding.words, embedding.vectors.tolist(), strict=True)
    return "".join(f"{word} {' '.join(map(repr, vector))}\n" for word, vector in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, glove: ev.Embedding) -> Path:
    """A data folder with the first words of GloVe, and a file that breaks off in line 17."""
    folder = tmp_path_factory.mktemp("data")
    text = as_text(glove.top(WORDS))
    (folder / "glove.txt").write_text(text, encoding="utf-8")
    lines = text.splitlines(keepends=True)[:30]
    lines[16] = lines[16].rpartition(" ")[0] + "\n"
    (folder / "broken.txt").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a server of its own that offers the folder."""
    place = tmp_path_factory.mktemp("server")
    with served("app.py", place / "log.txt", EMBEDVIZ_DATA=str(data), EMBEDVIZ_CACHE=str(place / "cache")) as server:
        yield server.url


def go(page: Page, path: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=path.replace("_", "-").capitalize()).click()
    expect_page(page, path)


def expect_page(page: Page, path: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(HEADINGS[path])
    wait_until_idle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def expect_source(page: Page, title: str, words: int) -> None:
    expect(page.get_by_test_id("stSidebar").get_by_text(f"{title}: {words:,} words in 50 dimensions")).to_be_visible()


def pick(page: Page, title: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Source").click()
    page.get_by_role("option", name=title, exact=True).click()


def send(page: Page, *files: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    expect(page.get_by_test_id("stFileChip")).to_have_count(len(files))
    expect(page.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)
    wait_until_idle(page)
    page.get_by_role("button", name="Add", exact=True).click()


@pytest.mark.exhaustive
def test_a_file_of_the_folder_becomes_the_source_of_every_page(shared_page: Page, url: str):
    page = shared_page
    page.goto(url)
    expect_page(page, "")
    pick(page, "glove.txt")
    expect_source(page, "glove.txt", WORDS)
    expect(page.get_by_role("heading", name="Yes: full column rank, 50 = n.")).to_be_visible()
    expect(page.get_by_text("so the 20,000 words are dependent")).to_be_visible()
    for path in ("rank", "library"):
        go(page, path)
        expect_source(page, "glove.txt", WORDS)
        expect(page).to_have_url(re.compile("source=file%3Aglove.txt"))
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.exhaustive
def test_a_link_into_a_page_reads_the_file_and_shows_how_far_it_is(new_page, data: Path, url: str, glove):
    # Compressed so that it takes seconds to read, and can be seen being read on any machine.
    (data / "large.txt").write_bytes(bz2.compress(as_text(glove.top(50_000)).encode(), 1))
    page = new_page()
    page.goto(f"{url}/space?words=500&source=file:large.txt")
    bar = page.get_by_test_id("stProgress")
    expect(bar).to_have_text(re.compile(r"Reading large\.txt [\d.]+ \wB / [\d.]+ MB"))
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(bar).to_have_count(0)
    wait_for_scene(page)
    expect_source(page, "large.txt", 50_000)


@pytest.mark.exhaustive
def test_a_broken_file_is_told_and_the_source_before_stays(shared_page: Page, url: str):
    page = shared_page
    page.goto(f"{url}/rank?source=file:glove.txt")
    expect_source(page, "glove.txt", WORDS)
    pick(page, "broken.txt")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("broken.txt, line 17: 49 numbers, expected 50")
    expect_page(page, "rank")
    expect_source(page, "glove.txt", WORDS)
    for path in ("space", "one_hot"):
        go(page, path)
        expect_source(page, "glove.txt", WORDS)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("line 17")).to_have_count(0)


@pytest.mark.exhaustive
def test_an_upload_becomes_the_source_and_a_broken_one_does_not(
    shared_page: Page, url: str, data: Path, tmp_path: Path, glove
):
    page = shared_page
    path = tmp_path / "mine.vec"
    path.write_text(f"{WORDS} 50\n{as_text(glove.top(WORDS))}", encoding="utf-8")
    page.goto(f"{url}/library")
    expect_page(page, "library")
    send(page, path)
    expect_source(page, "mine.vec", WORDS)
    expect(page.get_by_test_id("stToast")).to_contain_text("mine.vec added")

    send(page, data / "broken.txt")
    expect(page.get_by_test_id("stAlert")).to_contain_text("broken.txt, line 17: 49 numbers, expected 50 as on line 1")
    expect_source(page, "mine.vec", WORDS)
    go(page, "rank")
    expect_source(page, "mine.vec", WORDS)


def expect_read(page: Page, title: str, words: int, n: int, *how: str) -> None:
    """Expect a source to be that of every page, and the page to say how its file was read."""
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text(f"{title}: {words:,} words in {n} dimensions")).to_be_visible()
    for line in how:
        expect(page.get_by_role("listitem").filter(has_text=line)).to_be_visible()


@pytest.mark.exhaustive
def test_a_file_in_another_encoding_a_csv_and_a_static_model_become_sources_and_one_is_read_differently(
    page: Page, url: str, tmp_path: Path
):
    words = "银行 河流 资金 中国 今天 我们 向量 线性 代数 词语 意义 空间".split()  # noqa: SIM905 - as a reader sees it
    (tmp_path / "zh.txt").write_bytes("".join(f"{word} {i} 0.5\n" for i, word in enumerate(words)).encode("gb18030"))
    rows = "".join(f"{word};{i},5;1,25;2\n" for i, word in enumerate(words))
    (tmp_path / "table.csv").write_text(f"word;x;y;z\n{rows}", encoding="utf-8")
    save_file({"embeddings": np.eye(12, dtype=np.float32)}, tmp_path / "model.safetensors")
    tokens = {"model": {"type": "WordPiece", "vocab": {word: i for i, word in enumerate(words)}}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokens), encoding="utf-8")
    page.goto(f"{url}/library")
    expect_page(page, "library")

    send(page, tmp_path / "zh.txt")
    expect_read(page, "zh.txt", 12, 2, "words that are not UTF-8, their bytes shown as escapes: 12")
    expect(page.get_by_test_id("stRadio").filter(has_text="gb18030")).to_contain_text(" ".join(words[:10]))
    page.get_by_test_id("stRadio").get_by_text("gb18030", exact=True).click()
    wait_until_idle(page)
    page.get_by_role("button", name="Read it again").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("zh.txt was read again")
    expect_read(page, "zh.txt", 12, 2, "words read as gb18030")
    expect(page.get_by_text("First words").locator("..").get_by_text("银行", exact=True)).to_be_visible()
    assert "gb18030" not in page.url

    send(page, tmp_path / "table.csv")
    expect_read(page, "table.csv", 12, 3, "separated by semicolons, with decimal commas; the first row names them")
    send(page, tmp_path / "model.safetensors", tmp_path / "tokenizer.json")
    expect_read(page, "model.safetensors", 12, 12, "words from tokenizer.json")
    with zipfile.ZipFile(tmp_path / "folder.zip", "w") as folder:
        for name in ("model.safetensors", "tokenizer.json"):
            folder.write(tmp_path / name, f"potion/{name}")
    send(page, tmp_path / "folder.zip")
    expect_read(page, "folder.zip", 12, 12, "words from tokenizer.json", "read from the archive: potion/model.safeten")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.exhaustive
def test_an_export_reads_back_bit_equal(page: Page, url: str, tmp_path: Path, monkeypatch, glove):
    page.goto(f"{url}/library?source=file:glove.txt&format=word2vec-binary")
    expect_source(page, "glove.txt", WORDS)
    page.get_by_role("button", name="Write the file").click()
    with page.expect_download() as saved:
        page.locator(".st-key-download_export").get_by_role("link").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert file.name == "glove.bin"
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    read = ev.load(file)
    assert list(read.words) == list(glove.words[:WORDS])
    assert np.array_equal(read.vectors, glove.vectors[:WORDS])


@pytest.mark.exhaustive
def test_on_a_phone_the_page_does_not_scroll_sideways_and_long_names_break(new_page, url: str, data: Path):
    name = "a_very_long_name_" * 8 + ".txt"
    (data / name).write_text("one 1 2\ntwo 3 4\n")
    page = new_page(color_scheme="dark", viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{url}/library?source=file:{name}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")
    page.wait_for_function("() => document.querySelectorAll('.barlayer path').length > 0")
    wait_until_idle(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(main) => main.scrollWidth") <= main.evaluate("(main) => main.clientWidth")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("a_very_long_name").first).to_be_visible()
    # It slides in, so that its width is right only after a while.
    page.wait_for_function(
        """() => {
          const sidebar = document.querySelector("[data-testid=stSidebarContent]");
          return sidebar.clientWidth > 200 && sidebar.scrollWidth <= sidebar.clientWidth;
        }"""
    )


@pytest.mark.exhaustive
def test_the_way_through_the_page_can_be_gone_with_the_keyboard(shared_page: Page, url: str):
    page = shared_page
    page.goto(f"{url}/library?source=file:glove.txt")
    expect_page(page, "library")
    reached = set()
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.innerText || document.activeElement.ariaLabel || ''"))
    for name in ("Write the file", "Upload", "Add", "Clear the cache"):
        assert any(name in text for text in reached), f"{name} was not reached, but {reached}"
