"""Whether vectors of occurrences tell a word's senses apart: CoarseWSD-20 and Word-in-Context."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from embedviz.errors import FileError
from embedviz.evaluation.intervals import Interval, wilson_interval
from embedviz.i18n import _
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_float64

FOLDS = 5

Target = tuple[Sequence[str], int]
"""A sentence and the position in it of the word that is looked at."""


@dataclass(frozen=True)
class LabeledWord:
    """Occurrences of one word, each with its sense.

    Parameters
    ----------
    word : str
        The word.
    targets : tuple of k Target
        Its occurrences.
    senses : tuple of k str
        What it means in each.
    """

    word: str
    targets: tuple[Target, ...] = field(repr=False)
    senses: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class SensePair:
    """Two occurrences of one word, and whether they mean the same.

    Parameters
    ----------
    word : str
        The word, in its base form.
    first, second : Target
        Its occurrences.
    same : bool
        The judgment.
    """

    word: str
    first: Target = field(repr=False)
    second: Target = field(repr=False)
    same: bool


@dataclass(frozen=True)
class PairAccuracy:
    """How often a threshold on the cosine of two occurrences tells whether they mean the same.

    Parameters
    ----------
    threshold : float
        Chosen on other pairs: from it on, two occurrences count as the same.
    accuracy : float
        Share of the pairs judged right.
    interval : Interval
        Where it lies with a confidence of 95%.
    """

    threshold: float
    accuracy: float
    interval: Interval


def read_coarse(folder: Path) -> tuple[LabeledWord, ...]:
    """Read CoarseWSD-20, or some of its words.

    Parameters
    ----------
    folder : Path
        With a folder a word, which holds ``train.data.txt``, ``train.gold.txt`` and ``classes_map.txt``.

    Returns
    -------
    tuple of LabeledWord
        In alphabetical order.

    Raises
    ------
    FileError
        If a file is not as it should be.

    References
    ----------
    D. Loureiro, K. Rezaee, M. T. Pilehvar and J. Camacho-Collados, Analysis and evaluation of language models for word
    sense disambiguation, Computational Linguistics 47, 2021.
    """
    return tuple(_coarse_word(each) for each in sorted(folder.iterdir()) if (each / "train.data.txt").exists())


def read_wic(folder: Path) -> tuple[SensePair, ...]:
    """Read one part of Word-in-Context.

    Parameters
    ----------
    folder : Path
        Called "train" or "dev", with ``NAME.data.txt`` and ``NAME.gold.txt``.

    Returns
    -------
    tuple of SensePair

    Raises
    ------
    FileError
        If a file is not as it should be.

    References
    ----------
    M. T. Pilehvar and J. Camacho-Collados, WiC: the word-in-context dataset for evaluating context-sensitive meaning
    representations, NAACL 2019.
    """
    data, judgments = _lines(folder / f"{folder.name}.data.txt"), _lines(folder / f"{folder.name}.gold.txt")
    _require_pairs(folder / f"{folder.name}.gold.txt", data, judgments)
    pairs = []
    for number, (line, judgment) in enumerate(zip(data, judgments, strict=True), start=1):
        try:
            word, _part, positions, first, second = line.split("\t")
            one, two = (int(position) for position in positions.split("-"))
        except ValueError:
            expected = _("expected a word, its part of speech, two positions and two sentences, by tabs")
            raise FileError(f"{folder.name}.data.txt", expected, _("line {number}").format(number=number)) from None
        pairs.append(SensePair(word, (first.split(), one), (second.split(), two), judgment == "T"))
    return tuple(pairs)


def nearest_sense_recall(vectors: Vectors, senses: Sequence[str], *, folds: int = FOLDS, seed: int = 0) -> float:
    """Compute how well the nearest centroid of a sense finds the sense of occurrences it was not made from.

    Parameters
    ----------
    vectors : Embedding or array-like (k, d)
        Of a word's occurrences.
    senses : sequence of k str
        What each means.
    folds : int
        Parts of the cross-validation, each with its share of every sense.
    seed : int
        Of the split.

    Returns
    -------
    float
        Macro recall: the mean over senses of the share of their occurrences that were found.

    Notes
    -----
    In each fold the mean of the sense means is taken off first, and nearness is cosine: what all occurrences share,
    which in contextual vectors is most of their length (Ethayarajh 2019), does not count.
    """
    names, labels = np.unique(np.asarray(senses), return_inverse=True)
    X = as_float64(vectors)
    fold = _stratified(labels, folds, seed)
    found = np.empty(len(labels), dtype=int)
    for part in range(folds):
        inside = fold != part
        means = np.stack([X[inside & (labels == sense)].mean(axis=0) for sense in range(len(names))])
        center = means.mean(axis=0)
        found[~inside] = np.argmax(unit_rows(X[~inside] - center) @ unit_rows(means - center).T, axis=1)
    return float(np.mean([np.mean(found[labels == sense] == sense) for sense in range(len(names))]))


def pair_accuracy(train: np.ndarray, train_same: np.ndarray, test: np.ndarray, test_same: np.ndarray) -> PairAccuracy:
    """Judge pairs of occurrences by a threshold on their cosine.

    Parameters
    ----------
    train : ndarray (p,)
        Cosines of the pairs on which the threshold is chosen.
    train_same : ndarray (p,) bool
        Whether they mean the same.
    test, test_same : ndarray (q,)
        The same of the pairs that are judged.

    Returns
    -------
    PairAccuracy
    """
    order = np.argsort(train, kind="stable")
    cosines, same = np.asarray(train)[order], np.asarray(train_same, dtype=bool)[order]
    # right[i]: pairs judged right if those from the i-th on count as the same.
    right = np.concatenate([[0], np.cumsum(~same)]) + np.concatenate([np.cumsum(same[::-1])[::-1], [0]])
    between = np.concatenate([[-np.inf], (cosines[1:] + cosines[:-1]) / 2, [np.inf]])
    threshold = float(between[int(np.argmax(right))])
    hits = (np.asarray(test) >= threshold) == np.asarray(test_same, dtype=bool)
    return PairAccuracy(threshold, float(hits.mean()), wilson_interval(int(hits.sum()), len(hits)))


def vectors_of(
    targets: Sequence[Target], encode: Callable[[Sequence[Sequence[str]]], Sequence[np.ndarray]]
) -> np.ndarray:
    """Encode sentences and keep the vectors of their targets.

    Parameters
    ----------
    targets : sequence of k Target
        Each within its sentence.
    encode : callable
        As :meth:`embedviz.context.encoder.Encoder.encode`.

    Returns
    -------
    ndarray (k, l, d) float32
        Of each occurrence in each layer.
    """
    encoded = encode([sentence for sentence, _position in targets])
    return np.stack([layers[:, position] for layers, (_s, position) in zip(encoded, targets, strict=True)])


def _coarse_word(folder: Path) -> LabeledWord:
    names = json.loads((folder / "classes_map.txt").read_text(encoding="utf-8"))
    data, gold = _lines(folder / "train.data.txt"), _lines(folder / "train.gold.txt")
    _require_pairs(folder / "train.gold.txt", data, gold)
    targets = []
    for number, line in enumerate(data, start=1):
        position, _tab, sentence = line.partition("\t")
        tokens = sentence.split()
        if not position.isdecimal() or int(position) >= len(tokens):
            problem = _("position {found!r} of {count} tokens").format(found=position, count=len(tokens))
            raise FileError(f"{folder.name}/train.data.txt", problem, _("line {number}").format(number=number))
        targets.append((tokens, int(position)))
    return LabeledWord(folder.name, tuple(targets), tuple(names[each] for each in gold))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(path.name, str(error)) from error


def _require_pairs(path: Path, data: Sequence[str], gold: Sequence[str]) -> None:
    if len(data) != len(gold):
        problem = _("{found:,} ratings, expected {expected:,}: one per line of data")
        raise FileError(path.name, problem.format(found=len(gold), expected=len(data)))


def _stratified(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    fold = np.empty(len(labels), dtype=int)
    for sense in range(labels.max() + 1):
        members = random.permutation(np.flatnonzero(labels == sense))
        fold[members] = np.arange(len(members)) % folds
    return fold
