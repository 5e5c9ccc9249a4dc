"""Panels that are opened when asked for."""

import pytest
from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st

    from embedviz.ui.widgets.controls import note_page
    from embedviz.ui.widgets.more import Panel, more

    note_page("lesson")

    def draw(name):
        def drawn():
            st.session_state.setdefault("drawn", []).append(name)
            st.text(name)

        return drawn

    st.session_state.drawn = []
    more(Panel("one", "First", draw("one"), keys=("k",)), Panel("two", "Second", draw("two"), keys=("seed",)))


def named(app: AppTest) -> list[str]:
    found = app.query_params.get("more", [])
    return [found] if isinstance(found, str) else found


def run(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("query", "drawn"),
    [
        ({}, []),
        ({"more": "two"}, ["two"]),
        ({"more": ["two", "one"]}, ["one", "two"]),
        ({"k": "3"}, ["one"]),
        ({"k": "3", "more": "two"}, ["one", "two"]),
        ({"more": "three"}, []),
    ],
    ids=["nothing", "by its name", "several", "by a control in it", "both", "unknown"],
)
def test_only_what_the_address_names_is_drawn_and_the_address_says_so(query, drawn):
    app = run(**query)
    assert app.session_state.drawn == drawn
    assert named(app) == drawn
    assert bool(app.toast) == (query.get("more") == "three")


def test_what_is_closed_leaves_the_address_with_its_controls():
    app = run(k="3")
    app.session_state["embedviz_more_one"] = False
    app.run()
    assert (app.session_state.drawn, dict(app.query_params)) == ([], {})


def test_a_panel_opened_by_hand_stands_in_the_address_and_another_address_is_followed():
    app = run()
    app.session_state["embedviz_more_two"] = True
    app.run()
    assert (app.session_state.drawn, named(app)) == (["two"], ["two"])
    app.query_params["more"] = "one"
    app.run()
    assert app.session_state.drawn == ["one"]


def test_a_panel_just_opened_stays_open_when_what_is_chosen_next_comes_with_the_address_from_before():
    app = run()
    app.session_state["embedviz_more_two"] = True
    app.run()
    assert named(app) == ["two"]
    del app.query_params["more"]
    app.run()
    assert (app.session_state.drawn, named(app)) == (["two"], ["two"])
