import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.sources.source import Source, is_printable


@pytest.mark.parametrize("name", ["glove.txt", "two words", "字", "👩\u200d🔬", "a\u00a0b", "שלום", "%?#&"])
def test_a_name_that_can_be_shown_is_printable(name):
    assert is_printable(name)


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "\t", "\0", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\udcff"])
def test_a_name_with_a_line_break_a_control_character_or_no_unicode_is_not(name):
    assert not is_printable(name)


@given(st.text())
def test_a_printable_name_is_one_line_of_unicode(name):
    if is_printable(name):
        assert len(name.splitlines()) <= 1
        assert name.encode().decode() == name


def test_sources_are_equal_whatever_opens_them():
    assert Source("a", "A", lambda _: None, "file") == Source("a", "A", lambda _: None, "file")
    assert Source("a", "A", lambda _: None, "file", version="1") != Source(
        "a", "A", lambda _: None, "file", version="2"
    )
