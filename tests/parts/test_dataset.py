"""A folder of parts is one embedding, with the bits of the same vectors in memory."""

import pickle
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

import embedviz as ev
from embedviz.algebra.norms import norm_distribution
from embedviz.algebra.reductions import column_mean
from embedviz.errors import Cancelled, EmbedvizError, FileError
from embedviz.formats.storing import write_embedding
from embedviz.parts import place as places
from embedviz.parts import rows as readers
from embedviz.parts.dataset import Dataset
from embedviz.parts.filesystems import filesystem_of
from embedviz.parts.rows import MOST_WHOLE, PartRows
from embedviz.workers import ranges as cutting
from embedviz.workers.ranges import ranges

M, N = 30_000, 40
WORDS = [f"w{i}" for i in range(M)]


@pytest.fixture(scope="module")
def matrix():
    random = np.random.default_rng(0)
    return (random.standard_normal((M, N)) * np.geomspace(1, 30, N)).astype(np.float32)


def lists(vectors, kind=None):
    offsets = np.arange(0, vectors.size + 1, vectors.shape[1], dtype=np.int32)
    found = pa.ListArray.from_arrays(offsets, vectors.ravel())
    return found if kind is None else found.cast(kind)


def table(words, vectors):
    return pa.table({"word": list(words), "vector": lists(vectors)})


def write(folder, matrix, names, *, row_group_size=1_700):
    """Parts of different length; one of them has no row, as Spark writes them."""
    folder.mkdir(exist_ok=True)
    bounds = np.linspace(0, len(matrix), len(names)).astype(int) + 7 * np.arange(len(names))
    bounds = [*np.minimum(bounds, len(matrix)).tolist(), len(matrix)]
    for name, start, stop in zip(names, bounds[:-1], bounds[1:], strict=True):
        part = table(WORDS[start:stop], matrix[start:stop])
        pq.write_table(part, folder / name, row_group_size=row_group_size)
    return folder


@pytest.fixture(scope="module")
def folder(matrix, tmp_path_factory):
    names = [f"part-{i:05d}-3f2a-c000.snappy.parquet" for i in range(6)]
    found = write(tmp_path_factory.mktemp("spark"), matrix, names)
    for name in ("_SUCCESS", "._SUCCESS.crc", ".part-00000.crc", "README.md"):
        (found / name).touch()
    return found


@pytest.fixture(scope="module")
def opened(folder):
    return ev.open_dataset(folder)


@pytest.fixture(scope="module")
def whole(matrix):
    return ev.Embedding("whole", WORDS, matrix)


def test_it_is_an_embedding(opened, whole, matrix):
    assert isinstance(opened, ev.Embedding)
    assert opened.shape == (M, N)
    assert list(opened.words) == WORDS
    assert opened.index("w29999") == 29_999
    assert "w3" in opened
    assert "w30000" not in opened
    assert np.array_equal(opened["w29999"], matrix[-1])
    assert np.array_equal(opened.rows(["w9000", "w2", "w9000"]), matrix[[9000, 2, 9000]])
    assert np.array_equal(opened.norms, whole.norms)
    assert opened.precision == whole.precision
    top = opened.top(50)
    assert type(top) is ev.Embedding
    assert np.array_equal(top.vectors, matrix[:50])
    assert opened.top(M + 1).shape == (M, N)
    assert "6 parts" in repr(opened)
    assert opened.id == ev.open_dataset(str(opened.vectors.place.parts[0].path).rpartition("/")[0]).id
    with pytest.raises(EmbedvizError, match="the first 0 words"):
        opened.top(0)


