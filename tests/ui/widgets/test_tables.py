from embedviz.ui.widgets.tables import short_numbers


def test_only_columns_of_floats_are_shortened():
    assert list(short_numbers({"word": ["a"], "share": [2e-16], "rank": [3], "known": [True]})) == ["share"]
