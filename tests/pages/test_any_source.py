"""Every page on embeddings that are unlike GloVe: few words, few dimensions, zeros, extreme numbers, strange words."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.formats.save import save
from embedviz.geometry.expression import quote
from embedviz.geometry.framing import framing
from embedviz.ui.scene.paint import UNKNOWN
from tests.pages.odd import CLASSES, MATRICES, STRANGE, every, exhaustive, one_of_each, representatives
from tests.pages.settled import settle
from tests.scenes import scene_of, scenes_of

PAGES = [
    "home", "one_hot", "rank", "independence", "orthogonality", "distance", "polysemy", "claims", "space", "compare",
    "library",
]  # fmt: skip
LESSONS = PAGES[:8]
WIDEST, MANY_WORDS = 65_536, 30
MOST_SENT = 4_000_000  # bytes of charts
# Pages that tests of their own below open on most of the matrices, or that hardly look at the vectors: each is opened
# on one of each class, and the next page on the next one.
SPARED = ["home", "rank", "independence", "orthogonality", "space", "polysemy", "library"]


def opened() -> list[object]:
    """The pages and the matrices that each is opened on: in the short suite two classes each, and each class twice."""
    short = [
        (page, names[i % len(names)])
        for i, page in enumerate(PAGES)
        for j, names in enumerate(CLASSES)
        if (j - i) % len(CLASSES) in (0, 3)
    ]
    some = [(page, names[i % len(names)]) for i, page in enumerate(SPARED) for names in CLASSES]
    others = [*some, *((page, name) for page in PAGES if page not in SPARED for name in MATRICES)]
    return [*short, *(exhaustive(*case) for case in others if case not in short)]


def but(*names: str) -> list[str]:
    """All matrices but some."""
    return [name for name in MATRICES if name not in names]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All of them as files of a data folder, read once."""
    root = tmp_path_factory.mktemp("odd")
    (root / "data").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDVIZ_CACHE", str(root / "cache"))
        for name, matrix in MATRICES.items():
            path = root / "data" / f"{name}.parquet"
            words = STRANGE if name == "strange" else [f"w{i}" for i in range(len(matrix))]
            save(ev.Embedding(name, words, matrix), path)
            ev.load(path)
    return root


@pytest.fixture(autouse=True)
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Those files instead of the empty folder of other pages' tests."""
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder / "data"))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(folder / "cache"))
    return folder / "data"


# A count of one with a plural: "1 words"; "more than n = 1 words" is none.
FOLDS = [f"{name}-table" for name in ("angles", "lists", "rotated", "unit", "witness", "words")]
ONE_OF_MANY = re.compile(
    r"(?<![\d,.])(?<!= )\*{0,2}\b1\*{0,2} "
    r"(words|dimensions|pairs|rows|coordinates|vectors|directions|occurrences|sentences|planes|values exceed)\b"
)


@pytest.fixture
def look(open_page: Callable[..., AppTest], written: Callable[[AppTest], str]) -> Callable[..., AppTest]:
    """Open a page on one of the embeddings; nothing may go wrong there, and nothing may be said that is no number."""

    def start(page: str, name: str, **query: str) -> AppTest:
        app = open_page(page, unfolded=FOLDS, source=f"file:{name}.parquet", **{"more": "all"} | query)
        assert app.sidebar.selectbox(key="source").value == f"file:{name}.parquet"
        assert not app.error
        assert not re.search(r"\b(nan|inf|None)\b", written(app))
        said = written(app)
        found = ONE_OF_MANY.search(said)
        assert found is None, said[max(0, found.start() - 80) : found.end() + 40]
        return app

    return start


def stored(name: str) -> np.ndarray:
    """The numbers as an embedding holds them, in float64."""
    return MATRICES[name].astype(np.float32).astype(np.float64)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def test_every_matrix_has_its_class():
    assert sorted(MATRICES) == sorted(name for names in CLASSES for name in names)


