import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from gensim.models import FastText, KeyedVectors, Word2Vec

import embedviz as ev

WORDS = ["the", "naïve", "東京", "queen"]
VECTORS = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
SENTENCES = [["to", "be", "or", "not", "to", "be"]] * 9


def test_keyed_vectors_there_and_back_are_the_same():
    keyed = ev.Embedding("mine", WORDS, VECTORS).to_gensim()
    assert keyed.index_to_key == WORDS
    np.testing.assert_array_equal(keyed.vectors, VECTORS)
    back = ev.Embedding.from_gensim(keyed)
    assert list(back.words) == WORDS
    np.testing.assert_array_equal(back.vectors, VECTORS)


def test_neighbors_of_gensim_are_ours(glove, keyed_vectors):
    top = glove.top(3_000)
    theirs = top.to_gensim().most_similar("bank", topn=10)
    ours = ev.neighbors(ev.Embedding.from_gensim(top.to_gensim()), "bank", k=10)
    assert [word for word, _cosine in theirs] == list(ours.words)
    whole = ev.Embedding.from_gensim(keyed_vectors)
    assert whole.shape == (400_000, 50)
    assert whole.index("bank") == glove.index("bank")


def test_of_a_word_that_occurs_twice_the_first_goes_to_gensim():
    keyed = ev.Embedding("mine", ["a", "b", "a"], VECTORS[:3]).to_gensim()
    assert keyed.index_to_key == ["a", "b"]
    np.testing.assert_array_equal(keyed["a"], VECTORS[0])


def test_a_trained_model_is_taken_and_may_be_trained_further():
    model = Word2Vec(SENTENCES, vector_size=4, min_count=1, seed=1, workers=1)
    taken = ev.Embedding.from_gensim(model)
    before = taken["be"].copy()
    np.testing.assert_array_equal(before, model.wv["be"])
    model.train(SENTENCES, total_examples=9, epochs=5)
    assert not np.array_equal(model.wv["be"], before)
    np.testing.assert_array_equal(taken["be"], before)


def test_unseen_words_of_fasttext_have_the_same_vectors():
    model = FastText(SENTENCES, vector_size=4, min_count=1, seed=1, workers=1, bucket=50)
    taken = ev.Embedding.from_gensim(model)
    assert "bet" not in taken
    np.testing.assert_allclose(taken["bet"], model.wv["bet"], rtol=1e-6)


def test_an_id_names_words_and_numbers():
    one, same, other = (ev.Embedding.from_gensim(_keyed(vectors)).id for vectors in (VECTORS, VECTORS, VECTORS + 1))
    assert one == same != other
    assert one.startswith("gensim/")
    assert ev.Embedding.from_gensim(_keyed(VECTORS), id="mine").id == "mine"


def _keyed(vectors: np.ndarray) -> KeyedVectors:
    return ev.Embedding("x", WORDS, vectors).to_gensim()


def test_what_is_not_gensims_is_refused():
    with pytest.raises(ev.EmbedvizError, match=r"dict; expected gensim's KeyedVectors, or a model that has them as wv"):
        ev.Embedding.from_gensim({"the": [1.0]})


TABLES = {
    "lists": pa.table({"word": WORDS, "vector": VECTORS.tolist()}),
    "lists of a fixed size": pa.table(
        {"word": WORDS, "vector": pa.FixedSizeListArray.from_arrays(pa.array(VECTORS.ravel()), 3)}
    ),
    "a column a dimension": pa.table({"word": WORDS, **{f"d{i}": VECTORS[:, i] for i in range(3)}}),
    "other names": pa.table({"lemma": WORDS, "data": VECTORS.tolist(), "count": [4, 3, 2, 1]}),
    "two columns of text": pa.table({"tag": ["x"] * 4, "Word": WORDS, "vector": VECTORS.tolist()}),
    "chunks": pa.concat_tables(
        [pa.table({"word": WORDS[i : i + 1], "vector": VECTORS[i : i + 1].tolist()}) for i in range(4)]
    ),
    "a batch": pa.RecordBatch.from_pydict({"word": WORDS, "vector": VECTORS.tolist()}),
    "a data frame": pd.DataFrame({"word": WORDS, "vector": list(VECTORS)}),
    "a slice": pa.table({"word": ["x", *WORDS], "vector": [[9.0] * 3, *VECTORS.tolist()]}).slice(1),
}


@pytest.mark.parametrize("form", TABLES)
def test_a_table_of_arrow_is_taken(form):
    found = ev.Embedding.from_arrow(TABLES[form])
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert found.id == ev.Embedding.from_arrow(TABLES[form]).id


def test_a_column_can_be_named():
    table = pa.table({"a": WORDS, "b": WORDS[::-1], "u": VECTORS.tolist(), "v": (2 * VECTORS).tolist()})
    found = ev.Embedding.from_arrow(table, words="b", vectors="v")
    assert list(found.words) == WORDS[::-1]
    np.testing.assert_array_equal(found.vectors, 2 * VECTORS)


@pytest.mark.parametrize(
    ("table", "names", "message"),
    [
        pytest.param(pa.table({"word": WORDS}), {}, "no column of lists of numbers among word", id="no vectors"),
        pytest.param(pa.table({"v": VECTORS.tolist()}), {}, "no column of texts among v", id="no words"),
        pytest.param(
            pa.table({"a": WORDS, "b": WORDS, "v": VECTORS.tolist()}), {}, "several columns of texts: a, b", id="two"
        ),
        pytest.param(
            pa.table({"word": WORDS, "v": VECTORS.tolist()}), {"vectors": "x"}, "'x'; expected one of v", id="x"
        ),
        pytest.param(
            pa.table({"word": ["a", None], "v": [[1.0], [2.0]]}), {}, "1 rows of the column 'word' are empty", id="null"
        ),
        pytest.param(
            pa.table({"word": ["a", "b"], "v": [[1.0], [None]]}), {}, "of the column 'v' are empty", id="null number"
        ),
        pytest.param(
            pa.table({"word": ["a", "b"], "v": [[1.0], [2.0, 3.0]]}), {}, "vectors of 1 to 2 numbers", id="ragged"
        ),
        pytest.param(
            pa.table({"word": pa.array([], pa.string()), "v": pa.array([], pa.list_(pa.float32()))}), {},
            "shape", id="empty",
        ),
        pytest.param([1, 2, 3], {}, "list; expected a table of Arrow", id="a list"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_of_vectors_is_refused_with_the_reason(table, names, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        ev.Embedding.from_arrow(table, **names)
