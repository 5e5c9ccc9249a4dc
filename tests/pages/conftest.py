"""Every page, run without a browser."""

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.ui.work.jobs import jobs

ROOT = Path(__file__).parents[2]
PAGES = {
    "home": "learn/home.py",
    "one_hot": "learn/one_hot.py",
    "rank": "learn/rank.py",
    "independence": "learn/independence.py",
    "orthogonality": "learn/orthogonality.py",
    "word2vec": "learn/word2vec.py",
    "distance": "learn/distance.py",
    "polysemy": "learn/polysemy.py",
    "claims": "learn/claims.py",
    "space": "explore/space.py",
    "compare": "explore/compare.py",
    "library": "explore/library.py",
}

Open = Callable[..., AppTest]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a page in one process of pytest-xdist: what the page has computed once, it has at hand.

    All that open Claims too, wherever they are: it trains two networks.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            opens_claims = hasattr(item, "callspec") and item.callspec.params.get("page") == "claims"
            item.add_marker(pytest.mark.xdist_group("test_claims" if opens_claims else item.path.stem))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, empty, and a cache of the test's own."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture(autouse=True)
def _no_job_goes_on() -> Iterator[None]:
    """Cancel what a page has started and nobody waits for: the next test's would have to wait for it."""
    yield
    for key, job in list(jobs()._jobs.items()):
        if job.state in {"queued", "running"}:
            job.cancel()
            jobs().forget(key)  # so that the next to ask does not join what is about to end


@pytest.fixture(autouse=True)
def _no_job_touches_streamlit() -> Iterator[None]:
    """Fail where work in a thread of its own asks Streamlit for a session, which it says in its log."""
    logger, touched = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context"), []

    def note(record: logging.LogRecord) -> bool:
        if str(record.threadName).startswith("embedviz-job"):
            touched.extend(frame for frame in traceback.format_stack() if "/embedviz/" in frame)
        return True

    logger.addFilter(note)
    yield
    logger.removeFilter(note)
    assert touched == []


@pytest.fixture
def small(data: Path) -> str:
    """A source of thirty words, on which a page is drawn in a tenth of the time that GloVe takes."""
    drawn = np.random.default_rng(0).standard_normal((30, 10))
    ev.save(ev.Embedding("small", [f"w{i}" for i in range(30)], drawn), data / "small.parquet")
    ev.load(data / "small.parquet")  # from then on it opens at once
    return "file:small.parquet"


@pytest.fixture
def open_page() -> Open:
    """Open a page of the app by its name, with query parameters and folds that are open; nothing may be raised."""

    def start(page: str, *, unfolded: Sequence[str] = (), **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "main.py"))
        for name, value in query.items():
            app.query_params[name] = value
        for fold in unfolded:
            app.session_state[f"embedviz_aside_{fold}"] = True
        app.switch_page(PAGES[page]).run()
        assert not app.exception
        return app

    return start


@pytest.fixture(scope="session")
def written() -> Callable[[AppTest], str]:
    """Return all text on a page, a line each."""

    def read(app: AppTest) -> str:
        texts = [app.title, app.subheader, app.markdown, app.caption, app.code, app.info, app.warning, app.error]
        metrics = [f"{metric.label} {metric.value}" for metric in app.metric]
        return "\n".join([*metrics, *(element.value for kind in texts for element in kind)])

    return read


@pytest.fixture(scope="session")
def metrics() -> Callable[[AppTest], list[str]]:
    """Return the values of a page's metrics, in order."""
    return lambda app: [metric.value for metric in app.metric]


@pytest.fixture(scope="session")
def figure(sent: Callable[[str], dict]) -> Callable[[AppTest, str], dict]:
    """Return the figure of a chart by its key, its typed arrays as NumPy arrays."""

    def find(app: AppTest, key: str) -> dict:
        (chart,) = (chart for chart in app.get("plotly_chart") if chart.proto.id.endswith(f"-{key}"))
        return sent(chart.proto.spec)

    return find
