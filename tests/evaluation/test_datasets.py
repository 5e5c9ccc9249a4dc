import subprocess
import sys

import pytest
from gensim.test.utils import datapath

import embedviz as ev
from embedviz.errors import SourceDamagedError
from embedviz.evaluation import datasets
from embedviz.evaluation.datasets import SIMILARITY_SETS, google_analogies, similarity_set


@pytest.mark.parametrize(("name", "count"), [("wordsim353", 353), ("simlex999", 999)])
def test_a_similarity_set_has_the_published_pairs_judged_from_0_to_10(name, count):
    pairs = similarity_set(name)
    assert len(pairs) == count
    assert all(0 <= pair.score <= 10 for pair in pairs)


def test_the_first_and_the_last_pairs_are_those_of_the_files():
    assert similarity_set("wordsim353")[0] == ("love", "sex", 6.77)
    assert similarity_set("simlex999")[0] == ("old", "new", 1.58)
    for name, file in (("wordsim353", "wordsim353.tsv"), ("simlex999", "simlex999.txt")):
        with open(datapath(file)) as lines:
            last = lines.read().split()[-3:]
        assert similarity_set(name)[-1] == (last[0], last[1], float(last[2]))


def test_the_google_analogies_have_19_544_questions_in_14_sections():
    sections = google_analogies()
    assert sum(map(len, sections.values())) == 19_544
    assert len(sections) == 14
    assert sum(name.startswith("gram") for name in sections) == 9
    assert len(sections["family"]) == 506
    assert sections["capital-common-countries"][0] == ("Athens", "Greece", "Baghdad", "Iraq")
    assert all(len(words) == 4 for questions in sections.values() for words in questions)


def test_a_set_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(ev.EmbedvizError, match="'men'; expected one of wordsim353, simlex999"):
        similarity_set("men")


def test_reading_the_sets_imports_no_gensim():
    code = (
        "import sys; from embedviz.evaluation.datasets import *; google_analogies(); similarity_set('simlex999');"
        "print('gensim' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.fixture
def gensim_of(tmp_path, monkeypatch):
    """Put a gensim that holds nothing but one file where Python finds it first."""

    def make(file: str, text: bytes) -> None:
        folder = tmp_path / "gensim" / "test" / "test_data"
        folder.mkdir(parents=True)
        (tmp_path / "gensim" / "__init__.py").touch()
        (folder / file).write_bytes(text)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "gensim", raising=False)

    return make


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"# comment\nlove\tsex\t6.77\n", "wordsim353.tsv: 1 pairs, expected 353"),
        (b"love\tsex\t6.77\nlove sex 6.77\n", "line 2: found 'love sex 6.77', expected two words and a number"),
        (b"love\tsex\tmuch\n", "line 1: found"),
        (b"l\xf6ve\tsex\t6.77\n", "wordsim353.tsv cannot be read"),
    ],
)
def test_a_damaged_similarity_set_is_refused_with_the_repair(gensim_of, text, message):
    gensim_of("wordsim353.tsv", text)
    with pytest.raises(SourceDamagedError, match=message) as caught:
        similarity_set("wordsim353")
    assert datasets.REPAIR in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b": family\nboy girl brother\n", "line 2: 3 words, expected 4"),
        (b": family\nboy girl brother sister\n", "1 questions in 1 sections, expected 19,544 in 14"),
        (b"boy girl brother sister\n", "0 questions in 0 sections"),
    ],
)
def test_damaged_analogies_are_refused(gensim_of, text, message):
    gensim_of("questions-words.txt", text)
    with pytest.raises(SourceDamagedError, match=message):
        google_analogies()


def test_a_gensim_without_its_test_data_is_refused_with_the_path(gensim_of):
    gensim_of("else.txt", b"")
    with pytest.raises(SourceDamagedError, match=r"simlex999\.txt cannot be read \(No such file"):
        similarity_set("simlex999")


def test_every_set_that_is_named_can_be_read():
    assert [len(similarity_set(name)) for name in SIMILARITY_SETS] == [353, 999]
