"""What a link may hold: every key of every page takes every kind of value, and no run ends in an exception."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.runtime.state.query_params import QueryParams

import embedviz as ev
from embedviz.formats.save import save
from embedviz.ui.widgets.address import LONGEST_TEXT
from tests.pages.conftest import ROOT
from tests.pages.linked_keys import linked_keys
from tests.pages.settled import settle

KINDS: dict[str, str | list[str]] = {
    "empty": "",
    "infinite": "inf",
    "no number": "nan",
    "beyond float64": "1e309",
    "400 digits": "9" * 400,
    "negative": "-1",
    "a fraction": "3.7",
    "letters": "perhaps",
    "markup": "<b>$x$</b> :red[x]",
    "a control character": "\x00",
    "repeated": ["1", "2"],
    "other digits": "\u0663",
    "100,000 characters": "x" * 100_000,
}
OPEN = {"source": "file:a.parquet"}
EVERYWHERE = ["lang", "more", "present", "source"]
BY_THE_BROWSER = ["step", "view", "moment"]  # which no page reads
TRAINED = ["closer", "moving", "near_word", "both"]  # where a training is over
COMPUTED = {"f'w{layer}'", "f'axis{number}'", "key", "name"}  # names that are made, or come from a list of keys
# What has to stand in a link for a page to show all its controls, and the keys that it then reads.
KEYS: list[tuple[str, dict[str, str], list[str]]] = [
    ("home", {}, []),
    ("one_hot", {}, ["words", "pair", "row"]),
    ("rank", {}, ["first", "rtol", "log", "centered", "word", "k"]),
    ("independence", {}, ["pick", "chosen", "span", "by", "expressed", "terms", "fill"]),
    ("independence", {"pick": "chance"}, ["count", "seed"]),
    ("orthogonality", {}, ["removed", "coherent", "rotation", "turned", "axis"]),
    ("word2vec", {}, [
        "corpus", "preset", "model", "dimensions", "window", "negative", "epochs", "min_count", "learning_rate",
        "seed", "run", "text", "of_corpus", "position", "context", "follow",
    ]),
    ("word2vec", {"corpus": "own"}, ["text", "run"]),
    ("distance", {}, ["word", "near", "unit", "hubs", "metric", "first"]),
    ("polysemy", {}, ["word", "bilm", "transformer", "left", "right", "w0", "w1", "w2", "gamma", "log", "sentence"]),
    ("polysemy", {"word": "own"}, ["own_word", "sentence"]),
    ("claims", {}, []),
    ("space", {}, ["q", "method", "words", "color", "seed", "dim", "chosen"]),
    ("space", {"method": "axes"}, ["axis1", "axis2", "axis3"]),
    ("compare", {}, ["with"]),
    ("compare", {"with": "file:b.parquet"}, ["shared", "unit", "pca", "word", "common"]),
    ("library", {}, ["look", "format"]),
]  # fmt: skip
# Controls that are not there before a panel is opened; a key of the link opens it.
PANELS = {"k": "low-rank"}
IDS = ["-".join([page, *needed.values()]) for page, needed, _keys in KEYS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small sources, read once."""
    root = tmp_path_factory.mktemp("linked")
    (root / "data").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDVIZ_CACHE", str(root / "cache"))
        for seed, name in enumerate(["a", "b"]):
            path = root / "data" / f"{name}.parquet"
            matrix = np.random.default_rng(seed).standard_normal((120, 8 - seed))
            save(ev.Embedding(name, [f"w{i}" for i in range(len(matrix))], matrix), path)
            ev.load(path)
    return root


