"""The health of a file of word vectors: one look at all that may be wrong with it."""

from collections.abc import Mapping, Sequence

import numpy as np

from embedviz.diagnosis.copies import copies
from embedviz.diagnosis.finding import EXAMPLES, KINDS, Health, HealthFinding, Kind
from embedviz.diagnosis.survey import Survey, survey
from embedviz.diagnosis.words import oddities, same_but_for_form
from embedviz.embedding import Embedding
from embedviz.errors import shortened
from embedviz.geometry.hubness import hubness
from embedviz.geometry.witnesses import Cloud
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import as_embedding

# Tukey's outer fences, on the logarithms of the norms; and at least twice or half of a quartile.
FENCE, LEAST_FACTOR = 3.0, 2.0
# Nearly identical: nearer than a hundredth of the root mean square distance from the mean.
NEARLY = 0.01
# Isolated: farther from all others than three times the median distance to the nearest, of so many drawn.
ISOLATED, MEDIAN_OF = 3.0, 300
FEWEST = 20
# A dimension dominates that holds more than five times its even share of the squared norms.
DOMINANT = 5.0
# A hub is among the 10 nearest of ten times as many words as the mean word, of the first 5,000.
HUB_K, HUB_FACTOR, HUB_WORDS = 10, 10, 5_000


def health(X: Embedding, *, seed: int = 0, progress: ProgressCallback | None = None) -> Health:
    """Look for what may be wrong with words and their vectors.

    Parameters
    ----------
    X : Embedding (m, n)
        A memory map is read in blocks: besides it about 250 bytes a word are used.
    seed : int
        Of the words drawn for the median distance to the nearest.
    progress : callable, optional
        Called throughout. It may raise to cancel.

    Returns
    -------
    Health
        With what was found, each with its rows; an empty one if nothing was.

    Notes
    -----
    Looked for is, in all rows and exactly:

    - rows of zeros, which have no direction;
    - norms beyond Tukey's outer fences, three times the distance of the quartiles away from them, taken of the
      logarithms, and at least twice or half of a quartile;
    - identical rows, to the last bit;
    - nearly identical rows: nearer to another than 1% of the root mean square distance of all from their mean;
    - isolated rows: farther from all others than three times the median, over 300 rows, of the nearest's distance;
    - dimensions that are constant, and dimensions with more than five times their even share of Σ‖v‖²;
    - words that are repeated, or are one with an earlier word but for composition (NFC) or case, width and "_";
    - words with control characters, undecodable bytes or mojibake, and numbers.

    Hubs are looked for among the first 5,000 words: those that are among the 10 nearest, by cosine, of 100 or more.
    Where distances cannot be told apart by projections, comparing all pairs may take too long; then as many rows as can
    be are examined, and ``limits`` says how many.

    References
    ----------
    J. W. Tukey, Exploratory data analysis, 1977 (outer fences).
    M. Radovanović, A. Nanopoulos and M. Ivanović, Hubs in space: popular nearest neighbors in high-dimensional data,
    JMLR 11, 2010.
    """
    embedding = as_embedding(X)
    surveyed = survey(embedding.vectors, progress=progress)
    limits: dict[Kind, int] = {}
    found = [*_lengths(embedding), *_dimensions(surveyed), *_precision(embedding)]
    found += _neighborhoods(embedding, surveyed, limits, seed, progress)
    found += _hubs(embedding, progress)
    found += _words(embedding, progress)
    if progress is not None:
        progress(Progress(_("Looking for faults"), 1, 1))
    return Health(embedding, tuple(sorted(found, key=lambda each: KINDS.index(each.kind))), limits)


def _lengths(embedding: Embedding) -> list[HealthFinding]:
    norms = np.asarray(embedding.norms, dtype=np.float64)
    found = [_rows("zero-rows", embedding, np.flatnonzero(norms == 0))]
    positive = np.flatnonzero(norms > 0)
    if len(positive):
        logarithms = np.log(norms[positive])
        low, high = np.quantile(logarithms, [0.25, 0.75])
        margin = max(FENCE * (high - low), np.log(LEAST_FACTOR))
        far = positive[(logarithms < low - margin) | (logarithms > high + margin)]
        far = far[np.argsort(-np.abs(np.log(norms[far]) - (low + high) / 2), kind="stable")]
        median = float(np.median(norms[positive]))
        numbers = {"low": float(np.exp(low - margin)), "high": float(np.exp(high + margin)), "median": median}
        named = [f"{shortened(embedding.words[i])} {norms[i]:.3g}" for i in far[:EXAMPLES].tolist()]
        numbers["short"] = int(np.count_nonzero(norms[far] < median))
        numbers["long"] = len(far) - numbers["short"]
        found.append(_rows("norms", embedding, far, examples=named, numbers=numbers))
    return _present(found)


def _dimensions(surveyed: Survey) -> list[HealthFinding]:
    n = len(surveyed.mean)
    constant = np.flatnonzero(surveyed.smallest == surveyed.largest)
    named = [f"{i + 1} = {surveyed.smallest[i]:g}" for i in constant[:EXAMPLES].tolist()]
    found = [HealthFinding("constant-dimensions", len(constant), tuple(named), dimensions=constant, examined=n)]
    total = float(surveyed.mean_squares.sum())
    shares = surveyed.mean_squares / total if total > 0 else np.zeros(n)
    dominant = np.flatnonzero(shares > DOMINANT / n)
    dominant = dominant[np.argsort(-shares[dominant], kind="stable")]
    named = [f"{i + 1}: {shares[i]:.1%}" for i in dominant[:EXAMPLES].tolist()]
    numbers = {"even": 1 / n, "share": float(shares.max(initial=0.0))}
    found.append(
        HealthFinding(
            "dominant-dimensions",
            len(dominant),
            tuple(named),
            dimensions=np.sort(dominant),
            examined=n,
            numbers=numbers,
        )
    )
    return _present(found)


