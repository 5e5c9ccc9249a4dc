"""Embeddings that are unlike GloVe: few words, few dimensions, zeros, extreme numbers, strange words."""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

STRANGE = [
    "*bold*", "<b>x</b>", "$x$ $y$", '"', '"quoted"', ". . .", "a\u00a0b", "c\u0085d", "", " ", "\U0001f600",
    "שלום", "x" * 10_000, "+", "-", "--", ":red[hi]", "\\", "a\tb", "line\n\nbreak", "\x00", "[l](http://x)",
    "# h", "`c`", "&amp;", "%{x}", "|", "{x}", ":smile:", "  lead", "\u2028z",
]  # fmt: skip


def matrices() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    some_zeros = rng.standard_normal((90, 8))
    some_zeros[::3] = 0
    return {
        "one": np.array([[2.0]]),
        "one_wide": rng.standard_normal((1, 300)),
        "one_zero": np.zeros((1, 1)),
        "two": np.array([[1.0, 0], [1, 1]]),
        "two_one_zero": np.array([[0.0, 0], [1, 2]]),
        "three_wide": rng.standard_normal((3, 500)),
        "line": rng.standard_normal((60, 1)),
        "thirty": rng.standard_normal((30, 10)),
        "zeros": np.zeros((40, 5)),
        "some_zeros": some_zeros,
        "same": np.tile([1.0, 2, 3, 4], (60, 1)),
        "deficient": rng.standard_normal((200, 3)) @ rng.standard_normal((3, 20)),
        "integers": rng.integers(-3, 4, (90, 2)) @ rng.integers(-3, 4, (2, 5)),
        "huge": rng.standard_normal((80, 10)) * 1e30,
        "tiny": rng.standard_normal((80, 10)) * 1e-30,
        "mixed": rng.standard_normal((80, 10)) * 10.0 ** rng.integers(-30, 30, (80, 1)),
        "far": 1000 + 1e-4 * rng.standard_normal((80, 5)),
        "many_dimensions": rng.standard_normal((60, 5000)),
        "many_words": rng.standard_normal((100_000, 2)),
        "strange": rng.standard_normal((len(STRANGE), 6)),
    }


MATRICES = matrices()

# What they have in common, to take one of each.
CLASSES = [
    ["one", "one_wide", "one_zero"],
    ["two", "two_one_zero", "three_wide"],
    ["zeros", "same", "some_zeros"],
    ["deficient", "integers", "thirty", "line"],
    ["huge", "tiny", "mixed", "far"],
    ["many_dimensions"],
    ["many_words"],
    ["strange"],
]


def exhaustive(*values: object) -> object:
    """A case that the short suite leaves out."""
    return pytest.param(*values, marks=pytest.mark.exhaustive)


def one_of_each(names: Iterable[str], turn: int = 0) -> list[object]:
    """Return the names as cases of a test, all but one of each class for the exhaustive suite.

    Parameters
    ----------
    names : iterable of str
        Of matrices.
    turn : int
        Which one of each class the short suite takes; another test can take another.
    """
    names = list(names)
    kept = representatives(names, turn)
    return [name if name in kept else exhaustive(name) for name in names]


def representatives(names: Iterable[str], turn: int) -> set[str]:
    """Return one name of each class that has any."""
    there = [[name for name in those if name in names] for those in CLASSES]
    return {those[turn % len(those)] for those in there if those}


def every(step: int, values: Sequence[object]) -> list[object]:
    """Return the values as cases of a test, all but one in so many for the exhaustive suite."""
    return [exhaustive(value) if i % step else value for i, value in enumerate(values)]
