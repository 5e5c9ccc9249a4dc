import pytest

from embedviz.evaluation.analogies import analogy_accuracy
from embedviz.evaluation.datasets import google_analogies


@pytest.mark.timeout(600)
def test_the_google_analogies_against_gensim(glove, keyed_vectors, measuring, faster, tmp_path):
    # A twentieth of the questions: gensim takes minutes for all, and the same time for each.
    some = {name: questions[:: 20 if measuring else 400] for name, questions in google_analogies().items()}
    path = tmp_path / "questions.txt"
    path.write_text("".join(f": {name}\n" + "".join(f"{' '.join(q)}\n" for q in some[name]) for name in some))
    ours, theirs = lambda: analogy_accuracy(glove, some), lambda: keyed_vectors.evaluate_word_analogies(str(path))
    assert ours().total.accuracy == theirs()[0]
    faster(ours, theirs, at_least=5, rounds=3)
