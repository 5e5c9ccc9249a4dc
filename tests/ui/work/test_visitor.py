import pytest

from embedviz.ui.work.visitor import name_of, new_name


def test_all_tabs_of_a_browser_are_one_visitor_and_two_browsers_at_one_address_are_two():
    cookie = new_name()
    assert name_of(cookie, "192.0.2.1", "tab 1") == name_of(cookie, "192.0.2.7", "tab 2") == cookie
    assert name_of(new_name(), "192.0.2.1", "tab") != name_of(new_name(), "192.0.2.1", "tab")


@pytest.mark.parametrize("cookie", [None, "", "nonsense", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n"])
def test_without_a_name_the_address_tells_and_else_the_tab(cookie):
    assert name_of(cookie, "192.0.2.1", "tab") == "192.0.2.1"
    assert name_of(cookie, None, "tab") == "tab"
