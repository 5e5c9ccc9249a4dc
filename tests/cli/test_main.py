"""The command line; as a process of its own where that is what is tested."""

import argparse
import csv
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText, KeyedVectors
from gensim.models.fasttext import save_facebook_model

import embedviz as ev
from embedviz.cli.main import COMMANDS
from embedviz.cli.terminal import cells
from tests.cli.refusal import assert_refused

LATIN = """
embedviz gzip bzip2 zstd word2vec safetensors dask hub lines int max stderr tab vectors king man woman mle fault warning
duplicates
"""
"""What the help says in Latin letters besides commands, options and examples: names and symbols."""
ROOT = Path(ev.__file__).parents[1]
WORDS = ["the", "naïve", "東京", "new\u00a0york", "a\x1b[31mred", "king", "queen", "man", "woman", "zero"]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    vectors = np.random.default_rng(0).standard_normal((len(WORDS), 4)).astype(np.float32)
    vectors[WORDS.index("queen")] = vectors[5] - vectors[7] + vectors[8] + 0.01
    vectors[-1] = 0
    return vectors


@pytest.fixture(scope="module")
def path(tmp_path_factory, vectors) -> Path:
    path = tmp_path_factory.mktemp("files") / "some.vec"
    lines = [f"{word} {' '.join(map(str, row))}\n" for word, row in zip(WORDS, vectors.tolist(), strict=True)]
    path.write_text(f"{len(WORDS) + 1} 4\n" + "".join(lines) + "the 1 2 3 4\n", encoding="utf-8")
    return path


def facts(text: str) -> dict[str, str]:
    """What stands before and after the first two spaces of each line."""
    return {name: value.strip() for name, _spaces, value in (line.partition("  ") for line in text.splitlines())}


@pytest.mark.parametrize(
    ("said", "first"), [pytest.param("C", "usage: ", id="english"), pytest.param("zh_CN.UTF-8", "用法", id="chinese")]
)
def test_without_a_command_it_helps(run_process, said, first):
    result = run_process(LC_ALL=said)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(first)
    assert result.stdout == run_process("--help", LC_ALL=said).stdout


def test_help_names_the_formats_the_exit_statuses_and_the_cache(run_process):
    result = run_process("--help")
    assert result.returncode == 0
    for needed in [
        "info",
        "convert",
        "spectrum",
        "dimension",
        "neighbors",
        "Parquet",
        "CSV",
        "JSON",
        "folder of a model",
        "130",
        "EMBEDVIZ_CACHE",
        "king - man + woman",
    ]:
        assert needed in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 100
    assert "python -m embedviz spectrum glove-6b-50d --center" in result.stdout  # as it was called


def test_the_version_is_the_librarys(run):
    assert run("--version").stdout == f"embedviz {ev.__version__}\n"


def test_info_says_what_a_file_holds(run, path, vectors):
    result = run("info", path)
    assert (result.returncode, result.stderr) == (0, "")
    found = facts(result.stdout)
    norms = np.linalg.norm(vectors.astype(np.float64), axis=1)
    assert found["file"] == str(path)
    assert found["format"] == "word2vec text"
    assert found["layout"] == "line 1 is a header; a word is all before the 4 numbers of its line"
    assert found["bytes"] == f"{path.stat().st_size:,}"
    assert found["number type"] == "text"
    assert found["words"] == "10"
    assert found["dimensions"] == "4"
    assert found["norms"] == f"min 0, median {np.median(norms):.4g}, max {norms.max():.4g}"
    assert found["duplicates"] == "1 row left out"
    assert found["not UTF-8"] == "0 words"
    assert found["first words"] == r"the  naïve  東京  new\xa0york  a\x1b[31mred"
    assert found["last words"] == "king  queen  man  woman  zero"


def test_a_source_goes_by_its_id_and_may_be_limited(run):
    found = facts(run("info", "glove-6b-50d", "--limit", "1000").stdout)
    assert (found["words"], found["dimensions"]) == ("1,000", "50")
    assert found["first words"].startswith("the  ,  .")
    assert "Pennington" in found["source"]


