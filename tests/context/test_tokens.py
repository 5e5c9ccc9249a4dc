import lzma
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.context.tokens import Found, Occurrence, find_occurrences, is_chinese_text, segmented, tokenize
from embedviz.errors import EmbedvizError
from embedviz.sources.corpora.segmenter import segmenter

WIKIPEDIA = Path(__file__).parents[3] / "shared" / "corpora" / "wiki-2015.txt.xz"


def tokens(text: str) -> str:
    return " ".join(token.text for token in tokenize(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let's go home.", "let 's go home ."),
        ("I don't, can't, WON'T; you'd've", "I do n't , ca n't , WO N'T ; you 'd 've"),
        ("I'm, it's Bill's; they'll, we're the dogs' vet", "I 'm , it 's Bill 's ; they 'll , we 're the dogs ' vet"),
        ("the 1990's and the '90s", "the 1990 's and the '90s"),
        ("rock 'n' roll, rock'n'roll", "rock 'n' roll , rock'n'roll"),
        ("O'Neill's five o'clock d'état", "O'Neill 's five o'clock d'état"),
        ("get 'em, 'tis 'cause it is", "get 'em , 't is 'cause it is"),
        ("cannot gonna", "cannot gonna"),
        ("do n't stop Bill 's , 's", "do n't stop Bill 's , 's"),
        ("she said 'stop' and \"go\"", "she said ' stop ' and \" go \""),
        ("“Don’t,” he said — ‘Bill’s’…", "“ Do n’t , ” he said — ‘ Bill ’s ’ …"),
        ("``so'' wait... no--yes?!", "`` so '' wait ... no -- yes ? !"),
        ("1,000.50 or $5, 10% at 3:30, 1/2 1.2.3", "1,000.50 or $ 5 , 10 % at 3:30 , 1/2 1.2.3"),
        ("one, 2,000, 20th.", "one , 2,000 , 20th ."),
        ("in the U.S., U.S.-based, the U.S.'s e.g. at 5 p.m.", "in the U.S. , U.S.-based , the U.S. 's e.g. at 5 p.m."),
        ("Mr. Smith, Ph.D., and J. R. Tolkien", "Mr. Smith , Ph.D. , and J. R. Tolkien"),
        ("So do I. No. 5 said no. It ended", "So do I . No. 5 said no . It ended"),
        ("well-known x-ray, AT&T and/or (this) [that]", "well-known x-ray , AT&T and / or ( this ) [ that ]"),
        ("see https://x.org/?b=1. Mail me@x.co.uk, yahoo.com", "see https://x.org/?b=1 . Mail me@x.co.uk , yahoo.com"),
        ("Müller's naïve e\u0301te\u0301's राजा महल", "Müller 's naïve e\u0301te\u0301 's राजा महल"),
        ("国王在GloVe里。吾輩は", "国 王 在 GloVe 里 。 吾 輩 は"),
        ("왕과 می\u200cخواهم 1990–95", "왕과 می\u200cخواهم 1990 – 95"),
        ("ok👍🏽👨‍👩‍👧🇩🇪🇫🇷❤️", "ok 👍🏽 👨‍👩‍👧 🇩🇪 🇫🇷 ❤️"),
        ("", ""),
        (" \n\t ", ""),
    ],
)  # fmt: skip
def test_punctuation_and_clitics_stand_apart_and_the_rest_stays_whole(text, expected):
    assert tokens(text) == expected


@given(
    st.one_of(
        st.text(max_size=80),
        st.text("aI.,'’“\"-–/\\&1$ nt's\u0301\u200d🇩👍🏽国@:\n", max_size=80),
        st.lists(st.sampled_from(["don't", "U.S.", "1,0", "www.", "a@b", "’ll", "Mr.", " ", "n't"])).map("".join),
    )
)  # fmt: skip
def test_tokens_are_slices_in_order_and_nothing_but_white_space_is_lost(text):
    end = 0
    for token in tokenize(text):
        assert token.text == text[token.start : token.end] != ""
        assert not any(map(str.isspace, token.text))
        assert text[end : token.start].strip() == ""
        end = token.end
    assert text[end:].strip() == ""


