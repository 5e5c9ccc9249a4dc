import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group, special_ortho_group
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.algebra.cka import linear_cka
from embedviz.sources.bilingual import bilingual_pairs
from embedviz.sources.corpora import generated
from embedviz.ui.compare import pair
from tests.pages.settled import settle
from tests.scenes import scene_of, scenes_of, without_webgl

WORDS = [f"w{i}" for i in range(60)]


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.fixture
def beside(open_page, data: Path) -> Callable[..., AppTest]:
    """Open the page on two matrices, with words of their own unless given."""

    def start(a: np.ndarray, b: np.ndarray, words_a=None, words_b=None, **query: str) -> AppTest:
        for name, matrix, words in (("a", a, words_a), ("b", b, words_b)):
            words = words or [f"w{i}" for i in range(len(matrix))]
            ev.save(ev.Embedding(name, words, matrix), data / f"{name}.parquet")
        return settle(open_page("compare", source="file:a.parquet", **{"with": "file:b.parquet", **query}))

    return start


def table_with(app: AppTest, column: str):
    return next(frame.value for frame in app.dataframe if column in frame.value.columns)


def headings(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


ALL = [
    "Shared words", "Both spectra", "Alignment", "Neighborhoods", "Side by side", "From A to B", "Linear CKA",
    "Against human judgments",
]  # fmt: skip


def test_a_fresh_install_compares_glove_with_a_network_trained_on_the_spot(open_page, written):
    app = settle(open_page("compare"))
    assert headings(app) == ALL
    assert app.selectbox(key="with").value == "skip-gram"
    assert "by exact spelling" in written(app)
    assert len(app.get("plotly_chart")) + len(scenes_of(app)) == 7
    sizes = table_with(app, "share of its words")["words"].tolist()
    assert sizes[0] == "400,000"
    assert app.text_input(key="word").value == ""


@pytest.mark.exhaustive
def test_what_was_trained_can_be_kept_and_its_rival_stands_beside_it(open_page):
    app = settle(open_page("compare"))
    settle(app.selectbox(key="with").set_value("cbow").run())
    assert app.query_params["with"] == "cbow"
    assert headings(app) == ALL
    settle(app.selectbox(key="with").set_value("skip-gram").run())
    app.button(key="keep_twin").click().run()
    settle(app)
    assert app.sidebar.selectbox(key="source").value.startswith("trained:skip-gram")
    assert app.selectbox(key="with").value == "cbow"
    assert headings(app) == ALL


def test_a_rotated_copy_is_found_out(beside, written, figure):
    a, rotation = normal(60, 8), ortho_group.rvs(8, random_state=0)
    app = beside(a, a @ rotation.astype(np.float32))
    text = written(app)
    assert "end up a median of **0°** from their places" in text
    assert "‖AQ\u00a0−\u00a0B‖ is **0.0%** of ‖B‖" in text
    assert "Jaccard index of **1.000**" in text
    assert "Linear CKA of the 60 words compared: **1.000**" in text
    np.testing.assert_allclose(figure(app, "rotation")["data"][0]["z"], rotation, atol=1e-5)
    first, second = (scene_of(app, f"view-{side}") for side in (0, 1))
    assert np.abs(first.places.astype(int) - second.places).max() <= 1
    assert first.data["group"] == second.data["group"] is not None


@pytest.mark.parametrize("determinant", [1, -1], ids=["a rotation", "a reflection"])
def test_words_travel_from_a_to_b_along_the_rotation_and_a_reflection_is_told(beside, written, figure, determinant):
    a, rotation = normal(60, 3), special_ortho_group.rvs(3, random_state=2)
    rotation[0] *= determinant
    app = beside(a, a @ rotation.astype(np.float32), unit="false")
    traveling = scene_of(app, "journey")
    names = traveling.data["stages"]["names"]
    places = traveling.places.reshape(len(names), 60, 3).astype(float)
    at = {name: places[i] - places[i, :1] for i, name in enumerate(names)}
    assert names[0] == "A"
    assert names[-1] == "B"
    shape = np.linalg.norm(at["A"], axis=1)
    for name in names:  # a picture of all three dimensions that turns keeps all distances
        np.testing.assert_allclose(np.linalg.norm(at[name], axis=1), shape, atol=4)
    np.testing.assert_allclose(at["AQ"], at["B"], atol=2)
    assert ("Q contains a reflection" in written(app)) is (determinant < 0)
    changed = table_with(app, "in common")["word"].tolist()
    assert all(note["point"] in range(60) for note in traveling.data["drawing"]["notes"])
    assert len(traveling.data["stages"]["trails"]) == 6 <= len(changed)
    flat = without_webgl(app)
    sides = [figure(flat, f"flat-{side}")["data"][0] for side in (0, 1)]
    flat.select_slider(key="journey-at").set_value(names.index("B")).run()
    np.testing.assert_allclose(figure(flat, "journey-flat")["data"][0]["x"], sides[1]["x"], atol=1e-5)


@pytest.mark.parametrize("unit", [True, False])
def test_the_numbers_are_those_of_scipy_and_of_the_library(beside, written, unit):
    a, b = normal(60, 8), normal(60, 8, seed=1)
    app = beside(a, b, **({} if unit else {"unit": "false"}))
    if unit:
        a, b = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (a, b))
    q = orthogonal_procrustes(a, b)[0]
    missed = np.linalg.norm(a @ q - b, axis=1)
    assert f"‖AQ\u00a0−\u00a0B‖ is **{np.linalg.norm(missed) / np.linalg.norm(b):.1%}** of ‖B‖" in written(app)
    relative = missed / np.linalg.norm(b, axis=1)
    table = table_with(app, "residual / length")
    assert table["word"].tolist() == [f"w{i}" for i in relative.argsort()[:20]]
    np.testing.assert_allclose(table["residual / length"], np.sort(relative)[:20], atol=1e-5)
    found = linear_cka(a, b)
    assert f"**{found.value:.3f}**" in written(app)
    assert f"{found.chance:.3f} on average" in written(app)


