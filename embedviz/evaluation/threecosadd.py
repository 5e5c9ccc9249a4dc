"""3CosAdd for many questions at once, over the whole vocabulary.

Blocks of questions times blocks of words are matrix products in float32, small enough for their maxima to be found
while they are in the cache. Where rounding leaves open whether an answer is correct, float64 decides.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.blas import one_blas_thread
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled
from embedviz.geometry.neighbors import neighbors
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.vectors import as_embedding
from embedviz.workers.tasks import REPORT_SECONDS

# Scores of so many questions by so many words take 4 MB.
QUESTIONS_AT_ONCE = 1024
WORDS_AT_ONCE = 1024
NO_ANSWER = -1

Spellings = Sequence[int]
"""The rows of a word in its different spellings; the vector of the first stands for it."""

Question = Sequence[Spellings]
"""The four words a, b, c and d."""


def solve(
    embedding: Embedding, questions: Sequence[Question], *, progress: ProgressCallback | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Answer "a is to b as c is to what?", and tell whether the answer is d.

    Parameters
    ----------
    embedding : Embedding
        All of its words are possible answers, but those of the question and zero vectors.
    questions : sequence of q Question
        None with a zero vector.
    progress : callable, optional
        Called with the blocks compared. It may raise to cancel.

    Returns
    -------
    answers : ndarray (q,) int
        The row of each answer; -1 where there is none, because no word is left or b - a + c is zero.
    correct : ndarray (q,) bool
        Whether that is a row of d.

    Notes
    -----
    Of wrong answers nearer to each other than float32 can tell, any may be the one returned.
    """
    embedding = as_embedding(embedding)
    starts = range(0, len(questions), QUESTIONS_AT_ONCE)
    blocks = len(starts) * len(range(0, len(embedding), WORDS_AT_ONCE))
    compared: list[int] = []
    stopped = threading.Event()

    def step(count: int) -> None:
        compared.append(count)
        if stopped.is_set():
            raise Cancelled

    def solve_some(start: int) -> tuple[np.ndarray, np.ndarray]:
        return _solve_block(embedding, questions[start : start + QUESTIONS_AT_ONCE], step)

    answers, correct = np.full(len(questions), NO_ANSWER), np.zeros(len(questions), dtype=bool)
    with one_blas_thread(), ThreadPoolExecutor(os.cpu_count()) as executor:
        tasks = [executor.submit(solve_some, start) for start in starts]
        try:
            while wait(tasks, REPORT_SECONDS).not_done:
                report(progress, _("Solving analogies"), sum(compared), blocks)
            for start, task in zip(starts, tasks, strict=True):
                block = slice(start, start + QUESTIONS_AT_ONCE)
                answers[block], correct[block] = task.result()
        finally:
            stopped.set()
    report(progress, _("Solving analogies"), blocks, blocks)
    return answers, correct


def _solve_block(
    embedding: Embedding, questions: Sequence[Question], step: Callable[[int], None]
) -> tuple[np.ndarray, np.ndarray]:
    queries, directed = _queries(embedding, questions)
    rivals, of_rivals = _best_rivals(embedding, queries.astype(np.float32), questions, step)
    expected, of_expected = _best_expected(embedding, queries, questions)
    with np.errstate(invalid="ignore"):  # both are -inf where no word is left
        doubtful = directed & (np.abs(of_expected - of_rivals) <= _float32_error(embedding))
    correct = directed & (of_expected > of_rivals)
    answers = np.where(directed, np.where(correct, expected, rivals), NO_ANSWER)
    for i in np.flatnonzero(doubtful).tolist():
        step(0)
        a, b, c, d = questions[i]
        known = [embedding.words[row] for row in (*a, *b, *c)]
        answers[i] = neighbors(embedding, queries[i], 1, exclude=known).positions[0]
        correct[i] = answers[i] in d
    return answers, correct


def _queries(embedding: Embedding, questions: Sequence[Question]) -> tuple[np.ndarray, np.ndarray]:
    """Return the directions of b - a + c, (q, n) float64, and whether there is one, (q,) bool."""
    a, b, c = (_units(embedding, np.array([words[i][0] for words in questions])) for i in range(3))
    sums = b - a + c
    lengths = np.linalg.norm(sums, axis=1)
    directed = lengths > 0
    return sums / np.where(directed, lengths, 1.0)[:, None], directed


def _best_rivals(
    embedding: Embedding, queries: np.ndarray, questions: Sequence[Question], step: Callable[[int], None]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the row of the best answer to each question but its own four words, and its cosine, both (q,)."""
    left_out, of = _pairs([[row for word in words for row in word] for words in questions])
    order = np.argsort(left_out)
    left_out, of = left_out[order], of[order]
    every = np.arange(len(questions))
    rows, best = np.full(len(questions), NO_ANSWER), np.full(len(questions), -np.inf, dtype=np.float32)
    buffer = np.empty((len(questions), WORDS_AT_ONCE), dtype=np.float32)
    for start in range(0, len(embedding), WORDS_AT_ONCE):
        norms = embedding.norms[start : start + WORDS_AT_ONCE]
        units = embedding.vectors[start : start + WORDS_AT_ONCE] / np.where(norms > 0, norms, 1)[:, None]
        cosines = np.matmul(queries, units.T, out=buffer[:, : len(norms)])
        cosines[:, norms == 0] = -np.inf
        inside = slice(*np.searchsorted(left_out, [start, start + len(norms)]))
        cosines[of[inside], left_out[inside] - start] = -np.inf
        highest = cosines.argmax(axis=1)
        found = cosines[every, highest]
        better = found > best
        rows[better], best[better] = start + highest[better], found[better]
        step(1)
    return rows, best


def _best_expected(
    embedding: Embedding, queries: np.ndarray, questions: Sequence[Question]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the row of the spelling of d that answers best, and its cosine, both (q,); -inf where d is a, b or c."""
    expected, of = _pairs([[] if d in (a, b, c) else d for a, b, c, d in questions])
    cosines = np.einsum("ki,ki->k", _units(embedding, expected), queries[of])
    rows, best = np.full(len(questions), NO_ANSWER), np.full(len(questions), -np.inf)
    rising = np.argsort(cosines, kind="stable")  # so that the highest of a question is written last
    rows[of[rising]], best[of[rising]] = expected[rising], cosines[rising]
    return rows, best


def _pairs(rows_of: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return all rows one after the other, and which of the sequences each is from."""
    lengths = [len(rows) for rows in rows_of]
    return np.array([row for rows in rows_of for row in rows], dtype=int), np.repeat(np.arange(len(rows_of)), lengths)


def _units(embedding: Embedding, rows: np.ndarray) -> np.ndarray:
    return unit_rows(embedding.vectors[rows].astype(np.float64))


def _float32_error(embedding: Embedding) -> float:
    # Bound on the error of a float32 inner product of unit vectors (Higham 2002, section 3.1), division included.
    return (embedding.shape[1] + 3) * float(np.finfo(np.float32).eps)
