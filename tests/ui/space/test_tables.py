import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.space.points import Points, answer
from embedviz.ui.space.tables import answer_columns, coordinate_columns, neighbor_table


@pytest.fixture(scope="module")
def bank(glove):
    return answer(glove, ev.parse("bank"), 10)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_a_table_has_the_words_their_scores_and_their_ranks(glove, bank, metric):
    near = bank.by[metric]
    words, scores, ranks = neighbor_table(near, metric, glove).values()
    assert tuple(words) == near.words
    np.testing.assert_allclose(scores, near.scores, atol=5.1e-4)
    assert list(ranks) == [glove.index(word) + 1 for word in near.words]


def test_the_two_metrics_have_headers_of_their_own(glove, bank):
    cosine, euclidean = (list(neighbor_table(near, metric, glove)) for metric, near in bank.by.items())
    assert cosine != euclidean


def test_all_metrics_stand_side_by_side_in_one_file(glove, bank):
    tables = {metric: neighbor_table(near, metric, glove) for metric, near in bank.by.items()}
    columns = answer_columns(tables)
    assert list(columns.values()) == [list(column) for table in tables.values() for column in table.values()]
    assert [header.partition(":")[0] for header in columns] == ["cosine"] * 3 + ["euclidean"] * 3


@pytest.mark.parametrize("axes", [2, 3])
def test_coordinates_are_those_of_the_points_a_column_an_axis(named, axes):
    coordinates = np.random.default_rng(0).standard_normal((4, axes)).astype(np.float32)
    words, *columns = coordinate_columns(Points("abcd", named(np.eye(4)), coordinates)).values()
    assert words == ["w0", "w1", "w2", "w3"]
    np.testing.assert_array_equal(np.column_stack(columns), coordinates)


def page(drawn, answered, k) -> None:
    from embedviz.ui.space.tables import looks_close

    looks_close(drawn, answered, k)


def show(drawn, answered, k) -> AppTest:
    app = AppTest.from_function(page, kwargs={"drawn": drawn, "answered": answered, "k": k}).run()
    assert not app.exception
    return app


# Seven words on a line; the picture moves the last, truly the farthest, beside the first.
LINE = ev.Embedding("line", list("abcdefg"), np.array([[1.0], [2], [3], [4.5], [6], [8], [90]]))
PICTURE = Points("moved", LINE, np.float32([[1], [2], [3], [4.5], [6], [8], [1.1]]))


def test_what_looks_closest_is_told_from_what_is():
    app = show(PICTURE, answer(LINE, ev.parse("a"), 3), 3)
    table = app.dataframe[0].value
    assert table.iloc[:, 0].tolist() == ["g", "b", "c"]
    assert table.iloc[:, 1].tolist() == [6, 1, 2]
    assert "**2**" in app.caption[0].value


@pytest.mark.parametrize(("drawn", "query"), [(PICTURE, "a + b"), (None, "a")])
def test_without_a_word_or_a_picture_nothing_looks_close(drawn, query):
    app = show(drawn, answer(LINE, ev.parse(query), 3), 3)
    assert not app.dataframe
    assert app.info


def test_a_list_that_is_shorter_ends_in_empty_fields(toy):
    # nowhere is a zero vector: it has a distance to east, but no cosine.
    found = answer(toy, ev.parse("east"), 10)
    columns = answer_columns({metric: neighbor_table(near, metric, toy) for metric, near in found.by.items()})
    assert {len(column) for column in columns.values()} == {5}
    by_cosine, *_scores_and_ranks = columns.values()
    assert by_cosine == ["diagonal", "northeast", "north", "west", ""]
