"""Words in lists beside vectors, however people write them: which column and which file is found by what is in it."""

import numpy as np
import pytest

import embedviz as ev

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
    with pytest.raises(ev.EmbedvizError, match=r"words.txt, line 56: no number of a row"):
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
    with pytest.raises(ev.EmbedvizError, match="no list of them"):
        ev.load(tmp_path / "x.tsv")
