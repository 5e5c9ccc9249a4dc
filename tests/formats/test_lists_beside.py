"""Words in lists beside vectors, however people write them: which column and which file is found by what is in it."""

import json

import numpy as np
import pandas as pd
import pytest

import embedviz as ev
from embedviz.formats import word_json

WORDS = ["the", "new york", "of", "東京", "1997"]
VECTORS = np.round(np.random.default_rng(0).standard_normal((5, 4)), 6).astype(np.float32)


def lines(rows) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


LISTS = {
    "a word a line": (WORDS, ""),
    "word, tab, index": ([f"{word}\t{i}" for i, word in enumerate(WORDS)], "is its row"),
    "index, tab, word": ([f"{i}\t{word}" for i, word in enumerate(WORDS)], "is its row"),
    "word, index from 1": ([f"{word} {i}" for i, word in enumerate(WORDS, 1)], "is its row"),
    "index, word": ([f"{i} {word}" for i, word in enumerate(WORDS)], "is its row"),
}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["none", "mark"])
@pytest.mark.parametrize("case", LISTS)
def test_the_words_of_a_list_are_found_and_what_else_it_holds_is_said(tmp_path, case, mark, end):
    rows, said = LISTS[case]
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / "words.txt").write_bytes(mark + lines(rows).replace(b"\n", end))
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == VECTORS.tolist()
    assert str(found.origin.assumptions[-1]).endswith(said)


def test_a_list_whose_numbers_stop_being_rows_is_refused_at_that_line(tmp_path):
    np.save(tmp_path / "x.npy", np.ones((60, 2)))
    rows = [f"w{i}\t{i if i < 55 else 3}" for i in range(60)]
    (tmp_path / "words.txt").write_bytes(lines(rows))
    with pytest.raises(
        ev.EmbedvizError, match=r"words.txt, word 56: the word 'w55' has the number 3; expected a row of"
    ):
        ev.load(tmp_path / "x.npy")


@pytest.mark.parametrize("fmt", ["%.18e", "%.6f", "%10.5f"])
def test_what_savetxt_writes_takes_its_words_from_the_list_or_says_that_it_has_none(tmp_path, fmt):
    np.savetxt(tmp_path / "vectors.txt", VECTORS, fmt=fmt)
    with pytest.raises(ev.EmbedvizError, match="it holds vectors but no words, and beside it is no list of them"):
        ev.load(tmp_path / "vectors.txt")
    (tmp_path / "words.txt").write_bytes(lines(WORDS))
    found = ev.load(tmp_path / "vectors.txt")
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == np.loadtxt(tmp_path / "vectors.txt").astype(np.float32).tolist()
    assert str(found.origin.assumptions[0]) == "words from words.txt"


METADATA = {
    "id and text": ["id\ttext", *(f"{i}\t{word}" for i, word in enumerate(WORDS, 1))],
    "a header over one column": ["Word", *WORDS],
    "another header over one column": ["Wort", *WORDS],
    "no header": WORDS,
    "the label first": ["label\tgroup", *(f"{word}\tx" for word in WORDS)],
    "the label last": ["group\tLabel", *(f"x\t{word}" for word in WORDS)],
    "no usual name": ["count\tspelling", *(f"{i}\t{word}" for i, word in enumerate([5, 4, 3, 3, 1]))],
    "several columns without a header": [f"{word}\tx" for word in WORDS],
}
METADATA["no usual name"] = ["count\tspelling", *(f"{7 - i}\t{word}" for i, word in enumerate(WORDS))]


@pytest.mark.parametrize("name", ["x_metadata.tsv", "metadata (1).tsv", "Metadata.TSV", "labels.tsv"])
@pytest.mark.parametrize("case", METADATA)
def test_metadata_with_any_header_and_name_are_paired(tmp_path, case, name):
    np.savetxt(tmp_path / "x.tsv", VECTORS, delimiter="\t", fmt="%.6f")
    (tmp_path / name).write_bytes(lines(METADATA[case]))
    found = ev.load(tmp_path / "x.tsv")
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == VECTORS.tolist()


def test_of_several_lists_the_one_that_fits_in_length_is_taken_and_of_two_none(tmp_path):
    np.savetxt(tmp_path / "x.tsv", VECTORS, delimiter="\t", fmt="%.6f")
    (tmp_path / "labels (1).tsv").write_bytes(lines(WORDS))
    (tmp_path / "labels (2).tsv").write_bytes(lines(WORDS[:3]))
    assert list(ev.load(tmp_path / "x.tsv").words) == WORDS
    (tmp_path / "labels (3).tsv").write_bytes(lines(WORDS))
    (tmp_path / "x.tsv").write_bytes((tmp_path / "x.tsv").read_bytes() + b"\n")
    with pytest.raises(ev.EmbedvizError, match=r"several lists: labels \(1\).tsv, labels \(3\).tsv; say which"):
        ev.load(tmp_path / "x.tsv")


