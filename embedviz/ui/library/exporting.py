"""The way to have a source as a file: the choice of a format, the writing, the download."""

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.formats.restrictions import left_behind
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.ui.frame.notices import notice
from embedviz.ui.library.exports import command, export_path, format_names, is_downloadable, write_export
from embedviz.ui.library.sending import Download
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.units import size

_EXPORTING = "library_exporting"
_NOT_EXPORTED = "library_not_exported"
_DOWNLOAD = "library_download"


def export(source: Source, embedding: Embedding) -> None:
    """Draw the choice of a format, write the file, and offer it for download.

    Parameters
    ----------
    source : Source
        What to write.
    embedding : Embedding
        The same, open.
    """
    format = choose(_("Format"), format_names(), key="format")
    lost = left_behind(embedding.columns, format)
    if lost:
        st.caption(plain(lost))
    path = export_path(source, format)
    written = _written(path)
    if written is not None:
        label = _("Download {file} ({size})").format(file=plain(path.name), size=size(written.size))
        st.link_button(label, written.address, key="download_export", icon=":material/download:")
        return
    if not is_downloadable(embedding, format):
        st.markdown(_("Too large for a download. This command writes the file:"))
        st.code(command(source, format), language="sh", wrap_lines=True)
        return
    wanted = (source.id, source.version, format)
    key, exporting = st.session_state.get(_EXPORTING, ("", None))
    if exporting != wanted:
        failed, reason = st.session_state.get(_NOT_EXPORTED, (None, ""))
        if failed == wanted:
            st.error(plain(reason), icon=":material/error:")
        if st.button(_("Write the file"), icon=":material/save:", key="write_export"):
            st.session_state[_EXPORTING] = str(uuid4()), wanted
            st.session_state.pop(_NOT_EXPORTED, None)
            st.rerun()
        return

    def work(progress: ProgressCallback) -> str:
        return str(write_export(source, embedding, format, progress))

    try:
        if awaited(("export", key), work, place="export", kind="files") is None:
            return
    except Cancelled:
        notice(_("Writing was cancelled."), is_error=False)
    except EmbedvizError as error:
        st.session_state[_NOT_EXPORTED] = wanted, str(error)
    del st.session_state[_EXPORTING]
    st.rerun()


def _written(path: Path) -> Download | None:
    """Return the file at a path, to be sent as long as the session looks at it; None where there is none."""
    known: Download | None = st.session_state.pop(_DOWNLOAD, None)
    if known is None or not known.is_of(path):
        known = None
        with suppress(OSError):  # it is not written yet, or gave way
            known = Download(path)
    if known is not None:
        st.session_state[_DOWNLOAD] = known
    return known
