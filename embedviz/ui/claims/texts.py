"""The fifteen claims in words: as the article states them, and what was found."""

from typing import Any

from embedviz.claims.finding import ClaimId, Finding
from embedviz.i18n import _, sentences
from embedviz.ui.widgets.text import number
from embedviz.units import size


def claim_names() -> dict[ClaimId, str]:
    """Return the claims as the article states them, by id, in its order.

    Returns
    -------
    dict of str to str
    """
    return {
        "orthogonal": _("One-hot vectors are orthogonal."),
        "identity": _("They form the identity matrix and span ℝⁿ."),
        "waste": _("They waste n − 1 of n coordinates."),
        "unlike": _("They carry no similarity."),
        "contexts": _("Words in like contexts get like vectors."),
        "dependent": _("m words in n dimensions are linearly dependent."),
        "rank": _("The rank is at most n, far under m."),
        "axes": _("Each dimension has a meaning."),
        "distance": _("Euclidean distance shows closeness."),
        "table": _("The matrix is 50,000 × 300, one row a word."),
        "pretrained": _("Pretrained vectors can be used as they are."),
        "weights": _("The vectors are the weights of the network."),
        "objectives": _("The network learns by skip-gram or by CBOW."),
        "one-vector": _("One vector cannot hold several senses."),
        "bilstm": _("The vectors of a bidirectional LSTM can."),
    }


def deciding_name(finding: Finding) -> str:
    """Return what the number that decides a claim is.

    Parameters
    ----------
    finding : Finding
        With such a number.

    Returns
    -------
    str
    """
    return {
        ("orthogonal", "largest"): _("the largest product of two"),
        ("identity", "rank"): _("the rank"),
        ("waste", "zeros"): _("the zeros in a vector"),
        ("unlike", "range"): _("the range of the cosines"),
        ("contexts", "rho"): _("Spearman's ρ of contexts and vectors"),
        ("dependent", "residual"): _("the residual of the witness"),
        ("dependent", "rank"): _("the rank"),
        ("rank", "rank"): _("the rank"),
        ("axes", "share"): _("the share of axes that beat random ones"),
        ("distance", "overlap"): _("the share of neighbors in common with the cosine"),
        ("table", "values"): _("the numbers in the matrix"),
        ("pretrained", "spelled"): _("the share of pairs as spelled"),
        ("pretrained", "low"): _("the lower bound of ρ"),
        ("weights", "difference"): _("the largest difference of product and row"),
        ("objectives", "fall"): _("the smaller fall of the loss, relative"),
        ("one-vector", "accuracy"): _("the share of senses found"),
        ("bilstm", "accuracy"): _("the share of senses found"),
    }[finding.claim, finding.decided_by]


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
    values: dict[str, Any] = dict(finding.numbers)
    values |= {name: size(int(value)) for name, value in values.items() if name.endswith("bytes")}
    if "spread" in values:
        values["spread"] = number(values["spread"])
    if "text" in values:
        values["text"] = (_("300 news articles"), _("the generated corpus"))[int(values["text"])]
    parts = _about_one_hot() | _about_the_matrix() | _about_geometry() | _about_meaning() | _about_learning()
    return parts[finding.claim, finding.case].format(**values)


def _about_one_hot() -> dict[tuple[ClaimId, str], str]:
    alone = _("With a single word there is no other to compare it with.")
    return {
        ("orthogonal", "one"): alone,
        ("waste", "one"): alone,
        ("unlike", "one"): alone,
        ("orthogonal", "pairs"): _(
            "Over all {pairs:,} pairs of the one-hot vectors of {words:,} words the largest product is **{largest:g}**."
        ),
        ("identity", "rank"): _(
            "The columns are orthogonal and of length 1 (largest deviation {deviation:g}): the rank is **{rank:,}**: "
            "they span. But n is the number of words here, {words:,}, and not the {dimensions:,} dimensions of trained "
            "vectors."
        ),
        ("waste", "zeros"): _(
            "Each vector has **{zeros:,}** zeros; with all of them written out they take {one_hot_bytes}, trained "
            "ones {dense_bytes}. Yet no coordinate can be spared: without the last one the rank is "
            "{rank_without:,}. And written as positions they take {index_bytes}."
        ),
        ("unlike", "beside"): _(
            "All their cosines are the same, with a range of **{range:g}**, and all distances are {distance:.4f}. The "
            "cosines of this source's first {compared:,} words run from {low:.2f} to {high:.2f}."
        ),
        ("unlike", "alone"): _(
            "All their cosines are the same, with a range of **{range:g}**, and all distances are {distance:.4f}."
        ),
    }


