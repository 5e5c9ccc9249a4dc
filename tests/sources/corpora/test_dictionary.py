"""User dictionaries of the segmenter: what is one, what is not, and that its words stay whole."""

import pytest

import embedviz as ev
from embedviz.sources.corpora import first_sentences, from_text, read_dictionary

TEXT = "云计算工程师李小福在杭州创新办工作。他喜欢云计算。"


def words(dictionary=()):
    return [word for sentence in from_text(TEXT, "t", dictionary=dictionary) for word in sentence]


def test_entries_are_words_with_a_frequency_and_a_part_of_speech_or_neither():
    assert read_dictionary("\ufeff云计算\n\n创新办 3 i\r\n C++  nz \n李小福 5\n云计算 9\nＡＢ座\n") == (
        ("云计算", 9),
        ("创新办", 3),
        ("C++", None),
        ("李小福", 5),
        ("ＡＢ座", None),
    )
    assert read_dictionary(" \n") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("云计算\n今天，天气很好。", 2, id="prose"),
        pytest.param("the cat sat on a mat", 1, id="english-prose"),
        pytest.param("一" * 21, 1, id="too-long"),
        pytest.param("云计算,3,n", 1, id="commas"),
        pytest.param("云计算 n 3", 1, id="order"),
        pytest.param("\x00\x01", 1, id="binary"),
        pytest.param("🐼🐼", 1, id="emoji"),
        pytest.param("云计算 99999999999", 1, id="frequency-too-large"),
    ],
)
def test_what_is_no_dictionary_is_told_by_line(text, line):
    with pytest.raises(ev.EmbedvizError, match=f"line {line} of the dictionary: found .* expected a word"):
        read_dictionary(text)


def test_a_dictionary_may_have_100_000_words_and_no_more():
    with pytest.raises(ev.EmbedvizError, match="more than 100,000 words"):
        read_dictionary("\n".join(map(str, range(100_001))))


def test_words_of_the_dictionary_stay_whole_for_this_text_alone():
    before = words()
    assert "云计算" not in before
    with_own = words(read_dictionary("云计算\n创新办 5 n"))
    assert with_own.count("云计算") == 2
    assert "创新办" in with_own
    assert "".join(with_own) == "".join(before)
    assert words() == before
    assert first_sentences(TEXT, "t", dictionary=(("云计算", None),))[0][0] == "云计算"
