import numpy as np
import pytest

from tests.benchmarks.cost import MILLION, TITLES, Run, fitted, of_dimensions, sent, tables

EACH = {"mean": 9e-9, "gram": 2e-8, "qr": 6e-8, "neighbors": 1.2e-8}


def runs(start=2.0, noise=0.0):
    random = np.random.default_rng(0)
    return [
        Run(work, m, 300, w, (start + EACH[work] * m * 300 / w) * (1 + noise * random.uniform(-1, 1)))
        for work in TITLES for m in (MILLION, 3 * MILLION, 10 * MILLION) for w in (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize("start", [0.0, 2.0])
def test_a_fit_finds_what_times_were_made_of(start):
    for work, each in EACH.items():
        found = fitted([run for run in runs(start) if run.work == work])
        assert (found.start, found.each) == (pytest.approx(start, abs=1e-6), pytest.approx(each, rel=1e-6))
        assert found.off < 1e-6


def test_times_that_would_start_before_nothing_are_fitted_through_nothing():
    some = [Run("gram", m, 300, 1, (m / MILLION) ** 1.2) for m in (MILLION, 4 * MILLION)]
    assert (fitted(some).start, fitted(some).each > 0) == (0, True)


def test_what_was_not_run_follows_from_the_model_and_is_said_to_be_on_paper():
    fits = {work: fitted([run for run in runs() if run.work == work]) for work in TITLES}
    assert of_dimensions(fits, 300) == pytest.approx({work: EACH[work] for work in ("gram", "qr", "neighbors")})
    assert of_dimensions(fits, 600)["gram"] == pytest.approx(9e-9 + 2 * (2e-8 - 9e-9))
    assert sent(3 * MILLION, 300) == 65 * 8 * 300**2
    said = tables(runs(noise=0.1), fits, 2)
    assert "| 10,000,000 x 300 | run | 12 GB | 46.8 MB | 60 | 180 | 36 |" in said
    assert "| 1,000,000,000 x 768 | on paper | 3.07 TB | 27 GB | 29,000 | 96,000 | 9,200 |" in said
    assert "100,000,000 x 300 by Gram takes 77 seconds on 8 cores, if its 120 GB come at 1.6 GB/s" in said
