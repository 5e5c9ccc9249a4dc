"""How files of word vectors are added on the Library page: sent by the browser, or put into a folder of the server."""

import os
from dataclasses import dataclass
from uuid import uuid4

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.formats.choices import choices_of
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.i18n import _, listed
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.sources.folder import VARIABLE, data_folder, files
from embedviz.ui.frame.notices import notice
from embedviz.ui.frame.source import use_source
from embedviz.ui.library.telling import tell_form
from embedviz.ui.library.uploads import Bundle
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.uploaded import taken_over
from embedviz.units import size

_ADDING = "library_adding"
_NOT_ADDED = "library_not_added"
_REFUSED = "library_refused"


@dataclass(frozen=True)
class _Adding:
    """What is being added, and how it is to be read."""

    key: str
    bundle: Bundle
    options: Options = NOTHING_TOLD


def add_files() -> None:
    """Draw the form that adds files, and what becomes of those that were sent."""
    adding: _Adding | None = st.session_state.get(_ADDING)
    if adding is not None:
        _add(adding)
        return
    if _NOT_ADDED in st.session_state:
        st.error(plain(st.session_state[_NOT_ADDED]), icon=":material/error:")
        _tell_of_refused()
    with st.form("add", clear_on_submit=True):
        sent = st.file_uploader(_("Files of word vectors"), accept_multiple_files=True, key="files")
        if st.form_submit_button(_("Add"), icon=":material/upload:", type="primary") and sent:
            taken_over(sent)
            _give_up()
            st.session_state[_ADDING] = _Adding(str(uuid4()), Bundle(sent))
            st.rerun()


def _tell_of_refused() -> None:
    """Draw the form that has a file read differently that was sent and could not be read."""
    bundle: Bundle | None = st.session_state.get(_REFUSED)
    path = None if bundle is None else bundle.unread
    choices = None if path is None else choices_of(path)
    if bundle is None or path is None or not choices:
        return
    with st.expander(_("Read it differently"), expanded=bool(choices.matrices), icon=":material/tune:"):
        try:
            options = tell_form(choices, NOTHING_TOLD, {}, key="read-refused")
        except EmbedvizError as problem:
            st.error(plain(problem), icon=":material/error:")
            options = None
        st.button(_("Discard {file}").format(file=plain(path.name)), key="give_up", on_click=_give_up)
    if options is not None:
        st.session_state.pop(_NOT_ADDED, None)
        st.session_state[_ADDING] = _Adding(str(uuid4()), bundle, options)
        st.rerun()


def _give_up() -> None:
    bundle: Bundle | None = st.session_state.pop(_REFUSED, None)
    st.session_state.pop(_NOT_ADDED, None)
    if bundle is not None:
        bundle.drop()


def _add(adding: _Adding) -> None:
    """Read what was sent, show how far that is, and make it the source."""

    def work(progress: ProgressCallback) -> list[Source]:
        return adding.bundle.keep(adding.options, progress)

    try:
        added = awaited(("add", adding.key), work, place="add", quantity=size, kind="files")
        if added is None:
            return
    except Cancelled:
        _give_up()
        notice(_("Adding was cancelled."), is_error=False)
    except EmbedvizError as error:
        st.session_state[_NOT_ADDED], st.session_state[_REFUSED] = str(error), adding.bundle
    else:
        st.session_state.pop(_REFUSED, None)
        use_source(added[0].id)
        titles = listed(source.title for source in added)
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
    return _("Larger files: put them into the folder that `EMBEDVIZ_DATA` names. Sources in it now: {count:,}.").format(
        count=count
    )
