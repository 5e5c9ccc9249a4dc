import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

import embedviz as ev
from embedviz.diagnosis.data import as_data
from embedviz.diagnosis.finding import KINDS, OF, SEVERITIES
from embedviz.diagnosis.texts import sentence, summary, titles
from embedviz.errors import Cancelled
from tests.diagnosis.planted import faulty, sound


def affected(finding: ev.HealthFinding) -> list[int]:
    return finding.rows.tolist() or finding.dimensions.tolist()


@pytest.fixture(scope="module")
def small() -> tuple[ev.Health, dict[str, list[int]]]:
    embedding, planted = faulty(1500, 30)
    return ev.health(embedding), planted


def test_all_that_was_planted_is_found_and_nothing_else(small):
    found, planted = small
    assert {each.kind: affected(each) for each in found.findings} == planted
    assert not found.limits
    assert [each.kind for each in found.findings] == sorted(planted, key=KINDS.index)
    assert all(each.count == len(planted[each.kind]) for each in found.findings)


def test_what_is_found_names_words_and_says_so_in_a_sentence(small):
    found, _planted = small
    words = found.embedding.words
    assert found["repeated-words"].examples == ("twice / twice",)
    assert "Berlin / berlin" in found["case"].examples or "berlin / Berlin" in found["case"].examples
    assert found["zero-rows"].words == tuple(words[i] for i in found["zero-rows"].rows)
    assert "'be\\x07ll'" in found["control-characters"].examples
    for each in found.findings:
        assert each.kind == "precision" or f"{each.count:,}" in sentence(each)
        assert "{" not in sentence(each)
    assert "faults: 3" in summary(found)
    assert set(titles()) == set(KINDS) == set(OF)
    assert "Zero vectors" not in found._repr_html_()
    assert "vector is zero" in found._repr_html_()
    with pytest.raises(ev.EmbedvizError, match="hubs"):
        found["hubs"]


def test_taken_out_it_is_gone(small):
    found, planted = small
    rows = sorted({i for kind, rows in planted.items() if not kind.endswith("dimensions") for i in rows})
    clean = found.without()
    assert clean.shape == (1500 - len(rows), 28)
    assert ev.health(clean).findings == ()
    assert list(clean.words) == [word for i, word in enumerate(found.embedding.words) if i not in rows]
    some = found.without("zero-rows", "duplicates")
    assert len(some) == 1500 - 3 - 5
    assert some.id == "faulty/without-zero-rows+duplicates"
    kept = np.setdiff1d(np.arange(1500), [*planted["zero-rows"], *planted["duplicates"]])
    assert np.array_equal(some.vectors, found.embedding.vectors[kept])
    assert len(found.without("fault")) == 1500 - 3 - 4 - 2
    with pytest.raises(ev.EmbedvizError, match="expected one of zero-rows, "):
        found.without("zeros")


def test_what_is_said_of_the_words_that_stay_stays_with_them():
    vectors = np.random.default_rng(0).standard_normal((40, 4)).astype(np.float32)
    vectors[[3, 7]] = 0
    columns = pa.table({"at": range(40)})
    found = ev.health(ev.Embedding("some", [f"w{i}" for i in range(40)], vectors, columns=columns))
    clean = found.without("zero-rows")
    assert [f"w{at}" for at in clean.columns["at"].to_pylist()] == list(clean.words)
    assert len(clean) == 38


def test_as_data_it_is_json_with_every_row(small):
    found, planted = small
    data = json.loads(json.dumps(as_data(found), allow_nan=False))
    assert {each["kind"]: each["rows"] or each["of_dimensions"] for each in data["findings"]} == planted
    assert {each["severity"] for each in data["findings"]} <= set(SEVERITIES)


def test_of_a_sound_file_nothing_is_said():
    assert ev.health(ev.Embedding("sound", *sound(1500, 30))).findings == ()


@pytest.mark.exhaustive
def test_in_a_large_file_all_that_was_planted_is_found_and_nothing_else():
    embedding, planted = faulty(100_000, 100)
    assert {each.kind: affected(each) for each in ev.health(embedding).findings} == planted


