from streamlit.testing.v1 import AppTest


def lesson(offered) -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from embedviz.ui.frame.present import presentation
    from embedviz.ui.widgets.charts import chart
    from embedviz.ui.widgets.presenting import is_presenting

    presentation(offered=offered)
    st.write(f"presenting={is_presenting()}")
    chart(go.Figure(go.Scatter(y=[1, 2]), {"height": 200}), key="line", alt="A line")


def open_lesson(*, offered: bool = True, **query: str) -> AppTest:
    app = AppTest.from_function(lesson, kwargs={"offered": offered})
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def components(app: AppTest) -> list[str]:
    return [component.proto.component_name for component in app.get("bidi_component")]


def test_the_button_turns_it_on_and_the_url_says_so():
    app = open_lesson()
    assert app.markdown[0].value == "presenting=False"
    assert "embedviz.present" not in components(app)
    app.button(key="embedviz_present").click().run()
    assert app.markdown[0].value == "presenting=True"
    assert app.query_params["present"] == "1"
    assert "embedviz.present" in components(app)
    assert not app.button


def test_a_link_opens_a_step():
    app = open_lesson(present="1", step="3")
    assert app.markdown[0].value == "presenting=True"
    assert app.query_params["step"] == "3"


def test_a_page_that_is_not_to_be_presented_is_as_it_was():
    app = open_lesson(offered=False, present="1")
    assert app.markdown[0].value == "presenting=False"
    assert "embedviz.present" not in components(app)
    assert not app.button
