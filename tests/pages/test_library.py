import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.diagnosis.texts import titles
from embedviz.reporting import make
from embedviz.sources.shelved import kept
from embedviz.ui.library import exports
from embedviz.ui.space.laid_out import keep
from embedviz.ui.work.budget import budget
from tests.context.bilms import options, write
from tests.diagnosis.planted import sound
from tests.pages.settled import settle

WORDS = ["bank", "river", "money", "*bold*", "$x$", "`code`"]
VECTORS = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
GLOVE = "GloVe 6B, 50 dimensions"


def glove_text(vectors: np.ndarray = VECTORS, words: Sequence[str] = WORDS) -> str:
    rows = zip(words, vectors.tolist(), strict=True)
    return "".join(f"{word} {' '.join(map(repr, vector))}\n" for word, vector in rows)


BROKEN = glove_text().replace(" ".join(map(repr, VECTORS[2].tolist())), "1 2 3")


@pytest.fixture
def mine(data: Path) -> Path:
    """A GloVe file in the data folder."""
    path = data / "mine.txt"
    path.write_text(glove_text())
    return path


@pytest.fixture
def library(open_page) -> Callable[..., AppTest]:
    """Open the page, and wait until its source is read."""
    return lambda **query: settle(open_page("library", **query))


def picked(app: AppTest) -> str:
    return app.sidebar.selectbox(key="source").value


def caption(app: AppTest) -> str:
    return re.sub(r"\\(.)", r"\1", app.sidebar.caption[0].value)


def table(app: AppTest) -> dict[str, list]:
    return app.dataframe[0].value.to_dict("list")


def facts(app: AppTest) -> dict[str, str]:
    (found,) = app.table
    return dict(zip(found.value.iloc[:, 0], found.value.iloc[:, 1], strict=True))


def send(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "application/octet-stream") for name, content in files])
    next(button for button in app.button if button.label == "Add").click()
    return settle(app.run())


def press(app: AppTest, key: str) -> AppTest:
    return settle(app.button(key=key).click().run())


def test_all_sources_are_listed_with_what_they_are(library, mine):
    listed = table(library())
    assert listed["source"] == [GLOVE, "mine.txt"]
    assert listed["kind"] == ["built in", "file"]
    assert listed["state"] == ["current", "to be read"]
    assert listed["size"][1] == f"{mine.stat().st_size} B"


def test_the_current_source_is_described_first(library, glove, metrics, written, figure):
    app = library()
    norms = np.linalg.norm(glove.vectors.astype(np.float64), axis=1)
    assert metrics(app) == [f"{value:.2f}" for value in (norms.min(), np.median(norms), norms.max())]
    assert facts(app)["words"] == "400,000"
    assert facts(app)["dimensions"] == "50"
    assert figure(app, "norms")["data"][0]["y"].sum() == 400_000
    assert all(f" {word} " in written(app) for word in (*glove.words[:12], *glove.words[-12:]))


@pytest.mark.usefixtures("mine")
def test_a_file_not_yet_read_is_opened_only_when_asked_and_does_not_become_the_source(library, as_read):
    app = library(look="file:mine.txt")
    assert not app.table
    press(app, "open_looked_at")
    expected = {"source": "mine.txt", "format of the file": "GloVe text", "its numbers": "text", "words": "6"}
    assert expected.items() <= {name: as_read(value) for name, value in facts(app).items()}.items()
    assert table(app)["state"] == ["current", "open"]
    assert picked(app) == "glove-6b-50d"


@pytest.mark.usefixtures("mine")
def test_a_source_described_can_be_used(library):
    app = press(library(look="file:mine.txt"), "use_source")
    assert picked(app) == "file:mine.txt"
    assert caption(app).startswith("mine.txt: 6 words in 4 dimensions")
    assert table(app)["source"] == ["mine.txt", GLOVE]


def test_an_upload_becomes_the_source_and_its_files_are_gone(library, tmp_path, metrics):
    app = send(library(), ("my words.vec", f"6 4\n{glove_text()}".encode()))
    assert picked(app).startswith("upload:my-words")
    assert table(app)["source"] == ["my words.vec", GLOVE]
    assert list((tmp_path / "cache/uploads").iterdir()) == []
    np.testing.assert_array_equal(ev.open_source(picked(app)).vectors, VECTORS)
    assert metrics(app)[2] == f"{np.linalg.norm(VECTORS, axis=1).max():.2f}"


