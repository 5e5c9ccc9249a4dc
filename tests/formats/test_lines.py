import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import embedviz as ev
from embedviz.formats.line_blocks import AHEAD, in_order, read_lines
from embedviz.formats.lines import LineError, Lines
from embedviz.formats.stream import ByteStream

tokens = st.text("ab1.\r\x0b\u00a0", min_size=1, max_size=3)
blanks = st.sampled_from([" ", "\t", " \t "])
rows = st.lists(st.lists(st.tuples(tokens, blanks), max_size=5), min_size=1, max_size=6)


def numbered(count: int) -> list[Lines]:
    return [Lines("file", i, b"\na %d\n" % i) for i in range(count)]


@given(rows, st.integers(0, 7))
def test_tokens_are_what_stands_between_blanks(rows, k):
    texts = ["".join(token + blank for token, blank in row) for row in rows]
    lines = Lines("file", 5, b"\n" + "".join(text + "\n" for text in texts).encode())
    expected = [text.encode().replace(b"\t", b" ").split(b" ") for text in texts]
    expected = [[token for token in row if token] for row in expected]
    assert len(lines) == len(rows)
    assert lines.counts.tolist() == list(map(len, expected))
    assert [lines.tokens(i) for i in range(len(rows))] == expected
    assert [lines.where(i) for i in range(2)] == ["line 5", "line 6"]
    assert [lines.top(k).tokens(i) for i in range(len(lines.top(k)))] == expected[:k]


@given(
    st.lists(st.lists(st.floats(allow_nan=False), min_size=3, max_size=5), min_size=1, max_size=5), st.integers(1, 5)
)
def test_numbers_are_the_last_of_some_lines_and_words_what_stands_before_them(rows, some):
    lines = Lines("file", 1, b"\n" + "".join(f" {'  '.join(map(repr, row))} \n" for row in rows).encode())
    some = min(some, len(rows))
    with np.errstate(over="ignore"):
        expected = np.array([row[-2:] for row in rows[:some]]).astype(np.float32)
    assert_array_equal(lines.numbers(2, some), expected)
    assert lines.before(2) == [f" {'  '.join(map(repr, row[:-2]))}".encode() for row in rows]


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path):
    path = tmp_path / "vectors.txt"
    path.write_bytes(b"".join(b"word%d 1\n" % i for i in range(200_000)))
    with ByteStream(path) as stream:
        assert next(read_lines(stream, 2)).first == 2
        assert stream.offset < stream.size / 2


def test_results_come_in_order_however_long_each_takes():
    def slow(lines: Lines) -> int:
        time.sleep(0.002 * (lines.first % 3))
        return lines.first

    assert list(in_order(slow, numbered(20))) == list(range(20))


def test_reading_ahead_is_bounded():
    drawn = []

    def source():
        for lines in numbered(50):
            drawn.append(lines.first)
            yield lines

    for result in in_order(lambda lines: lines.first, source()):
        assert len(drawn) <= result + AHEAD + 1


@pytest.mark.parametrize("early", [True, False])
def test_an_error_comes_where_its_turn_is(early):
    def source():
        yield from numbered(4)
        raise ev.errors.FileError("file", "the file is damaged")

    def parse(lines: Lines) -> int:
        if early and lines.first == 2:
            raise ev.errors.FileError("file", "the line is damaged")
        return lines.first

    results = in_order(parse, source())
    assert [next(results) for _ in range(2 if early else 4)] == list(range(2 if early else 4))
    with pytest.raises(ev.EmbedvizError, match="the line is damaged" if early else "the file is damaged"):
        next(results)


def test_the_lines_before_one_that_is_wrong_come_first():
    lines = Lines("file", 5, b"\n" + b"".join(b"%d\n" % i for i in range(6)))

    def parse(some: Lines) -> list[bytes]:
        tokens = [some.tokens(i)[0] for i in range(len(some))]
        if wrong in tokens:
            raise LineError(some, tokens.index(wrong), "it is wrong")
        return tokens

    for wrong, before in ((b"3", [[b"0", b"1", b"2"]]), (b"0", [])):
        found = []
        with pytest.raises(ev.EmbedvizError, match=f"^file, line {5 + int(wrong)}: it is wrong$"):
            found.extend(in_order(parse, [lines]))
        assert found == before
