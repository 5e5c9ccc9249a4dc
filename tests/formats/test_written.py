"""Vectors that are a text each: base64 of their bytes, and what Python's libraries show of arrays."""

import base64
import csv
import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

import embedviz as ev
from embedviz.formats.written import is_coded, written_numbers

WORDS = ["the", "of", "naïve", "cat", "dog"]
VECTORS = np.random.default_rng(4).standard_normal((5, 8)).astype(np.float32)
VECTORS[2] = 0  # as that of a token that pads
CODED = [base64.b64encode(row.astype("<f4").tobytes()).decode() for row in VECTORS]
SAID = "vectors decoded from base64, as float32"


def cells(texts: list[str], names: str = "word,vector", separator: str = ",") -> bytes:
    """Return a table of words and texts, which are quoted where they must be."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    writer.writerows([names.split(",")] * bool(names) + list(map(list, zip(WORDS, texts, strict=True))))
    return buffer.getvalue().encode()


def answer(texts: list[str]) -> bytes:
    data = [{"object": "embedding", "index": i, "embedding": text} for i, text in enumerate(texts)]
    return json.dumps({"object": "list", "data": data, "model": "m", "usage": {"total_tokens": 9}}).encode()


BASE64 = {
    "records.json": json.dumps([{"word": w, "embedding": v} for w, v in zip(WORDS, CODED, strict=True)]).encode(),
    "lines.jsonl": "".join(
        json.dumps({"text": w, "vector": v, "n": 1}) + "\n" for w, v in zip(WORDS, CODED, strict=True)
    ).encode(),
    "map.json": json.dumps(dict(zip(WORDS, CODED, strict=True))).encode(),
    "pairs.jsonl": "".join(json.dumps(pair) + "\n" for pair in zip(WORDS, CODED, strict=True)).encode(),
    "columns.json": json.dumps({"words": WORDS, "vectors": CODED}).encode(),
    "header.csv": cells(CODED),
    "bare.csv": cells(CODED, ""),
    "semicolons.csv": cells(CODED, "word,embedding", ";"),
    "bare.tsv": cells(CODED, "", "\t"),
}


@pytest.mark.parametrize("name", BASE64)
def test_base64_of_float32_is_read_to_the_bit_and_said(tmp_path, name):
    (tmp_path / name).write_bytes(BASE64[name])
    found = ev.load(tmp_path / name)
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert SAID in map(str, found.origin.assumptions)


@pytest.mark.parametrize("write", [pyarrow.parquet.write_table, pyarrow.feather.write_feather])
def test_base64_in_tables_of_arrow_is_read(tmp_path, write):
    write(pa.table({"text": WORDS, "embedding": CODED}), tmp_path / "x")
    found = ev.load(tmp_path / "x")
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert SAID in map(str, found.origin.assumptions)


def test_base64_of_an_answer_without_words_has_them_from_the_list_beside_it(tmp_path):
    (tmp_path / "answer.json").write_bytes(answer(CODED))
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    found = ev.load(tmp_path / "answer.json")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert SAID in map(str, found.origin.assumptions)


def test_parts_with_base64_are_read(tmp_path):
    for i, part in enumerate((slice(0, 3), slice(3, 5))):
        pyarrow.parquet.write_table(pa.table({"word": WORDS[part], "vector": CODED[part]}), tmp_path / f"{i}.parquet")
    np.testing.assert_array_equal(ev.open_dataset(tmp_path).vectors[:], VECTORS)


@pytest.mark.parametrize("dtype", ["<f8", ">f4", "<f2", "<i4"])
@pytest.mark.parametrize("write", [cells, answer])
def test_base64_of_other_numbers_is_no_vector(tmp_path, dtype, write):
    scaled = 100 * VECTORS if dtype == "<i4" else VECTORS
    (tmp_path / "x").write_bytes(write([base64.b64encode(row.astype(dtype).tobytes()).decode() for row in scaled]))
    with pytest.raises(ev.EmbedvizError):
        ev.load(tmp_path / "x")


@pytest.mark.parametrize("word", ["internationalization", "a" * 28, "Donaudampfschifffahrtsgesellschaft00", "0" * 24])
def test_a_long_word_is_no_base64(word):
    assert not is_coded(word)


def test_a_text_that_is_cut_is_none_of_a_vector():
    assert written_numbers(CODED[0]) is not None
    assert written_numbers(CODED[0][:-1]) is None
    assert written_numbers(CODED[0][:-4]) is None


SHOWN = {
    "numbers of NumPy 2": [str(list(row)) for row in VECTORS],
    "numbers of NumPy 2, doubles": [str([np.float64(x) for x in row.tolist()]) for row in VECTORS],
    "arrays": [repr(row.astype(np.float64)).replace("\n", "") for row in VECTORS],
    "arrays with their type": [f"array({row.tolist()}, dtype=float32)" for row in VECTORS],
    "tensors": [f"tensor({row.tolist()})" for row in VECTORS],
    "tensors on a device": [f"tensor({row.tolist()}, device='cuda:0', grad_fn=<A>)" for row in VECTORS],
}


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.parquet", "x.jsonl"])
def test_what_libraries_show_of_arrays_is_read(tmp_path, shown, name):
    frame = pd.DataFrame({"word": WORDS, "vector": SHOWN[shown]})
    path = tmp_path / name
    {
        "x.csv": lambda: frame.to_csv(path, index=False),
        "x.tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        "x.parquet": lambda: frame.to_parquet(path),
        "x.jsonl": lambda: frame.to_json(path, orient="records", lines=True),
    }[name]()
    found = ev.load(path)
    assert list(found.words) == WORDS
    np.testing.assert_allclose(found.vectors, VECTORS, atol=1e-7)


@pytest.mark.parametrize("name", ["x.csv", "x.parquet"])
@pytest.mark.parametrize("dots", ["...", "\u2026"])
def test_a_vector_of_which_numbers_were_left_out_says_how_to_write_all(tmp_path, name, dots):
    frame = pd.DataFrame({"word": WORDS, "vector": [f"[0.5 0.25 {dots} 1.5 2.5]"] * 5})
    (frame.to_csv if name == "x.csv" else frame.to_parquet)(tmp_path / name, index=False)
    with pytest.raises(ev.EmbedvizError, match=r"row 1: .*stands for numbers that were left out; expected all"):
        ev.load(tmp_path / name)
