import pytest

from tests.benchmarks import words


def test_a_large_vocabulary_is_opened_and_asked(tmp_path):
    words.write(tmp_path, 3_000)
    taken = words.ask(tmp_path, 3_000)
    several = ("lookup", "completion", "suggestion", "by one letter", "by three letters", "like none")
    assert {name: len(times) for name, times in taken.items()} == {"opening": 1} | dict.fromkeys(several, words.TIMES)


@pytest.mark.parametrize(("name", "slow"), [("opening", 1_100), ("suggestion", 60), ("lookup", 0.2)])
def test_what_is_too_slow_or_too_large_is_said(name, slow):
    fine = {"opening": [900.0], "lookup": [99.0, 0.02, 0.02], "completion": [1.0, 1.0], "suggestion": [1.0, 1.0]}
    assert words.over(fine, 299) == []
    assert words.over(fine, 999, 100_000_000) == []
    assert len(words.over(fine, 6, opening=words.GLOVE_OPENING, most=words.GLOVE_MEGABYTES)) == 2
    assert len(words.over(fine | {name: [slow, slow]}, 301)) == 2
