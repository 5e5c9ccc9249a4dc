from embedviz.ui.rank.by_numpy import numpy_refusal, ranks_by_numpy


def test_numpy_is_not_asked_for_what_takes_too_much_memory_or_time(glove, toy, vast):
    assert numpy_refusal(toy) == numpy_refusal(glove) == ""
    assert "1.05 GB" in numpy_refusal(vast)


def test_numpy_is_asked_in_both_precisions(toy):
    assert ranks_by_numpy(toy) == {"float32": 2, "float64": 2}