def test_an_array_and_its_words_are_sent_together(library):
    array = io.BytesIO()
    np.save(array, VECTORS)
    app = send(library(), ("x.npy", array.getvalue()), ("x.txt", "\n".join(WORDS).encode()))
    assert not app.error
    assert table(app)["source"] == ["x.npy", GLOVE]
    assert list(ev.open_source(picked(app)).words) == WORDS


@pytest.mark.usefixtures("mine")
def test_a_broken_upload_is_told_and_all_else_stays(library, tmp_path, as_read):
    app = send(library(source="file:mine.txt"), ("broken.txt", BROKEN.encode()))
    (error,) = app.error
    assert as_read(error.value) == "broken.txt, line 3: 3 numbers, expected 4 as on line 1"
    assert picked(settle(app)) == "file:mine.txt"
    assert kept() == []
    app = press(app, "give_up")
    assert not app.error
    assert list((tmp_path / "cache/uploads").iterdir()) == []
    app = send(app, ("broken.txt", BROKEN.encode()))
    app = send(app, ("good.txt", glove_text().encode()))
    assert not app.error
    assert picked(app).startswith("upload:good")
    assert list((tmp_path / "cache/uploads").iterdir()) == []


def test_an_upload_can_be_renamed_and_stays_the_source(library):
    app = send(library(), ("a.txt", glove_text().encode()))
    id = picked(app)
    app.text_input(key=f"title-{id}").set_value("My *own* vectors")
    next(button for button in app.button if button.key.endswith("rename_source")).click()
    app = settle(app.run()).run()
    assert picked(app) == id
    assert table(app)["source"] == ["My *own* vectors", GLOVE]
    assert caption(app).startswith("My *own* vectors: 6 words")


def test_an_upload_can_be_removed_and_gives_way_to_the_built_in_source(library):
    app = send(library(), ("a.txt", glove_text().encode()))
    press(app, "remove_source")
    assert picked(app) == "glove-6b-50d"
    assert table(app)["source"] == [GLOVE]
    assert not app.error
    assert kept() == []


@pytest.mark.usefixtures("mine")
def test_what_is_built_in_or_a_file_can_be_neither_renamed_nor_removed(library):
    for id in ("glove-6b-50d", "file:mine.txt"):
        keys = {button.key for button in library(look=id).button}
        assert "remove_source" not in keys


@pytest.mark.parametrize("format", exports.SAVED_FORMATS)
@pytest.mark.usefixtures("mine")
def test_an_export_reads_back_bit_equal(library, tmp_path, format):
    app = press(library(source="file:mine.txt", format=format), "write_export")
    assert not app.error
    (path,) = (tmp_path / "cache/exports").glob("*/*")
    (link,) = (each.proto for each in app.get("link_button"))
    assert path.name in link.label.replace("\\", "")
    assert link.url.endswith(f"/{path.name}")
    assert app.run().get("link_button")[0].proto.url == link.url
    if format == "tsv":
        assert path.name == "mine.zip"
        zipfile.ZipFile(path).extractall(tmp_path / "unpacked")
        path = tmp_path / "unpacked/mine.tsv"
    read = ev.load(path)
    assert list(read.words) == WORDS
    assert np.array_equal(read.vectors, VECTORS)


def test_a_word_that_a_format_cannot_hold_is_told_beside_the_button(library, data, as_read):
    (data / "spaces.txt").write_text(glove_text(words=["a b", *WORDS[1:]]))
    app = press(library(source="file:spaces.txt", format="word2vec-binary"), "write_export")
    (error,) = app.error
    assert "'a b'" in as_read(error.value)
    assert not app.get("link_button")


def widget(app: AppTest, kind: str, name: str):
    return next(each for each in getattr(app, kind) if each.key.startswith("read-") and each.key.endswith(f"-{name}"))


def bullets(app: AppTest) -> list[str]:
    text = next(each.value for each in app.markdown if each.value.startswith("- "))
    return re.sub(r"\\(.)", r"\1", text).removeprefix("- ").split("\n- ")


def read_anew(app: AppTest) -> AppTest:
    widget(app, "button", "send").click()
    return settle(app.run()).run()


