"""Lists of words beside vectors: shorter than a padded table of tokens, in an archive, beside a model's settings."""

import gzip
import io
import json
import tarfile
import zipfile

import numpy as np
import pytest
import safetensors.numpy

import embedviz as ev

SPECIAL = [["[PAD]", "[UNK]"], ["<s>", "<pad>"], ["<unk>", "<|endoftext|>"]]
TABLE = np.random.default_rng(8).standard_normal((128, 4)).astype(np.float32)


def write(path, table):
    if path.suffix == ".npy":
        np.save(path, table)
    elif path.suffix == ".safetensors":
        safetensors.numpy.save_file({"embeddings.word_embeddings.weight": table}, path)
    else:
        np.savetxt(path, table, "%.9g")


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize("name", ["x.npy", "x.safetensors", "x.txt"])
@pytest.mark.parametrize("missing", [1, 7, 11])
def test_rows_that_pad_a_table_of_tokens_are_left_out_and_said(tmp_path, special, name, missing):
    words = [*special, *(f"w{i}" for i in range(126 - missing))]
    write(tmp_path / name, TABLE)
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n")
    found = ev.load(tmp_path / name)
    assert list(found.words) == words
    np.testing.assert_array_equal(found.vectors, TABLE[: len(words)])
    said = f"rows left out at the end, for which the list has no words: {missing}"
    assert said in map(str, found.origin.assumptions)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (128, ["the", *(f"w{i}" for i in range(126))]),
        (125, ["[PAD]", *(f"w{i}" for i in range(123))]),
        (128, ["[PAD]", *(f"w{i}" for i in range(110))]),
        (128, ["[PAD]", *(f"w{i}" for i in range(128))]),
    ],
    ids=["no tokens of a model", "no round number", "too few", "too many"],
)
@pytest.mark.parametrize("name", ["x.npy", "x.safetensors"])
def test_another_list_of_another_length_is_refused_with_both_numbers(tmp_path, rows, words, name):
    write(tmp_path / name, TABLE[:rows])
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n")
    with pytest.raises(ev.EmbedvizError, match=rf"vocab.txt: {len(words)} words, expected {rows}"):
        ev.load(tmp_path / name)


# GloVe's own binary in archives

WORDS = ["the", "of", "naïve", "cat", "dog"]
VECTORS = np.random.default_rng(9).standard_normal((5, 6)).astype(np.float32)


def by_glove() -> bytes:
    """Return what GloVe's program writes: of each word the vector and a bias, and then the context's."""
    parts = [np.column_stack([VECTORS.astype(np.float64) * part, np.ones(5)]) for part in (0.25, 0.75)]
    return b"".join(part.astype("<f8").tobytes() for part in parts)


def files(folder: str, names: tuple[str, str]) -> dict[str, bytes]:
    counts = "".join(f"{word} {100 - i}\n" for i, word in enumerate(WORDS)).encode()
    return {f"{folder}{names[0]}": by_glove(), f"{folder}{names[1]}": counts, f"{folder}README": b"by us\n"}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda members: gzip.compress(tarred(members))], ids=["zip", "tar", "tgz"]
)
@pytest.mark.parametrize("names", [("vectors.bin", "vocab.txt"), ("my.bin", "my_vocab.txt")], ids=["usual", "named"])
@pytest.mark.parametrize("folder", ["", "glove/out/"])
def test_the_binary_of_gloves_program_is_read_in_an_archive_with_its_vocabulary(tmp_path, pack, names, folder):
    (tmp_path / "x").write_bytes(pack(files(folder, names)))
    found = ev.load(tmp_path / "x")
    assert list(found.words) == WORDS
    np.testing.assert_allclose(found.vectors, VECTORS, rtol=1e-7)
    assert found.columns.to_pydict() == {"count": [100, 99, 98, 97, 96]}


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_another_binary_beside_a_list_in_an_archive_is_refused(tmp_path, pack):
    members = files("", ("vectors.bin", "vocab.txt")) | {"vectors.bin": by_glove()[:-8]}
    (tmp_path / "x").write_bytes(pack(members))
    with pytest.raises(ev.EmbedvizError, match=r"x/vectors\.bin: it is binary, in no format known here"):
        ev.load(tmp_path / "x")


# What describes a model and is no list


@pytest.mark.parametrize("name", ["metadata.json", "x_meta.json", "tokenizer_settings.json"])
@pytest.mark.parametrize("settings", [{"model": "ours", "dim": 6}, {"lower": True}, {"language": "en"}])
@pytest.mark.parametrize("listed", ["my_vocab.txt", "the_tokens.tsv"])
def test_settings_beside_a_list_of_words_are_no_second_one(tmp_path, name, settings, listed):
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / name).write_text(json.dumps(settings))
    (tmp_path / listed).write_text("\n".join(WORDS))
    assert list(ev.load(tmp_path / "x.npy").words) == WORDS


@pytest.mark.parametrize(
    "text",
    [json.dumps({w: i for i, w in enumerate(WORDS)}), json.dumps(dict(enumerate(WORDS)))],
    ids=["rows of words", "words of rows"],
)
def test_words_in_json_beside_another_list_stay_one(tmp_path, text):
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / "my_meta.json").write_text(text)
    (tmp_path / "my_vocab.txt").write_text("\n".join(WORDS))
    with pytest.raises(ev.EmbedvizError, match="several lists"):
        ev.load(tmp_path / "x.npy")
