import numpy as np
import pytest

import embedviz as ev
from embedviz.geometry.agreement import compare_metrics
from embedviz.geometry.frequency import norms_by_frequency
from embedviz.geometry.normalization import normalization
from embedviz.ui.distance.metrics import (
    SCALED_WORDS,
    agreement,
    comparison_of,
    comparison_table,
    disagreement,
    frequency_table,
    identity,
    identity_table,
    normalization_of,
    tendency,
)
from embedviz.units import Readable


def test_a_comparison_is_made_once_for_a_word_and_k(glove):
    assert comparison_of(glove, "cat", 10) is comparison_of(glove, "cat", 10)
    assert comparison_of(glove, "cat", 9).k == 9


def test_no_more_words_are_scaled_than_a_rerun_has_time_for(glove):
    assert len(normalization_of(glove, "cat").positions) == SCALED_WORDS - 1
    wide = ev.Embedding("wide", map(str, range(2_000)), np.ones((2_000, 30_000), dtype=np.float32), checked=True)
    assert len(normalization_of(wide, "0").positions) == 99


def test_only_what_happens_is_said_of_a_disagreement(glove, named):
    cat = compare_metrics(glove, "cat")
    assert agreement(cat) == "No: of the 10 words nearest to “cat”, 3 are on all three lists."
    said = disagreement(cat)
    assert "“you” is on one list](#mark-farthest), but at place **6,642** by Euclidean distance" in said
    assert "**1** word has a larger dot product with “cat” than “cat” itself has" in said
    assert "**422** words have a larger dot product" in disagreement(compare_metrics(glove, "instance"))
    equal = compare_metrics(named(np.ones((5, 2))), "w0", k=3)
    assert agreement(equal) == "Yes, on “w0”: all three list the same nearest words."
    assert disagreement(equal) == ""


@pytest.mark.parametrize(
    ("norms", "by_frequency", "by_place"),
    [
        ([3, 2, 1], "ρ = −1.00**: rare words tend to have shorter", "ρ = −1.00**: later words tend to have shorter"),
        ([1, 2, 3], "ρ = 1.00**: rare words tend to have longer", "ρ = 1.00**: later words tend to have longer"),
        ([1, 2, 1], "ρ = 0.00**: frequency says next to nothing", "ρ = 0.00**: the place in the file says next to"),
        ([2, 2], "equally long", "equally long"),
        ([2], "A single word shows", "A single word shows"),
    ],
)
def test_the_tendency_follows_the_correlation(named, norms, by_frequency, by_place):
    found = norms_by_frequency(named(np.array(norms)[:, None]))
    assert by_frequency in tendency(found, len(norms), by_frequency=True)
    assert by_place in tendency(found, len(norms), by_frequency=False)


def test_the_identity_is_said_with_its_deviation(glove):
    found = normalization(glove, "cat", most_frequent=1_000)
    assert f"{Readable(found.deviation):.1e}" in identity(found)
    assert "**in the same order**" in identity(found)
    assert f"the other way round: {found.raw_steps_back:,}" in identity(found)


def test_tables_have_the_numbers_of_the_library(glove):
    found = compare_metrics(glove, "cat")
    columns = list(comparison_table(found, glove).values())
    np.testing.assert_array_equal(np.column_stack(columns[3::2]), found.scores)
    np.testing.assert_array_equal(np.column_stack(columns[4::2]), found.places)
    scaled = normalization(glove, "cat", most_frequent=10_000)
    words, cosines, *_rest = identity_table(scaled, glove, 5).values()
    assert tuple(words) == ev.neighbors(glove.top(10_000), glove["cat"], 5, exclude=["cat"]).words
    np.testing.assert_allclose(cosines, ev.neighbors(glove.top(10_000), glove["cat"], 5, exclude=["cat"]).scores)
    first, last, *_percentiles = frequency_table(norms_by_frequency(glove)).values()
    assert (first[0], last[-1]) == (1, 400_000)
    np.testing.assert_array_equal(first[1:], last[:-1] + 1)
