import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.algebra.basis import word_basis
from embedviz.algebra.combination import sparse_combination
from embedviz.algebra.draw import filled_up
from embedviz.algebra.subspace import span_distances

FOLDS = ["words-table", "witness-table"]
DEFAULT = ["king", "man", "woman", "queen"]


def table_with(app: AppTest, column: str):
    (table,) = (table.value for table in app.dataframe if column in table.value.columns)
    return table


@pytest.fixture
def page(open_page) -> AppTest:
    return open_page("independence", unfolded=FOLDS, more="all")


@pytest.fixture
def dependent(open_page, data) -> AppTest:
    """The page on four vectors in three dimensions of which the third is twice the first."""
    vectors = np.array([[1.0, 0, 0], [0, 1, 0], [2, 0, 0], [0, 0, 3], [1, 1, 1]])
    ev.save(ev.Embedding("few", ["*a*", "b", "c", "d", "e"], vectors), data / "few.parquet")
    ev.load(data / "few.parquet")
    return open_page("independence", unfolded=FOLDS, source="file:few.parquet", chosen="*a* b c")


def test_each_question_has_its_section(page):
    assert [header.value for header in page.header] == [
        "One word too many",
        "More",
    ]
    assert [panel.label for panel in page.expander if panel.label.endswith(("readable combination", "few words"))] == [
        "A basis made of words, and a readable combination", "The span of a few words",
    ]  # fmt: skip
    assert len(page.get("plotly_chart")) == 5
    assert {button.key for button in page.main.get("download_button")} >= {
        "download_independence.csv", "download_witness.csv", "download_coordinates.csv", "download_combination.csv",
        "download_span-distances.csv",
    }  # fmt: skip


def test_four_words_are_independent(page, written, figure, glove):
    values = np.linalg.svd(glove.rows(DEFAULT).astype(np.float64), compute_uv=False)
    np.testing.assert_allclose(figure(page, "small")["data"][0]["y"], values)
    assert "**Independent:** rank 4 of 4" in written(page)
    assert f"σ = {values[-1]:.4g}" in written(page)
    np.testing.assert_allclose(
        table_with(page, "share outside those before").iloc[:, 1], ev.rank_growth(glove.rows(DEFAULT)).novelty
    )


def test_a_dependence_is_shown_with_its_witness(dependent, written, as_read, figure):
    text = as_read(written(dependent))
    assert "**Dependent:** rank 2 of 3" in text
    assert re.search(r"\*\*0\.89·\*a\* − 0\.45·c = 0\*\*, residual (0|\de-1\d)", text)
    assert "*a* = 0.50·c" in text
    drawn = figure(dependent, "witness")["data"][0]
    assert drawn["x"] == pytest.approx(np.array([2, -1, 0]) / np.sqrt(5), abs=1e-12)
    assert list(drawn["customdata"][:2]) == ["*a*", "c"]
    assert table_with(dependent, "dependent on them").iloc[:, 2].tolist() == [False, False, True]
    assert table_with(dependent, "dependent on them")["solved for the largest"].tolist() == pytest.approx([0, 0, 0.5])


def test_those_that_take_no_part_in_one_word_too_many_are_told(dependent, written):
    assert "Look at the bars: 2 of 4 have height zero" in written(dependent)


def test_a_word_typed_twice_is_taken_once_and_that_is_said(open_page, written):
    text = written(open_page("independence", chosen="king king man"))
    assert "“king” is used once" in text
    assert "1.00·king − 1.00·king = 0" in text
    assert "rank 2 of 2" in text


@pytest.mark.parametrize(("count", "seed"), [("4", "0"), ("12", "5")])
def test_words_are_drawn_by_chance(open_page, glove, count, seed):
    app = open_page("independence", unfolded=FOLDS, pick="chance", count=count, seed=seed)
    expected = filled_up(glove, (), count=int(count), seed=int(seed))
    assert table_with(app, "share outside those before")["word"].tolist() == expected


