"""What components of our own are sent is JSON, whatever kinds of numbers it was made of."""

import json
from pathlib import Path

import numpy as np
import pytest

from embedviz.ui.widgets.component import as_json

UI = Path(__file__).parents[3] / "embedviz" / "ui"


def test_numbers_and_arrays_of_numpy_are_sent_as_numbers_and_lists():
    given = {
        "width": np.float32(1.5), "count": np.int64(3), "is": np.bool_(True), "text": np.str_("a"),
        "places": [np.array([[1.0, 2.0]]), (np.uint8(7), 2)], "none": None, "nested": {"deep": np.float64(0.1)},
    }  # fmt: skip
    expected = {
        "width": 1.5, "count": 3, "is": True, "text": "a", "places": [[[1.0, 2.0]], [7, 2]], "none": None,
        "nested": {"deep": 0.1},
    }  # fmt: skip
    assert json.loads(json.dumps(as_json(given), allow_nan=False)) == expected


@pytest.mark.parametrize(("given", "error", "message"), [
    pytest.param({"a": [{"b": {1, 2}}]}, TypeError, r"data\.a\[0\]\.b is a set", id="a set"),
    pytest.param({"a": {1: "b"}}, TypeError, r"data\.a is a dict", id="keys that are no text"),
    pytest.param({"a": Path("b")}, TypeError, r"data\.a is a \w*Path", id="a path"),
    pytest.param({"a": np.array([1, np.nan])}, ValueError, r"data\.a\[1\] is nan", id="NaN"),
    pytest.param({"a": float("inf")}, ValueError, r"data\.a is inf", id="infinite"),
])  # fmt: skip
def test_what_json_does_not_have_is_refused_with_its_place(given, error, message):
    with pytest.raises(error, match=message):
        as_json(given)


def test_every_component_goes_through_it():
    found = {path.name for path in UI.rglob("*.py") if "components.v2" in path.read_text(encoding="utf-8")}
    assert found == {"component.py"}
