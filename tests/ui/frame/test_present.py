from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from embedviz.ui.frame.present import presentation
    from embedviz.ui.widgets.presenting import is_presenting

    presentation("library", offered=False)
    st.write(f"presenting={is_presenting()}")


def test_a_page_that_is_not_to_be_presented_is_as_it_was():
    app = AppTest.from_function(page)
    app.query_params["present"] = "1"
    app.run()
    assert not app.exception
    assert app.markdown[0].value == "presenting=False"
    assert not app.get("bidi_component")
    assert not app.button
