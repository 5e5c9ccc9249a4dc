"""The health of a source on the Library page: what was found, where to see it, and a copy without it."""

from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from embedviz.diagnosis.check import health
from embedviz.diagnosis.finding import Health, HealthFinding
from embedviz.diagnosis.texts import sentence, severities, summary, titles
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.geometry.expression import quote
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.sources.labels import LONGEST_TITLE
from embedviz.sources.shelf import keep
from embedviz.ui.frame.current import current_id
from embedviz.ui.frame.source import look_at
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.onrequest import on_request

_TAKING_OUT = "library_taking_out"
_LOOKS = {"fault": (":material/error:", "red"), "warning": (":material/warning:", "orange")}
_LOOKS |= {"note": (":material/info:", "gray")}
LINKS = 4


def health_panel(source: Source, embedding: Embedding) -> None:
    """Offer to look for faults, draw what was found, and offer a copy without it.

    Parameters
    ----------
    source : Source
        Where the embedding was opened.
    embedding : Embedding
        Open.
    """

    def work(progress: ProgressCallback) -> Health:
        return health(embedding, progress=progress)

    found: Health | None = on_request(
        ("health", embedding.id),
        work,
        place="health",
        label=_("Look for faults"),
        note=_(
            "Zero, identical, nearly identical and isolated vectors, extreme norms, odd dimensions and odd words, in "
            "every row ({m:,})."
        ).format(m=len(embedding)),
    )
    if found is None:
        return
    st.markdown(plain(summary(found)))
    for finding in found.findings:
        _draw(finding, is_current=source.id == current_id())
    if not found.findings:
        return
    csv_button(lambda: _columns(found), name="health")
    _take_out(source, found)


def _draw(finding: HealthFinding, *, is_current: bool) -> None:
    icon, color = _LOOKS[finding.severity]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{titles()[finding.kind]}**")
            st.badge(severities()[finding.severity], icon=icon, color=color)  # type: ignore[arg-type]
        st.markdown(plain(sentence(finding)))
        if finding.kind != "precision":
            st.caption(" · ".join(map(shown, finding.examples)))
        words = [word for word in finding.words[:LINKS] if word.isprintable() and word.strip()]
        if is_current and words:
            with st.container(horizontal=True):
                for word in words:
                    st.page_link(
                        "explore/space.py",
                        label=_("{word} in Space").format(word=shown(word)),
                        icon=":material/scatter_plot:",
                        query_params={"q": quote(word)},
                    )


def _columns(found: Health) -> Table:
    rows = found.findings
    return {
        _("finding"): [each.kind for each in rows],
        _("severity"): [each.severity for each in rows],
        _("count"): [each.count for each in rows],
        _("what was found"): [sentence(each) for each in rows],
        _("examples"): ["  ".join(each.examples) for each in rows],
    }


def _take_out(source: Source, found: Health) -> None:
    """Draw the form that keeps a copy without some of what was found."""
    names = titles()
    kinds = [each.kind for each in found.findings if len(each.rows) or len(each.dimensions)]
    if not kinds:
        return
    usual = [each.kind for each in found.findings if each.kind in kinds and each.severity != "note"]
    with st.form("take_out"):
        chosen = st.multiselect(_("Take out"), kinds, usual, format_func=names.__getitem__, key="take_out_kinds")
        title = st.text_input(
            _("Title"), _("{title}, cleaned").format(title=source.title)[:LONGEST_TITLE], max_chars=LONGEST_TITLE
        )
        label = _("Keep a copy without them")
        if st.form_submit_button(label, icon=":material/cleaning_services:", key="take_out_now") and chosen:
            st.session_state[_TAKING_OUT] = str(uuid4()), tuple(chosen), title
    asked: tuple[str, Sequence[str], str] | None = st.session_state.get(_TAKING_OUT)
    if asked is None:
        return
    key, wanted, title = asked

    def work(progress: ProgressCallback) -> Source:
        return keep(found.without(*wanted), title=title, kind="upload", progress=progress)

    try:
        kept = awaited(("take-out", key), work, place="take_out")
        if kept is None:
            return
    except Cancelled:
        del st.session_state[_TAKING_OUT]
        st.rerun()
    except EmbedvizError as error:
        del st.session_state[_TAKING_OUT]
        st.error(plain(error), icon=":material/error:")
        return
    del st.session_state[_TAKING_OUT]
    look_at(kept)
    st.rerun()
