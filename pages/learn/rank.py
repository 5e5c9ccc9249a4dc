"""Rank: are m trained vectors in n dimensions full rank, and what do their singular values say?"""

import streamlit as st

from embedviz.claims.answer import consequences, verdict
from embedviz.errors import EmbedvizError
from embedviz.figures.growth import rank_growth as growth_figure
from embedviz.figures.spectrum import spectrum as spectrum_figure
from embedviz.i18n import _, sentences
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.rank.by_numpy import numpy_refusal, ranks_by_numpy
from embedviz.ui.rank.low_rank import low_rank_of, neighbors_at, searched
from embedviz.ui.rank.verdicts import doubt, float32_verdict
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import first_words, tolerance, up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.text import number, plain, shown
from embedviz.ui.work.results import fullness_of, growth_of, spectrum_of

embedding = current_source()
m, n = embedding.shape
whole = spectrum_of(embedding)

st.title(_("Rank"))
st.markdown(_("The vectors that training produces: are they full rank? Are they m vectors in an n-dimensional space?"))
answered = fullness_of(embedding)
st.subheader(verdict(answered), anchor=False)
st.markdown(consequences(answered))
if doubt(whole):
    st.markdown(doubt(whole))

st.header(_("The spectrum"), divider="gray", help=meaning("singular", "spectrum", "tolerance", "rank"))
st.latex(r"\operatorname{rank}(A)=\#\{i:\sigma_i>\tau\},\qquad \tau=\max(m,n)\cdot\varepsilon\cdot\sigma_1")
st.caption(
    _(
        "A is the m × n matrix with one word's vector a row, σ₁ ≥ σ₂ ≥ … are its singular values, τ is the tolerance, "
        "and ε the relative spacing of the numbers computed with: 2.2e-16 for float64."
    )
)
left, middle, right = st.columns([3, 2, 3], vertical_alignment="bottom")
with left:
    count = first_words(embedding)
with middle, st.container(horizontal=True, vertical_alignment="center"):
    log = st.toggle(_("Log scale"), key="log", bind="query-params")
    center = st.toggle(_("Centered"), key="centered", bind="query-params", help=_("Subtract the mean vector first."))
with right:
    rtol = tolerance()
found = spectrum_of(embedding.top(count), center=center)
rank = found.rank(rtol)
st.markdown(
    _(
        "**Rank {rank:,}**: {rank:,} of {count:,} singular values exceed the tolerance τ = {tolerance:.3g}. The "
        "smallest is {last:.4g}, the largest {first:.4g}."
    ).format(
        rank=rank,
        count=len(found.singular_values),
        tolerance=found.tolerance(rtol),
        last=found.singular_values[-1],
        first=found.singular_values[0],
    )
)
chart(
    spectrum_figure(found, rtol=rtol, log=log),
    key="spectrum",
    alt=_("Singular values in descending order, and the energy they accumulate"),
)
for column, label, value, help_ in zip(
    st.columns(5),
    (_("rank"), _("effective rank"), _("stable rank"), _("participation ratio"), _("condition number")),
    (rank, found.effective_rank, found.stable_rank, found.participation_ratio, found.condition_number),
    (
        _("Singular values above the tolerance."),
        _("exp of the entropy of σ/Σσ: how many directions matter (Roy and Vetterli 2007)."),
        _("Σσ²/σ₁²: small when one direction dominates (Rudelson and Vershynin 2007)."),
        _("(Σσ²)²/Σσ⁴: how many directions share the variance."),
        _(
            "σ₁/σᵣ of the computed singular values, r = min(m, n): how unevenly the directions are used. Infinite only "
            "if the last one is exactly 0, and without meaning where it lies within the tolerance."
        ),
    ),
    strict=True,
):
    column.metric(label, number(value), help=help_)
if rank < len(found.singular_values) and number(found.condition_number) != "∞":
    st.caption(_("The last singular value lies within the tolerance: this condition number is one of rounding."))
with st.expander(_("The singular values as a table"), icon=":material/table:"):
    table = {
        "k": list(range(1, len(found.singular_values) + 1)),
        "σ": found.singular_values,
        _("energy of the first k"): found.energies,
    }
    st.dataframe(table, hide_index=True, height=240)
    csv_button(table, name="singular-values")

