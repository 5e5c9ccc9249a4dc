"""The terms of the field, each explained in a sentence or two: behind a "?", and all of them in one list."""

import streamlit as st

from embedviz.i18n import _


def glossary() -> dict[str, tuple[str, str]]:
    """Return the terms that pages use.

    Returns
    -------
    dict of str to tuple of str
        Ids to names and meanings, in the reader's language, Markdown with LaTeX. By subject, the simple before what
        builds on it.
    """
    return _of_matrices() | _of_rank() | _of_geometry() | _of_words() | _of_contexts()


def meaning(*ids: str) -> str:
    """Return what terms mean, for the ``help`` of a header or a control.

    Parameters
    ----------
    *ids : str
        Keys of :func:`glossary`.

    Returns
    -------
    str
        Markdown, a paragraph a term.
    """
    terms = glossary()
    entry = _("**{name}**: {text}")
    return "\n\n".join(entry.format(name=name, text=text) for name, text in (terms[id] for id in ids))


def glossary_button() -> None:
    """Draw a button in the sidebar that opens the list of all terms."""
    if st.sidebar.button(_("Glossary"), icon=":material/help:", key="glossary", type="tertiary"):
        st.dialog(_("Glossary"), width="large")(_list)()


def _list() -> None:
    sought = st.text_input(_("Search"), key="glossary_search", icon=":material/search:").strip().casefold()
    found = [(name, text) for name, text in glossary().values() if sought in f"{name} {text}".casefold()]
    if not found:
        st.info(_("No term of the glossary matches."), icon=":material/search_off:")
    for name, text in found:
        st.markdown(f"**{name}**  \n{text}")


def _of_matrices() -> dict[str, tuple[str, str]]:
    return {
        "matrix": (
            _("embedding matrix"),
            _(r"$X\in\mathbb R^{m\times n}$: a row for each of $m$ words, a column for each of $n$ dimensions."),
        ),
        "one-hot": (
            _("one-hot vector"),
            _(r"The row $e_i$ of the identity matrix: 1 at its own word, 0 at every other."),
        ),
        "combination": (
            _("linear combination"),
            _(r"A sum of vectors, each times a number: $c_1v_1+\dots+c_kv_k$. The numbers are its coefficients."),
        ),
        "span": (_("span"), _("All vectors that are linear combinations of the given ones.")),
        "dependent": (
            _("linearly dependent"),
            _(
                r"$c_1v_1+\dots+c_kv_k=0$ for some $c\ne0$: each vector with $c_i\ne0$ is a combination of the others; "
                r"one with $c_i=0$ need not be."
            ),
        ),
        "witness": (
            _("witness"),
            _("Coefficients, not all zero, that prove vectors dependent: their combination adds up to zero."),
        ),
        "residual": (
            _("residual"),
            _("What remains where a computed identity should give zero: rounding, or an error."),
        ),
        "basis": (
            _("basis"),
            _("Independent vectors that span the space: every vector is a combination of them in exactly one way."),
        ),
    }


def _of_rank() -> dict[str, tuple[str, str]]:
    return {
        "rank": (
            _("rank"),
            _(
                r"The largest number of rows that are independent, and of columns: the two are equal, and at most "
                r"$\min(m,n)$."
            ),
        ),
        "tolerance": (
            _("tolerance"),
            _(
                r"A singular value counts only if it exceeds the tolerance: what should be zero comes out as "
                r"rounding error."
            ),
        ),
        "nullity": (
            _("nullity"),
            _(
                r"Of the words as rows: the dimension $m-\operatorname{rank}X$ of the left null space, all $c$ "
                r"with $c^\top X=0$. It counts the independent dependences of the words."
            ),
        ),
        "coloop": (
            _("word in no dependence"),
            _(
                r"A row that has coefficient 0 in every dependence of the rows: no combination of the others, and "
                r"without it the rank falls. Matroid theory calls it a coloop."
            ),
        ),
        "singular": (
            _("singular value"),
            _(
                r"$\sigma_1\ge\sigma_2\ge\dots\ge0$: how far $X$ stretches each of its singular directions; "
                r"$X=\sum_i\sigma_iu_iv_i^\top$."
            ),
        ),
        "spectrum": (_("spectrum"), _("All singular values of a matrix, the largest first.")),
        "energy": (
            _("energy"),
            _(
                r"The share $\sum_{i\le k}\sigma_i^2/\sum_i\sigma_i^2$ of the squared Frobenius norm that the first "
                r"$k$ directions hold."
            ),
        ),
        "condition": (
            _("condition number"),
            _(
                r"$\sigma_1/\sigma_r$, $r=\min(m,n)$: how many times a relative error of the input may grow when a "
                r"linear system is solved. As computed it is infinite only if $\sigma_r$ is exactly 0, and it means "
                r"nothing where $\sigma_r$ lies within the tolerance."
            ),
        ),
        "effective": (
            _("effective rank"),
            _(
                r"$\exp(-\sum_ip_i\ln p_i)$ with $p_i=\sigma_i/\sum_j\sigma_j$: how many directions matter "
                r"(Roy and Vetterli 2007)."
            ),
        ),
        "low-rank": (
            _("low-rank approximation"),
            _(
                "The matrix of rank at most $k$ nearest in the Frobenius norm: the first $k$ terms of the singular "
                "value decomposition (Eckart and Young 1936)."
            ),
        ),
        "intrinsic-dimension": (
            _("intrinsic dimension"),
            _(
                "How many numbers it takes to say where a point lies among its neighbors: 2 on a sphere or a rolled "
                "sheet, whatever the space around it. The rank counts the dimensions of that space which are used at "
                "all (Facco et al. 2017)."
            ),
        ),
        "gram": (_("Gram matrix"), _(r"$XX^\top$: the dot products of all pairs of rows.")),
    }


