from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from streamlit.dataframe_util import convert_anything_to_pandas_df, convert_pandas_df_to_arrow_table

from embedviz.ui.widgets.columns import column_of

NAN = float("nan")


@pytest.mark.parametrize(("values", "kind", "expected"), [
    pytest.param([2**53 + 1, None], "int64", [2**53 + 1, None], id="counts that float64 does not hold"),
    pytest.param([np.int64(3), 4], "int64", [3, 4], id="counts of NumPy among others"),
    pytest.param([2**53 + 1, 0.5], "double", [2.0**53, 0.5], id="large counts among shares"),
    pytest.param([2**70, None], "double", [2.0**70, None], id="more than 64 bits"),
    pytest.param([2**2000, 1], "string", [str(2**2000), "1"], id="more than any float"),
    pytest.param([Fraction(1, 4), 2], "double", [0.25, 2.0], id="fractions"),
    pytest.param([np.float32(0.5), 2.5, NAN], "double", [0.5, 2.5, None], id="precisions"),
    pytest.param(np.arange(2, dtype=np.float32), "float", [0.0, 1.0], id="an array"),
    pytest.param([NAN, None], "double", [None, None], id="numbers that are all missing"),
    pytest.param([None], "null", [None], id="nothing"),
    pytest.param([], "null", [], id="no row"),
    pytest.param([True, None, np.False_], "bool", [True, None, False], id="truths"),
    pytest.param([True, 2], "string", ["True", "2"], id="a truth and a number"),
    pytest.param([0.5, "–", None, NAN], "string", ["0.5", "–", None, None], id="a number and a dash"),
    pytest.param(["a", "", None], "string", ["a", "", None], id="words"),
    pytest.param(["a\ud800", "b"], "string", ["a\\ud800", "b"], id="half of a surrogate pair"),
    pytest.param([{"a": 1}, None], "string", ["{'a': 1}", None], id="records"),
    pytest.param([(1, "a")], "string", ["(1, 'a')"], id="tuples of several kinds"),
    pytest.param([[1, 2], [3]], "list<item: int64>", [[1, 2], [3]], id="lists"),
    pytest.param([date(2020, 2, 29)], "date32[day]", [date(2020, 2, 29)], id="dates"),
])  # fmt: skip
def test_columns_keep_their_kind(values, kind, expected):
    column = column_of(values)
    assert (str(column.type), column.to_pylist()) == (kind, expected)


@pytest.mark.parametrize("values", [
    [1, 2], [0.5, 2], [0.5, None], [True, None], ["a", None], [0.5, "-"], [5, "-"], np.arange(3) / 2, ("a", "b"),
    range(3), [[1], [2, 3]], [date(2020, 1, 1), None], [np.True_], [float("inf"), 1.0], [b"a"],
], ids=repr)  # fmt: skip
def test_a_browser_gets_what_pandas_would_send(values):
    theirs = convert_pandas_df_to_arrow_table(convert_anything_to_pandas_df({"": values}))[""]
    ours = column_of(values)
    assert ours.to_pylist() == theirs.to_pylist()
    assert ours.type == (pa.string() if pa.types.is_large_string(theirs.type) else theirs.type)
