"""The idea on one sentence: windows, pairs, and one prediction followed through with the numbers of the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.i18n import _, ngettext
from embedviz.sources.corpora import Corpus
from embedviz.training.network import Network
from embedviz.training.result import Training
from embedviz.training.settings import Model, Settings
from embedviz.training.text import Text, read
from embedviz.training.walkthrough import Step, Window, negative_samples, step, windows
from embedviz.ui.widgets.address import bound, whole
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.hand import Travel, answer
from embedviz.ui.widgets.hand import reach as move_along
from embedviz.ui.widgets.lesson import part
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable

SENTENCES, SEARCHED = 20, 2_000
FEWEST_WORDS, MOST_WORDS = 4, 16
COORDINATES = 6
_POSITION, _KEY = "position", "window"
_BETWEEN = "\u2003 "  # pairs: a wide space, after which a line may end
_FORMULAS: dict[Model, str] = {
    "skip-gram": r"h = x_{w}^\top W = W_{w,:}",
    "cbow": r"h = \frac{1}{C}\sum_{c=1}^{C} x_{w_c}^\top W",
}


@dataclass(frozen=True, eq=False)
class Weights:
    """A network at one moment: word vectors, output weights, counts, and how far it has learned."""

    embedding: Embedding
    output: np.ndarray
    counts: np.ndarray
    epoch: float


def weights(corpus: Corpus, settings: Settings, trainings: Sequence[Training]) -> Weights:
    """Return the network whose numbers are shown.

    Parameters
    ----------
    corpus : Corpus
        What it learns from.
    settings : Settings
        What is asked for.
    trainings : sequence of Training
        Those of this corpus; one of the same model is taken as it is.

    Returns
    -------
    Weights
        The initial ones if there is none.

    Raises
    ------
    EmbedvizError
        If nothing can be trained so.
    """
    for training in trainings:
        if training.model == settings.model:
            return Weights(training.embedding, training.output, training.counts, training.history[-1].epoch)
    found = corpus.statistics
    settings.require_memory(found.vocabulary_size - found.dropped_by(settings.min_count).words)
    return _initial(corpus.id, settings.model, settings.dimensions, settings.min_count, settings.seed, corpus)


def choose_window(corpus: Corpus, vocabulary: Embedding, reach: int) -> Window | None:
    """Draw the choice of a sentence, the sentence with a window that slides over it, and what is learned from that.

    Parameters
    ----------
    corpus : Corpus
        Where it stands.
    vocabulary : Embedding
        Words that it lacks are left out.
    reach : int
        How far the window reaches to both sides.

    Returns
    -------
    Window or None
        None if no sentence has two words that are left.
    """
    sentences = _sentences(corpus.id, vocabulary.id, corpus, vocabulary)
    if not sentences:
        st.info(_("No sentence contains two sufficiently frequent words."), icon=":material/info:")
        return None
    with st.container(key=f"{_KEY}_hand"):
        which, where = st.columns([3, 2], gap="medium")
        names = {str(number): " ".join(sentence) for number, sentence in enumerate(sentences, start=1)}
        with which:
            sentence = sentences[int(choose(_("Sentence"), names, key="of_corpus")) - 1]
        t = len(sentence)
        if st.session_state.get(_POSITION, 1) > t:  # of a longer sentence
            st.session_state[_POSITION] = t
        found = windows(sentence, window=reach)
        with where:
            tied = bound(_POSITION, whole(1, t))
            position = st.slider(_("Position of the window"), 1, t, min(2, t), key=_POSITION, bind=tied)
        texts = [" ".join(_colored(window, i, word) for i, word in enumerate(sentence)) for window in found]
        travel = Travel(slider=_POSITION, here=position - 1, texts=texts)
        answer(_KEY, travel)
        move_along(_KEY, travel)
        _predictions(found, position - 1)
    return found[position - 1]


def choose_prediction(window: Window, model: Model) -> tuple[tuple[str, ...], str]:
    """Draw the choice of a prediction that a window makes.

    Parameters
    ----------
    window : Window
        With at least one context.
    model : str
        "skip-gram" or "cbow".

    Returns
    -------
    tuple of (tuple of str, str)
        The words it is made from, and the word to be predicted.
    """
    if model == "cbow":
        return window.contexts, window.center
    options = {context: context for context in window.contexts}
    return (window.center,), choose(_("Context to predict"), options, key="context")


def choose_model() -> Model:
    """Draw the choice of the model that is followed through.

    Returns
    -------
    str
        "skip-gram" or "cbow".
    """
    return choose(_("Step through"), model_names(), key="follow", as_buttons=True)


def follow(network: Weights, settings: Settings, inputs: Sequence[str], target: str) -> None:
    """Draw one prediction and what is learned from it, in numbers.

    Parameters
    ----------
    network : Weights
        As it is now.
    settings : Settings
        Model, negative samples, learning rate and seed.
    inputs : sequence of str
        The words it is made from.
    target : str
        The word to be predicted.
    """
    words = network.embedding
    row = words.index(target)
    negatives = negative_samples(network.counts, row, k=settings.negative, seed=settings.seed)
    made = step(
        words.vectors,
        network.output,
        [words.index(word) for word in inputs],
        row,
        negatives,
        rate=settings.learning_rate,
    )
    m, n = words.shape
    st.markdown(_("**1. The hidden layer.** A one-hot vector times W picks a row of W."))
    st.latex(_FORMULAS[settings.model])
    st.markdown(_hidden(made, inputs, m, n))
    with part("output"):
        _output(made, words)
    with part("gradient"):
        _gradient_step(made)


def _output(made: Step, words: Embedding) -> None:
    st.markdown(
        ngettext(
            "**2. The output.** The target and {k} negative sample, each with its row of W′.",
            "**2. The output.** The target and {k} negative samples, each with its row of W′.",
            len(made.outputs) - 1,
        ).format(k=len(made.outputs) - 1)
    )
    st.latex(r"L=-\log\sigma(u_0\cdot h)-\sum_{j=1}^{k}\log\sigma(-u_j\cdot h),\qquad \sigma(z)=\frac{1}{1+e^{-z}}")
    outputs = _outputs(made, words)
    draw_table(outputs, formats=dict.fromkeys(list(outputs)[3:], "%.4f"))
    csv_button(outputs, name="outputs")
    st.markdown(
        _("**Loss L = {loss:.4f}**; an untrained network has (1 + k) log 2 = {chance:.4f}.").format(
            loss=made.loss, chance=len(made.outputs) * float(np.log(2))
        )
    )


def _gradient_step(made: Step) -> None:
    st.markdown(_("**3. The gradient step**, with learning rate α = {rate:g}.").format(rate=made.rate))
    st.latex(
        r"u_j\leftarrow u_j-\alpha\,(\sigma(u_j\cdot h)-t_j)\,h,\qquad "
        r"W_{w,:}\leftarrow W_{w,:}-\alpha\sum_{j}(\sigma(u_j\cdot h)-t_j)\,u_j"
    )
    rows = _rows(made)
    draw_table(rows, formats={_("norm"): "%.4f"})
    csv_button(rows, name="gradient-step")
    st.markdown(
        _("The same prediction now costs **{after:.4f}** instead of {before:.4f}.").format(
            after=made.new_loss, before=made.loss
        )
    )
    if not made.hidden_gradient.any():
        st.caption(_("W′ starts at zero, so the first step moves only W′; W follows from the second step on."))
    st.caption(
        _("Mikolov, Sutskever, Chen, Corrado and Dean 2013, eq. 4. t is 1 for the target and 0 for negative samples.")
    )


def _hidden(made: Step, inputs: Sequence[str], m: int, n: int) -> str:
    first = _("x has m = {m:,} coordinates, all zero except coordinate {row:,}, the one of “{word}”. ").format(
        m=m, row=made.inputs[0] + 1, word=shown(inputs[0])
    )
    mean = _("h is the mean of {count} rows of W, those of the contexts. ").format(count=len(inputs))
    numbers = _("h = {vector}, n = {n:,} numbers.").format(vector=plain(_vector(made.hidden)), n=n)
    return (first if len(inputs) == 1 else mean) + numbers


def _outputs(made: Step, words: Embedding) -> Table:
    roles = [_("target")] + [_("negative")] * (len(made.outputs) - 1)
    return {
        _("word"): [words.words[i] for i in made.outputs],
        _("role"): roles,
        "t": made.labels.astype(int).tolist(),
        "u·h": made.scores.round(4).tolist(),
        "σ(u·h)": made.probabilities.round(4).tolist(),
        _("loss"): made.losses.round(4).tolist(),
        _("error σ − t"): made.errors.round(4).tolist(),
    }


def _rows(made: Step) -> Table:
    before, after = made.input_rows[0], made.new_input_rows[0]
    target, new_target = made.output_rows[0], made.new_output_rows[0]
    return {
        _("row"): [_("W, before"), _("W, after"), _("W′ of the target, before"), _("W′ of the target, after")],
        _("first numbers"): [_vector(each) for each in (before, after, target, new_target)],
        _("norm"): [round(float(np.linalg.norm(each)), 4) for each in (before, after, target, new_target)],
    }


def _vector(numbers: np.ndarray) -> str:
    first = ", ".join(f"{Readable(number):.4f}" for number in numbers[:COORDINATES])
    return f"({first}, …)" if len(numbers) > COORDINATES else f"({first})"


def _colored(window: Window, position: int, word: str) -> str:
    if position == window.position:
        return _center(word)
    return _context(word) if position in window.context_positions else shown(word)


def _center(word: str) -> str:
    return f":blue-background[**{_unbroken(word)}**]"


def _context(word: str) -> str:
    return f":orange-background[{_unbroken(word)}]"


def _unbroken(word: str) -> str:
    """Return a word that no line ends in, though it may have a hyphen."""
    return shown(word).replace("\\-", "\u2011")


# The ids and numbers are the key; arguments that begin with an underscore are not looked at.
@remembered
def _initial(
    id: str,
    model: Model,
    dimensions: int,
    min_count: int,
    seed: int,
    _corpus: Corpus,
) -> Weights:
    settings = Settings(model=model, dimensions=dimensions, min_count=min_count, seed=seed)
    network = Network(_text(id, min_count, _corpus), settings)
    name = f"initial-{id}-{model}-{dimensions}-{min_count}-{seed}"
    return Weights(
        Embedding(name, network.words, network.vectors, by_frequency=True), network.output, network.counts, 0.0
    )


@remembered
def _text(id: str, min_count: int, _corpus: Corpus) -> Text:  # noqa: ARG001
    return read(_corpus, min_count=min_count)


@remembered
def _sentences(id: str, vocabulary: str, _corpus: Corpus, _vocabulary: Embedding) -> list[tuple[str, ...]]:  # noqa: ARG001
    begun = [sentence[: 4 * MOST_WORDS] for sentence in islice(_corpus, SEARCHED)]
    known = {word for word in set(chain.from_iterable(begun)) if word in _vocabulary}
    found = (tuple(word for word in sentence if word in known)[:MOST_WORDS] for sentence in begun)
    several = list(dict.fromkeys(sentence for sentence in found if len(sentence) > 1))
    longer = [sentence for sentence in several if len(sentence) >= FEWEST_WORDS]
    return (longer or several)[:SENTENCES]


def _predictions(found: Sequence[Window], here: int) -> None:
    """Draw what the two models learn from each window, which follows the slider as the sentence does."""
    skip_gram, cbow = st.columns(2, gap="medium")
    with skip_gram:
        st.markdown(_("**Skip-gram** predicts each context from the center: one pair each."))
        _following(f"{_KEY}_pairs", here, [_pairs(window) for window in found])
    with cbow:
        st.markdown(_("**CBOW** predicts the center from the mean of all contexts: one prediction."))
        _following(f"{_KEY}_mean", here, [_mean(window) for window in found])


def _following(key: str, here: int, texts: Sequence[str]) -> None:
    travel = Travel(slider=_POSITION, here=here, texts=texts)
    answer(key, travel)
    move_along(key, travel, within=_KEY, said=key)


def _pairs(window: Window) -> str:
    center = _center(window.center)
    return _BETWEEN.join(f"{center}\u00a0→\u00a0{_context(each)}" for each in window.contexts)


def _mean(window: Window) -> str:
    return f"{' '.join(map(_context, window.contexts))} → {_center(window.center)}"
