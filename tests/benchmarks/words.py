"""A vocabulary too large for memory: ``python tests/benchmarks/words.py [words]``; twenty million unless given.

The words are written and sorted first. Then, in a process of its own, they are opened, and asked for: a lookup, a
completion, and a suggestion for words that differ in case, by one letter, by three, and that are like none, each
several times. The script ends with a failure where one takes more than 50 ms in the median, a lookup more than 0.1 ms,
or the opening more than a second; or where all of it takes more than 300 MB, 1 GB of more than twenty million words.
Then the same is asked of GloVe's 400,000, which are to be open within 100 ms, and take 5 MB. With ``--processor``
times are those that the processor has worked, which a busy machine makes no longer. A hundred million words take half
an hour and 8 GB of the temporary folder.
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

import embedviz as ev  # noqa: E402
from embedviz.formats.vocabularies import VocabularyFiles, kept_vocabulary, map_vocabulary  # noqa: E402
from embedviz.sources.glove import WORDS_SHA256  # noqa: E402
from tests.benchmarks.bars import missed  # noqa: E402

MANY, BLOCK = 20_000_000, 1 << 16
OPENING, ANSWER, LOOKUP = 1_000, 50, 0.1  # milliseconds
MEGABYTES, MEGABYTES_OF_MORE = 300, 1_000
GLOVE, GLOVE_WORDS, GLOVE_OPENING, GLOVE_MEGABYTES = "glove-6b-50d", 400_000, 100, 5
PROCESSOR = "--processor"
KINDS = ("w{}", "Word_{}", "naïve-{}", "/c/en/thing_{}", "東京{}")
TIMES = 9

clock = time.process_time if PROCESSOR in sys.argv else time.perf_counter


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
        return _timed(taken, name, function)

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


def ask_glove() -> tuple[dict[str, list[float]], float]:
    """Open GloVe's words and ask for some; return the milliseconds, and the megabytes that this takes of its own."""
    taken: dict[str, list[float]] = {}
    kept_vocabulary("a few", lambda: [[f"few{i}" for i in range(99)]]).suggest("fewer")  # which imports what it takes
    before = megabytes("RssAnon")
    found = _timed(taken, "opening", lambda: kept_vocabulary(WORDS_SHA256[:16], list))
    if len(found) != GLOVE_WORDS:  # type: ignore[arg-type]
        raise AssertionError(found)
    for word in ("the", "queen", "zygote", "über", "bank", "river", "1990", "linear", "algebra")[:TIMES]:
        _timed(taken, "lookup", lambda word=word: found.index(word))  # type: ignore[attr-defined, misc]
        _timed(taken, "completion", lambda word=word: found.complete(word[:2]))  # type: ignore[attr-defined, misc]
        for name, asked in (("suggestion", word.upper()), ("by one letter", f"x{word}"), ("like none", word[::-1] * 3)):
            _timed(taken, name, lambda asked=asked: found.suggest(asked))  # type: ignore[attr-defined, misc]
    return taken, megabytes("RssAnon") - before


def _timed(taken: dict[str, list[float]], name: str, function: Callable[[], object]) -> object:
    began = clock()
    answer = function()
    taken.setdefault(name, []).append(1e3 * (clock() - began))
    return answer


def megabytes(name: str) -> float:
    """Return the megabytes of memory of this process: at most so far "VmHWM", now and not mapped "RssAnon"."""
    # Not of resource.getrusage, where what the process was started from counts.
    (line,) = re.findall(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) / 1024


def over(
    taken: dict[str, list[float]], megabytes: float, many: int = MANY, *, opening: float = OPENING, most: float = 0
) -> list[str]:
    """Return a sentence for each bar that is missed."""
    most = most or (MEGABYTES if many <= MANY else MEGABYTES_OF_MORE)
    found = [f"opening: {each}" for each in missed(taken["opening"], {"slowest": opening})]
    lookup = median(taken["lookup"])
    found += [f"lookup: {lookup:.3f} ms, expected at most {LOOKUP} ms"] if lookup > LOOKUP else []
    for name in taken.keys() - {"opening", "lookup"}:
        found += [f"{name}: {each}" for each in missed(taken[name], {"median": ANSWER})]
    return [*found, *([f"{megabytes:.0f} MB, expected at most {most}"] if megabytes > most else [])]


def in_another_process(*arguments: str) -> tuple[dict[str, list[float]], float]:
    """Have this script ask in a process of its own, tell how long it took, and return that."""
    command = [sys.executable, __file__, *arguments, *([PROCESSOR] if PROCESSOR in sys.argv else [])]
    taken, size = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name, times in taken.items():
        later = times[1:] or times
        print(f"{name}: first {times[0]:.2f} ms, then {median(later):.3f} ms, at most {max(later):.2f} ms")
    return taken, size


def main(many: int) -> list[str]:
    """Write, ask in another process, tell, and return what is missed."""
    with tempfile.TemporaryDirectory() as place:
        seconds = write(Path(place), many)
        print(f"{many:,} words written and sorted in {seconds:.0f} s, {megabytes('VmHWM'):,.0f} MB at most", flush=True)
        taken, size = in_another_process("--ask", place, str(many))
        print(f"{size:,.0f} MB of memory in all, Python and packages among them", flush=True)
        failures = over(taken, size, many)
    ev.open_source(GLOVE)  # whose words are in the cache then
    print("GloVe")
    taken, size = in_another_process("--glove")
    print(f"{size:.1f} MB of memory, and what is mapped")
    return failures + [f"GloVe, {each}" for each in over(taken, size, opening=GLOVE_OPENING, most=GLOVE_MEGABYTES)]


if __name__ == "__main__":
    given = [each for each in sys.argv[1:] if each != PROCESSOR]
    if given[:1] == ["--ask"]:
        print(json.dumps([ask(Path(given[1]), int(given[2])), megabytes("VmHWM")]))
    elif given[:1] == ["--glove"]:
        print(json.dumps(ask_glove()))
    elif failed := main(int(given[0]) if given else MANY):
        sys.exit("\n".join(failed))
