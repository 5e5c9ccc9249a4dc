"""Controls that more than one panel uses."""

from streamlit.testing.v1 import AppTest


def test_what_was_chosen_where_there_was_more_becomes_the_most_there_is():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.widgets.controls import up_to

        most = 20 if st.checkbox("few") else 50
        up_to(most, label="k", usual=10, key="k")

    app = AppTest.from_function(script).run()
    app.slider(key="k").set_value(26).run()
    app.checkbox[0].check().run()
    assert not app.exception
    assert app.slider(key="k").value == 20
    app.slider(key="k").set_value(3).run()
    assert app.slider(key="k").value == 3
