"""safetensors files of models, as Model2Vec, transformers and PyTorch name their tensors, with a tokenizer beside."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

import embedviz as ev
from embedviz.errors import FileError
from embedviz.formats.tokenizer import MOST_BYTES

TOKENS = ["[PAD]", "[UNK]", "the", "##s", "東京", " naïve"]
M, N = len(TOKENS), 4
RNG = np.random.default_rng(7)
TABLE = RNG.standard_normal((M, N)).astype(np.float32)


def word_piece(tokens: list[str]) -> dict:
    return {"model": {"type": "WordPiece", "vocab": {token: i for i, token in enumerate(tokens)}}}


def unigram(tokens: list[str]) -> dict:
    return {"model": {"type": "Unigram", "vocab": [[token, -1.5] for token in tokens]}}


def with_added(tokens: list[str]) -> dict:
    """The last two stand outside of the vocabulary, and the first in both."""
    added = [{"id": i, "content": tokens[i], "special": True} for i in (0, len(tokens) - 2, len(tokens) - 1)]
    return {"model": {"type": "BPE", "vocab": {t: i for i, t in enumerate(tokens[:-2])}}, "added_tokens": added}


@pytest.fixture
def model(tmp_path):
    """Write a model and its tokenizer."""

    def write(tensors: dict[str, np.ndarray], tokenizer: object = None) -> Path:
        save_file(tensors, tmp_path / "model.safetensors")
        if tokenizer is not None:
            text = tokenizer if isinstance(tokenizer, str) else json.dumps(tokenizer)
            (tmp_path / "tokenizer.json").write_text(text, encoding="utf-8")
        return tmp_path / "model.safetensors"

    return write


def assumed(embedding: ev.Embedding) -> list[str]:
    return [str(assumption) for assumption in embedding.origin.assumptions]


@pytest.mark.parametrize("tokenizer", [word_piece, unigram, with_added], ids=lambda made: made.__name__)
def test_words_are_the_tokens_by_their_numbers(model, tokenizer):
    path = model({"embeddings": TABLE}, tokenizer(TOKENS))
    for embedding in (ev.load(path), ev.load(path)):  # the second comes from the cache
        assert list(embedding.words) == TOKENS
        np.testing.assert_array_equal(embedding.vectors, TABLE)
        assert assumed(embedding) == ["words from tokenizer.json"]


def test_a_tokenizer_that_changed_is_read_again(model):
    path = model({"embeddings": TABLE}, word_piece(TOKENS))
    assert ev.load(path).words[2] == "the"
    model({"embeddings": TABLE}, word_piece([*TOKENS[:2], "of", *TOKENS[3:]]))
    assert ev.load(path).words[2] == "of"


def test_rows_that_no_token_has_are_left_out_and_said(model):
    padded = np.concatenate([TABLE, np.zeros((3, N), np.float32)])
    tokens = word_piece(TOKENS)
    del tokens["model"]["vocab"]["the"]
    found = ev.load(model({"model.embed_tokens.weight": padded}, tokens))
    assert list(found.words) == TOKENS[:2] + TOKENS[3:]
    np.testing.assert_array_equal(found.vectors, np.delete(TABLE, 2, axis=0))
    assert "rows left out because they belong to no token: 4" in assumed(found)


# Model2Vec


@pytest.mark.parametrize("numbers", [np.float32, np.float16, np.int8])
@pytest.mark.parametrize("mapping", [None, np.int64, np.int32])
@pytest.mark.parametrize("weights", [None, np.float64, np.float32])
def test_a_static_model_is_each_tokens_weight_times_its_row(model, numbers, mapping, weights):
    few = (20 * TABLE[:3]).astype(numbers) if mapping else (20 * TABLE).astype(numbers)
    rows = np.array([2, 0, 0, 1, 2, 2]) if mapping else np.arange(M)
    factors = np.linspace(0.5, 2, M) if weights else np.ones(M)
    tensors = {"embeddings": few}
    tensors |= {"mapping": rows.astype(mapping)} if mapping else {}
    tensors |= {"weights": factors.astype(weights)} if weights else {}
    found = ev.load(model(tensors, word_piece(TOKENS)))
    expected = [factors[i].astype(weights or float) * few[rows[i]].astype(np.float64) for i in range(M)]
    np.testing.assert_allclose(found.vectors, expected, rtol=1e-6)
    assert found.origin.dtype == np.dtype(numbers).name
    assert ("the vector of each token by the tensor mapping" in assumed(found)) == (mapping is not None)
    assert ("vectors multiplied by the tensor weights" in assumed(found)) == (weights is not None)


def test_rows_and_weights_may_be_of_any_type_and_a_column(model):
    rows, factors = np.array([[2], [0], [0], [1], [2], [2]], np.uint16), np.array([[1], [2], [3], [4], [5], [6]], "f4")
    found = ev.load(model({"embeddings": TABLE[:3], "mapping": rows, "weights": factors}, word_piece(TOKENS)))
    np.testing.assert_array_equal(found.vectors, TABLE[rows[:, 0]] * factors)


@pytest.mark.parametrize(("number", "weight"), [(np.inf, 0), (np.inf, -1), (3e38, 1e300)])
def test_a_product_that_is_no_number_is_refused_with_its_place(model, number, weight):
    table, factors = TABLE.copy(), np.ones(M)
    table[2, 1], factors[2] = number, weight
    path = model({"embeddings": table, "weights": factors}, word_piece(TOKENS))
    with pytest.raises(ev.EmbedvizError, match=r"row 3: (nan|-inf) in dimension [12] of 'the'; expected finite"):
        ev.load(path)


@pytest.mark.parametrize(
    ("tensors", "problem"),
    [
        ({"mapping": np.array([0, 1, 2, 3, 4, 6])}, "its mapping leads to row 6; expected rows from 0 to 5"),
        ({"mapping": np.array([0, 1, -2, 3, 4, 5])}, "its mapping leads to row -2; expected rows from 0 to 5"),
        ({"weights": np.ones(5)}, "5 weights, expected 6, one for each token"),
        ({"mapping": np.zeros(9, int), "weights": np.ones(6)}, "6 weights, expected 9, one for each token"),
    ],
    ids=["row beyond", "row below 0", "weights", "weights of mapped"],
)
def test_a_static_model_that_contradicts_itself_is_refused(model, tensors, problem):
    with pytest.raises(FileError, match=f"^model.safetensors: {problem}"):
        ev.load(model({"embeddings": TABLE} | tensors, word_piece(TOKENS)))


def test_tensors_called_mapping_and_weights_of_another_model_are_left_alone(model):
    tensors = {"vectors": TABLE, "weights": np.ones(3), "mapping": np.zeros(3, int)}
    np.testing.assert_array_equal(ev.load(model(tensors, word_piece(TOKENS))).vectors, TABLE)


# The token tables of language models, beside wider and longer matrices


LAYOUTS = {
    "bert": ("bert.embeddings.word_embeddings.weight", {
        "bert.embeddings.position_embeddings.weight": (512, N), "cls.predictions.decoder.weight": (M, N),
        "bert.embeddings.token_type_embeddings.weight": (2, N), "bert.encoder.layer.0.output.dense.weight": (90, 80),
    }),
    "llama": ("model.embed_tokens.weight", {
        "lm_head.weight": (M, N), "model.layers.0.mlp.up_proj.weight": (400, N), "model.norm.weight": (N,),
    }),
    "gpt2": ("transformer.wte.weight", {
        "transformer.wpe.weight": (1024, N), "transformer.h.0.attn.c_attn.weight": (N, 99),
    }),
    "gpt-neox": ("gpt_neox.embed_in.weight", {
        "embed_out.weight": (M, N), "gpt_neox.layers.0.attention.dense.weight": (N, N),
    }),
    "t5": ("shared.weight", {"lm_head.weight": (M, N), "decoder.block.0.layer.0.SelfAttention.q.weight": (99, N)}),
    "modernbert": ("model.embeddings.tok_embeddings.weight", {"head.dense.weight": (99, N), "decoder.weight": (M, N)}),
    "static sentence model": ("embedding.weight", {"linear.weight": (300, N)}),
    "skip-gram": ("u_embeddings.weight", {"v_embeddings.weight": (M, N)}),
    "skip-gram, in and out": ("in_embed.weight", {"out_embed.weight": (M, N)}),
    "skip-gram with biases": (
        "center_embeddings.weight",
        {"context_embeddings.weight": (M, N), "center_biases.weight": (M, 1), "context_biases.weight": (M, 1)},
    ),
    "skip-gram, i and o": ("ivectors.weight", {"ovectors.weight": (M, N)}),
    "skip-gram, a matrix alone": ("W_in", {"W_out": (M, N)}),
    "skip-gram, camels": ("centerEmbedding.weight", {"contextEmbedding.weight": (M + 1, N)}),
    "rwkv": ("emb.weight", {"head.weight": (M, N), "blocks.0.att.key.weight": (99, N)}),
    "words averaged": ("emb_layer.weight", {"dense.weight": (300, N)}),
    "a recurrent network": ("encoder.weight", {"decoder.weight": (M, N), "rnn.weight_ih_l0": (99, N)}),
    "one table and an output": ("table.weight", {"lm_head.weight": (M + 5, N)}),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_token_table_is_found_by_its_name_and_said(model, layout):
    name, others = LAYOUTS[layout]
    tensors = {name: TABLE} | {other: np.zeros(shape, np.float32) for other, shape in others.items()}
    found = ev.load(model(tensors, word_piece(TOKENS)))
    np.testing.assert_array_equal(found.vectors, TABLE)
    matrices = 1 + sum(len(shape) == 2 for shape in others.values())
    assert f"vectors from the tensor {name}, one of {matrices} matrices" in assumed(found)


NO_TABLE = {
    "the last part of a model": {"lm_head.weight": (M, N), "model.layers.31.mlp.up_proj.weight": (4 * M, N)},
    "tables of characters": {"char_embeddings.Codebook_0.weight": (M, N), "encoder.0.weight": (M, N)},
    "two linear maps": {"hidden.weight": (N, M), "output.weight": (M, N)},
    "two encoders": {f"{name}.embeddings.word_embeddings.weight": (M, N) for name in ("query", "context")},
}


@pytest.mark.parametrize("shapes", NO_TABLE.values(), ids=NO_TABLE)
def test_no_other_matrix_is_taken_for_a_table_of_tokens(model, shapes):
    path = model({name: np.ones(shape, np.float32) for name, shape in shapes.items()}, word_piece(TOKENS))
    with pytest.raises(FileError, match=r"^model.safetensors: its tensors are .*, or the name of one$") as caught:
        ev.load(path)
    name = next(iter(shapes))
    assert f"{name}: F32 " in str(caught.value)
    if shapes[name] == (M, N):
        assert ev.load(path, tensor=name).shape == (M, N)


def test_a_table_in_numbers_of_a_byte_with_scales_elsewhere_is_named_and_no_other_matrix_taken(model):
    tensors = {"model.embed_tokens.weight": TABLE.astype(np.int8), "model.embed_tokens.scales": TABLE}
    with pytest.raises(FileError, match=r"model.embed_tokens.weight: I8 \(6, 4\).*, or the name of one$"):
        ev.load(model(tensors, word_piece(TOKENS)))


def test_the_only_matrix_is_named(model):
    said = assumed(ev.load(model({"lm_head.weight": TABLE, "norm.weight": TABLE[0]}, word_piece(TOKENS))))
    assert said == ["vectors from the tensor lm_head.weight, the only matrix", "words from tokenizer.json"]


@pytest.mark.parametrize("told", ["v_embeddings", "v_embeddings.weight", "model.v_embeddings.weight"])
def test_another_tensor_can_be_asked_for(model, told):
    other = RNG.standard_normal((M, N)).astype(np.float32)
    tensors = {"model.u_embeddings.weight": TABLE, "model.v_embeddings.weight": other}
    path = model(tensors, word_piece(TOKENS))
    np.testing.assert_array_equal(ev.load(path).vectors, TABLE)
    found = ev.load(path, tensor=told)
    np.testing.assert_array_equal(found.vectors, other)
    assert assumed(found) == ["words from tokenizer.json"]
    assert found.id != ev.load(path).id
    np.testing.assert_array_equal(ev.load(path).vectors, TABLE)


@pytest.mark.parametrize("told", ["weight", "w_embeddings.weight", "bias"])
def test_a_tensor_that_there_is_not_is_refused_with_those_there_are(model, told):
    tensors = {"u_embeddings.weight": TABLE, "v_embeddings.weight": TABLE, "bias": TABLE[0]}
    with pytest.raises(FileError, match=rf"its tensors are .*u_embeddings.weight.*; expected a matrix called {told}$"):
        ev.load(model(tensors, word_piece(TOKENS)), tensor=told)


# Words from elsewhere


def test_a_list_with_the_files_own_name_goes_before_the_tokenizer_and_any_other_after_it(model):
    path = model({"embeddings": TABLE}, word_piece(TOKENS))
    path.with_name("vocab.txt").write_text("".join(f"v{i}\n" for i in range(M)))
    assert list(ev.load(path).words) == TOKENS
    path.with_name("model.txt").write_text("".join(f"w{i}\n" for i in range(M)))
    os.utime(path, ns=(1, 1))  # what was kept of it was read with another list
    assert list(ev.load(path).words) == [f"w{i}" for i in range(M)]


def in_bytes(text: str) -> str:
    """Spell a text as GPT-2's tokenizer does (Radford et al. 2019, ``bytes_to_unicode``)."""
    unseen = [byte for byte in range(256) if not (33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174)]
    return "".join(chr(256 + unseen.index(byte)) if byte in unseen else chr(byte) for byte in text.encode())