st.header(_("One word at a time"), divider="gray", help=meaning("rank", "span"))
growth = growth_of(embedding)
words = embedding.words[: len(growth.ranks)]
if growth.first_dependent is None:
    all_of = _("All of the first {k:,} words are independent.").format(k=len(words))
    st.markdown(all_of if len(words) > 1 else _("The only word is independent, as its vector is not zero."))
else:
    first = growth.first_dependent
    climbs = _("The rank climbs by one with each of the first {k:,} words, to {rank:,}.")
    combines = (
        _("Word {k:,}, “{word}”, is the first that is a combination of those before it.")
        if embedding.norms[first]
        else _("Word {k:,}, “{word}”, is the first that adds nothing: its vector is zero.")
    )
    full = _("So is every word after it, as the rank has reached n.")
    partial = _("The first {k:,} words have rank {rank:,}.")
    st.markdown(
        sentences(
            climbs.format(k=first, rank=growth.ranks[first]) if first else "",
            combines.format(k=first + 1, word=shown(words[first])),
            full if growth.ranks[first] == n else partial.format(k=len(words), rank=growth.ranks[-1]),
            _("A share outside the span of {tolerance:.1e} or less counts as none.").format(tolerance=growth.tolerance),
        )
    )
chart(
    growth_figure(growth, words, n),
    key="growth",
    alt=_("Rank of the first k words, and the share of each word that is outside the span of those before"),
)

st.header(_("float32 against float64"), divider="gray", help=meaning("tolerance"))
st.markdown(float32_verdict(whole))
refused = numpy_refusal(embedding)
if refused:
    st.caption(refused)
help_ = _("Runs np.linalg.matrix_rank twice.")
if st.button(_("Ask NumPy"), icon=":material/calculate:", help=help_, disabled=bool(refused)):
    with st.spinner(_("np.linalg.matrix_rank in float32 and in float64")):
        st.session_state["by_numpy"] = embedding.id, ranks_by_numpy(embedding)
asked_id, by_numpy = st.session_state.get("by_numpy", ("", {}))
if asked_id == embedding.id:
    st.code("\n".join(f"np.linalg.matrix_rank(vectors.astype(np.{d}))  # {r}" for d, r in by_numpy.items()))

st.header(_("What low rank keeps"), divider="gray", help=meaning("low-rank", "energy"))
st.latex(
    r"A_k=\sum_{i\le k}\sigma_i u_i v_i^\top,"
    r"\qquad \frac{\lVert A_k\rVert_F^2}{\lVert A\rVert_F^2}=\frac{\sum_{i\le k}\sigma_i^2}{\sum_i\sigma_i^2}"
)
among = searched(embedding)
st.caption(
    _(
        "Of all matrices of rank at most k, Aₖ is nearest to A in the Frobenius norm (Eckart and Young 1936). "
        "Neighbors are searched among {which}."
    ).format(which=_("all words") if among is embedding else _("the first {count:,} words").format(count=len(among)))
)
if not whole.rank():
    st.info(_("Every singular value is zero: there is nothing to keep."), icon=":material/block:")
    st.stop()
left, right = st.columns(2)
with left:
    word = ask_word(embedding, key="word", label=_("Word"), default="bank")
with right:
    k = up_to(len(whole.singular_values), label=_("Rank k"), usual=10, key="k")
if word is not None:
    st.markdown(_("Rank {k} keeps **{energy:.1%}** of the energy.").format(k=k, energy=whole.energy(k)))
    try:
        full, reduced = neighbors_at(among, low_rank_of(embedding, k), word)
    except EmbedvizError as error:
        st.warning(plain(error), icon=":material/search_off:")
        st.stop()
    kept = len(set(full.words) & set(reduced.words))
    kept_of = _("Of the nearest neighbors of “{word}” it keeps **{kept} of {count}**.")
    st.markdown(kept_of.format(kept=kept, count=len(full), word=shown(word)))
    table = {
        _("of A, rank {rank}").format(rank=whole.rank()): full.words,
        _("cosine"): full.scores.round(3),
        _("of Aₖ, k = {k}").format(k=k): reduced.words,
        _("cosine, k = {k}").format(k=k): reduced.scores.round(3),
    }
    st.dataframe(table, hide_index=True)
    csv_button(table, name="low-rank-neighbors")
