"""What a link may hold: every key of every page takes every kind of value, and no run ends in an exception."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.formats.save import save
from embedviz.ui.widgets.address import LONGEST_TEXT
from tests.pages.conftest import PAGES, ROOT
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


CHANGED = [(page, needed) for page, needed, keys in KEYS if keys and page != "library"]
# Of each page another whose controls have names of its own: what is chosen on the one means nothing on the other.
ANOTHER = {
    "rank": "distance", "distance": "rank", "polysemy": "compare", "compare": "polysemy", "independence": "space",
    "one_hot": "space", "space": "one_hot", "orthogonality": "distance", "word2vec": "independence",
}  # fmt: skip


def controls(app: AppTest, page: str) -> dict[str, object]:
    """The controls of a page that stand in the address, by key."""
    linked = {key for each, needed, keys in KEYS if each == page for key in (*needed, *keys)}
    kinds = (app.main.selectbox, app.main.select_slider, app.main.slider, app.main.number_input, app.main.toggle,
             app.main.checkbox, app.main.button_group, app.main.text_input)  # fmt: skip
    return {each.key: each for kind in kinds for each in kind if each.key in linked}


def chosen(app: AppTest, page: str) -> dict[str, object]:
    return {key: each.value for key, each in controls(app, page).items()}


def change(control: Any) -> str:
    """Choose something else; return how the browser writes that into the address."""
    if control.type == "selectbox":
        control.select_index((control.index + 1) % len(control.options))
    elif control.type == "select_slider":
        control.set_value(type(control.value)(control.options[0].replace(",", "")))
        return control.options[0]
    elif control.type in {"slider", "number_input"}:
        control.set_value(type(control.value)(control.min if control.value != control.min else control.max))
    elif control.type in {"toggle", "checkbox"}:
        control.set_value(not control.value)
        return str(control.value).lower()
    elif control.type == "button_group":
        control.set_value(next(each for each in OTHER_IDS[control.key] if each != control.value))
    else:
        control.set_value(OTHER_WORDS.get(control.key, "w5"))
    return str(control.value)


OTHER_WORDS = {"words": "w5 w7", "chosen": "w5 w7", "span": "w5 w7", "own_word": "the"}
OTHER_IDS = {
    "pair": ("cosine", "distance"), "pick": ("typed", "chance"), "by": ("share", "distance"),
    "metric": ("cosine", "euclidean"), "dim": ("3", "2"), "follow": ("skip-gram", "cbow"),
    "preset": ("lecture", "fine"), "corpus": ("generated", "news"),
}  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize(("page", "needed"), CHANGED, ids=[f"{page}-{len(needed)}" for page, needed in CHANGED])
def test_the_way_back_leads_to_the_page_as_it_was_and_no_choice_goes_on_to_another(open_page, page, needed):
    """All controls of a page are changed: the address then holds each choice, opens the panels of those that are in
    one, and another page knows none.
    """
    app = open_page(page, **OPEN, **needed, more="all")
    usual = chosen(app, page)
    written = {
        key: change(control)
        for key, control in controls(app, page).items()
        if key not in needed and not control.disabled and len(getattr(control, "options", ("", ""))) > 1
    }
    app = settle(app.run())
    wanted = chosen(app, page)
    changed = {key for key in written if key in wanted and wanted[key] != usual[key]}
    assert len(changed) >= min(2, len(written))
    # Some choices are put into the address by the server, the others by the browser.
    address = {key: value for key, value in app.query_params.items() if key != "more"}
    again = chosen(settle(open_page(page, **{key: written[key] for key in changed} | address)), page)
    assert {key: again.get(key) for key in changed} == {key: wanted[key] for key in changed}

    other = ANOTHER[page]
    app.switch_page(PAGES[other])
    app.query_params.clear()
    app.query_params.update(OPEN | {"more": "all"})
    assert not app.run().exception
    assert chosen(app, other) == chosen(open_page(other, **OPEN, more="all"), other)


def test_no_widget_goes_past_what_judges_a_link():
    scripts = [path for folder in ("embedviz", "pages") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in scripts if 'bind="query-params"' in path.read_text(encoding="utf-8")] == []