def _of_geometry() -> dict[str, tuple[str, str]]:
    return {
        "norm": (_("norm"), _(r"$\lVert v\rVert=\sqrt{v^\top v}$: the length of a vector.")),
        "cosine": (
            _("cosine similarity"),
            _(
                r"$\cos\theta=u^\top v/(\lVert u\rVert\lVert v\rVert)$: 1 in the same direction, 0 at a right angle, "
                r"−1 in opposite directions. A zero vector has none."
            ),
        ),
        "euclidean": (_("Euclidean distance"), _(r"$\lVert u-v\rVert$: the length of the line between two points.")),
        "orthogonal": (_("orthogonal"), _(r"$u^\top v=0$: at a right angle, unless one of the two is zero.")),
        "orthogonal-matrix": (
            _("orthogonal matrix"),
            _(r"$Q^\top Q=I$: a rotation or a reflection. It changes coordinates, not lengths and angles."),
        ),
        "coherence": (
            _("coherence"),
            _(
                r"The largest $|\cos\theta|$ between two of the vectors; Welch (1974) bounds it from below where "
                r"there are more vectors than dimensions."
            ),
        ),
        "procrustes": (
            _("orthogonal Procrustes"),
            _(
                r"The orthogonal $Q$ that brings one matrix closest to another: $\min_Q\lVert AQ-B\rVert_F$ "
                r"(Schönemann 1966)."
            ),
        ),
        "projection": (
            _("projection"),
            _("A picture in fewer dimensions. It moves points; the score of each says how far to trust it."),
        ),
        "pca": (
            _("principal component analysis"),
            _("The projection onto the directions of largest variance, after subtracting the mean."),
        ),
        "varimax": (
            _("varimax"),
            _("A rotation that makes few coordinates of each axis large, so that axes can be read (Kaiser 1958)."),
        ),
        "ica": (
            _("independent component analysis"),
            _("Axes whose coordinates are as independent as can be, not merely uncorrelated (Comon 1994)."),
        ),
        "neighbor": (_("neighbor"), _("A word whose vector is among the nearest, by cosine, distance or dot product.")),
        "hub": (
            _("hub"),
            _("A word that is a neighbor of very many others (Radovanović, Nanopoulos and Ivanović 2010)."),
        ),
        "jaccard": (
            _("Jaccard index"),
            _(r"$|A\cap B|/|A\cup B|$ of two sets of neighbors: 1 if they are the same, 0 if nothing is shared."),
        ),
        "cka": (
            _("linear CKA"),
            _("How alike two sets of vectors are up to rotation and scale, from 0 to 1 (Kornblith et al. 2019)."),
        ),
    }


def _of_words() -> dict[str, tuple[str, str]]:
    return {
        "embedding": (
            _("word embedding"),
            _("A vector of few dimensions for each word of a vocabulary, learned from text."),
        ),
        "skip-gram": (
            _("skip-gram"),
            _("Predict each word of the context from the word (Mikolov, Chen et al. 2013)."),
        ),
        "cbow": (
            _("CBOW"),
            _("Predict a word from the mean of its context's vectors (Mikolov, Chen et al. 2013)."),
        ),
        "negative": (
            _("negative sampling"),
            _(
                "Tell true pairs of word and context from pairs with words drawn at random, instead of a softmax over "
                "all words (Mikolov, Sutskever et al. 2013)."
            ),
        ),
        "ppmi": (
            _("PPMI"),
            _(
                r"$\max(0,\ln\frac{p(w,c)}{p(w)p(c)})$: the logarithm of how many times more often two words "
                r"co-occur than by chance; 0 if not more often."
            ),
        ),
        "analogy": (
            _("analogy"),
            _(
                "a is to b as c is to …: of all words but these three, the nearest to $b-a+c$ by cosine, the vectors "
                "being scaled to length 1 (3CosAdd, Mikolov, Yih and Zweig 2013)."
            ),
        ),
        "spearman": (
            _("Spearman correlation"),
            _("How similar two rankings of the same things are: 1 if equal, 0 if unrelated, −1 if reversed."),
        ),
    }


def _of_contexts() -> dict[str, tuple[str, str]]:
    return {
        "polysemous": (_("polysemous word"), _("A word with several senses, such as bank.")),
        "static": (_("static vector"), _("The one vector of a word, whatever its context.")),
        "contextual": (_("contextual vector"), _("The vector of one occurrence of a word in one sentence.")),
        "bilm": (
            _("biLM"),
            _(
                "A language model that reads a sentence in both directions; ELMo's vectors are mixes of its layers "
                "(Peters et al. 2018)."
            ),
        ),
        "layer": (
            _("layer"),
            _("Layer 0 holds the tokens' own vectors; each layer above reads those below, in order."),
        ),
        "anisotropy": (
            _("anisotropy"),
            _("The mean cosine of random tokens: where it is high, a high cosine says little (Ethayarajh 2019)."),
        ),
        "self-similarity": (
            _("self-similarity"),
            _("The mean cosine between the occurrences of one word (Ethayarajh 2019)."),
        ),
        "centroid": (_("centroid"), _("The mean of the vectors of one sense.")),
        "silhouette": (
            _("silhouette"),
            _("How much nearer a point is to its own group than to the next, from −1 to 1 (Rousseeuw 1987)."),
        ),
    }