@pytest.mark.parametrize(("page", "name"), opened())
def test_every_page_opens_and_keeps_its_shape(look, written, page, name):
    app = settle(look(page, name))
    assert written(app)
    assert app.title
    if page in LESSONS:
        assert app.get("page_link"), "no next lesson"
        assert app.subheader or app.info or app.warning, "no verdict, and not why there is none"


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", PAGES)
def test_every_page_takes_as_many_dimensions_as_a_file_may_have(look, written, data, page):
    path = data / "widest.parquet"
    if not path.exists():
        widest = np.random.default_rng(0).standard_normal((MANY_WORDS, WIDEST)).astype(np.float32)
        save(ev.Embedding("widest", [f"w{i}" for i in range(MANY_WORDS)], widest), path)
    app = settle(look(page, "widest"))
    text = written(app)
    assert sum(len(chart.proto.spec) for chart in app.get("plotly_chart")) < MOST_SENT
    if page in ("home", "rank"):
        assert f"{MANY_WORDS} = m" in text
    if page in LESSONS:
        assert "65,536" in text or page in ("one_hot", "polysemy", "distance")


@pytest.mark.parametrize("name", one_of_each(MATRICES))
def test_home_has_the_numbers_of_numpy(look, metrics, name):
    app = look("home", name)
    m, n, rank, effective = metrics(app)
    values = np.linalg.svd(stored(name), compute_uv=False)
    shares = values[values > 0] / values.sum() if values.any() else np.ones(0)
    entropy = -(shares * np.log(shares)).sum()
    assert (m, n) == tuple(f"{size:,}" for size in MATRICES[name].shape)
    assert rank == f"{np.linalg.matrix_rank(stored(name)):,}"
    full = np.linalg.matrix_rank(stored(name)) == min(MATRICES[name].shape)
    assert app.subheader[0].value.startswith("Yes" if full else "No")
    assert float(effective) == pytest.approx(np.exp(entropy) if len(shares) else 0, abs=0.051)


@pytest.mark.parametrize(
    "name",
    one_of_each(["one", "two", "three_wide", "zeros", "same", "integers", "huge", "tiny", "thirty"], turn=1),
)
def test_the_rank_grows_as_numpy_says(look, figure, name):
    ranks = figure(look("rank", name), "growth")["data"][0]["y"]
    assert list(ranks) == [np.linalg.matrix_rank(stored(name)[: k + 1]) for k in range(len(ranks))]


@pytest.mark.parametrize("name", one_of_each(but("many_words", "many_dimensions"), turn=1))
def test_what_is_said_of_float32_is_what_numpy_says(look, written, name):
    text = written(look("rank", name))
    single, double = (np.linalg.matrix_rank(stored(name).astype(dtype)) for dtype in (np.float32, np.float64))
    if single == double:
        assert f"both say **{double}**" in text
    else:
        assert f"says **{single}** where float64 says **{double}**" in text
    assert "good" not in text or single < double


def test_the_rank_that_rounding_made_is_told_from_the_rank_of_the_data(look, written):
    for page in ("home", "rank"):
        text = written(look(page, "deficient"))
        assert "Yes: full column rank, 20 = n." in text
        assert "17 lie below" in text
        assert "without them the rank is 3" in text
    assert "lie below" not in written(look("rank", "thirty"))


@pytest.mark.parametrize("name", [exhaustive("thirty"), "deficient", exhaustive("three_wide")])
def test_numpy_is_asked_and_says_what_it_says(look, name):
    app = look("rank", name)
    (button,) = (button for button in app.main.button if "NumPy" in button.label)
    button.click()
    ranks = [np.linalg.matrix_rank(stored(name).astype(dtype)) for dtype in (np.float32, np.float64)]
    assert [int(line.split("# ")[1]) for line in run(app).code[0].value.splitlines()] == ranks


@pytest.mark.parametrize("name", every(2, ["two", "three_wide", "thirty", "huge", "many_words", "tiny"]))
def test_low_rank_neighbors_are_those_of_brute_force(look, name):
    vectors = stored(name) / np.abs(stored(name)).max()
    _left, values, right = np.linalg.svd(vectors, full_matrices=False)
    table = look("rank", name, more="low-rank", k="1" if len(values) > 1 else "").dataframe[-1].value
    first = len(values) > 1
    for column, reduced in ((0, vectors), (2, vectors @ right[:1].T @ right[:1] if first else vectors)):
        cosines = reduced @ reduced[0] / np.linalg.norm(reduced, axis=1) / np.linalg.norm(reduced[0])
        expected = np.sort(cosines[1:])[::-1][: len(table)]
        np.testing.assert_allclose(table.iloc[:, column + 1], expected, atol=6e-4)


