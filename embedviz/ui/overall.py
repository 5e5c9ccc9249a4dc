"""The ladder over all shipped words, measured when asked for."""

import streamlit as st

from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.ui.downloads import csv_button
from embedviz.ui.ladder import Overall, overall
from embedviz.ui.onrequest import on_request


def all_words(embedding: Embedding, elmo: Elmo, other: Encoder | None) -> None:
    """Draw how well each rung tells senses apart over all shipped words, once that was asked for.

    Parameters
    ----------
    embedding : Embedding
        Static vectors.
    elmo : Elmo
        The biLM.
    other : Encoder or None
        A further encoder.
    """

    def work(progress: ProgressCallback) -> list[Overall]:
        return overall(embedding, elmo, other, progress)

    found = on_request(
        ("overall", embedding.id, elmo.id, other.id if other is not None else ""),
        work,
        place="overall",
        label=_("Measure all words"),
        note=_("One word proves little. The same on all words that come with the app takes some seconds."),
    )
    if found is None:
        return
    table = {
        _("encoder"): [each.title for each in found],
        _("senses found"): [f"{each.accuracy:.1%}" for each in found],
        _("by chance"): [f"{each.chance:.1%}" for each in found],
        _("words"): [each.words for each in found],
    }
    best = max(found, key=lambda each: each.accuracy)
    st.markdown(
        _("Over {words} words, **{title}** finds the most senses: **{accuracy:.1%}**.").format(
            words=best.words, title=best.title, accuracy=best.accuracy
        )
    )
    st.dataframe(table, hide_index=True)
    csv_button(table, name="all-words")
