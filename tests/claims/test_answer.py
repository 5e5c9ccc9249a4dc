"""The answer read sentence by sentence, in both languages, each held against exact arithmetic on the matrix itself."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations as subsets

import numpy as np
import pytest
from hypothesis import given, settings

from embedviz.algebra.fullness import Fullness, fullness
from embedviz.claims.answer import answer, consequences, verdict
from embedviz.i18n import _, speak
from tests import exact

Rows = Sequence[Sequence[int]]


def width(rows: Rows) -> int:
    return len(rows[0])


def without(rows: Rows, i: int) -> Rows:
    return [*rows[:i], *rows[i + 1 :]]


def in_span(row: Sequence[int], others: Rows) -> bool:
    return exact.rank([*others, row]) == exact.rank(others)


def depend(rows: Rows) -> bool:
    """Whether one of them is zero or a combination of the others."""
    return any(not any(row) or in_span(row, without(rows, i)) for i, row in enumerate(rows))


def any_are_a_basis(rows: Rows, count: int) -> bool:
    """Whether there are so many independent words, and any so many span all others."""
    independent = [chosen for chosen in subsets(rows, count) if not depend(chosen)]
    return bool(independent) and all(in_span(row, chosen) for chosen in independent for row in rows)


def on_a_line_with_any(rows: Rows) -> bool:
    others = [row for row in rows if any(row)]
    return bool(others) and all(in_span(row, [other]) for other in others for row in rows)


def falls_without(rows: Rows, count: int) -> bool:
    """Whether the rank falls without exactly so many of them, and no other is outside the span of the others."""
    alone = exact.coloops(rows)
    return len(alone) == count and all(in_span(row, without(rows, i)) != (i in alone) for i, row in enumerate(rows))


# What each sentence that can be said states, as a question to the matrix.
STATED: dict[str, Callable[[Rows, dict[str, int]], bool]] = {
    "No: the only vector is zero, so the rank is 0.": lambda rows, _v: rows == [[0] * width(rows)],
    "No: all {m:,} vectors are zero, so the rank is 0.": lambda rows, v: (
        len(rows) == v["m"] > 1 and not any(any(row) for row in rows)
    ),
    "Yes: full rank, {rank:,} = m = n.": lambda rows, v: exact.rank(rows) == v["rank"] == len(rows) == width(rows),
    "Yes: full column rank, {rank:,} = n.": lambda rows, v: exact.rank(rows) == v["rank"] == width(rows) < len(rows),
    "Yes: full row rank, {rank:,} = m.": lambda rows, v: exact.rank(rows) == v["rank"] == len(rows) < width(rows),
    "No: the rank is {rank:,}, where {m:,} vectors in {n:,} dimensions can have {most:,}.": lambda rows, v: (
        (len(rows), width(rows)) == (v["m"], v["n"])
        and exact.rank(rows) == v["rank"] < v["most"] == min(len(rows), width(rows))
    ),
    "Each word is a combination of the others.": lambda rows, _v: (
        len(rows) > 1 and all(in_span(row, without(rows, i)) for i, row in enumerate(rows))
    ),
    "One word takes part in no dependence: without it the rank falls.": lambda rows, _v: falls_without(rows, 1),
    "{alone:,} words take part in no dependence: without any one of them the rank falls.": lambda rows, v: (
        v["alone"] > 1 and falls_without(rows, v["alone"])
    ),
    "The vector of the other word is zero.": lambda rows, _v: (
        len(exact.coloops(rows)) == len(rows) - 1
        and all(not any(row) for i, row in enumerate(rows) if i not in exact.coloops(rows))
    ),
    "Each of the other {rest:,} is a combination of the remaining ones.": lambda rows, v: (
        v["rest"] > 1 and falls_without(rows, len(rows) - v["rest"])
    ),
    "The only vector is not zero, and so it is independent.": lambda rows, _v: len(rows) == 1 and any(rows[0]),
    "The {m:,} words are independent: none is a combination of the others.": lambda rows, v: (
        len(rows) == v["m"] > 1 and not depend(rows)
    ),
    "They form a basis of the space: every vector is exactly one combination of them.": lambda rows, _v: (
        not depend(rows) and exact.rank(rows) == width(rows)
    ),
    "Any vector that is not zero spans a line on which all the others lie, so the {m:,} words are dependent.": (
        lambda rows, v: len(rows) == v["m"] > 1 and on_a_line_with_any(rows) and depend(rows)
    ),
    "Any {rank:,} independent words form a basis of the space, and every other word is a combination of them, so the "
    "{m:,} words are dependent.": lambda rows, v: (
        len(rows) == v["m"] and v["rank"] == width(rows) and any_are_a_basis(rows, v["rank"]) and depend(rows)
    ),
    "All words lie in a subspace of dimension {rank:,}; the space has {n:,}. Any {rank:,} independent words form a "
    "basis of the subspace, and every other word is a combination of them, so the {m:,} words are dependent.": (
        lambda rows, v: (
            (len(rows), width(rows)) == (v["m"], v["n"])
            and v["rank"] < v["n"]
            and any_are_a_basis(rows, v["rank"])
            and depend(rows)
        )
    ),
    "Full row rank is impossible, as {small:,} < {large:,}.": lambda rows, v: (
        (width(rows), len(rows)) == (v["small"], v["large"]) and v["small"] < v["large"]
    ),
    "Full column rank is impossible, as {small:,} < {large:,}.": lambda rows, v: (
        (len(rows), width(rows)) == (v["small"], v["large"]) and v["small"] < v["large"]
    ),
}


@pytest.fixture(params=["en", "zh"], autouse=True, scope="module")
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak("en")


def read(text: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Take a text apart into the sentences it is made of and the numbers in them."""
    while text:
        for message in STATED:
            seen: set[str] = set()
            pattern = ""
            for literal, field in re.findall(r"([^{]*)(?:{(\w+):,})?", _(message)):
                again = rf"(?P={field})" if field in seen else rf"(?P<{field}>[\d,]+)"
                pattern += re.escape(literal) + (again if field else "")
                seen.add(field)
            found = re.match(pattern, text)
            if found is not None:
                yield message, {name: int(value.replace(",", "")) for name, value in found.groupdict().items()}
                text = text[found.end() :].lstrip()
                break
        else:
            pytest.fail(f"no sentence that is known: {text}")


