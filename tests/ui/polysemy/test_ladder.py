import numpy as np

import embedviz as ev
from embedviz.context.elmo import Elmo
from embedviz.ui.polysemy import ladder as module
from embedviz.ui.polysemy.examples import shipped_words
from embedviz.ui.polysemy.ladder import Ladder


def test_what_a_job_measures_is_what_the_page_shows_and_takes_nothing_from_the_page_s_caches(monkeypatch):
    elmo, chosen = Elmo.load(), shipped_words()[0]
    words = sorted({word for sentence in chosen.sentences for word in sentence})
    vectors = np.random.default_rng(0).normal(size=(len(words), 8))
    ladder = Ladder(chosen, ev.Embedding("of this test", words, vectors), elmo, [0.0] * len(elmo.layers), 1.0, None)
    shown = ladder.rungs()
    for cached in ("_encoded", "_baseline", "_cloud", "_untrained"):
        monkeypatch.setattr(module, cached, None)
    measured = ladder.measured()
    assert [(each.name, each.id, each.title) for each in measured] == [(e.name, e.id, e.title) for e in shown]
    for one, other in zip(measured, shown, strict=True):
        np.testing.assert_array_equal(one.vectors, other.vectors)
        np.testing.assert_array_equal(one.cloud.cosines, other.cloud.cosines)
        assert one.cloud.nearest_centroid.accuracy == other.cloud.nearest_centroid.accuracy
        assert repr(one.cloud.baseline) == repr(other.cloud.baseline)
