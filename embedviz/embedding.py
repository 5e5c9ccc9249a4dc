"""The one type that everything else takes: a vocabulary and its matrix."""

from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from embedviz import exchange, notebook
from embedviz.arrays import real_array, row_blocks
from embedviz.errors import EmbedvizError, shortened
from embedviz.holding import require_digits, require_finite, unchanging
from embedviz.i18n import _
from embedviz.listing import as_words
from embedviz.origin import Origin
from embedviz.precision import Precision, find_precision
from embedviz.scaling import compact
from embedviz.subwords import Subwords
from embedviz.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN_WORDS = 8


class Embedding:
    """m words and their vectors in n dimensions. Immutable, and so safe to share between threads.

    Parameters
    ----------
    id : str
        Names this very matrix: two embeddings with one id hold the same numbers.
    words : iterable of str, or str
        The m words, most frequent first where that is known; a text alone is one word.
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
    columns : pyarrow.Table, optional
        What the source says of each word besides, a row a word in their order: counts, parts of speech, labels.

    Raises
    ------
    EmbedvizError
        If the number of words is not the number of rows, of the matrix or of the columns; if the matrix is empty, a
        number is NaN, infinite or too large for float32, or all are so small that float32 would lose their digits.

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
        columns: "pa.Table | None" = None,
    ) -> None:
        words = words if isinstance(words, Vocabulary) else Vocabulary([words] if isinstance(words, str) else words)
        given = np.asanyarray(real_array(vectors))
        view = given
        if view.ndim != 2 or 0 in view.shape:
            raise EmbedvizError(
                _("{id}: a matrix of shape {shape}, expected m words by n dimensions").format(id=id, shape=view.shape)
            )
        if len(words) != len(view):
            raise EmbedvizError(
                _("{id}: {words:,} words and {rows:,} vectors, expected the same number of each").format(
                    id=id, words=len(words), rows=len(view)
                )
            )
        if columns is not None and columns.num_rows != len(words):
            raise EmbedvizError(
                _("{id}: {words:,} words and columns of {rows:,} rows, expected the same number of each").format(
                    id=id, words=len(words), rows=columns.num_rows
                )
            )
        with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as such
            view = given.astype(np.float32) if given.dtype != np.float32 else unchanging(given)
        if not checked:
            require_finite(view, given, id, words)
        if view is not given and given.dtype.kind == "f" and given.dtype.itemsize > view.itemsize:
            require_digits(view, given, id)
        view.setflags(write=False)
        self.id = id
        self.words = words
        self.vectors = view
        self.note = note
        self.origin = origin
        self.subwords = subwords
        self.by_frequency = by_frequency
        self.columns = columns

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
            The other columns are kept as its own.

        Raises
        ------
        EmbedvizError
            If there are no such columns, a word or a number is missing, rows differ in length, or as for
            :class:`Embedding`.
        """
        texts, numbers, columns = exchange.of_arrow(table, words, vectors)
        return cls(id or exchange.id_of("arrow", texts, numbers), texts, numbers, columns=columns)

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

    def rows(self, words: Iterable[str]) -> np.ndarray:
        """Return the vectors of some words, in the order given.

        Parameters
        ----------
        words : iterable of k str, or str
            Each with a vector, see :meth:`has_vector`.

        Returns
        -------
        ndarray (k, n) float32

        Raises
        ------
        UnknownWordError
            If one of them has no vector.
        """
        words = as_words(words)
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
            self.words.first(k),
            self.vectors[:k],
            note=self.note,
            origin=self.origin,
            subwords=self.subwords,
            checked=True,
            by_frequency=self.by_frequency,
            columns=None if self.columns is None else self.columns.slice(0, k),
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
