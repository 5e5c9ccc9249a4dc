import pytest
from gensim.models import KeyedVectors

from embedviz.formats.save import save


@pytest.mark.parametrize(("ending", "times"), [(".vec", 3), (".bin", 2)])
def test_writing_against_gensim(glove, keyed_vectors, tmp_path, faster, measuring, ending, times):
    k = len(glove) if measuring else 2_000
    ours = glove.top(k)
    peer = KeyedVectors(ours.shape[1])
    peer.add_vectors(list(ours.words), keyed_vectors.vectors[:k])

    def gensim() -> None:
        peer.save_word2vec_format(tmp_path / f"gensim{ending}", binary=ending == ".bin", sort_attr="none")

    faster(lambda: save(ours, tmp_path / f"ours{ending}"), gensim, at_least=times, rounds=3)
