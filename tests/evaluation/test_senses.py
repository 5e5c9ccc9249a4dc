import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import recall_score
from sklearn.model_selection import StratifiedKFold

from embedviz.errors import EmbedvizError
from embedviz.evaluation.senses import nearest_sense_recall, pair_accuracy, read_coarse, read_wic, vectors_of

SENSES = Path(__file__).parents[3] / "shared" / "senses"


def clouds(distance: float, k: int = 60, d: int = 5, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Two senses, their means so far apart; each coordinate varies by 1 around 100."""
    rng = np.random.default_rng(seed)
    labels = np.arange(k) % 2
    X = 100 + rng.standard_normal((k, d))
    X[:, 0] += distance * labels
    return X, [f"sense {label}" for label in labels]


def test_senses_far_apart_are_found_and_one_cloud_is_chance():
    assert nearest_sense_recall(*clouds(100)) == 1.0
    guessed = [nearest_sense_recall(*clouds(0, seed=seed), seed=seed) for seed in range(30)]
    assert np.mean(guessed) == pytest.approx(0.5, abs=0.05)


def test_what_all_occurrences_share_does_not_count():
    X, senses = clouds(2)
    assert nearest_sense_recall(X + 1000, senses) == nearest_sense_recall(X, senses)


def test_recall_is_near_that_of_sklearn_folds():
    """Other folds, the same measure: scikit-learn's folds and recall, centroids and cosines written out."""
    X, senses = clouds(2, k=400)
    y, found = np.array(senses), np.empty(400, dtype=object)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(X, y):
        means = {sense: X[train][y[train] == sense].mean(axis=0) for sense in set(senses)}
        center = sum(means.values()) / 2
        for i in test:
            near = {s: np.dot(X[i] - center, m - center) / np.linalg.norm(m - center) for s, m in means.items()}
            found[i] = max(near, key=near.get)
    expected = recall_score(y, found, average="macro")
    assert nearest_sense_recall(X, senses) == pytest.approx(expected, abs=0.02)


def test_recall_is_a_mean_over_senses_and_not_over_occurrences():
    X, senses = clouds(100, k=100)
    keep = [i for i, sense in enumerate(senses) if sense == "sense 0" or i < 20]
    flipped = [senses[i] for i in keep]
    for i in range(5):  # of 50 occurrences of one sense five look like the other, which has 10
        flipped[keep.index(2 * i + 20)] = "sense 1"
    recall = nearest_sense_recall(X[keep], flipped)
    assert recall == pytest.approx((1.0 + 10 / 15) / 2, abs=0.02)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(2, 40))
def test_the_threshold_is_the_best_there_is(seed, p, q):
    rng = np.random.default_rng(seed)
    train, train_same = rng.integers(0, 6, p) / 5, rng.random(p) < 0.5
    test, test_same = rng.random(q), rng.random(q) < 0.5
    judged = pair_accuracy(train, train_same, test, test_same)
    reached = np.mean((train >= judged.threshold) == train_same)
    everywhere = [np.mean((train >= t) == train_same) for t in (-np.inf, *train, np.inf)]
    # Between equal cosines no threshold can stand: the best split of distinct ones is reached or bettered by none.
    assert reached <= max(everywhere)
    if len(np.unique(train)) == p:
        assert reached == max(everywhere)
    assert judged.accuracy == np.mean((test >= judged.threshold) == test_same)
    assert judged.interval.low <= judged.accuracy <= judged.interval.high


def test_vectors_are_those_at_the_positions():
    def encode(sentences):
        return [np.arange(2 * len(s) * 3, dtype=np.float32).reshape(2, len(s), 3) for s in sentences]

    found = vectors_of([(["a", "b"], 1), (["c", "d", "e"], 0)], encode)
    assert found.shape == (2, 2, 3)
    np.testing.assert_array_equal(found[0, 1], [9, 10, 11])
    np.testing.assert_array_equal(found[1, 1], [9, 10, 11])


def coarse_word(folder: Path, data: str, gold: str) -> Path:
    (folder / "bank").mkdir()
    (folder / "bank" / "train.data.txt").write_text(data)
    (folder / "bank" / "train.gold.txt").write_text(gold)
    (folder / "bank" / "classes_map.txt").write_text(json.dumps({"0": "money", "1": "river"}))
    return folder


def test_coarse_reads_positions_and_senses(tmp_path):
    (word,) = read_coarse(coarse_word(tmp_path, "1\tthe bank\n0\tbank notes\n", "1\n0\n"))
    assert word.word == "bank"
    assert word.targets == ((["the", "bank"], 1), (["bank", "notes"], 0))
    assert word.senses == ("river", "money")


@pytest.mark.parametrize(
    ("data", "gold", "message"),
    [
        ("5\tthe bank\n", "0\n", "line 1: position '5' of 2 tokens"),
        ("the bank\n", "0\n", "line 1: position 'the bank' of 0 tokens"),
        ("1\tthe bank\n", "0\n1\n", "2 ratings, expected 1"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, data, gold, message):
    with pytest.raises(EmbedvizError, match=message):
        read_coarse(coarse_word(tmp_path, data, gold))


def test_wic_reads_pairs(tmp_path):
    folder = tmp_path / "dev"
    folder.mkdir()
    (folder / "dev.data.txt").write_text("carry\tV\t1-0\tI carry it\tcarry on\n")
    (folder / "dev.gold.txt").write_text("F\n")
    (pair,) = read_wic(folder)
    assert (pair.word, pair.same) == ("carry", False)
    assert pair.first == (["I", "carry", "it"], 1)
    assert pair.second == (["carry", "on"], 0)
    (folder / "dev.data.txt").write_text("carry\tV\t1\tI carry it\n")
    with pytest.raises(EmbedvizError, match="line 1: expected a word"):
        read_wic(folder)


def test_the_real_files_are_read():
    if not SENSES.exists():
        pytest.skip("no folder ../shared/senses")
    words = read_coarse(SENSES / "coarse")
    assert [word.word for word in words] == ["arm", "bank", "chair", "crane", "spring", "yard"]
    assert all(word.word in sentence[position] for word in words for sentence, position in word.targets)
    assert len(read_wic(SENSES / "wic" / "dev")) == 638
