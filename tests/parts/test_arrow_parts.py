"""Folders that Hugging Face's ``save_to_disk`` writes: Arrow streams in parts, opened as those of Parquet are."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import ipc

import embedviz as ev
from embedviz.cli.main import main
from embedviz.parts.arrow_files import ArrowFile
from embedviz.parts.dataset import holds_parts

WORDS = [f"w{i}" for i in range(2_500)]
VECTORS = np.random.default_rng(0).standard_normal((2_500, 6)).astype(np.float32)
KINDS = {
    "float32": pa.list_(pa.float32()),
    "float64": pa.list_(pa.float64()),
    "fixed size": pa.list_(pa.float32(), 6),
    "large": pa.large_list(pa.float32()),
}


def write(path, table, new=ipc.new_stream, rows=1_000):
    with path.open("wb") as file, new(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows)


def saved(folder, kind=KINDS["float32"], shards=2, new=ipc.new_stream, **state):
    """Write as ``Dataset.save_to_disk`` does."""
    folder.mkdir()
    names = [f"data-{i:05d}-of-{shards:05d}.arrow" for i in range(shards)]
    for name, some in zip(names, np.array_split(np.arange(len(WORDS)), shards), strict=True):
        vectors = pa.array(VECTORS[some].tolist(), kind)
        table = pa.table({"id": some, "word": [WORDS[i] for i in some], "vector": vectors})
        write(folder / name, table.replace_schema_metadata({"huggingface": "{}"}), new)
    state = {"_data_files": [{"filename": name} for name in names], "_fingerprint": "x", "_split": "train"} | state
    (folder / "state.json").write_text(json.dumps(state))
    (folder / "dataset_info.json").write_text(json.dumps({"features": {}}))
    return folder


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize("new", [ipc.new_stream, ipc.new_file], ids=["stream", "file"])
def test_what_save_to_disk_writes_is_one_embedding(tmp_path, kind, shards, new):
    folder = saved(tmp_path / "set", KINDS[kind], shards, new)
    write(folder / "cache-4f2a.arrow", pa.table({"indices": [3, 1]}))
    found = ev.open_dataset(folder)
    assert found.parts == shards
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors[:], VECTORS)
    for key in (0, -1, 1_234, np.s_[990:1_010], np.s_[::777], [3, 2_499, 3]):
        np.testing.assert_array_equal(found.vectors[key], VECTORS[key])
    np.testing.assert_allclose(
        ev.spectrum(found).singular_values, np.linalg.svd(VECTORS.astype(float), compute_uv=False), rtol=1e-7
    )
    assert found.note.startswith(f"Arrow × {shards}")


def test_the_command_line_reads_such_a_folder(tmp_path, capsys):
    folder = saved(tmp_path / "set")
    assert holds_parts(str(folder))
    with pytest.raises(ev.EmbedvizError, match=r"a folder of parts.*by embedviz.open_dataset"):
        ev.load(folder)
    assert main(["info", str(folder)]) == 0
    assert "2,500" in capsys.readouterr().out


def cut(folder):
    path = folder / "data-00001-of-00002.arrow"
    path.write_bytes(path.read_bytes()[:-8])


def cut_more(folder):
    path = folder / "data-00001-of-00002.arrow"
    path.write_bytes(path.read_bytes()[:-5_000])


def coded(folder):
    table = pa.table({"word": pa.array(WORDS).dictionary_encode(), "vector": VECTORS.tolist()})
    write(folder / "data-00000-of-00002.arrow", table)


def chosen(folder):
    state = json.loads((folder / "state.json").read_text()) | {"_indices_files": [{"filename": "indices.arrow"}]}
    (folder / "state.json").write_text(json.dumps(state))


def missing(folder):
    (folder / "data-00001-of-00002.arrow").unlink()


BAD = {
    cut: "it ends without an end marker",
    cut_more: "it is damaged or cannot be read",
    coded: "its columns are of dictionaries; expected them as they are",
    chosen: r"by indices beside them; expected dataset.flatten_indices\(\) saved",
    missing: "of 2 parts 1 are missing",
}


@pytest.mark.parametrize("spoil", BAD, ids=[spoil.__name__ for spoil in BAD])
def test_what_is_wrong_with_such_a_folder_is_said(tmp_path, spoil):
    folder = saved(tmp_path / "set")
    spoil(folder)
    with pytest.raises(ev.EmbedvizError, match=BAD[spoil]):
        ev.open_dataset(folder)


def test_a_part_that_has_changed_since_is_refused(tmp_path):
    folder = saved(tmp_path / "set")
    found = ev.open_dataset(folder)
    path = folder / "data-00001-of-00002.arrow"
    path.write_bytes(path.read_bytes() + b"\0" * 8)
    with pytest.raises(ev.EmbedvizError, match="it has changed since the data set was opened"):
        found.vectors[:]


def test_several_splits_are_opened_one_by_one(tmp_path):
    (tmp_path / "dict").mkdir()
    (tmp_path / "dict" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    for split in ("train", "test"):
        saved(tmp_path / "dict" / split)
    with pytest.raises(ev.EmbedvizError, match="parts lie in its folders test, train"):
        ev.open_dataset(tmp_path / "dict")
    assert ev.open_dataset(tmp_path / "dict" / "train").shape == VECTORS.shape


def test_a_stream_is_described_by_its_messages_as_arrow_counts_them_and_nothing_of_it_is_mapped(tmp_path):
    write(tmp_path / "x.arrow", pa.table({"word": WORDS, "vector": VECTORS.tolist()}), rows=700)
    before = (tmp_path / "x.arrow").read_bytes()
    with ArrowFile(str(tmp_path / "x.arrow")) as file:
        rows = [file.row_group(i).num_rows for i in range(file.num_row_groups)]
        assert rows == [batch.num_rows for batch in ipc.open_stream(before)]
        assert not any("x.arrow" in line for line in maps())
        (tmp_path / "x.arrow").write_bytes(before[:5_000])
        with pytest.raises((pa.ArrowException, OSError)):
            file.read(["word"])


def maps():
    path = Path("/proc/self/maps")
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("at", range(0, 400, 8))
def test_a_stream_with_other_bytes_in_its_descriptions_is_read_or_refused(tmp_path, at):
    write(tmp_path / "x.arrow", pa.table({"word": ["a", "b"], "x": [0.5, 1.5]}))
    data = bytearray((tmp_path / "x.arrow").read_bytes())
    data[at : at + 8] = b"\xf1\x7f\xff\xff\x80\x01\xfe\xff"
    (tmp_path / "x.arrow").write_bytes(data)
    with suppress(pa.ArrowException, OSError, ev.EmbedvizError), ArrowFile(str(tmp_path / "x.arrow")) as file:
        assert sum(file.row_group(i).num_rows for i in range(file.num_row_groups)) >= 0
