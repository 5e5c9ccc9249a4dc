import sys
import unicodedata
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import MissingExtraError
from embedviz.sources.corpora import words
from embedviz.sources.corpora.words import sentences_of

CHINESE = "国王和王后住在宫殿里。王子还很年轻！"


def sentences(text: str) -> list[str]:
    return [" ".join(sentence) for sentence in sentences_of([text])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The KING, the queen (and 3 princes)", "the king the queen and 3 princes"),
        ("don't stop mother-in-law's rock'n'roll", "don't stop mother-in-law's rock'n'roll"),
        ("-- 'quoted' -x- o' 'tis dogs' a--b", "quoted x o tis dogs a b"),
        ("don’t well‐known non‑breaking", "don't well-known non-breaking"),
        ("new_york co\u00adoperate", "new york cooperate"),
        ("ÉTÉ e\u0301te\u0301", "été été"),
        ("Straße ΟΔΟΣ İstanbul", "straße οδος i̇stanbul"),
        ("राजा और रानी महल में", "राजा और रानी महल में"),
        ("الملكُ والملكةُ", "الملكُ والملكةُ"),
        ("می\u200cخواهم بخوانم", "می\u200cخواهم بخوانم"),
        ("왕과 여왕은", "왕과 여왕은"),
        ("吾輩 は 猫 で ある", "吾輩 は 猫 で ある"),
        ("国王 和 王后 住 在 宫殿 里", "国王 和 王后 住 在 宫殿 里"),
        pytest.param("ＡＩ 和 ＮＬＰ ２０２４，ｉｔ＇ｓ", "ai 和 nlp 2024 it s", id="full-width"),
        ("a" * 100 + " " + "b" * 101 + " c", "a" * 100 + " c"),
        ("☃ 🎉 -- ' … \u0301", None),
    ],
)
def test_words_are_letters_marks_and_digits_with_what_joins_them(text, expected):
    assert sentences(text) == ([] if expected is None else [expected])


@given(st.text(max_size=200))
def test_every_word_is_in_lower_case_composed_and_starts_with_a_letter_or_digit(text):
    try:
        found = [word for sentence in sentences_of([text]) for word in sentence]
    except ev.EmbedvizError:  # of a script without spaces
        return
    for word in found:
        assert 1 <= len(word) <= 100
        assert word == unicodedata.normalize("NFC", word)
        assert word == unicodedata.normalize("NFC", word.lower())
        assert unicodedata.category(unicodedata.normalize("NFD", word)[0])[0] in "LN"


def test_a_line_is_a_sentence_where_lines_hold_no_end_of_one():
    assert sentences("The king rules\nThe queen rules.\n\n  \nMr. Smith waits!\nOne\nTwo\nThree") == [
        "the king rules",
        "the queen rules",
        "mr smith waits",
        "one",
        "two",
        "three",
    ]


def test_free_text_ends_its_sentences_at_marks_and_blank_lines():
    text = "It was the best… It was\nthe worst. Was it? “Yes.” (No!)\nv1.5 is\n \nA Heading\n\n\nThe end"
    assert sentences(text) == [
        "it was the best",
        "it was the worst",
        "was it",
        "yes",
        "no",
        "v1 5 is",
        "a heading",
        "the end",
    ]


@pytest.mark.parametrize(("inner", "lines", "split"), [(1, 6, False), (1, 5, True), (3, 4, True)])
def test_one_line_in_five_with_an_end_inside_makes_it_free_text(inner, lines, split):
    text = "\n".join(["One. two"] * inner + ["three"] * (lines - inner))
    assert (sentences(text)[0] == "one") == split


@given(st.text("aB é.!?\n\"'-\t", max_size=200), st.lists(st.integers(1, 60), max_size=20))
def test_it_does_not_matter_where_a_text_is_cut(text, lengths):
    bounds = [0, *accumulate(lengths), len(text)]
    pieces = [text[start:stop] for start, stop in pairwise(bounds)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "SAMPLE", 5)
        assert list(sentences_of(pieces)) == list(sentences_of([text]))


@pytest.mark.parametrize(("gap", "expected"), [(" ", ["a", "b c", "d one two"]), ("\n", ["a", "b c", "d", "one two"])])
def test_white_space_without_end_is_not_kept_and_parts_what_it_would(monkeypatch, gap, expected):
    monkeypatch.setattr(words, "LONGEST_RUN", 10)
    monkeypatch.setattr(words, "SAMPLE", 6)
    pieces = ["A. b c. d", *[gap] * 100, "one", " two"]
    assert [" ".join(sentence) for sentence in sentences_of(pieces)] == expected
    assert max(map(len, words._blocks(pieces))) < 20


def test_a_sentence_of_more_than_10_000_words_becomes_several_and_loses_none():
    text = " ".join(f"w{i}" for i in range(25_000))
    found = list(sentences_of(text[start : start + 999] for start in range(0, len(text), 999)))
    assert [len(sentence) for sentence in found] == [10_000, 10_000, 5000]
    assert [word for sentence in found for word in sentence] == text.split()


def test_chinese_says_how_to_install_its_segmenter(monkeypatch):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(MissingExtraError, match=r'Chinese text needs an optional package .*\[chinese\]"'):
        sentences(CHINESE)


def test_chinese_is_segmented_and_what_is_latin_in_it_stays_whole():
    assert sentences(CHINESE + "他有don't-know手机。") == [
        "国王 和 王后 住 在 宫殿 里",
        "王子 还 很 年轻",
        "他 有 don't-know 手机",
    ]


@pytest.mark.parametrize(
    "text", ["วันนี้อากาศดีมากเราไปเดินเล่นที่สวนสาธารณะกันเถอะ", "吾輩は猫である。どこで生れたかとんと見当がつかぬ。"]
)
def test_other_scripts_without_spaces_are_refused(text):
    with pytest.raises(
        ev.EmbedvizError, match=r"words are not separated: \d+ characters in \d runs; expected text with"
    ):
        sentences(text)


KEPT = "I live_in New_York , C++ and #tag\n\n  Don't  STOP\t(now). E\u0301te\u0301 王后\u3000x\u00a0y\n" + "a" * 101


def test_tokens_between_blanks_stay_as_they_are_as_gensim_reads_them(tmp_path):
    from gensim.models.word2vec import LineSentence

    path = tmp_path / "corpus.txt"
    path.write_text(KEPT, encoding="utf-8")
    found = list(sentences_of([KEPT], "blanks"))
    assert found == [sentence for sentence in LineSentence(path) if sentence]
    assert found[0] == ["I", "live_in", "New_York", ",", "C++", "and", "#tag"]


def test_tokens_between_blanks_of_a_script_without_them_are_taken_as_they_stand():
    assert list(sentences_of(["吾輩は 猫である。どこで 生れたか\nวันนี้อากาศดี\n"], "blanks"))[1] == ["วันนี้อากาศดี"]


def test_other_tokens_are_refused():
    with pytest.raises(ev.EmbedvizError, match="the tokens are 'letters'; expected one of words, blanks"):
        next(sentences_of(["a b"], "letters"))


@given(st.text("aB é.!?\n\"'-\t", max_size=60), st.lists(st.integers(1, 20), max_size=9))
def test_it_does_not_matter_where_a_text_of_tokens_is_cut(text, lengths):
    bounds = [0, *accumulate(lengths), len(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "SAMPLE", 5)
        pieces = [text[start:stop] for start, stop in pairwise(bounds)]
        assert list(sentences_of(pieces, "blanks")) == [line.split() for line in text.split("\n") if line.split()]
