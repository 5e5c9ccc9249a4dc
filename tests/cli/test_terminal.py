import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.cli.terminal import ProgressLine, cells, cut, listed, print_csv, print_facts, printable, say, wrapped
from embedviz.progress import Progress


def test_what_a_terminal_would_take_for_a_command_is_written_out():
    assert printable("a\x1b[31mred\n東京") == "a\\x1b[31mred\\n東京"
    assert listed(["a", "b\t"]) == "a  b\\t"


def test_names_and_values_stand_in_columns(capsys):
    print_facts([("m", "1"), ("longer", "2")])
    assert capsys.readouterr().out == "m       1\nlonger  2\n"
    print_facts([("秩", "1"), ("有效秩", "2"), ("é", "3")])
    lines = capsys.readouterr().out.splitlines()
    assert [cells(line[:-1]) for line in lines] == [8] * 3


def test_a_text_is_cut_where_a_character_of_two_cells_would_not_fit():
    assert [cut("a秩b", width) for width in range(5)] == ["", "a", "a", "a秩", "a秩b"]


@given(
    st.lists(st.sampled_from(["秩", "的", "（秩）", "秩。", " ab ", " abc，", "“的”\n"]), max_size=20).map("".join),
    st.integers(6, 20),
)
def test_lines_fit_hold_all_that_is_not_blank_and_none_begins_with_a_mark_that_closes(text, width):
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not [line for line in lines[1:] if line[:1] in "，。”）"]
    assert all(cells(line) <= width for line in lines)


def test_csv_quotes_what_it_must(capsys):
    print_csv(["word", "k"], [('a,"b"', 1)])
    assert capsys.readouterr().out == 'word,k\n"a,""b""",1\n'


def test_blanks_that_do_not_break_are_blanks_in_a_terminal(capsys):
    say("n\u00a0=\u00a050")
    assert capsys.readouterr().err == "embedviz: n = 50\n"


@pytest.mark.parametrize("shown", [True, False])
def test_the_line_is_written_over_and_left_empty_if_it_is_shown_at_all(capsys, shown):
    line = ProgressLine(shown)
    line(Progress("Reading", 1, 2))
    line(Progress("Go", 1, 1))
    line.clear()
    expected = "\r 50% Reading\r100% Go" + " " * 5 + "\r" + " " * 7 + "\r"
    assert capsys.readouterr().err == (expected if shown else "")
