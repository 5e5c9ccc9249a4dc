"""Answers of APIs and databases, in which words and vectors are deep within other objects."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

import embedviz as ev

WORDS = ["the", "of", "naïve", "cat", "dog"]
VECTORS = np.random.default_rng(6).standard_normal((5, 6)).astype(np.float32)
ROWS = VECTORS.astype(np.float64).tolist()
PAIRS = list(zip(WORDS, ROWS, strict=True))
COARSE = [[int(20 * x) for x in row] for row in ROWS]

WITH_WORDS = {
    "Cohere's second": {"id": "a", "embeddings": {"float": ROWS}, "texts": WORDS, "meta": {"api_version": {}}},
    "Cohere's second, two types": {"embeddings": {"int8": COARSE, "float": ROWS}, "texts": WORDS},
    "Chroma's query": {"ids": [["a", "b", "c", "d", "e"]], "embeddings": [ROWS], "documents": [WORDS]},
    "Pinecone's fetch": {"vectors": {w: {"id": w, "values": v} for w, v in PAIRS}, "namespace": ""},
    "Qdrant, a named vector": {
        "result": {
            "points": [{"id": i, "payload": {"word": w}, "vector": {"dense": v}} for i, (w, v) in enumerate(PAIRS)]
        },
        "status": "ok",
    },
    "Weaviate's GraphQL": {
        "data": {"Get": {"Word": [{"word": w, "_additional": {"id": "u", "vector": v}} for w, v in PAIRS]}}
    },
    "Weaviate's objects": {"objects": [{"class": "W", "properties": {"word": w}, "vector": v} for w, v in PAIRS]},
    "Weaviate's named vectors": {
        "objects": [{"class": "W", "properties": {"word": w}, "vectors": {"default": v}} for w, v in PAIRS]
    },
    "Solr": {
        "responseHeader": {"status": 0},
        "response": {"numFound": 5, "docs": [{"word": w, "vector": v} for w, v in PAIRS]},
    },
    "an object in each": {"data": [{"embedding": {"word": w, "vector": v}} for w, v in PAIRS]},
    "one list for all": {"words": WORDS, "vectors": [x for row in ROWS for x in row], "dim": 6},
}
LINES = {
    "Vertex": [
        {"instance": {"content": w}, "predictions": [{"embeddings": {"statistics": {"tokens": 1}, "values": v}}]}
        for w, v in PAIRS
    ],
    "MongoDB's extended": [
        {"_id": {"$oid": "5"}, "word": w, "v": [{"$numberDouble": repr(x)} for x in v]} for w, v in PAIRS
    ],
    "BigQuery's repeated": [{"word": w, "embedding": [{"v": x} for x in v]} for w, v in PAIRS],
    "an object around each": [{"item": {"word": w, "vector": v}} for w, v in PAIRS],
    "forms of one vector": [
        {"text": w, "embedding": {"float": v, "int8": c}} for (w, v), c in zip(PAIRS, COARSE, strict=True)
    ],
}
WITHOUT_WORDS = {
    "Gemini's batch": {"embeddings": [{"values": v} for v in ROWS]},
    "Vertex": {"predictions": [{"embeddings": {"statistics": {"truncated": False}, "values": v}} for v in ROWS]},
    "OpenAI's batch of one each": {"responses": {"list": [{"embedding": v, "object": "embedding"} for v in ROWS]}},
}


def require(found):
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)


@pytest.mark.parametrize("name", WITH_WORDS)
@pytest.mark.parametrize("indent", [None, 1])
def test_what_apis_and_databases_answer_is_read(tmp_path, name, indent):
    (tmp_path / "x.json").write_text(json.dumps(WITH_WORDS[name], indent=indent))
    require(ev.load(tmp_path / "x.json"))


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("as_list", [True, False])
def test_records_with_objects_in_them_are_read(tmp_path, name, as_list):
    lines = "".join(json.dumps(each) + "\n" for each in LINES[name])
    (tmp_path / "x.json").write_text(json.dumps(LINES[name]) if as_list else lines)
    require(ev.load(tmp_path / "x.json"))


@pytest.mark.parametrize("name", WITHOUT_WORDS)
def test_answers_without_words_have_them_from_the_list_beside(tmp_path, name):
    (tmp_path / "x.json").write_text(json.dumps(WITHOUT_WORDS[name]))
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    require(ev.load(tmp_path / "x.json"))


@pytest.mark.parametrize("form", ["values", "float", "vector"])
def test_a_single_vector_is_no_word_called_by_its_form(tmp_path, form):
    (tmp_path / "x.json").write_text(json.dumps({"embedding": {form: ROWS[0]}}))
    (tmp_path / "words.txt").write_text("the\n")
    found = ev.load(tmp_path / "x.json")
    assert list(found.words) == ["the"]
    np.testing.assert_array_equal(found.vectors, VECTORS[:1])


def test_of_two_lists_of_records_neither_is_taken(tmp_path):
    records = [{"word": w, "vector": v} for w, v in PAIRS]
    (tmp_path / "x.json").write_text(json.dumps({"a": {"old": records, "new": records}, "b": 1}))
    with pytest.raises(ev.EmbedvizError, match="JSON"):
        ev.load(tmp_path / "x.json")


@pytest.mark.parametrize("names", [("vector", "word"), ("embedding", "tokens"), ("vectors", "vocab")])
def test_objects_called_as_columns_are_no_words(tmp_path, names):
    (tmp_path / "x.json").write_text(json.dumps({name: {"0": 0.5, "1": 1.5, "2": 2.5} for name in names}))
    with pytest.raises(ev.EmbedvizError, match="may be rows or columns"):
        ev.load(tmp_path / "x.json")


@pytest.mark.parametrize("name", ["words", "tokens", "lemmas"])
@pytest.mark.parametrize("kind", ["x.json", "x.jsonl", "x.parquet"])
def test_lists_of_words_are_none(tmp_path, name, kind):
    records = [{name: [word, f"{word}s"], "vector": row} for word, row in PAIRS]
    if kind == "x.parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist(records), tmp_path / kind)
    else:
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / kind).write_text(lines if kind == "x.jsonl" else json.dumps(records))
    with pytest.raises(
        ev.EmbedvizError, match=f"its column {name} holds lists of words; expected one word in each row"
    ):
        ev.load(tmp_path / kind)


@pytest.mark.parametrize(
    "columns",
    [
        {"item": [{"word": w, "vector": v} for w, v in PAIRS]},
        {"word": WORDS, "e": [{"vector": v} for v in ROWS]},
        {"word": WORDS, "e": [{"float": v, "int8": c} for v, c in zip(ROWS, COARSE, strict=True)]},
    ],
    ids=["both", "vector", "forms"],
)
def test_vectors_in_structs_say_how_to_get_them_out(tmp_path, columns):
    table = pa.table(columns)
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(ev.EmbedvizError, match=r"holds the vectors in a struct; .*: write table\.flatten\(\)"):
        ev.load(tmp_path / "x.parquet")
    if "word" in columns and len(table.flatten().column_names) == 2:
        pyarrow.parquet.write_table(table.flatten(), tmp_path / "y.parquet")
        require(ev.load(tmp_path / "y.parquet"))


def test_objects_without_end_are_looked_at_to_a_depth(tmp_path):
    deep: object = {"vector": ROWS[0], "word": "the"}
    for _level in range(400):
        deep = {"a": deep, "b": [deep] if _level < 3 else 1}
    (tmp_path / "x.json").write_text(json.dumps(deep))
    with pytest.raises(ev.EmbedvizError):
        ev.load(tmp_path / "x.json")
