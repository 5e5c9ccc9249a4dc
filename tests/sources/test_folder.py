import gzip
import os
import re
import socket
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

import embedviz as ev
from embedviz.errors import FileError, UnknownSourceError
from embedviz.formats.list_files import list_names
from embedviz.formats.save import save
from embedviz.formats.upkeep import clear_cache
from embedviz.sources.folder import data_folder, files, open_file

TRICKS = [
    "../outside.txt",
    "..",
    ".",
    "",
    "/etc/passwd",
    "sub/inner.txt",
    "sub\\inner.txt",
    "C:outside.txt",
    "here.txt\0.txt",
    "here.txt/",
    "./here.txt",
    "~/outside.txt",
    "%2e%2e/outside.txt",
    "here.txt\n",
    "HERE.TXT",
]


@pytest.fixture
def outside(tmp_path, write_glove):
    """A file of vectors that is not in the data folder."""
    return write_glove(tmp_path / "outside.txt")


def listed() -> list[str]:
    return [source.title for source in files()]


@pytest.mark.parametrize("value", [None, "", "missing", "file", "loop"])
def test_without_a_folder_there_is_none_and_nothing_is_listed(monkeypatch, tmp_path, value):
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.delenv("EMBEDVIZ_DATA")
    if value is not None:
        monkeypatch.setenv("EMBEDVIZ_DATA", value and str(tmp_path / value))
    assert data_folder() is None
    assert files() == []
    with pytest.raises(UnknownSourceError, match="no source is called 'file:file'"):
        open_file("file")


def test_the_folder_may_be_given_by_a_link_or_from_home(monkeypatch, tmp_path, data, write_glove):
    write_glove(data / "here.txt")
    (tmp_path / "link").symlink_to(data)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EMBEDVIZ_DATA", "~/link")
    assert data_folder() == data
    assert open_file("here.txt").words[:] == ("north", "east")


def test_a_file_is_listed_by_name_with_its_size_and_opens(data, write_glove):
    path = write_glove(data / "here.txt")
    (source,) = files()
    assert (source.id, source.title, source.kind) == ("file:here.txt", "here.txt", "file")
    assert source.size == path.stat().st_size
    embedding = source.open(None)
    assert embedding.words[:] == ("north", "east")
    np.testing.assert_array_equal(embedding.vectors, np.float32([[1, 0.5], [0.25, -3]]))


def test_a_file_opens_by_its_id_and_reports_its_bytes(data, write_glove):
    path = write_glove(data / "here.txt")
    reports = []
    assert ev.open_source("file:here.txt", progress=reports.append).shape == (2, 2)
    assert reports[-1].done == reports[-1].total == path.stat().st_size


def test_it_can_be_cancelled(data, write_glove, cancel_at):
    write_glove(data / "here.txt")
    with pytest.raises(ev.Cancelled):
        ev.open_source("file:here.txt", progress=cancel_at(0))


@pytest.mark.parametrize(
    "name",
    ["two words.txt", "100%.txt", "what?.txt", "a#b&c=d+e.txt", "字.txt", "🙂.vec", "**bold**", "-rf", "a:b.txt"],
)
def test_a_name_of_any_characters_that_can_be_shown_works(data, write_glove, name):
    write_glove(data / name)
    assert listed() == [name]
    assert ev.open_source(f"file:{name}").shape == (2, 2)


@pytest.mark.parametrize(
    "name", [".hidden", "line\nbreak", "carriage\r", "tab\t", "\x1b[31m", "a\u2028b", b"not-utf8-\xff"]
)
def test_hidden_names_and_names_that_cannot_be_shown_are_left_out(data, write_glove, name):
    write_glove(data / os.fsdecode(name))
    assert listed() == []
    with pytest.raises(UnknownSourceError):
        open_file(os.fsdecode(name))