def test_convert_writes_what_gensim_reads(run, path, vectors, tmp_path):
    out = tmp_path / "out.bin"
    result = run("convert", path, out, "--limit", 4)
    assert result.stdout == f"{out}: 4 words, 4 dimensions, {out.stat().st_size:,} bytes\n"
    keyed = KeyedVectors.load_word2vec_format(out, binary=True)
    assert keyed.index_to_key == WORDS[:4]
    np.testing.assert_array_equal(keyed.vectors, vectors[:4])


def test_convert_says_which_word_a_format_cannot_hold_and_which_can(run, path, tmp_path):
    assert_refused(
        run("convert", path, tmp_path / "out.bin"),
        r"out.bin, word 5: word2vec binary cannot hold the word 'a\x1b[31mred': it holds a control character; "
        "these can: word2vec text, GloVe text, TSV vectors and metadata, Parquet, safetensors",
    )


def test_convert_takes_a_format_and_names_all_files(run, path, tmp_path):
    out = tmp_path / "out.data.tsv"
    lines = run("convert", path, out, "--format", "tsv").stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(out), str(tmp_path / "out.data_metadata.tsv")]
    assert (tmp_path / "out.data_metadata.tsv").read_text(encoding="utf-8").splitlines()[-1] == "zero"


def test_convert_refuses_a_name_before_it_reads_anything(run, tmp_path):
    assert_refused(
        run("convert", tmp_path / "missing.vec", "out.npy"),
        "out.npy: no format goes with the ending '.npy'; expected one of .vec .bin .txt .tsv .parquet .safetensors",
    )


def test_spectrum_is_numpys(run, path, vectors):
    values = np.linalg.svd(vectors.astype(np.float64), compute_uv=False)
    result = run("spectrum", path)
    found = facts(result.stdout)
    assert found["matrix"] == "10 words x 4 dimensions"
    assert found["rank"] == str(np.linalg.matrix_rank(vectors.astype(np.float64)))
    assert float(found["condition number"]) == pytest.approx(values[0] / values[-1], rel=1e-5)
    assert found["full rank"].startswith("Yes: full column rank, 4 = n. Any 4 independent words form a basis")
    assert found["energy of the first 2"] == f"{(values[:2] ** 2).sum() / (values**2).sum():.4%}"
    shown = [float(line.split()[1]) for line in result.stdout.partition("singular values\n")[2].splitlines()]
    np.testing.assert_allclose(shown, values, rtol=1e-8)


def test_spectrum_centers_and_takes_a_tolerance(run, path, vectors):
    centered = vectors.astype(np.float64) - vectors.astype(np.float64).mean(axis=0)
    values = np.linalg.svd(centered, compute_uv=False)
    rtol = (values[1] + values[2]) / 2 / values[0]
    found = facts(run("spectrum", path, "--center", "--rtol", rtol).stdout)
    assert found["rank"] == "2"
    assert float(found["tolerance"]) == pytest.approx(rtol * values[0], rel=1e-3)
    rows = list(csv.DictReader(io.StringIO(run("spectrum", path, "--center", "--csv").stdout)))
    assert [row["k"] for row in rows] == ["1", "2", "3", "4"]
    np.testing.assert_allclose([float(row["singular_value"]) for row in rows], values, rtol=1e-12)
    np.testing.assert_allclose(
        [float(row["energy"]) for row in rows], np.cumsum(values**2) / (values**2).sum(), rtol=1e-12
    )


