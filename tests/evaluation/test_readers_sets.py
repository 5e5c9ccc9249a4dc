"""Test sets that a reader brings, in the formats they are published in."""

import numpy as np
import pytest

import embedviz as ev
from embedviz.evaluation.readers_sets import is_chinese, read_set, sets_in
from embedviz.sources.corpora import generated, likenesses


@pytest.fixture
def written(tmp_path):
    def write(text, name="wordsim-240.txt"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("老虎\t猫\t7.35\n电视\t广播\t6.77\n", id="wordsim"),
        pytest.param("\ufeffword1,word2,score\n老虎,猫,7.35\r\n电视,广播,6.77\n", id="header-and-commas"),
        pytest.param("老虎 猫 7.35 n n\n\n# note\n电视 广播 6.77 n n\n", id="cos960-with-more-columns"),
    ],
)
def test_pairs_are_two_words_and_a_number(written, text):
    found = read_set(written(text))
    assert found.pairs == (("老虎", "猫", 7.35), ("电视", "广播", 6.77))
    assert found.analogies == {}


def test_analogies_have_sections_after_colons(written):
    found = read_set(written(": 首都\n中国 北京 日本 东京\n法国 巴黎 德国 柏林\n: A\n大 小 长 短\n", "CA8.txt"))
    assert found.analogies == {
        "首都": (("中国", "北京", "日本", "东京"), ("法国", "巴黎", "德国", "柏林")),
        "A": (("大", "小", "长", "短"),),
    }
    assert found.pairs == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("老虎 猫 7\n今天天气很好。\n", "line 2: found '今天天气很好。', expected two words", id="prose"),
        pytest.param("老虎 猫 七\n狗 猫 nan\n", "line 2: found", id="no-number"),
        pytest.param("", "no test in it", id="empty"),
        pytest.param("一 二 三 四\n老虎 猫 7\n", "analogies and pairs", id="both"),
        pytest.param("老虎".encode("gb18030"), "wordsim-240.txt: ", id="not-utf-8"),
    ],
)
def test_what_is_no_test_set_is_told(written, text, problem):
    with pytest.raises(ev.FileError, match=problem):
        read_set(written(text))


def test_a_folder_s_test_sets_are_told_by_name_and_links_are_left_out(written, tmp_path):
    for name in ("wordsim-297.txt", "COS960_all.csv", "CA8_semantic.txt", "vectors.txt", ".wordsim.txt", "ca8.bin"):
        written("x", name)
    (tmp_path / "wordsim-link.txt").symlink_to(tmp_path / "vectors.txt")
    assert [path.name for path in sets_in(tmp_path)] == ["CA8_semantic.txt", "COS960_all.csv", "wordsim-297.txt"]
    assert sets_in(None) == []


def test_chinese_is_told_by_the_words():
    corpus = generated(0, 200, language="zh")
    assert is_chinese(ev.Embedding("a", corpus.statistics.words, np.ones((corpus.statistics.vocabulary_size, 1))))
    assert not is_chinese(ev.Embedding("b", ["the", "国王", "a"], np.ones((3, 1))))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_likeness_by_the_grammar_is_what_forms_and_items_are(language):
    pairs = likenesses(language)
    assert len(pairs) == len({pair[:2] for pair in pairs}) == 400
    analogies = generated(0, 1, language=language).analogies
    items = {frozenset(question[:2]) for questions in analogies.values() for question in questions}
    assert all((frozenset(pair[:2]) in items) == (pair[2] == 3) for pair in pairs)
    assert sorted({pair[2] for pair in pairs}) == [0, 1, 2, 3]
