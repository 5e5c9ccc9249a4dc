"""The fifteen claims in words: as introductions state them, and what was found."""

from typing import Any

from embedviz.algebra.fullness import Fullness
from embedviz.claims.answer import combinations
from embedviz.claims.deciding import deciding_number
from embedviz.claims.finding import ClaimId, Finding
from embedviz.claims.lengths import beside_the_longest
from embedviz.i18n import _, listed, sentences
from embedviz.units import Readable, number, size


def claim_names() -> dict[ClaimId, str]:
    """Return the claims as introductions to word vectors state them, by id, in their order.

    Returns
    -------
    dict of str to str
    """
    return {
        "orthogonal": _("One-hot vectors are orthogonal."),
        "identity": _("The one-hot vectors of m words form the identity matrix and span ℝᵐ."),
        "waste": _("One-hot vectors waste m − 1 of their m coordinates."),
        "unlike": _("One-hot vectors carry no similarity."),
        "contexts": _("Words in similar contexts get similar vectors."),
        "dependent": _("m words in n dimensions are linearly dependent."),
        "rank": _("The rank of the embedding matrix is at most n, far below m."),
        "axes": _("Each dimension has a meaning."),
        "distance": _("Euclidean distance shows closeness."),
        "table": _(
            "The embedding matrix has a row for each word and a column for each dimension, such as 50,000 × 300."
        ),
        "pretrained": _("Pretrained vectors can be used as they are."),
        "weights": _("The vectors are the weights of the network."),
        "objectives": _("The network learns by skip-gram or by CBOW."),
        "one-vector": _("One vector cannot hold several senses."),
        "bilstm": _("The vectors of a bidirectional LSTM can hold several senses."),
    }


def origin(finding: Finding, source: str) -> str:
    """Say what a claim was checked on.

    Parameters
    ----------
    finding : Finding
        Of any claim.
    source : str
        The name of what was looked at.

    Returns
    -------
    str
    """
    other = {
        "orthogonal": _("the vocabulary of {source}"),
        "identity": _("the vocabulary of {source}"),
        "waste": _("the vocabulary of {source}"),
        "unlike": _("the vocabulary of {source}"),
        "contexts": _("{source}, and the texts that come with the app"),
        "pretrained": _("{source}, and WordSim-353"),
        "weights": _("{source}, and a network trained on the generated corpus"),
        "objectives": _("two networks trained on the generated corpus, and {source}"),
        "one-vector": _("{source}, and the sentences that come with the app"),
        "bilstm": _("the biLM and the sentences that come with the app, and {source}"),
    }
    return other.get(finding.claim, "{source}").format(source=source)


def sentence(finding: Finding) -> str:
    """Say what was found of a claim, with its numbers, in Markdown.

    Parameters
    ----------
    finding : Finding
        Of any claim.

    Returns
    -------
    str
    """
    values: dict[str, Any] = {
        name: Readable(value) if isinstance(value, float) else value for name, value in finding.numbers.items()
    }
    values |= {name: size(int(value)) for name, value in values.items() if name.endswith("bytes")}
    if isinstance(finding.value, float):
        values[finding.decided_by] = deciding_number(finding)
    if "spread" in values:
        values["spread"] = number(values["spread"])
    if "text" in values:
        values["text"] = (_("300 news articles"), _("the generated corpus"))[int(values["text"])]
    if finding.claim == "bilstm":
        alone = [(name.removeprefix("layer_"), share) for name, share in values.items() if name.startswith("layer_")]
        one = _("layer {layer} alone {accuracy:.1%}")
        values["layers"] = listed(one.format(layer=layer, accuracy=share) for layer, share in alone)
    parts = _about_one_hot() | _about_the_matrix() | _about_geometry() | _about_meaning() | _about_learning()
    said = parts[finding.claim, finding.case].format(**values)
    if finding.claim != "dependent":
        return said
    hidden = beside_the_longest(float(finding.numbers["spread"])) if "spread" in values else ""
    if finding.verdict == "refuted" or "alone" not in values:
        return sentences(said, hidden)
    found = Fullness(*(int(values[name]) for name in ("m", "n", "rank", "alone")))
    return sentences(said, hidden, combinations(found))