def test_what_is_no_regular_file_is_left_out(data, monkeypatch):
    (data / "folder").mkdir()
    os.mkfifo(data / "pipe")
    (data / "dangling").symlink_to(data / "nowhere")
    (data / "loop").symlink_to(data / "loop")
    (data / "device").symlink_to("/dev/zero")
    monkeypatch.chdir(data)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert listed() == []
        for name in os.listdir(data):
            with pytest.raises(UnknownSourceError):
                open_file(name)


@pytest.mark.parametrize("name", TRICKS)
def test_no_name_leads_out_of_the_folder(data, outside, write_glove, name):
    write_glove(data / "here.txt")
    (data / "sub").mkdir()
    write_glove(data / "sub" / "inner.txt")
    assert outside.exists()
    with pytest.raises(UnknownSourceError, match=r"expected one of file:here\.txt"):
        open_file(name)
    with pytest.raises(UnknownSourceError):
        ev.open_source(f"file:{name}")


def test_a_link_out_of_the_folder_is_left_out_and_one_that_stays_inside_works(data, outside, write_glove):
    (data / "out.txt").symlink_to(outside)
    (data / "sub").mkdir()
    write_glove(data / "sub" / "inner.txt")
    (data / "in.txt").symlink_to(data / "sub" / "inner.txt")
    (data / "up.txt").symlink_to("../outside.txt")
    (data / "through").symlink_to(data.parent)
    (data / "round.txt").symlink_to(data / "through" / "outside.txt")
    (data / "out again.txt").symlink_to("out.txt")
    assert listed() == ["in.txt"]
    assert open_file("in.txt").shape == (2, 2)
    with pytest.raises(UnknownSourceError):
        open_file("out.txt")


def test_a_folder_whose_name_begins_like_the_data_folders_is_outside(data, write_glove):
    sibling = data.with_name("data-of-others")
    sibling.mkdir()
    (data / "out.txt").symlink_to(write_glove(sibling / "theirs.txt"))
    assert listed() == []


def test_files_are_listed_by_name_whatever_its_case(data, write_glove):
    for name in ("b.txt", "C.txt", "a.txt"):
        write_glove(data / name)
    assert listed() == ["a.txt", "b.txt", "C.txt"]


def test_of_a_very_full_folder_the_first_thousand_files_are_listed(data):
    for i in range(1_005):
        (data / f"{i:04}.txt").touch()
    assert listed() == [f"{i:04}.txt" for i in range(1_000)]


def test_a_file_is_ready_once_it_was_read_and_until_the_cache_is_cleared(data, write_glove):
    write_glove(data / "here.txt")
    ready = []
    for act in (lambda: None, lambda: open_file("here.txt"), clear_cache):
        act()
        ready += [source.ready for source in files()]
    assert ready == [False, True, False]


def test_a_file_that_changes_has_another_version_and_opens_anew(data, write_glove):
    path = write_glove(data / "here.txt")
    (before,) = files()
    assert [source.version for source in files()] == [before.version]
    first = before.open(None)
    write_glove(path, first=12)
    (after,) = files()
    assert after.version != before.version
    assert not after.ready
    second = after.open(None)
    assert second["north"][0] == 12
    assert first.id != second.id


def test_a_file_that_is_gone_is_refused_by_its_id(data, write_glove):
    path = write_glove(data / "here.txt")
    (source,) = files()
    path.unlink()
    with pytest.raises(UnknownSourceError, match=r"file:here\.txt"):
        source.open(None)


def test_what_is_no_file_of_vectors_is_listed_and_refused_by_name(data):
    (data / "readme.md").write_text("# Hello\n")
    assert listed() == ["readme.md"]
    with pytest.raises(FileError, match=r"^readme\.md"):
        open_file("readme.md")


def test_a_folder_that_may_not_be_read_is_as_good_as_empty(data, write_glove):
    write_glove(data / "here.txt")
    data.chmod(0)
    try:
        if os.access(data, os.R_OK):
            pytest.skip("this user may read everything")
        assert files() == []
    finally:
        data.chmod(0o700)


def write_array(path, words) -> None:
    np.save(path, np.eye(len(words), 50, dtype=np.float32))
    path.with_suffix(".txt").write_text("".join(f"{word}\n" for word in words), encoding="utf-8")