def test_a_word_without_others_has_no_neighbors_and_that_is_said(look):
    for name in ("one", "one_zero", "two_one_zero"):
        assert look("rank", name, more="low-rank").warning or name == "one_zero"
        app = look("space", name, q="w0")
        assert app.warning
        assert "0 neighbors" not in app.warning[0].value


@pytest.mark.parametrize(("method", "name"), [
    (method, name) if name in representatives(but("many_words", "many_dimensions"), turn) else exhaustive(method, name)
    for turn, method in enumerate(["pca", "axes", "random"])
    for name in but("many_words", "many_dimensions")
])  # fmt: skip
def test_the_picture_has_three_axes_and_a_point_a_word(look, method, name):
    app = look("space", name, method=method)
    if method == "axes" and not stored(name).any():
        assert app.info
        assert not scenes_of(app)
        return
    scene = scene_of(app, "space")
    assert scene.places.shape == (len(MATRICES[name]), 3)
    assert UNKNOWN not in scene.codes
    if method != "axes":
        vectors = stored(name)
        points = ev.project(vectors, method, min(3, *vectors.shape)).in_axes(3).coordinates
        steps = framing(points).steps(points).astype(int)
        assert np.abs(scene.places.astype(int) - steps).max() <= 1


@pytest.mark.parametrize(("name", "color"), [
    (name, color) if i % 2 == 0 and (i + j) % 3 == 0 else exhaustive(name, color)
    for i, name in enumerate(["strange", "thirty", "some_zeros", "huge", "mixed", "many_words", "tiny", "far"])
    for j, color in enumerate(["cluster", "error", "similarity"])
])  # fmt: skip
def test_neighbors_are_those_of_brute_force_in_every_color(look, name, color):
    words = STRANGE if name == "strange" else [f"w{i}" for i in range(len(MATRICES[name]))]
    app = look("space", name, q=quote(words[-1]), color=color)
    cosine, euclidean = (app.main.dataframe[i].value.iloc[:, 1].to_numpy(dtype=float) for i in (0, 1))
    vectors = stored(name)
    lengths = np.linalg.norm(vectors, axis=1)
    directed = np.flatnonzero(lengths[:-1])
    cosines = vectors[directed] @ (vectors[-1] / lengths[-1]) / lengths[directed]
    np.testing.assert_allclose(cosine, np.sort(cosines)[::-1][:10], atol=6e-4)
    distances = np.sort(np.linalg.norm(vectors[:-1] - vectors[-1], axis=1))[:10]
    np.testing.assert_allclose(euclidean, distances, atol=6e-4, rtol=1e-6)
    assert scene_of(app, "space").labeled[0] == words[-1]


def test_few_points_are_judged_by_smaller_neighborhoods(look, metrics):
    app = look("space", "thirty")
    judged = ev.faithfulness(stored("thirty"), ev.project(stored("thirty")).coordinates, k=14)
    assert metrics(app)[2:] == [f"{judged.mean_kept:.1%}", f"{judged.trustworthiness:.3f}"]
    assert any("14 nearest" in metric.label for metric in app.metric)
    assert "fewer than three words" in look("space", "two").markdown[-1].value


@pytest.mark.parametrize("name", ["zeros", exhaustive("same")])
def test_equal_vectors_have_no_neighborhoods_that_a_picture_could_keep(look, written, name):
    app = look("space", name)
    assert "one and the same vector: there are no neighborhoods" in written(app)
    assert not any("neighbors kept" in metric.label for metric in app.metric)


@pytest.mark.parametrize(("page", "name", "invites"), [
    ("rank", "zeros", False), ("rank", "line", False), ("rank", "same", True),
    ("one_hot", "one", False), ("one_hot", "thirty", True),
    ("independence", "two", False), ("independence", "thirty", True),
    ("distance", "two", False), ("distance", "thirty", True),
    ("orthogonality", "line", False), ("orthogonality", "thirty", True),
])  # fmt: skip
def test_nobody_is_invited_to_try_what_the_source_cannot_show(look, written, page, name, invites):
    said = written(look(page, name, more=""))
    assert ("**Try it.**" in said) == invites
    assert "cat dog" not in said


