import numpy as np
import pyarrow as pa

import embedviz as ev
from embedviz.ui.space.colors import coloring
from embedviz.ui.space.columns import MOST_GROUPS, column_coloring, column_names, notes_of
from embedviz.ui.space.picture import picture
from embedviz.ui.space.points import answer, cloud_of, points

COLUMNS = pa.table({
    "part": ["noun", "verb", "noun", None, "", "noun"], "count": [900_000, 10, 8, 6, None, 3],
    "weight": [0.5, -1.0, 2.0, float("nan"), 0.0, 1.0], "known": [True, False, True, True, None, False],
    "date": pa.array([0, 1, 2, 3, 4, 5], pa.date32()), "tags": [["a"], [], ["b"], None, ["a"], ["a"]],
})  # fmt: skip


def embedding(columns: pa.Table) -> ev.Embedding:
    m = columns.num_rows
    drawn = np.random.default_rng(0).standard_normal((m, 4))
    return ev.Embedding("told", [f"w{i}" for i in range(m)], drawn, columns=columns)


def colored(name: str, columns: pa.Table = COLUMNS):
    return column_coloring.__wrapped__("told", name, embedding(columns))


def test_numbers_are_a_scale_and_counts_are_drawn_by_their_logarithm():
    weight, count = colored("weight"), colored("count")
    assert (weight.scale, weight.title, count.title) == ("amount", "weight", "log₁₀ count")
    np.testing.assert_array_equal(weight.values, [0.5, -1, 2, np.nan, 0, 1])
    np.testing.assert_allclose(count.values, np.log10([900_000, 10, 8, 6, np.nan, 3]))


def test_all_else_is_in_groups_the_largest_first_and_what_is_empty_in_none():
    part = colored("part")
    assert (part.scale, part.names) == ("group", ["noun", "verb"])
    np.testing.assert_array_equal(part.values, [0, 1, 0, np.nan, np.nan, 0])
    assert colored("known").names == ["True", "False"]
    assert len(colored("date").names) == 6
    assert colored("tags").names[0] == "['a']"


def test_the_rarest_of_many_groups_have_one_color():
    many = colored("kind", pa.table({"kind": [f"k{i % 40}" for i in range(100)]}))
    assert len(many.names) == MOST_GROUPS
    assert np.isnan(many.values).sum() == 100 - 3 * 20 - 2 * 4


def test_points_are_colored_and_described_by_columns():
    told = embedding(COLUMNS)
    assert list(column_names(told)) == [f"column:{name}" for name in COLUMNS.column_names]
    assert notes_of(told)[0] == "part: noun · count: 900,000 · weight: 0.5 · known: True"
    assert notes_of(told)[3] == "count: 6 · weight: nan · known: True"
    found = picture(told, "pca", 4, 0)
    drawn = points(found, answer(told, ev.parse("w5"), 3))
    values = coloring("column:part", found, drawn, None).values
    assert len(values) == len(drawn)
    assert values[0] == 0
    assert len(cloud_of(found, drawn).notes) == 4
    assert notes_of(ev.Embedding("bare", ["a"], [[1.0]])) is None
