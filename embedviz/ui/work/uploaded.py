"""Files that a browser sent, which Streamlit would keep in memory for as long as the tab is open."""

from collections.abc import Iterable

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def taken_over(files: Iterable[UploadedFile]) -> None:
    """Let Streamlit drop files now; whoever holds them reads them as before.

    Parameters
    ----------
    files : iterable of UploadedFile
        As ``st.file_uploader`` returned them in this run.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
