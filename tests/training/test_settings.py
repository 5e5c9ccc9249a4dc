import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.training.settings import BOUNDS, Settings


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("model", "glove", "the model is 'glove'; expected one of skip-gram, cbow"),
        ("model", None, "the model is None; expected one of skip-gram, cbow"),
        ("window", -5, "window is -5; expected a whole number from 1 to 20"),
        ("window", 2.5, "window is 2.5; expected a whole number from 1 to 20"),
        ("window", True, "window is True; expected a whole number from 1 to 20"),
        ("dimensions", 0, "dimensions is 0; expected a whole number from 1 to 2,000"),
        ("dimensions", 65_537, "dimensions is 65537; expected a whole number from 1 to 2,000"),
        ("negative", 0, "negative is 0; expected a whole number from 1 to 20"),
        ("epochs", math.nan, "epochs is nan; expected a whole number from 1 to 1,000"),
        ("min_count", "5", "min_count is '5'; expected a whole number from 1 to 1,000,000,000"),
        ("learning_rate", math.nan, "learning_rate is nan; expected a number from 1e-05 to 1.0"),
        ("learning_rate", math.inf, "learning_rate is inf; expected a number from 1e-05 to 1.0"),
        ("learning_rate", -0.025, "learning_rate is -0.025; expected a number from 1e-05 to 1.0"),
        ("seed", 2**32, "seed is 4294967296; expected a whole number from 0 to 4,294,967,295"),
        ("workers", 0, "workers is 0; expected a whole number from 1 to 64"),
        ("snapshots", 0, "snapshots is 0; expected a whole number from 1 to 100"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_what_was_found_and_expected(name, value, message):
    with pytest.raises(ev.EmbedvizError) as error:
        Settings(**{name: value})
    assert str(error.value) == message


def test_what_is_long_is_cut_in_the_message():
    with pytest.raises(ev.EmbedvizError) as error:
        Settings(model="x" * 10_000)
    assert len(str(error.value)) < 120


@pytest.mark.parametrize("name", BOUNDS)
def test_both_bounds_of_a_setting_belong_to_it(name):
    for bound in BOUNDS[name]:
        assert getattr(Settings(**{name: bound}), name) == bound


def test_numbers_of_numpy_become_plain_ones():
    settings = Settings(dimensions=np.int64(7), learning_rate=np.float32(0.5))
    assert settings == Settings(dimensions=7, learning_rate=0.5)
    assert {type(settings.dimensions), type(settings.learning_rate)} == {int, float}


def test_a_whole_learning_rate_will_do():
    assert Settings(learning_rate=1) == Settings(learning_rate=1.0)


@given(st.integers(1, 1_000), st.integers(1, 100))
def test_the_epochs_after_which_is_measured_are_evenly_spread_and_end_with_the_last(epochs, snapshots):
    measured = sorted(Settings(epochs=epochs, snapshots=snapshots).measured_epochs)
    assert len(measured) == min(epochs, snapshots)
    assert measured[-1] == epochs
    gaps = [b - a for a, b in pairwise([0, *measured])]
    assert max(gaps) - min(gaps) <= 1


def test_the_learning_rate_falls_to_that_of_gensim_but_never_rises():
    assert Settings().final_learning_rate == 0.0001
    assert Settings(learning_rate=0.00005).final_learning_rate == 0.00005


def test_a_training_that_would_not_fit_is_refused_with_both_sizes():
    settings = Settings(dimensions=300, snapshots=10, epochs=10)
    settings.require_memory(100_000)
    with pytest.raises(ev.EmbedvizError) as error:
        settings.require_memory(1_000_000)
    found = "training 1,000,000 words in 300 dimensions with 10 snapshots takes 16.2 GB of memory"
    assert str(error.value).startswith(f"{found}; expected at most 2 GB")