def _about_one_hot() -> dict[tuple[ClaimId, str], str]:
    alone = _("With a single word there is no other to compare it with.")
    return {
        ("orthogonal", "one"): alone,
        ("waste", "one"): alone,
        ("unlike", "one"): alone,
        ("orthogonal", "pairs"): _(
            "Over all pairs of the one-hot vectors of {words:,} words ({pairs:,}) the largest product is **{largest}**."
        ),
        ("identity", "rank"): _(
            "The columns are orthogonal and of length 1 (largest deviation {deviation:g}), so the rank is "
            "**{rank:,}**, the number of words m, and they span the space. The number of dimensions of trained "
            "vectors is chosen independently, n = {dimensions:,}."
        ),
        ("waste", "zeros"): _(
            "Of the {words:,} coordinates of each vector all but one are 0: **{zeros:,}**; with all of them written "
            "out the matrix takes {one_hot_bytes}, the trained one {dense_bytes}. Yet no coordinate can be spared: "
            "without the last one the rank is {rank_without:,}. Stored as the position of the 1, the vectors take "
            "{index_bytes}."
        ),
        ("unlike", "beside"): _(
            "The cosines of different words are all the same, with a range of **{range}**, and so are their "
            "distances, {distance:.3f}. The cosines of this source's first {compared:,} words run from {low:.2f} to "
            "{high:.2f}."
        ),
        ("unlike", "pair"): _(
            "The cosines of different words are all the same, with a range of **{range}**, and so are their "
            "distances, {distance:.3f}. The cosine of the two words of this source is {low:.2f}."
        ),
        ("unlike", "alone"): _(
            "The cosines of different words are all the same, with a range of **{range}**, and so are their "
            "distances, {distance:.3f}."
        ),
    }


def _about_the_matrix() -> dict[tuple[ClaimId, str], str]:
    return {
        ("dependent", "witness"): _(
            "The first {words:,} of {m:,} words already are, with rank {words_rank:,}: a combination of their "
            "vectors, with coefficients that are not all zero, is zero up to **{residual}** of σ₁."
        ),
        ("dependent", "counted"): _(
            "By the count alone, as m = {m:,} is more than n = {n:,}: the rank is **{rank:,}**, and no more words than "
            "that can be independent."
        ),
        ("dependent", "by-chance"): _(
            "m = {m:,} is not more than n = {n:,}, so the count alone does not make them dependent; but the rank "
            "is **{rank:,}**, below m, with tolerance {tolerance:.3g}."
        ),
        ("dependent", "independent"): _(
            "Here, with m = {m:,} and n = {n:,}, the rank is **{rank:,}**, with tolerance {tolerance:.3g}. "
            "Only where m > n does the count alone make words dependent."
        ),
        ("rank", "rank"): _(
            "The rank is {rank:,}, **{share}** of m = {m:,}; n is {n:,}. The smallest singular value is "
            "{last:.4g}, the tolerance {tolerance:.3g}."
        ),
        ("rank", "rounding"): _(
            "The rank is {rank:,}, **{share}** of m = {m:,}, with tolerance {tolerance:.3g}; n is {n:,}. Singular "
            "values that may be rounding of the file: {rounding:,}; without them the rank is {without:,}."
        ),
        ("rank", "few"): _(
            "The rank is {rank:,}, **{share}** of m = {m:,}, with tolerance {tolerance:.3g}. As n = {n:,} is no "
            "smaller than m, the bound n says nothing that m does not."
        ),
        ("table", "rows"): _(
            "This source's is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; 50,000 × 300 would be "
            "{example_values:,}, {example_bytes}. No row is repeated among the first {looked:,}."
        ),
        ("table", "repeated"): _(
            "This source's is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; 50,000 × 300 would be "
            "{example_values:,}. Rows that repeat another, of the first {looked:,}: {repeated:,}."
        ),
        ("table", "subwords"): _(
            "This source's is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; 50,000 × 300 would be "
            "{example_values:,}. Words that have no row get a vector too, built from their n-grams."
        ),
    }


def _about_geometry() -> dict[tuple[ClaimId, str], str]:
    return {
        ("axes", "rotated"): _(
            "On **{better:,} of {n:,}** axes the {ends} words at one end are more alike than on 95% of random "
            "axes. A random rotation changes coordinates by up to {moved:.0%} of the largest, and dot products "
            "by {kept:.0e}, which is rounding: what depends on dot products alone, such as cosines, distances "
            "and the rank, does not depend on the axes."
        ),
        ("axes", "none"): _(
            "An axis can be judged only against others, by words that differ on it; this source has m = {m:,} "
            "and n = {n:,}."
        ),
        ("axes", "dimensions"): _(
            "A random rotation in {n:,} dimensions takes too long; it is drawn for up to {most:,}."
        ),
        ("distance", "overlap"): _(
            "Of the {k} nearest by distance **{overlap}** are among the {k} nearest by cosine, on average over "
            "{queries:,} words; by chance it would be {chance:.1%}. The longest of these vectors is {spread} times "
            "as long as the shortest. With all scaled to length 1 it is {unit_overlap:.0%}, as then ‖x − q‖² = 2 − "
            "2 cos θ, here up to {deviation:.0e} (rounding: {rounding:.0e})."
        ),
        ("distance", "few"): _(
            "Comparing two orders takes at least three nonzero vectors; the first words have {words:,}."
        ),
    }