def _precision(embedding: Embedding) -> list[HealthFinding]:
    precision = embedding.precision
    if precision is None:
        return []
    return [
        HealthFinding("precision", 1, (precision.title,), examined=len(embedding), numbers={"places": precision.places})
    ]


def _neighborhoods(
    embedding: Embedding,
    surveyed: Survey,
    limits: dict[Kind, int],
    seed: int,
    progress: ProgressCallback | None,
) -> list[HealthFinding]:
    words, vectors = embedding.words, embedding.vectors
    same = copies(vectors, surveyed.hashes)
    zero = embedding.norms[same.rows] == 0  # which are told of as such
    pairs = [f"{shortened(words[i])} = {shortened(words[j])}" for i, j in _pairs(same.rows[~zero], same.first[~zero])]
    numbers: dict[str, float] = {"groups": len(np.unique(same.first[~zero]))}
    found = [_rows("duplicates", embedding, same.rows[~zero], examples=pairs, numbers=numbers)]
    p = len(same.distinct)
    if p < 2 or surveyed.spread == 0:
        return _present(found)
    cloud = Cloud(vectors, same.distinct, seed)

    near = cloud.within(NEARLY * surveyed.spread, progress)
    later = np.flatnonzero((near.found >= 0) & (near.found < same.distinct))
    rows, others = same.distinct[later], near.found[later]
    pairs = [f"{shortened(words[i])} ≈ {shortened(words[j])}" for i, j in _pairs(rows, others)]
    numbers = {"radius": near.radius, "rows": int(np.count_nonzero(near.found >= 0))}
    found.append(_rows("near-duplicates", embedding, rows, examples=pairs, numbers=numbers, of=p - near.undecided))
    if near.undecided:
        limits["near-duplicates"] = p - near.undecided
    if p >= FEWEST:
        median = float(np.median(cloud.nearest(MEDIAN_OF, progress)))
        far = cloud.within(ISOLATED * median, progress)
        alone = same.distinct[far.found == -1]
        alone = alone[~np.isin(alone, same.first)]  # those have copies of themselves
        numbers = {"radius": far.radius, "median": median}
        found.append(_rows("isolated", embedding, alone, numbers=numbers, of=p - far.undecided))
        if far.undecided:
            limits["isolated"] = p - far.undecided
    return _present(found)


def _hubs(embedding: Embedding, progress: ProgressCallback | None) -> list[HealthFinding]:
    first = embedding.top(HUB_WORDS)
    if np.count_nonzero(first.norms) <= HUB_FACTOR * HUB_K:
        return []
    counted = hubness(first, ks=(HUB_K,), progress=progress)[HUB_K]
    # An even chance gives each word 10; shares of places that are tied are no whole numbers.
    order = counted.order[counted.occurrences[counted.order] >= HUB_FACTOR * HUB_K - 1e-6]
    rows = counted.positions[order]
    named = [
        f"{shortened(embedding.words[row])} {counted.occurrences[i]:,.0f}"
        for i, row in zip(order[:EXAMPLES].tolist(), rows[:EXAMPLES].tolist(), strict=True)
    ]
    numbers = {"k": HUB_K, "least": HUB_FACTOR * HUB_K, "skewness": counted.skewness}
    return _present([_rows("hubs", embedding, rows, examples=named, numbers=numbers, of=len(first))])


def _words(embedding: Embedding, progress: ProgressCallback | None) -> list[HealthFinding]:
    words = embedding.words
    found = []
    for kind, pairs in same_but_for_form(words, progress=progress).items():
        rows, others = np.array(list(pairs), dtype=np.int64), np.array(list(pairs.values()), dtype=np.int64)
        named = [f"{shortened(words[j])} / {shortened(words[i])}" for i, j in _pairs(rows, others)]
        found.append(_rows(kind, embedding, rows, examples=named))  # type: ignore[arg-type]
    odd = oddities(words, progress=progress)
    listed: Mapping[Kind, Sequence[int]] = {
        "control-characters": odd.control,
        "undecodable": odd.undecodable,
        "mojibake": odd.mojibake,
        "numbers": odd.numbers,
    }
    found += [_rows(kind, embedding, np.array(rows, dtype=np.int64)) for kind, rows in listed.items()]
    return _present(found)


def _rows(
    kind: Kind,
    embedding: Embedding,
    rows: np.ndarray,
    *,
    examples: Sequence[str] | None = None,
    numbers: Mapping[str, float] | None = None,
    of: int | None = None,
) -> HealthFinding:
    named = tuple(embedding.words[i] for i in rows[:EXAMPLES].tolist())
    shown = tuple(map(_visible, named)) if examples is None else tuple(examples)
    count = len(embedding) if of is None else of
    return HealthFinding(kind, len(rows), shown, named, np.sort(rows), examined=count, numbers=numbers or {})


def _visible(word: str) -> str:
    short = shortened(word)
    return short if short.isprintable() and short.strip() else repr(short)


def _pairs(rows: np.ndarray, others: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(rows[:EXAMPLES].tolist(), others[:EXAMPLES].tolist(), strict=True))


def _present(found: Sequence[HealthFinding]) -> list[HealthFinding]:
    return [each for each in found if each.count]
