import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.figures.sentences import REACH, lines, nearby, short, wrapped

LONG = ("He sat on the grassy ", "bank", " of the river and watched the slow water carry leaves towards the sea.")
ODD = ("a <b> & ", "<i>", " &lt; </b>")
TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=150)


def as_read(shown: str) -> str:
    """What a reader sees of it, in one line."""
    return html.unescape(shown.replace("<b>", "").replace("</b>", "").replace("<br>", " "))


def test_a_sentence_is_broken_between_words_and_only_the_word_is_bold():
    shown = wrapped(LONG)
    assert as_read(shown) == "".join(LONG)
    assert shown.count("<b>bank</b>") == shown.count("<b>") == 1
    assert [len(as_read(line)) <= 60 for line in shown.split("<br>")] == [True, True]


def test_a_word_next_to_signs_stays_with_them():
    assert wrapped(("the “", "bank", "”, he said")) == "the “<b>bank</b>”, he said"


@pytest.mark.parametrize("draw", [wrapped, short])
def test_markup_is_shown_as_it_is(draw):
    shown = draw(ODD)
    assert shown == "a &lt;b&gt; &amp; <b>&lt;i&gt;</b> &amp;lt; &lt;/b&gt;"
    assert as_read(shown) == "".join(ODD)


def test_signs_that_stand_for_tags_are_none_of_a_user():
    assert wrapped(("\x02a ", "b", " c\x03")) == "a <b>b</b> c"


@given(TEXT, TEXT, TEXT)
def test_nothing_of_any_sentence_is_lost_but_spaces(before, word, after):
    shown = wrapped((before, word, after))
    assert "".join(as_read(shown).split()) == "".join((before + word + after).split())
    assert (shown.count("<b>"), shown.count("</b>")) == (1, 1)


def test_a_word_is_shown_with_those_near_it():
    assert short(LONG) == "He sat on the grassy <b>bank</b> of the river and…"
    assert nearby(("one two three four five six ", "seven", "")) == ("…three four five six ", "seven", "")


def test_a_text_without_spaces_is_cut_all_the_same():
    before, _word, after = nearby(("河" * 100, "岸", "水" * 100))
    assert (len(before), len(after)) == (REACH + 1, REACH + 1)


def test_lines_are_few_and_even_and_words_stay_whole():
    assert lines("BERT base, layer 8", 16) == "BERT base,<br>layer 8"
    assert lines("short", 16) == "short"
    assert lines("a internationalization", 20) == "a<br>internationalization"
    assert lines("x" * 20, 16) == "x" * 16 + "<br>" + "x" * 4
    assert lines("a < b", 16) == "a &lt; b"
    assert lines("", 16) == ""
