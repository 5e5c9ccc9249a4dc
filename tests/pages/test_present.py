"""Every page in the present mode."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import PAGES, Open


def controls(app: AppTest) -> list[str]:
    found = [component.proto.component_name for component in app.get("bidi_component")]
    return [name for name in found if name == "embedviz.present"]


@pytest.mark.parametrize("page", PAGES)
def test_lessons_are_presented_and_the_other_pages_are_as_always(open_page: Open, page: str):
    app = open_page(page, present="1", step="2")
    assert len(controls(app)) == (page not in {"home", "library"})
    assert "embedviz_present" not in {button.key for button in app.button}


def test_a_lesson_offers_to_be_presented(open_page: Open):
    app = open_page("rank")
    assert not controls(app)
    app.button(key="embedviz_present").click().run()
    assert not app.exception
    assert controls(app)
