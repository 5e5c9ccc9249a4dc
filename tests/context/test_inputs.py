import numpy as np
import pytest

import embedviz as ev
from embedviz.context.characters import CharacterCnn
from embedviz.context.inputs import StaticInput, TokenTable, token_input
from embedviz.context.options import StaticOptions
from embedviz.context.weights import read_weights
from tests.context.bilms import MARKERS, WORDS, options, write

SPECIAL = np.float32([[1, 1], [2, 2], [3, 3]])
PROJECTION = np.float32([[1, 0], [0, 1], [1, -1]])


@pytest.fixture
def static(tmp_path, monkeypatch):
    """Three words in a file of the data folder, and a way to let a biLM read them."""
    (tmp_path / "toy.txt").write_text("bank 1 2 3\nBank 4 5 6\nriver 7 8 9\n")
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    return lambda n=3, source="file:toy.txt": StaticInput(StaticOptions(source, n), PROJECTION[:n], SPECIAL)


def test_a_word_is_looked_up_as_it_is_written_then_in_lower_case(static):
    words = [*WORDS, *MARKERS]
    table = TokenTable(words, np.arange(26, dtype=np.float32).reshape(13, 2))
    asked = ["Bank", "BANK", "THE", "Naïve", "東京", "", "nowhere", "a\ud800", "<S>", "</S>", "<UNK>", "<s>"]
    looked_up = ["Bank", "bank", "the", "naïve", "東京", *["<UNK>"] * 3, "<S>", "</S>", "<UNK>", "<UNK>"]
    assert [words[int(row)] for row in table.vectors(asked)[:, 0] / 2] == looked_up
    asked = ["Bank", "BANK", "River", "nowhere", "", "\udfff", "<S>", "</S>", "<UNK>", "bank"]
    rows = [[10, -1], [4, -1], [16, -1], [3, 3], [3, 3], [3, 3], [1, 1], [2, 2], [3, 3], [4, -1]]
    np.testing.assert_array_equal(static().vectors(asked), rows)


def test_known_are_the_words_that_have_a_vector_of_their_own(static):
    asked = ["Bank", "BANK", "River", "nowhere", "", "東京"]
    assert static().known(asked) == 3
    assert TokenTable([*WORDS, *MARKERS], np.zeros((13, 2), np.float32)).known(asked) == 4
    assert static().known([]) == 0


def test_no_tokens_have_no_vectors(static):
    assert static().vectors([]).shape == (0, 2)
    assert TokenTable(MARKERS, SPECIAL).vectors([]).shape == (0, 2)


def test_tokens_that_are_all_unknown_need_no_row(static):
    np.testing.assert_array_equal(static().vectors(["?", "<S>"]), [[3, 3], [1, 1]])


def test_an_untrained_one_projects_the_same_words_otherwise_and_keeps_its_markers(static):
    raw = static().untrained(1)
    words = ["<S>", "</S>", "qxzw", "bank"]
    ours, theirs = static().vectors(words), raw.vectors(words)
    np.testing.assert_array_equal(ours[:3], theirs[:3])
    assert not np.allclose(ours[3], theirs[3])
    np.testing.assert_array_equal(theirs, static().untrained(1).vectors(words))


def test_the_source_is_opened_once_when_it_is_first_needed(static, tmp_path):
    reads = static()
    first = reads.vectors(["river"])
    (tmp_path / "toy.txt").unlink()
    np.testing.assert_array_equal(reads.vectors(["river"]), first)


def test_the_trained_and_the_untrained_read_one_embedding_and_may_share_it_with_others(static, tmp_path):
    reads = static()
    first = reads.untrained(1).vectors(["river"])
    toy = ev.load(tmp_path / "toy.txt")
    (tmp_path / "toy.txt").unlink()
    np.testing.assert_array_equal(reads.untrained(1).vectors(["river"]), first)
    np.testing.assert_array_equal(reads.vectors(["Bank"]), [[10, -1]])
    reports: list = []
    shared = static(source="file:gone.txt").sharing(lambda progress: reports.append(progress) or toy)
    np.testing.assert_array_equal(shared.vectors(["Bank"], print), [[10, -1]])
    assert reports == [print]
    with pytest.raises(ev.EmbedvizError, match="expected 2, as the options of the biLM"):
        static(2).sharing(lambda _progress: toy).vectors(["river"])


def test_a_source_of_other_dimensions_is_refused(static):
    with pytest.raises(ev.EmbedvizError) as error:
        static(2).vectors(["river"])
    assert str(error.value) == "file:toy.txt has 3 dimensions; expected 2, as the options of the biLM"


def test_a_source_that_is_not_there_is_named(static):
    with pytest.raises(ev.EmbedvizError, match=r"no source is called 'file:gone\.txt'"):
        static(source="file:gone.txt").vectors(["river"])


def test_the_kind_of_input_follows_from_the_files(tmp_path):
    files = write(tmp_path, options(), words=[*WORDS, *MARKERS])
    assert isinstance(token_input(read_weights(files.options, files.weights)), CharacterCnn)
    tables = (files.vocabulary, files.embedding)
    assert isinstance(token_input(read_weights(files.options, files.weights, *tables)), TokenTable)
    given = options(None) | {"static": {"source": "x", "n_dimensions": 3, "special": MARKERS}}
    files = write(tmp_path / "static", given)
    assert isinstance(token_input(read_weights(files.options, files.weights)), StaticInput)
