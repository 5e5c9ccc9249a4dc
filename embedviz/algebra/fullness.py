"""Whether m vectors in n dimensions are of full rank, and what that says of the vectors."""

from dataclasses import dataclass

from embedviz.algebra.coloops import coloops
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.progress import ProgressCallback
from embedviz.vectors import Vectors

# Of so many dimensions, or words, words in no dependence are found in a few seconds.
MOST_DECOMPOSED = 1_024


@dataclass(frozen=True)
class Fullness:
    """What the rank of m vectors in n dimensions implies.

    Parameters
    ----------
    m, n : int
        Vectors, the rows of the matrix, and dimensions, its columns.
    rank : int
        Its rank, at most min(m, n).
    coloops : int or None
        How many vectors are in no dependence, so that the rank falls without any one of them; None if that was not
        counted. All m if the rank is m.
    """

    m: int
    n: int
    rank: int
    coloops: int | None = None

    @property
    def full(self) -> bool:
        """Whether the rank is the largest that the shape allows, min(m, n)."""
        return self.rank == min(self.m, self.n)

    @property
    def full_row_rank(self) -> bool:
        """Whether the rank is m: the vectors are linearly independent."""
        return self.rank == self.m

    @property
    def full_column_rank(self) -> bool:
        """Whether the rank is n: the vectors span all n dimensions."""
        return self.rank == self.n

    @property
    def missing(self) -> int:
        """How far the rank is from full: min(m, n) - rank."""
        return min(self.m, self.n) - self.rank

    @property
    def combinations(self) -> int | None:
        """How many vectors are combinations of the others: those that are no coloops; None if that was not counted."""
        return None if self.coloops is None else self.m - self.coloops


def fullness(X: Vectors, *, whole: Spectrum | None = None, progress: ProgressCallback | None = None) -> Fullness:
    """Find out whether vectors are of full rank, and how many of them are combinations of others.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        One vector a row.
    whole : Spectrum, optional
        Of X, not centered; computed unless given.
    progress : callable, optional
        Called with the number of rows read. It may raise to cancel.

    Returns
    -------
    Fullness
        Its coloops are counted where min(m, n) is at most 1,024, or where the rank alone tells them.

    Raises
    ------
    EmbedvizError
        If X is not a finite matrix, or the spectrum is not that of X.
    """
    whole = spectrum(X, progress=progress) if whole is None else whole
    m, n = whole.shape
    rank = whole.rank()
    if rank in (0, m):
        return Fullness(m, n, rank, m if rank else 0)
    counted = min(m, n) <= MOST_DECOMPOSED
    return Fullness(m, n, rank, len(coloops(X, whole=whole, progress=progress)) if counted else None)
