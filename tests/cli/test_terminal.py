import pytest

from embedviz.cli.terminal import ProgressLine, listed, print_csv, print_facts, printable
from embedviz.progress import Progress


def test_what_a_terminal_would_take_for_a_command_is_written_out():
    assert printable("a\x1b[31mred\n東京") == "a\\x1b[31mred\\n東京"
    assert listed(["a", "b\t"]) == "a  b\\t"


def test_names_and_values_stand_in_columns(capsys):
    print_facts([("m", "1"), ("longer", "2")])
    assert capsys.readouterr().out == "m       1\nlonger  2\n"


def test_csv_quotes_what_it_must(capsys):
    print_csv(["word", "k"], [('a,"b"', 1)])
    assert capsys.readouterr().out == 'word,k\n"a,""b""",1\n'


@pytest.mark.parametrize("shown", [True, False])
def test_the_line_is_written_over_and_left_empty_if_it_is_shown_at_all(capsys, shown):
    line = ProgressLine(shown)
    line(Progress("Reading", 1, 2))
    line(Progress("Go", 1, 1))
    line.clear()
    expected = "\r 50% Reading\r100% Go" + " " * 5 + "\r" + " " * 7 + "\r"
    assert capsys.readouterr().err == (expected if shown else "")
