"""A corpus as training needs it: counted, and in batches as gensim makes them."""

import reprlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.listing import Sentence, as_sentences
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.corpora.corpus import Corpus

# What gensim's kernel takes at once. It drops the rest of a longer sentence, and of a longer batch, without a word.
BATCH_WORDS = 10_000
MOST_WORDS = 2_000_000


@dataclass(frozen=True)
class Text:
    """A corpus whose words are counted.

    Parameters
    ----------
    id : str
        Names this very text.
    title : str
        For a reader.
    corpus : iterable of list of str
        Its sentences.
    tokens : int
        Its words, repetitions and words too rare for the vocabulary included.
    pieces : int
        How many :attr:`sentences` there are.
    counts : dict of str to int
        How often each word of the vocabulary occurs, in order of first occurrence.
    """

    id: str
    title: str
    corpus: Iterable[Sentence] = field(repr=False)
    tokens: int
    pieces: int
    counts: dict[str, int] = field(repr=False)

    @property
    def sentences(self) -> Iterator[Sentence]:
        """The sentences, those of more than 10,000 words in pieces of at most so many."""
        return _pieces(self.corpus)

    @property
    def batches(self) -> Iterator[list[Sentence]]:
        """Whole :attr:`sentences`, as many at a time as have no more than 10,000 words."""
        return _batches(self.corpus)


def read(corpus: Corpus | Iterable[Sentence], *, min_count: int, progress: ProgressCallback | None = None) -> Text:
    """Count the words of a corpus.

    Parameters
    ----------
    corpus : Corpus, or iterable of list of str
        Sentences, which can be iterated over several times.
    min_count : int
        Words that occur less often are not in the vocabulary.
    progress : callable, optional
        Called with the words counted. It may raise to cancel.

    Returns
    -------
    Text

    Raises
    ------
    EmbedvizError
        If it is no corpus, has more than 2,000,000 different words, or fewer than two that are frequent enough.
    """
    has_no_axis = isinstance(corpus, np.ndarray) and not corpus.ndim
    if not isinstance(corpus, Iterable) or isinstance(corpus, Iterator) or has_no_axis:
        raise EmbedvizError(
            _("the corpus is of type {type}; expected one that can be read again for each epoch, as a list can").format(
                type=type(corpus).__name__
            )
        )
    counts: Counter[str] = Counter()
    digest = blake2b(digest_size=16)
    tokens = pieces = 0
    for batch in _batches(as_sentences(corpus)):
        words = list(chain.from_iterable(batch))
        digest.update(repr([len(sentence) for sentence in batch]).encode() + _encoded(words))
        counts.update(words)
        tokens += len(words)
        pieces += len(batch)
        if len(counts) > MOST_WORDS:
            raise EmbedvizError(
                _("the first {tokens:,} words are {found:,} different ones; expected at most {most:,}").format(
                    tokens=tokens, found=len(counts), most=MOST_WORDS
                )
            )
        if progress is not None:
            progress(Progress(_("Counting words"), tokens, 0))
    kept = {word: count for word, count in counts.items() if count >= min_count}
    _require_words(tokens, counts, len(kept), min_count)
    if not isinstance(corpus, Corpus):
        corpus = _Lists(corpus)
    if isinstance(corpus, Corpus):
        id, title = corpus.id, corpus.title
    else:
        id, title = digest.hexdigest(), _("{pieces:,} sentences").format(pieces=pieces)
    return Text(id, title, corpus, tokens, pieces, kept)


@dataclass(frozen=True)
class _Lists:
    """Sentences, each as a list, whatever sequence it came as."""

    corpus: Iterable[Sentence | np.ndarray]

    def __iter__(self) -> Iterator[Sentence]:
        return as_sentences(self.corpus)


def _pieces(corpus: Iterable[Sentence]) -> Iterator[Sentence]:
    for sentence in corpus:
        if len(sentence) <= BATCH_WORDS:
            yield sentence
        else:
            for start in range(0, len(sentence), BATCH_WORDS):
                yield sentence[start : start + BATCH_WORDS]


def _batches(corpus: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    batch: list[Sentence] = []
    words = 0
    for sentence in _pieces(corpus):
        if words + len(sentence) > BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(sentence)
        words += len(sentence)
    if batch:
        yield batch


def _encoded(words: list[str]) -> bytes:
    try:
        return "\0".join(words).encode("utf-8", "surrogatepass")
    except TypeError:
        other = next(word for word in words if not isinstance(word, str))
        raise EmbedvizError(
            _("the corpus holds {found}; expected words, each a str").format(found=reprlib.repr(other))
        ) from None


def _require_words(tokens: int, counts: Counter[str], kept: int, min_count: int) -> None:
    if len(counts) < 2:
        raise EmbedvizError(
            _("different words in the corpus: {types}, of {tokens:,} in all; expected at least 2").format(
                tokens=tokens, types=len(counts)
            )
        )
    if kept < 2:
        most = sorted(counts.values())[-2]
        raise EmbedvizError(
            _(
                "a min_count of {min_count:,} leaves {kept} of {types:,} different words; expected at least 2: "
                "a min_count of {most:,} or less"
            ).format(types=len(counts), min_count=min_count, kept=kept, most=most)
        )