def test_an_array_is_read_with_the_list_of_words_beside_it_and_the_list_is_not_listed(data):
    write_array(data / "x.npy", ["a", "b", "c"])
    assert listed() == ["x.npy"]
    assert open_file("x.npy").words[:] == ("a", "b", "c")


def test_an_array_has_another_version_when_its_list_of_words_changes(data):
    write_array(data / "x.npy", ["a", "b", "c"])
    (before,) = files()
    before.open(None)
    (data / "x.txt").write_text("long\nlonger\nlongest\n")
    (after,) = files()
    assert after.version != before.version
    assert after.open(None).words[:] == ("long", "longer", "longest")


@pytest.mark.parametrize(
    ("names", "attached"),
    [
        (["x.npy", "x.words", "x.words.txt", "x_words.txt", "x.vocab", "x.vocab.txt", "words.txt", "vocab.txt"], 7),
        (["x.safetensors", "x.txt", "vocab.txt"], 2),
        (["x.npy.gz", "x.txt.gz", "words.txt"], 2),
        (["x.tsv", "x_metadata.tsv", "x.metadata.tsv", "x-metadata.tsv", "metadata.tsv"], 4),
        (["my_tensor.tsv", "my_metadata.tsv", "my_meta.tsv.gz"], 2),
        (["x.tsv", "labels.tsv", "Metadata (1).TSV", "x_labels.txt"], 3),
        (["x.npy", "labels.txt", "words (2).txt"], 2),
        (["words.txt", "vocab.txt", "metadata.tsv", "labels.tsv"], 0),
        (["x.npy", "y.txt", "y_words.txt", "swords.txt", "metadata.tsv"], 0),
        (["x.vec", "x.txt", "x.tsv", "keywords.tsv", "metaphors.tsv"], 0),
    ],
)
def test_lists_of_words_that_belong_to_another_file_by_name_are_left_out(data, names, attached):
    for name in names:
        (data / name).write_bytes(bytes(100 if name.startswith("x.") and "txt" not in name else 10))
    assert len(listed()) == len(names) - attached
    assert names[0] in listed()


def test_an_array_and_the_same_vectors_as_text_are_both_listed(data, glove):
    for name in ("x.safetensors", "x.txt", "x.tsv"):
        save(glove.top(100), data / name)
    assert listed() == ["x.safetensors", "x.tsv", "x.txt"]


@pytest.fixture
def secret(tmp_path):
    """A file outside of the data folder that could pass for a list of three words."""
    (tmp_path / "secret").write_text("one\ntwo\nthree\n")
    return tmp_path / "secret"


def looked_for(name: str) -> list[str]:
    """The names that the reader of a file looks for beside it."""
    with pytest.raises(FileError, match="looked for ") as refused:
        open_file(name)
    named = str(refused.value).partition("looked for ")[2].removesuffix(", …").split(", ")
    known = list_names(Path(name))
    return known if named == known[: len(named)] else named


@pytest.mark.parametrize("name", ["x.npy", "my.words.npy", "x.npy.gz"])
def test_no_list_of_words_is_read_through_a_link_out_of_the_folder(data, secret, name):
    with (gzip.open if name.endswith("gz") else open)(data / name, "wb") as file:
        np.save(file, np.eye(3, dtype=np.float32))
    for beside in looked_for(name):
        (data / beside).symlink_to(secret)
        with pytest.raises(FileError, match=f"{re.escape(beside)}: .* a link out of the folder"):
            open_file(name)
        (data / beside).unlink()


@pytest.mark.parametrize("name", ["x.tsv", "vectors.tsv", "my_tensor.tsv", "old-vecs-2.tsv", "TENSORS.tsv.gz"])
def test_no_metadata_are_read_through_a_link_out_of_the_folder(data, secret, name):
    with (gzip.open if name.endswith("gz") else open)(data / name, "wb") as file:
        file.write(b"0.1\t2\n3\t4\n5\t6\n")
    for beside in looked_for(name):
        (data / beside).symlink_to(secret)
        with pytest.raises(FileError, match=f"{re.escape(beside)}: .* a link out of the folder"):
            open_file(name)
        (data / beside).unlink()


