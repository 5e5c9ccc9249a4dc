"""Words and vectors in JSON, in every way that people and libraries write them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.formats import json_entries, json_text
from embedviz.formats.json_vectors import read_json
from tests.formats.reading import read

WORDS = ["the", "new york", "東京", "1997", ""]
VECTORS = np.round(np.random.default_rng(0).standard_normal((5, 4)), 6).astype(np.float32)
ROWS = VECTORS.astype(float).tolist()
PAIRS = list(zip(WORDS, ROWS, strict=True))
FRAME = pd.DataFrame(VECTORS, index=pd.Index(WORDS, name="word"))
NESTED = pd.DataFrame({"word": WORDS, "vector": ROWS})


def lines(values) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


FORMS = {
    "words to vectors": json.dumps(dict(PAIRS)),
    "words to vectors, indented": json.dumps(dict(PAIRS), indent=1, ensure_ascii=False),
    "words to texts": json.dumps({word: " ".join(map(str, row)) for word, row in PAIRS}),
    "words to texts in brackets": json.dumps({word: str(row) for word, row in PAIRS}),
    "a word and its vector a line": lines({word: row} for word, row in PAIRS),
    "records": json.dumps([{"word": word, "embedding": row} for word, row in PAIRS]),
    "lines of records": lines({"token": word, "vector": row} for word, row in PAIRS),
    "OpenAI's response with the texts": json.dumps(
        {"object": "list", "data": [{"object": "embedding", "input": w, "embedding": r} for w, r in PAIRS]}
    ),
    "BigQuery": lines({"word": word, "embedding": list(map(str, row))} for word, row in PAIRS),
    "Hugging Face": lines({"text": word, "embeddings": row, "label": i} for i, (word, row) in enumerate(PAIRS)),
    "pairs": json.dumps(PAIRS),
    "lines of pairs": lines(PAIRS),
    "rows": json.dumps([[word, *row] for word, row in PAIRS]),
    "lists side by side": json.dumps({"words": WORDS, "vectors": ROWS}),
    "a vocabulary and a matrix": json.dumps({"vocab": {w: i for i, w in enumerate(WORDS)}, "embeddings": ROWS}),
    "records of texts": lines({"word": word, "vector": str(row)} for word, row in PAIRS),
    "Elasticsearch's bulk": "".join(
        lines([{"index": {"_index": "x", "_id": str(i)}}, {"word": w, "vector": r}]) for i, (w, r) in enumerate(PAIRS)
    ),
    "Elasticsearch's bulk without ids": "".join(lines([{"create": {}}, {"word": w, "vector": r}]) for w, r in PAIRS),
    **{
        f"Elasticsearch's bulk, {action}, {inner or 'plain'}": "\n\n".join(
            json.dumps({action: {"_index": "x", "_id": str(i)}})
            + "\n"
            + json.dumps({inner: document, "doc_as_upsert": True} if inner else document)
            for i, document in enumerate({"word": w, "vector": r} for w, r in PAIRS)
        )
        for action, inner in [("update", "doc"), ("update", "upsert"), ("create", ""), ("index", "")]
    },
    "OpenAI's batch": lines(
        {"id": f"b{i}", "custom_id": w, "error": None, "response": {"body": {"data": [{"index": 0, "embedding": r}]}}}
        for i, (w, r) in enumerate(PAIRS)
    ),
    "a mark": "\ufeff" + json.dumps(dict(PAIRS)),
    **{f"pandas, {o}": FRAME.to_json(orient=o, double_precision=10) for o in ("columns", "index", "split", "table")},
    "pandas, records": FRAME.reset_index().to_json(orient="records", double_precision=10),
    "pandas, lines": FRAME.reset_index().to_json(orient="records", lines=True, double_precision=10),
    **{f"pandas, vectors in a column, {o}": NESTED.to_json(orient=o) for o in ("columns", "index", "split", "records")},
    **{
        f"vectors as objects, {order}": lines(
            {"word": w, "vector": {prefix + str(i): r[i] for i in numbers}} for w, r in PAIRS
        )
        for order, prefix, numbers in [("0, 1, …", "", range(4)), ("d2, d0, …", "d", (2, 0, 3, 1))]
    },
    "lines with commas": ",\n".join(json.dumps({"word": w, "vector": r}) for w, r in PAIRS) + ",\n",
    "lines with commas and blank ones": ",\n\n".join(json.dumps([w, r]) for w, r in PAIRS) + "\n\n",
    "objects of numbered numbers": json.dumps({w: {str(i): r[i] for i in (1, 0, 2, 3)} for w, r in PAIRS}),
    "a map among other settings": json.dumps({"model": "x", "embeddings": dict(PAIRS)}),
    "MongoDB": lines({"_id": {"$oid": f"{i:024x}"}, "word": w, "vector": r} for i, (w, r) in enumerate(PAIRS)),
    "Elasticsearch": json.dumps(
        {
            "took": 3,
            "hits": {
                "total": {"value": 5},
                "hits": [
                    {"_index": "w", "_id": f"x{i}", "_score": 1, "_source": {"word": w, "vector": r}}
                    for i, (w, r) in enumerate(PAIRS)
                ],
            },
        }
    ),
    "Qdrant": json.dumps(
        {
            "result": {
                "points": [{"id": i, "payload": {"word": w}, "vector": r} for i, (w, r) in enumerate(PAIRS)],
                "next_page_offset": None,
            },
            "status": "ok",
        }
    ),
    "Pinecone": json.dumps({"vectors": [{"id": w, "values": r, "metadata": {"pos": "N"}} for w, r in PAIRS]}),
    "Chroma": json.dumps({"ids": list("abcde"), "embeddings": ROWS, "documents": WORDS, "metadatas": [None] * 5}),
    "the hub's viewer": json.dumps(
        {"features": [], "rows": [{"row_idx": i, "row": {"word": w, "vector": r}} for i, (w, r) in enumerate(PAIRS)]}
    ),
    "pandas, a series": NESTED.set_index("word")["vector"].to_json(),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_words_and_vectors_are_read_whatever_the_form(tmp_path, form):
    path = tmp_path / "x.json"
    path.write_text(FORMS[form], encoding="utf-8")
    found = ev.load(path)
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    with pytest.MonkeyPatch.context() as patch:  # as if it were large
        patch.setattr(json_text, "CHUNK", 50)
        patch.setattr(json_text, "MOST_VALUE", 300)
        again = read(read_json, path)
    assert again.words == WORDS
    np.testing.assert_array_equal(again.vectors, VECTORS)


@pytest.mark.parametrize("name", json_entries.WORDS)
def test_lists_side_by_side_may_have_any_usual_name(tmp_path, name):
    path = tmp_path / "x.json"
    for vectors in json_entries.VECTORS:
        for words in (WORDS, {word: i for i, word in enumerate(WORDS)}):
            path.write_text(json.dumps({"model": "x", name: words, vectors: ROWS}))
            found = read(read_json, path)
            assert found.words == WORDS
            np.testing.assert_array_equal(found.vectors, VECTORS)


@pytest.mark.parametrize("name", json_entries.RECORDS)
def test_records_may_stand_under_any_usual_name(tmp_path, name):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"model": "x", name: [{"word": word, "vector": row} for word, row in PAIRS]}))
    found = read(read_json, path)
    assert found.words == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)


def test_what_records_say_besides_is_kept(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(
        lines({"word": w, "pos": "N", "count": i, "vector": r, "tags": ["x"]} for i, (w, r) in enumerate(PAIRS))
    )
    found = ev.load(path)
    assert found.columns.to_pydict() == {"pos": ["N"] * 5, "count": [0, 1, 2, 3, 4]}
    assert list(map(str, found.origin.assumptions)) == ["columns that are left out: tags"]
    some = ev.load(path, limit=2)
    assert some.columns.num_rows == 2


def test_words_that_are_all_numbers_are_said_to_be_perhaps_none(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({str(i): row for i, row in enumerate(ROWS)}))
    assert [str(each) for each in ev.load(path).origin.assumptions] == [
        "all words are numbers: they may be row numbers, with the words in a list elsewhere"
    ]


def test_an_action_of_a_bulk_that_is_twice_is_one(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"index": {"_id": "1"}, "index": {}}\n{"word": "the", "vector": [1, 2]}\n')
    assert list(ev.load(path).words) == ["the"]


def test_of_several_vectors_one_can_be_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(lines({"word": w, "a": r, "b": r[::-1]} for w, r in PAIRS))
    with pytest.raises(ev.EmbedvizError, match="the columns are word: string, a: list"):
        ev.load(path)
    np.testing.assert_array_equal(ev.load(path, tensor="b").vectors, VECTORS[:, ::-1])


@pytest.mark.parametrize("form", ["matrix", "records without words"])
def test_vectors_without_words_take_them_from_the_list_beside_them(tmp_path, form):
    path = tmp_path / "x.json"
    records = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(ROWS)]
    path.write_text(json.dumps(ROWS if form == "matrix" else {"data": records}))
    with pytest.raises(ev.EmbedvizError, match=r"columns are|beside it is no list"):
        ev.load(path)
    (tmp_path / "words.txt").write_text("\n".join(map(str, range(5))))
    found = ev.load(path, words=tmp_path / "words.txt")
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert list(found.words) == list("01234")


def test_entries_that_say_that_they_stand_in_another_order_than_the_words_are_refused(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"data": [{"index": i, "embedding": ROWS[i]} for i in (2, 0, 1)]}))
    (tmp_path / "words.txt").write_text("a\nb\nc\n")
    with pytest.raises(ev.EmbedvizError, match="entry 1: its index is 2, expected 0: the entries in the order of the"):
        ev.load(path)


def test_of_a_word_that_is_twice_in_an_object_the_first_counts(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(dict(PAIRS))[:-1] + ', "the": [9, 9, 9, 9]}')
    found = ev.load(path)
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert found.origin.duplicates == 1


BAD = {
    "other names": (
        lines([{"w": "the", "v": {"0": 0.5, "1": 1}}, {"w": "of", "v": {"1": 0.5, "2": 1}}]),
        "entry 2: its vector and that of entry 1 differ in the name",
    ),
    "cut": ('{"the": [0.5, 1.5], "of": [2.5', "it is not JSON"),
    "more": ('{"the": [0.5, 1.5]} x', "it is not JSON"),
    "deep": ('{"a": ' * 100_000, "it is not JSON .lists nested without end"),
    "lengths differ": ('{"the": [0.5, 1.5], "of": [2.5]}', "entry 2: 1 number, expected 2 as in entry 1"),
    "lengths differ in records": (
        lines([{"w": "the", "v": [0.5, 1]}, {"w": "of", "v": [1]}]), "entry 2: 1 number, expected 2 as in entry 1",
    ),
    "no vector": (lines([{"w": "the", "v": [0.5, 1]}, {"w": "of"}]), "entry 2: .*expected a word and its vector"),
    "no word": (lines([{"w": "the", "v": [0.5, 1]}, {"v": [0.5, 1]}]), "entry 2: no word; expected one"),
    "settings": ('{"hidden_size": 768, "model_type": "bert"}', "it is JSON; expected a file of word vectors"),
    "empty": ("{}", "it is JSON; expected a file of word vectors"),
    "empty list": ("[]", "it is JSON; expected a file of word vectors"),
    "rows or columns": ('{"a": {"b": 1.5}, "c": {"b": 2.5}}', "which may be rows or columns"),
    "missing number": ('{"the": [0.5, null]}', "it is JSON; expected a file of word vectors"),
    "no number": ('{"the": [0.5, NaN]}', "nan in dimension 2 of 'the'"),
    "half a pair": ('{"\\ud800": [0.5, 1]}', "half of a surrogate pair"),
    "no UTF-8": (b'{"caf\xe9": [0.5, 1]}', "it is not JSON .bytes that are not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_refused(tmp_path, case):
    text, problem = BAD[case]
    (tmp_path / "x.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ev.EmbedvizError, match=f"^x.json.*?{problem}"):
        ev.load(tmp_path / "x.json")


@given(
    words=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=1, max_size=6, unique=True),
    chunk=st.integers(1, 40),
    indent=st.sampled_from([None, 0, 2]),
)
def test_how_a_text_is_cut_makes_no_difference(tmp_path_factory, words, chunk, indent):
    path: Path = tmp_path_factory.mktemp("json") / "x.json"
    path.write_text(json.dumps([[w, [i, 0.5, -1e-7]] for i, w in enumerate(words)], indent=indent, ensure_ascii=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "CHUNK", chunk)
        found = read(read_json, path)
    assert found.words == words
    assert found.vectors[:, 0].tolist() == list(range(len(words)))


def test_tables_of_arrow_and_json_give_the_same(tmp_path):
    pq.write_table(pa.table({"word": WORDS, "vector": ROWS}), tmp_path / "x.parquet")
    (tmp_path / "x.json").write_text(FORMS["records"])
    np.testing.assert_array_equal(ev.load(tmp_path / "x.json").vectors, ev.load(tmp_path / "x.parquet").vectors)
