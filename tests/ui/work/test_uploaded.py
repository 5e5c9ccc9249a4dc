from streamlit.testing.v1 import AppTest


def test_what_was_taken_over_is_held_by_streamlit_no_more_and_reads_as_before():
    def script() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

        from embedviz.ui.work.uploaded import taken_over

        context = get_script_run_ctx()
        held, record = context.uploaded_file_mgr, UploadedFileRec("1", "a.txt", "text/plain", b"one 1 2")
        held.add_file(context.session_id, record)
        st.text(len(held.get_files(context.session_id, ["1"])))
        file = UploadedFile(record, None)
        taken_over([file])
        st.text(len(held.get_files(context.session_id, ["1"])))
        st.text(file.read().decode())

    app = AppTest.from_function(script, default_timeout=30).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["1", "0", "one 1 2"]
