import gc
import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.ui.work import budget as module
from embedviz.ui.work.budget import Budget, limit_in_bytes
from embedviz.ui.work.recent import Recent

UNIT = 10_000


def sized(units: float) -> np.ndarray:
    return np.empty(round(UNIT * units), np.int8)


def test_the_least_recently_used_gives_way_whatever_its_kind_and_finding_is_use():
    budget = Budget(lambda: 3.5 * UNIT)
    kinds = Recent(budget), Recent(budget)
    for i in range(3):
        kinds[i % 2].keep(i, sized(1))
    assert kinds[0].find(0) is not None
    kinds[1].keep(3, sized(1))
    assert [kinds[i % 2].find(i) is not None for i in range(4)] == [True, False, True, True]


@given(
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans()), max_size=30),
)
def test_never_more_is_kept_than_fits_beside_what_is_in_use_and_what_is_kept_was_used_last(limit, steps):
    budget = Budget(lambda: limit * UNIT)
    held, used = {}, []
    for key, size, hold in steps:
        thing, there = budget.find(key)
        if not there:
            thing = sized(size)
            budget.keep(key, thing)
        if hold:
            held[key] = thing
        else:
            held.pop(key, None)
        del thing
        used = [each for each in used if each != key] + [key]
        kept, in_use = budget.kept, budget.in_use
        assert kept <= max(limit * UNIT - in_use, limit * UNIT / 8)
        assert in_use <= sum(each.nbytes + 500 for each in held.values())
        assert all(budget.find(each)[0] is thing for each, thing in held.items() if thing.nbytes <= limit * UNIT)
    held.clear()
    assert budget.in_use == 0
    there = [key for key in used if key in budget._kept]
    assert len(there) == len(budget._kept)


def test_something_larger_than_the_budget_is_given_away_and_found_while_it_is_held():
    budget = Budget(lambda: UNIT)
    budget.keep("small", small := sized(0.1))
    budget.keep("large", large := sized(2))
    assert (budget.kept, budget.in_use) == (pytest.approx(0.1 * UNIT, abs=500), pytest.approx(2 * UNIT, abs=500))
    assert budget.find("large") == (large, True)
    assert budget.kept < UNIT
    del large
    assert budget.find("large") == (None, False)
    assert budget.in_use == 0
    assert budget.find("small")[0] is small


def test_what_is_in_use_leaves_less_for_the_rest_but_an_eighth():
    budget = Budget(lambda: 8 * UNIT)
    held = sized(7.9)
    budget.keep("held", held)
    for i in range(5):
        budget.keep(i, sized(0.3))
    assert budget.in_use == pytest.approx(7.9 * UNIT, abs=500)
    assert 0.5 * UNIT < budget.kept <= UNIT
    assert budget.find(4)[1]


def test_what_two_share_counts_once_and_until_the_last_of_them_goes():
    budget = Budget(lambda: 10 * UNIT)
    array = sized(4)
    budget.keep("whole", [array])
    budget.keep("part", [array[:5]])
    del array
    assert budget.kept == pytest.approx(4 * UNIT, abs=1_000)
    budget.drop("whole")
    assert budget.kept == pytest.approx(4 * UNIT, abs=1_000)
    budget.drop("part")
    assert budget.kept == 0


def test_what_has_grown_is_weighed_anew_when_it_is_found():
    budget = Budget(lambda: 3 * UNIT)
    growing = {"a": sized(1)}
    budget.keep("other", sized(1))
    budget.keep("growing", growing)
    growing["b"] = sized(1)
    assert budget.find("growing")[1]
    assert budget.kept == pytest.approx(2 * UNIT, abs=1_000)
    assert not budget.find("other")[1]


def test_what_must_stay_does_not_give_way():
    budget = Budget(lambda: 2 * UNIT)
    stays = [True]
    budget.keep("stays", sized(1.5), stays=lambda: stays[0])
    budget.keep("other", sized(1))
    assert [budget.find(key)[1] for key in ("stays", "other")] == [True, False]
    stays.clear()
    stays.append(False)
    budget.keep("other", sized(1))
    assert [budget.find(key)[1] for key in ("stays", "other")] == [False, True]


def test_results_that_cannot_be_held_weakly_and_none_are_kept_as_well():
    budget = Budget(lambda: 2 * UNIT)
    budget.keep("none", None)
    budget.keep("tuple", (sized(1),))
    assert budget.find("none") == (None, True)
    budget.keep("other", sized(1.5))
    assert [budget.find(key)[1] for key in ("tuple", "none", "other")] == [False, True, True]


def test_long_keys_count():
    budget = Budget(lambda: UNIT)
    for i in range(30):
        budget.keep(("text " * 200, str(i) * 1_000), None)
    assert len(budget._kept) < 10


def test_what_takes_the_place_of_something_that_is_being_weighed_stays(monkeypatch):
    budget = Budget(lambda: UNIT)
    first, second = sized(2), sized(3)  # too large to be kept, and so only in use
    budget.keep("key", first)

    def while_another_keeps(key, thing):
        monkeypatch.undo()
        budget.keep(key, second)
        return module.parts(key, thing)

    monkeypatch.setattr(module, "parts", while_another_keeps)
    assert budget.find("key")[0] is first
    assert budget.find("key")[0] is second


def test_many_threads_leave_the_sums_right():
    budget = Budget(lambda: 4 * UNIT)
    wrong = []

    def work(seed: int) -> None:
        random = np.random.default_rng(seed)
        try:
            for key in random.integers(0, 8, 300).tolist():
                thing, there = budget.find(key)
                if not there:
                    budget.keep(key, sized(key / 4))
                elif len(thing) != round(UNIT * key / 4):
                    wrong.append(key)
                if key == 7:
                    budget.drop(random.integers(0, 8).item())
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert wrong == []
    assert budget.in_use == 0
    assert budget.kept <= 4 * UNIT
    budget.shrink(0)
    assert (budget.kept, budget._all._sizes, budget._of_kept._sizes) == (0, {}, {})


@pytest.mark.parametrize(("set", "expected"), [("3", 3e9), ("0.25", 0.25e9)])
def test_the_budget_is_what_the_environment_says(monkeypatch, set, expected):
    monkeypatch.setenv("EMBEDVIZ_MEMORY_GB", set)
    assert limit_in_bytes() == expected


@pytest.mark.parametrize("set", ["", "many", "-1", "0", "inf", "nan"])
def test_by_default_it_is_a_quarter_of_the_memory_and_at_most_2_gb(monkeypatch, set):
    monkeypatch.setenv("EMBEDVIZ_MEMORY_GB", set)
    for available, expected in ((4e9, 1e9), (64e9, 2e9)):
        monkeypatch.setattr(module, "available", lambda available=available: available)
        module._usual.cache_clear()
        assert limit_in_bytes() == expected
    module._usual.cache_clear()


CHILD = """
import os, re, sys
import numpy as np
from embedviz.ui.work.budget import budget
from embedviz.ui.work.recent import Recent

def anonymous():
    return int(re.search(r"RssAnon:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1000

kept, before, most = Recent(), anonymous(), 0
for i in range(60):
    kept.get(i, lambda: [np.ones(size, np.float32) for size in (2_000_000, 20_000, 5_000)])  # 8 MB
    most = max(most, anonymous() - before)
budget().shrink(0)
print(most, anonymous() - before)
"""


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_a_process_takes_the_memory_of_its_budget_and_gives_it_back():
    environment = os.environ | {"EMBEDVIZ_MEMORY_GB": "0.1"}
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, env=environment, check=True)
    most, left = map(float, done.stdout.split())
    assert 90 < most < 140
    assert left < 15
