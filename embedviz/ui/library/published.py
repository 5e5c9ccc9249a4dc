"""Word vectors that are published, and what to do with their files. Nothing is fetched: the reader does that."""

from dataclasses import dataclass

import streamlit as st

from embedviz.i18n import _, mark
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table


@dataclass(frozen=True)
class Published:
    """Vectors that somebody publishes. docs/published-vectors.md has the same, and where it was looked up.

    Parameters
    ----------
    name : str
        What they are called.
    words : str
        How many, as far as it is stated.
    dimensions : str
        One number or several.
    download : str
        Bytes of the file; empty where it was not stated.
    license : str
        Of the vectors; empty where none is stated.
    file : str
        Its ending.
    address : str
        Of the project.
    """

    name: str
    words: str
    dimensions: str
    download: str
    license: str
    file: str
    address: str


_GLOVE = "https://nlp.stanford.edu/projects/glove/"
_TENCENT = "https://ai.tencent.com/ailab/nlp/en/embedding.html"
_POTION = "https://huggingface.co/collections/minishlab/model2vec-base-models"
PUBLISHED = (
    Published("GloVe 2014, 6B", "400,000", "50, 100, 200, 300", "822 MB", "PDDL 1.0", ".zip", _GLOVE),
    Published("GloVe 2014, 840B", "2.2 M", "300", "2.03 GB", "PDDL 1.0", ".zip", _GLOVE),
    Published("GloVe 2014, Twitter", "1.2 M", "25, 50, 100, 200", "1.42 GB", "PDDL 1.0", ".zip", _GLOVE),
    Published("GloVe 2024, Wikipedia", "1,291,147", "50, 100, 200, 300", "301 MB (50)", "PDDL 1.0", ".zip", _GLOVE),
    Published("GloVe 2024, Dolma", "1.2 M", "300", "", "PDDL 1.0", ".zip", _GLOVE),
    Published(
        mark("word2vec, Google News"), "3,000,000", "300", "1.65 GB", "Apache 2.0", ".bin.gz",
        "https://code.google.com/archive/p/word2vec/",
    ),
    Published(
        mark("fastText, 157 languages"), "≤ 2,000,000", "300", "1.33 GB (en)", "CC BY-SA 3.0", ".vec.gz",
        "https://fasttext.cc/docs/en/crawl-vectors.html",
    ),
    Published(
        mark("fastText, 157 languages, n-grams"), "≤ 2,000,000", "300", "4.50 GB (en)", "CC BY-SA 3.0", ".bin.gz",
        "https://fasttext.cc/docs/en/crawl-vectors.html",
    ),
    Published(
        "ConceptNet Numberbatch 19.08", "9,161,912", "300", "325 MB (en)", "CC BY-SA 4.0", ".txt.gz",
        "https://github.com/commonsense/conceptnet-numberbatch",
    ),
    Published(mark("Tencent AI Lab, 中文 0.2.0"), "12,287,936", "100, 200", "", "", ".tar.gz", _TENCENT),
    Published(mark("Tencent AI Lab, English 0.1.0"), "6.5 M", "100, 200", "", "", ".tar.gz", _TENCENT),
    Published(
        "Chinese-Word-Vectors 中文词向量", "", "300", "", "Apache 2.0", ".bz2",
        "https://github.com/Embedding/Chinese-Word-Vectors",
    ),
    Published("Model2Vec, potion-base-8M", "29,500", "256", "30 MB", "MIT", ".safetensors", _POTION),
    Published("Model2Vec, potion-base-32M", "63,000", "512", "129 MB", "MIT", ".safetensors", _POTION),
)  # fmt: skip


def published() -> None:
    """Draw the list, and what to do with a file of each kind."""
    with st.expander(_("Where to get word vectors"), icon=":material/travel_explore:"):
        st.markdown(
            _(
                "What others publish, as stated on their pages. This app downloads nothing: fetch a file yourself, "
                "check its license, and add it above or put it into the folder of `EMBEDVIZ_DATA`."
            )
        )
        table = published_table()
        link = st.column_config.LinkColumn(display_text="https://([^/]+)")
        draw_table(
            table,
            height="content",
            missing="",
            columns={_("address"): link},
            alt=_("Published word vectors: words, dimensions, size, license, file and address"),
        )
        csv_button(table, name="published-vectors")
        st.markdown(
            _(
                "- **.zip, .tar.gz**: as it is; of several files in it one is chosen.\n"
                "- **.gz, .bz2**: as it is, also binary. fastText's .bin gives vectors to words it has not seen, too.\n"
                "- **.safetensors**: with its `tokenizer.json`: both sent together, as a .zip, or in a folder.\n"
                "- **Very many words**: `embedviz convert FILE first.parquet --limit 200000` makes a file of the first."
            )
        )


def published_table() -> Table:
    """Return the list as a table.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    return {
        _("vectors"): [_(each.name) for each in PUBLISHED],
        _("words"): [each.words for each in PUBLISHED],
        _("dimensions"): [each.dimensions for each in PUBLISHED],
        _("download"): [each.download for each in PUBLISHED],
        _("license"): [each.license for each in PUBLISHED],
        _("file"): [each.file for each in PUBLISHED],
        _("address"): [each.address for each in PUBLISHED],
    }