def test_a_link_out_of_the_folder_that_belongs_to_no_file_is_in_nobodys_way(data, secret, write_glove):
    write_glove(data / "here.txt")
    (data / "elsewhere").symlink_to(secret)
    assert open_file("here.txt").shape == (2, 2)


@pytest.mark.parametrize("link", ["other.txt", "my_labels.tsv"])
def test_a_link_out_of_the_folder_is_no_list_that_may_fit_in_length(data, secret, link):
    (data / "x.tsv").write_text("0.1\t2\n3\t4\n5\t6\n")
    (data / "mine.txt").write_text("a\nb\nc\n")
    (data / link).symlink_to(secret)
    assert open_file("x.tsv").words[:] == ("a", "b", "c")


def test_a_link_out_of_the_folder_keeps_only_those_from_opening_that_would_read_it(data, secret, write_glove):
    for name in ("words.txt", "vocab.txt", "my_vocabulary", "swords.tsv", "metadata.tsv", "x_words.txt", "y.txt"):
        (data / name).symlink_to(secret)
    write_glove(data / "glove.txt")
    np.save(data / "own.npy", np.eye(3, dtype=np.float32))
    (data / "own.txt").write_text("a\nb\nc\n")
    np.save(data / "x.npy", np.eye(3, dtype=np.float32))
    assert open_file("glove.txt").shape == (2, 2)
    assert open_file("own.npy").words[:] == ("a", "b", "c")
    with pytest.raises(FileError, match=r"^x_words\.txt: .* for x\.npy but is a link out"):
        open_file("x.npy")


def test_no_tokenizer_is_read_through_a_link_out_of_the_folder(data, tmp_path):
    (tmp_path / "secret.json").write_text('{"model": {"vocab": {"one": 0, "two": 1, "three": 2}}}')
    (data / "tokenizer.json").symlink_to(tmp_path / "secret.json")
    save_file({"embeddings": np.eye(3, dtype=np.float32)}, data / "model.safetensors")
    assert ev.load(data / "model.safetensors").words[:] == ("one", "two", "three")
    with pytest.raises(FileError, match=r"^tokenizer\.json: .* a link out of the folder"):
        open_file("model.safetensors")


def test_what_was_read_through_a_link_before_is_not_opened_from_the_cache(data, secret):
    np.save(data / "x.npy", np.eye(3, dtype=np.float32))
    (data / "x.txt").symlink_to(secret)
    assert ev.load(data / "x.npy").words[:] == ("one", "two", "three")
    with pytest.raises(FileError, match="a link out of the folder"):
        open_file("x.npy")
    assert ev.load(data / "x.npy").words[:] == ("one", "two", "three")


def test_a_list_of_words_may_be_a_link_within_the_folder(data):
    (data / "lists").mkdir()
    (data / "lists" / "words").write_text("a\nb\nc\n")
    np.save(data / "x.npy", np.eye(3, dtype=np.float32))
    (data / "x.txt").symlink_to("lists/words")
    assert open_file("x.npy").words[:] == ("a", "b", "c")


@pytest.mark.parametrize(
    ("there", "shown"),
    [
        (["model.safetensors", "tokenizer.json", "config.json"], ["model.safetensors"]),
        (["wordVectors.npy", "wordsList.npy", "x.npz"], ["wordVectors.npy", "x.npz"]),
        (["x.npy", "words.npy"], ["x.npy"]),
        (["vectors.bin", "vocab.txt"], ["vectors.bin"]),
        (["tokenizer.json", "x.txt"], ["tokenizer.json", "x.txt"]),
    ],
    ids=["a model", "arrays", "words.npy", "GloVe's binary", "a tokenizer alone"],
)
def test_what_belongs_to_another_file_is_no_source(data, there, shown):
    for name in there:
        (data / name).write_bytes(bytes(100))
    assert listed() == shown
