"""Whether the weights have come to hold what words mean, as far as the analogies of a text can tell."""

import numpy as np

from embedviz.evaluation.analogies import AnalogySection, analogy_accuracy
from embedviz.i18n import _, listed
from embedviz.sources.corpora import Corpus
from embedviz.training.result import Training
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.word2vec.training import Run
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable

ENOUGH = 0.5
"""Share of analogies from which on the answer is yes: a guess solves one in as many as there are words."""


def whether_learned(run: Run | None) -> tuple[str, str]:
    """Answer whether what was trained holds what words mean, yes or no first where that is known.

    Parameters
    ----------
    run : Run or None
        The session's last one.

    Returns
    -------
    answer, why : str
    """
    if run is None or run.is_discarded or (run.is_over and not run.trainings):
        return _("Not before training: then the weights are drawn at random."), ""
    if not run.is_over:
        return _("Not known yet: the training goes on."), ""
    found = {each: _solved(each.embedding.id, run.corpus.id, run.corpus, each) for each in run.trainings}
    shares = [each.accuracy for each in found.values()]
    if not shares or np.isnan(shares).any():
        return _("This text cannot tell: it has no analogies that its vectors could solve."), ""
    names = model_names()
    guess = max(1 / len(each.embedding) for each in found)
    said = (
        _("Yes: the vectors solve the text's analogies: {shares}; guessing solves {guess:.1%}.")
        if max(shares) >= ENOUGH
        else _("No, or not yet: of the text's analogies the vectors solve {shares}; guessing solves {guess:.1%}.")
    )
    by_model = listed(f"{names[each.model]} {Readable(share):.0%}" for each, share in zip(found, shares, strict=True))
    why = _("“a is to b as c is to d” is solved where d is the word nearest to b − a + c, of all words but a, b and c.")
    return said.format(shares=by_model, guess=Readable(guess)), why


# The ids are the key; arguments that begin with an underscore are not looked at.
@remembered
def _solved(id: str, corpus: str, _corpus: Corpus, _training: Training) -> AnalogySection:  # noqa: ARG001
    return analogy_accuracy(_training.embedding, _corpus.analogies).total