def _about_meaning() -> dict[tuple[ClaimId, str], str]:
    correlated = _(
        "Over {pairs:,} pairs of {words:,} words, similarity of contexts in {text} and cosine of vectors have "
        "Spearman's **ρ = {rho}**; with the words permuted at random it is at most {chance:.2f} in 97.5% of "
        "cases."
    )
    people = _(
        "Similar contexts are not similar meanings: cosines correlate with human ratings of relatedness at ρ = "
        "{related:.2f}, with ratings of similarity proper at ρ = {similar:.2f}."
    )
    return {
        ("contexts", "people"): sentences(correlated, people),
        ("contexts", "contexts"): correlated,
        ("contexts", "chance"): correlated,
        ("contexts", "few"): _(
            "Words of this source that occur in the texts that come with the app: {words:,}; {fewest:,} are needed to "
            "compare contexts."
        ),
        ("contexts", "equal"): _("All pairs of the {words:,} words compared are equally alike: nothing can correlate."),
        ("pretrained", "people"): _(
            "**{spelled}** of the {pairs:,} pairs of WordSim-353 have vectors as spelled there, {coverage:.1%} "
            "if case is ignored. Cosines correlate with human ratings at ρ = {rho:.2f} [{low:.2f}, {high:.2f}]; "
            "without the mean and the top directions at {after:.2f}. The longest vector is {spread} times as long "
            "as the shortest; zero vectors: {zeros:,}."
        ),
        ("pretrained", "chance"): _(
            "On the {coverage:.1%} of WordSim-353's {pairs:,} pairs in this source, cosines correlate with human "
            "ratings at ρ = {rho:.2f}, confidence interval [**{low}**, {high:.2f}]: perhaps not at all."
        ),
        ("pretrained", "zero"): _(
            "Every vector is zero, {zeros:,} in all: there is no cosine to compare with ratings."
        ),
        ("pretrained", "few"): _(
            "Only {coverage:.1%} of WordSim-353's {pairs:,} pairs are in this source, too few to judge by. The "
            "longest vector is {spread} times as long as the shortest; zero vectors: {zeros:,}."
        ),
    }


def _about_learning() -> dict[tuple[ClaimId, str], str]:
    both = _(
        "On {sentences:,} generated sentences both learn: the loss falls from {before:.2f} to **{skip_gram:.2f}** "
        "with skip-gram and to **{cbow:.2f}** with CBOW. Their cosines correlate at ρ = {rho:.2f}; {common:.0%} of "
        "the {k} nearest words are the same."
    )
    source = _(
        "Over {shared:,} shared words, they correlate with the cosines of this source at ρ = {skip_gram_rho:.2f} "
        "and {cbow_rho:.2f}."
    )
    one = _(
        "All occurrences of a word share one vector, a matrix of rank {rank}. Over {occurrences} occurrences of "
        "{words} words the nearest sense centroid is the right one for **{accuracy}**; guessing is right for "
        "{chance:.1%}."
    )
    mixed = _(
        "Yet the senses are in it, mixed: for {mixed:.0%} of {senses} senses, the mean of the surrounding words is "
        "nearer to the vector of the sense's own word than to those of the others; by chance it would be "
        "{mixed_chance:.0%}."
    )
    layer = _(
        "The mean of the LSTM layers of our biLM finds the sense of **{accuracy}** of {occurrences} "
        "occurrences of {words} words; {layers}. With the senses permuted at random it is {low:.0%} to {high:.0%}, "
        "with the untrained network {untrained:.1%}."
    )
    around = _("The mean of this source's vectors of the other words in the sentence finds {around:.1%}.")
    return {
        ("weights", "rows"): _(
            "In a network just trained, each of {words:,} one-hot vectors times W is the word's vector, up to "
            "**{difference}**; in this source, up to {source_difference:g}. But only {kept:,} of {weights:,} "
            "weights are kept: W, and not W′. How a matrix was trained cannot be read off it."
        ),
        ("objectives", "beside"): sentences(both, source),
        ("objectives", "alone"): both,
        ("one-vector", "mixed"): sentences(one, mixed),
        ("one-vector", "alone"): one,
        ("one-vector", "none"): _(
            "Words with a vector here, of the {shipped:,} that come with sentences: {words:,}; two are needed."
        ),
        ("bilstm", "beside"): sentences(layer, around),
        ("bilstm", "alone"): layer,
    }
