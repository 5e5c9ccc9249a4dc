"""Files of the data folder and uploads, read anew in another way."""

import json
import os

import numpy as np
import pytest
from safetensors.numpy import save_file

import embedviz as ev
from embedviz.errors import EmbedvizError, FileError
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.sources.reading import file_of, read_anew, told_of
from embedviz.sources.sent import keep_file
from embedviz.sources.shelf import keep, remove
from embedviz.sources.shelved import kept, shelf_size
from embedviz.sources.told import FILE, as_json, of_json, tell, told

GB18030 = Options(encoding="gb18030")
WORDS = ("银行", "河流", "资金")
CHINESE = "".join(f"{word} {i} 0.5\n" for i, word in enumerate(WORDS, 1)).encode("gb18030")


@pytest.fixture(params=["file", "upload"])
def id(request, data, tmp_path):
    """A text in GB18030, as a file of the folder or as an upload whose own file is gone."""
    if request.param == "file":
        (data / "zh.txt").write_bytes(CHINESE)
        return "file:zh.txt"
    path = tmp_path / "zh.txt"
    path.write_bytes(CHINESE)
    source = keep_file(path, title="zh.txt")
    path.unlink()
    return source.id


def source(id):
    return ev.catalogue()[id]


def test_it_is_read_anew_stays_so_and_can_be_taken_back(id):
    assert told_of(source(id)) == NOTHING_TOLD
    escaped = ev.open_source(id)
    assert all("\\x" in word for word in escaped.words)
    before = source(id)

    read_anew(before, GB18030)
    assert told_of(source(id)) == GB18030
    assert source(id).version != before.version
    assert source(id).ready
    decoded = ev.open_source(id)
    assert tuple(decoded.words) == WORDS
    assert decoded.id != escaped.id  # one id, one matrix
    np.testing.assert_array_equal(decoded.vectors, escaped.vectors)
    np.testing.assert_array_equal(escaped.vectors[:, 0], [1, 2, 3])  # who has the former one open keeps it

    read_anew(source(id), NOTHING_TOLD)
    assert tuple(ev.open_source(id).words) == tuple(escaped.words)
    assert told() == {}


def test_what_cannot_be_read_so_leaves_all_as_it_was(id, cancel_at):
    before = source(id)
    words = tuple(ev.open_source(id).words)
    size = shelf_size()
    with pytest.raises(FileError, match=r"zh\.txt: no table with columns of numbers"):
        read_anew(before, Options(separator=";"))
    with pytest.raises(ev.Cancelled):
        read_anew(before, Options(encoding="big5"), progress=cancel_at(0))
    assert source(id).version == before.version
    assert told_of(source(id)) == NOTHING_TOLD
    assert tuple(ev.open_source(id).words) == words
    assert shelf_size() == size


def test_each_way_of_reading_an_upload_takes_the_place_of_the_one_before(cache, tmp_path):
    path = tmp_path / "zh.txt"
    path.write_bytes(CHINESE)
    id = keep_file(path, title="zh.txt").id
    size = shelf_size()
    for encoding in ("gb18030", "gbk", "gb18030"):
        read_anew(source(id), Options(encoding=encoding))
    assert shelf_size() < 2 * size
    (folder,) = (cache / "shelf").iterdir()
    assert len(list(folder.glob("**/vectors.npy"))) == 1


def test_lists_of_words_stay_with_an_upload(tmp_path):
    np.save(tmp_path / "x.npy", np.eye(3, dtype=np.float32))
    (tmp_path / "x.txt").write_bytes("\n".join(WORDS).encode("gb18030"))
    id = keep_file(tmp_path / "x.npy", title="x.npy").id
    for name in ("x.npy", "x.txt"):
        (tmp_path / name).unlink()
    read_anew(source(id), GB18030)
    assert tuple(ev.open_source(id).words) == WORDS


@pytest.mark.parametrize("kind", ["file", "upload"])
def test_the_list_of_words_can_be_named_among_the_files_beside(data, tmp_path, kind):
    folder = data if kind == "file" else tmp_path
    np.save(folder / "x.npy", np.eye(3, dtype=np.float32))
    lists = {"x.txt": "a\nb\nc\n", "terms.txt": "d\ne\nf\n"}
    for name, text in lists.items():
        (folder / name).write_text(text)
    id = "file:x.npy"
    if kind == "upload":
        id = keep_file(folder / "x.npy", title="x.npy", beside=[folder / name for name in lists]).id
        for name in ("x.npy", *lists):
            (folder / name).unlink()
    assert tuple(ev.open_source(id).words) == ("a", "b", "c")
    read_anew(source(id), Options(words="terms.txt"))
    assert tuple(ev.open_source(id).words) == ("d", "e", "f")
    assert told_of(source(id)) == Options(words="terms.txt")
    assert source(id).ready
    for name in ("missing.txt", "../x.txt", "/etc/passwd"):
        with pytest.raises(FileError, match=r"it is not beside x\.npy"):
            read_anew(source(id), Options(words=name))
    assert tuple(ev.open_source(id).words) == ("d", "e", "f")


