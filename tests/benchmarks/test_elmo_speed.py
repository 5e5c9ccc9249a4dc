"""Against what one would write first: with PyTorch, where it is installed, all sentences step by step; else with NumPy,
one sentence after the other."""

from importlib.util import find_spec

import h5py
import numpy as np

import embedviz as ev
from tests.context.bilms import MARKERS, datasets, options, write

SMALL = {
    "embedding": {"dim": 16},
    "filters": [[1, 32], [2, 32], [3, 64], [4, 128], [5, 256], [6, 512], [7, 1024]],
    "n_highway": 2,
    "activation": "relu",
    "n_characters": 262,
    "max_characters_per_token": 50,
}
TEXT = (
    "the quick brown foxes jumped over another lazy dog while internationalization committees were discussing "
    "embeddings of words in context today"
)
CLIP = 3.0


class Peer:
    """A biLM as plainly as can be, for sentences of one length."""

    def __init__(self, files, given):
        self.cells, self.layers = given["lstm"]["dim"], given["lstm"]["n_layers"]
        self.cnn = given.get("char_cnn")
        self.weights, self.xp = datasets(files.weights), np
        if find_spec("torch"):
            import torch

            torch.set_grad_enabled(False)
            self.weights = {name: torch.from_numpy(numbers) for name, numbers in self.weights.items()}
            self.xp = torch

    def read(self, tokens):
        """Return what the layers of LSTMs hand on, (s, layers, t, 2w), for tokens (s, t, w)."""
        if self.xp is np:
            return np.concatenate([self.read_batch(sentence[:, np.newaxis]) for sentence in tokens])
        return self.read_batch(self.xp.from_numpy(tokens).transpose(0, 1)).numpy()

    def read_batch(self, tokens):
        xp, ways = self.xp, []
        for direction in (0, 1):
            x, outputs = xp.flip(tokens, (0,)) if direction else tokens, []
            for layer in range(self.layers):
                cell = f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell/"
                W, B, P = (self.weights[cell + name] for name in ("W_0", "B", "W_P_0"))
                c, h, read = xp.zeros((x.shape[1], self.cells), dtype=xp.float32), xp.zeros_like(x[0]), []
                for at_step in x:
                    gates = xp.concatenate([at_step, h], 1) @ W + B
                    i, j, f, o = (gates[:, k * self.cells : (k + 1) * self.cells] for k in range(4))
                    c = xp.clip(self.sigmoid(f + 1) * c + self.sigmoid(i) * xp.tanh(j), -CLIP, CLIP)
                    h = xp.clip((self.sigmoid(o) * xp.tanh(c)) @ P, -CLIP, CLIP)
                    read.append(h + at_step if layer else h)
                x = xp.stack(read)
                outputs.append(xp.flip(x, (0,)) if direction else x)
            ways.append(xp.stack(outputs))
        return xp.moveaxis(xp.concatenate(ways, 3), 2, 0)

    def tokens(self, words):
        """Return the vectors (t, w) of tokens from their characters."""
        longest = self.cnn["max_characters_per_token"]
        ids = np.full((len(words), longest), 260)
        for row, word in zip(ids, words, strict=True):
            code = [258, *word.encode(), 259]
            row[: len(code)] = code
        return np.asarray(self.convolved(ids))

    def convolved(self, ids):
        xp, weights, parts = self.xp, self.weights, []
        characters = weights["char_embed"][ids]
        for i, (width, number) in enumerate(self.cnn["filters"]):
            kernel = weights[f"CNN/W_cnn_{i}"][0].reshape(-1, number)
            windows = [characters[:, at : at + width].reshape(len(ids), -1) for at in range(ids.shape[1] - width + 1)]
            outputs = xp.stack([window @ kernel for window in windows])
            parts.append(xp.clip(xp.amax(outputs, 0) + weights[f"CNN/b_cnn_{i}"], 0, None))
        x = xp.concatenate(parts, 1)
        for i in range(self.cnn["n_highway"]):
            gates = (weights[f"CNN_high_{i}/W_{gate}"] for gate in ("carry", "transform"))
            biases = (weights[f"CNN_high_{i}/b_{gate}"] for gate in ("carry", "transform"))
            carry, new = (x @ weight + bias for weight, bias in zip(gates, biases, strict=True))
            carry = self.sigmoid(carry)
            x = carry * xp.clip(new, 0, None) + (1 - carry) * x
        return x @ weights["CNN_proj/W_proj"] + weights["CNN_proj/b_proj"]

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x)) if self.xp is np else self.xp.sigmoid(x)


def test_sentences_of_a_model_of_512_cells(measuring, faster, tmp_path):
    sizes = {"dim": 512, "projection_dim": 64} if measuring else {"dim": 16, "projection_dim": 8}
    given = options(None, cell_clip=CLIP, proj_clip=CLIP, **sizes)
    words = [*MARKERS, *(f"w{i}" for i in range(5_000))]
    files = write(tmp_path, given, words=words)
    elmo = ev.Elmo.load(files.options, files.weights, vocabulary_file=files.vocabulary, embedding_file=files.embedding)
    rows = np.random.default_rng(0).integers(3, len(words), (200 if measuring else 5, 20))
    sentences = [[words[row] for row in sentence] for sentence in rows]
    peer = Peer(files, given)
    with h5py.File(files.embedding) as file:
        tokens = file["embedding"][...][np.pad(rows, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))]
    found = np.stack([vectors[1:] for vectors in elmo.encode(sentences)])
    np.testing.assert_allclose(found, peer.read(tokens)[:, :, 1:-1], atol=1e-4)
    faster(lambda: elmo.encode(sentences), lambda: peer.read(tokens), at_least=1, rounds=9)


def test_a_sentence_of_a_model_of_the_published_small_size(measuring, faster, tmp_path):
    sizes = {"dim": 1024, "projection_dim": 128} if measuring else {"dim": 16, "projection_dim": 8}
    cnn = SMALL if measuring else SMALL | {"filters": [[1, 4], [7, 8]]}
    given = options(cnn, cell_clip=CLIP, proj_clip=CLIP, **sizes)
    files = write(tmp_path, given)
    elmo = ev.Elmo.load(files.options, files.weights)
    sentence = TEXT.split()
    peer = Peer(files, given)

    words = ["", *sentence, ""]  # where the markers are, which take as long

    layer_0 = elmo.encode([sentence])[0][0, :, : given["lstm"]["projection_dim"]]
    np.testing.assert_allclose(layer_0, peer.tokens(sentence), rtol=1e-3, atol=1e-3)
    theirs = lambda: peer.read(peer.tokens(words)[np.newaxis])  # noqa: E731
    faster(lambda: elmo.encode([sentence]), theirs, at_least=1, rounds=15)
