import numpy as np
import pytest

import embedviz as ev
from embedviz.formats.options import Options
from embedviz.ui.library.assumed import assumed, told_in_words

ROWS = "one 0.25 -0.5\ntwo 0.125 1.5\none 9 9\n"


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Load a file of some content, in a cache of its own."""
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))

    def read(content: bytes, **told) -> ev.Embedding:
        (tmp_path / "file").write_bytes(content)
        return ev.load(tmp_path / "file", **told)

    return read


def test_what_plain_text_leaves_unsaid_is_said(load):
    lines = assumed(load(ROWS.encode()), Options())
    assert lines[0] == "GloVe text"
    assert "no header; a word is all before the last 2 numbers of its line" in lines
    assert "words in UTF-8" in lines
    assert "rows left out because their word is in an earlier row: 1" in lines
    lines = assumed(load(f"3 2\n{ROWS}".encode()), Options())
    assert "line 1 is a header; a word is all before the 2 numbers of its line" in lines


def test_words_that_an_encoding_cannot_read_are_counted(load):
    content = "银行 1 2\n".encode("gb18030") + b"\xff 3 4\n"
    told = Options(encoding="gb18030")
    lines = assumed(load(content, encoding="gb18030"), told)
    assert "words that cannot be read as gb18030 and keep their bytes as escapes: 1" in lines
    assert "words that are not UTF-8, their bytes shown as escapes: 2" in assumed(load(content), Options())


def test_columns_besides_the_vectors_are_named(load):
    content = b"word;d0;d1;pos;score\na;0.5;1.5;N;1\nb;1.5;2.5;V;2\n"
    said = "columns besides the vectors, kept for colors, filters and hover texts: pos, score"
    assert said in assumed(load(content), Options())


def test_of_what_came_from_no_file_nothing_is_said():
    assert assumed(ev.Embedding("made", ["a", "b"], np.eye(2)), Options()) == []


def test_what_was_told_is_said_in_words():
    assert told_in_words(Options()) == []
    assert told_in_words(Options("q", "gb18030", "\t", header=True, words="list.txt")) == [
        "words in gb18030",
        "columns separated by tab",
        "the first row names the columns",
        "vectors from q",
        "words from list.txt",
    ]
    assert told_in_words(Options(separator="~", header=False)) == ["columns separated by ~", "no header"]
