"""Linear algebra over the rationals, for what floating point must agree with."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from hypothesis import strategies as st


def rank(rows: Iterable[Sequence[int]]) -> int:
    """The rank of a matrix of integers, by elimination in fractions."""
    left = [[Fraction(int(value)) for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((i for i in range(found, len(left)) if left[i][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for i in range(found + 1, len(left)):
            factor = left[i][column] / left[found][column]
            left[i] = [a - factor * b for a, b in zip(left[i], left[found], strict=True)]
        found += 1
    return found


def coloops(rows: Sequence[Sequence[int]]) -> list[int]:
    """The rows without which the rank falls, each deleted in turn."""
    whole = rank(rows)
    return [i for i in range(len(rows)) if rank([*rows[:i], *rows[i + 1 :]]) < whole]


@st.composite
def matrices(draw: st.DrawFn, largest: int = 7) -> list[list[int]]:
    """Integer matrices of any shape and rank, some rows of which are in no dependence."""
    m, n, entries = draw(st.integers(1, largest)), draw(st.integers(1, largest)), st.integers(-3, 3)
    inner = draw(st.integers(0, min(m, n)))
    left = draw(st.lists(st.lists(entries, min_size=inner, max_size=inner), min_size=m, max_size=m))
    right = draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=inner, max_size=inner))
    rows = [[sum(a * right[k][j] for k, a in enumerate(row)) for j in range(n)] for row in left]
    own = draw(st.integers(0, min(m, n)))  # the first of them get a dimension that no other has
    for i in range(own):
        for row in rows:
            row[i] = 0
        rows[i][i] = draw(st.integers(1, 3))
    return [rows[i] for i in draw(st.permutations(range(m)))]
