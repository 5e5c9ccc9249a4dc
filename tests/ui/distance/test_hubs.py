import numpy as np

import embedviz as ev
from embedviz.geometry.hubness import hubness
from embedviz.geometry.scoring import METRICS
from embedviz.ui.distance.hubs import (
    MOST_WORDS,
    compared,
    concentration,
    hub_table,
    hubs_of,
    occurrence_columns,
    summary_table,
)


def test_so_many_words_are_compared_as_take_a_second(glove):
    assert len(compared(glove)) == MOST_WORDS
    wide = ev.Embedding("wide", map(str, range(2_000)), np.ones((2_000, 50_000), dtype=np.float32), checked=True)
    assert len(compared(wide)) == 100


def test_sizes_are_those_that_the_words_allow(toy, glove):
    assert list(hubs_of(toy)) == [1]
    assert hubs_of(toy.top(2)) == hubs_of(toy.top(1)) == {}
    assert list(hubs_of(glove.top(30))) == [1, 5, 10, 20]


def test_hubs_are_counted_once_and_as_the_library_counts(glove):
    among = glove.top(500)
    found = hubs_of(among)
    assert hubs_of(among) is found
    for metric in METRICS:
        expected = hubness(among, ks=[10], metric=metric)[10]
        np.testing.assert_array_equal(found[10][metric].occurrences, expected.occurrences)


def test_the_most_uneven_metric_is_named_with_its_strongest_hub(glove):
    among = glove.top(500)
    by_metric = hubs_of(among)[10]
    most = max(METRICS, key=lambda metric: by_metric[metric].skewness)
    hubs = by_metric[most]
    said = concentration(by_metric, among)
    assert f"**{hubs.skewness:.2f}**" in said
    assert f"“{among.words[int(hubs.occurrences.argmax())]}”" in said
    assert f"neighbors of no other: **{len(hubs.antihubs)}**" in said


def test_of_equal_vectors_no_hub_is_named():
    equal = ev.Embedding("equal hubs", list("abcdef"), np.ones((6, 2)))
    found = hubs_of(equal)
    assert "there are no hubs" in concentration(found[5], equal)
    assert summary_table(found[5], equal)["skewness"] == ["–"] * 3


def test_tables_name_the_words_and_the_file_has_them_all(glove):
    among = glove.top(500)
    by_metric = hubs_of(among)[10]
    hubs = by_metric["cosine"]
    words, counts, ranks, norms = hub_table(hubs, among, hubs.order[:7]).values()
    assert counts == sorted(hubs.occurrences, reverse=True)[:7]
    assert [among.words[rank - 1] for rank in ranks] == words
    np.testing.assert_array_equal(norms, glove.norms[ranks - 1])
    columns = occurrence_columns(by_metric, among)
    assert columns["word"] == list(among.words)
    np.testing.assert_array_equal(columns["N_10, dot"], by_metric["dot"].occurrences)
