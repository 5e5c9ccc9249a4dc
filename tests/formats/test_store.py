import dataclasses
import json
import os
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.assumptions import Assumption
from embedviz.errors import places
from embedviz.formats.fingerprints import digest_of, fingerprint
from embedviz.formats.rows import Content, Rows
from embedviz.formats.store import (
    FileStamp,
    StoreDamagedError,
    note,
    open_store,
    read_meta,
    remove_store,
    write_embedding,
    write_store,
)
from embedviz.subwords import Kept, Subwords

FILES = ["vectors.npy", "words.arrow", "subwords.npy", "meta.json"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
repetitive = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20)


def rows_of(words, vectors, step=3):
    """Blocks that, like a reader's, are overwritten by the next; of each the first word is not UTF-8."""
    buffer = np.empty((step, vectors.shape[1]), np.float32)
    for start in range(0, len(words), step):
        some = words[start : start + step]
        buffer[: len(some)] = vectors[start : start + step]
        yield Rows(some, buffer[: len(some)], lambda row, start=start: f"line {start + row + 1}", [0])


def content_of(words, step=3, **others) -> Content:
    """Words with the vectors (0, 0.5), (1, 1.5), ..."""
    vectors = others.pop("vectors", np.arange(len(words), dtype=np.float32)[:, None] + np.float32([0, 0.5]))
    return Content(vectors.shape[1], rows_of(words, vectors, step), **others)


def write(folder: Path, content: Content, **others) -> None:
    write_store(folder, content, name="f.txt", format="glove", size=1000, **others)


