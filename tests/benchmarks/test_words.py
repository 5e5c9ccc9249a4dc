import pytest

from tests.benchmarks import words


def test_a_large_vocabulary_is_opened_and_asked(tmp_path):
    words.write(tmp_path, 3_000)
    taken = words.ask(tmp_path, 3_000)
    assert {name: len(times) for name, times in taken.items()} == {
        "opening": 1, "lookup": words.TIMES, "completion": words.TIMES, "suggestion": words.TIMES,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "slow"), [("opening", 1_100), ("suggestion", 60)])
def test_what_is_too_slow_or_too_large_is_said(name, slow):
    fine = {"opening": [900.0], "lookup": [99.0, 1.0, 1.0], "completion": [1.0, 1.0], "suggestion": [1.0, 1.0]}
    assert words.over(fine, 299) == []
    assert len(words.over(fine | {name: [slow, slow]}, 301)) == 2
