import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from gensim.models import Word2Vec
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.sources.corpora import from_text
from embedviz.training.text import BATCH_WORDS, read

SENTENCE = st.builds(lambda size: ["a", "b"] * (size // 2) + ["c"] * (size % 2), st.integers(0, 25_000))


def test_words_are_counted_as_gensim_counts_them(news):
    text = read(news, min_count=5)
    model = Word2Vec(min_count=5)
    model.build_vocab(news)
    assert set(text.counts.items()) == {(word, model.wv.get_vecattr(word, "count")) for word in model.wv.index_to_key}
    assert (text.tokens, text.pieces) == (model.corpus_total_words, model.corpus_count)


@given(st.lists(SENTENCE, max_size=8))
def test_batches_hold_all_words_in_order_and_none_more_than_the_kernel_takes(sentences):
    text = read([["a", "b"], *sentences], min_count=1)
    batches = list(text.batches)
    assert [word for batch in batches for sentence in batch for word in sentence] == sum(sentences, ["a", "b"])
    assert max(sum(map(len, batch)) for batch in batches) <= BATCH_WORDS
    assert [sentence for batch in batches for sentence in batch] == list(text.sentences)
    assert len(list(text.sentences)) == text.pieces
    assert sum(map(len, text.sentences)) == text.tokens


def test_a_sentence_is_split_only_if_the_kernel_would_drop_a_part_of_it():
    text = read([["a", "b"], ["a", "b"] * 5_000, ["b"] * 20_001], min_count=1)
    assert [len(sentence) for sentence in text.sentences] == [2, 10_000, 10_000, 10_000, 1]


def test_the_id_of_sentences_is_that_of_their_words_and_where_they_end():
    def id(*sentences):
        return read(list(sentences), min_count=1).id

    assert id(["a", "b"], ["c"]) == id(("a", "b"), ["c"])
    assert len({id(["a", "b"], ["c"]), id(["a"], ["b", "c"]), id(["a", "b", "c"]), id(["a", "b\0c"])}) == 4


def test_a_corpus_brings_its_id_and_title():
    corpus = from_text("the cat sat\nthe dog sat", title="Pets")
    text = read(corpus, min_count=1)
    assert (text.id, text.title, text.tokens) == (corpus.id, "Pets", 6)


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        ([], "different words in the corpus: 0, of 0 in all; expected at least 2"),
        ([[], []], "different words in the corpus: 0, of 0 in all; expected at least 2"),
        ([["buffalo"] * 8], "different words in the corpus: 1, of 8 in all; expected at least 2"),
        (
            [["to", "be", "or", "not", "to", "be"], ["be"]],
            "a min_count of 3 leaves 1 of 4 different words; expected at least 2: a min_count of 2 or less",
        ),
        (["to be", "or not"], "sentence 1 is one text; expected a list of words, such as its split()"),
        (np.array("to be"), "the corpus is of type ndarray; expected one that can be read again"),
        (np.eye(2), "sentence 1 is of type ndarray; expected a list of words"),
        ([np.array([b"caf\xe9", b"the"])], "sentence 1 is of type ndarray; expected a list of words"),
        (pa.array([["to"], None]), "sentence 2 is of type ListScalar; expected a list of words"),
        ([["to"], {"be"}], "sentence 2 is of type set; expected a list of words"),
        ([["to", None]], "the corpus holds None; expected words, each a str"),
        ([["to", ["be"]]], "the corpus holds ['be']; expected words, each a str"),
        (None, "the corpus is of type NoneType; expected one that can be read again for each epoch, as a list can"),
        (iter([["a"]]), "the corpus is of type list_iterator; expected one that can be read again for each epoch"),
    ],
)
def test_what_is_no_corpus_is_refused_with_what_was_found_and_expected(corpus, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(corpus, min_count=3)
    assert str(error.value).startswith(message)


def test_words_that_are_not_unicode_text_are_words():
    assert read([["\ud800", "b"]], min_count=1).counts == {"\ud800": 1, "b": 1}


def test_counting_reports_words_and_can_be_cancelled(news, cancel_at):
    reports = []
    read(news, min_count=5, progress=reports.append)
    assert reports[-1].done == sum(map(len, news))
    with pytest.raises(ev.Cancelled):
        read(news, min_count=5, progress=cancel_at(20_000))


def test_more_different_words_than_memory_is_given_are_refused(monkeypatch):
    monkeypatch.setattr("embedviz.training.text.MOST_WORDS", 5)
    with pytest.raises(ev.EmbedvizError, match=r"the first 6 words are 6 different ones; expected at most 5"):
        read([list("abcdef")], min_count=1)


def test_sentences_may_be_arrays_or_columns_of_words():
    lists = [["a", "b", "c"], ["b", "c", "d"]]
    arrays = [np.array(sentence) for sentence in lists]
    objects = [np.array(sentence, dtype=object) for sentence in lists]
    expected = read(lists, min_count=1)
    same = [np.array(lists), np.array(lists).astype(bytes), np.array(lists, dtype=np.dtypes.StringDType())]
    columns = [pd.Series(lists), pd.DataFrame({"words": lists})["words"], [pd.Series(sentence) for sentence in lists]]
    of_arrow = [pa.array(lists), pa.chunked_array([lists[:1], lists[1:]]), pa.table({"words": lists})["words"]]
    for corpus in (arrays, objects, *same, *columns, *of_arrow):
        found = read(corpus, min_count=1)
        assert (found.id, found.counts) == (expected.id, expected.counts)
        assert list(found.sentences) == lists
