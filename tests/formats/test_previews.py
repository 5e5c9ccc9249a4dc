import pytest

from embedviz.formats.encodings import escaped
from embedviz.formats.previews import previews

SAMPLES = {
    "gb18030": "银行 河流 资金 中国 今天 我们 向量 线性 代数 词语 意义",
    "cp1252": "été élève garçon naïve château forêt où être déjà",
    "cp1251": "банк река деньги слово вектор матрица язык наука",
}


@pytest.mark.parametrize("encoding", SAMPLES)
def test_the_words_can_be_read_under_their_encoding_before_and_after_it_is_told(encoding):
    spoken = SAMPLES[encoding].split()
    spelled = [escaped(word.encode(encoding)) for word in spoken]
    for words, told in ((["the", *spelled], None), (["the", *spoken], encoding)):
        found = previews(words, told)
        assert found[""] == spelled[:10]
        assert found[encoding] == spoken[:10]


def test_an_encoding_that_was_told_is_among_them_however_unlikely():
    spelled = [escaped(word.encode("gb18030")) for word in SAMPLES["gb18030"].split()]
    read_as = [word.encode("gb18030").decode("iso8859-15") for word in SAMPLES["gb18030"].split()]
    found = previews(read_as, "iso8859-15")
    assert found[""] == spelled[:10]
    assert found["gb18030"] == SAMPLES["gb18030"].split()[:10]
    assert found["iso8859-15"] == read_as[:10]


def test_a_word_whose_bytes_are_utf_8_by_chance_is_not_shown_in_doubt():
    by_chance = "学习".encode("gb18030").decode()
    assert by_chance == "ѧϰ"
    assert previews([by_chance]) == {}


@pytest.mark.parametrize("words", [[], ["the", "of"], ["银行", "été"]], ids=["none", "ASCII", "UTF-8"])
def test_words_in_utf_8_need_none(words):
    assert previews(words) == {}
