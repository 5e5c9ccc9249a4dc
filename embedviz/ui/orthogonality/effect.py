"""Whether vectors are better for what was removed: word similarity as people judge it, before and after."""

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.evaluation.postprocessing import PostprocessingEffect, postprocessing_effect
from embedviz.evaluation.similarity import WordSimilarity
from embedviz.figures.angles import effect as effect_figure
from embedviz.i18n import _, sentences
from embedviz.progress import ProgressCallback
from embedviz.ui.orthogonality.angles import Removed
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.onrequest import on_request
from embedviz.units import Readable


def judged(embedding: Embedding, measured: Removed) -> None:
    """Offer to judge the vectors by people's judgments, with every number of directions removed.

    Parameters
    ----------
    embedding : Embedding
        m ≥ 2 words in n ≥ 2 dimensions.
    measured : Removed
        What is removed.
    """
    removals, removed = measured.removals, measured.directions

    def work(progress: ProgressCallback) -> tuple[PostprocessingEffect, ...]:
        return postprocessing_effect(embedding, removals, progress=progress)

    effects: tuple[PostprocessingEffect, ...] | None = on_request(
        ("all-but-the-top", embedding.id),
        work,
        place="effect",
        label=_("Evaluate"),
        note=_("WordSim-353 and SimLex-999 for every number of directions removed; takes a few seconds."),
    )
    if effects is None:
        return
    names = [{"wordsim353": "WordSim-353", "simlex999": "SimLex-999"}[each.test] for each in effects]
    if not any(len(each.before.pairs) > 1 for each in effects):
        st.info(
            _("The vocabulary contains fewer than two pairs of each test: nothing can be evaluated."),
            icon=":material/info:",
        )
        return
    chosen = [(each.before, each.after[removed]) for each in effects]
    st.markdown(
        sentences(
            *(
                _(
                    "Spearman's ρ of cosines and human ratings in {test}: {before} as they are, **{after}** {removal}."
                ).format(test=name, before=_number(before), after=_number(after), removal=measured.name)
                for name, (before, after) in zip(names, chosen, strict=True)
            ),
            _("Bars are 95% intervals: where they overlap widely, the change proves nothing."),
        )
    )
    chart(
        effect_figure(effects, names, removed),
        key="effect",
        alt=_("Rank correlation with human ratings by the number of directions removed"),
    )
    table: Table = {_("removed"): [_("nothing"), _("mean"), *(f"{d}" for d in range(1, len(removals)))]}
    for name, each in zip(names, effects, strict=True):
        results = (each.before, *each.after)
        table[f"{name} ρ"] = [_number(result) for result in results]
        table[_("{test}, coverage").format(test=name)] = [f"{Readable(result.coverage):.1%}" for result in results]
    with st.expander(_("All of them as a table"), icon=":material/table:"):
        draw_table(table)
        csv_button(table, name="all-but-the-top")


def _number(found: WordSimilarity) -> str:
    if found.coverage == 0:
        return _("no word in common")
    return "–" if np.isnan(found.correlation) else f"{found.correlation:.3f}"
