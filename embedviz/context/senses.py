"""The occurrences of one word in one layer of an encoder: how alike they are, and whether its senses stand apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.arrays import require_finite
from embedviz.blas import one_blas_thread
from embedviz.context.anisotropy import Anisotropy
from embedviz.context.centroids import PERMUTATIONS, NearestCentroid, nearest_centroid, rounding
from embedviz.errors import EmbedvizError
from embedviz.extras import needs
from embedviz.i18n import _
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix

__all__ = ["Anisotropy", "Cloud", "NearestCentroid", "cloud"]


@dataclass(frozen=True, eq=False)
class Cloud:
    """The vectors of k occurrences of one word in d dimensions, and what is measured of them.

    What cannot be measured is None, and :attr:`reasons` says why.

    Parameters
    ----------
    senses : tuple of k str
        What the word means in each; "" where nobody said.
    cosines : ndarray (k, k) float64
        Of each pair, in the order given; NaN where a vector is zero and has no direction.
    spectrum, centered : Spectrum
        Of the (k, d) matrix of the vectors as they are, and of their differences from their mean.
    nearest_centroid : NearestCentroid or None
        How well the centroid of a sense finds occurrences that it was not made from. Those without a label or
        direction, and those that are the only one of their sense, are left out.
    baseline : Anisotropy or None
        Of the encoder's layer.
    reasons : mapping of str to str
        Name of the measure to why it is None, for a reader.
    """

    senses: tuple[str, ...]
    cosines: np.ndarray = field(repr=False)
    spectrum: Spectrum = field(repr=False)
    centered: Spectrum = field(repr=False)
    nearest_centroid: NearestCentroid | None
    baseline: Anisotropy | None = field(repr=False)
    reasons: Mapping[str, str]

    @cached_property
    def silhouette(self) -> float | None:
        """How much nearer occurrences are to those of their own sense than to those of the nearest other one.

        From -1 to 1, by cosine distance. Those without a label or direction are left out. Computed when asked for,
        because importing scikit-learn takes a second.
        """
        if "silhouette" in self.reasons:
            return None
        with needs("app", "the silhouette"):
            from sklearn.metrics import silhouette_score

        labels = np.array(self.senses, dtype=object)
        usable = _usable(self.cosines, labels)
        distances = 1 - self.cosines[np.ix_(usable, usable)]
        return float(silhouette_score(distances, labels[usable], metric="precomputed"))

    @property
    def order(self) -> np.ndarray:
        """Positions of the occurrences, (k,) int, sorted by sense, those without one last."""
        return np.array(sorted(range(len(self.senses)), key=lambda i: (not self.senses[i], self.senses[i])), dtype=int)

    @property
    def directed(self) -> np.ndarray:
        """Whether each vector is other than zero, (k,) bool."""
        return ~np.isnan(np.diag(self.cosines))

    @property
    def found(self) -> np.ndarray:
        """What the nearest centroid made of each occurrence, (k,) float64: see there; NaN where it was not asked."""
        found = np.full(len(self.senses), np.nan)
        if self.nearest_centroid is not None:
            found[_judged(self.cosines, np.array(self.senses, dtype=object))] = self.nearest_centroid.found
        return found

    @property
    def self_similarity(self) -> float | None:
        """Mean cosine of all pairs of vectors with a direction (Ethayarajh 2019, section 3.3); 1 if static."""
        directed = self.directed
        n = int(directed.sum())
        if n < 2:
            return None
        pairs = self.cosines[np.ix_(directed, directed)][np.triu_indices(n, 1)]
        return float(pairs.mean())

    @property
    def corrected_self_similarity(self) -> float | None:
        """Self-similarity less what random occurrences of different words have (Ethayarajh 2019, section 3.4)."""
        if self.self_similarity is None or self.baseline is None:
            return None
        return self.self_similarity - self.baseline.mean_cosine

    @property
    def max_explainable_variance(self) -> float | None:
        """σ₁²/Σσ², what one vector can explain of all occurrences (Ethayarajh 2019, section 3.3); 1 if static."""
        return self.spectrum.energy(1) if self.directed.any() else None

    @cached_property
    def corrected_max_explainable_variance(self) -> float | None:
        """That variance less what as many random occurrences of different words have (Ethayarajh 2019, section 3.4)."""
        if self.max_explainable_variance is None or self.baseline is None:
            return None
        return self.max_explainable_variance - self.baseline.explainable_variance(len(self.senses))

    @property
    def tolerance(self) -> float:
        """What singular values must exceed to count: max(k, d)·eps·σ₁, with the eps of the numbers given.

        σ₁ is that of the vectors as they are, also where their mean is taken off: what is left of a single point is
        rounding.
        """
        return self.spectrum.rounding(self.spectrum.storage_eps)

    @property
    def rank(self) -> int:
        """Numerical rank of the vectors: 1 for a static vector, which is a single point."""
        return self.spectrum.stored_rank

    @property
    def centered_rank(self) -> int:
        """Numerical rank of the differences from the mean: 0 for a single point."""
        return self.centered.stored_rank


def cloud(
    vectors: Vectors,
    senses: Sequence[str],
    *,
    baseline: Anisotropy | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> Cloud:
    """Measure the occurrences of one word in one layer of an encoder, in float64.

    Parameters
    ----------
    vectors : Embedding or array-like (k, d)
        One an occurrence.
    senses : sequence of k str
        What the word means in each, or "".
    baseline : Anisotropy, optional
        Of the same layer; without it there are no corrected measures.
    permutations, seed : int
        See :func:`embedviz.context.centroids.nearest_centroid`.

    Returns
    -------
    Cloud

    Raises
    ------
    EmbedvizError
        If there is no vector, not as many senses as vectors, or a number is not finite.

    References
    ----------
    K. Ethayarajh, How contextual are contextualized word representations?, EMNLP 2019.
    P. J. Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis, 1987.
    """
    vectors = np.asarray(as_matrix(vectors))
    if len(senses) != len(vectors):
        raise EmbedvizError(
            _("{senses:,} senses and {vectors:,} occurrences; expected the same number of each").format(
                senses=len(senses), vectors=len(vectors)
            )
        )
    require_finite(vectors)
    if vectors.dtype.kind != "f":
        vectors = vectors.astype(np.float64)
    with one_blas_thread():
        return _measured(vectors, tuple(senses), baseline, permutations, seed)


def _measured(
    vectors: np.ndarray, senses: tuple[str, ...], baseline: Anisotropy | None, permutations: int, seed: int
) -> Cloud:
    distances = _cosine_distances(vectors)
    labels = np.array(senses, dtype=object)
    usable = _usable(distances, labels)
    reasons = _reasons(int((~np.isnan(np.diag(distances))).sum()), len(vectors), baseline)
    if too_few := _too_few_for_a_silhouette(labels[usable]):
        reasons["silhouette"] = too_few
    found = _nearest_centroid(vectors, labels, _judged(distances, labels), permutations, seed, reasons)
    cosines = 1 - distances
    cosines.setflags(write=False)
    whole, centered = spectrum(vectors), spectrum(vectors, center=True)
    return Cloud(senses, cosines, whole, centered, found, baseline, reasons)


def _cosine_distances(vectors: np.ndarray) -> np.ndarray:
    """Return 1 - cosine of each pair, (k, k), exactly 0 for equal directions; NaN for zero vectors."""
    X = vectors.astype(np.float64)
    units = unit_rows(X)
    units[~X.any(axis=1)] = np.nan
    # Half of the squared distance of unit vectors, because 1 less a product would leave rounding between equal ones.
    distances = np.stack([np.einsum("ij,ij->i", units - unit, units - unit) / 2 for unit in units])
    distances[distances <= rounding(vectors) ** 2 / 2] = 0.0
    return np.minimum(distances, 2.0)


def _reasons(directed: int, occurrences: int, baseline: Anisotropy | None) -> dict[str, str]:
    reasons = {}
    if directed < 2:
        reasons["self_similarity"] = _("nonzero vectors among {count} occurrences: {directed}; a pair takes 2").format(
            count=occurrences, directed=directed
        )
    if not directed:
        reasons["max_explainable_variance"] = _("all vectors are zero")
    for measure in ("self_similarity", "max_explainable_variance"):
        if measure in reasons:
            reasons[f"corrected_{measure}"] = reasons[measure]
        elif baseline is None:
            reasons[f"corrected_{measure}"] = _("no baseline of the encoder was given")
    return reasons


def _usable(pairs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return which occurrences have a direction and a label."""
    return np.asarray(~np.isnan(np.diag(pairs)) & (labels != ""))


def _too_few_for_a_silhouette(labels: np.ndarray) -> str:
    count = len(set(labels))
    if 2 <= count < len(labels):
        return ""
    return _(
        "{senses} senses among {count} occurrences that are labeled and have a direction; it takes 2 senses or "
        "more, and more occurrences than senses"
    ).format(senses=count, count=len(labels))


def _judged(pairs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return which occurrences are usable, and not the only one of their sense."""
    usable = _usable(pairs, labels)
    names, sizes = np.unique(labels[usable], return_counts=True)
    return usable & np.isin(labels, names[sizes >= 2])


def _nearest_centroid(
    vectors: np.ndarray, labels: np.ndarray, judged: np.ndarray, permutations: int, seed: int, reasons: dict[str, str]
) -> NearestCentroid | None:
    count = len(set(labels[judged]))
    if count < 2:
        reasons["nearest_centroid"] = _(
            "{count} senses have two occurrences or more that are labeled and have a direction; it takes 2 such senses"
        ).format(count=count)
        return None
    return nearest_centroid(vectors[judged], labels[judged].tolist(), permutations=permutations, seed=seed)