@pytest.mark.parametrize("name", ["one", "line", exhaustive("one_wide"), exhaustive("one_zero")])
def test_a_single_singular_value_is_the_only_one(look, written, name):
    (value,) = np.linalg.svd(stored(name), compute_uv=False)
    said = written(look("rank", name, more=""))
    assert f"only singular value, {value:.4g}]" in said
    assert ("does not exceed" in said) == (value == 0)


def test_zero_vectors_are_said_to_have_no_color_and_no_point(look, figure):
    app = look("one_hot", "zeros", more="")
    notes = [note["text"] for key in ("rows", "pairs-dense") for note in figure(app, key)["layout"]["annotations"]]
    assert notes == ["every coordinate is 0", "no cosines: every vector is zero"]
    names = [trace["name"] for trace in figure(look("independence", "zeros", more=""), "small")["data"]]
    assert names == ["counts as zero (5 not drawn: 0, or below 10⁻²⁰ of σ₁)"]


@pytest.mark.parametrize(("name", "expected"), [
    ("one", ["One word has no angle", "there is no pair", "here all are equal"]),
    ("two_one_zero", ["there is no angle", "there is no pair"]),
    ("line", ["0° or 180°", "there is nothing to rotate"]),
    ("zeros", ["there is no angle", "there is no pair", "here all are equal"]),
    ("same", ["Nothing but rounding is left", "here all are equal"]),
    ("many_dimensions", ["takes too long to draw", "no basis to compare with"]),
])  # fmt: skip
def test_what_has_no_angles_or_no_axes_is_told_why(look, written, name, expected):
    text = written(look("orthogonality", name))
    assert all(sentence in text for sentence in expected)


@pytest.mark.parametrize("name", ["far", "line", *map(exhaustive, but("many_words", "three_wide", "far", "line"))])
def test_axes_are_sought_on_any_vectors(look, name):
    app = look("orthogonality", name)
    for label in ("Find the axes by varimax", "Find the axes by ICA"):
        for button in [button for button in app.main.button if button.label == label]:
            button.click()
            settle(run(app))
    # Where rounding to float32 has left nothing that differs, there is nothing to whiten.
    assert [error.value for error in app.error if "equal up to the rounding" not in error.value] == []
    assert bool(app.error) == (name == "far")


@pytest.mark.parametrize(("name", "expected"), [
    ("one", ["a single nonzero vector always is", "2 words are needed; the vocabulary has 1", "no other word"]),
    ("one_zero", ["rank 0 of 1", "vector of “w0” is zero", "nothing to make a basis of", "nothing to combine"]),
    ("two_one_zero", ["rank 1 of 2", "“w0” has no component in their span", "“w0” is zero: no words are needed"]),
    ("three_wide", ["rank 3 of 3", "501 words are needed; the vocabulary has 3", "They span 3 of 500 dimensions"]),
    ("line", ["rank 1 of 12", "More than n = 1 words always are", "a space of 11 dimensions, k − rank"]),
    ("zeros", ["rank 0 of 12", "is zero up to the tolerance", "holds every word of the vocabulary"]),
    ("same", ["rank 1 of 12", "They span 1 of 4 dimensions", "w0 ≈ 1.00·w1"]),
    ("deficient", ["rank 12 of 12", "without them the rank is 3"]),
    ("many_dimensions", ["5,001 words are needed; the vocabulary has 60", "They span 60 of 5,000 dimensions"]),
])  # fmt: skip
def test_what_has_no_witness_no_basis_or_no_other_word_is_told_why(look, written, as_read, name, expected):
    text = as_read(written(look("independence", name)))
    assert all(sentence in text for sentence in expected)


@pytest.mark.parametrize("name", one_of_each(name for name in MATRICES if 1 < len(MATRICES[name]) < 1_000))
def test_a_few_words_have_the_rank_that_numpy_says(look, written, name):
    rank = np.linalg.matrix_rank(stored(name)[:12])
    assert f"rank {rank} of {min(12, len(MATRICES[name]))}" in written(look("independence", name))


def test_very_many_dimensions_have_a_sentence_for_their_witness(look, written, data):
    wide = np.random.default_rng(0).standard_normal((1_100, 1_050))
    save(ev.Embedding("wide", [f"w{i}" for i in range(len(wide))], wide), data / "wide.parquet")
    ev.load(data / "wide.parquet")
    assert "Any 1,051 words are dependent here, by the count alone" in written(look("independence", "wide", more=""))


