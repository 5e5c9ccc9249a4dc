"""The reader's language, in the app."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def start(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))

    def open_rank(**query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "main.py"))
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page("learn/rank.py").run()
        assert not app.exception
        return app

    return open_rank


def title(app: AppTest) -> str:
    return app.title[0].value


def test_english_unless_the_browser_or_the_url_asks_for_another(start):
    app = start()
    assert title(app) == "Rank"
    assert "lang" not in app.query_params


def test_the_url_asks_for_chinese(start):
    app = start(lang="zh")
    assert title(app) == "秩"
    assert app.query_params["lang"] == "zh"


@pytest.mark.parametrize("unknown", ["xx", "", "ZH", "../zh", "zh_CN"])
def test_an_unknown_language_is_english(start, unknown):
    app = start(lang=unknown)
    assert title(app) == "Rank"
    assert "lang" not in app.query_params


def test_the_switch_changes_the_page_and_its_url_and_back(start):
    app = start()
    app.sidebar.segmented_control(key="language").set_value("zh").run()
    assert title(app) == "秩"
    assert app.query_params["lang"] == "zh"
    app.sidebar.segmented_control(key="language").set_value("en").run()
    assert title(app) == "Rank"
    assert "lang" not in app.query_params


def test_the_language_stays_on_the_next_page(start):
    app = start(lang="zh")
    del app.query_params["lang"]
    app.switch_page("learn/one_hot.py").run()
    assert title(app) == "独热编码"