def remaining(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def store(tmp_path):
    """A small one with all files."""
    subwords = Subwords(3, 6, np.arange(8, dtype=np.float32).reshape(4, 2))
    write(tmp_path / "store", content_of(list("abcdefg"), subwords=subwords))
    return tmp_path / "store"


# What comes back


@given(st.lists(texts, min_size=1, unique=True), st.integers(1, 5), st.integers(0, 99))
def test_words_and_numbers_come_back_to_the_bit(tmp_path_factory, words, step, seed):
    folder = tmp_path_factory.mktemp("store") / "s"
    bits = np.random.default_rng(seed).integers(0, 2**32, (len(words), 3), dtype=np.uint32)
    vectors = np.where(bits >> 23 & 255 == 255, 0, bits).astype(np.uint32).view(np.float32)
    write(folder, content_of(words, step, vectors=vectors))
    found = open_store(folder, id="it", note="a note")
    assert list(found.words) == words
    assert found.vectors.tobytes() == vectors.tobytes()
    assert (found.id, found.note, found.shape) == ("it", "a note", vectors.shape)


def test_the_vectors_are_a_memory_map_that_cannot_be_written(store):
    vectors = open_store(store, id="it").vectors
    assert isinstance(vectors, np.memmap)
    assert not vectors.flags.writeable


def test_what_was_seen_in_the_file_comes_back(tmp_path):
    began = time.perf_counter() - 5
    write(tmp_path / "s", content_of(list("abcabd"), dtype="float16"), began=began)
    origin = open_store(tmp_path / "s", id="it").origin
    assert 5 < origin.seconds < 100
    found = dataclasses.replace(origin, seconds=0)
    assert found == ev.Origin("GloVe text", 1000, "float16", duplicates=2, undecodable=2, seconds=0)


def test_what_the_reader_assumed_comes_back_what_it_learned_from_the_rows_too(tmp_path):
    assumptions = [Assumption("tensor", {"name": "{x}", "count": 2})]

    def rows():
        yield from rows_of(["a"], np.ones((1, 2)))
        assumptions.append(Assumption("word list", {"file": "words.txt"}))

    write(tmp_path / "s", Content(2, rows(), assumptions=assumptions))
    assert open_store(tmp_path / "s", id="it").origin.assumptions == tuple(assumptions)


def test_vectors_of_n_grams_come_back(store):
    subwords = open_store(store, id="it").subwords
    assert (subwords.shortest, subwords.longest) == (3, 6)
    assert isinstance(subwords.vectors, np.memmap)
    assert subwords.vectors.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_embedding_in_memory_can_be_stored(tmp_path, order):
    vectors = np.random.default_rng(0).standard_normal((700, 3000)).astype(np.float32).copy(order)
    origin = ev.Origin("GloVe text", 5, "text", 1, 2, 3.5)
    subwords = Subwords(2, 3, vectors[:2])
    embedding = ev.Embedding("mine", [f"w{i}" for i in range(700)], vectors, origin=origin, subwords=subwords)
    write_embedding(tmp_path / "s", embedding)
    found = open_store(tmp_path / "s", id="mine")
    np.testing.assert_array_equal(found.vectors, vectors)
    np.testing.assert_array_equal(found.subwords.vectors, vectors[:2])
    assert found.vectors.flags.c_contiguous
    assert (found.words[:], found.origin) == (embedding.words[:], origin)


def test_an_embedding_of_no_file_has_none_when_it_comes_back(tmp_path, toy):
    write_embedding(tmp_path / "s", toy)
    found = open_store(tmp_path / "s", id="toy")
    assert found.origin is None
    assert found.subwords is None


def test_the_note_of_a_file_is_its_format_and_size():
    assert note("glove", 171_056_724) == "GloVe text, 171 MB"


# Duplicates and limits


@given(repetitive, st.integers(1, 5), st.none() | st.integers(1, 8))
def test_of_a_word_that_occurs_twice_the_first_row_counts(tmp_path_factory, words, step, limit):
    folder = tmp_path_factory.mktemp("store") / "s"
    write(folder, content_of(words, step), limit=limit)
    found = open_store(folder, id="it")
    expected = list(dict.fromkeys(words))[:limit]
    assert list(found.words) == expected
    assert found.vectors[:, 0].tolist() == [words.index(word) for word in expected]
    read = len(words) if limit is None or len(expected) < limit else words.index(expected[-1]) + 1
    assert found.origin.duplicates == read - len(expected)
    assert found.origin.undecodable == len(range(0, read, step))


def test_no_row_is_asked_for_behind_the_limit(tmp_path):
    closed = []

    def rows():
        try:
            yield from rows_of(list("abc"), np.ones((3, 2)))
            raise AssertionError
        finally:
            closed.append(True)

    content = Content(2, rows())
    write(tmp_path / "s", content, limit=3)
    assert closed
    assert list(open_store(tmp_path / "s", id="it").words) == ["a", "b", "c"]


# What is refused


@pytest.mark.parametrize(("value", "shown"), [(np.nan, "nan"), (np.inf, "inf"), (-np.inf, "-inf")])
def test_a_number_that_is_not_finite_is_refused_with_its_place(tmp_path, value, shown):
    vectors = np.ones((8, 4), np.float32)
    vectors[4, 2] = value
    with pytest.raises(ev.EmbedvizError) as caught:
        write(tmp_path / "s", content_of(list("abcdefgh"), vectors=vectors))
    assert str(caught.value) == f"f.txt, line 5: {shown} in dimension 3 of 'e'; expected finite numbers"
    assert remaining(tmp_path) == []


def test_large_numbers_are_finite_even_where_their_sum_is_not(tmp_path):
    write(tmp_path / "s", content_of(["a", "b"], vectors=np.full((2, 3), np.finfo(np.float32).max)))
    assert (open_store(tmp_path / "s", id="it").vectors == np.finfo(np.float32).max).all()


def test_a_number_behind_the_limit_is_not_looked_at(tmp_path):
    vectors = np.array([[1], [2], [np.nan]], np.float32)
    write(tmp_path / "s", content_of(list("abc"), vectors=vectors), limit=2)
    assert open_store(tmp_path / "s", id="it").vectors.tolist() == [[1], [2]]


def test_a_long_word_is_cut_in_messages(tmp_path):
    with pytest.raises(ev.EmbedvizError, match="of '" + "x" * 60 + "…'; expected"):
        write(tmp_path / "s", content_of(["x" * 10_000], vectors=np.full((1, 1), np.nan)))


def test_n_grams_that_are_not_finite_are_refused(tmp_path):
    subwords = Subwords(3, 6, np.array([[0, 1], [np.inf, 0]], np.float32))
    with pytest.raises(ev.EmbedvizError, match=r"f\.txt: inf in the vector of an n-gram; expected finite numbers"):
        write(tmp_path / "s", content_of(["a"], subwords=subwords))
    assert remaining(tmp_path) == []


def test_no_row_at_all_is_refused(tmp_path):
    with pytest.raises(ev.EmbedvizError, match="holds no row; expected at least one word and its vector"):
        write(tmp_path / "s", Content(2, (rows for rows in ())))
    assert remaining(tmp_path) == []


def test_half_a_surrogate_pair_is_refused_with_its_place(tmp_path):
    with pytest.raises(ev.EmbedvizError, match=r"line 5: the word 'e\\ud800' holds half of a surrogate pair"):
        write(tmp_path / "s", content_of(["a", "b", "c", "d", "e\ud800"]))
    assert remaining(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ev.EmbedvizError, match="EMBEDVIZ_CACHE") as error:
        write(tmp_path / "file" / "s", content_of(["a"]))
    assert places(error.value) == (str(tmp_path / "file"),)


# All or nothing


@pytest.mark.parametrize("error", [ev.Cancelled(), KeyboardInterrupt(), RuntimeError("broken")])
def test_what_stops_the_reader_leaves_nothing(tmp_path, error):
    def rows():
        yield from rows_of(list("abc"), np.ones((3, 2)))
        raise error

    with pytest.raises(type(error)):
        write(tmp_path / "s", Content(2, rows()))
    assert remaining(tmp_path) == []


def test_while_it_is_written_nobody_sees_it(tmp_path):
    def rows():
        yield from rows_of(list("abc"), np.ones((3, 2)))
        assert not (tmp_path / "s").exists()
        assert [name.startswith(".") for name in remaining(tmp_path)] == [True]

    write(tmp_path / "s", Content(2, rows()))
    assert remaining(tmp_path) == ["s"]


def test_who_is_slower_keeps_what_is_there(tmp_path):
    def rows():
        yield from rows_of(["slow"], np.ones((1, 2)))
        write(tmp_path / "s", content_of(["fast"]))

    write(tmp_path / "s", Content(2, rows()))
    assert list(open_store(tmp_path / "s", id="it").words) == ["fast"]
    assert remaining(tmp_path) == ["s"]


def test_threads_that_write_the_same_store_leave_one(tmp_path):
    barrier = threading.Barrier(8)
    errors = []

    def work():
        def rows():
            barrier.wait(60)
            yield from rows_of(list("abc"), np.ones((3, 2)))

        try:
            write(tmp_path / "s", Content(2, rows()))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert remaining(tmp_path) == ["s"]
    assert list(open_store(tmp_path / "s", id="it").words) == ["a", "b", "c"]


def test_a_store_that_is_open_can_be_removed(store):
    found = open_store(store, id="it")
    remove_store(store)
    assert not store.parent.exists() or remaining(store.parent) == []
    assert found.vectors[6].tolist() == [6, 6.5]
    remove_store(store)


# Damage


@given(st.sampled_from(FILES), st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_damage(tmp_path_factory, name, share):
    folder = tmp_path_factory.mktemp("store") / "s"
    subwords = Subwords(3, 6, np.ones((4, 2), np.float32))
    write(folder, content_of(list("abcdefg"), subwords=subwords))
    file = folder / name
    os.truncate(file, int(share * file.stat().st_size))
    with pytest.raises(StoreDamagedError) as error:
        open_store(folder, id="it")
    assert places(error.value) == (str(folder),)
    assert str(folder) not in str(error.value)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_damage(store, name):
    (store / name).unlink()
    with pytest.raises(StoreDamagedError):
        open_store(store, id="it")


@pytest.mark.parametrize("name", FILES[:-1])
def test_zeros_in_the_place_of_a_file_are_damage(store, name):
    # What a file system may leave after a power cut: the right size, and nothing in it.
    (store / name).write_bytes(bytes((store / name).stat().st_size))
    with pytest.raises(StoreDamagedError):
        open_store(store, id="it")


@pytest.mark.parametrize("name", FILES[:-1])
def test_another_file_of_the_same_size_is_damage(tmp_path, name):
    for other in (0, 1):
        vectors = np.full((2000, 100), other, np.float32)
        words = [f"{other}{i:04}" for i in range(2000)[:: 1 - 2 * other]]
        write(tmp_path / f"s{other}", content_of(words, vectors=vectors, subwords=Subwords(3, 6, vectors)))
    (tmp_path / "s1" / name).replace(tmp_path / "s0" / name)
    with pytest.raises(StoreDamagedError, match=f"{name} is another one than was written"):
        open_store(tmp_path / "s0", id="it")


def test_what_the_description_says_is_compared_with_its_own_digest(store):
    text = (store / "meta.json").read_text()
    (store / "meta.json").write_text(text.replace('"dtype": "float32"', '"dtype": "float16"'))
    with pytest.raises(StoreDamagedError, match=r"meta\.json is another one than was written"):
        read_meta(store)


def test_which_n_grams_a_pruned_model_kept_comes_back(tmp_path):
    kept = Kept.of(50, np.array([[7, 1], [3, 0], [7, 2]]))
    vectors = np.arange(6, dtype=np.float32).reshape(3, 2)
    write(tmp_path / "s", content_of(["a"], subwords=Subwords(1, 2, vectors, kept)))
    found = open_store(tmp_path / "s", id="it").subwords.kept
    assert (found.buckets, found.numbers.tolist(), found.rows.tolist()) == (50, [3, 7], [0, 2])
    assert found.find(np.array([7, 4, 3, 49, 0, 7])).tolist() == [2, 0, 2]


def test_no_store_at_all_is_damage(tmp_path):
    with pytest.raises(StoreDamagedError):
        open_store(tmp_path / "none", id="it")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["version", "shape", "origin", "companions", "subwords", "files", ""]), json_values)
