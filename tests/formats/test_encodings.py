import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.formats.encodings import escaped, likely_encodings, spelling_of

CHINESE = [
    "的",
    "是",
    "在",
    "不",
    "了",
    "有",
    "和",
    "人",
    "这",
    "中国",
    "大学",
    "学生",
    "我们",
    "他们",
    "语言",
    "模型",
    "向量",
    "北京",
    "上海",
    "经济",
]
TAIWANESE = ["的", "是", "臺灣", "大學", "學生", "我們", "語言", "模型", "經濟", "發展", "電腦", "網路"]
RUSSIAN = [
    "и",
    "в",
    "не",
    "на",
    "что",
    "быть",
    "человек",
    "время",
    "год",
    "рука",
    "дело",
    "раз",
    "глаз",
    "жизнь",
    "день",
]
FRENCH = [
    "été",
    "forêt",
    "garçon",
    "école",
    "élève",
    "être",
    "français",
    "où",
    "à",
    "déjà",
    "hôtel",
    "noël",
    "âge",
    "île",
    "naïve",
    "the",
]
JAPANESE = [
    "日本",
    "東京",
    "こと",
    "それ",
    "もの",
    "ため",
    "時間",
    "人間",
    "世界",
    "言葉",
    "ベクトル",
    "モデル",
    "データ",
]
FILES = [
    pytest.param(CHINESE, "gb18030", id="Chinese in GB18030"),
    pytest.param(TAIWANESE, "big5", id="Chinese in Big5"),
    pytest.param(RUSSIAN, "cp1251", id="Russian in CP1251"),
    pytest.param(RUSSIAN, "koi8-r", id="Russian in KOI8-R"),
    pytest.param(FRENCH, "cp1252", id="French in Latin-1"),
    pytest.param(JAPANESE, "shift_jis", id="Japanese in Shift JIS"),
]


def as_text(words, vectors, encoding):
    rows = zip(words, vectors.tolist(), strict=True)
    return b"".join(word.encode(encoding) + " {} {}\n".format(*row).encode() for word, row in rows)


def as_binary(words, vectors, encoding):
    rows = zip(words, vectors, strict=True)
    return f"{len(words)} 2\n".encode() + b"".join(
        word.encode(encoding) + b" " + struct.pack("<2f", *row) + b"\n" for word, row in rows
    )


@pytest.mark.parametrize("written", [as_text, as_binary], ids=["text", "binary"])
@pytest.mark.parametrize(("words", "encoding"), FILES)
def test_every_word_is_kept_and_the_encoding_that_is_suggested_reads_it(tmp_path, words, encoding, written):
    vectors = np.random.default_rng(0).standard_normal((len(words), 2)).astype(np.float32)
    path = tmp_path / "vectors"
    path.write_bytes(written(words, vectors, encoding))
    found = ev.load(path)
    assert [spelling_of(word) for word in found.words] == [word.encode(encoding) for word in words]
    assert found.vectors.tolist() == vectors.tolist()
    assert found.origin.duplicates == 0
    assert likely_encodings(found.words)[0] in (encoding, "cp932")
    again = ev.load(path, encoding=encoding)
    assert list(again.words) == words
    assert again.vectors.tolist() == vectors.tolist()
    assert again.origin.undecodable == 0
    assert str(again.origin.assumptions[-1]).endswith(f"read as {encoding}")
    assert again.id != found.id


@given(st.lists(st.binary(max_size=6).filter(lambda word: b"\\x" not in word), unique=True))
def test_words_of_different_bytes_stay_different_and_their_bytes_can_be_had_again(spellings):
    words = list(map(escaped, spellings))
    assert len(set(words)) == len(words)
    assert list(map(spelling_of, words)) == spellings


def test_what_an_encoding_cannot_decode_keeps_its_escapes_and_is_counted(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_bytes("学 1\n".encode("gb18030") + b"\xff 2\nthe 3\n")
    found = ev.load(path, encoding="GB18030")
    assert list(found.words) == ["学", "\\xff", "the"]
    assert found.origin.undecodable == 1


def test_a_list_of_words_is_read_in_the_encoding_too(tmp_path):
    np.save(tmp_path / "x.npy", np.eye(2))
    (tmp_path / "words.txt").write_bytes("été\nforêt\n".encode("latin-1"))
    assert list(ev.load(tmp_path / "x.npy", encoding="latin-1").words) == ["été", "forêt"]


@pytest.mark.parametrize("name", ["klingon", "utf-16", "utf-32-le", "rot13", "base64", "", "a\0b"])
def test_an_encoding_that_cannot_be_meant_is_refused(tmp_path, name):
    (tmp_path / "vectors.txt").write_text("the 1\n")
    with pytest.raises(
        ev.EmbedvizError, match="is not an encoding that word vectors can be read in; expected one such as"
    ):
        ev.load(tmp_path / "vectors.txt", encoding=name)


def test_words_in_utf8_suggest_no_encoding():
    assert likely_encodings(["the", "été", "学"]) == []
