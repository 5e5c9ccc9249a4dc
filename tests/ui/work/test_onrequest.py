"""What is computed when asked for, and kept for all."""

from streamlit.testing.v1 import AppTest

from embedviz.ui.work.onrequest import results
from tests.waiting import wait_until


def test_a_result_is_kept_by_the_time_its_job_has_ended():
    def script() -> None:
        import streamlit as st

        from embedviz.ui.work.onrequest import on_request

        def work(_progress) -> str:
            st.runs.append(1)
            return "the result"

        st.write(on_request("kept-by-its-job", work, place="here", label="Compute", note="It takes a while."))

    import streamlit as st

    st.runs = []
    try:
        app = AppTest.from_function(script).run()
        assert results().find("kept-by-its-job") is None
        app.button[0].click().run()
        wait_until(lambda: results().find("kept-by-its-job") is not None)
        other = AppTest.from_function(script).run()
        assert [text.value for text in (*other.markdown, *app.run().markdown)] == ["the result"] * 2
        assert st.runs == [1]
    finally:
        del st.runs