def test_the_neighbors_of_a_word_stand_side_by_side(beside, written):
    a, b = normal(60, 8), normal(60, 8, seed=1)
    app = beside(a, b, word="w7", common="5")
    lists = [frame.value["word"].tolist() for frame in app.dataframe if "also there" in frame.value.columns]
    for matrix, found in zip((a, b), lists, strict=True):
        assert found == list(ev.neighbors(ev.Embedding("x", WORDS, matrix), "w7", 5).words)
    common = len({*lists[0]} & {*lists[1]})
    assert f"**{common} of 5** nearest words in common" in written(app)
    app.slider(key="common").set_value(9).run()
    assert not app.exception
    assert "The 9 nearest words in one source and in the other" in written(app)


@pytest.mark.exhaustive  # the next evaluates too, on fewer tests
def test_evaluation_is_asked_for_and_has_intervals(beside, glove):
    top = glove.top(2_000)
    app = beside(top.vectors, top.vectors[:, ::-1], list(top.words), list(top.words))
    (button,) = (button for button in app.main.button if button.label == "Evaluate")
    settle(button.click().run())
    table = table_with(app, "WordSim-353 ρ")
    assert table["vectors"].tolist() == ["a.parquet", "b.parquet"]
    assert all(re.fullmatch(r"0\.\d\d \[0\.\d\d, 0\.\d\d\]", value) for value in table["WordSim-353 ρ"])
    assert table["Google analogies"][0] == table["Google analogies"][1]


def test_chinese_vectors_are_judged_by_chinese_tests_alone(beside, tmp_path, glove, as_read, written):
    corpus = generated(0, 4_000, language="zh")
    chinese = ev.train(corpus, dimensions=12, epochs=10, learning_rate=0.05, snapshots=1).embedding
    english = glove.top(2_000).vectors[:, :12]
    app = beside(chinese.vectors, english, list(chinese.words), list(glove.words[:2_000]))
    (folder,) = {path.parent for path in tmp_path.rglob("a.parquet")}
    (folder / "wordsim-240.txt").write_text("国王\t王后\t9\n猫\t狗\t7\n猫\t国王\t1\n", encoding="utf-8")
    (folder / "ca8.txt").write_text("this is no test at all", encoding="utf-8")
    app = settle(app.run())
    text = written(app)
    assert "Pairs of which both words are present: **" in text
    assert "by chance 0.05% and 0.25%" in text
    assert app.text_input(key="word").value == ""
    named = {tuple(word.split("/")[::-1]) for word in table_with(app, "residual / length")["word"]}
    assert named < set(bilingual_pairs())
    across = table_with(app, "nearest after rotation")
    assert set(zip(across["by the list"], across["word"], strict=True)) < set(bilingual_pairs())
    assert any("ca8.txt: " in as_read(warning.value) for warning in app.warning)
    (button,) = (button for button in app.main.button if button.label == "Evaluate")
    settle(button.click().run())
    table = table_with(app, "WordSim-353 ρ").set_index("vectors").T
    assert table["a.parquet"]["WordSim-353 ρ"] == table["a.parquet"]["Google analogies"] == "no word in common"
    assert table["b.parquet"]["wordsim-240.txt ρ"] == "no word in common"
    assert table["a.parquet"]["wordsim-240.txt, coverage"] == "100.0%"
    assert float(table["a.parquet"]["Our grammar, Chinese ρ"].split()[0]) > 0.3


def test_sources_without_a_common_word_as_a_job_finds_are_told_and_their_spectra_shown(beside, written, monkeypatch):
    monkeypatch.setattr(pair, "SHARED_AT_ONCE", 0)
    app = beside(normal(20, 4), normal(30, 4), words_b=[f"v{i}" for i in range(30)])
    assert "have no word in common" in written(app)
    assert headings(app) == ["Shared words", "Both spectra", "Against human judgments"]


