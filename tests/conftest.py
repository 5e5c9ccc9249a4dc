"""What the tests share: the real GloVe, and ways to listen to progress."""

import tests.threads  # noqa: F401 - before NumPy

# isort: split

import base64
import gc
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from threading import Thread, current_thread
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

import embedviz as ev
from tests.collecting import COLLECTED, Collected
from tests.naming import pytest_make_parametrize_id, pytest_pycollect_makeitem  # noqa: F401 - hooks
from tests.waiting import WAIT, wait_until

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

# What a developer keeps in the app must not show in the tests, nor the other way round.
os.environ["EMBEDVIZ_CACHE"] = tempfile.mkdtemp(prefix="embedviz-tests-")
os.environ.pop("EMBEDVIZ_DATA", None)
# Each process that a test starts would compile the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A busy machine must not turn a property into an assertion on seconds.
# The same examples each time: what passed passes again. --hypothesis-profile=search looks for others.
settings.register_profile(
    "short", deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("exhaustive", settings.get_profile("short"), max_examples=50)
settings.register_profile("search", settings.get_profile("exhaustive"), max_examples=1_000, derandomize=False)
settings.load_profile("short")


gc.disable()  # until all is collected: half a million objects, looked through time and again, and none is garbage
GARBAGE = (50_000, 20, 20)
"""When it is looked for later: tests make little of it, and looking as often as usual takes a tenth of their time."""
LONGEST = ("browser", "pages", "claims", "test_curved.py", "training", "formats")
"""Folders and files that take the longest: several processes begin with them, so that none waits at last."""


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Let one process of pytest-xdist run all of a file: what its tests share is made once."""
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class ByFile(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return super()._split_scope(nodeid).split("::", 1)[0]

    config.option.loadscopereorder = False  # but as they were collected
    return ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    if config.option.markexpr == "exhaustive" and not config.getoption("--hypothesis-profile"):
        settings.load_profile("exhaustive")


@pytest.hookimpl(tryfirst=True)  # before what is not asked for is left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note what there is, and let the exhaustive suite try every property again, on more examples."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_turn)
    config.stash[COLLECTED] = Collected(tuple((item.nodeid, item) for item in items))
    if config.option.markexpr == "exhaustive":
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.exhaustive)


def _turn(item: pytest.Item) -> int:
    parts = item.nodeid.partition("::")[0].split("/")
    return next((i for i, name in enumerate(LONGEST) if name in parts), len(LONGEST))


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


def pytest_unconfigure() -> None:
    # Not by a fixture: of several processes, the first runs no tests and has none.
    shutil.rmtree(os.environ["EMBEDVIZ_CACHE"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _apps_look_for_components_once_and_may_take_their_time() -> Iterator[None]:
    """Spare each ``AppTest`` a look into every installed package for components of Streamlit: a third of its time.

    And let it take a minute: by default it fails after three seconds, which a run takes where others are at work.
    """
    with pytest.MonkeyPatch.context() as patch:
        if "streamlit" in sys.modules:
            scanner = import_module("streamlit.components.v2.manifest_scanner")
            patch.setattr(scanner, "scan_component_manifests", cache(scanner.scan_component_manifests))
            app = import_module("streamlit.testing.v1").AppTest
            for make in (app.from_file, app.from_function):
                patch.setitem(make.__kwdefaults__, "default_timeout", WAIT)
        yield


@pytest.fixture(scope="module", autouse=True)
def _no_job_outlasts_its_file() -> Iterator[None]:
    """Cancel what pages have started and nobody waits for, and wait for its end: it would go on beside other tests.

    Theirs would wait for its turn, or find its memory, its threads and its warnings among their own.
    """
    yield
    if "embedviz.ui.work.jobs" not in sys.modules:
        return
    queues = [import_module("embedviz.ui.work.jobs").jobs()]
    if "embedviz.ui.word2vec.training" in sys.modules:
        queues.append(import_module("embedviz.ui.word2vec.training").runs()._queue)
    for queue in queues:
        for job in list(queue._jobs.values()):
            job.cancel()
        wait_until(lambda queue=queue: not any(lane._running for lane in queue._lanes.values()))


@pytest.fixture
def left_running(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Thread]]:
    """Return what finds the threads that the test has started, or one of those has, and that go on.

    Of all threads of the process some are of tests before it, whose computations may start others at any time.
    """
    test, start = current_thread(), Thread.start
    own = {test}

    def noted(thread: Thread) -> None:
        if current_thread() in own:
            own.add(thread)
        start(thread)

    monkeypatch.setattr(Thread, "start", noted)
    return lambda: [each for each in own if each is not test and each.is_alive()]


@pytest.fixture(scope="session")
def glove() -> ev.Embedding:
    return ev.open_source("glove-6b-50d")


@pytest.fixture(scope="session")
def glove64(glove: ev.Embedding) -> np.ndarray:
    """The matrix in float64, for brute force."""
    return np.array(glove.vectors, dtype=np.float64, order="C")


@pytest.fixture(scope="session")
def glove_spectrum(glove: ev.Embedding) -> ev.Spectrum:
    return ev.spectrum(glove)


@pytest.fixture(scope="session")
def keyed_vectors(glove: ev.Embedding) -> "KeyedVectors":
    """GloVe as gensim holds it."""
    from gensim.models import KeyedVectors  # here, or the process that only shares out the tests would wait for it

    keyed = KeyedVectors(50)
    keyed.index_to_key = list(glove.words)
    keyed.key_to_index = {word: i for i, word in enumerate(glove.words)}
    keyed.vectors = np.ascontiguousarray(glove.vectors)
    keyed.fill_norms()
    return keyed


@pytest.fixture(scope="session")
def toy() -> ev.Embedding:
    """Six words in the plane whose geometry can be worked out by hand."""
    vectors = [[2, 0], [0, 1], [3, 4], [-1, 0], [0, 0], [1, 1]]
    return ev.Embedding("toy", ["east", "north", "northeast", "west", "nowhere", "diagonal"], np.array(vectors))


@pytest.fixture(scope="session")
def named() -> Callable[[np.ndarray], ev.Embedding]:
    """Make an embedding of a matrix, its words w0, w1, ..."""
    return lambda vectors: ev.Embedding("test", [f"w{i}" for i in range(len(vectors))], vectors)


@pytest.fixture(scope="session")
def cancel_at() -> Callable[[int], Callable[[ev.Progress], None]]:
    """Make a callback that cancels once so many steps are done."""

    def make(done: int) -> Callable[[ev.Progress], None]:
        def progress(report: ev.Progress) -> None:
            if report.done >= done:
                raise ev.Cancelled

        return progress

    return make


@pytest.fixture(scope="session")
def sent() -> Callable[[str], dict]:
    """Return a figure from its JSON, as the browser gets it: its typed arrays as NumPy arrays, its lists as lists."""

    def decoded(value: object) -> object:
        if isinstance(value, dict) and "bdata" in value:
            numbers = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            return numbers.reshape([int(n) for n in value["shape"].split(",")]) if "shape" in value else numbers
        if isinstance(value, dict):
            return {name: decoded(inner) for name, inner in value.items()}
        return [decoded(inner) for inner in value] if isinstance(value, list) else value

    return lambda figure: decoded(json.loads(figure))


@pytest.fixture(scope="session")
def as_read() -> Callable[[str], str]:
    """Return what a reader sees of a text in Markdown: escaped signs without backslashes, no marks of direction."""
    return lambda text: re.sub(r"\\([^\w\s]|_)", r"\1", re.sub("[\u2068\u2069]", "", text))
