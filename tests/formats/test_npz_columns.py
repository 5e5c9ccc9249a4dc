"""NumPy archives of a table: an array of words, and one for each dimension."""

import numpy as np
import pytest

import embedviz as ev

WORDS = ["the", "of", "naïve", "東京", "new york", "x"]
VECTORS = np.round(np.random.default_rng(0).standard_normal((6, 4)), 4)
ARCHIVES = {
    "d0, d1, …": {"word": WORDS, **{f"d{i}": VECTORS[:, i] for i in range(4)}},
    "0, 1, … in another order": {**{str(i): VECTORS[:, i] for i in (3, 0, 1, 2)}, "words": WORDS},
    "names, of several types": {
        "label": WORDS,
        "x": VECTORS[:, 0],
        "y": VECTORS[:, 1].astype("f4"),
        "z": VECTORS[:, 2],
    },
    "big-endian": {"w": [word.encode() for word in WORDS], **{f"v{i}": VECTORS[:, i].astype(">f8") for i in range(4)}},
}


@pytest.mark.parametrize("case", ARCHIVES)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed], ids=["plain", "compressed"])
def test_an_array_for_each_dimension_is_a_column(tmp_path, case, save):
    arrays = ARCHIVES[case]
    save(tmp_path / "x.npz", **arrays)
    found = ev.load(tmp_path / "x.npz")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS[:, : len(arrays) - 1].astype(np.float32))
    assert [each.kind for each in found.origin.assumptions] == ["dimensions", "words in array"]


def test_counts_beside_them_are_left_out_and_said(tmp_path):
    np.savez(tmp_path / "x.npz", word=WORDS, count=np.arange(6), **{f"d{i}": VECTORS[:, i] for i in range(4)})
    found = ev.load(tmp_path / "x.npz")
    assert found.shape == (6, 4)
    assert "columns that are left out: count" in map(str, found.origin.assumptions)


def test_as_many_arrays_as_words_may_be_rows_and_are_not_guessed(tmp_path):
    np.savez(tmp_path / "x.npz", word=WORDS[:4], **{f"a{i}": VECTORS[i] for i in range(4)})
    with pytest.raises(ev.EmbedvizError, match="expected one m by n matrix"):
        ev.load(tmp_path / "x.npz")
