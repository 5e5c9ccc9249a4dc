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
