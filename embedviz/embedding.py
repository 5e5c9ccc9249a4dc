"""The one type that everything else takes: a vocabulary and its matrix."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embedviz import exchange, notebook
from embedviz.arrays import real_array, row_blocks
from embedviz.assumptions import Assumption
from embedviz.errors import EmbedvizError, shortened
from embedviz.i18n import _
from embedviz.precision import Precision, find_precision
from embedviz.scaling import compact
from embedviz.subwords import Subwords
from embedviz.vocabulary import Vocabulary

SHOWN_WORDS = 8


@dataclass(frozen=True)
class Origin:
    """The file that vectors were read from, and what was seen while reading it.

    Parameters
    ----------
    format : str
        Its format, for a reader.
    size : int
        Its bytes on disk.
    dtype : str
        Its own type of number: "text", "float32", "float16".
    duplicates : int
        Rows left out because their word had occurred before.
    undecodable : int
        Words that are not UTF-8; what could not be decoded is escaped.
    seconds : float
        How long it took to read the file, the first time.
    assumptions : tuple of Assumption
        What the reader took for granted; the ``str`` of each is for a reader of texts.
    """

    format: str
    size: int
    dtype: str
    duplicates: int
    undecodable: int
    seconds: float
    assumptions: tuple[Assumption, ...] = ()


class Embedding:
    """m words and their vectors in n dimensions. Immutable, and so safe to share between threads.

    Parameters
    ----------
    id : str
        Names this very matrix: two embeddings with one id hold the same numbers.
    words : iterable of str
        The m words, most frequent first where that is known.
    vectors : array-like (m, n) float32
        One row a word. They are copied, unless they are float32 that nobody can change: an array with its flag
        ``writeable`` off, and that of every array whose memory it shares. A memory map is not copied but locked.
    note : str
        Where the vectors come from and under what licence, for a reader.
    origin : Origin, optional
        The file they were read from.
    subwords : Subwords, optional
        Gives words that are not in the vocabulary a vector.
    checked : bool
        Whether the numbers are known to be finite, as those of a cache are; then they are not read.
    by_frequency : bool
        Whether the words are known to be sorted by frequency, the most frequent first. Vectors do not show it.

    Raises
    ------
    EmbedvizError
        If the number of words is not the number of rows, the matrix is empty, a number is NaN, infinite or too large
        for float32, or all are so small that float32 would lose their digits.

    Warns
    -----
    RuntimeWarning
        If numbers other than 0 are too small for float32 and become 0 beside larger ones; it says how many.
    """

    def __init__(
        self,
        id: str,
        words: Iterable[str],
        vectors: ArrayLike,
        *,
        note: str = "",
        origin: Origin | None = None,
        subwords: Subwords | None = None,
        checked: bool = False,
        by_frequency: bool = False,
    ) -> None:
        words = words if isinstance(words, Vocabulary) else Vocabulary(words)
        given = np.asanyarray(real_array(vectors))
        view = given
        if view.ndim != 2 or 0 in view.shape:
            raise EmbedvizError(
                _("{id}: a matrix of shape {shape}, expected m words by n dimensions").format(id=id, shape=view.shape)
            )
        if len(words) != len(view):
            raise EmbedvizError(
                _("{id}: {words:,} words and {rows:,} vectors, expected as many of each").format(
                    id=id, words=len(words), rows=len(view)
                )
            )
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as such
            view = given.astype(np.float32) if given.dtype != np.float32 else _unchanging(given)
        if not checked:
            _require_finite(view, given, id, words)
        if view is not given and given.dtype.kind == "f" and given.dtype.itemsize > view.itemsize:
            _require_digits(view, given, id)
        view.setflags(write=False)
        self.id = id
        self.words = words
        self.vectors = view
        self.note = note
        self.origin = origin
        self.subwords = subwords
        self.by_frequency = by_frequency

    @property
    def shape(self) -> tuple[int, int]:
        """``(m, n)``: words, dimensions."""
        m, n = self.vectors.shape
        return m, n

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def __getitem__(self, word: str) -> np.ndarray:
        if self.subwords is not None and word not in self:
            vector = self.subwords.vector(word)
            if vector is not None:
                return vector
        return self.vectors[self.index(word)]

    def __repr__(self) -> str:
        m, n = self.shape
        return f"Embedding({self.id!r}, {m:,} words x {n:,} dimensions)"

    def _repr_html_(self) -> str:
        m, n = self.shape
        first = ", ".join(map(shortened, islice(self.words, SHOWN_WORDS))) + (", …" if m > SHOWN_WORDS else "")
        return notebook.facts(self.id, [(_("words"), f"{m:,}"), (_("dimensions"), f"{n:,}"), (_("first words"), first)])

    @classmethod
    def from_gensim(cls, source: Any, *, id: str | None = None) -> "Embedding":
        """Take over what gensim holds in memory.

        Parameters
        ----------
        source : KeyedVectors, or a model that has some as ``wv``
            The vectors are copied; those of n-grams, of FastText, come along.
        id : str, optional
            Unless given it is made of a checksum.

        Returns
        -------
        Embedding

        Raises
        ------
        EmbedvizError
            If it is neither, or as for :class:`Embedding`.
        """
        words, vectors, subwords = exchange.of_gensim(source)
        return cls(id or exchange.id_of("gensim", words, vectors), words, vectors, subwords=subwords)

    def to_gensim(self) -> Any:
        """Return gensim's KeyedVectors of the words, without n-grams: unseen words have no vector there.

        Returns
        -------
        gensim.models.KeyedVectors
            With a copy of the vectors; of a word that occurs twice the first.

        Raises
        ------
        MissingExtraError
            If gensim is not installed.
        """
        return exchange.to_gensim(self.words, self.vectors)

    @classmethod
    def from_arrow(
        cls, table: Any, *, words: str | None = None, vectors: str | None = None, id: str | None = None
    ) -> "Embedding":
        """Take over a table of Arrow, or a data frame that can be made one, as those of polars and pandas.

        Parameters
        ----------
        table : pyarrow.Table, RecordBatch, or what hands out an Arrow stream
            With a column of texts, and one of lists of numbers or several of numbers, one a dimension.
        words, vectors : str, optional
            Names of these columns; needed where there are several of a kind, and none has a usual name.
        id : str, optional
            Unless given it is made of a checksum.

        Returns
        -------
        Embedding

        Raises
        ------
        EmbedvizError
            If there are no such columns, a word or a number is missing, rows differ in length, or as for
            :class:`Embedding`.
        """
        texts, numbers = exchange.of_arrow(table, words, vectors)
        return cls(id or exchange.id_of("arrow", texts, numbers), texts, numbers)

    def has_vector(self, word: str) -> bool:
        """Tell whether a word has a vector: its own, or one made of its n-grams where there are :attr:`subwords`.

        Parameters
        ----------
        word : str
            Any; ``word in embedding`` tells whether the vocabulary holds it.

        Returns
        -------
        bool
        """
        return word in self or (self.subwords is not None and len(self.subwords.buckets(word)) > 0)

    def index(self, word: str) -> int:
        """Return a word's row.

        Parameters
        ----------
        word : str
            The word, exactly as the vocabulary spells it.

        Returns
        -------
        int
            0-based row of :attr:`vectors`.

        Raises
        ------
        UnknownWordError
            If the vocabulary does not hold the word.
        """
        return self.words.index(word)

    def rows(self, words: Sequence[str]) -> np.ndarray:
        """Return the vectors of some words, in the order given.

        Parameters
        ----------
        words : sequence of k str
            Each with a vector, see :meth:`has_vector`.

        Returns
        -------
        ndarray (k, n) float32

        Raises
        ------
        UnknownWordError
            If one of them has no vector.
        """
        if self.subwords is not None and not all(word in self for word in words):
            return np.stack([self[word] for word in words])
        return np.asarray(self.vectors[[self.index(word) for word in words]])

    def top(self, k: int) -> "Embedding":
        """Return the k first words, the most frequent if they are sorted so, as an embedding that shares this memory.

        Parameters
        ----------
        k : int
            At least 1; more than there are gives all.

        Returns
        -------
        Embedding
        """
        if k < 1:
            raise EmbedvizError(_("the first {k} words; expected at least 1").format(k=k))
        if k >= len(self):
            return self
        return Embedding(
            f"{self.id}/top-{k}",
            self.words[:k],
            self.vectors[:k],
            note=self.note,
            origin=self.origin,
            subwords=self.subwords,
            checked=True,
            by_frequency=self.by_frequency,
        )

    @cached_property
    def norms(self) -> np.ndarray:
        """Euclidean length of each vector, (m,), computed in float64, read-only.

        In float32, or in float64 where float32 would not hold them: of vectors of its largest or smallest numbers.
        """
        norms = np.empty(len(self))
        for rows, block in row_blocks(self.vectors):
            norms[rows] = np.sqrt(np.einsum("ij,ij->i", block, block))
        norms = compact(norms)
        norms.setflags(write=False)
        return norms

    @cached_property
    def precision(self) -> Precision | None:
        """What the numbers were rounded to before they became float32, as far as they show; None if to nothing."""
        return find_precision(self.vectors, "" if self.origin is None else self.origin.dtype)


def _unchanging(array: np.ndarray) -> np.ndarray:
    """Return numbers that nobody else can change: a map locked, or a copy unless the array is locked already."""
    if isinstance(array, np.memmap):
        held: object = array
        while isinstance(held, np.ndarray):
            held.setflags(write=False)
            held = held.base
        return array[:]
    return array[:] if _is_locked(array) else array.copy(order="K")


def _is_locked(array: np.ndarray) -> bool:
    held: object = array
    while isinstance(held, np.ndarray):
        if held.flags.writeable:
            return False
        held = held.base
    if held is None:
        return True
    try:
        return memoryview(held).readonly  # type: ignore[arg-type]
    except TypeError:
        return False


def _require_finite(vectors: np.ndarray, given: np.ndarray, id: str, words: Vocabulary) -> None:
    # NaN and infinity survive a sum, and the sums of all columns are one fast pass.
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(vectors.T @ np.ones(len(vectors), dtype=np.float32)).all():
            return
    finite = np.isfinite(vectors)
    if finite.all():
        return
    row, column = (int(i) for i in np.argwhere(~finite)[0])
    value = given[row, column]
    expected = _("finite numbers") if not np.isfinite(value) else _("at most 3.4e38, the largest number of float32")
    raise EmbedvizError(
        _("{id}: the vector of {word!r} (row {row:,}) holds {value} in dimension {column}; expected {expected}").format(
            id=id, word=words[row], row=row + 1, value=value, column=column + 1, expected=expected
        )
    )


def _require_digits(vectors: np.ndarray, given: np.ndarray, id: str) -> None:
    largest = float(np.abs(vectors).max())
    least = float(np.finfo(np.float32).tiny)
    if largest < least and given.any():
        raise EmbedvizError(
            _(
                "{id}: the largest number is {found:.3g}; expected at least {least:.1e}, as float32 loses the digits "
                "of smaller ones. Multiply all vectors by a power of ten"
            ).format(id=id, found=float(np.abs(given).max()), least=least)
        )
    lost = int(np.count_nonzero(given)) - int(np.count_nonzero(vectors))
    if lost:
        warnings.warn(
            _("{id}: {count:,} numbers too small for float32 become 0").format(id=id, count=lost),
            RuntimeWarning,
            stacklevel=3,
        )
