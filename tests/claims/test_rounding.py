import numpy as np

import embedviz as ev
from embedviz.claims.rounding import doubt


def test_rounding_is_doubted_only_where_there_is_some():
    exact = np.outer(np.arange(1, 60), [1.0, 2, 3]) + np.outer(np.ones(59), [0.1, 0, 0.7])
    assert doubt(ev.spectrum(np.eye(5, dtype=np.float32))) == ""
    said = doubt(ev.spectrum(exact.astype(np.float32)))
    assert "Of the 3 singular values that count, 1 lies below" in said
    assert said.endswith("without it the rank is 2.")


def test_what_the_file_was_rounded_to_is_named(named):
    rng = np.random.default_rng(0)
    exact = rng.standard_normal((400, 20)) @ rng.standard_normal((20, 50))
    assert doubt(ev.spectrum(named(np.round(exact, 5)))) == (
        "Of the 50 singular values that count, 30 lie below 7.8·10⁻⁵, where the file's rounding to 5 decimals alone "
        "makes some: without them the rank is 20."
    )
    assert "to float16 alone" in doubt(ev.spectrum(named(exact.astype(np.float16))))