@pytest.fixture(autouse=True)
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder / "data"))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(folder / "cache"))
    return folder / "data"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys that a page asks a link for."""
    asked: set[str] = set()

    def listen(name: str) -> None:
        method = getattr(QueryParams, name)

        def heard(self: QueryParams, key: str) -> object:
            asked.add(key)
            return method(self, key)

        monkeypatch.setattr(QueryParams, name, heard)

    for name in ("__getitem__", "get_all", "get_initial_value"):
        listen(name)
    return asked


@pytest.mark.parametrize("case", range(len(KEYS)), ids=IDS)
def test_any_link_opens(open_page, read, case):
    """All keys at once, each with a kind of its own: over the pages, every kind comes to every kind of control."""
    page, needed, keys = KEYS[case]
    kinds = list(KINDS.values())
    sent = {key: kinds[(case + 5 * i) % len(kinds)] for i, key in enumerate(keys)}
    app = open_page(page, **OPEN, **needed, **sent)
    assert app.title
    assert read - set(EVERYWHERE) <= {key for other, wanted, more in KEYS if other == page for key in (*wanted, *more)}


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", range(len(KEYS)), ids=IDS)
def test_every_key_takes_every_kind(open_page, case, kind):
    """All keys of a page at once, each with the same kind of value."""
    page, needed, keys = KEYS[case]
    sent = {key: KINDS[kind] for key in (*EVERYWHERE, *BY_THE_BROWSER, *keys) if key not in needed}
    assert open_page(page, **OPEN | sent | needed).title


def test_no_key_is_forgotten_here():
    names, others = linked_keys(ROOT)
    known = {key for _page, needed, keys in KEYS for key in (*needed, *keys)}
    assert names - known == {*EVERYWHERE, *TRAINED}
    assert others == COMPUTED


@pytest.mark.exhaustive
def test_a_training_is_shown_whatever_stands_beside_it(open_page):
    app = open_page("word2vec", preset="lecture", epochs="1", dimensions="10", corpus="news")
    (button,) = (button for button in app.button if button.label == "Start training")
    run = settle(button.click().run()).query_params["run"]
    kinds = list(KINDS.values())
    for turn in range(0, len(kinds), len(TRAINED)):
        sent = {key: kinds[(turn + i) % len(kinds)] for i, key in enumerate(TRAINED)}
        assert len(open_page("word2vec", run=run, more="all", **sent).header) > 2


@pytest.mark.parametrize(("page", "key", "used", "kind"), [
    ("space", "seed", "number_input", "empty"), ("space", "seed", "number_input", "400 digits"),
    ("orthogonality", "rotation", "number_input", "beyond float64"), ("rank", "k", "slider", "negative"),
    ("rank", "k", "slider", "a fraction"), ("distance", "near", "slider", "repeated"),
    ("rank", "first", "select_slider", "letters"), ("rank", "log", "toggle", "a control character"),
    ("space", "color", "selectbox", "other digits"),
])  # fmt: skip
def test_what_a_control_cannot_take_is_said_and_leaves_the_link(open_page, page, key, used, kind):
    panel = {"more": PANELS[key]} if key in PANELS else {}
    usual = getattr(open_page(page, **OPEN, **panel), used)(key=key).value
    app = open_page(page, **OPEN, **{key: KINDS[kind]})
    assert getattr(app, used)(key=key).value == usual
    assert key in app.toast[0].value
    assert key not in app.query_params
    assert not app.run().toast


def test_a_number_that_is_possible_is_taken(open_page):
    assert open_page("space", **OPEN, seed="17").number_input(key="seed").value == 17
    app = open_page("rank", **OPEN, k="8", log="true")
    assert app.slider(key="k").value == 8
    assert app.toggle(key="log").value
    assert not app.toast


def test_a_text_may_be_as_long_as_a_word(open_page):
    for length, refused in ((LONGEST_TEXT, False), (LONGEST_TEXT + 1, True)):
        assert bool(open_page("one_hot", **OPEN, words="x" * length).toast) == refused


def test_no_widget_goes_past_what_judges_a_link():
    scripts = [path for folder in ("embedviz", "pages") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in scripts if 'bind="query-params"' in path.read_text(encoding="utf-8")] == []