def test_its_rows_are_an_array_that_is_read_as_it_is_asked_for(opened, matrix, monkeypatch):
    rows = opened.vectors
    keys = [
        0, -1, 12_345, np.s_[:], np.s_[5_990:6_030], np.s_[10:3:-2], np.s_[::999], np.s_[7:7], [3, 29_999, 3, -2],
        np.arange(M) % 5_000 == 1, (np.s_[100:200], np.s_[3:7]), (4, 5), ([8, 1], 2),
    ]  # fmt: skip
    for key in keys:
        assert np.array_equal(rows[key], matrix[key]), key
    np.testing.assert_allclose(rows @ matrix[:2].T, matrix @ matrix[:2].T, rtol=1e-5, atol=1e-3)
    assert np.array_equal(np.asarray(rows, np.float64), matrix)
    assert (rows.ndim, rows.size, rows.nbytes, len(rows)) == (2, M * N, 4 * M * N, M)
    with pytest.raises(IndexError):
        rows[M]
    monkeypatch.setattr("embedviz.parts.rows.MOST_WHOLE", 4 * N * 100)
    with pytest.raises(EmbedvizError, match=r"30,000 vectors of a data set in parts .* such as .top\(50_000\)"):
        np.asarray(rows)
    assert MOST_WHOLE == 2 << 30
    monkeypatch.setattr("embedviz.parts.dataset.MOST_HELD", 4 * N * 100)
    some = opened.top(20_000)
    assert isinstance(some, Dataset)
    assert some.shape == (20_000, N)
    assert some["w19999"].tobytes() == matrix[19_999].tobytes()
    assert len(some.vectors.place.parts) < 6


def answers(X, executor=None):
    deficient = [ev.spectrum(X, executor=executor)]
    found = [ev.neighbors(X, "w7", 20, metric, executor=executor) for metric in ("cosine", "euclidean", "dot")]
    lengths = norm_distribution(X, executor=executor)
    return [
        deficient[0].singular_values, deficient[0].right_vectors,
        ev.spectrum(X, center=True, executor=executor).singular_values,
        *(numbers for each in found for numbers in (each.positions, each.scores)),
        column_mean(X, executor=executor), lengths.counts, lengths.edges,
        [ev.intrinsic_dimension(X, sample=600, executor=executor).value],
    ]  # fmt: skip


def bits(found):
    return [np.asarray(each).tobytes() for each in found]


def test_parts_have_the_bits_of_the_same_vectors_in_memory(opened, whole, monkeypatch):
    expected = bits(answers(whole))
    assert bits(answers(opened)) == expected
    with ProcessPoolExecutor(2) as processes:
        assert bits(answers(opened, processes)) == expected
        monkeypatch.setattr("embedviz.algebra.spectrum.GRAM_TRUSTED_ABOVE", 1.0)
        by_qr = ev.spectrum(opened, executor=processes)
        assert by_qr.route == "qr"
        assert by_qr.singular_values.tobytes() == ev.spectrum(whole).singular_values.tobytes()
    assert ev.isotropy(opened).isoscore == ev.isotropy(whole).isoscore
    assert ev.fullness(opened) == ev.fullness(whole)
    by_product = [ev.analogy(each, ["w1", "w2"], ["w3"], method="3cosmul").words for each in (opened, whole)]
    assert by_product[0] == by_product[1]


def test_a_task_names_the_parts_of_its_rows_alone(opened):
    place = opened.vectors.place
    some = place.within(range(12_000, 13_000, 500))
    assert 1 <= len(some.parts) <= 2
    assert len(pickle.dumps(some)) < 2_000
    again = pickle.loads(pickle.dumps(place))  # noqa: S301 - our own
    assert again == place
    assert np.array_equal(again.open()[11_990:12_010], opened.vectors[11_990:12_010])


def test_a_task_goes_on_in_a_part_where_another_has_ended(opened, matrix, monkeypatch):
    begun = []
    decoded = readers._decoded
    monkeypatch.setattr(readers, "_recent", threading.local())
    monkeypatch.setattr(readers, "_decoded", lambda *where: begun.append(where[2].name) or decoded(*where))
    place = opened.vectors.place
    before, part = place.parts[1:3]
    for start, stop in ((part.start - 30, part.start + 30), (part.start + 30, part.start + 60)):
        task = place.within(range(start, stop, stop - start))
        assert np.array_equal(task.open()[start:stop], matrix[start:stop])
    assert begun == [before.name, part.name]


class EachAlone(Executor):
    """Has each task done by another thread, that has read nothing before."""

    def submit(self, function, *arguments):
        with ThreadPoolExecutor(1) as worker:
            return worker.submit(function, *arguments)


