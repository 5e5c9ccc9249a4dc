"""How much disk the server's files take, and the way to free what can be had again."""

import streamlit as st

from embedviz.formats.cache import cached_size, clear_cache
from embedviz.i18n import _
from embedviz.sources.shelved import shelf_size
from embedviz.ui.frame.notices import notice
from embedviz.ui.library.exports import clear_exports, exports_size
from embedviz.ui.work.tidying import leftovers_size, tidy
from embedviz.units import size


def disk() -> None:
    """Draw how much disk the server's files take, and the way to free what can be had again."""
    read, written, kept, left = cached_size(), exports_size(), shelf_size(), leftovers_size()
    st.markdown(
        _(
            "**{read}** for files read before, which makes them open at once; **{written}** for files to download; "
            "**{kept}** for what was uploaded or trained."
        ).format(read=size(read), written=size(written), kept=size(kept))
    )
    if left:
        st.markdown(_("**{left}** was left half written by servers that were killed.").format(left=size(left)))
    with st.popover(_("Clear the cache"), icon=":material/mop:", disabled=read + written + left == 0):
        st.markdown(
            _("Files read before are read again when they are opened; uploads and trained vectors stay as they are.")
        )
        st.button(_("Clear it"), type="primary", key="clear_cache", on_click=_clear)


def _clear() -> None:
    clear_cache()
    clear_exports()
    tidy()
    notice(_("The cache is empty."), is_error=False)
