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


def test_a_choice_comes_to_the_browser_also_where_another_run_overtakes_the_one_that_took_it_from_the_address():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.widgets.controls import choose, note_page

        note_page("page")
        choose("Letter", {"a": "A", "b": "B"}, key="letter")
        choose("Number", {"1": "one", "2": "two"}, key="number", as_buttons=True)
        if "overtaken" not in st.session_state:
            st.session_state.overtaken = True
            st.rerun()

    app = AppTest.from_function(script)
    app.query_params["letter"], app.query_params["number"] = "b", "2"
    app.run()
    letter, number = app.selectbox(key="letter").proto, app.button_group(key="number").proto
    assert (letter.set_value, letter.raw_value) == (True, "B")
    assert (number.set_value, list(number.raw_values)) == (True, ["two"])
    app.selectbox(key="letter").set_value("a").run()
    assert (app.selectbox(key="letter").value, app.selectbox(key="letter").proto.raw_value) == ("a", "A")
    assert "letter" not in app.query_params


def test_a_choice_that_is_no_longer_offered_gives_way_to_the_default():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.widgets.controls import choose, note_page

        note_page("page")
        names = {"a": "A", "b": "B"} if st.checkbox("few") else {"a": "A", "b": "B", "c": "C"}
        st.text(choose("Letter", names, key="letter", default="b"))

    app = AppTest.from_function(script).run()
    app.selectbox(key="letter").set_value("c").run()
    app.checkbox[0].check().run()
    assert not app.exception
    assert (app.selectbox(key="letter").value, app.text[0].value) == ("b", "b")


def test_a_second_choice_sent_with_the_address_from_before_the_first_loses_neither():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.widgets.controls import choose, note_page

        note_page("page")
        st.text(choose("Letter", {"a": "A", "b": "B", "c": "C"}, key="letter"))
        st.checkbox("other")

    app = AppTest.from_function(script).run()
    app.selectbox(key="letter").set_value("b").run()
    del app.query_params["letter"]  # as the browser still has it
    app.checkbox[0].check().run()
    assert (app.text[0].value, [*app.query_params["letter"]]) == ("b", ["b"])
    app.selectbox(key="letter").set_value("a").run()
    app.query_params["letter"] = "b"
    app.checkbox[0].uncheck().run()
    assert app.text[0].value == "a"
    assert "letter" not in app.query_params
    app.query_params["letter"] = "c"  # a link
    app.run()
    assert (app.text[0].value, [*app.query_params["letter"]]) == ("c", ["c"])


def test_what_the_app_asks_for_is_taken_though_it_was_left_a_moment_ago():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.widgets.address import ask_for
        from embedviz.ui.widgets.controls import choose, note_page

        note_page("page")
        st.text(choose("Letter", {"a": "A", "b": "B"}, key="letter"))
        if st.button("other"):
            ask_for("letter", "b")
            st.rerun()

    app = AppTest.from_function(script).run()
    app.selectbox(key="letter").set_value("b").run()
    app.selectbox(key="letter").set_value("a").run()
    app.button[0].click().run()
    assert (app.text[0].value, [*app.query_params["letter"]]) == ("b", ["b"])
