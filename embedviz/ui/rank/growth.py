"""The rank as the words come one by one."""

import streamlit as st

from embedviz.claims.lengths import by_its_own_length, spread_out_of_sight
from embedviz.embedding import Embedding
from embedviz.figures.growth import rank_growth as growth_figure
from embedviz.i18n import _, ngettext, sentences
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.results import growth_of
from embedviz.units import Readable


def one_word_at_a_time(embedding: Embedding) -> None:
    """Draw the rank of the first k words over k, and say where it stops climbing.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    n, growth = embedding.shape[1], growth_of(embedding)
    words = embedding.words[: len(growth.ranks)]
    if growth.first_dependent is None:
        all_of = _("All of the first {k:,} words are independent.").format(k=len(words))
        st.markdown(all_of if len(words) > 1 else _("The only word is independent, as its vector is not zero."))
    else:
        first = growth.first_dependent
        climbs = ngettext(
            "The rank climbs to {rank:,} with the first word.",
            "The rank climbs by one with each of the first {k:,} words, to {rank:,}.",
            first,
        )
        combines = (
            _("Word {k:,}, “{word}”, is the first that is a combination of those before it.")
            if embedding.norms[first]
            else _("Word {k:,}, “{word}”, is the first that adds nothing: its vector is zero.")
        )
        full = _("So is every word after it, as the rank has reached n.")
        partial = ngettext("The first word has rank {rank:,}.", "The first {k:,} words have rank {rank:,}.", len(words))
        least = _("A share outside the span of at most {tolerance:.1e} counts as zero.")
        st.markdown(
            sentences(
                climbs.format(k=first, rank=growth.ranks[first]) if first else "",
                combines.format(k=first + 1, word=shown(words[first])),
                full if growth.ranks[first] == n else partial.format(k=len(words), rank=growth.ranks[-1]),
                least.format(tolerance=Readable(growth.tolerance)),
            )
        )
    spread = spread_out_of_sight(embedding.norms[: len(words)], n)
    if spread is not None:
        st.markdown(by_its_own_length(spread))
    chart(
        growth_figure(growth, words, n),
        key="growth",
        alt=_("Rank of the first k words, and the share of each word outside the span of those before it"),
    )