def beside(tmp_path, name: str, data: bytes) -> ev.Embedding:
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / name).write_bytes(data)
    return ev.load(tmp_path / "x.npy")


ORDER = [3, 0, 4, 1, 2]  # in which the words of these lists come
AS_JSON = {word: i for i, word in enumerate(WORDS)}
SHUFFLED = {
    "word, tab, index": ("words.txt", lines(f"{WORDS[i]}\t{i}" for i in ORDER)),
    "index, tab, word, from 1": ("words.txt", lines(f"{i + 1}\t{WORDS[i]}" for i in ORDER)),
    "word index": ("vocab.txt", lines(f"{WORDS[i]} {i}" for i in ORDER)),
    "with a header": ("vocab.tsv.txt", b""),
    "pandas": ("words.csv", pd.Series(ORDER, index=[WORDS[i] for i in ORDER], name="index").to_csv().encode()),
    "vocab.json": ("vocab.json", json.dumps({WORDS[i]: i for i in ORDER}).encode()),
    "x.json, rows to words": ("x.json", json.dumps({str(i): WORDS[i] for i in ORDER}).encode()),
    "x_vocab.json, pairs": ("x_vocab.json", json.dumps([[WORDS[i], i] for i in ORDER]).encode()),
    "records": ("vocab.json", json.dumps([{"id": i, "token": WORDS[i]} for i in ORDER]).encode()),
    "Keras": ("word_index.json", json.dumps({"config": {"word_index": json.dumps(AS_JSON)}}).encode()),
    "BOM": ("vocab.json", b"\xef\xbb\xbf" + json.dumps(AS_JSON, ensure_ascii=False).encode()),
}
SHUFFLED["with a header"] = ("vocab.txt", lines(["id\tword", *(f"{i}\t{WORDS[i]}" for i in ORDER)]))


@pytest.mark.parametrize("case", SHUFFLED)
def test_rows_beside_words_in_any_order_put_the_words_where_they_belong(tmp_path, case):
    found = beside(tmp_path, *SHUFFLED[case])
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == VECTORS.tolist()
    assert any("is its row" in str(each) for each in found.origin.assumptions)
    assert found.columns is None


@pytest.mark.parametrize("name", word_json.WITHIN)
def test_a_vocabulary_among_other_settings_is_found_by_its_name(tmp_path, name):
    path = tmp_path / "settings.json"
    numbered = {str(i): word for i, word in enumerate(WORDS)}
    for vocabulary in (WORDS, AS_JSON, numbered, json.dumps(AS_JSON)):
        for found in ({"lower": True, name: vocabulary}, {"config": {name: vocabulary, "lower": True}}):
            path.write_text(json.dumps(found), encoding="utf-8")
            assert word_json.read_word_json(path, len(WORDS), "x.npy").words == WORDS


GAPS = {
    "vocab.json": (json.dumps({"the": 0, "東京": 3, "of": 2}).encode(), ["the", "of", "東京"], [0, 2, 3]),
    "words.txt": (lines(["the\t0", "東京\t3", "of\t2"]), ["the", "of", "東京"], [0, 2, 3]),
    "word_index.json": (json.dumps({"the": 1, "of": 2, "a": 3}).encode(), ["the", "of", "a"], [1, 2, 3]),
}  # fmt: skip


@pytest.mark.parametrize("name", GAPS)
def test_rows_without_a_word_are_left_out_and_said(tmp_path, name):
    data, words, rows = GAPS[name]
    found = beside(tmp_path, name, data)
    assert list(found.words) == words
    assert found.vectors.tolist() == VECTORS[rows].tolist()
    assert f"rows left out because they belong to no word: {5 - len(rows)}" in list(map(str, found.origin.assumptions))


