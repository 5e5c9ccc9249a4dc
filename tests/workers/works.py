"""All that an executor can be given, as the numbers that come of it."""

import numpy as np

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.algebra.norms import lengths_of, norm_distribution
from embedviz.algebra.reductions import column_mean
from embedviz.embedding import Embedding
from embedviz.geometry.nearest_distances import nearest_distances


def bits(answer):
    return [np.asarray(each).tobytes() for each in answer]


def spectra(X, executor):
    deficient = np.array(X)
    deficient[:, 1] = deficient[:, 0]
    found = [
        ev.spectrum(X, executor=executor),
        ev.spectrum(X, center=True, executor=executor),
        ev.spectrum(deficient, executor=executor),
        ev.spectrum(X.astype(np.float64) * 1e200, center=True, executor=executor),
    ]
    assert [each.route for each in found] == ["gram", "gram", "qr", "gram"]
    return [numbers for each in found for numbers in (each.singular_values, each.right_vectors)]


def searches(X, executor):
    named = Embedding("named", [f"w{i}" for i in range(len(X))], X)
    found = [ev.neighbors(named, "w7", 20, metric, executor=executor) for metric in ("cosine", "euclidean", "dot")]
    found.append(ev.neighbors(named, X[5] + X[9], 3, exclude=["w5", "w39999"], executor=executor))
    return [numbers for each in found for numbers in (each.positions, each.scores)]


def pairs(X, executor):
    few = X[:1_500]
    hubs = [ev.hubness(few, ks=(2, 5), metric=metric, executor=executor) for metric in ("cosine", "euclidean")]
    both = ev.neighborhood_overlap(few, few[:, :20], most=4, executor=executor)
    dimension = ev.intrinsic_dimension(X, sample=1_200, executor=executor)
    return [
        *(each[k].occurrences for each in hubs for k in (2, 5)),
        both.first, both.second, both.cosines,
        nearest_distances(few, k=3, executor=executor), nearest_distances(few[:, :3], k=3, executor=executor),
        dimension.log_ratios, [dimension.value, dimension.control],
    ]  # fmt: skip


def sums(X, executor):
    lengths = norm_distribution(X, executor=executor)
    centered = ev.spectrum(X, center=True, executor=executor)
    removal = all_but_the_top(centered, removed=2)
    return [
        column_mean(X, executor=executor), lengths.counts, lengths.edges, [lengths.median],
        lengths_of(X, executor=executor), removal.mean, removal.directions,
    ]  # fmt: skip


WORKS = (spectra, searches, pairs, sums)
