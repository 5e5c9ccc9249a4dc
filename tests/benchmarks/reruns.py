"""Server time of each widget's rerun, on the default source: ``python tests/benchmarks/reruns.py``.

Each run is one of Streamlit's ``AppTest``: the script itself and the building of all that is sent to the browser, the
figures' JSON included, and besides what only the test does, the reading back of those messages (about a tenth of a
short run). The browser's work is not in it. A widget is changed to a value it has not had yet wherever it has enough
of them, so that what an earlier run has cached does not help; the first run of each page is listed apart.

It ends with a failure where a bar is missed or a run went wrong.
"""

import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import kernel  # noqa: E402 - a script finds the package only now

if __name__ == "__main__":
    kernel.unset()

from streamlit.testing.v1 import AppTest  # noqa: E402 - it imports NumPy

from embedviz.context.examples import polysemous  # noqa: E402
from embedviz.formats.restrictions import SAVED_FORMATS  # noqa: E402
from embedviz.sources import open_source  # noqa: E402
from tests.benchmarks.bars import missed, quantile  # noqa: E402

BARS = {"median": 150.0, "p95": 400.0}
FREQUENT, RARE = 300, 120_000


@dataclass(frozen=True)
class Rerun:
    """One run of a page's script after a change of one widget.

    Parameters
    ----------
    page, widget : str
        The page's file name, and what was changed; empty where the page was opened.
    milliseconds : float
        How long the run took.
    failed : str
        The message of an exception; empty if all went well.
    """

    page: str
    widget: str
    milliseconds: float
    failed: str


def timed(app: AppTest, page: str, widget: str) -> Rerun:
    start = time.perf_counter()
    app.run(timeout=120)
    milliseconds = 1000 * (time.perf_counter() - start)
    return Rerun(page, widget, milliseconds, "; ".join(error.message for error in (*app.exception, *app.error)))


def opened(script: str) -> tuple[AppTest, Rerun]:
    app = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=120).switch_page(f"{script}.py")
    app.query_params["more"] = "all"  # what a lesson holds besides is run as well
    return app, timed(app, Path(script).name, "")


def changes(app: AppTest, page: str, kind: str, key: str, values: Iterable[object]) -> Iterator[Rerun]:
    for value in values:
        getattr(app, kind)(key=key).set_value(value)
        yield timed(app, page, key)