def test_any_other_description_is_damage_or_harmless(tmp_path_factory, key, value):
    folder = tmp_path_factory.mktemp("store") / "s"
    write(folder, content_of(list("abc")))
    described = json.loads((folder / "meta.json").read_text())
    changed = described | {key: value} if key else value
    (folder / "meta.json").write_text(json.dumps(changed))
    try:
        found = open_store(folder, id="it")
    except StoreDamagedError:
        return
    assert list(found.words) == ["a", "b", "c"]
    assert found.vectors.tolist() == [[0, 0.5], [1, 1.5], [2, 2.5]]


def test_another_version_is_damage(store):
    described = json.loads((store / "meta.json").read_text())
    (store / "meta.json").write_text(json.dumps(described | {"version": described["version"] + 1}))
    with pytest.raises(StoreDamagedError, match="version"):
        open_store(store, id="it")


def test_a_store_of_the_version_before_is_read_though_its_words_stand_in_batches(store):
    words, described = store / "words.arrow", json.loads((store / "meta.json").read_text())
    schema = pa.schema([("word", pa.large_string())])
    with pa.OSFile(str(words), "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for some in ("abc", "defg"):
            file.write_batch(pa.record_batch([pa.array(list(some), pa.large_string())], schema=schema))
    described["files"]["words.arrow"] = [words.stat().st_size, fingerprint(words)]
    described = {name: value for name, value in described.items() if name != "digest"} | {"version": 6}
    (store / "meta.json").write_text(json.dumps(described | {"digest": digest_of(described)}))
    assert open_store(store, id="it").words == list("abcdefg")
    assert open_store(store, id="it").index("e") == 4


# Companions


def test_other_files_that_were_read_are_remembered_as_they_were(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = Path("words.txt")
    words.write_text("a\n")
    write(tmp_path / "s", content_of(["a"], companions=(words,)))
    (stamp,) = read_meta(tmp_path / "s").companions
    monkeypatch.chdir("/")
    assert stamp == FileStamp.of(tmp_path / "words.txt")
    assert stamp.holds()
    os.utime(tmp_path / "words.txt", ns=(0, 1))
    assert not stamp.holds()
    (tmp_path / "words.txt").unlink()
    assert not stamp.holds()


# Progress


def test_progress_rises_to_the_size_of_the_file(tmp_path):
    reports = []
    subwords = Subwords(3, 6, np.ones((3, 2), np.float32))
    write(tmp_path / "s", content_of(list("abcdefg"), total=7, subwords=subwords), progress=reports.append)
    assert [report.done for report in reports] == [300, 600, 700, 1000]
    assert {(report.stage, report.total) for report in reports} == {("Storing f.txt", 1000)}


def test_readers_that_report_themselves_are_left_to_it(tmp_path):
    reports = []
    write(tmp_path / "s", content_of(list("abcdefg")), progress=reports.append)
    assert reports == []


def test_cancelling_leaves_nothing(tmp_path, cancel_at):
    with pytest.raises(ev.Cancelled):
        write(tmp_path / "s", content_of(list("abcdefg"), total=7), progress=cancel_at(600))
    assert remaining(tmp_path) == []