@pytest.mark.exhaustive
def test_what_is_found_in_glove_is_there(glove, glove64):
    found = ev.health(glove)
    assert found.kinds == ("norms", "near-duplicates", "isolated", "precision", "case", "numbers")
    norms = np.linalg.norm(glove64, axis=1)
    median, spread = np.median(norms), np.sqrt(((glove64 - glove64.mean(axis=0)) ** 2).sum(axis=1).mean())
    assert found["norms"].numbers["median"] == pytest.approx(median, rel=1e-6)
    low, high = np.quantile(np.log(norms), [0.25, 0.75])
    fence = max(3 * (high - low), np.log(2))
    odd = np.flatnonzero((np.log(norms) < low - fence) | (np.log(norms) > high + fence))
    assert found["norms"].rows.tolist() == odd.tolist()
    nearest = {}
    random = np.random.default_rng(0).choice(len(glove64), 40, replace=False)
    for i in {*found["near-duplicates"].rows.tolist(), *found["isolated"].rows.tolist(), *random.tolist()}:
        distances = np.linalg.norm(glove64 - glove64[i], axis=1)
        distances[i] = np.inf
        nearest[i] = distances.min()
    assert all(nearest[i] <= 0.01 * spread for i in found["near-duplicates"].rows.tolist())
    reach = found["isolated"].numbers["radius"]
    assert {i for i, distance in nearest.items() if distance > reach} == set(found["isolated"].rows.tolist())
    twins = {i for i in random.tolist() if nearest[i] <= 0.01 * spread}
    assert twins <= set(found["near-duplicates"].rows.tolist())


def test_a_hub_is_found_and_named():
    random = np.random.default_rng(0)
    vectors = random.standard_normal((400, 60)) + 1.2
    vectors[123] = 1.2
    found = ev.health(ev.Embedding("hub", [f"w{i}x" for i in range(400)], vectors))
    cosines = vectors.astype(np.float32).astype(np.float64)
    cosines /= np.linalg.norm(cosines, axis=1, keepdims=True)
    near = cosines @ cosines.T
    np.fill_diagonal(near, -2)
    times = np.bincount(np.argsort(-near, axis=1)[:, :10].ravel(), minlength=400)
    assert found["hubs"].rows.tolist() == np.flatnonzero(times >= 100).tolist()
    assert found["hubs"].examples[0] == f"w123x {times[123]}"
    assert 123 in found["hubs"].rows


@pytest.mark.parametrize(
    ("vectors", "kinds"),
    [
        pytest.param(np.ones((1, 1)), ["constant-dimensions"], id="one number"),
        pytest.param(np.zeros((5, 3)), ["zero-rows", "constant-dimensions"], id="nothing but zeros"),
        pytest.param(np.ones((40, 2)), ["duplicates", "constant-dimensions"], id="all equal"),
        pytest.param(np.full((30, 2), 1e38) * [[1, -1]] * np.arange(1, 31)[:, None] / 30, [], id="very long"),
        pytest.param(np.arange(30.0)[:, None] + 1, [], id="one dimension"),
        pytest.param(np.array([[1.0, 0.0], [-0.0, 1], [0, 1]]), ["duplicates"], id="minus zero"),
    ],
)
def test_odd_matrices_get_an_answer(vectors, kinds):
    found = ev.health(ev.Embedding("odd", [f"w{i}x" for i in range(len(vectors))], vectors))
    assert [each.kind for each in found.findings if each.kind != "precision"] == kinds


@given(st.integers(0, 2**32 - 1), st.integers(2, 120), st.integers(1, 12))
def test_identical_nearly_identical_and_isolated_rows_are_those_of_brute_force(seed, m, n):
    random = np.random.default_rng(seed)
    vectors = (random.standard_normal((m, n)) * random.choice([1, 1, 1, 30], (m, 1))).astype(np.float32)
    vectors[random.integers(0, m, m // 5)] = vectors[0]
    vectors[random.integers(0, m, m // 5)] += np.float32(1e-3)
    found = ev.health(ev.Embedding("any", [f"w{i}x" for i in range(m)], vectors))
    by_kind = {each.kind: each for each in found.findings}
    exact = vectors.astype(np.float64)
    first = {}
    copies = [i for i in range(m) if first.setdefault(tuple(exact[i]), i) != i]
    assert (by_kind["duplicates"].rows.tolist() if copies else copies) == copies
    distances = cdist(exact, exact)
    np.fill_diagonal(distances, np.inf)
    for kind, wanted in (("near-duplicates", np.less_equal), ("isolated", np.greater)):
        if kind in by_kind:
            radius = by_kind[kind].numbers["radius"]
            away = distances[by_kind[kind].rows]
            away = np.where(away == 0, np.inf, away) if kind == "near-duplicates" else away
            assert wanted(away.min(axis=1), radius).all()


def test_it_can_be_cancelled_and_reports_throughout():
    embedding = ev.Embedding("sound", *sound(300, 20))
    seen: list[ev.Progress] = []
    ev.health(embedding, progress=seen.append)
    assert len({each.stage for each in seen}) > 4

    def cancel(_progress: ev.Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ev.health(embedding, progress=cancel)


def test_vectors_without_words_are_refused():
    with pytest.raises(ev.EmbedvizError, match="expected an Embedding"):
        ev.health(np.ones((3, 2)))
