"""A training from its form to its curves."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.figures.training import Curve, effective_rank_by_epoch, loss_by_epoch
from embedviz.i18n import _
from embedviz.sources.corpora import Corpus
from embedviz.training.result import Training, TrainingProgress
from embedviz.training.settings import Settings
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.component import component
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import table_aside
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.tables import draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.corpora import CorpusKind
from embedviz.ui.word2vec.learned import summary, watched
from embedviz.ui.word2vec.moving import moving_words
from embedviz.ui.word2vec.settings import model_names, settings_form
from embedviz.ui.word2vec.training import Run, has_just_ended, runs, start
from embedviz.ui.work.awaiting import POLL_SECONDS, waiting

# With the progress above, on one screen of 1280 x 800.
CURVE, HEIGHT = 200, "29rem"
_STARTED = "embedviz_training_started"
_arrive = component("embedviz.arrive", "word2vec/arrive.js")


def ask_and_start(kind: CorpusKind, corpus: Corpus, run: Run | None) -> Settings:
    """Draw the form of a training, and start it when that is sent.

    Parameters
    ----------
    kind : str
        Of the corpus.
    corpus : Corpus
        What is learned from.
    run : Run or None
        The session's last one.

    Returns
    -------
    Settings
        What the form holds, of the first model.
    """
    folded = run is not None and (not run.is_over or (run.has_come_to_its_end and run.corpus.id == corpus.id))
    with st.expander(_("Settings"), expanded=not folded, icon=":material/tune:"):
        asked, wanted = settings_form(kind, busy=run is not None and not run.is_over)
    if is_presenting() and not folded:  # where the form stands aside
        wanted = st.button(_("Start training"), icon=":material/play_arrow:", type="primary", key="start_now") or wanted
        _announce(asked[0], corpus)
    settings = asked[0]
    left = corpus.statistics.vocabulary_size - corpus.statistics.dropped_by(settings.min_count).words
    if settings.dimensions > left > 1:
        st.info(
            _("{n:,} dimensions for {m:,} words: allowed, but the rank of the vectors is at most {m:,}.").format(
                n=settings.dimensions, m=left
            ),
            icon=":material/info:",
        )
    if wanted:
        try:
            started = start(corpus, asked)
        except EmbedvizError as error:
            st.error(plain(error), icon=":material/error:")
        else:
            st.session_state[_STARTED] = started.id
            st.rerun()
    return settings


def _announce(settings: Settings, corpus: Corpus) -> None:
    """Say on a slide what will be trained and what to look at."""
    st.markdown(_("Watch the words: they begin at random, and those of one kind come together while the loss falls."))
    announced = {
        _("words"): f"{corpus.statistics.tokens:,}",
        _("dimensions n"): f"{settings.dimensions:,}",
        _("window"): f"{settings.window:,}",
        _("negative samples k"): f"{settings.negative:,}",
        _("epochs"): f"{settings.epochs:,}",
    }
    for column, (label, value) in zip(st.columns([1.6, 1, 1, 1.2, 1]), announced.items(), strict=True):
        column.metric(label, value)


def trained_by(run: Run | None) -> tuple[Training, ...]:
    """Draw how far a run is or what came of it.

    Parameters
    ----------
    run : Run or None
        The session's last one.

    Returns
    -------
    tuple of Training
        What was learned; empty as long as nothing was.
    """
    if run is None:
        st.info(_("Nothing is trained yet. The lecture preset takes a few seconds."), icon=":material/model_training:")
        return ()
    if has_just_ended(run):
        st.rerun()
    if not run.is_over:
        if st.session_state.get(_STARTED) == run.id:
            _arrive(data={"run": run.id})
        watch(run)
        return ()
    if run.reason:
        st.error(plain(run.reason), icon=":material/error:")
    if run.is_discarded:
        st.info(_("The training was cancelled; nothing was kept."), icon=":material/info:")
        return ()
    if run.trainings:
        stopped = "" if all(each.finished for each in run.trainings) else _("Stopped early.")
        st.markdown(_("Trained on **{title}**. {stopped}").format(title=plain(run.corpus.title), stopped=stopped))
        table_aside("summary", _("How it began and ended"), partial(_summary_table, run.trainings))
    return run.trainings


def _summary_table(trainings: tuple[Training, ...]) -> None:
    table = summary(trainings)
    draw_table(table)
    csv_button(table, name="training")


@st.fragment(run_every=POLL_SECONDS)
def watch(run: Run) -> None:
    """Draw a training while it goes on; the rest of the page stays usable.

    Parameters
    ----------
    run : Run
        Queued or running.
    """
    if run.is_over:
        st.rerun()
    share, text = _progress(run)
    bar, buttons = st.columns([3, 2], vertical_alignment="center")
    bar.progress(share, text=plain(text))
    with buttons, st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            _("Stop and keep the result"),
            icon=":material/stop:",
            key="stop_training",
            on_click=run.stop,
            disabled=not run.trainings,
            help=_("What has been learned so far can be viewed and saved."),
        )
        st.button(_("Cancel"), icon=":material/close:", key="cancel_training", on_click=run.discard)
    if run.trainings:
        now = run.trainings[-1]
        side_by_side(run.trainings, now, watched(run.corpus, now.embedding))


def side_by_side(trainings: Sequence[Training], closer: Training, words: Sequence[str]) -> None:
    """Draw loss and effective rank beside words that move.

    Parameters
    ----------
    trainings : sequence of Training
        One a model.
    closer : Training
        The one whose words are seen.
    words : sequence of str
        Of its vocabulary.
    """
    left, right = st.columns([2, 3], gap="medium")
    with left:
        curves(trainings)
    with right:
        st.markdown(_("**Words in space**, {model}").format(model=model_names()[closer.model]))
        moving_words(closer, words, height=HEIGHT)


def curves(trainings: Sequence[Training]) -> None:
    """Draw loss and effective rank by epoch, one below the other.

    Parameters
    ----------
    trainings : sequence of Training
        One a model.
    """
    names = model_names()

    def each(value: str) -> list[Curve]:
        return [
            Curve(names[training.model], _epochs(training), np.array([getattr(r, value) for r in training.history]))
            for training in trainings
        ]

    st.markdown(_("**Loss** of a fixed sample of predictions"))
    chart(
        loss_by_epoch(each("loss"), height=CURVE), key="loss", alt=_("Loss by epoch, one line per model"), elastic=False
    )
    st.markdown(_("**Effective rank** of the word vectors"))
    chart(
        effective_rank_by_epoch(each("effective_rank"), trainings[0].settings.dimensions, height=CURVE),
        key="effective_rank",
        alt=_("Effective rank by epoch, one line per model"),
        elastic=False,
    )


def _epochs(training: Training) -> np.ndarray:
    return np.array([record.epoch for record in training.history])


def _progress(run: Run) -> tuple[float, str]:
    now = run.job.progress
    if run.job.state == "queued":
        return 0.0, waiting(runs().place(run))
    if not isinstance(now, TrainingProgress):
        return len(run.trainings) / len(run.settings), now.stage or _("Reading the corpus")
    settings = now.so_far.settings
    share = 1 - (now.epochs_left + 1 - now.fraction) / settings.epochs
    text = _("{model}: {stage}, {speed:,.0f} words per second, {seconds:.0f} s left").format(
        model=model_names()[settings.model], stage=now.stage, speed=now.words_per_second, seconds=now.seconds_left
    )
    return (run.settings.index(settings) + share) / len(run.settings), text
