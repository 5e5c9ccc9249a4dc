"""Ranges that the shape alone decides, and which of them go to a worker together."""

from bisect import bisect_right
from itertools import groupby, pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embedviz.workers import ranges as cutting
from embedviz.workers.ranges import MOST_BYTES, bundled, joined, ranges

M, N = 40_000, 60


def test_the_ranges_hold_every_row_once_and_depend_on_the_shape_alone():
    for m, n in [(1, 1), (7, 3), (M, N), (400_000, 300), (10**8, 300), (10**9, 768)]:
        shaped = np.broadcast_to(np.float32(0), (m, n))
        parts = ranges(shaped)
        assert parts[0].start == 0
        assert all(before[-1] + before.step == after.start for before, after in pairwise(parts))
        assert parts[-1][-1] < m <= parts[-1][-1] + parts[-1].step
        assert max(8 * n * len(part) * part.step for part in parts) <= MOST_BYTES
    assert len(parts) < 7_000


@given(st.integers(1, 500), st.integers(1, 40), st.integers(1, 9), st.data())
def test_ranges_that_begin_in_one_group_go_together_and_leave_tasks_for_many_workers(m, step, blocks, data):
    starts = range(0, m, step)
    parts = [starts[i : i + blocks] for i in range(0, len(starts), blocks)]
    firsts = sorted({0, *data.draw(st.lists(st.integers(0, m - 1), max_size=9))})
    tasks, together = data.draw(st.integers(1, 6)), data.draw(st.sampled_from([2, 99]))
    with patch.object(cutting, "TASKS", tasks), patch.object(cutting, "TOGETHER", together):
        found = bundled(parts, firsts)
    assert [part for bundle in found for part in bundle] == parts
    assert all([*joined(bundle)] == [start for part in bundle for start in part] for bundle in found)
    whole = [[*each] for _group, each in groupby(parts, lambda part: bisect_right(firsts, part.start))]
    if len(whole) >= tasks and max(map(len, whole)) <= together:
        assert found == whole
    few = together if len(whole) >= tasks else max(1, len(parts) // tasks)
    assert max(map(len, found)) <= min(few, together)
    assert all(any(part in each for each in whole if bundle[0] in each) for bundle in found for part in bundle)
    assert bundled(parts, ()) == [[part] for part in parts]