def test_an_upload_removed_while_it_is_read_anew_stays_removed(tmp_path):
    path = tmp_path / "zh.txt"
    path.write_bytes(CHINESE)
    upload = keep_file(path, title="zh.txt")
    with pytest.raises(EmbedvizError):
        read_anew(upload, GB18030, progress=lambda _progress: kept() and remove(upload.id))
    assert kept() == []


def test_of_what_was_trained_there_is_no_file(pair):
    trained = keep(pair, title="pair", kind="trained")
    assert file_of(trained) is None
    with pytest.raises(EmbedvizError, match="the file of pair is not kept here"):
        read_anew(trained, GB18030)


def test_an_upload_as_it_was_kept_before_there_was_a_file_beside_it_still_opens(cache, pair):
    id = keep(pair, title="old", kind="upload").id
    label = cache / "shelf" / id.removeprefix("upload:") / "label.json"
    label.write_text(json.dumps({"title": "old", "kind": "upload", "note": ""}))
    assert ev.open_source(id).shape == pair.shape
    assert file_of(source(id)) is None


def test_what_is_told_of_a_file_outlasts_its_change(data):
    path = data / "zh.txt"
    path.write_bytes(CHINESE)
    read_anew(source("file:zh.txt"), GB18030)
    path.write_bytes(CHINESE * 1 + "海 7 8\n".encode("gb18030"))
    os.utime(path, ns=(1, 1))
    assert not source("file:zh.txt").ready
    assert tuple(ev.open_source("file:zh.txt").words) == (*WORDS, "海")


@pytest.mark.parametrize("options", [NOTHING_TOLD, GB18030, Options("a", None, "\t", header=False)], ids=as_json)
def test_options_go_through_json(options):
    assert of_json(json.loads(json.dumps(as_json(options)))) == options


@pytest.mark.parametrize(
    "found",
    [None, [], "gb18030", {"encoding": 3}, {"header": "yes"}, {"no such": "option"}, {"tensor": None}],
    ids=repr,
)
def test_what_is_no_option_is_passed_over(found):
    assert of_json(found) == NOTHING_TOLD


@pytest.mark.parametrize("written", ["", "[]", "{", '{"file:a": 1}', '"a"'])
def test_what_was_told_and_cannot_be_read_tells_nothing(cache, written):
    cache.mkdir()
    (cache / FILE).write_text(written, encoding="utf-8")
    assert told() == {}
    tell("file:a", GB18030)
    assert told() == {"file:a": GB18030}


# Folders of models


def model(folder, words=WORDS, name="model.safetensors"):
    folder.mkdir()
    vectors = np.arange(2 * len(words), dtype=np.float32).reshape(-1, 2)
    save_file({"embeddings": vectors}, folder / name)
    tokens = {"model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(words)}}}
    (folder / "tokenizer.json").write_text(json.dumps(tokens), encoding="utf-8")
    return vectors


def test_a_folder_of_a_model_is_a_source_by_its_name(data):
    vectors = model(data / "static model")
    (found,) = [each for each in ev.catalogue().values() if each.kind == "file"]
    assert (found.id, found.title) == ("file:static model", "static model")
    assert not found.ready
    embedding = ev.open_source(found.id)
    assert tuple(embedding.words) == WORDS
    np.testing.assert_array_equal(embedding.vectors, vectors)
    assert source(found.id).ready


@pytest.mark.parametrize("lacking", ["model.safetensors", "tokenizer.json"])
def test_a_folder_that_lacks_a_part_or_links_out_of_itself_is_none(data, tmp_path, lacking):
    model(data / "linked")
    (tmp_path / "outside").mkdir()
    (data / "linked" / lacking).rename(tmp_path / "outside" / lacking)
    assert "file:linked" not in ev.catalogue()
    (data / "linked" / lacking).symlink_to(tmp_path / "outside" / lacking)
    assert "file:linked" not in ev.catalogue()
    with pytest.raises(EmbedvizError):
        ev.open_source("file:linked")
