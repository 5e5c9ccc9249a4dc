from types import SimpleNamespace

import numpy as np
import pytest

import embedviz as ev
from embedviz.ui.space import methods
from embedviz.ui.space.methods import ALL, COUNTS, MAP, counts_for, memory_note, missing_extra, offer

PHONE = "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"


@pytest.fixture(scope="module")
def many() -> ev.Embedding:
    return ev.Embedding("many", [f"w{i}" for i in range(150_000)], np.ones((150_000, 1), dtype=np.float32))


@pytest.mark.parametrize(("browser", "by_map", "by_pca"), [(PHONE, 20_000, 20_000), (DESK, 150_000, 50_000)])
def test_a_phone_begins_with_20_000_words_and_has_all_on_request(monkeypatch, many, browser, by_map, by_pca):
    monkeypatch.setattr(methods.st, "context", SimpleNamespace(headers={"User-Agent": browser}))
    asked = {}

    def choose(_label: str, names: dict[str, str], *, key: str, default: str) -> str:
        asked[key] = list(names)
        return default

    monkeypatch.setattr(methods, "choose", choose)
    monkeypatch.setattr(methods.st, "session_state", {})
    assert [methods.ask_count(many, method, 3) for method in (MAP, "pca")] == [by_map, by_pca]
    assert asked["words"][-1] == ALL


def test_what_millions_of_words_take_of_the_browser_is_said():
    assert memory_note(400_000) is None
    assert "about 90 MB" in memory_note(3_000_000)


def test_tsne_is_offered_for_many_words_in_two_dimensions_only(many):
    assert counts_for(many, "tsne", 3)[-1] == 2_000
    assert counts_for(many, "tsne", 2) == [count for count in COUNTS if count <= 100_000]
    assert offer("tsne", 2, 2_000) == offer("tsne", 3) != offer("tsne", 2, 5_000)


def test_what_is_not_installed_is_told_with_its_command_before_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(methods, "find_spec", lambda _package: None)
    assert "[tsne]" in missing_extra("openTSNE")
    assert "[umap]" in missing_extra("umap-learn")
    assert missing_extra("pacmap") is None
    monkeypatch.setattr(methods, "find_spec", lambda _package: SimpleNamespace(loader=object()))
    assert missing_extra("openTSNE") is None
