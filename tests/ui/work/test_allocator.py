import json
import subprocess
import sys
from pathlib import Path

import pytest

from embedviz.ui.work import allocator

ROOT = Path(__file__).parents[3]
# Of many small objects one in a thousand stays: of the blocks of 1 MB that Python takes none can be given back.
LEFT = """
import ctypes, gc, json, re, runpy
from pathlib import Path

use_that_of_the_system = runpy.run_path("embedviz/ui/work/allocator.py")["use_that_of_the_system"]

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

before = [str(number) for number in range(10_000)]
answers = [use_that_of_the_system(), use_that_of_the_system()] if {switched} else []
start, kept = resident(), []
for turn in range(2):
    many = [{{"number": str(number), "list": [number]}} for number in range(60_000)]
    for each in many:
        each["list"].append(number := each["list"][0])  # grows, as does what was allocated before
    kept += many[::1_000]
del many
assert [each["number"] for each in kept] == 2 * [str(number) for number in range(0, 60_000, 1_000)]
before.extend(before[:10])
del before
gc.collect()
ctypes.CDLL("libc.so.6").malloc_trim(0)
print(json.dumps([answers, resident() - start]))
"""


def left(*, switched: bool) -> tuple[list[bool], int]:
    command = [sys.executable, "-c", LEFT.format(switched=switched)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    answers, megabytes = json.loads(done.stdout)
    return answers, megabytes


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives memory back so")
def test_what_python_frees_goes_back_to_the_system_though_some_of_it_stays():
    held = left(switched=False)[1]
    answers, megabytes = left(switched=True)
    assert answers == [True, False]  # once it is so, Python's own is at work no more
    assert megabytes < held / 3


def test_the_system_takes_over_once_and_only_where_there_are_more_objects_than_so_many(monkeypatch):
    taken = []
    monkeypatch.setattr(allocator, "use_that_of_the_system", lambda: taken.append(True))
    monkeypatch.setattr(allocator, "_due", 0.0)
    monkeypatch.setattr(allocator, "MOST_OBJECTS", 1_000_000_000)
    allocator.see_how_many_objects()
    # Below 0 where the system's is at work already: what it frees of others is counted, what it allocates is not.
    monkeypatch.setattr(allocator, "MOST_OBJECTS", -sys.maxsize)
    monkeypatch.setattr(allocator, "_due", float("inf"))  # it has just looked
    allocator.see_how_many_objects()
    assert not taken
    monkeypatch.setattr(allocator, "_due", 0.0)
    for _ in range(2):
        allocator.see_how_many_objects()
    assert taken == [True]


def test_whoever_chose_an_allocator_has_it(monkeypatch):
    monkeypatch.setenv("PYTHONMALLOC", "malloc")
    assert not allocator.use_that_of_the_system()
