import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from embedviz.ui.widgets import tables
from embedviz.ui.widgets.columns import column_of
from embedviz.ui.widgets.tables import _needs_powers, common_formats, number_format, written


@pytest.mark.parametrize(("values", "expected"), [
    pytest.param([1657, 3], "%,d", id="counts"),
    pytest.param([np.int64(400_000), None], "%,d", id="counts of NumPy, one of them missing"),
    pytest.param([0.87, 0.8, 0.797], "%,.3f", id="cosines"),
    pytest.param([1.0, 1.0], "%,.3f", id="cosines that are all 1"),
    pytest.param([0.0, 0.0], "%,.3f", id="zeros"),
    pytest.param([np.float32(4.944), 5.16], "%,.3f", id="norms"),
    pytest.param([14.12, 270.1, 54.33], "%,.2f", id="lengths of tens"),
    pytest.param([1072.96, 5967.8], "%,.0f", id="thousands"),
    pytest.param([0.0119, 0.0025, float("nan")], "%,.5f", id="gradients"),
    pytest.param(["a", "b"], None, id="words"),
    pytest.param([True, False], None, id="truths"),
    pytest.param([np.True_], None, id="truths of NumPy"),
    pytest.param([0.5, "–"], None, id="numbers and a dash"),
    pytest.param([None], None, id="nothing"),
    pytest.param([], None, id="no row"),
])  # fmt: skip
def test_a_column_has_one_format(values, expected):
    assert number_format(values) == expected


@pytest.mark.parametrize(("values", "expected"), [
    pytest.param([0.4, 3.6e-16], True, id="a residual of rounding"),
    pytest.param([2e-30, 3e-30], True, id="tiny vectors"),
    pytest.param([1e30, 2.0], True, id="huge vectors"),
    pytest.param([0.4, 0.002, 0.0], False, id="shares"),
    pytest.param([10**12, 1], False, id="counts"),
    pytest.param(["1e-9"], False, id="texts"),
])  # fmt: skip
def test_what_decimals_would_hide_is_written_with_powers(values, expected):
    assert _needs_powers(column_of(values)) == expected


@pytest.mark.parametrize(("value", "expected"), [
    (9.5e-8, "9.5·10⁻⁸"), (-2e-16, "−2.0·10⁻¹⁶"), (0.25, "0.250"), (0.0, "0"), (-1234.5, "−1,234.500"),
    (3e30, "3.0·10³⁰"), (None, "–"), (float("nan"), "–"),
])  # fmt: skip
def test_small_and_large_numbers_of_a_column(value, expected):
    assert written(value, 3) == expected


def test_tables_beside_each_other_have_one_format_a_quantity():
    best, worst = {"word": ["a"], "cosine": [0.875], "place": [1]}, {"word": ["b"], "cosine": [0.0212], "place": [20]}
    assert number_format(worst["cosine"]) != number_format(best["cosine"])
    assert common_formats(best, worst) == {"cosine": "%,.3f", "place": "%,d"}
    assert common_formats({"residual": [1e-9]}, {"residual": [0.4]}) == {}  # the first is written with powers


def test_no_page_draws_a_table_without_its_formats():
    root = Path(tables.__file__).parents[3]
    drawn = [*root.glob("embedviz/ui/**/*.py"), *root.glob("pages/**/*.py")]
    assert [path.name for path in drawn if ".dataframe(" in path.read_text(encoding="utf-8")] == ["tables.py"]


def page() -> None:
    from embedviz.ui.widgets.tables import draw_table

    draw_table(
        {"word": ["a", "b"], "p": ["10⁻¹⁵", "30%"], "year": [1999, 2000], "s": [0.5, 0.25]}, formats={"year": "%d"}
    )
    draw_table({"residual": [0.5, 9.5e-8, None], "rank": [1657, 2**53 + 1, 3], "word": ["a\\ud800", "b", ""]})


def test_a_table_says_all_that_to_the_browser():
    app = AppTest.from_function(page).run()
    assert not app.exception
    plain, powers = app.dataframe
    settings = json.loads(plain.proto.columns)
    assert settings["p"]["alignment"] == "right"
    assert {name: settings[name]["type_config"]["format"] for name in ("year", "s")} == {"year": "%d", "s": "%,.3f"}
    assert "word" not in settings
    assert settings["_index"] == {"hidden": True}
    assert plain.value.to_dict("list") == {
        "word": ["a", "b"], "p": ["10⁻¹⁵", "30%"], "year": [1999, 2000], "s": [0.5, 0.25]
    }  # fmt: skip
    assert pa.ipc.open_stream(plain.proto.arrow_data.data).schema.metadata is None  # it never was of pandas
    assert "format" not in json.loads(powers.proto.columns)["residual"]["type_config"]
    assert powers.proto.arrow_data.HasField("styler")
    shown = app.dataframe[1].proto.arrow_data.styler.display_values
    assert "9.5·10⁻⁸".encode() in shown
    assert powers.value["residual"][1] == 9.5e-8  # what is sorted and saved
    assert powers.value["rank"][1] == 2**53 + 1
