"""How alike the vectors of an encoder are whatever the words: the baseline that likeness is measured from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import require_finite
from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import leveled, unit_rows
from embedviz.vectors import Vectors, as_matrix

MOST_WORDS = 1000
DRAWN = 2000
FEWEST_DRAWS = 5


@dataclass(frozen=True, eq=False)
class Anisotropy:
    """What occurrences of different words, drawn at random, have in common.

    Parameters
    ----------
    mean_cosine : float
        Of all their pairs; 0 where directions are spread evenly.
    vectors : ndarray (s, d) float64
        Of the s occurrences drawn, up to a factor common to all.
    seed : int
        Of the draws.
    """

    mean_cosine: float
    vectors: np.ndarray = field(repr=False)
    seed: int

    @property
    def words(self) -> int:
        """How many occurrences were drawn, each of another word."""
        return len(self.vectors)

    def explainable_variance(self, k: int) -> float:
        """Return the maximum explainable variance of k of the occurrences, the mean of many draws.

        With k = s it is that of all. The fewer there are, the more of their variance one direction explains: the
        baseline for a word is that of as many occurrences as the word has.

        Parameters
        ----------
        k : int
            At least 1; more than s count as s.

        Returns
        -------
        float
            In (0, 1].
        """
        k = min(k, self.words)
        if k < 1:
            raise EmbedvizError(_("the baseline of {k} occurrences; expected at least 1").format(k=k))
        random = np.random.default_rng(self.seed)
        draws = 1 if k == self.words else max(FEWEST_DRAWS, DRAWN // k)
        shares = []
        with one_blas_thread():
            for _draw in range(draws):
                chosen = random.choice(self.words, k, replace=False)
                X = self.vectors[chosen]
                products = X @ X.T if k <= X.shape[1] else X.T @ X  # of the same eigenvalues other than 0
                shares.append(np.linalg.eigvalsh(products)[-1] / np.trace(products))
        return min(1.0, float(np.mean(shares)))


def baseline(vectors: Vectors, words: Sequence[str], *, seed: int = 0) -> Anisotropy | None:
    """Measure how alike occurrences of different words are.

    Parameters
    ----------
    vectors : Embedding or array-like (k, d)
        Of many tokens, in one layer of one encoder. Zero vectors are left out.
    words : sequence of k str
        The tokens; upper and lower case are one word.
    seed : int
        Of the draw: up to 1,000 of the words, of each one occurrence.

    Returns
    -------
    Anisotropy or None
        None if fewer than two different words have a vector.

    Raises
    ------
    EmbedvizError
        If there are not as many words as vectors, or a number is not finite.

    References
    ----------
    K. Ethayarajh, How contextual are contextualized word representations?, EMNLP 2019, section 3.4.
    """
    drawn = _one_of_each(vectors, words, seed)
    return _measured(drawn, seed) if len(drawn) >= 2 else None


def one_of_each(words: Sequence[str], *, seed: int = 0) -> np.ndarray:
    """Draw an occurrence of each word.

    Parameters
    ----------
    words : sequence of k str
        Tokens; upper and lower case are one word.
    seed : int
        Of the draw.

    Returns
    -------
    ndarray (s,) int
        Their places among the tokens, in order; of at most 1,000 words. From those alone :func:`baseline` measures what
        it measures from all, if no vector is zero.
    """
    first: dict[str, int] = {}
    for row in np.random.default_rng(seed).permutation(len(words)).tolist():
        first.setdefault(words[row].casefold(), row)
    return np.array(sorted(list(first.values())[:MOST_WORDS]), dtype=int)


def _one_of_each(given: Vectors, words: Sequence[str], seed: int) -> np.ndarray:
    """Draw an occurrence of each word that has a vector, (s, d) float64."""
    vectors = np.asarray(as_matrix(given))
    if len(words) != len(vectors):
        raise EmbedvizError(
            _("{words:,} words and {vectors:,} vectors; expected the same number of each").format(
                words=len(words), vectors=len(vectors)
            )
        )
    require_finite(vectors)
    usable = np.flatnonzero(vectors.any(axis=1))
    return vectors[usable[one_of_each([words[row] for row in usable.tolist()], seed=seed)]].astype(np.float64)


def _measured(drawn: np.ndarray, seed: int) -> Anisotropy:
    s = len(drawn)
    total = unit_rows(drawn).sum(axis=0)
    scaled, _exponent = leveled(drawn)
    scaled.setflags(write=False)
    return Anisotropy(float((total @ total - s) / (s * (s - 1))), scaled, seed)
