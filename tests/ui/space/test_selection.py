import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.geometry.isotropy import mean_cosine
from embedviz.ui.space.selection import LONGEST, decoded, encoded, statistics

MOST = 3_000_000


@given(st.sets(st.integers(0, MOST - 1), min_size=1, max_size=60))
def test_any_rows_come_back_from_the_address(rows):
    given_rows = np.array(sorted(rows))
    text = encoded(given_rows)
    assert text.isascii()
    np.testing.assert_array_equal(decoded(text, MOST), given_rows)
    assert decoded(text, int(given_rows[-1])) is None  # of a source that has no such row


def test_a_thousand_scattered_words_fit_into_the_address_and_all_words_do_not():
    scattered = np.sort(np.random.default_rng(0).choice(400_000, 1_000, replace=False))
    assert len(encoded(scattered)) < LONGEST / 2
    assert encoded(np.sort(np.random.default_rng(0).choice(400_000, 20_000, replace=False))) is None


def written(numbers: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(numbers)).decode()


@pytest.mark.parametrize(
    "text",
    ["", "x", "é", "AAAA", "1" * 7_000, encoded(np.array([1, 5]))[:-2], written(b"\xff" * 59_999 + b"\x01")],
    ids=["empty", "a letter", "no ascii", "no deflate", "too long", "cut", "a step of 400,000 bits"],
)
def test_what_is_no_selection_is_none(text):
    assert decoded(text, 100) is None


def test_the_table_says_what_is_known_of_each_word(toy):
    rows = np.arange(len(toy))[1:4]
    table = list(statistics(toy, rows, rows).values())
    assert table[0] == [toy.words[i] for i in rows]
    assert table[1] == [2, 3, 4]
    units = toy.vectors[rows] / np.linalg.norm(toy.vectors[rows], axis=1, keepdims=True)
    mean = units.sum(axis=0) / np.linalg.norm(units.sum(axis=0))
    np.testing.assert_allclose(table[3], units @ mean, atol=6e-4)


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_cosine_of_all_pairs_is_that_of_each_pair(seed):
    vectors = np.random.default_rng(seed).standard_normal((12, 5)) + 1
    vectors[3] = 0
    units = np.delete(vectors, 3, axis=0)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    cosines = (units @ units.T)[np.triu_indices(len(units), 1)]
    assert mean_cosine(vectors) == pytest.approx(cosines.mean(), abs=1e-12)
