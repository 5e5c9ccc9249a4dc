import pytest

import embedviz as ev
from tests.benchmarks import large


def test_a_large_binary_is_read_and_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    large.write(tmp_path / "large.bin", 900)
    taken = large.measure(tmp_path / "large.bin")
    assert list(taken) == [
        "read the first time", "opened again", "spectrum", "ten neighbors", "ten neighbors again", "megabytes",
    ]  # fmt: skip
    found = ev.load(tmp_path / "large.bin")
    assert found.shape == (900, large.N)
    assert found["w899"].std() == pytest.approx(1, abs=0.2)


def test_a_folder_that_is_no_control_group_limits_nothing_and_is_removed(tmp_path):
    for kind in large.KINDS:
        assert large._group(tmp_path, *kind[1:]) is None
    assert large._group(tmp_path / "missing", *large.KINDS[0][1:]) is None
    assert list(tmp_path.iterdir()) == []