FAULTY = {
    "twice": ({**AS_JSON, "of": 3}, "the word '東京' has the number 3; expected a row of its own"),
    "beyond": ({**AS_JSON, "1997": 7}, "the word '1997' has the number 7"),
    "negative": ({**AS_JSON, "of": -1}, "the word 'of' has the number -1; expected a row, or how often"),
    "too large": ({**AS_JSON, "of": 1 << 70}, "the word 'of' has the number 11805916"),
    "texts": ({"the": "a"}, "expected a list of words, or words with the numbers of their rows"),
    "too many": ({str(i): i for i in range(9)}, "9 words, expected 5"),
    "nothing": ({}, "expected a list of words"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_vocabulary_whose_numbers_cannot_be_rows_is_refused(tmp_path, case):
    found, problem = FAULTY[case]
    with pytest.raises(ev.EmbedvizError, match=f"^vocab.json.*{problem}"):
        beside(tmp_path, "vocab.json", json.dumps(found).encode())


@pytest.mark.parametrize(
    "data", [b'{"the": 1', b"[" * 100_000, b'{"a": ' * 100_000, b'["\xff"]'], ids=["cut", "lists", "deep", "Latin"]
)
def test_a_vocabulary_that_is_no_json_is_refused(tmp_path, data):
    with pytest.raises(ev.EmbedvizError, match=r"^vocab.json: it is not JSON"):
        beside(tmp_path, "vocab.json", data)


def test_a_tokenizer_beside_an_array_gives_its_tokens(tmp_path):
    vocabulary = {"model": {"vocab": {"the": 0, "of": 2}}, "added_tokens": [{"id": 4, "content": "<pad>"}]}
    found = beside(tmp_path, "tokenizer.json", json.dumps(vocabulary).encode())
    assert (list(found.words), found.vectors.tolist()) == (["the", "of", "<pad>"], VECTORS[[0, 2, 4]].tolist())


COUNTED = {
    "GloVe's vocab.txt": ("vocab.txt", lines(f"{word}{9 - i} {9 - i}" for i, word in enumerate("edcba")), True),
    "tab": ("words.txt", lines(f"{word}{9 - i}\t{900 - i}" for i, word in enumerate("edcba")), True),
    "titled": ("words.txt", lines(["word\tcount", *(f"{w}{9 - i}\t{i}" for i, w in enumerate("edcba", 7))]), False),
    "JSON": ("vocab.json", json.dumps({f"{w}{9 - i}": 70 - i for i, w in enumerate("edcba")}).encode(), True),
    "CSV": ("vocab.csv", lines(["word,freq", *(f"{w}{9 - i},{70 - i}" for i, w in enumerate("edcba"))]), True),
}


@pytest.mark.parametrize("case", COUNTED)
def test_counts_beside_words_are_kept_and_tell_whether_the_frequent_come_first(tmp_path, case):
    name, data, falls = COUNTED[case]
    found = beside(tmp_path, name, data)
    assert len(found.words) == 5
    assert found.words[0].startswith("e")
    assert found.by_frequency is falls
    assert found.columns.num_columns == 1
    assert found.columns.column(0).to_pylist()[0] > 6


def test_metadata_keep_all_their_columns_in_the_order_of_the_vectors(tmp_path):
    np.savetxt(tmp_path / "x.tsv", VECTORS, delimiter="\t", fmt="%.6f")
    rows = [f"{7 - i}\t{word}\t{'NV'[i % 2]}\t0{i}" for i, word in enumerate(WORDS)]
    (tmp_path / "x_metadata.tsv").write_bytes(lines(["id\tword\tpos\tcode", *rows]))
    found = ev.load(tmp_path / "x.tsv")
    assert (list(found.words), found.vectors.tolist()) == (WORDS, VECTORS.tolist())
    assert found.columns.to_pydict() == {
        "id": [7, 6, 5, 4, 3], "pos": list("NVNVN"), "code": ["00", "01", "02", "03", "04"],
    }  # fmt: skip


def test_of_columns_of_texts_the_words_are_those_that_differ(tmp_path):
    data = lines(f"{'NV'[i % 2]}\t{word}" for i, word in enumerate(WORDS))
    found = beside(tmp_path, "words.txt", data)
    assert list(found.words) == WORDS
    assert "words from column 2 of 2 of the list" in list(map(str, found.origin.assumptions))
    assert found.columns.to_pydict() == {"column 1": list("NVNVN")}


@pytest.mark.parametrize(
    "above", ["# Created by Octave 8.4.0\n# name: x\n# type: matrix\n# rows: 5\n# columns: 4\n", ""]
)
def test_what_octave_and_matlab_save_as_text_takes_its_words_from_the_list(tmp_path, above):
    rows = "".join("   " + "   ".join(f"{number:.7e}" for number in row) + "\n" for row in VECTORS.tolist())
    (tmp_path / "x.txt").write_text(f"{above}{rows}\n\n")
    (tmp_path / "words.txt").write_text("\n".join(WORDS), encoding="utf-8")
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)


def test_comments_above_what_savetxt_writes_are_no_words(tmp_path):
    np.savetxt(tmp_path / "x.txt", VECTORS, header="5 4\nby us", fmt="%.6f")
    (tmp_path / "words.txt").write_bytes(lines(WORDS))
    found = ev.load(tmp_path / "x.txt")
    assert (list(found.words), found.vectors.tolist()) == (WORDS, VECTORS.tolist())
    assert "lines left out at the beginning, as comments: 2" in list(map(str, found.origin.assumptions))
