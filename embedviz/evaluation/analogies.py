"""How many analogies an embedding solves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, compress

import numpy as np

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.evaluation.datasets import Analogy
from embedviz.evaluation.intervals import Interval, wilson_interval
from embedviz.evaluation.lookup import MOST_FREQUENT, rows_ignoring_case
from embedviz.evaluation.threecosadd import NO_ANSWER, solve
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.vectors import as_embedding


@dataclass(frozen=True, eq=False)
class AnalogySection:
    """The analogies of one kind, and how they were solved.

    Parameters
    ----------
    name : str
        Of the section.
    questions : tuple of q 4-tuples of str
        Those of which the embedding holds all four words.
    answers : tuple of q str
        The word found for each, as the vocabulary spells it.
    correct : ndarray (q,) bool
        Whether it is the fourth word of the question.
    missing : tuple of 4-tuples of str
        The other questions; they count neither for nor against.
    """

    name: str
    questions: tuple[Analogy, ...] = field(repr=False)
    answers: tuple[str, ...] = field(repr=False)
    correct: np.ndarray = field(repr=False)
    missing: tuple[Analogy, ...] = field(repr=False)

    @property
    def solved(self) -> int:
        """Number of correct answers."""
        return int(self.correct.sum())

    @property
    def accuracy(self) -> float:
        """Share of correct answers; NaN without a question that could be asked."""
        return self.solved / len(self.questions) if self.questions else np.nan

    @property
    def interval(self) -> Interval:
        """Where the accuracy lies with a confidence of 95%, were the questions independent.

        They share words, so in truth it is wider.
        """
        return wilson_interval(self.solved, len(self.questions))

    @property
    def coverage(self) -> float:
        """Share of the questions that could be asked; NaN if there were none."""
        total = len(self.questions) + len(self.missing)
        return len(self.questions) / total if total else np.nan


@dataclass(frozen=True, eq=False)
class AnalogyAccuracy:
    """How an embedding solved a set of analogies.

    Parameters
    ----------
    sections : tuple of AnalogySection
        In the order of the set.
    """

    sections: tuple[AnalogySection, ...]

    @cached_property
    def total(self) -> AnalogySection:
        """All sections as one, so that each question counts the same."""
        return AnalogySection(
            _("All"),
            tuple(question for section in self.sections for question in section.questions),
            tuple(answer for section in self.sections for answer in section.answers),
            np.concatenate([np.empty(0, dtype=bool), *(section.correct for section in self.sections)]),
            tuple(question for section in self.sections for question in section.missing),
        )


def analogy_accuracy(
    embedding: Embedding,
    sections: Mapping[str, Sequence[Analogy]],
    *,
    most_frequent: int = MOST_FREQUENT,
    progress: ProgressCallback | None = None,
) -> AnalogyAccuracy:
    """Solve analogies by 3CosAdd and count the correct answers.

    Parameters
    ----------
    embedding : Embedding
        Its words in their order, most frequent first.
    sections : mapping of str to sequence of 4-tuples of str
        Questions by section, as from :func:`embedviz.evaluation.datasets.google_analogies`. For (a, b, c, d) the answer
        to "a is to b as c is to what?" should be d.
    most_frequent : int
        How many words to look at: words beyond them are no answers, and questions with such words are missing.
    progress : callable, optional
        Called with the pieces of work done. It may raise to cancel.

    Returns
    -------
    AnalogyAccuracy

    Raises
    ------
    EmbedvizError
        If a question has not four words, or ``most_frequent`` is less than 1.

    Notes
    -----
    The answer is the word whose vector has the largest cosine to b - a + c of unit vectors, a, b and c left out. As in
    gensim's ``evaluate_word_analogies``, case is ignored: a word stands for the most frequent of its spellings, all of
    them are left out of the answers, and any of them is a correct one. Words whose vector is zero count as missing.

    Cosines are computed in float32; where its rounding leaves open whether the answer is correct, again in float64.

    References
    ----------
    T. Mikolov, W. Yih and G. Zweig, Linguistic regularities in continuous space word representations, NAACL 2013,
    section 5.
    """
    embedding = as_embedding(embedding)
    _require_four(sections)
    asked = [words for questions in sections.values() for words in questions]
    top = embedding.top(most_frequent)
    rows = rows_ignoring_case(top, chain.from_iterable(asked))
    forms = [tuple(word.upper() for word in words) for words in asked]
    known = np.array([all(form in rows for form in words) for words in forms], dtype=bool)
    answers, correct = np.full(len(asked), NO_ANSWER), np.zeros(len(asked), dtype=bool)
    answers[known], correct[known] = solve(
        top, [[rows[form] for form in words] for words in compress(forms, known)], progress=progress
    )
    ends = np.cumsum([len(questions) for questions in sections.values()])
    return AnalogyAccuracy(
        tuple(
            _section(name, questions, answers[end - len(questions) : end], correct[end - len(questions) : end], top)
            for (name, questions), end in zip(sections.items(), ends, strict=True)
        )
    )


def _require_four(sections: Mapping[str, Sequence[Analogy]]) -> None:
    for name, questions in sections.items():
        for number, words in enumerate(questions, 1):
            if isinstance(words, str) or [type(word) for word in words] != [str] * 4:
                raise EmbedvizError(
                    _("section {name!r}, question {number:,}: found {found!r}, expected four words").format(
                        name=name, number=number, found=words
                    )
                )


def _section(
    name: str, questions: Sequence[Analogy], answers: np.ndarray, correct: np.ndarray, embedding: Embedding
) -> AnalogySection:
    answered = answers >= 0
    return AnalogySection(
        name,
        tuple(compress(questions, answered)),
        tuple(embedding.words[row] for row in answers[answered].tolist()),
        correct[answered],
        tuple(compress(questions, ~answered)),
    )
