"""The ladder over all shipped words, measured when asked for."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.ladder import Rung
from embedviz.context.overall import Overall, overall
from embedviz.embedding import Embedding
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.polysemy.examples import shipped_words
from embedviz.ui.polysemy.ladder import Ladder
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import draw_table
from embedviz.ui.work.onrequest import on_request


def all_words(titles: Mapping[str, str], embedding: Embedding, elmo: Elmo, other: Encoder | None) -> None:
    """Draw how well each rung tells senses apart over all shipped words, once that was asked for.

    Parameters
    ----------
    titles : mapping of str to str
        Of the rungs, by name.
    embedding : Embedding
        Static vectors.
    elmo : Elmo
        The biLM.
    other : Encoder or None
        A further encoder.
    """
    even = [0.0] * len(elmo.layers)  # the mix is the mean of the layers
    language = "zh" if is_chinese(embedding) else "en"
    # Made here: the work, in the thread of a job, must not touch Streamlit.
    ladders = [Ladder(word, embedding, elmo, even, 1.0, other) for word in shipped_words(language)]

    def work(progress: ProgressCallback) -> list[Overall]:
        return overall(_measured(ladders, progress))

    found = on_request(
        ("overall", embedding.id, elmo.id, other.id if other is not None else ""),
        work,
        place="overall",
        label=_("Measure all words"),
        note=_("One word proves little. The same measurement on all words that come with the app takes a few seconds."),
    )
    if found is None:
        return
    table = {
        _("encoder"): [titles[each.name] for each in found],
        _("senses found"): [f"{each.accuracy:.1%}" for each in found],
        _("by chance"): [f"{each.chance:.1%}" for each in found],
        _("words"): [each.words for each in found],
    }
    best = max(found, key=lambda each: each.accuracy)
    st.markdown(
        _("Over {words} words, **{title}** finds the most senses: **{accuracy:.1%}**.").format(
            words=best.words, title=titles[best.name], accuracy=best.accuracy
        )
    )
    draw_table(table)
    csv_button(table, name="all-words")


def _measured(ladders: Sequence[Ladder], progress: ProgressCallback) -> Iterator[Sequence[Rung]]:
    for done, ladder in enumerate(ladders, start=1):
        yield ladder.rungs()
        progress(Progress(_("Measuring words"), done, len(ladders)))
