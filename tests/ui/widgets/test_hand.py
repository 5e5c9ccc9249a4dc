import numpy as np
import pytest

import embedviz as ev
from embedviz.context.mix import layer_shares
from embedviz.ui.polysemy.mixing import PLACES, travel
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
    assert [text.split("**")[1] for text in travel.texts] == [
        f"{spectrum.energy(k):.1%}" for k in range(1, len(spectrum.singular_values) + 1)
    ]
    assert list(travel.line.at) == list(range(1, len(spectrum.singular_values) + 1))


def test_a_tolerance_that_stood_in_an_address_is_still_there():
    assert {f"1e-{e}" for e in range(1, 17)} <= set(TOLERANCES)
    assert list(TOLERANCES.values())[1:] == sorted(float(each) for each in TOLERANCES if "e-" in each)


def test_each_place_of_a_layers_weight_is_the_mix_with_that_weight():
    plane = np.random.default_rng(2).standard_normal((3, 4, 2))
    found = travel(plane, [0.0, 1.5, -2.0], 1)
    assert (found.slider, PLACES[found.here]) == ("w1", 1.5)
    for weight, text, (across, down) in zip(PLACES, found.texts, found.points, strict=True):
        shares = layer_shares([0.0, weight, -2.0])
        np.testing.assert_allclose(np.transpose([across, down]), np.tensordot(shares, plane, axes=1), atol=1e-5)
        assert ", ".join(f"**{share:.0%}**" for share in shares) in text