def test_different_dimensions_are_told_and_the_smaller_offered_by_pca(beside, written):
    a, b = normal(60, 8), normal(60, 5, seed=1)
    app = beside(a, b)
    assert "Procrustes needs equal dimensions, and these are 8 and 5" in written(app)
    assert "no axes in common" in written(app)
    assert "Linear CKA of the 60 words compared" in written(app)
    app.toggle(key="pca").set_value(True).run()
    assert not app.exception
    assert "from its place" in written(app)
    assert "no axes in common" not in written(app)
    units = a / np.linalg.norm(a, axis=1, keepdims=True)
    reduced = units @ np.linalg.svd(a)[2][:5].T
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    left = np.linalg.norm(reduced @ orthogonal_procrustes(reduced, b)[0] - b) / np.linalg.norm(b)
    assert f"‖AQ\u00a0−\u00a0B‖ is **{left:.1%}** of ‖B‖" in written(app)


def test_a_repeated_word_counts_once(beside, written):
    app = beside(normal(20, 4), normal(20, 4, seed=1), words_a=["w0", "w0", *WORDS[2:20]])
    assert "share **19 words**" in written(app)
    assert headings(app) == ALL


@pytest.mark.parametrize(("a", "b", "expected"), [
    (normal(5, 20), normal(5, 20, seed=1), "The best Q is not unique: the 5 words"),
    (np.ones((40, 4)), normal(40, 4), "The best Q is not unique"),
    (np.ones((40, 4)), normal(40, 4), "all compared vectors of one source are equal"),
    (np.ones((40, 4)), 2 * np.ones((40, 4)), "all compared vectors of one source are equal"),
    (normal(1, 4), normal(40, 4), "A single shared word has no neighbors"),
    (normal(1, 1), normal(1, 1, seed=1), "A single shared word has no neighbors"),
    (np.zeros((40, 4)), normal(40, 4), "Every shared word has a zero vector"),
    (np.vstack([np.zeros((3, 4)), normal(37, 4)]), normal(40, 4), "which has no direction: 3"),
    (normal(40, 1_100), normal(40, 1_100), "An alignment in 1,100 dimensions takes too long"),
    (normal(2, 3), normal(2, 3, seed=1), "every neighborhood holds them all"),
    (normal(60, 4) * 1e30, normal(60, 4) * 1e-30, "Linear CKA of the 60 words compared: **1.000**"),
])  # fmt: skip
@pytest.mark.parametrize("unit", ["true", pytest.param("false", marks=pytest.mark.exhaustive)])
def test_what_cannot_be_compared_is_explained(beside, written, a, b, expected, unit):
    app = beside(a, b, unit=unit)
    text = written(app)
    assert expected in text
    assert not app.error
    assert not re.search(r"\b(nan|inf|None)\b", text)


def test_a_file_that_is_none_is_told_and_the_choice_stays(beside, data, written):
    (data / "bad.vec").write_text("2 3\none 1 2 3\ntwo 1 2\n")
    app = beside(normal(60, 8), normal(60, 8, seed=1), **{"with": "file:bad.vec"})
    assert "expected 3" in written(app)
    assert app.selectbox(key="with").value == "file:bad.vec"
    settle(app.selectbox(key="with").set_value("file:b.parquet").run())
    assert headings(app) == ALL


def test_every_table_can_be_taken_away(beside):
    app = beside(normal(60, 4), normal(60, 4, seed=1))
    labels = {button.proto.label for button in app.get("download_button")}
    assert labels == {f"{name}.csv" for name in (
        "shared", "spectra", "residuals", "overlap", "neighborhoods", "aligned", "cka",
    )}  # fmt: skip


def test_names_and_words_that_look_like_markup_are_shown_as_they_are(beside, written, as_read):
    words = ["*a*", "$x$", "<b>", ":red[x]"]
    app = beside(normal(4, 3), normal(4, 3, seed=1), words, words, word='"*a*"')
    assert "“*a*”" in as_read(written(app))


@pytest.mark.parametrize(
    "query",
    [{"common": "-5"}, {"shared": "abc"}, {"unit": "maybe"}, {"word": "zzzz"}, {"word": "w1 -"}],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(beside, query):
    app = beside(normal(150, 4), normal(150, 4, seed=1), **query)
    assert app.slider(key="common").value == 10
    assert app.select_slider(key="shared").value == 150
    assert app.toggle(key="unit").value is True
    assert app.selectbox(key="with").value == "file:b.parquet"


def test_a_source_that_is_gone_gives_way_to_the_first_other(beside):
    app = beside(normal(20, 4), normal(20, 4, seed=1), **{"with": "file:gone.vec"})
    assert app.selectbox(key="with").value == "glove-6b-50d"