def test_a_curved_picture_of_too_few_words_is_not_offered(look):
    app = look("space", "thirty", method="pacmap")
    assert "at least 50 words" in app.info[0].value
    assert not [button for button in app.main.button if button.key == "start_job"]


@pytest.mark.parametrize("word", every(3, STRANGE))
def test_every_word_can_be_asked_for_and_is_shown_as_it_is(look, as_read, word):
    app = look("rank", "strange", word=quote(word))
    line = " ".join(word.splitlines())
    expected = line if len(line) <= 60 else line[:60] + "…"
    assert any(f"“{expected}”" in as_read(text.value) for text in app.markdown)


@pytest.mark.parametrize("start", range(0, len(STRANGE), 12))
def test_every_word_can_be_one_of_a_handful(look, start):
    words = STRANGE[start : start + 12]
    table = look("one_hot", "strange", words=" ".join(map(quote, words))).dataframe[0].value
    assert table.iloc[:, 0].tolist() == words


def test_zero_vectors_have_no_cosine_and_a_determinant_of_zero(look, written):
    text = written(look("one_hot", "zeros"))
    assert "Rank **0 of 6**, Gram determinant **0**. Every distance is **0**." in text
    assert "no cosine" in text


AS_WRITTEN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@pytest.mark.parametrize(("name", "words"), [("thirty", "w0 w1 w2"), ("tiny", "w0 w1"), ("huge", "w0 w1 w2")])
def test_the_gram_determinant_is_that_of_numpy(look, written, name, words):
    found = written(look("one_hot", name, words=words))
    vectors = stored(name)[: len(words.split())]
    sign, log = np.linalg.slogdet(vectors / np.abs(vectors).max() @ (vectors / np.abs(vectors).max()).T)
    expected = log / np.log(10) + 2 * len(vectors) * np.log10(np.abs(vectors).max())
    shown = re.findall(r"determinant \*\*([^*]+)\*\*", found)[1]
    assert sign == 1
    number, _times, power = shown.partition("·10")
    shown_log = np.log10(float(number)) + int(power.translate(AS_WRITTEN) or 0)
    assert shown_log == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    "name", every(2, ["two", "three_wide", "some_zeros", "thirty", "huge", "many_words", "strange", "tiny"])
)
def test_lists_by_three_metrics_are_those_of_brute_force(look, name):
    words = STRANGE if name == "strange" else [f"w{i}" for i in range(len(MATRICES[name]))]
    table = look("distance", name, word=quote(words[-1])).dataframe[0].value
    vectors = stored(name)
    lengths = np.linalg.norm(vectors, axis=1)
    directed = np.flatnonzero(lengths[:-1])  # a zero vector has no cosine, but a distance and a product
    products = vectors[:-1] @ vectors[-1]
    distances = np.linalg.norm(vectors[:-1] - vectors[-1], axis=1)
    for column, far in ((3, -products[directed] / lengths[directed] / lengths[-1]), (5, distances), (7, -products)):
        listed = table[table.iloc[:, column + 1] <= 10].iloc[:, column].to_numpy(dtype=float)
        np.testing.assert_allclose(np.sort(np.abs(listed)), np.sort(np.abs(np.sort(far)[:10])), rtol=1e-9)


@pytest.mark.parametrize("name", ["one", "one_zero", "two_one_zero", "zeros"])
def test_without_neighbors_or_directions_every_metric_says_so(look, written, name):
    app = look("distance", name)
    assert (
        "no other word has a nonzero vector" in app.warning[0].value or "query vector is zero" in app.warning[0].value
    )
    assert "at least three words" in written(app)
    assert [chart.proto.id.endswith("-norms") for chart in app.get("plotly_chart")] == [True]


def test_of_equal_vectors_no_metric_tells_one_from_another(look, written):
    text = written(look("distance", "same"))
    assert "all three list the same nearest words" in text
    assert "equally long" in text
    assert "there are no hubs" in text


def test_what_was_set_for_one_source_gives_way_where_another_is_smaller(look, metrics):
    app = look("rank", "many_dimensions", more=["ranks", "low-rank"])
    app.slider(key="k").set_value(55)
    app.select_slider(key="first").set_value(50)
    run(app).selectbox(key="source").set_value("file:two.parquet")
    assert metrics(run(app))[0] == "2"
    assert any(text.value.startswith("Rank 2 keeps **100.0%**") for text in app.markdown)