def test_words_in_another_encoding_are_shown_under_the_likely_ones_and_read_anew(library, data, written, as_read):
    words = ["银行", "河流", "资金", "中国", "今天", "我们", "向量", "线性", "代数", "词语", "意义", "空间"]
    (data / "zh.txt").write_bytes(glove_text(np.ones((12, 4), np.float32), words).encode("gb18030"))
    app = press(library(look="file:zh.txt"), "open_looked_at")
    assert bullets(app) == [
        "GloVe text",
        "no header; a word is all before the last 4 numbers of its line",
        "words that are not UTF-8, their bytes shown as escapes: 12",
        "numbers: text",
        "no row left out",
    ]
    offered = widget(app, "radio", "encoding")
    assert offered.options[:2] == ["detected: UTF-8, other bytes as escapes", "gb18030"]
    captions = list(offered.proto.captions)
    assert captions[1] == " ".join(f"` {word} `" for word in words[:10])
    assert "xd2" in captions[0]

    widget(app, "radio", "encoding").set_value("gb18030")
    app = read_anew(app)
    assert "words read as gb18030" in bullets(app)
    assert all(word in written(app) for word in words)
    assert "words in gb18030" in as_read(written(app))
    assert picked(app) == "glove-6b-50d"  # a look is no choice

    app = press(app, "undo_reading").run()
    assert "words that are not UTF-8, their bytes shown as escapes: 12" in bullets(app)
    app = press(app, "undo_reading").run()
    assert "words read as gb18030" in bullets(app)

    widget(app, "text_input", "other").input("no-such")
    app = settle(widget(app, "button", "send").click().run())
    assert "'no-such' is not an encoding that word vectors can be read in" in as_read(app.error[0].value)
    assert "words read as gb18030" in bullets(app)


def test_what_was_assumed_of_an_upload_is_shown_and_can_be_overridden(library, as_read):
    table = "word;x;y;pos\n" + "".join(f"{word};{i},5;1,25;noun\n" for i, word in enumerate(("bank", "river", "money")))
    app = send(library(), ("table.csv", table.encode()))
    id = picked(app)
    (how,) = [line for line in bullets(app) if "separated by" in line]
    assert how == "a table whose columns are separated by semicolons, with decimal commas; the first row names them"
    assert list(ev.open_source(id).words) == ["bank", "river", "money"]
    assert any("left behind: pos (1)" in as_read(each.value) for each in app.caption)  # from the file to save

    widget(app, "selectbox", "separator").set_value("\t")
    app = read_anew(app)
    assert as_read(app.error[0].value).startswith("table.csv: no table with columns of numbers")
    assert list(ev.open_source(id).words) == ["bank", "river", "money"]
    assert caption(app).startswith("table.csv: 3 words")

    plain = "a 1 2\nb 3 4\nc 5 6\n"
    app = send(app, ("plain.txt", plain.encode()))
    id = picked(app)
    widget(app, "selectbox", "separator").set_value(" ")
    widget(app, "selectbox", "header").set_value("yes")
    app = read_anew(app)
    assert not app.error
    assert list(ev.open_source(id).words) == ["b", "c"]
    assert caption(app).startswith("plain.txt: 2 words")
    app = press(app, "undo_reading").run()
    assert caption(app).startswith("plain.txt: 3 words")


def test_a_file_that_is_refused_can_be_told_what_to_take(library, data, as_read):
    np.savez(data / "two.npz", p=np.eye(3), q=2 * np.eye(3), words=np.array(["a", "b", "c"]))
    app = press(library(look="file:two.npz"), "open_looked_at")
    assert "its arrays are p: float64 (3, 3), q: float64 (3, 3)" in as_read(app.error[0].value)
    widget(app, "selectbox", "tensor").set_value("q")
    app = read_anew(app)
    assert not app.error
    assert ev.open_source("file:two.npz")["b"].tolist() == [0, 2, 0]
    assert facts(app)["words"] == "3"


@pytest.mark.usefixtures("mine")
def test_what_is_too_large_for_a_download_is_left_to_the_command_line(library, monkeypatch):
    monkeypatch.setattr(exports, "MOST_BYTES", 10)
    app = library(source="file:mine.txt", format="parquet")
    assert app.code[0].value == "python -m embedviz convert file:mine.txt mine.parquet"


