import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from embedviz.ui.work.visitor import name_of


def test_all_tabs_of_a_browser_are_one_visitor_though_each_request_masks_the_token_anew():
    cookies = [generate_xsrf_token_string(bytes(range(16)), 1_700_000_000) for _ in range(2)]
    assert cookies[0] != cookies[1]
    assert name_of(cookies[0], "192.0.2.1", "tab 1") == name_of(cookies[1], "192.0.2.7", "tab 2")


def test_two_browsers_at_one_address_are_two_visitors():
    names = {name_of(generate_xsrf_token_string(), "192.0.2.1", "tab") for _ in range(2)}
    assert len(names) == 2


@pytest.mark.parametrize("cookie", [None, "", "2|x|y|z", "nonsense"])
def test_without_a_token_the_address_tells_and_else_the_tab(cookie):
    assert name_of(cookie, "192.0.2.1", "tab") == "192.0.2.1"
    assert name_of(cookie, None, "tab") == "tab"