def test_what_a_files_decimals_have_rounded_is_told_from_its_rank(run, tmp_path):
    rng = np.random.default_rng(0)
    exact = rng.standard_normal((200, 5)) @ rng.standard_normal((5, 12))
    lines = (f"w{i} " + " ".join(f"{number:.4f}" for number in row) for i, row in enumerate(exact))
    (tmp_path / "rounded.txt").write_text("\n".join(lines), encoding="utf-8")
    found = facts(run("spectrum", tmp_path / "rounded.txt").stdout)
    assert found["rank"] == "12"
    assert "Of the 12 singular values that count, 7 lie below 0.00051" in found["rounding"]  # (√200 + √12)·1e-4/√12
    assert found["rounding"].endswith("the file's rounding to 4 decimals alone makes some: without them the rank is 5.")
    assert facts(run("info", tmp_path / "rounded.txt").stdout)["rounded to"] == "4 decimals"


def test_spectrum_answers_for_the_rank_that_the_tolerance_makes_and_says_what_a_condition_number_is(run, tmp_path):
    file = tmp_path / "deficient.txt"
    file.write_text("a 1 2 3\nb 2 4 6\nc 0 0 1\nd 0 0 0\n")
    found = facts(run("spectrum", file).stdout)
    assert found["full rank"].startswith("No: the rank is 2, where 4 vectors in 3 dimensions can have 3.")
    assert "One word takes part in no dependence: without it the rank falls." in found["full rank"]
    assert found["condition number"].endswith("within the tolerance, so this is rounding")
    coarse = facts(run("spectrum", file, "--rtol", "0.1").stdout)["full rank"]
    assert "the rank is 1," in coarse
    assert "no dependence" not in coarse  # as they are counted by another tolerance
    assert "full rank" not in facts(run("spectrum", file, "--center").stdout)  # centered, they are other vectors


@pytest.mark.parametrize("rtol", ["nan", "-1", "2", "x"])
def test_a_tolerance_is_from_0_to_1(run, path, rtol):
    result = run("spectrum", path, f"--rtol={rtol}")
    assert result.returncode == 2
    assert result.stderr.endswith(f"error: argument --rtol: {rtol!r}; expected a number from 0 to 1\n")


def test_neighbors_are_the_librarys(run, path):
    embedding = ev.Embedding("test", WORDS, ev.load(path).vectors)
    expected = ev.neighbors(embedding, "king", 3)
    lines = run("neighbors", path, "king", "-k", 3).stdout.splitlines()
    assert [line.split()[2] for line in lines] == [
        ascii(word)[1:-1] if "\x1b" in word else word for word in expected.words
    ]
    assert [line.split()[1] for line in lines] == [f"{score:.4f}" for score in expected.scores]
    assert run("neighbors", path, "king - man + woman", "-k", 1).stdout.split()[2] == "queen"
    assert len(run("neighbors", path, "king", "-k", 500).stdout.splitlines()) == 8  # all but the query and the zero


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("euclidean", "1  4.2426  b\n2  5.0000  <pad>\n3  5.0000  <unk>\n4  5.0000  c\n"),
        ("dot", "1  46.0000  b\n2  1.0000  c\n3  0.0000  <pad>\n4  0.0000  <unk>\n"),
        ("cosine", "1  0.9979  b\n2  0.1414  c\n"),
    ],
)
def test_only_the_cosine_leaves_zero_vectors_out_and_says_so(run, tmp_path, metric, expected):
    (tmp_path / "padded.txt").write_text("<pad> 0 0\na 3 4\n<unk> 0 0\nb 6 7\nc -1 1\n")
    result = run("neighbors", tmp_path / "padded.txt", "a", "-k", 9, "--metric", metric)
    assert result.stdout == expected
    assert ("2 zero vectors have no cosine and are left out" in result.stderr) == (metric == "cosine")


def test_neighbors_as_csv_hold_the_words_as_they_are(run, path, vectors):
    result = run("neighbors", path, "- man + king", "--metric", "euclidean", "--csv", "-k", 7)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    distances = np.linalg.norm(vectors.astype(np.float64) - (vectors[5].astype(np.float64) - vectors[7]), axis=1)
    order = [i for i in np.argsort(distances) if WORDS[i] not in {"king", "man"}][:7]
    assert [row["word"] for row in rows] == [WORDS[i] for i in order]
    np.testing.assert_allclose([float(row["euclidean"]) for row in rows], distances[order], rtol=1e-6)


