"""How much disk the server's files take, and the way to free what can be had again."""

import streamlit as st

from embedviz.formats.cache import FILES
from embedviz.formats.upkeep import cached_sizes, clear_cache
from embedviz.i18n import _
from embedviz.sources.shelved import shelf_size
from embedviz.ui.frame.notices import notice
from embedviz.ui.library.exports import FOLDER
from embedviz.ui.work.tidying import leftovers_size, tidy
from embedviz.units import size


def disk() -> None:
    """Draw how much disk the server's files take, and the way to free what can be had again."""
    cached, kept, left = cached_sizes(), shelf_size(), leftovers_size()
    read, written = cached.get(FILES, 0), cached.get(FOLDER, 0)
    computed = sum(cached.values()) - read - written
    st.markdown(
        _(
            "**{read}** for files read before, which makes them open at once; **{computed}** for pictures that took "
            "long to compute; **{written}** for files to download; **{kept}** for what was uploaded or trained."
        ).format(read=size(read), computed=size(computed), written=size(written), kept=size(kept))
    )
    if left:
        st.markdown(_("**{left}** was left unfinished by servers that were killed.").format(left=size(left)))
    with st.popover(_("Clear the cache"), icon=":material/mop:", disabled=sum(cached.values()) + left == 0):
        st.markdown(
            _(
                "Files read before are read again when they are opened, and pictures computed again; uploads and "
                "trained vectors stay as they are."
            )
        )
        st.button(_("Clear it"), type="primary", key="clear_cache", on_click=_clear)


def _clear() -> None:
    clear_cache()
    tidy()
    notice(_("The cache is empty."), is_error=False)
