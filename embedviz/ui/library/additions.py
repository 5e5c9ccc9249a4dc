"""How files of word vectors are added on the Library page: sent by the browser, or put into a folder of the server."""

import os
from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.sources.folder import VARIABLE, data_folder, files
from embedviz.ui.frame.notices import notice
from embedviz.ui.frame.source import use_source
from embedviz.ui.library.uploads import Upload, keep_uploads
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.jobs import awaited
from embedviz.ui.work.uploaded import taken_over
from embedviz.units import size

_ADDING = "library_adding"
_NOT_ADDED = "library_not_added"


def add_files() -> None:
    """Draw the form that adds files, and what becomes of those that were sent."""
    adding: tuple[str, Sequence[Upload]] | None = st.session_state.get(_ADDING)
    if adding is None:
        if _NOT_ADDED in st.session_state:
            st.error(plain(st.session_state[_NOT_ADDED]), icon=":material/error:")
        with st.form("add", clear_on_submit=True):
            sent = st.file_uploader(_("Files of word vectors"), accept_multiple_files=True, key="files")
            if st.form_submit_button(_("Add"), icon=":material/upload:", type="primary") and sent:
                taken_over(sent)
                st.session_state[_ADDING] = str(uuid4()), sent
                st.session_state.pop(_NOT_ADDED, None)
                st.rerun()
        return
    key, uploads = adding

    def work(progress: ProgressCallback) -> list[Source]:
        return keep_uploads(uploads, progress)

    try:
        added = awaited(("add", key), work, place="add", quantity=size)
        if added is None:
            return
    except Cancelled:
        notice(_("Adding was cancelled."), is_error=False)
    except EmbedvizError as error:
        st.session_state[_NOT_ADDED] = str(error)
    else:
        use_source(added[0].id)
        titles = ", ".join(source.title for source in added)
        notice(_("{titles} added.").format(titles=titles), is_error=False)
    del st.session_state[_ADDING]
    st.rerun()


def data_folder_note() -> str:
    """Return what there is to say of the folder for files that are too large to upload, as Markdown.

    Returns
    -------
    str
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return _(
            "Larger files: put them into a folder on the server, and start it with "
            "`EMBEDVIZ_DATA=/that/folder streamlit run app.py`. They are then sources, read where they are."
        )
    if data_folder() is None:
        return _("`EMBEDVIZ_DATA` is set, but there is no such folder on the server.")
    count = len(files())
    if count == 0:
        return _("Larger files: put them into the folder that `EMBEDVIZ_DATA` names. It holds no file of vectors yet.")
    return _(
        "Larger files: put them into the folder that `EMBEDVIZ_DATA` names. {count:,} of its files are sources."
    ).format(count=count)