def test_long_texts_take_time_in_proportion_to_their_length():
    """Each of these took minutes under a pattern that was tried from each place anew."""
    for part in ("n't", "a.", "www.", "a@", "1,", "'s", "a\u0301", "👍\u200d", "http://,"):
        text = part * 20_000
        assert "".join(token.text for token in tokenize(text)) == text


def test_wikipedia_as_it_was_tokenized_stays_as_it_is():
    if not WIKIPEDIA.exists():
        pytest.skip("no file ../shared/corpora/wiki-2015.txt.xz")
    with lzma.open(WIKIPEDIA, "rt", encoding="utf-8") as lines:
        sentences = [line.strip() for line in islice(lines, 2000)]
    assert sum(tokens(sentence) == sentence for sentence in sentences) > 0.995 * 2000


@pytest.mark.parametrize(
    ("text", "form"),
    [("n’t", "n't"), ("“", '"'), ("–", "--"), ("…", "..."), ("well‐known", "well-known"), ("co\u00adop", "coop")],
)  # fmt: skip
def test_the_form_is_what_corpora_write(text, form):
    (token,) = tokenize(text)
    assert token.form == form


def test_a_soft_hyphen_alone_is_still_something():
    (token,) = tokenize("\u00ad")
    assert token.form == "\u00ad"


def test_every_occurrence_is_found_whatever_the_case():
    sentences = [tokenize("The bank by the Bank's bank."), ["no", "banks"], ["BANK"], []]
    assert find_occurrences(sentences, " Bank ") == Found(
        (Occurrence(0, 1), Occurrence(0, 4), Occurrence(0, 6), Occurrence(2, 0)), (1, 3)
    )


def test_apostrophes_and_composition_do_not_matter_and_a_part_of_a_word_is_none():
    assert find_occurrences([tokenize("don’t cafe\u0301")], "N't").occurrences == (Occurrence(0, 1),)
    assert find_occurrences([tokenize("don’t cafe\u0301")], "CAFÉ").occurrences == (Occurrence(0, 2),)
    assert find_occurrences([["riverbank"]], "bank") == Found((), (0,))


def test_a_blank_word_is_refused():
    with pytest.raises(EmbedvizError, match="no word to look for; expected one"):
        find_occurrences([["a"]], "  ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("他的成绩没有水分。", "他 的 成绩 没有 水分 。", id="run"),
        pytest.param("我 喜欢 吃 苹果 。", "我 喜欢 吃 苹果 。", id="parted-by-hand"),
        pytest.param("云计算 平台 很 大", "云计算 平台 很 大", id="parted-by-hand-in-longer-words"),
        pytest.param(
            "Apple 苹果 released ＡＩ手机 in 2026!😀", "Apple 苹果 released ＡＩ 手机 in 2026 ! 😀", id="mixed"
        ),
        pytest.param("電腦和軟體", "電腦 和 軟體", id="traditional"),
        pytest.param("A\u3000中文", "A 中文", id="ideographic-blank"),
        pytest.param("don't", "do n't", id="no-chinese"),
    ],
)
def test_chinese_in_a_text_is_segmented_and_tokens_are_where_they_say(text, words):
    found = segmented(text, segmenter())
    assert [token.text for token in found] == words.split(" ")
    assert all(text[token.start : token.end] == token.text for token in found)


@pytest.mark.parametrize(
    ("text", "is_chinese"),
    [("中文 and English", False), ("这是一段中文 OK", True), ("", False), ("123 😀", False), ("かな漢字", False)],
    ids=["mostly-english", "mostly-chinese", "empty", "no-letters", "japanese"],
)
def test_whether_a_text_is_chinese_is_told_by_its_letters(text, is_chinese):
    assert is_chinese_text(text) == is_chinese


def test_a_word_is_found_in_full_width_letters_too():
    assert find_occurrences([["用", "ＡＩ", "写"]], "AI").occurrences == (Occurrence(0, 1),)