@pytest.mark.usefixtures("mine")
def test_the_cache_can_be_cleared_and_the_source_stays_open(library, tmp_path, written):
    app = press(library(source="file:mine.txt"), "write_export")
    cache = tmp_path / "cache"
    assert list((cache / "files").iterdir())
    assert list((cache / "exports").iterdir())
    keep("pacmap", ("mine", 3, 0), np.zeros((6, 3)))
    assert "0 B" not in written(app.run()).partition("for files read before")[2].partition("for files to download")[0]
    press(app, "clear_cache")
    assert [entry for kind in ("files", "exports", "projections") for entry in (cache / kind).iterdir()] == []
    assert picked(app) == "file:mine.txt"
    assert caption(app).startswith("mine.txt: 6 words")
    assert "**0 B** for files read before" in written(app)


@pytest.mark.parametrize(
    ("folder", "told"),
    [(None, "start it with"), ("nowhere", "no such folder"), ("", "holds no file of vectors yet")],
)
def test_the_way_to_offer_large_files_is_told(library, written, data, monkeypatch, folder, told):
    if folder is None:
        monkeypatch.delenv("EMBEDVIZ_DATA")
    else:
        monkeypatch.setenv("EMBEDVIZ_DATA", str(data / folder))
    text = written(library())
    assert told in text
    assert "EMBEDVIZ_DATA" in text
    assert "200 MB" in text


def test_without_the_built_in_source_files_can_still_be_added(library, monkeypatch, as_read):
    from embedviz.sources import glove

    monkeypatch.setattr(glove, "PACKAGE", "not-installed")
    budget.cache_clear()
    app = library()
    assert "not-installed" in as_read(app.error[0].value)
    app = send(app, ("a.txt", glove_text().encode()))
    assert picked(app).startswith("upload:a-txt")
    assert caption(app).startswith("a.txt: 6 words")


def test_encoders_are_listed_with_their_shape_or_their_problem(library, data, written):
    write(data / "original", options())
    write(data / "broken", options()).weights.unlink()
    app = library()
    listed = next(frame.value.to_dict("list") for frame in app.dataframe if "encoder" in frame.value)
    assert listed["encoder"] == ["embedviz biLM, small", "broken", "original"]
    assert listed["dimensions"] == [2 * ev.Elmo.load().options.width, 8, 8]
    assert listed["problem"] == ["", "0 files of weights (.hdf5), expected 1", ""]
    assert "Peters et al. (2018)" in written(app)


def test_faults_are_found_and_taken_out(library, data, written):
    words, vectors = sound(120, 12)
    words[3], words[7] = "be\u200b*ll", "caf\u00c3\u00a9"
    vectors[5], vectors[9] = 0, vectors[8]
    (data / "mine.txt").write_text(glove_text(vectors, words), encoding="utf-8")
    app = press(library(source="file:mine.txt"), "ask_health")
    expected = ev.health(ev.open_source("file:mine.txt"))
    assert set(expected.kinds) >= {"zero-rows", "duplicates", "mojibake"}
    for finding in expected.findings:
        assert titles()[finding.kind] in written(app)
    assert app.multiselect(key="take_out_kinds").value == ["zero-rows", "duplicates", "mojibake"]
    press(app, "take_out_now")
    (copy,) = kept()
    assert picked(app) == copy.id
    clean = ev.open_source(copy.id)
    assert len(clean) == 120 - 3
    np.testing.assert_array_equal(clean.vectors, np.delete(vectors, [5, 7, 9], axis=0))


def test_a_report_is_made_in_the_background(library, data, monkeypatch):
    (data / "mine.txt").write_text(glove_text())
    monkeypatch.setattr(make, "BUILDS", {id: make.BUILDS[id] for id in ("source", "rank")})  # the others take a minute
    app = press(library(source="file:mine.txt", lang="zh"), "ask_report")
    buttons = {button.proto.label: button for button in app.get("download_button")}
    assert "下载报告（HTML）" in buttons
    made = ev.report(ev.open_source("file:mine.txt"), language="zh", name="file:mine.txt")
    assert list(made.data) == ["source", "rank"]
    assert "file:mine.txt" in made.html