@pytest.mark.parametrize("seed", [0, 8])
def test_51_words_have_the_witness_of_the_library(open_page, glove, figure, written, seed):
    app = open_page("independence", unfolded=FOLDS, fill=str(seed))
    words = filled_up(glove, DEFAULT, count=51, seed=seed)
    found = ev.dependence(glove.rows(words))
    drawn = figure(app, "surplus")["data"][0]
    np.testing.assert_allclose(drawn["y"], found.coefficients[found.terms], atol=1e-12)
    assert list(drawn["customdata"]) == [words[i] for i in found.terms]
    table = app.dataframe[1].value
    assert table["word"].tolist() == words
    witness = table["coefficient of the witness"].to_numpy()
    assert np.linalg.norm(witness @ glove.rows(words)) < 1e-10 * np.linalg.norm(glove.rows(words))
    assert "4 chosen above, 47 added at random" in written(app)
    assert "there is none. Leave out any one word, and the rest are independent" in written(app)


def test_the_basis_is_that_of_the_first_5000_words(page, glove, figure, written):
    basis = word_basis(glove.vectors[:5_000])
    text = written(page)
    assert f"selects **50** ({', '.join(glove.words[int(i)] for i in basis.positions[:6])}, …)" in text
    assert f"**κ = {basis.condition_number:.2f}**" in text
    exact = basis.coordinates(glove["paris"])
    np.testing.assert_allclose(figure(page, "coordinates")["data"][0]["y"], exact.coefficients[exact.order])
    assert f"of 50 coordinates {exact.negative} are negative" in text
    table = table_with(page, "coordinate")
    np.testing.assert_array_equal(table["frequency rank"], basis.positions + 1)
    np.testing.assert_allclose(table["coordinate"], exact.coefficients)


@pytest.mark.parametrize("word", ["queen", "physics", "zzz"])
def test_a_word_is_written_by_few_of_its_neighbors(open_page, glove, written, word):
    app = open_page("independence", expressed=word, terms="4")
    near = ev.neighbors(glove.top(20_000), glove[word], 100, exclude=[word] if glove.index(word) < 20_000 else [])
    found = sparse_combination(glove.vectors[near.positions], glove[word], terms=4)
    table = table_with(app, "coefficient")
    assert table["word"].tolist() == [near.words[int(i)] for i in found.positions[found.order]]
    np.testing.assert_allclose(table["coefficient"], found.coefficients[found.order])
    assert f"with an error of **{found.residual:.1%}**" in written(app)
    leading = word_basis(glove.vectors[:5_000]).leading(glove[word], 4)
    assert f"leaves an error of {leading.residual:.1%}" in written(app)


def test_a_word_of_the_basis_is_told_so(open_page, written):
    assert "“yen” is itself one of them" in written(open_page("independence", expressed="yen"))


@pytest.mark.parametrize("by", ["share", "distance"])
def test_the_words_nearest_to_a_span_are_those_of_the_library(open_page, glove, figure, written, by):
    words = ["one", "two"]
    app = open_page("independence", span=" ".join(words), by=by)
    found = span_distances(glove, glove.rows(words))
    own = [glove.index(word) for word in words]
    for column, rows in (("nearest", found.nearest(10, by, own)), ("farthest", found.farthest(10, by, own))):
        assert table_with(app, column)[column].tolist() == [glove.words[int(i)] for i in rows]
    np.testing.assert_array_equal(figure(app, "span-distances")["data"][0]["y"], found.histogram(by, own)[0])
    assert "dimension **2 of 50**" in written(app)


@pytest.mark.parametrize(
    "query",
    [
        {"pick": "nobody"},
        {"chosen": '"'},
        {"chosen": "zzzzqq"},
        {"fill": "-1"},
        {"fill": "abc"},
        {"terms": "99"},
        {"expressed": "king -"},
        {"expressed": "zzzzqq"},
        {"by": "x"},
        {"span": "zzzzqq"},
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, written, query):
    app = open_page("independence", more="span", **query)
    text = written(app)
    assert "rank 4 of 4" in text
    assert app.number_input(key="fill").value == 0
    assert "dimension **3 of 50**" in text