OF_BYTES = {" the": "Ġthe", "中國": "中國", " naïve": "Ġnaïve", "\n\n": "ĊĊ", "Ġ": "Äł", " ": "Ġ", "a\u3000": "aãĢĢ"}


@pytest.mark.parametrize(
    "steps",
    [
        {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split"}, {"type": "ByteLevel"}]}},
        {"decoder": {"type": "ByteLevel"}, "pre_tokenizer": None},
        None,
    ],
    ids=["a step before", "a step behind", "vocab.json and merges.txt"],
)
def test_tokens_spelled_in_bytes_are_texts(model, steps):
    spelled = [*map(in_bytes, OF_BYTES), in_bytes("中")[:2], "<|endoftext|>"]
    table = np.arange(2.0 * len(spelled), dtype=np.float32).reshape(-1, 2)
    path = model({"transformer.wte.weight": table}, {**word_piece(spelled), **steps} if steps else None)
    if steps is None:
        path.with_name("vocab.json").write_text(json.dumps({token: i for i, token in enumerate(spelled)}))
        path.with_name("merges.txt").write_text("#version: 0.2\n")
    found = ev.load(path)
    assert list(found.words) == [*OF_BYTES.values(), "\\xe4\\xb8", "<|endoftext|>"]
    np.testing.assert_array_equal(found.vectors, table)
    assert assumed(found)[-1] == "tokens that are spelled in bytes are shown as text"


def test_a_token_added_later_may_have_no_row(model):
    added = {"added_tokens": [{"id": M, "content": "<image>"}, {"id": 0, "content": TOKENS[0]}]}
    tokenizer = {"model": {"type": "BPE", "vocab": {token: i for i, token in enumerate([*TOKENS, "<image>"])}}, **added}
    found = ev.load(model({"embeddings": TABLE}, tokenizer))
    assert list(found.words) == TOKENS
    assert assumed(found) == ["words from tokenizer.json", "tokens left out because they have no row: 1"]


@pytest.mark.parametrize(
    ("tokenizer", "problem"),
    [
        ("", "it is empty; expected word vectors"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"a":' * 100_000, "it is not JSON"),
        ("[]", "it has no vocabulary under model, vocab; expected a tokenizer"),
        ({"model": {"vocab": [1, 2]}}, "it has no vocabulary"),
        ({"model": {"vocab": [[]]}}, "it has no vocabulary"),
        ({"model": {"vocab": {"a": "0"}}}, "the token 'a' has the number '0'; expected a text and a whole number"),
        ({"model": {"vocab": {"a": True}}}, "the token 'a' has the number 'True'; expected a text and a whole number"),
        ({"model": {"vocab": {"a": -1}}}, "the token 'a' has the number '-1'; expected a text and a whole number"),
        ({"model": {"vocab": [[1, 0.5]]}}, "the token '1' has the number '0'; expected a text and a whole number"),
        ({"model": {"vocab": {"a": M}}}, f"the token 'a' has the number {M}; expected one below {M}, the vectors in m"),
        ({"model": {"vocab": {"a": 10**30}}}, "the token 'a' has the number 1,000,"),
        ({"model": {"vocab": {"a": 0}}, "added_tokens": 3}, "its added_tokens are not a list of tokens"),
        ({"model": {"vocab": {"a": 0}}, "added_tokens": [3]}, "its added_tokens are not a list of tokens"),
        ({"model": {"vocab": {"a": 0}}, "added_tokens": [{"id": 1}]}, "the token 'None' has the number '1'"),
    ],
    ids=["empty", "cut", "deep list", "deep object", "a list", "numbers", "empty entry", "number as text", "true",
         "below 0", "number as token", "beyond the rows", "huge", "added: number", "added: list of numbers",
         "added: no content"],
)  # fmt: skip
def test_what_is_no_tokenizer_is_refused(model, tokenizer, problem):
    with pytest.raises(FileError) as caught:
        ev.load(model({"embeddings": TABLE}, tokenizer))
    assert str(caught.value).startswith(f"tokenizer.json: {problem}")


def test_a_tokenizer_beyond_all_reason_is_refused(model):
    path = model({"embeddings": TABLE}, word_piece(TOKENS))
    with path.with_name("tokenizer.json").open("r+b") as sparse:
        sparse.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match=r"^tokenizer.json: it has more than 67,108,864 bytes; expected a tokenizer"):
        ev.load(path)


FOLDERS = {
    "Model2Vec": ("", "model.safetensors"),
    "the hub's cache": ("snapshots/0123abcd", "model.safetensors"),
    "sentence-transformers": ("0_StaticEmbedding", "model.safetensors"),
    "a module by its name": ("1_Static", "model.safetensors"),
    "in several files": ("", "model-00002-of-00002.safetensors"),
    "another name": ("", "vectors.safetensors"),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_the_folder_of_a_model_opens_its_table_of_tokens(tmp_path, case):
    inner, name = FOLDERS[case]
    folder = tmp_path / "model" / inner
    folder.mkdir(parents=True)
    table = {"model.embed_tokens.weight": TABLE, "lm_head.weight": TABLE[::-1].copy()}
    save_file(table if case == "in several files" else {"embeddings": TABLE}, folder / name)
    (folder / "tokenizer.json").write_text(json.dumps(word_piece(TOKENS)), encoding="utf-8")
    (folder / "config.json").write_text('{"normalize": true}')
    (tmp_path / "model" / "modules.json").write_text(json.dumps([{"idx": 0, "path": inner}]))
    if case == "in several files":
        weight_map = {"lm_head.weight": "model-00001-of-00002.safetensors", "model.embed_tokens.weight": name}
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
        save_file({"lm_head.weight": 2 * TABLE}, folder / weight_map["lm_head.weight"])
        assert (ev.load(tmp_path / "model", tensor="lm_head.weight").vectors == 2 * TABLE).all()
        with pytest.raises(FileError, match=r"index.json: it names no tensor head; expected one of those of the model"):
            ev.load(tmp_path / "model", tensor="head")
    found = ev.load(tmp_path / "model")
    assert list(found.words) == TOKENS
    assert (found.vectors == TABLE).all()


def test_average_word_embeddings_of_sentence_transformers_have_their_words_in_a_list_of_their_own(tmp_path):
    folder = tmp_path / "0_WordEmbeddings"
    folder.mkdir()
    save_file({"emb_layer.weight": TABLE}, folder / "model.safetensors")
    settings = {"vocab": TOKENS, "stop_words": ["the"], "do_lower_case": False}
    (folder / "whitespacetokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    found = ev.load(tmp_path)
    assert list(found.words) == TOKENS
    assert (found.vectors == TABLE).all()


def test_tokens_in_a_file_of_sentencepiece_are_named_with_the_way_to_those_that_can_be_read(tmp_path):
    save_file({"model.embed_tokens.weight": TABLE}, tmp_path / "model.safetensors")
    (tmp_path / "tokenizer.model").write_bytes(b"\n\x0e\n\x05<unk>")
    with pytest.raises(FileError, match=r"its tokens in tokenizer.model; expected tokenizer.json, which AutoTokenizer"):
        ev.load(tmp_path)


def test_of_the_versions_of_a_model_the_one_of_its_main_branch_is_opened(tmp_path):
    for revision, table in (("aaa", TABLE), ("bbb", 2 * TABLE)):
        folder = tmp_path / "snapshots" / revision
        folder.mkdir(parents=True)
        save_file({"embeddings": table}, folder / "model.safetensors")
        (folder / "tokenizer.json").write_text(json.dumps(word_piece(TOKENS)), encoding="utf-8")
    (tmp_path / "refs").mkdir()
    (tmp_path / "refs" / "main").write_text("bbb")
    assert (ev.load(tmp_path).vectors == 2 * TABLE).all()


def test_a_folder_of_no_model_says_what_is_there(tmp_path):
    with pytest.raises(FileError, match=r"it is a folder; expected a file of word vectors"):
        ev.load(tmp_path)
    (tmp_path / "a.txt").write_text("the 0.5 1\n")
    (tmp_path / "readme.md").write_text("about it")
    assert ev.load(tmp_path).shape == (1, 2)
    (tmp_path / "b.vec").write_text("of 0.5 1\n")
    with pytest.raises(FileError, match=r"it is a folder that holds a.txt, b.vec; expected a file of word vectors"):
        ev.load(tmp_path)


def test_the_folder_one_is_in_is_called_by_its_name(tmp_path, monkeypatch):
    inside = tmp_path / "vectors" / "inside"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    for path, name in ((".", "inside"), ("..", "vectors"), ("../inside", "inside")):
        with pytest.raises(FileError, match=f"^{name}: it is a folder"):
            ev.load(path)
    (inside / "a.txt").write_text("the 0.5 1\n")
    assert ev.load(".").shape == (1, 2)


OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00"
OTHERS = {
    "pytorch_model.bin": (OLD_TORCH, "a PyTorch file, which is a pickle: save it again with safetensors.torch.save_f"),
    "model.pt": (OLD_TORCH, "a PyTorch file, which is a pickle: save it again with safetensors.torch.save_file"),
    "tf_model.h5": (b"\x89HDF\r\n\x1a\n" + bytes(99), "an HDF5 file: save its matrix with numpy.save"),
    "model.gguf": (b"GGUF" + bytes(99), "a GGUF model: take the model's .safetensors and tokenizer.json"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_folder_of_a_model_in_another_format_says_the_way_out(tmp_path, name):
    content, message = OTHERS[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "tokenizer.json").write_text(json.dumps(word_piece(TOKENS)))
    (tmp_path / "vocab.txt").write_text("\n".join(TOKENS), encoding="utf-8")
    for path in (tmp_path, tmp_path / name):
        with pytest.raises(FileError, match=f"^{name}: it is {message}"):
            ev.load(path)


def test_a_pipeline_of_spacy_says_how_its_vectors_become_a_text(tmp_path):
    (tmp_path / "vocab").mkdir()
    (tmp_path / "vocab" / "vectors").write_bytes(b"\x93NUMPY")
    with pytest.raises(FileError, match=r"it is a spaCy pipeline, .* each nlp.vocab.strings\[key\] with nlp.vocab.vec"):
        ev.load(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '{"weight_map": {"embed_tokens.weight": "../x"}}', "[" * 99_999],
    ids=["empty", "none", "list", "elsewhere", "deep"],
)
def test_an_index_that_names_no_table_is_refused(tmp_path, text):
    (tmp_path / "model.safetensors.index.json").write_text(text)
    with pytest.raises(FileError, match=r"^model.safetensors.index.json: it names no t"):
        ev.load(tmp_path)
