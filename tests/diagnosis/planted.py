"""A file of vectors without fault, and the faults to plant in it."""

import numpy as np

import embedviz as ev

INTRINSIC = 10


def sound(m: int, n: int, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Words and vectors (m, n) of which nothing can be said: of few dimensions of their own, far from the origin."""
    random = np.random.default_rng(seed)
    axes = np.linalg.qr(random.standard_normal((n, INTRINSIC)))[0].T
    vectors = random.uniform(-3, 3, (m, INTRINSIC)) @ axes + 0.05 * random.standard_normal((m, n))
    vectors += 5 * random.choice([-1, 1], n) / np.sqrt(n)
    letters = "bcdfghklmnprstvz"
    words = ["".join(letters[(i >> shift) & 15] for shift in (16, 12, 8, 4, 0)) for i in range(m)]
    return words, vectors.astype(np.float32)


def faulty(m: int, n: int) -> tuple[ev.Embedding, dict[str, list[int]]]:
    """An embedding, and for each kind of fault the rows (or dimensions) that were planted."""
    words, vectors = sound(m, n)
    random = np.random.default_rng(1)
    place = iter(random.permutation(np.arange(m // 10, m)).tolist())
    take = lambda count: sorted(next(place) for _each in range(count))  # noqa: E731
    planted: dict[str, list[int]] = {"constant-dimensions": [7], "dominant-dimensions": [11]}
    vectors[:, 7] = 0
    vectors[:, 11] += 7
    planted["zero-rows"] = take(3)
    vectors[planted["zero-rows"]] = 0
    planted["norms"] = take(4)
    vectors[planted["norms"][:2]] *= 50
    vectors[planted["norms"][2:]] /= 30
    away = take(2)
    vectors[away] += np.outer([12, -12], np.linalg.svd(vectors[:2000] - vectors[:2000].mean(axis=0))[2][-2])
    # Those scaled up are far from all others, too.
    planted["isolated"] = sorted([*away, *planted["norms"][:2]])
    for kind in ("duplicates", "near-duplicates"):
        rows = take(10)
        firsts, planted[kind] = rows[::2], rows[1::2]
        vectors[planted[kind]] = vectors[firsts]
        if kind == "near-duplicates":
            vectors[planted[kind], 12:] += 1e-4 * random.standard_normal((5, n - 12)).astype(np.float32)
    vectors[:, 7] = 0
    odd = {
        "control-characters": ["be\x07ll", "", "line\u2028end", "\ufeffbom"],
        "undecodable": ["caf\udce9", "lost\ufffd"],
        "mojibake": ["na\u00c3\u00afve", "caf\u00c3\u00a9", "\u00e2\u20ac\u2122s"],
        "numbers": ["1998", "3.14", "-0.125", "1,000"],
    }
    for kind, written in odd.items():
        planted[kind] = take(len(written))
        for row, word in zip(planted[kind], written, strict=True):
            words[row] = word
    pairs = {
        "repeated-words": [("twice", "twice")],
        "composition": [("\u00e9tude", "e\u0301tude"), ("\u00c5ngstrom", "A\u030angstrom")],
        "case": [("Berlin", "berlin"), ("New_York", "new york"), ("\uff21\uff22\uff23", "abc")],
    }
    for kind, written in pairs.items():
        rows = take(2 * len(written))
        planted[kind] = sorted(rows[1::2])
        for i, (one, other) in enumerate(written):
            words[rows[2 * i]], words[rows[2 * i + 1]] = one, other
    return ev.Embedding("faulty", words, vectors), planted
