"""What can be said of a file on the command line: how it is written, where its words are, which source it is."""

import numpy as np
import pytest

import embedviz as ev
from embedviz.cli.main import main

VECTORS = np.arange(1, 9, dtype=np.float32).reshape(4, 2) / 8
WORDS = ["the", "of", "to", "a"]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def run(capsys):
    """Run a command in this process; return its exit status, its facts by name, and what it wrote to stderr."""

    def run(*arguments: object) -> tuple[int, dict[str, str], str]:
        status = main(list(map(str, arguments)))
        out, err = capsys.readouterr()
        return status, dict(line.split("  ", 1) for line in out.splitlines() if "  " in line), err

    return run


@pytest.mark.parametrize("name", ["x.npy", "x.txt", "x.npz"])
def test_the_list_of_words_can_be_named(run, tmp_path, name):
    (tmp_path / "lists").mkdir()
    listed = tmp_path / "lists" / "of.all"
    listed.write_text("".join(f"{word}\n" for word in WORDS))
    if name == "x.txt":
        np.savetxt(tmp_path / name, VECTORS)
    else:
        (np.save if name == "x.npy" else np.savez)(tmp_path / name, VECTORS)
    status, facts, _err = run("info", tmp_path / name, "--words", listed)
    assert (status, facts["first words"].split()) == (0, WORDS)
    assert facts["assumed"].strip() == "words from of.all"
    assert list(ev.load(tmp_path / name, words=listed).words) == WORDS
    status, _facts, err = run("info", tmp_path / name, "--words", tmp_path / "none")
    assert (status, err.partition(": ")[2][:14]) == (2, "none: there is")


def test_a_text_of_numbers_with_a_header_takes_its_words_from_the_list_named(tmp_path):
    (tmp_path / "x.txt").write_text("4 2\n" + "\n".join(" ".join(map(str, row)) for row in VECTORS.tolist()))
    (tmp_path / "list").write_text("\n".join(WORDS))
    assert list(ev.load(tmp_path / "x.txt", words=tmp_path / "list").words) == WORDS


def test_a_list_for_a_file_with_its_own_words_is_refused(run, tmp_path):
    (tmp_path / "x.bin").write_bytes(b"1 2\nthe " + VECTORS[0].tobytes())
    (tmp_path / "list").write_text("of\n")
    status, _facts, err = run("info", tmp_path / "x.bin", "--words", tmp_path / "list")
    assert (status, "it is word2vec binary, which holds its own words" in err) == (2, True)


def test_the_separator_and_the_header_can_be_said(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a;0.5;1.5\nb;2.5;3.5\nc;4.5;5.5\n")
    assert run("info", path, "--sep", ";")[1]["words"].strip() == "3"
    status, facts, _err = run("info", path, "--sep", ";", "--header")
    assert (status, facts["words"].strip(), facts["first words"].split()) == (0, "2", ["b", "c"])
    tabbed = tmp_path / "x.tab"
    tabbed.write_text("word\ta\tb\nthe\t0.5\t1.5\n")
    assert run("info", tabbed, "--sep", "tab", "--header")[1]["first words"].split() == ["the"]
    assert run("info", tabbed)[1]["first words"].split() == ["the"]


def test_a_file_of_the_data_folder_goes_by_its_plain_name_and_can_be_read_otherwise(run, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path / "data"))
    (tmp_path / "data" / "cp1251.txt").write_bytes("мир 0.5 1\nрим 1.5 2\n".encode("cp1251"))
    facts = run("info", "cp1251.txt")[1]
    assert facts["not UTF-8"].strip() == "2 words"
    assert facts["encoding"].strip().startswith("perhaps ")
    assert run("info", "file:cp1251.txt")[1]["not UTF-8"].strip() == "2 words"
    assert run("info", "cp1251.txt")[1]["layout"].strip().startswith("no header; a word is all before the last 2")
    for name in ("cp1251.txt", "file:cp1251.txt"):
        status, facts, _err = run("info", name, "--encoding", "cp1251")
        assert (status, facts["first words"].split()) == (0, ["мир", "рим"])
        assert facts["assumed"].strip() == "words read as cp1251"
    status, _facts, err = run("info", "glove-6b-50d", "--encoding", "cp1251")
    assert (status, "glove-6b-50d is not a file, so options for reading a file do not apply" in err) == (2, True)


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("0.5\t1.5\n1\t2\n3\t1\n2\t2\n1\t1\n1\t4\n")
    (tmp_path / "words_metadata.tsv").write_text("-lrb-\nNew York\nking\ninternationalization\n-k-\nNew_York_City\n")
    return path


ASKED = {
    "a dash": (["-lrb-"], "-lrb-"),
    "a dash after --": (["--", "-lrb-"], "-lrb-"),
    "a dash after -- behind an option": (["-k", "9", "--", "-lrb-"], "-lrb-"),
    "a sum whose last word is behind --": (["-k", "9", "king", "+", "--", "-lrb-"], None),
    "an option's name after --": (["--", "-k-"], "-k-"),
    "quotes that the shell takes": (["New York"], "New York"),
    "no quotes": (["New", "York"], "New York"),
    "quotes that reach us": (['"New York"'], "New York"),
    "after the options": (["-k", "9", "king"], "king"),
    "parted by the shell": (["king", "-", "-lrb-"], None),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_word_is_asked_for_however_the_shell_hands_it_over(words, capsys, case):
    arguments, word = ASKED[case]
    assert main(["neighbors", str(words), *arguments]) == 0
    printed = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()]
    assert len(printed) == (5 if word else 4)
    assert word not in printed


REFUSED = {
    "two words": (["New", "Delhi"], "found 'Delhi' at character 5. Put a word with spaces in quotes: \"New Delhi\""),
    "three words of a phrase": (
        ["new", "york", "city"],
        'quotes: "new york city". Similar spellings: New_York_City',
    ),
    "another dash": (["-rrb-"], "'-rrb-' is not among the 6 words of the vocabulary; similar spellings: -lrb-"),
    "a word that is -- alone": (["--", "--"], "'--' is not among the 6 words of the vocabulary"),
    "and behind an option": (["-k", "9", "--", "--"], "'--' is not among the 6 words of the vocabulary"),
    "the beginning of a longer word": (["internatio"], "similar spellings: internationalization"),
    "nothing": ([], "expected a word, found the end"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_word_says_what_may_be_meant(words, capsys, case):
    arguments, problem = REFUSED[case]
    assert main(["neighbors", str(words), *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_an_option_that_there_is_not_is_refused(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["neighbors", str(words), "--csvv", "king"])
    assert "unrecognized arguments: --csvv" in capsys.readouterr().err
