"""Claims 6, 7 and 10, about the matrix: its dependences, its rank, its shape."""

import numpy as np

from embedviz.algebra.dependence import dependence
from embedviz.algebra.fullness import fullness
from embedviz.algebra.onehot import StorageCost
from embedviz.algebra.spectrum import Spectrum
from embedviz.claims.finding import Finding, Verdict
from embedviz.claims.lengths import spread_out_of_sight
from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding

# The witness of so many dimensions takes a second.
MOST_DIMENSIONS = 1_024
# A rank of at most a tenth of the words counts as far under their number.
FAR_UNDER = 0.1
EXAMPLE = (50_000, 300)
COMPARED_NUMBERS = 5_000_000


def dependent(embedding: Embedding, spectrum: Spectrum) -> Finding:
    """Check claim 6, m words in n dimensions are dependent.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    spectrum : Spectrum
        Of it.

    Returns
    -------
    Finding
        Decided by the residual of a witness over the first n + 1 words; by the rank if there are not so many, or more
        than 1,024 dimensions. ``alone``, if it is among the numbers, counts the words in no dependence; ``spread`` is
        there if the lengths of the vectors hide some of them from singular values.
    """
    embedding = as_embedding(embedding)
    m, n = embedding.shape
    whole = fullness(embedding, whole=spectrum)
    alone = {} if whole.coloops is None else {"alone": whole.coloops}
    numbers = {"m": m, "n": n, "rank": whole.rank, "tolerance": spectrum.tolerance(), **alone}
    has_witness = m > n and n <= MOST_DIMENSIONS
    spread = spread_out_of_sight(embedding.norms[: n + 1] if has_witness else embedding.norms, n)
    numbers |= {} if spread is None else {"spread": spread}
    if has_witness:
        found = dependence(embedding.vectors[: n + 1])
        numbers |= {"words": n + 1, "words_rank": found.rank, "residual": found.residual}
        verdict: Verdict = "refuted" if found.independent else "holds"
        return Finding("dependent", verdict, "witness", numbers, "residual", found.tolerance, "rounding")
    if m > n:
        return Finding("dependent", "holds", "counted", numbers, "rank", m, "limit")
    if whole.full_row_rank:
        return Finding("dependent", "refuted", "independent", numbers, "rank", m, "limit")
    return Finding("dependent", "qualified", "by-chance", numbers, "rank", m, "limit")


def bounded_rank(spectrum: Spectrum) -> Finding:
    """Check claim 7, the rank is at most n, far below m.

    The first half is true of every matrix with n columns; the second is what can fail.

    Parameters
    ----------
    spectrum : Spectrum
        Of an embedding of m words in n dimensions.

    Returns
    -------
    Finding
        Decided by the rank as a share of m.
    """
    m, n = spectrum.shape
    rank = spectrum.rank()
    numbers = {
        "m": m,
        "n": n,
        "rank": rank,
        "share": rank / m,
        "tolerance": spectrum.tolerance(),
        "last": float(spectrum.singular_values[-1]),
        "rounding": spectrum.rounding_only,
        "without": rank - spectrum.rounding_only,
    }
    case = "rounding" if spectrum.rounding_only else "few" if m <= n else "rank"
    verdict: Verdict = "holds" if rank <= FAR_UNDER * m else "qualified"
    return Finding("rank", verdict, case, numbers, "share", FAR_UNDER, "limit")


def table(embedding: Embedding) -> Finding:
    """Check claim 10, the matrix has a row for each word and a column for each dimension, such as 50,000 x 300.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions. Equal rows are sought among the first, about 20 MB of them.

    Returns
    -------
    Finding
        Decided by how many rows repeat another: a row of its own for each word is what can fail.
    """
    embedding = as_embedding(embedding)
    m, n = embedding.shape
    looked = embedding.vectors[: max(1, COMPARED_NUMBERS // n)]
    rows = np.ascontiguousarray(looked) + np.float32(0)  # -0 and 0 are one number
    distinct = len({row.tobytes() for row in rows})
    example = StorageCost(*EXAMPLE)
    numbers = {
        "m": m,
        "n": n,
        "values": m * n,
        "bytes": StorageCost(m, n).dense_bytes,
        "example_values": example.words * example.dimensions,
        "example_bytes": example.dense_bytes,
        "looked": len(rows),
        "repeated": len(rows) - distinct,
    }
    case = "subwords" if embedding.subwords is not None else "repeated" if numbers["repeated"] else "rows"
    verdict: Verdict = "holds" if case == "rows" else "qualified"
    return Finding("table", verdict, case, numbers, "repeated", 0, "exact")
