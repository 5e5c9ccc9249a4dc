"""The report on a source, made in the background and offered for download."""

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.i18n import _, language
from embedviz.progress import ProgressCallback
from embedviz.reporting.make import Report, report
from embedviz.sources import Source
from embedviz.ui.library.exports import stem
from embedviz.ui.work.onrequest import on_request


def report_panel(source: Source, embedding: Embedding) -> None:
    """Offer the report in the reader's language.

    Parameters
    ----------
    source : Source
        Names the vectors in the report's commands.
    embedding : Embedding
        Open.
    """
    spoken = language()

    def work(progress: ProgressCallback) -> Report:
        return report(embedding, language=spoken, name=source.id, progress=progress)

    found: Report | None = on_request(
        ("report", embedding.id, source.id, spoken),
        work,
        place="report",
        kind="long",
        label=_("Make the report"),
        note=_(
            "One page for colleagues that needs no network: rank, spectrum, intrinsic dimension, isotropy, norms, "
            "neighbors, hubs, health, a map, evaluation and claims, each number with its tolerance and the command "
            "that reproduces it. It takes about a minute."
        ),
    )
    if found is None:
        return
    name = f"{stem(source)}-report"
    with st.container(horizontal=True):
        st.download_button(
            _("Download the report (HTML)"),
            found.html.encode("utf-8"),
            f"{name}.html",
            "text/html",
            key="download_report_html",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Its numbers (JSON)"),
            found.to_json().encode("ascii"),
            f"{name}.json",
            "application/json",
            key="download_report_json",
            icon=":material/data_object:",
            on_click="ignore",
        )
