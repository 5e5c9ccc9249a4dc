"""Tests are collected alike by every process, and their names can be read."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests import names
from tests.collecting import COLLECTED, FILE

ROOT = Path(__file__).parents[1]
SECONDS_OF_A_ZIP = 2  # its clock counts in twos


def collected(place: Path, **environment: str) -> list[str]:
    """Return what a new process collects of the whole suite, what is left out by default included."""
    place.mkdir()
    # Assertions as they stand: nothing is asserted there, and pytest takes as long to rewrite them as for all else.
    options = ["--collect-only", "--assert=plain", "-m", "", "-p", "tests.collecting", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=ROOT,
        env=os.environ | environment | {FILE: str(place / "tests.txt"), "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    return (place / "tests.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.exhaustive
def test_every_process_collects_the_same_tests_with_the_same_parameters(pytestconfig: pytest.Config, tmp_path: Path):
    here = pytestconfig.stash[COLLECTED]
    files = {path for path in (ROOT / "tests").rglob("test_*.py") if path.parent.name != "benchmarks"}
    if {item.path for _name, item in here.items} >= files:
        first, ended = names.catalogue(here.items), here.at
    else:  # not the whole suite was asked for, so a process has to stand for this one
        first, ended = collected(tmp_path / "a", PYTHONHASHSEED="1", TZ="Asia/Tokyo", COLUMNS="80"), time.time()
    second = collected(tmp_path / "b", PYTHONHASHSEED="2", TZ="America/Lima", LANG="C", COLUMNS="200")
    assert (tmp_path / "b" / "tests.txt").stat().st_mtime - ended > SECONDS_OF_A_ZIP
    assert first == second
    assert len(first) > 4_000


@pytest.mark.parametrize(("value", "name"), [
    ("plain", "plain"),
    ("a 1\nb\t2\r\0", "a 1<LF>b<TAB>2<CR><NUL>"),
    ("x" * 10_000, "x{10000}"),
    ("\u56fd\u738b and queen", "<2 CJK> and queen"),
    ("na\u00efve", "na<U+00EF>ve"),
    ("\ud800\u2028", "<U+D800><U+2028>"),
    (b"caf\xe9 1", "caf<E9> 1"),
    (b"\x89PNG\r\n", "<89>PNG<CR><LF>"),
    (bytes(range(200)), None),
    ("word " * 50, "word word word word word word ...250 long"),
    (10**400, "an integer of 401 digits"),
    (np.zeros((3, 2), np.float32), "float32 (3, 2)"),
    (np.dtype("f2"), "float16"),
    ({"q": "\0", "k": 3}, "(q=<NUL>, k=3)"),
    ([1, "a", None], "(1, a, NoneType)"),
    (3.5, None),
], ids=range(16))  # fmt: skip
def test_a_value_has_a_plain_name(value, name):
    assert names.plain(value) == name
    assert name is None or names.fault(f"tests/test_x.py::test_y[{name}]") is None


@pytest.mark.parametrize(("name", "wrong"), [
    pytest.param("test_x[" + "a" * 200 + "]", "208 characters, expected fewer than 200", id="long"),
    pytest.param("test_x[PK\\x03\\x04]", "bytes", id="bytes as pytest writes them"),
    pytest.param("test_x[\u5b57]", "not printable ASCII", id="not ASCII"),
    pytest.param("test_x[a\nb]", "not printable ASCII", id="a line break"),
    pytest.param("test_x[<lambda>0]", "does not say", id="a function without a name"),
])  # fmt: skip
def test_a_name_that_nobody_can_read_is_told(name, wrong):
    assert wrong in (names.fault(name) or "")


def test_a_name_that_nobody_can_read_is_refused_when_it_is_collected(tmp_path: Path):
    cases = {
        "bytes": "b'PK' + bytes(40)",
        "long": "pytest.param(1, id='x' * 200)",
        "nameless": "lambda: 1",
        "good": "1",
    }
    for name, case in cases.items():
        text = f"import pytest\n\n@pytest.mark.parametrize('x', [{case}])\ndef test_it(x):\n    pass\n"
        (tmp_path / f"test_{name}.py").write_text(text)
    hooks = "from tests.naming import pytest_make_parametrize_id, pytest_pycollect_makeitem\n"
    (tmp_path / "conftest.py").write_text(hooks)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", f"--rootdir={tmp_path}", "-c", os.devnull, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == pytest.ExitCode.INTERRUPTED
    for name in cases:
        assert (f"test_{name}.py" in ran.stdout) == (name != "good")
    assert ran.stdout.count("Name it: pytest.param(..., id=...)") == 3


def test_a_digest_tells_values_apart_and_equal_ones_not():
    pairs = [(b"a", b"b"), (1, 2), ([1, [2]], [1, [3]]), (np.zeros(2), np.ones(2)), ({"a": 1}, {"a": 2})]
    for one, other in pairs:
        assert names.contents(one) == names.contents(one) != names.contents(other)
    assert names.contents({"b", "a"}) == names.contents({"a", "b"})
