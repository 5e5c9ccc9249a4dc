"""The text that is trained on: chosen from those there are, or brought by the reader, and described before training."""

from typing import Literal

import streamlit as st

from embedviz.figures.corpus import zipf
from embedviz.i18n import _, language, sentences
from embedviz.sources.corpora import Corpus, generated, lee
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.own_text import counted, own_text
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable

CorpusKind = Literal["generated", "chinese", "news", "own"]

MOST_FREQUENT = 100


def choose_corpus() -> tuple[CorpusKind, Corpus | None]:
    """Draw the choice of a text, and the form for one's own.

    Returns
    -------
    tuple of str and Corpus or None
        Which kind is chosen, and the text; None as long as there is none.
    """
    names: dict[CorpusKind, str] = {
        "generated": _("Generated, English"),
        "chinese": _("Generated, Chinese"),
        "news": _("News (Lee)"),
        "own": _("Your own text"),
    }
    usual: CorpusKind = "chinese" if language() == "zh" else "generated"
    kind = choose(_("Corpus"), {usual: names[usual]} | names, key="corpus", as_buttons=True)
    if kind == "own":
        return kind, own_text()
    with st.spinner(_("Preparing the corpus"), show_time=True):
        return kind, _bundled(kind, language())


def describe(corpus: Corpus, min_count: int) -> None:
    """Draw the statistics of a text.

    Parameters
    ----------
    corpus : Corpus
        The text.
    min_count : int
        Words that occur less often are left out of the training.
    """
    found = corpus.statistics
    dropped = found.dropped_by(min_count)
    st.markdown(sentences(_("**{title}.**").format(title=plain(corpus.title)), plain(corpus.note)))
    metrics = (
        (_("words"), f"{found.tokens:,}", _("Every occurrence counts.")),
        (_("different words"), f"{found.vocabulary_size:,}", None),
        (_("sentences"), f"{found.sentences:,}", None),
        (_("vocabulary"), f"{found.vocabulary_size - dropped.words:,}", _("Number of distinct words trained.")),
    )
    with st.container(horizontal=True):
        for label, value, meaning in metrics:
            st.metric(label, value, help=meaning)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chart(
            zipf(found.counts, found.words, min_count),
            key="zipf",
            alt=_("Occurrences of each word against its frequency rank, both axes logarithmic"),
        )
    with right:
        st.markdown(_("Most frequent words"))
        table = _frequencies(corpus)
        draw_table(table, height=220)
        st.caption(_dropped(corpus, min_count))
        csv_button(table, name="most-frequent")


def _dropped(corpus: Corpus, min_count: int) -> str:
    found = corpus.statistics
    dropped = found.dropped_by(min_count)
    text = _("min_count {min_count:,} drops {words:,} of {all:,} different words, {share:.1%} of the text.").format(
        min_count=min_count,
        words=dropped.words,
        all=found.vocabulary_size,
        share=Readable(dropped.tokens / found.tokens),
    )
    if found.zipf_slope is None:
        return text
    slope = _("Slope of the Zipf plot: {slope:.2f}; Zipf's law says −1.").format(slope=Readable(found.zipf_slope))
    return sentences(text, slope)


def _frequencies(corpus: Corpus) -> Table:
    found = corpus.statistics
    return {
        _("word"): found.words[:MOST_FREQUENT],
        _("count"): found.counts[:MOST_FREQUENT].tolist(),
        _("share"): [f"{Readable(count / found.tokens):.2%}" for count in found.counts[:MOST_FREQUENT].tolist()],
    }


@remembered
def _bundled(kind: CorpusKind, language: str) -> Corpus:  # noqa: ARG001 - it has a title for a reader
    return counted(lee() if kind == "news" else generated(language="zh" if kind == "chinese" else "en"))
