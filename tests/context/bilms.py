"""What the tests of the biLM share: small random ones in bilm-tf's format, and the network computed step by step.

The computation knows nothing of the package: scalar loops in Python's own floats over the datasets of the file, one
sentence at a time.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

MARKERS = ["<S>", "</S>", "<UNK>"]
CHAR_CNN = {
    "embedding": {"dim": 3},
    "filters": [[1, 2], [2, 3], [4, 2]],
    "n_highway": 2,
    "n_characters": 262,
    "max_characters_per_token": 12,
    "activation": "relu",
}
WORDS = ["the", "bank", "of", "river", "Bank", "naïve", "東京", "a", "internationalization", "x1"]


def options(char_cnn: dict | None = CHAR_CNN, **lstm: object) -> dict:
    """Options whose clips are so small that they take effect."""
    values = {"dim": 6, "projection_dim": 4, "n_layers": 2, "cell_clip": 0.6, "proj_clip": 0.5}
    values |= {"use_skip_connections": True} | lstm
    return {"lstm": values} | ({} if char_cnn is None else {"char_cnn": char_cnn})


def shapes(given: dict) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The datasets of a file, as bilm-tf names them."""
    c, w = given["lstm"]["dim"], given["lstm"]["projection_dim"]
    for direction in (0, 1):
        for layer in range(given["lstm"]["n_layers"]):
            cell = f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell"
            yield f"{cell}/W_0", (2 * w, 4 * c)
            yield f"{cell}/B", (4 * c,)
            if c != w:
                yield f"{cell}/W_P_0", (c, w)
    if cnn := given.get("char_cnn"):
        d, n = cnn["embedding"]["dim"], sum(number for _width, number in cnn["filters"])
        yield "char_embed", (261, d)
        for i, (width, number) in enumerate(cnn["filters"]):
            yield f"CNN/W_cnn_{i}", (1, width, d, number)
            yield f"CNN/b_cnn_{i}", (number,)
        for i in range(cnn.get("n_highway", 0)):
            for gate in ("carry", "transform"):
                yield f"CNN_high_{i}/W_{gate}", (n, n)
                yield f"CNN_high_{i}/b_{gate}", (n,)
        if n != w:
            yield "CNN_proj/W_proj", (n, w)
            yield "CNN_proj/b_proj", (w,)
    if static := given.get("static"):
        yield "static/W_proj", (static["n_dimensions"], w)
        yield "static/special", (3, w)


@dataclass(frozen=True)
class Files:
    """The files of a biLM."""

    options: Path
    weights: Path
    vocabulary: Path
    embedding: Path


