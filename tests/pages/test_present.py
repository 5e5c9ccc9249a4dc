"""Every page in the present mode."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from embedviz.ui.frame.lessons import lessons
from tests.pages.conftest import PAGES, Open


def controls(app: AppTest) -> list[dict]:
    found = [component.proto for component in app.get("bidi_component")]
    return [json.loads(proto.json) for proto in found if proto.component_name == "embedviz.present"]


@pytest.mark.parametrize("page", PAGES)
def test_lessons_are_presented_and_the_library_is_as_always(open_page: Open, small: str, page: str):
    app = open_page(page, source=small, present="1", step="2")
    assert len(controls(app)) == (page != "library")
    at, paths = controls(app)[0]["at"] if page != "library" else -1, [each.path for each in lessons()]
    assert at == (paths.index("" if page == "home" else page) if page in {*paths, "home"} else -1)
    if 0 <= at < len(paths) - 1:  # the arrow behind the last step follows the link with the next number
        onward = [link.proto for link in app.get("page_link") if "present" in link.proto.query_string][at + 1]
        assert (onward.page, onward.query_string) == (paths[at + 1], "present=1")
    assert "embedviz_present" not in {button.key for button in app.button}
    assert (app.query_params["present"], app.query_params["step"]) == ("1", "2")


def test_a_lesson_offers_to_be_presented_and_knows_its_place_in_the_lecture(open_page: Open):
    app = open_page("rank")
    assert not controls(app)
    app.button(key="embedviz_present").click().run()
    assert not app.exception
    assert app.query_params["present"] == "1"
    (data,) = controls(app)
    assert data["lessons"][data["at"]] == "Rank"
    ways = [link.proto for link in app.get("page_link") if "present" in link.proto.query_string]
    assert [way.page for way in ways[:-1]][1:4] == ["one_hot", "rank", "independence"]
    assert len(ways) == len(data["lessons"]) + 1
    assert (ways[-1].page, ways[-1].query_string) == ("one_hot", "present=1&step=last")