def _about_the_matrix() -> dict[tuple[ClaimId, str], str]:
    return {
        ("dependent", "witness"): _(
            "The first {words:,} of {m:,} words already are, having rank {rank:,}: a combination of their vectors, not "
            "all of it zero, is zero up to **{residual:.1e}** of σ₁. It takes m > n, which holds here."
        ),
        ("dependent", "counted"): _(
            "By the count alone, as m = {m:,} is more than n = {n:,}: the rank is **{rank:,}**, and m − rank words "
            "are combinations of others."
        ),
        ("dependent", "by-chance"): _(
            "m = {m:,} is not more than n = {n:,}, so the count alone does not make them so; but the rank is "
            "**{rank:,}**, under m, with tolerance {tolerance:.2g}."
        ),
        ("dependent", "independent"): _(
            "It takes m > n. Here are m = {m:,} words in n = {n:,} dimensions, and their rank is **{rank:,}**, with "
            "tolerance {tolerance:.2g}: they are independent."
        ),
        ("rank", "rank"): _(
            "The rank is **{rank:,}**; n is {n:,}, m is {m:,}: {share:.3%} of m. The smallest singular value is "
            "{last:.3g}, the tolerance {tolerance:.2g}."
        ),
        ("rank", "rounding"): _(
            "The rank is **{rank:,}**; n is {n:,}, m is {m:,}, with tolerance {tolerance:.2g}. Singular values that "
            "may be rounding of the file: {rounding:,}; without them the rank is {without:,}."
        ),
        ("rank", "few"): _(
            "Here m = {m:,} is not more than n = {n:,}, and the bound is m, as the rank is at most min(m, n): it is "
            "**{rank:,}**, with tolerance {tolerance:.2g}."
        ),
        ("table", "rows"): _(
            "Here it is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; the article's is an example with "
            "{example_values:,}, {example_bytes}. Of the first {looked:,} rows none occurs twice."
        ),
        ("table", "repeated"): _(
            "Here it is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; the article's is an example with "
            "{example_values:,}. A row a word, but of the first {looked:,} rows {repeated:,} repeat another."
        ),
        ("table", "subwords"): _(
            "Here it is **{m:,} × {n:,}**, {values:,} numbers or {bytes}; the article's is an example with "
            "{example_values:,}. Words that have no row get a vector too, made of their n-grams."
        ),
    }


def _about_geometry() -> dict[tuple[ClaimId, str], str]:
    return {
        ("axes", "rotated"): _(
            "The {ends} words at its end are more alike than at 95% of random axes for **{better:,} of {n:,}** axes. "
            "A random rotation changes coordinates by up to {moved:.0%} of the largest, inner products by {kept:.0e}, "
            "which is rounding: they know of no axes."
        ),
        ("axes", "none"): _(
            "An axis needs others to be compared with, and words that differ on it; here are m = {m:,} words in "
            "n = {n:,} dimensions."
        ),
        ("axes", "dimensions"): _(
            "A random rotation in {n:,} dimensions takes too long; it is drawn for up to {most:,}."
        ),
        ("distance", "overlap"): _(
            "**{overlap:.0%}** of the {k} nearest by distance are among the {k} nearest by cosine, over {queries:,} "
            "words; the longest vector is {spread} times as long as the shortest. With all scaled to length 1 it is "
            "{unit_overlap:.0%}, as then ‖x − q‖² = 2 − 2 cos θ, here up to {deviation:.0e} (rounding: {rounding:.0e})."
        ),
        ("distance", "few"): _(
            "Nearness needs at least three vectors that are not zero; among the first words are {words:,}."
        ),
    }


