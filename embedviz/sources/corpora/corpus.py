"""The one type that training takes."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from embedviz.sources.corpora.sentences import Sentences
from embedviz.sources.corpora.statistics import CorpusStatistics

Question = tuple[str, str, str, str]
"""Words a, b, c, d of the analogy "a is to b as c is to d"."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """A text to train on. Iterating over it gives its sentences, as often as wanted.

    Parameters
    ----------
    title : str
        For a reader.
    sentences : Sentences
        The text, a list of words each.
    note : str
        Where it comes from and under what licence.
    analogies : mapping of str to tuple of (str, str, str, str)
        Questions of which the text is known to hold the answers, in named sections: a is to b as c is to d.
    """

    title: str
    sentences: Sentences = field(repr=False)
    note: str = ""
    analogies: Mapping[str, tuple[Question, ...]] = field(default_factory=dict, repr=False)

    def __iter__(self) -> Iterator[list[str]]:
        return iter(self.sentences)

    @cached_property
    def id(self) -> str:
        """Names this very text: two corpora with one id hold the same sentences, whatever their titles."""
        digest = hashlib.sha256("\n".join(self.sentences.words).encode())
        digest.update(self.sentences.positions.astype("<i4", copy=False).data)
        digest.update(self.sentences.starts.astype("<i8", copy=False).data)
        return f"corpus-{digest.hexdigest()[:16]}"

    @cached_property
    def statistics(self) -> CorpusStatistics:
        """How often each word occurs."""
        return CorpusStatistics.of(self.sentences)