@pytest.mark.parametrize("tasks", [3, 8])
def test_a_large_row_group_is_decoded_once_where_there_are_groups_enough(tasks, matrix, monkeypatch, tmp_path):
    found = ev.open_dataset(write(tmp_path, matrix, ["all.parquet"], row_group_size=10_000))
    decoded = []
    blocks = readers._decoded
    monkeypatch.setattr(readers, "BATCH_BYTES", 4 * N * 500)
    monkeypatch.setattr(readers, "_decoded", lambda *where: (decoded.append(len(it[1])) or it for it in blocks(*where)))
    monkeypatch.setattr(cutting, "TASKS", tasks)
    monkeypatch.setitem(ranges.__kwdefaults__, "least", 1)
    parts = ranges(matrix)
    assert len(parts) == 10
    mean = column_mean(found, executor=EachAlone())
    assert mean.tobytes() == column_mean(matrix).tobytes()
    if tasks == 3:  # as many as groups: a task that begins in one goes on to the end of its last range
        assert M <= sum(decoded) <= M + 3 * len(parts[0]) * parts[0].step
    else:
        assert sum(decoded) > 1.5 * M


def spark_vectors(vectors):
    """Write vectors as pyspark.ml's VectorUDT stores them: every other one sparse."""
    kind = pa.struct(
        {"type": pa.int8(), "size": pa.int32(), "indices": pa.list_(pa.int32()), "values": pa.list_(pa.float64())}
    )
    dense = [{"type": 1, "values": row.tolist()} for row in vectors]
    at = [np.flatnonzero(row) for row in vectors]
    sparse = [
        {"type": 0, "size": N, "indices": i.tolist(), "values": row[i].tolist()}
        for i, row in zip(at, vectors, strict=True)
    ]
    return pa.array([dense[i] if i % 2 else sparse[i] for i in range(len(vectors))], kind)


WRITERS = {
    "a list of float16": lambda part: part.set_column(1, "vector", lists(float32(part)).cast(pa.list_(pa.float16()))),
    "a list of float64": lambda part: part.set_column(1, "values", lists(float32(part)).cast(pa.list_(pa.float64()))),
    "lists of fixed size": lambda part: part.set_column(
        1, "vector", pa.FixedSizeListArray.from_arrays(float32(part).ravel(), N)
    ),
    "a large list": lambda part: part.set_column(1, "vector", part["vector"].cast(pa.large_list(pa.float32()))),
    "a column a dimension": lambda part: pa.table(
        {"token": part["word"], **{f"dim_{i}": column for i, column in enumerate(float32(part).T)}}
    ),
    "Spark's VectorUDT": lambda part: part.set_column(1, "features", spark_vectors(float32(part))),
    "decimals": lambda part: part.set_column(
        1, "vector", lists(float32(part)).cast(pa.list_(pa.float64())).cast(pa.list_(pa.decimal128(20, 9)))
    ),
    "words as a dictionary": lambda part: part.set_column(0, "word", part["word"].dictionary_encode()),
    "whole numbers as words": lambda part: part.set_column(
        0, "id", pa.array([int(word[1:]) for word in part["word"].to_pylist()])
    ),
}  # fmt: skip


def float32(part):
    return np.array(part["vector"].to_pylist(), dtype=np.float32)


@pytest.mark.parametrize("kind", WRITERS)
def test_what_hugging_face_bigquery_and_spark_write_is_read(kind, matrix, tmp_path):
    for i in range(3):
        start, stop = 100 * i, 100 * (i + 1)
        part = WRITERS[kind](table(WORDS[start:stop], np.round(matrix[start:stop])))
        pq.write_table(part, tmp_path / f"train-{i:05d}-of-00003.parquet")
    found = ev.open_dataset(tmp_path)
    assert found.shape == (300, N)
    assert [word.lstrip("w") for word in found.words] == [str(i) for i in range(300)]
    assert np.array_equal(found.vectors[:], np.round(matrix[:300]))
    assert ev.open_dataset(f"{tmp_path}/train-*.parquet").id == found.id


