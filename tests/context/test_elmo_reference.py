"""Against the outputs of the original TensorFlow code, and of the network that scripts/train_elmo.py trains."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from tests.context.bilms import datasets

ROOT = Path(ev.__file__).parents[1]
REFERENCE = ROOT.parent / "shared" / "reference" / "elmo"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the outputs of the original code are not in ../shared/reference/elmo"
)


@pytest.fixture(scope="module")
def elmo() -> ev.Elmo:
    return ev.Elmo.load(REFERENCE / "options.json", REFERENCE / "lm_weights.hdf5")


@pytest.fixture(scope="module")
def lists() -> list[list[list[str]]]:
    """Three lists of ten sentences."""
    return [[each.split() for each in some] for some in json.loads((REFERENCE / "sentences.json").read_text())]


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    return (REFERENCE / "vocab_test.txt").read_text(encoding="utf-8").split()


@needs_reference
def test_the_top_layer_is_that_of_the_original_code_batch_after_batch(elmo, lists):
    expected = [datasets(REFERENCE / f"lm_embeddings_{b}.hdf5") for b in range(3)]
    elmo.reset()
    for i, batch in enumerate(zip(*lists, strict=True)):
        for found, of_list in zip(elmo.encode(batch, stateful=True), expected, strict=True):
            forward, backward = of_list[str(i)]
            np.testing.assert_allclose(found[2], np.hstack([forward, backward]), rtol=0, atol=2e-6)


@needs_reference
def test_layer_0_is_that_of_the_original_code(elmo, vocabulary):
    expected = datasets(REFERENCE / "elmo_token_embeddings.hdf5")["embedding"]
    (found,) = elmo.encode([vocabulary])
    np.testing.assert_allclose(found[0], np.hstack([expected, expected]), rtol=0, atol=2e-6)


@needs_reference
def test_the_table_of_token_vectors_does_what_the_characters_do(elmo, lists, vocabulary):
    files = {
        "vocabulary_file": REFERENCE / "vocab_test.txt",
        "embedding_file": REFERENCE / "elmo_token_embeddings.hdf5",
    }
    table = ev.Elmo.load(REFERENCE / "options.json", REFERENCE / "lm_weights.hdf5", **files)
    known = set(vocabulary)
    sentences = [[token for token in sentence if token in known] for some in lists for sentence in some]
    assert sum(map(len, sentences)) > 500
    for found, expected in zip(table.encode(sentences), elmo.encode(sentences), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-6)


def test_the_network_that_is_trained_is_the_one_that_is_read(tmp_path, glove):
    torch = pytest.importorskip("torch", reason="the optional extra 'train' is not installed")
    spec = importlib.util.spec_from_file_location("train_elmo", ROOT / "scripts" / "train_elmo.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    torch.manual_seed(0)
    model = script.BiLm(torch.from_numpy(np.ascontiguousarray(glove.vectors)))
    with torch.no_grad():
        for parameter in model.parameters():  # float16 is what is stored; biases and large numbers are to be seen
            parameter.copy_((1.5 * parameter + 0.1 * torch.randn_like(parameter)).half().float())
    script.export(model, tmp_path)
    elmo = ev.Elmo.load(tmp_path / "options.json", tmp_path / "weights.hdf5")
    sentences = [["The", "bank", "of", "the", "river", "xqzzy", "froze"], ["money"], ["a", "bank", "loan", "."]]
    for sentence, found in zip(sentences, elmo.encode(sentences), strict=True):
        rows = [glove.index(word.lower()) + 3 if word.lower() in glove else script.UNKNOWN for word in sentence]
        ids = np.array([[script.BEGIN, *rows, script.END]])
        with torch.no_grad():
            layers = [torch.cat([model.tokens(torch.from_numpy(ids[0]))] * 2, dim=1)]
            forward, backward = (model.states(script.in_reading_order(ids, d), d) for d in range(2))
            layers += [torch.cat([f[:, 0], b[:, 0].flip(0)], dim=1) for f, b in zip(forward, backward, strict=True)]
        np.testing.assert_allclose(found, torch.stack(layers)[:, 1:-1].numpy(), rtol=1e-5, atol=1e-5)
