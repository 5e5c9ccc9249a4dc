import gzip
import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from gensim.test.utils import datapath

import embedviz as ev
from embedviz.sources.corpora import Corpus, first_sentences, from_file, from_text, lee, sentences, texts

TEXT = "The king rules. The queen reigns.\n\nThe prince\nwaits."
SENTENCES = [["the", "king", "rules"], ["the", "queen", "reigns"], ["the", "prince", "waits"]]


@pytest.fixture(scope="module")
def articles() -> Corpus:
    return lee()


def test_the_bundled_corpus_is_gensims_with_every_word(articles):
    lines = Path(datapath("lee_background.cor")).read_text().lower().splitlines()
    assert len(lines) == 300
    spaced = "".join(c if c.isalnum() or c in "'-" else " " for c in "\n".join(lines))
    expected = [word.strip("'-") for word in spaced.split()]
    assert [word for sentence in articles for word in sentence] == [word for word in expected if word]
    assert articles.statistics.tokens == 60_005
    assert articles.sentences[1][:4] == ["a", "new", "blaze", "near"]
    assert "Lee, Pincombe and Welsh 2005" in articles.note


def test_the_bundled_corpus_follows_zipfs_law(articles):
    assert articles.statistics.zipf_slope == pytest.approx(-1, abs=0.15)


def test_the_bundled_corpus_is_read_without_importing_gensim():
    code = "import sys; from embedviz.sources.corpora import lee; lee(); print('gensim' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_missing_bundled_corpus_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(texts, "folder_of", lambda *_asked: tmp_path)
    with pytest.raises(ev.EmbedvizError, match=r"gensim's news articles are missing.*pip install"):
        lee()


def test_a_text_and_its_file_are_one_corpus_however_it_is_packed(tmp_path):
    pasted = from_text(TEXT, "pasted")
    assert list(pasted) == SENTENCES
    assert pasted.title == "pasted"
    data = TEXT.replace("\n", "\r\n").encode("utf-16")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "The king rules. The queen reigns.")
        archive.writestr("b.txt", "The prince waits.")
    (tmp_path / "novel.txt").write_bytes(data)
    for file in (TEXT.encode(), data, gzip.compress(data), packed.getvalue(), tmp_path / "novel.txt"):
        assert from_file(file).id == pasted.id == from_text("\ufeff" + TEXT.replace("\n", "\r"), "other").id


def test_a_file_has_its_own_name_unless_it_is_given_one(tmp_path):
    path = tmp_path / "novel.txt"
    path.write_text(TEXT)
    assert from_file(path).title == from_file(str(path)).title == "novel.txt"
    assert from_file(path, "My novel").title == from_file(TEXT.encode(), "My novel").title == "My novel"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty; expected text"),
        (" \n\t\r\n", "there is no word in it; expected text with letters or digits"),
        ("?! … -- ☃", "there is no word in it"),
        ("a" * 101, "there is no word in it"),
        ("king \0 queen", "it holds binary data; expected text"),
        ("วันนี้อากาศดีมากเราไปเดินเล่น", "the words are not separated: .* expected text with spaces"),
    ],
)
def test_a_text_without_words_is_refused_pasted_or_not(text, problem):
    with pytest.raises(ev.EmbedvizError, match=f"^novel: {problem}"):
        from_text(text, "novel")
    with pytest.raises(ev.EmbedvizError, match=f"^novel: {problem}"):
        from_file(text.encode(), "novel")


def test_a_text_that_is_too_long_or_has_too_many_words_is_refused(monkeypatch):
    monkeypatch.setattr(sentences, "MOST_WORDS", 3)
    with pytest.raises(ev.EmbedvizError, match=r"^novel: more than 3 different words; expected text, in which"):
        from_text("a b c d", "novel")
    monkeypatch.setattr(texts, "MOST_BYTES", 6)
    with pytest.raises(ev.EmbedvizError, match=r"^novel: 7 characters; expected at most 6$"):
        from_text("a b a b", "novel")


def test_half_a_surrogate_pair_is_no_letter():
    assert list(from_text("king \ud800queen\udfff", "novel")) == [["king", "queen"]]


def test_tokens_can_stay_as_they_are():
    text = "New_York C++\nNew_York \ud800x"
    expected = [["New_York", "C++"], ["New_York", "\ufffdx"]]
    assert list(from_text(text, "novel", tokens="blanks")) == expected
    packed = gzip.compress(text.replace("\ud800", "\ufffd").encode(), mtime=0)
    assert list(from_file(packed, tokens="blanks")) == expected
    trained = ev.train(from_text(text * 5, "novel", tokens="blanks"), dimensions=2, epochs=1, min_count=1)
    assert "New_York" in trained.embedding


@pytest.mark.parametrize("given", [TEXT, TEXT.encode()], ids=["pasted", "file"])
def test_the_beginning_of_a_text_is_shown_as_it_would_be_read(given):
    assert first_sentences(given, "novel", k=2) == SENTENCES[:2]
    assert first_sentences(given, "novel", tokens="blanks", k=1) == [TEXT.partition("\n")[0].split()]


def test_the_beginning_of_what_is_no_text_is_refused_by_its_name():
    refused = {"": "it is empty", "วันนี้อากาศดีมากเราไปเดินเล่น": "the words are not separated", b"\0": "binary"}
    for given, problem in refused.items():
        with pytest.raises(ev.EmbedvizError, match=f"^novel: .*{problem}"):
            first_sentences(given, "novel")


def test_reading_can_be_cancelled(cancel_at, tmp_path):
    path = tmp_path / "novel.txt"
    path.write_text("word " * 1_000_000)
    with pytest.raises(ev.Cancelled):
        from_file(path, progress=cancel_at(2_000_000))


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "pattern",
    ["word ", "a\n", "a", ".", ' "', '."', "'", "a'", "\n ", ". ", "e\u0301\u0327", "\u0301\u0327", "国。", "Σ'"],
)
def test_time_is_linear_however_odd_the_text(pattern):
    # A rule that takes quadratic time would take hours for these million characters, and run into the test's limit.
    with suppress(ev.EmbedvizError):
        assert max(map(len, from_text(pattern * (1_000_000 // len(pattern)), "odd"))) <= 10_000