def alone_told(said: Sequence[tuple[str, dict[str, int]]]) -> int:
    """How many words take part in no dependence, by what is said."""
    for message, values in said:
        if "independent" in message and ("none" in message or "only" in message):
            return values.get("m", 1)
        if "no dependence" in message:
            return values.get("alone", 1)
    return 0


def assert_true(rows: Rows) -> set[str]:
    """Yes or no comes first, every sentence is true, and it is told how many words take part in no dependence."""
    said = list(read(answer(fullness(np.array(rows)))))
    assert said[0][0].startswith("Yes" if exact.rank(rows) == min(np.shape(rows)) else "No")
    for message, values in said:
        assert STATED[message](rows, values), message
    assert alone_told(said) == len(exact.coloops(rows))
    return {message for message, _values in said}


@given(exact.matrices(5))
@settings(max_examples=80)
def test_every_sentence_is_true_of_the_matrix(rows):
    assert_true(rows)


def shaped(m: int, n: int, rank: int, alone: int) -> Rows:
    """A matrix of that shape and rank of which exactly so many words, the first, are in no dependence."""
    rows = [[0] * n for _row in range(m)]
    for i in range(m if rank == m else rank):
        rows[i][i] = i + 1
    if rank < m and rank > alone:  # the last ones repeat or add up those that shall not be alone
        for i in range(rank, m):
            rows[i] = [sum(column) for column in zip(*rows[alone:rank], strict=True)]
    return rows


POSSIBLE = [
    (m, n, rank, alone)
    for m in range(1, 6)
    for n in range(1, 6)
    for rank in range(min(m, n) + 1)
    for alone in ([m] if rank == m else range(rank + 1))
]


def test_of_every_shape_rank_and_number_of_words_alone_the_truth_is_said_and_every_sentence_of_some():
    said = set()
    for m, n, rank, alone in POSSIBLE:
        rows = shaped(m, n, rank, alone)
        assert (exact.rank(rows), len(exact.coloops(rows))) == (rank, alone), (m, n)
        said |= assert_true(rows)
    assert said == STATED.keys()


def test_glove_is_answered_as_a_lecturer_would(tongue):
    found = Fullness(400_000, 50, 50, 0)
    expected = {
        "en": "Yes: full column rank, 50 = n. Any 50 independent words form a basis of the space, and every other "
        "word is a combination of them, so the 400,000 words are dependent. Each word is a combination of the others. "
        "Full row rank is impossible, as 50 < 400,000.",
        "zh": "是：列满秩，50\u00a0=\u00a0n。任意 50 个线性无关的词构成整个空间的一组基，其余每个词都是它们的线性组合，"
        "因此这 400,000 个词线性相关。每个词都是其余各词的线性组合。不可能行满秩，因为 50\u00a0<\u00a0400,000。",
    }
    assert answer(found) == expected[tongue]
    assert answer(found).startswith(verdict(found))
    assert answer(found).endswith(consequences(found))


def test_what_was_not_counted_is_not_said():
    said = {message for message, _values in read(answer(Fullness(3_000, 2_000, 2_000)))}
    assert said == {
        "Yes: full column rank, {rank:,} = n.",
        "Any {rank:,} independent words form a basis of the space, and every other word is a combination of them, so "
        "the {m:,} words are dependent.",
        "Full row rank is impossible, as {small:,} < {large:,}.",
    }
