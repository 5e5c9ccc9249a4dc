"""A vocabulary too large for memory: ``python tests/benchmarks/words.py [words]``; twenty million unless given.

The words are written and sorted first. Then, in a process of its own, they are opened, and asked for: a lookup, a
completion, and a suggestion for words that differ in case, by one letter, by three, and that are like none, each
several times. The script ends with a failure where one takes more than 50 ms in the median, a lookup more than 0.1 ms,
or the opening more than a second; or where all of it takes more than 300 MB, 1 GB of more than twenty million words.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from embedviz.formats.vocabularies import VocabularyFiles, map_vocabulary  # noqa: E402
from tests.benchmarks.bars import missed  # noqa: E402

MANY, BLOCK = 20_000_000, 1 << 16
OPENING, ANSWER, LOOKUP = 1_000, 50, 0.1  # milliseconds
MEGABYTES, MEGABYTES_OF_MORE = 300, 1_000
KINDS = ("w{}", "Word_{}", "naïve-{}", "/c/en/thing_{}", "東京{}")
TIMES = 9


def words(many: int) -> Iterator[list[str]]:
    """Words of several kinds, many of which begin alike, some at a time."""
    for start in range(0, many, BLOCK):
        yield [KINDS[i % len(KINDS)].format(i) for i in range(start, min(start + BLOCK, many))]


def write(folder: Path, many: int) -> float:
    """Write and sort the words, and return the seconds it took."""
    began = time.perf_counter()
    with VocabularyFiles(folder) as files:
        for block in words(many):
            files.add(block)
    return time.perf_counter() - began


def ask(folder: Path, many: int) -> dict[str, list[float]]:
    """Open the words and look for some; return how many milliseconds each took."""
    taken: dict[str, list[float]] = {}

    def timed(name: str, function: Callable[[], object]) -> object:
        began = time.perf_counter()
        answer = function()
        taken.setdefault(name, []).append(1e3 * (time.perf_counter() - began))
        return answer

    found = timed("opening", lambda: map_vocabulary(folder))
    for i in range(TIMES):
        row = (many - 1) * i // (TIMES - 1) // len(KINDS) * len(KINDS)
        if timed("lookup", lambda row=row: found.index(f"w{row}")) != row:  # type: ignore[attr-defined, misc]
            raise AssertionError(row)
        begun = timed("completion", lambda i=i: found.complete("w" if i % 2 else f"w{i}"))  # type: ignore[attr-defined, misc]
        if not begun:
            raise AssertionError(row)
        for name, asked, meant in (
            ("suggestion", f"W{row}", f"w{row}"),
            ("by one letter", f"wx{row}", f"w{row}"),
            ("by three letters", f"xyzw{row}", ""),
            ("like none", "!!" + f"{row}"[::-1] + "??????", ""),
        ):
            near = timed(name, lambda asked=asked: found.suggest(asked))  # type: ignore[attr-defined, misc]
            if meant and meant not in near:  # type: ignore[operator]
                raise AssertionError(asked)
    return taken


def peak() -> float:
    """Return the megabytes of memory that this process has had at most."""
    # Not of resource.getrusage, where what the process was started from counts.
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) / 1024


def over(taken: dict[str, list[float]], megabytes: float, many: int = MANY) -> list[str]:
    """Return a sentence for each bar that is missed."""
    most = MEGABYTES if many <= MANY else MEGABYTES_OF_MORE
    found = [f"opening: {each}" for each in missed(taken["opening"], {"slowest": OPENING})]
    lookup = median(taken["lookup"])
    found += [f"lookup: {lookup:.3f} ms, expected at most {LOOKUP} ms"] if lookup > LOOKUP else []
    for name in taken.keys() - {"opening", "lookup"}:
        found += [f"{name}: {each}" for each in missed(taken[name], {"median": ANSWER})]
    return [*found, *([f"{megabytes:.0f} MB, expected at most {most}"] if megabytes > most else [])]


def main(many: int) -> list[str]:
    """Write, ask in another process, tell, and return what is missed."""
    with tempfile.TemporaryDirectory() as place:
        seconds = write(Path(place), many)
        print(f"{many:,} words written and sorted in {seconds:.0f} s, {peak():,.0f} MB at most")
        answer = subprocess.run(
            [sys.executable, __file__, "--ask", place, str(many)], check=True, capture_output=True, text=True
        )
    taken, megabytes = json.loads(answer.stdout)
    for name, times in taken.items():
        later = times[1:] or times
        print(f"{name}: first {times[0]:.2f} ms, then {median(later):.3f} ms, at most {max(later):.2f} ms")
    print(f"{megabytes:,.0f} MB of memory in all, Python and packages among them")
    return over(taken, megabytes, many)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        times = ask(Path(sys.argv[2]), int(sys.argv[3]))
        print(json.dumps([times, peak()]))
    elif failures := main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY):
        sys.exit("\n".join(failures))