def write(folder: Path, given: dict, seed: int = 0, words: Sequence[str] = (), dtype: str = "f4") -> Files:
    """Write a biLM of random weights, and a table of token vectors if there are words."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(*(folder / name for name in ("options.json", "weights.hdf5", "vocabulary.txt", "embedding.hdf5")))
    files.options.write_text(json.dumps(given))
    random = np.random.default_rng(seed)
    with h5py.File(files.weights, "w") as file:
        for name, shape in shapes(given):
            spread = 1.0 if len(shape) == 1 else 1.5 / math.sqrt(math.prod(shape[:-1]))
            file[name] = (spread * random.standard_normal(shape)).astype(dtype)
    if words:
        files.vocabulary.write_text("\n".join(words) + "\n", encoding="utf-8")
        with h5py.File(files.embedding, "w") as file:
            file["embedding"] = random.standard_normal((len(words), given["lstm"]["projection_dim"])).astype("f4")
    return files


def datasets(path: Path) -> dict[str, np.ndarray]:
    """All datasets of a file, by name."""
    found: dict[str, np.ndarray] = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, each: found.update({name: each[...]}) if isinstance(each, h5py.Dataset) else None)
    return found


class Stepwise:
    """A biLM from its files, computed one number after the other."""

    def __init__(self, files: Files) -> None:
        self.options = json.loads(files.options.read_text())
        self.weights = {name: numbers.tolist() for name, numbers in datasets(files.weights).items()}

    def token(self, token: str) -> list[float]:
        """A token's vector from its characters."""
        cnn = self.options["char_cnn"]
        # The ids of bilm-tf: 1 more than the byte, and a row of zeros before the others.
        table = [[0.0] * cnn["embedding"]["dim"], *self.weights["char_embed"]]
        characters = [table[each] for each in self.character_ids(token)]
        x = []
        for i, (width, number) in enumerate(cnn["filters"]):
            kernel, bias = self.weights[f"CNN/W_cnn_{i}"][0], self.weights[f"CNN/b_cnn_{i}"]
            for f in range(number):
                outputs = [
                    sum(
                        characters[at + k][d] * kernel[k][d][f] for k in range(width) for d in range(len(characters[0]))
                    )
                    + bias[f]
                    for at in range(len(characters) - width + 1)
                ]
                x.append(max(0.0, max(outputs)) if cnn["activation"] == "relu" else math.tanh(max(outputs)))
        for i in range(cnn.get("n_highway", 0)):
            high = f"CNN_high_{i}/"
            carry = affine(x, self.weights[high + "W_carry"], self.weights[high + "b_carry"])
            new = affine(x, self.weights[high + "W_transform"], self.weights[high + "b_transform"])
            x = [sigmoid(g) * max(0.0, t) + (1 - sigmoid(g)) * old for g, t, old in zip(carry, new, x, strict=True)]
        if "CNN_proj/W_proj" in self.weights:
            x = affine(x, self.weights["CNN_proj/W_proj"], self.weights["CNN_proj/b_proj"])
        return x

    def character_ids(self, token: str) -> list[int]:
        """What bilm-tf's UnicodeCharsVocabulary and Batcher make of a token."""
        longest = self.options["char_cnn"]["max_characters_per_token"]
        code = [260] * longest
        code[0] = 258
        if token in MARKERS[:2]:
            code[1:3] = [256 + MARKERS.index(token), 259]
        else:
            encoded = token.encode("utf-8", "ignore")[: longest - 2]
            code[1 : len(encoded) + 2] = [*encoded, 259]
        return [each + 1 for each in code]

    def start(self) -> dict:
        """Cells that have read nothing: (c, h) by direction and layer."""
        lstm = self.options["lstm"]
        keys = [(direction, layer) for direction in (0, 1) for layer in range(lstm["n_layers"])]
        return {key: ([0.0] * lstm["dim"], [0.0] * lstm["projection_dim"]) for key in keys}

    def states(self, vectors: list[list[float]], cells: dict) -> np.ndarray:
        """What each direction and layer hands on, (2, layers, t, w); the cells are changed."""
        lstm = self.options["lstm"]
        handed = []
        for direction in (0, 1):
            x = vectors[::-1] if direction else vectors
            for layer in range(lstm["n_layers"]):
                out = []
                for each in x:
                    cells[direction, layer] = self.step(direction, layer, each, *cells[direction, layer])
                    h = cells[direction, layer][1]
                    skips = layer > 0 and lstm["use_skip_connections"]
                    out.append([a + b for a, b in zip(h, each, strict=True)] if skips else h)
                x = out
                handed.append(x[::-1] if direction else x)
        return np.array(handed).reshape(2, lstm["n_layers"], len(vectors), -1)

    def step(self, direction: int, layer: int, x: list, c: list, h: list) -> tuple[list, list]:
        """One step of one layer of TensorFlow's LSTMCell."""
        lstm = self.options["lstm"]
        cell = f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell/"
        gates = affine([*x, *h], self.weights[cell + "W_0"], self.weights[cell + "B"])
        n = lstm["dim"]
        i, j, f, o = (gates[k * n : (k + 1) * n] for k in range(4))
        c = [sigmoid(f[k] + 1) * c[k] + sigmoid(i[k]) * math.tanh(j[k]) for k in range(n)]
        c = clipped(c, lstm.get("cell_clip"))
        m = [sigmoid(o[k]) * math.tanh(c[k]) for k in range(n)]
        if cell + "W_P_0" in self.weights:
            m = clipped(affine(m, self.weights[cell + "W_P_0"], [0.0] * len(h)), lstm.get("proj_clip"))
        return c, m

    def encode(self, vectors: list[list[float]], cells: dict | None = None) -> np.ndarray:
        """Layers (l, t, 2w) of a sentence whose token vectors, markers included, are given."""
        forward, backward = self.states(vectors, self.start() if cells is None else cells)
        tokens = np.array(vectors)
        layers = [np.hstack([tokens, tokens])]
        layers += [np.hstack(both) for both in zip(forward, backward, strict=True)]
        return np.stack(layers)[:, 1:-1]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def affine(x: list, weight: list, bias: list) -> list:
    return [sum(x[k] * weight[k][j] for k in range(len(x))) + bias[j] for j in range(len(bias))]


def clipped(x: list, most: float | None) -> list:
    return x if most is None else [max(-most, min(most, each)) for each in x]
