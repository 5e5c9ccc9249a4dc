import sys

import pytest

import embedviz as ev
from embedviz.processes.calling import are_processes_allowed, call_apart, processes_allowed
from tests.processes import works


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the memory of one process so")
def test_a_process_that_takes_more_memory_than_it_may_says_how_much_that_is():
    with processes_allowed(600_000_000), pytest.raises(ev.EmbedvizError, match="more than 300 MB of memory"):
        call_apart(works.take, 1_000_000_000)


@pytest.mark.exhaustive
def test_a_fault_in_a_process_is_told_with_its_place():
    with pytest.raises(RuntimeError, match=r"(?s)works\.py.*KeyError: 'a fault'"):
        call_apart(works.fail)


def test_processes_are_allowed_within_a_block_and_where_python_can_be_started(monkeypatch):
    assert not are_processes_allowed()
    with processes_allowed(1):
        assert are_processes_allowed()
        monkeypatch.setattr(sys, "executable", "")
        assert not are_processes_allowed()
    monkeypatch.undo()
    assert not are_processes_allowed()
