import numpy as np

from embedviz.context.ladder import at_positions


def test_one_token_of_each_sentence_in_every_layer():
    encoded = [np.arange(2 * t * 3, dtype=np.float32).reshape(2, t, 3) for t in (1, 4, 2)]
    positions = (0, 2, 1)
    found = at_positions(encoded, positions)
    assert found.shape == (2, 3, 3)
    for layer in range(2):
        for i, position in enumerate(positions):
            np.testing.assert_array_equal(found[layer, i], encoded[i][layer, position])