def test_our_own_stores_are_parts(matrix, tmp_path):
    for i in range(3):
        rows = slice(1_000 * i, 1_000 * (i + 1))
        write_embedding(tmp_path / f"store-{i}", ev.Embedding(f"{i}", WORDS[rows], matrix[rows]))
    found = ev.open_dataset(tmp_path)
    assert list(found.words) == WORDS[:3_000]
    assert np.array_equal(found.vectors[990:2_010], matrix[990:2_010])
    assert ev.open_dataset(tmp_path / "store-1").shape == (1_000, N)


def in_memory(folder):
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in sorted(folder.iterdir()):
        memory.pipe(f"/{folder.name}/{path.name}", path.read_bytes())
    return f"memory://{folder.name}"


def test_folders_elsewhere_are_opened_by_pyarrow_and_by_fsspec(folder, matrix):
    places = [
        (folder.as_uri(), None),
        (in_memory(folder), None),
        (folder.name, fs.SubTreeFileSystem(str(folder.parent), fs.LocalFileSystem())),
    ]
    for where, filesystem in places:
        found = ev.open_dataset(where, filesystem=filesystem)
        assert found.shape == (M, N)
        assert np.array_equal(found.vectors[17_000:17_100], matrix[17_000:17_100])
    with pytest.raises(EmbedvizError, match=r"^nowhere://bucket cannot be opened .*; expected a folder"):
        filesystem_of("nowhere://user:secret@bucket")


def rewrite(path, change):
    pq.write_table(change(pq.read_table(path)), path)


def cut(folder):
    path = folder / "b-1.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def flipped(folder):
    path = folder / "b-1.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 255
    path.write_bytes(content)


def emptied(folder):
    for path in folder.glob("*.parquet"):
        rewrite(path, lambda part: part.slice(0, 0))


def narrowed(folder):
    rewrite(folder / "b-1.parquet", lambda part: part.set_column(1, "vector", lists(np.ones((100, N - 1), np.float32))))


def renamed(folder):
    rewrite(folder / "b-1.parquet", lambda part: part.rename_columns(["word", "other"]))


def repeated(folder):
    rewrite(folder / "b-1.parquet", lambda part: part.set_column(0, "word", pa.array([*WORDS[100:199], "w42"])))


def moved(folder):
    (folder / "lang=en").mkdir()
    (folder / "b-0.parquet").rename(folder / "lang=en" / "b-0.parquet")


def unfinished(folder):
    (folder / "_temporary").mkdir()


def another_split(folder):
    for name in ("train-00000-of-00001", "test-00000-of-00001"):
        (folder / f"{name}.parquet").write_bytes((folder / "b-0.parquet").read_bytes())
    for path in folder.glob("b-*"):
        path.unlink()


def lost(folder):
    for i in range(3):
        (folder / f"b-{i}.parquet").rename(folder / f"train-{i + i // 2:05d}-of-00004.parquet")


def nothing(folder):
    for path in folder.glob("*.parquet"):
        path.rename(path.with_suffix(".csv"))


BAD = [
    (cut, r"^b-1\.parquet: it is damaged or cannot be read"),
    (emptied, r"^b-0\.parquet: no part has a row"),
    (narrowed, r"^b-1\.parquet: vectors of 39 dimensions; expected 40 as in b-0\.parquet"),
    (renamed, r"^b-1\.parquet: no column is called vector; expected it as in the first part"),
    (repeated, r"^b-1\.parquet: 'w42' is in row 100, and in row 43 of b-0\.parquet; expected each word once"),
    (moved, r"parts lie in its folders lang=en; expected all in one folder: open one of these"),
    (unfinished, r"it holds _temporary: what writes it has not finished"),
    (another_split, r"several sets: test-\*, train-\*; expected one, as by the pattern .*/test-\*"),
    (lost, r"of 4 parts 1 are missing, the first is number 00002; expected all"),
    (nothing, r"it holds no Parquet or Arrow file; found b-0\.csv, b-1\.csv, b-2\.csv"),
]


@pytest.mark.parametrize(("change", "message"), [pytest.param(*each, id=each[0].__name__) for each in BAD])
def test_what_is_no_whole_data_set_is_refused_with_the_part(change, message, matrix, tmp_path):
    for i in range(3):
        pq.write_table(
            table(WORDS[100 * i : 100 * i + 100], matrix[100 * i : 100 * i + 100]), tmp_path / f"b-{i}.parquet"
        )
    change(tmp_path)
    for _attempt in range(2):  # what is kept of the first must not hide it
        with pytest.raises(FileError, match=message) as caught:
            ev.open_dataset(tmp_path)
    assert str(tmp_path) not in str(caught.value)


