"""The source that another is compared with: one of the catalogue, or vectors trained on the spot."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.evaluation.readers_sets import is_chinese
from embedviz.i18n import _, language
from embedviz.progress import ProgressCallback
from embedviz.sources import Source, catalogue
from embedviz.sources.corpora import generated
from embedviz.sources.shelf import keep
from embedviz.training.apart import train_aside
from embedviz.training.settings import MODELS, Model, Settings
from embedviz.ui.frame.current import current_id
from embedviz.ui.frame.source import choose_source, look_at, source_names
from embedviz.ui.widgets.address import ask_for
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.opened import open_shown, opened
from embedviz.ui.work.progress import progress_shown

# A second of training: enough for neighborhoods that make sense, on the generated corpus.
DIMENSIONS, EPOCHS, LEARNING_RATE = 50, 3, 0.05
KEY = "with"
TRAINED: dict[str, tuple[Model, str]] = {
    **{str(model): (model, "en") for model in MODELS},
    **{f"{model}-zh": (model, "zh") for model in MODELS},
}
"""What can be trained here, by id: the model, and the language of the generated text."""
_PLACE = "twin"
_REFUSED = "twin_refused"


def choose_twin(embedding: Embedding) -> Source:
    """Draw the choice of the second source, which stands in the URL by its id.

    Parameters
    ----------
    embedding : Embedding
        The first; where it is Chinese, what it is compared with at first is Chinese too.

    Returns
    -------
    Source
        Of the catalogue, or one that is trained when it is opened.
    """
    return choose_source(_("Compare with"), _offered(chinese_first=is_chinese(embedding)), key=KEY)


def pair_names(embedding: Embedding, twin: Source) -> tuple[str, str]:
    """Return what the two sources are called, told apart if their titles are equal.

    Parameters
    ----------
    embedding : Embedding
        That of the sidebar.
    twin : Source
        The other.

    Returns
    -------
    tuple of 2 str
    """
    first = catalogue().get(current_id() or "")
    if first is None:
        return embedding.id, twin.title
    names = source_names({first.id: first, twin.id: twin})
    return names[first.id], names[twin.id]


def open_twin(source: Source) -> Embedding | None:
    """Open the second source; while it is read or trained, show that.

    Parameters
    ----------
    source : Source
        As chosen.

    Returns
    -------
    Embedding or None
        None as long as it is not there; why has been drawn.
    """
    refused: Mapping[str, str] = st.session_state.get(_REFUSED, {})
    if source.id not in refused:
        try:
            return _trained(source) if source.id in TRAINED else open_shown(source, place=_PLACE)
        except Cancelled:
            problem = _("{title} was cancelled.").format(title=source.title)
        except EmbedvizError as error:
            problem = str(error)
        refused = st.session_state[_REFUSED] = {source.id: problem}
    st.error(plain(refused[source.id]), icon=":material/error:")
    st.button(_("Try again"), icon=":material/refresh:", on_click=st.session_state.pop, args=(_REFUSED,))
    return None


def offer_to_keep(source: Source, embedding: Embedding) -> None:
    """Draw the button that makes vectors trained here the source of every page, so that others stand beside them.

    Parameters
    ----------
    source : Source
        Nothing is drawn if it is in the catalogue already.
    embedding : Embedding
        What it opened as.
    """
    if source.id not in TRAINED:
        return
    model, spoken = TRAINED[source.id]
    beside = next(id for id, trained in TRAINED.items() if trained[0] != model and trained[1] == spoken)
    other = model_names()[TRAINED[beside][0]]
    if not st.button(
        _("Use it as the source of every page"),
        icon=":material/bookmark_add:",
        key="keep_twin",
        help=_("Then {other} can be compared with it.").format(other=other),
    ):
        return
    try:
        with progress_shown() as progress:
            kept = keep(embedding, title=source.title, kind="trained", progress=progress)
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return
    look_at(kept)
    ask_for(KEY, beside)
    st.rerun()


def _offered(*, chinese_first: bool) -> dict[str, Source]:
    others = {id: source for id, source in catalogue().items() if id != current_id()}
    trained = {}
    titles = {
        "en": _("{model} on generated text, trained here"),
        "zh": _("{model} on generated Chinese text, trained here"),
    }
    names = model_names()
    # Those in the reader's language first.
    for id, (model, spoken) in sorted(TRAINED.items(), key=lambda each: each[1][1] != language()):
        title = titles[spoken].format(model=names[model])
        trained[id] = Source(id, title, partial(_train, model, spoken), "trained", ready=False)
    first = {id: source for id, source in trained.items() if chinese_first and TRAINED[id][1] == "zh"}
    return first | others | trained


def _train(model: Model, spoken: str, progress: ProgressCallback | None) -> Embedding:
    settings = Settings(model, DIMENSIONS, epochs=EPOCHS, learning_rate=LEARNING_RATE, snapshots=1)
    return train_aside(generated(language=spoken), settings, progress=progress).embedding


def _trained(source: Source) -> Embedding | None:
    cache = opened()
    found = cache.find(source)
    if found is not None:
        return found

    def work(progress: ProgressCallback) -> bool:
        cache.open(source, progress)
        return True

    st.caption(
        _("{title}: a network learns from 300,000 words. This takes seconds, once.").format(title=plain(source.title))
    )
    if awaited(("twin", source.id), work, place=_PLACE) is None:
        return None
    return cache.open(source, None)