def test_a_word_that_is_not_there_brings_those_spelled_like_it(run, path):
    assert_refused(
        run("neighbors", path, "kingg"),
        "'kingg' is not among the 10 words of the vocabulary; similar spellings: king",
    )
    assert_refused(run("neighbors", path, "king -"), "expected a word, found the end at character 7")


def test_a_word_that_fasttext_makes_a_vector_of_has_neighbors_and_a_note(run, tmp_path):
    model = FastText([["king", "queen", "man", "woman"]] * 5, vector_size=4, min_count=1, epochs=1, bucket=100, seed=0)
    save_facebook_model(model, str(tmp_path / "model.bin"))
    result = run("neighbors", tmp_path / "model.bin", "kings", "-k", 2)
    expected = [word for word, _score in model.wv.most_similar("kings", topn=2)]
    assert [line.split()[2] for line in result.stdout.splitlines()] == expected
    assert result.stderr == (
        "embedviz: 'kings' is not among the 4 words of the vocabulary; its vector is made from its n-grams\n"
    )


def test_what_is_wrong_with_a_file_is_said_in_one_line(run, tmp_path):
    broken = tmp_path / "broken.vec"
    broken.write_text("2 2\na 1 2\nb 1 x\n")
    assert_refused(run("info", broken), "broken.vec, line 3: 'x' as number 2 of 2; expected a number")
    odd = "missing\n\x1b[31m"
    assert_refused(run("info", odd), rf"missing\n\x1b[31m: there is no such file ({os.getcwd()})")
    assert_refused(run("info", broken, "--limit", 0), "a limit of 0 words; expected a whole number, at least 1")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_a_reader_that_has_seen_enough_ends_it_quietly(environment):
    command = [sys.executable, "-m", "embedviz", "neighbors", "glove-6b-50d", "the", "-k", "50000"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment
    ) as process:
        assert process.stdout.readline().endswith(b"which\n")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_the_output_is_an_error(environment, path):
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "embedviz", "info", path],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr == "embedviz: the output cannot be written: No space left on device\n"


