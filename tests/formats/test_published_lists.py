"""Vocabularies as other programs publish them, beside a matrix: gensim's, SentencePiece's, fairseq's, Keras'."""

import json
import pickle

import numpy as np
import pytest
from gensim.corpora import Dictionary

import embedviz as ev

WORDS = ["the", "of", "new", "york", "naïve", "東京", "x1", "cat"]
ROWS = [3, 0, 2, 1, 4, 7, 5, 6]  # where each of them is, in what follows
PLACED = [WORDS[ROWS.index(row)] for row in range(8)]
VECTORS = np.round(np.random.default_rng(0).standard_normal((9, 3)), 4).astype(np.float32)
IDS = dict(zip(WORDS, ROWS, strict=True))
FROM_1 = {str(i): word for i, word in enumerate(WORDS, 1)}
BERT = ["[PAD]", "[UNK]", "##s", "the", ",", "1", "of", "[MASK]"]
KERAS = {"word_counts": json.dumps(dict.fromkeys(WORDS, 3)), "index_word": json.dumps(FROM_1), "document_count": 2}


def lines(form: str, ends: str = "\n") -> str:
    return "".join(form.format(word=w, row=r, i=i, n=99 - i) + ends for i, (w, r) in enumerate(IDS.items()))


LISTS = {
    "documents first, id word df": ("dictionary.txt", "412\n" + lines("{row}\t{word}\t{n}"), PLACED),
    "documents first, CRLF": ("x.dict", "8\r\n" + lines("{row}\t{word}\t{n}", "\r\n"), PLACED),
    "id word df": ("vocab.txt", lines("{row}\t{word}\t{n}"), PLACED),
    "word count id": ("vocab.tsv", lines("{word}\t{n}\t{row}"), PLACED),
    "word count id, a header": ("vocab.tsv", "word\tcount\tid\n" + lines("{word}\t{n}\t{row}"), PLACED),
    "token id, a header": ("dict.tsv", "token\tid\n" + lines("{word}\t{row}"), PLACED),
    "a piece and its score": ("x.vocab", lines("{word}\t-{i}.5"), WORDS),
    "a piece and its whole score": ("spm.vocab", lines("{word}\t-{i}"), WORDS),
    "a score behind a space": ("words.txt", lines("{word} 0.{n}125"), WORDS),
    "fairseq": ("dict.txt", lines("{word} {n}"), WORDS),
    "BERT": ("vocab.txt", "\n".join(BERT), BERT),
    "Marian": ("vocab.yml", lines('"{word}": {row}'), PLACED),
    "Marian, plain": ("x.yml", "---\n# of 2020\n" + lines("{word}: {row}"), PLACED),
    "a list in YAML": ("vocab.yaml", lines("- '{word}'"), WORDS),
    "words.lst": ("words.lst", lines("{word}"), WORDS),
    "x.lst": ("x.lst", lines("{word}"), WORDS),
    "uniq -c": ("words.txt", lines("{n:>7} {word}"), WORDS),
    "R": ("words.txt", '"x"\n' + lines('"{row}" "{word}"'), PLACED),
    "in quotes": ("words.txt", lines('"{word}"'), WORDS),
    "a title": ("words.txt", "word\n" + lines("{word}"), WORDS),
    "their number first": ("vocab.txt", "8\n" + lines("{word}"), WORDS),
    "blank lines between": ("words.txt", lines("{word}\n"), WORDS),
    "a list in JSON": ("words.json", json.dumps(WORDS), WORDS),
    "itos": ("vocab.json", json.dumps({"specials": ["<unk>"], "itos": WORDS}), WORDS),
    "stoi and itos": ("vocab.json", json.dumps({"itos": PLACED, "stoi": IDS}), PLACED),
    "idx2word": ("idx2word.json", json.dumps({str(row): word for word, row in IDS.items()}), PLACED),
    "records": ("words.json", json.dumps([{"id": r, "word": w, "pos": "N"} for w, r in IDS.items()]), PLACED),
    "lines of records": ("words.jsonl", lines('{{"word": "{word}", "id": {row}}}'), PLACED),
    "records by the word": ("vocab.json", json.dumps({w: {"index": r, "freq": 3} for w, r in IDS.items()}), PLACED),
}  # fmt: skip


