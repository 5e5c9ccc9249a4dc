"""What is sent of a scene, read back as the browser reads it."""

import pytest

from embedviz.ui.scene.packing import texts
from embedviz.vocabulary import Vocabulary
from tests.scenes import words_in

WORDS = ["king", "", "国王", "naïve 🙂", "a\nb", "\ufeffmark"]


@pytest.mark.parametrize("words", [
    pytest.param([], id="none"),
    pytest.param(WORDS, id="few"),
    pytest.param(Vocabulary(WORDS), id="vocabulary"),
    pytest.param([*WORDS, 255 * "x"], id="as long as one byte says"),
    pytest.param([*WORDS, 256 * "x", "last"], id="longer"),
    pytest.param([f"w{i}é" for i in range(70_000)], id="many"),
])  # fmt: skip
def test_words_come_back_as_they_were(words):
    assert words_in(texts(words)) == list(words)


def test_half_of_a_surrogate_pair_is_written_out():
    assert words_in(texts(["a", "b\ud800", "é"])) == ["a", "b\\ud800", "é"]
