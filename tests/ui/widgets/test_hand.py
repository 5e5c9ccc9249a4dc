import numpy as np
import pytest

import embedviz as ev
from embedviz.context.mix import layer_shares, mix, plane_of_layers
from embedviz.ui.polysemy.mixing import GAMMAS, PLACES, travel, travel_of_gamma
from embedviz.ui.rank import low_rank, values
from embedviz.ui.widgets.controls import TOLERANCES

MATRICES = {
    "full": np.random.default_rng(0).standard_normal((30, 5)),
    "deficient": np.outer(np.arange(1.0, 9), [1, 2, 3]),
    "zeros": np.zeros((4, 2)),
    "graded": np.diag(10.0 ** -np.arange(18)),
}


@pytest.fixture(params=MATRICES.values(), ids=MATRICES.keys())
def spectrum(request):
    return ev.spectrum(request.param)


def test_each_place_of_the_tolerance_says_what_the_spectrum_answers(spectrum):
    travel = values._travel(spectrum, None)
    assert travel.here == 0
    largest = spectrum.singular_values[0]
    for rtol, text, counted in zip(TOLERANCES.values(), travel.texts, travel.counted, strict=True):
        assert counted == spectrum.rank(rtol)
        assert text.startswith(f"**Rank {counted:,}**: [{counted:,} of {len(spectrum.singular_values)} singular")
        if rtol is not None:
            assert counted == sum(value / largest > rtol for value in spectrum.singular_values if largest)
    assert (
        travel.line is None if largest == 0 else travel.line.at == [spectrum.tolerance(r) for r in TOLERANCES.values()]
    )


def test_each_place_of_k_says_the_energy(spectrum):
    travel = low_rank._travel(spectrum, 2)
    assert travel.here == 1
    for k, text in enumerate(travel.texts, start=1):
        written, share = text.split("**")[1], spectrum.energy(k)
        decimals = len(written.strip("%").partition(".")[2])
        assert written == f"{share:.{decimals}%}"
        assert decimals == 1 or 5e-11 < 1 - share < 5e-4
        assert (written == "100.0%") == (1 - share < 5e-11)
    assert len(travel.texts) == len(spectrum.singular_values)
    assert list(travel.line.at) == list(range(1, len(spectrum.singular_values) + 1))


def test_a_tolerance_that_stood_in_an_address_is_still_there():
    assert {f"1e-{e}" for e in range(1, 17)} <= set(TOLERANCES)
    assert list(TOLERANCES.values())[1:] == sorted(float(each) for each in TOLERANCES if "e-" in each)


def length_said(text: str) -> float:
    return float(text.split("vectors: **")[1].split("**")[0])


def test_each_place_of_a_layers_weight_is_the_mix_with_that_weight():
    layers = np.random.default_rng(2).standard_normal((3, 4, 5))
    plane = plane_of_layers(layers)
    found = travel(layers, plane, [0.0, 1.5, -2.0], 0.5, 1)
    assert (found.slider, PLACES[found.here]) == ("w1", 1.5)
    for weight, text, (across, down) in zip(PLACES, found.texts, found.points, strict=True):
        now = [0.0, weight, -2.0]
        np.testing.assert_allclose(
            np.transpose([across, down]), np.tensordot(layer_shares(now), plane, axes=1), atol=1e-5
        )
        shares = [int(each.strip("%")) for each in text.split("**")[1:6:2]]
        assert sum(shares) == 100
        np.testing.assert_allclose(shares, 100 * layer_shares(now), atol=1)
        expected = np.linalg.norm(mix(layers, now, gamma=0.5), axis=1).mean()
        assert length_said(text) == pytest.approx(expected, abs=0.0051)


def test_each_place_of_gamma_says_the_length_and_agrees_with_the_weights():
    layers, weights = np.random.default_rng(3).standard_normal((3, 4, 5)), [0.0, 1.5, -2.0]
    found = travel_of_gamma(layers, weights, 1.2)
    assert (found.slider, found.points, GAMMAS[found.here]) == ("gamma", None, pytest.approx(1.2))
    assert found.texts[found.here] == travel(layers, plane_of_layers(layers), weights, 1.2, 0).texts[10]
    for gamma, text in zip(GAMMAS, found.texts, strict=True):
        expected = np.linalg.norm(mix(layers, weights, gamma=gamma), axis=1).mean()
        assert length_said(text) == pytest.approx(expected, abs=0.0051)
