import numpy as np
import pytest

import embedviz as ev


@pytest.fixture(scope="module")
def top(glove):
    return glove.top(2000)


@pytest.fixture(scope="module")
def spectrum(top):
    return ev.spectrum(top)


@pytest.mark.parametrize("k", [1, 10, 50])
def test_its_products_are_those_of_the_best_approximation_by_numpy(top, spectrum, k):
    left, values, right = np.linalg.svd(top.vectors.astype(np.float64), full_matrices=False)
    best = (left[:, :k] * values[:k]) @ right[:k]
    reduced = ev.low_rank(top, spectrum, k=k)
    assert reduced.shape == (2000, k)
    found = reduced.vectors[:200].astype(np.float64)
    np.testing.assert_allclose(found @ found.T, best[:200] @ best[:200].T, atol=1e-4)


@pytest.mark.parametrize("k", [1, 10, 49])
def test_it_keeps_the_energy_the_spectrum_promises(top, spectrum, k):
    kept = (ev.low_rank(top, spectrum, k=k).vectors.astype(np.float64) ** 2).sum()
    assert kept / (top.vectors.astype(np.float64) ** 2).sum() == pytest.approx(spectrum.energy(k), rel=1e-6)


def test_at_full_rank_all_neighbors_stay(top, spectrum):
    whole = ev.low_rank(top, spectrum, k=50)
    assert ev.neighbors(whole, "bank").words == ev.neighbors(top, "bank").words


def test_the_words_and_note_stay_and_the_id_tells_the_rank(top, spectrum):
    reduced = ev.low_rank(top, spectrum, k=3)
    assert reduced.words is top.words
    assert reduced.note == top.note
    assert reduced.id == f"{top.id}/rank-3"


@pytest.mark.parametrize("k", [0, -1, 51])
def test_a_rank_out_of_range_is_refused(top, spectrum, k):
    with pytest.raises(ev.EmbedvizError, match=f"rank {k}; expected 1 to 50"):
        ev.low_rank(top, spectrum, k=k)


def test_the_spectrum_of_another_or_of_the_centered_matrix_is_refused(top, glove_spectrum):
    for wrong in (glove_spectrum, ev.spectrum(top, center=True)):
        with pytest.raises(ev.EmbedvizError, match="expected the uncentered one of shape"):
            ev.low_rank(top, wrong, k=3)


def test_some_of_the_words_are_those_of_the_approximation_of_all(top, spectrum):
    whole, some = ev.low_rank(top, spectrum, k=10), ev.low_rank(top, spectrum, k=10, words=300)
    assert list(some.words) == list(top.words[:300])
    np.testing.assert_array_equal(some.vectors, whole.vectors[:300])
    assert some.id != whole.id