@pytest.mark.parametrize("case", LISTS)
def test_a_published_list_gives_each_row_its_word(tmp_path, case):
    name, text, expected = LISTS[case]
    np.save(tmp_path / "x.npy", VECTORS[:8])
    (tmp_path / name).write_bytes(text.encode())
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == expected
    assert found.vectors.tolist() == VECTORS[:8].tolist()
    assert str(found.origin.assumptions[0]) == f"words from {name}"


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json", "x_words.json"])
@pytest.mark.parametrize("form", ["config", "index_word", "word_index"])
def test_the_first_row_of_keras_belongs_to_no_word(tmp_path, name, form):
    np.save(tmp_path / "x.npy", VECTORS)
    index = {word: int(row) for row, word in FROM_1.items()}
    forms = {"config": {"class_name": "Tokenizer", "config": KERAS}, "index_word": {"index_word": FROM_1}}
    (tmp_path / name).write_text(json.dumps(forms.get(form, {"word_index": index})))
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == VECTORS[1:].tolist()


@pytest.mark.parametrize("documents", [[WORDS], [WORDS, WORDS[:3]], [WORDS[::-1], WORDS, ["cat"]]])
@pytest.mark.parametrize("by_word", [True, False])
def test_what_gensim_writes_of_a_dictionary_is_read(tmp_path, documents, by_word):
    dictionary = Dictionary(documents)
    np.save(tmp_path / "x.npy", VECTORS[:8])
    dictionary.save_as_text(tmp_path / "words.txt", sort_by_word=by_word)
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == [dictionary[row] for row in range(8)]
    assert "is not a word and is left out" in " ".join(map(str, found.origin.assumptions))


@pytest.mark.parametrize("name", ["dict.txt", "dict.en.txt", "dict.de.txt"])
def test_fairseq_has_four_words_before_those_of_its_dictionary(tmp_path, name):
    np.save(tmp_path / "x.npy", np.vstack([VECTORS, VECTORS[:3]]))
    (tmp_path / name).write_text(lines("{word} {n}"), encoding="utf-8")
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == ["<s>", "<pad>", "</s>", "<unk>", *WORDS]
    assert found.columns["count"].to_pylist() == [None] * 4 + list(range(99, 91, -1))
    assert "<s>, <pad>, </s>, <unk> come before the words of the list" in str(found.origin.assumptions[-1])


BAD = {
    "merges.txt": (b"#version: 0.2\n\xc4\xa0 t\nh e\n", "it holds the merges of a byte-pair encoding, no words"),
    "words.txt": (b"#version: 0.2\nt h\nth e\n", "expected the model's vocab.json or tokenizer.json"),
    "words.dict": (pickle.dumps(Dictionary([WORDS])), "it is a pickle.*write gensim's Dictionary with save_as_text"),
    "vocab.txt": (pickle.dumps(WORDS), "it is a pickle"),
    "vocab.json": (pickle.dumps({}), "it is a pickle"),
    "vocab.yml": (b"the: 0\nof: x\n", "line 2: 'of: x'; expected another word and the number of its row"),
    "vocab.yaml": (b"the: 0\nthe: 1\n", "line 2: 'the: 1'; expected another word"),
    "x.yml": (b'- the\n"of": 1\n', "line 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_list_of_words_is_refused_with_the_way_to_one(tmp_path, name):
    data, problem = BAD[name]
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ev.EmbedvizError, match=problem):
        ev.load(tmp_path / "x.npy")


def test_of_several_likely_lists_none_is_guessed(tmp_path):
    np.save(tmp_path / "x.npy", VECTORS[:8])
    for name in ("id2word.json", "src.vocab"):
        (tmp_path / name).write_text(json.dumps(WORDS))
    with pytest.raises(ev.EmbedvizError, match=r"several lists: id2word.json, src.vocab; say which holds its words"):
        ev.load(tmp_path / "x.npy")
    assert list(ev.load(tmp_path / "x.npy", words=tmp_path / "id2word.json").words) == WORDS


def test_phrases_that_end_in_versions_stay_words(tmp_path):
    words = ["windows 8.1", "python 3.12", "ubuntu 24.04", "gpt 3.5"]
    np.save(tmp_path / "x.npy", VECTORS[:4])
    (tmp_path / "words.txt").write_text("\n".join(words))
    assert list(ev.load(tmp_path / "x.npy").words) == words


def test_metadata_of_the_projector_stay_in_the_order_of_their_lines(tmp_path):
    (tmp_path / "vectors.tsv").write_text("\n".join("\t".join(map(str, row)) for row in VECTORS[:8].tolist()))
    (tmp_path / "metadata.tsv").write_text("label\tid\n" + lines("{word}\t{row}"), encoding="utf-8")
    found = ev.load(tmp_path / "vectors.tsv")
    assert list(found.words) == WORDS
    assert "words taken line by line, though the column id" in " ".join(map(str, found.origin.assumptions))