def test_an_output_in_ascii_gets_escapes_for_what_it_cannot_hold(run_process, path):
    result = run_process("info", path, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert facts(result.stdout)["first words"].startswith(r"the  na\xefve  \u6771\u4eac  new\xa0york")


def test_dimension_is_the_librarys(run, glove):
    found = facts(run("dimension", "glove-6b-50d", "--limit", 1_200).stdout)
    expected = ev.intrinsic_dimension(glove.top(1_200))
    assert found["points"] == "1,200 in 50 dimensions; 0 equal to one of them left out"
    assert found["method"] == "twonn, 2 neighbors"
    assert found["intrinsic dimension"] == f"{expected.value:.4f}"
    assert found["95% interval"] == "{:.4f} to {:.4f}".format(*expected.interval)
    assert found["Gaussian of the same covariance"] == f"{expected.control:.4f}"
    assert found["of 600 points"] == f"{expected.by_scale[600]:.4f}"


def test_dimension_by_likelihood_of_a_sample(run, glove):
    options = ["--limit", 1_200, "--method", "mle", "-k", 9, "--sample", 400, "--seed", 3]
    found = facts(run("dimension", "glove-6b-50d", *options).stdout)
    expected = ev.intrinsic_dimension(glove.top(1_200), method="mle", k=9, sample=400, seed=3)
    assert found["method"] == "mle, 9 neighbors"
    assert found["intrinsic dimension"] == f"{expected.value:.4f}"


def test_dimension_of_few_words_is_refused(run, path):
    assert_refused(run("dimension", path), "10 points, 10 of them distinct; expected at least 20 distinct ones")


def test_progress_is_shown_where_it_is_asked_for_and_leaves_an_empty_line(run, path):
    assert run("spectrum", path).stderr == ""
    shown = run("spectrum", path, "--progress").stderr
    assert "\r100% Reading the matrix" in shown
    assert shown.split("\r")[-2:] == [" " * len(shown.split("\r")[-3]), ""]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_progress_is_shown_on_a_terminal(run, monkeypatch, path):
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert run("spectrum", path, "--csv").returncode == 0
    assert b"100% Reading the matrix" in os.read(ours, 1 << 16)
    os.close(ours)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_ends_it_and_leaves_no_file(environment, tmp_path):
    command = [sys.executable, "-m", "embedviz", "convert", "glove-6b-50d", str(tmp_path / "out.vec"), "--progress"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
        # A shell lets what it runs in the background ignore the signal, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        seen = b""
        while b"Writing" not in seen:
            seen += os.read(process.stderr.fileno(), 1 << 10)
        process.send_signal(signal.SIGINT)
        assert b"Traceback" not in process.stderr.read()
        assert process.wait() == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "environment", "speaks_chinese"),
    [
        pytest.param(["--lang", "zh"], {}, True, id="asked-for"),
        pytest.param(["--lang=zh"], {"LC_ALL": "en_US.UTF-8"}, True, id="asked-for-in-an-english-locale"),
        pytest.param([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, True, id="chinese-locale"),
        pytest.param([], {"LANG": "zh_CN.UTF-8"}, True, id="chinese-lang"),
        pytest.param([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False, id="lc-all-comes-first"),
        pytest.param(["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, False, id="english-in-a-chinese-locale"),
        pytest.param([], {"LANG": "de_DE.UTF-8"}, False, id="another-locale"),
    ],
)
def test_it_speaks_the_language_that_is_asked_for_or_that_of_the_locale(
    run, monkeypatch, arguments, environment, speaks_chinese
):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = run(*arguments, "info", "nothing-here.txt")
    assert found.returncode == 2
    assert ("应" in found.stderr or "没有" in found.stderr or "不" in found.stderr) == speaks_chinese


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--help"], id="help"),
        *(
            pytest.param([command.__name__.rpartition(".")[2], "--help"], id=f"help-of-{command.__name__[13:]}")
            for command in COMMANDS
        ),
        pytest.param(["report", "a"], id="nowhere-to-write"),
        pytest.param(["convert", "a", "b.xyz"], id="no-such-format"),
        pytest.param(["health", "a", "--fail-on", "nope"], id="no-such-kind"),
        pytest.param(["spectrum", "a", "--rtol", "2"], id="no-tolerance"),
        pytest.param(["neighbors", "a", "b c d"], id="no-expression"),
        pytest.param(["app", "--port", "x"], id="no-port"),
        pytest.param([], id="no-command"),
        pytest.param(["info"], id="no-file"),
        pytest.param(["info", "a", "--limit", "x"], id="no-number"),
        pytest.param(["info", "a", "--limit"], id="no-value"),
        pytest.param(["neighbors", "a", "b", "--metric", "nope"], id="none-of-the-choices"),
        pytest.param(["info", "nothing.txt"], id="no-such-file"),
        pytest.param(["frobnicate"], id="no-such-command"),
        pytest.param(["spectrum", "a", "--nope"], id="no-such-option"),
    ],
)
def test_in_chinese_the_parser_says_nothing_in_english(run, arguments):
    found = run("--lang", "zh", *arguments)
    said = "\n".join([found.stdout, found.stderr])
    assert re.search(r"[\u3400-\u9fff]", said)
    left = re.sub(r"'[^']*'|\{[^}]*\}|(?:python -m )?embedviz \w+.*", "", said)
    lines = [line for line in said.splitlines() if re.search(r"[\u3400-\u9fff]", line)]
    assert "--help" not in arguments or max(map(cells, lines)) <= 80
    words = set(re.findall(r"(?<![\w./:'{,-])[a-z]{3,}(?![\w./:'},=-])", left))
    known = set(LATIN.split())
    assert not words - known - {*arguments} - {command.__name__.rpartition(".")[2] for command in COMMANDS}
    assert argparse._("options") == "options"  # as before, for all other programs