def _about_meaning() -> dict[tuple[ClaimId, str], str]:
    correlated = _(
        "Over {pairs:,} pairs of {words:,} words, likeness of contexts in {text} and cosine of vectors correlate by "
        "**ρ = {rho:.2f}**; with the words dealt out anew, by up to {chance:.2f}."
    )
    people = _(
        "Like contexts are not like meanings: people's judgments of relatedness are met by ρ = {related:.2f}, those of "
        "similarity proper by ρ = {similar:.2f}."
    )
    return {
        ("contexts", "people"): sentences(correlated, people),
        ("contexts", "contexts"): correlated,
        ("contexts", "chance"): correlated,
        ("contexts", "few"): _(
            "Of the words of this source {words:,} occur in the texts that come with the app; {fewest:,} are needed to "
            "compare their contexts."
        ),
        ("contexts", "equal"): _("All pairs of the {words:,} words compared are equally alike: nothing can correlate."),
        ("pretrained", "people"): _(
            "**{spelled:.1%}** of the {pairs:,} pairs of WordSim-353 have vectors as spelled there, {coverage:.1%} in "
            "any case. Cosines agree with people by ρ = {rho:.2f} [{low:.2f}, {high:.2f}]; without the mean and top "
            "directions by {after:.2f}. The longest vector is {spread} times as long as the shortest; zero vectors: "
            "{zeros:,}."
        ),
        ("pretrained", "chance"): _(
            "On the {coverage:.1%} of WordSim-353's {pairs:,} pairs that are there, cosines agree with people by "
            "ρ = {rho:.2f}, with an interval of [**{low:.2f}**, {high:.2f}]: perhaps not at all."
        ),
        ("pretrained", "few"): _(
            "Of WordSim-353's {pairs:,} pairs {coverage:.1%} are there, too few to judge by. The longest vector is "
            "{spread} times as long as the shortest; zero vectors: {zeros:,}."
        ),
    }


def _about_learning() -> dict[tuple[ClaimId, str], str]:
    both = _(
        "On {sentences:,} generated sentences both learn: the loss falls from {before:.2f} to **{skip_gram:.2f}** by "
        "skip-gram, to **{cbow:.2f}** by CBOW. Their cosines agree by ρ = {rho:.2f}; {common:.0%} of {k} nearest words "
        "are the same."
    )
    source = _(
        "With the cosines of this source, over {shared:,} shared words, they agree by ρ = {skip_gram_rho:.2f} and "
        "{cbow_rho:.2f}."
    )
    one = _(
        "All occurrences of a word have one vector, rank {rank}. Over {occurrences} occurrences of {words} words "
        "senses are found for **{accuracy:.1%}**; guessing finds {chance:.1%}."
    )
    mixed = _(
        "It does hold them, mixed: of {senses} senses {mixed:.0%} have contexts that are nearest to their own word's "
        "vector; {mixed_chance:.0%} would by chance."
    )
    layer = _(
        "Layer {layer} of the shipped biLM finds the sense of **{accuracy:.1%}** of {occurrences} occurrences of "
        "{words} words; chance finds {low:.0%} to {high:.0%}, the untrained network {untrained:.1%}."
    )
    around = _("The mean of this source's vectors of the other words in the sentence finds {around:.1%}.")
    return {
        ("weights", "rows"): _(
            "In a network just trained, each of {words:,} one-hot vectors times W is the word's vector, up to "
            "**{difference:g}**; in this source, up to {source_difference:g}. But of {weights:,} weights only "
            "{kept:,} are kept: W, and not W′. What a matrix was trained by cannot be read off it."
        ),
        ("objectives", "beside"): sentences(both, source),
        ("objectives", "alone"): both,
        ("one-vector", "mixed"): sentences(one, mixed),
        ("one-vector", "alone"): one,
        ("one-vector", "none"): _(
            "Of the {shipped:,} words that come with sentences {words:,} have a vector here; two are needed."
        ),
        ("bilstm", "beside"): sentences(layer, around),
        ("bilstm", "alone"): layer,
    }