def reruns(times: int) -> Iterator[Rerun]:
    """Open every page and change each of its widgets so many times.

    Parameters
    ----------
    times : int
        At most; fewer where a widget has fewer values.

    Yields
    ------
    Rerun
    """
    vocabulary = open_source("glove-6b-50d").words
    fresh = iter(vocabulary[FREQUENT:])
    rare = iter(vocabulary[RARE:])

    def words() -> Iterator[str]:
        # Half of them are among the words of a picture, half must be placed in it.
        for frequent, seldom in zip(fresh, rare, strict=False):
            yield from (frequent, seldom)

    def one_each(count: int) -> Iterator[str]:
        while True:
            yield " ".join(islice(fresh, count))

    app, first = opened("learn/home")
    yield first
    for _ in range(times):
        yield timed(app, "home", "nothing")

    app, first = opened("learn/one_hot")
    yield first
    yield from changes(app, "one_hot", "text_input", "words", islice(one_each(6), times))
    yield from changes(app, "one_hot", "text_input", "words", islice(one_each(3), times))
    yield from changes(app, "one_hot", "text_input", "words", islice(one_each(12), times))
    yield from changes(app, "one_hot", "text_input", "row", islice(words(), times))
    yield from changes(app, "one_hot", "button_group", "pair", islice(["distance", "cosine"] * times, times))

    app, first = opened("learn/rank")
    yield first
    firsts = [int(label.replace(",", "")) for label in app.select_slider(key="first").options]
    yield from changes(app, "rank", "select_slider", "first", islice(reversed(firsts), 1, 1 + times))
    tolerances = app.select_slider(key="rtol").options
    yield from changes(app, "rank", "select_slider", "rtol", islice(reversed(tolerances), times))
    yield from changes(app, "rank", "toggle", "log", islice([True, False] * times, times))
    yield from changes(app, "rank", "toggle", "centered", islice([True, False] * times, times))
    yield from changes(app, "rank", "slider", "k", range(1, 1 + min(times, 50)))
    yield from changes(app, "rank", "text_input", "word", islice(words(), times))

    app, first = opened("learn/independence")
    yield first
    yield from changes(app, "independence", "text_input", "chosen", islice(one_each(4), times))
    yield from changes(app, "independence", "number_input", "fill", range(1, 1 + times))
    yield from changes(app, "independence", "text_input", "expressed", islice(words(), times))
    yield from changes(app, "independence", "slider", "terms", islice([*range(1, 6), *range(7, 13)], times))
    yield from changes(app, "independence", "text_input", "span", islice(one_each(3), times))
    yield from changes(app, "independence", "button_group", "by", islice(["distance", "share"] * times, times))

    app, first = opened("learn/orthogonality")
    yield first
    yield from changes(app, "orthogonality", "slider", "removed", islice([0, *range(2, 11)], times))
    sizes = [int(label.replace(",", "")) for label in app.select_slider(key="coherent").options]
    yield from changes(app, "orthogonality", "select_slider", "coherent", islice(sizes, times))
    yield from changes(app, "orthogonality", "number_input", "rotation", range(1, 1 + times))
    yield from changes(app, "orthogonality", "slider", "axis", range(2, 2 + min(times, 49)))
    yield from changes(app, "orthogonality", "text_input", "turned", islice(words(), times))

    app, first = opened("learn/polysemy")
    yield first
    yield from changes(app, "polysemy", "selectbox", "word", islice(polysemous(), 1, 1 + times))
    yield from changes(
        app, "polysemy", "selectbox", "right", islice(["layer-1", "mix", "context", "layer-2"] * times, times)
    )
    yield from changes(app, "polysemy", "slider", "w1", islice([1.0, 2.0, -1.0, -2.0, 0.5] * times, times))
    yield from changes(app, "polysemy", "selectbox", "sentence", map(str, islice([1, 2, 3, 4, 5] * times, times)))

    app, first = opened("learn/claims")
    yield first
    while app.get("progress") and not first.failed:
        time.sleep(0.1)
        first = timed(app, "claims", "waiting")
        yield first
    for _ in range(times):
        yield timed(app, "claims", "nothing")

    app, first = opened("learn/distance")
    yield first
    yield from changes(app, "distance", "text_input", "word", islice(words(), times))
    yield from changes(app, "distance", "slider", "near", range(1, 1 + min(times, 20)))
    yield from changes(app, "distance", "select_slider", "first", islice(reversed(firsts), 1, 1 + times))
    yield from changes(app, "distance", "toggle", "unit", islice([False, True] * times, times))
    yield from changes(app, "distance", "select_slider", "hubs", islice([1, 5, 20, 50, 10] * times, times))
    yield from changes(app, "distance", "button_group", "metric", islice(["dot", "euclidean", "cosine"] * times, times))

    app, first = opened("explore/compare")
    while app.get("progress") and not app.exception:  # the second source is trained when the page is first opened
        time.sleep(0.1)
        app.run()
    yield first
    yield timed(app, "compare", "nothing")
    yield from changes(app, "compare", "slider", "common", islice([*range(1, 10), *range(11, 51)], times))
    common = iter(["banana", "lemon", "king", "queen", "water", "river", "cat", "dog", "red", "paris"] * times)
    yield from changes(app, "compare", "text_input", "word", islice(common, times))
    yield from changes(app, "compare", "toggle", "unit", islice([False, True] * times, times))
    yield from changes(app, "compare", "select_slider", "shared", islice([100, 1_000] * times, times))

    app, first = opened("explore/library")
    yield first
    formats = list(SAVED_FORMATS)
    yield from changes(app, "library", "selectbox", "format", islice(reversed(formats * times), times))

    app, first = opened("explore/space")
    yield first
    yield from changes(app, "space", "text_input", "q", islice(words(), times))
    sums = (f"{a} - {b} + {c}" for a, b, c in zip(words(), words(), words(), strict=False))
    yield from changes(app, "space", "text_input", "q", islice(sums, times))
    yield from changes(app, "space", "text_input", "q", [f"zzqx{i}" for i in range(times)])
    colors = ["cluster", "error", "similarity", "frequency"]
    yield from changes(app, "space", "selectbox", "color", islice(colors * times, times))
    for method in ("random", "axes", "pca", "map"):
        yield from changes(app, "space", "selectbox", "method", [method])
        counts = [500, 1_000, 2_000, 5_000, 20_000, 10_000]
        yield from changes(app, "space", "selectbox", "words", islice(map(str, counts), times))
        yield from changes(app, "space", "selectbox", "color", islice(colors, times))
        if method == "random":
            yield from changes(app, "space", "number_input", "seed", range(1, 1 + min(times, 20)))
        if method == "axes":
            yield from changes(app, "space", "text_input", "axis1", islice(words(), times))
        yield from changes(app, "space", "text_input", "q", islice(words(), times))
    yield from changes(app, "space", "selectbox", "words", ["50000"])
    yield from changes(app, "space", "text_input", "q", islice(words(), times))


def line(name: str, times: list[float]) -> str:
    numbers = (statistics.median(times), quantile(times, 0.95), max(times))
    return f"{name:<24}{len(times):>6}" + "".join(f"{number:>10,.0f}" for number in numbers)


def table(found: list[Rerun]) -> str:
    """Write the times of runs as a table, for a reader.

    Parameters
    ----------
    found : list of Rerun
        Of all pages.

    Returns
    -------
    str
    """
    warm = [rerun for rerun in found if rerun.widget]
    lines = [f"{'milliseconds':<24}{'runs':>6}{'median':>10}{'p95':>10}{'most':>10}"]
    for page in dict.fromkeys(rerun.page for rerun in warm):
        of_page = [rerun for rerun in warm if rerun.page == page]
        lines.append(line(page, [rerun.milliseconds for rerun in of_page]))
        by_widget = {
            rerun.widget: [other.milliseconds for other in of_page if other.widget == rerun.widget] for rerun in of_page
        }
        lines += [line(f"  {widget}", times) for widget, times in by_widget.items()]
    lines += [
        line("all", [rerun.milliseconds for rerun in warm]),
        f"bars{BARS['median']:>36,.0f}{BARS['p95']:>10,.0f}",
        "",
        "opened first",
    ]
    lines += [f"  {rerun.page:<38}{rerun.milliseconds:>10,.0f}" for rerun in found if not rerun.widget]
    return "\n".join(lines)


def judged(reruns: Sequence[Rerun], bars: dict[str, float]) -> int:
    """Print what went wrong and which bar was missed, and return the exit status: 1 where there was any."""
    wrong = [str(rerun) for rerun in reruns if rerun.failed]
    wrong += missed([rerun.milliseconds for rerun in reruns if rerun.widget], bars)
    print(kernel.told(), *wrong, sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    measured = list(reruns(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
    print(table(measured))
    sys.exit(judged(measured, BARS))
