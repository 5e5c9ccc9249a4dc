import numpy as np

from embedviz.figures.coherence import coherence as coherence_figure
from embedviz.geometry.coherence import coherence


def test_words_random_directions_and_bound_start_at_two_vectors(glove, sent):
    measured = coherence(glove.vectors[:100])
    random = coherence(np.random.default_rng(0).standard_normal((100, 50)))
    figure = coherence_figure(measured, random, 60)
    traces = sent(figure.to_json())["data"]
    for trace, expected in zip(traces, (measured.values, random.values, measured.bounds), strict=True):
        np.testing.assert_array_equal(trace["x"], np.arange(2, 101))
        np.testing.assert_array_equal(trace["y"], expected[1:])
    limit, marked = figure.layout.shapes
    assert limit.y0 == limit.y1 == 50**-0.5
    assert marked.x0 == marked.x1 == 60