def not_finite(folder):
    vectors = np.ones((100, N), np.float32)
    vectors[41, 6] = np.inf
    rewrite(folder / "b-1.parquet", lambda part: part.set_column(1, "vector", lists(vectors)))


def ragged(folder):
    uneven = pa.array([[1.0] * (N - (i == 57)) for i in range(100)], pa.list_(pa.float32()))
    rewrite(folder / "b-1.parquet", lambda part: part.set_column(1, "vector", uneven))


@pytest.mark.parametrize(
    ("change", "before", "message"),
    [
        pytest.param(not_finite, True, r"row 42: inf in dimension 7; expected finite numbers", id="infinite"),
        pytest.param(ragged, True, r"row 58: 39 numbers, expected 40", id="ragged"),
        pytest.param(flipped, True, r"it is damaged or cannot be read", id="a byte is another one"),
        pytest.param(flipped, False, r"it has changed since the data set was opened; open it again", id="changed"),
        pytest.param(lambda folder: (folder / "b-1.parquet").unlink(), False, r"it cannot be opened", id="removed"),
    ],
)
def test_what_is_wrong_inside_is_said_by_whoever_reads_it(change, before, message, matrix, tmp_path):
    for i in range(3):
        part = table(WORDS[100 * i : 100 * i + 100], matrix[100 * i : 100 * i + 100])
        pq.write_table(part, tmp_path / f"b-{i}.parquet", write_page_checksum=True, row_group_size=20)
    if before:
        change(tmp_path)
    found = ev.open_dataset(tmp_path)
    if not before:
        change(tmp_path)
    assert np.array_equal(found.vectors[:100], matrix[:100])
    with pytest.raises(FileError, match=rf"^b-1\.parquet(, |: ){message}") as caught:
        ev.spectrum(found)
    said = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - as from a worker
    assert (type(said), str(said), said.file) == (FileError, str(caught.value), "b-1.parquet")


def test_a_worker_on_another_machine_compares_what_it_finds(matrix, tmp_path, monkeypatch):
    copy = Path(write(tmp_path / "copy", matrix, [f"p-{i}.parquet" for i in range(3)]))
    place = ev.open_dataset(copy).vectors.place
    monkeypatch.setattr(places.platform, "node", lambda: "worker-7")
    assert np.array_equal(PartRows(place)[:10], matrix[:10])
    path = copy / "p-0.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:4] + bytes(len(content) - 1_004) + content[-1_000:])
    with pytest.raises(FileError, match=r"^p-0\.parquet: on worker-7 it is not the version that is open here"):
        PartRows(place)[:10]
    path.unlink()
    with pytest.raises(FileError, match=r"^p-0\.parquet: it cannot be opened on worker-7 \(No such file"):
        PartRows(place)[:10]


def test_opening_can_be_cancelled_and_tells_how_far_it_is(matrix, tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / ".cache"))  # words are known by the bytes of their parts
    for i in range(3):
        part = table([f"{i}-{row}" for row in range(100)], matrix[:100])
        pq.write_table(part, tmp_path / f"b-{i}.parquet")
    seen = []
    ev.open_dataset(tmp_path, progress=seen.append)
    looked, read = [(part, 3) for part in (1, 2, 3)], [(rows, 300) for rows in (100, 200, 300)]
    assert [(step.done, step.total) for step in seen if step.total > 1] == [*looked, *read]
    seen.clear()
    again = ev.open_dataset(tmp_path, progress=seen.append)
    assert [step.done for step in seen] == [1, 2, 3]  # the words are kept
    assert again.words[299] == "2-99"
    rewrite(tmp_path / "b-2.parquet", lambda part: part.slice(1))

    def stop(_progress):
        raise Cancelled

    with pytest.raises(Cancelled):
        ev.open_dataset(tmp_path, progress=stop)
    assert len(ev.open_dataset(tmp_path)) == 299
